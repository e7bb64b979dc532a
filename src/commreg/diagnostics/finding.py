"""A finding of a check: what is wrong, where it is, and what to write instead.

A check yields a `Violation`, which holds a code and the `FieldPath` of the field, such as
("term", "extensions", 0, "months"). Only a violation that is reported gets a `Location` in its file and becomes a
`Finding`, because finding the location means parsing the file a second time. Findings sort
by file and position.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Literal

from commreg.diagnostics.field_path import FieldPath


class Severity(StrEnum):
    """An error is wrong data, a warning needs attention, a note is information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span of text in a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Related:
    """A second field that a violation concerns, in the file of contract `contract_id`."""

    contract_id: str
    field_path: FieldPath
    message: str


@dataclass(frozen=True, slots=True)
class Violation:
    """What a check reports about one field.

    `field_path` is the field, whether or not it is recorded: a field that is missing is located at the nearest group
    that is there. `at` selects the field's value or its name as the location; `within` narrows the location to that
    part of the value's text. `may_be_right`: what is recorded can be as it should be, and the hint then ends with the
    comment that ignores the check.
    """

    code: str
    message: str
    field_path: FieldPath = ()
    hint: str = ""
    at: Literal["value", "key"] = "value"
    within: str = ""
    related: tuple[Related, ...] = ()
    may_be_right: bool = False

    @property
    def full_hint(self) -> str:
        """The hint, with the comment to write if what is recorded is right."""
        if not self.may_be_right:
            return self.hint
        return f"{self.hint}; if it is right, end the line with # commreg: ignore[{self.code}] and the reason"


@dataclass(frozen=True, slots=True)
class TextProblem:
    """A violation in the text of a file, at the characters from `start` (counted from 0) up to `end` (exclusive)."""

    violation: Violation
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, order=True)
class RelatedLocation:
    """A `Related` field with its location."""

    path: str
    location: Location
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A violation with its location.

    `path` is the file, relative to the register's root, with forward slashes on every system. `field` is the field as
    people write it, such as term.extensions[1].months; it is empty for a finding about the text of a file.
    `similar_omitted` counts findings of the same code in the file that are not listed.
    """

    path: str
    location: Location
    code: str
    message: str
    severity: Severity = dataclass_field(compare=False)
    hint: str = dataclass_field(default="", compare=False)
    excerpt: str = dataclass_field(default="", compare=False)
    related: tuple[RelatedLocation, ...] = dataclass_field(default=(), compare=False)
    field: str = dataclass_field(default="", compare=False)
    ignore_reason: str | None = dataclass_field(default=None, compare=False)  # of the comment that suppresses it
    similar_omitted: int = dataclass_field(default=0, compare=False)

    @property
    def is_active(self) -> bool:
        """Whether it is reported. A suppressed finding is only counted."""
        return self.ignore_reason is None
