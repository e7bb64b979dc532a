"""What became of each cell of a sheet, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commreg.diagnostics.field_path import FieldPath


class CellStatus(StrEnum):
    """What became of a cell."""

    READ = "read"
    GUESSED = "guessed"  # read, and to be checked by somebody
    KEPT_AS_TEXT = "kept as text"
    REFUSED = "refused"  # not readable as its field, and kept as text
    NOT_IMPORTED = "not imported"
    LEFT_OUT = "left out"  # as the officer said


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What became of one cell: its row, column and text, its status, the field it went to, and why.

    `refused_field` is set only if the cell could not be read as that field: `reason` is then a clause about the cell,
    as in "is not in pounds".
    """

    row: int
    column: str
    text: str
    status: CellStatus
    destination: str
    reason: str = ""
    refused_field: str = ""

    @property
    def explanation(self) -> str:
        """The reason in words that need no context."""
        return f"{self.refused_field}: it {self.reason}" if self.refused_field else self.reason

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at the cell."""
        return self.status in (CellStatus.GUESSED, CellStatus.REFUSED)

    @property
    def destination_path(self) -> FieldPath:
        """The field that the cell went to. A name under `local` may have dots in it."""
        group, _, name = self.destination.partition(".")
        return (group, name) if group == "local" else tuple(self.destination.split("."))
