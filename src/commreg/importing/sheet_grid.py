"""The cells of one sheet as a grid, before anybody knows what its columns mean."""

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
    """One cell: its text, and its date or number where the file says that it is one. `shared` is a merged cell's."""

    text: str
    value: date | Decimal | bool | None = None
    is_merged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text.strip()


EMPTY = Cell("")


Rows = Mapping[int, Mapping[int, Cell]]  # cells that hold anything, by row and column, both from 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, rows of equal length, each with its number in the file; and how they were read.

    `letters` are the columns as a spreadsheet names them. `since_1904` says that plain numbers which are days count
    from 1904, as in workbooks of old Macs.
    """

    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    letters: tuple[str, ...]
    notes: tuple[str, ...]
    sheet: str = ""
    since_1904: bool = False


def too_large_error(path: Path) -> InputError:
    """What is said of a file that is larger than a register could be."""
    return InputError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB", hint="export the sheet alone as CSV")


def to_grid(cells: Rows, how: Iterable[str], sheet: str = "", *, since_1904: bool = False) -> Grid:
    """The grid of the cells that hold anything: rows and columns that have none are left out."""
    places = sorted({place for row in cells.values() for place in row})
    return Grid(
        rows=tuple(tuple(row.get(place, EMPTY) for place in places) for row in cells.values()),
        numbers=tuple(cells),
        letters=tuple(map(column_letter, places)),
        notes=tuple(how),
        sheet=sheet,
        since_1904=since_1904,
    )


def column_letter(place: int) -> str:
    """A column counted from 1 as a spreadsheet names it: A to Z, then AA."""
    found = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
