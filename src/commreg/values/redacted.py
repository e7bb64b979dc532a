"""The marker that replaces a value an audience may not see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Redacted:
    """A cell whose value is withheld: it prints as these words."""

    words: str

    def __str__(self) -> str:
        return self.words
