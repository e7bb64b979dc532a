"""What the parsers of cells return, and how registers mark a blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_BLANK_MARKERS = frozenset(("", "-", "\u2013", "\u2014", "n/a", "na", "nan", "tbc", "tba", "unknown", "not known", "?"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of a cell, and a note if it needs one. `leftover` is text of the cell that is to be kept.

    `is_certain` is false if the cell could mean something else, so that somebody should check it.
    """

    value: Any
    note: str = ""
    leftover: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Why a cell could not be parsed: a clause about the cell, as in "is not in pounds"."""

    reason: str


def is_blank_marker(text: str) -> bool:
    """Whether a cell says that there is nothing, or that it is not known."""
    return text.strip().casefold() in _BLANK_MARKERS
