"""The cells of one sheet as a grid, before its columns are recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from commreg.diagnostics.errors import InputError

MAX_BYTES = 100_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and its date or number if the file marks it as one.

    `is_merged` is true for a place that a merged cell covers, except its first.
    """

    text: str
    value: date | Decimal | bool | None = None
    is_merged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it has no text."""
        return not self.text.strip()


EMPTY = Cell("")
Rows = Mapping[int, Mapping[int, Cell]]  # cells that hold anything, by row and column, both from 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet in rows of equal length, with the number of each row in the file.

    `letters` are the columns as a spreadsheet names them; `notes` say how the file was read. `since_1904`: numbers
    that are days count from 1904, as in workbooks of old Macs.
    """

    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    letters: tuple[str, ...]
    notes: tuple[str, ...]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    since_1904: bool = False


def too_large_error(path: Path) -> InputError:
    """The error for a file that is larger than any register."""
    return InputError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB", hint="export the sheet alone as CSV")


def to_grid(
    cells: Rows, notes: Iterable[str], sheet: str = "", other_sheets: tuple[str, ...] = (), *, since_1904: bool = False
) -> Grid:
    """The grid of the cells that hold anything, without empty rows and columns."""
    places = sorted({place for row in cells.values() for place in row})
    return Grid(
        rows=tuple(tuple(row.get(place, EMPTY) for place in places) for row in cells.values()),
        numbers=tuple(cells),
        letters=tuple(map(column_letter, places)),
        notes=tuple(notes),
        sheet=sheet,
        other_sheets=other_sheets,
        since_1904=since_1904,
    )


def column_letter(place: int) -> str:
    """The name of a column, counted from 1, in a spreadsheet: A to Z, then AA."""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
