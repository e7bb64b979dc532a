"""A spreadsheet file into a grid of cells, with what had to be worked out to read it.

A cell keeps its text exactly as it stands; one from a workbook keeps its true date or number as well. Nothing here
knows what the columns mean.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from commreg.dates import counted
from commreg.errors import UsageError

LARGEST = 100_000_000  # bytes
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a mark", "utf-16": "UTF-16", "cp1252": "Windows-1252",
          "mac_roman": "Mac Roman", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "latin-1": "Latin-1"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and its date or number where the file says that it is one. `shared` is a merged cell's."""

    text: str
    value: date | Decimal | bool | None = None
    shared: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text.strip()


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, rows of equal length, each with its number in the file; and how they were read."""

    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    how: tuple[str, ...]
    sheet: str = ""


def read(path: Path, data: bytes, sheet: str | None = None) -> Grid:
    """The grid of a CSV or XLSX file. Raises UsageError where it is neither, or has no such sheet."""
    if len(data) > LARGEST:
        raise UsageError(f"{path.name} is larger than {LARGEST // 1_000_000} MB", hint="export the sheet alone as CSV")
    if data[:4] == b"PK\x03\x04":
        return _workbook(path, data, sheet)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UsageError(f"{path.name} is an old Excel workbook (.xls)", hint="open it and save it as .xlsx or .csv")
    if sheet:
        raise UsageError(f"{path.name} is not a workbook, so it has no sheets", hint="leave --sheet out")
    return _text(path, data)


def _text(path: Path, data: bytes) -> Grid:
    encoding = _encoding(data)
    text = data.decode(encoding)
    if "\0" in text:
        raise UsageError(f"{path.name} is not a spreadsheet that can be read", hint="save it as .xlsx or .csv (UTF-8)")
    csv.field_size_limit(LARGEST)
    delimiter = _delimiter(text)
    rows, numbers = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for row in reader:
        rows.append([Cell(cell) if cell else EMPTY for cell in row])
        numbers.append(before + 1)
        before = reader.line_num
    how = (f"text in {_NAMES.get(encoding, encoding)}, columns parted by {_DELIMITERS[delimiter]}s",)
    return Grid(_even(rows), tuple(numbers), how)


def _encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes are that; else a Windows or, with old Mac line ends, a Mac text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    head = data[:4000]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        old_mac = b"\r" in data and b"\n" not in data
        for encoding in ("mac_roman",) if old_mac else ("cp1252", "mac_roman"):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
        return "latin-1"
    return "utf-8"


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the same number of columns most often, the more columns the better."""

    def weight(delimiter: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row, _ in zip(lines, range(50), strict=False) if any(row))
        width, count = max(widths.items(), key=lambda found: (found[0] > 1, found[1], found[0]), default=(0, 0))
        return (count if width > 1 else 0, width)

    return max(_DELIMITERS, key=weight)


def _workbook(path: Path, data: bytes, sheet: str | None) -> Grid:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only for workbooks

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # noqa: BLE001 - a broken workbook fails in as many ways as there are parts in it
        raise UsageError(
            f"{path.name} cannot be read as a workbook", hint="open it and save it anew, or as CSV"
        ) from None
    names = book.sheetnames
    if sheet is not None and sheet not in names:
        raise UsageError(f"{path.name} has no sheet “{sheet}”", hint=f"it has: {', '.join(names)}")
    chosen = book[sheet] if sheet else max(book.worksheets, key=_filled, default=None)
    if chosen is None:
        raise UsageError(f"{path.name} has no sheet with cells", hint="save the register as a sheet or as CSV")
    rows = [[_cell(cell) for cell in row] for row in chosen.iter_rows(values_only=True)]
    merged = _spread(rows, chosen.merged_cells.ranges)
    how = [f"workbook, sheet “{chosen.title}”" + (f" of {counted(len(names), 'sheet')}" if len(names) > 1 else "")]
    if merged:
        how.append(f"{counted(merged, 'merged cell')}: each stands for every cell it covers")
    return Grid(_even(rows), tuple(range(1, len(rows) + 1)), tuple(how), chosen.title)


def _filled(sheet: Any) -> int:
    return sum(1 for row in sheet.iter_rows(max_row=200, values_only=True) for cell in row if cell not in (None, ""))


def _spread(rows: list[list[Cell]], ranges: Iterable[Any]) -> int:
    """Put the cell of each merged range in all the places it covers. Returns how many ranges there were."""
    count = 0
    for area in ranges:
        top, left = area.min_row - 1, area.min_col - 1
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left].empty:
            continue
        count += 1
        first = rows[top][left]
        for row in range(top, min(area.max_row, len(rows))):
            for column in range(left, min(area.max_col, len(rows[row]))):
                if (row, column) != (top, left):
                    rows[row][column] = Cell(first.text, first.value, shared=True)
    return count


def _cell(value: Any) -> Cell:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, datetime):
        day = value.date()
        return Cell(day.isoformat() if value.time() == time() else value.isoformat(" "), day)
    if isinstance(value, date):
        return Cell(value.isoformat(), value)
    if isinstance(value, int):
        return Cell(str(value), Decimal(value))
    if isinstance(value, float):
        number = Decimal(repr(value))
        return Cell(f"{number:f}".removesuffix(".0"), number)
    return Cell(str(value))


def _even(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple((*row, *[EMPTY] * (width - len(row))) for row in rows)
