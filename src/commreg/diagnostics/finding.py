"""What is wrong, where, and what to write instead.

A check yields a `Fault`: a code and the *route* to the field, such as ("term", "extensions", 0, "months"). Only when a
fault is to be reported does its route become a `Place` in the file, so that reading stays quick. A `Diagnostic` is
what every report prints; it is self-contained and sorts in the order a reader goes through a folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

FieldPath = tuple[str | int, ...]


class Severity(StrEnum):
    """An error is wrong data; a warning wants somebody's eye; a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A stretch of a file: lines and columns from 1, columns in characters, the end just past the last one."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that the same fault is about: a route in the file of contract `contract`."""

    contract: str
    route: FieldPath
    message: str


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a check found.

    `at` says whether to point at the field's value or at its name; `within` narrows a value to a piece of its text.
    """

    code: str
    message: str
    route: FieldPath = ()
    hint: str = ""
    at: Literal["value", "key"] = "value"
    within: str = ""
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class TextProblem:
    """A fault in the text of a file: it has characters, counted from 0, and not a field to point at."""

    fault: Violation
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, order=True)
class RelatedPlace:
    """`Related`, found in its file."""

    path: str
    place: Location
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault, placed. `path` is relative to the register's root, with forward slashes on every system."""

    path: str
    place: Location
    code: str
    message: str
    severity: Severity = field(compare=False)
    hint: str = field(default="", compare=False)
    excerpt: str = field(default="", compare=False)
    related: tuple[RelatedPlace, ...] = field(default=(), compare=False)
    ignored: str | None = field(default=None, compare=False)  # the reason given, where a comment ignores it
    similar_omitted: int = field(
        default=0, compare=False
    )  # others like it in the file, which are counted and not listed

    @property
    def is_active(self) -> bool:
        """Whether it is reported; an ignored one is only counted."""
        return self.ignored is None


def format_path(route: FieldPath) -> str:
    """A route as people write it: term.extensions[1].months, counting list items from 1."""
    parts: list[str] = []
    for step in route:
        if isinstance(step, int):
            parts.append(f"[{step + 1}]")
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts)
