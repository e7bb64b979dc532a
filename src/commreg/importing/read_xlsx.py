"""Read a sheet of an Excel workbook into a grid: dates, numbers, merged cells, and the stored results of formulas.

The workbook is unpacked only up to a limit, and read row by row.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from commreg.diagnostics.errors import InputError
from commreg.importing.column_names import fields_of
from commreg.importing.hidden_parts import describe_hidden
from commreg.importing.number_formats import as_shown
from commreg.importing.sheet_grid import Cell, Grid, to_grid
from commreg.model.data_fields import WORKBOOK_CREATOR
from commreg.values.text import pluralize

MAX_UNPACKED_BYTES = 400_000_000  # bytes
MAX_ROWS = 1_048_576  # what a sheet of Excel can have
MAX_CELLS = 5_000_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old workbooks, and new ones with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_EXPORTED_SHEETS = {"Contracts", "About"}
_MAX_MERGED_CELLS = 200_000  # that one merged range may cover


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: its cells, its XML, how many formulas have no stored result, and notes on what is easily overlooked."""

    title: str
    cells: dict[int, dict[int, Cell]]
    xml: bytes
    without_result: int
    hidden_parts: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook, .xls or .xlsx."""
    return data.startswith((_ZIP, _OLE))


def read(path: Path, data: bytes, sheet: str | None) -> Grid:
    """The grid of one sheet: the one named, or the one whose heading names most fields.

    Raises InputError if there is none.
    """
    if data.startswith(_OLE):
        raise _old(path, data)
    _refuse_bombs(path, data)
    if _is_open_document(data):
        raise InputError(
            f"{path.name} is an OpenDocument spreadsheet (.ods)", hint="open it and save it as .xlsx or .csv"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and rules for input, which hold no cells
        try:
            return _grid(path, data, sheet)
        except InputError:
            raise
        except Exception:  # noqa: BLE001 - a broken workbook fails in as many ways as there are parts in it
            raise InputError(
                f"{path.name} cannot be read as a workbook", hint="open it and save it again, or as CSV"
            ) from None


def _old(path: Path, data: bytes) -> InputError:
    if _LOCKED in data:
        return InputError(f"{path.name} is protected by a password", hint="save a copy without one, or as CSV")
    return InputError(f"{path.name} is an old Excel workbook (.xls)", hint="open it and save it as .xlsx or .csv")


def _is_open_document(data: bytes) -> bool:
    """Whether a zip file is an OpenDocument spreadsheet; its first member says so."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if "mimetype" not in archive.namelist():
        return False
    with archive.open("mimetype") as member:
        return member.read(100).startswith(b"application/vnd.oasis.opendocument")


def _refuse_bombs(path: Path, data: bytes) -> None:
    """Refuse to unpack a workbook of a vast stated size; zipfile holds each part to its stated size."""
    try:
        size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(f"{path.name} is an incomplete workbook", hint="save it or download it again") from None
    if size > MAX_UNPACKED_BYTES:
        raise InputError(
            f"{path.name} unpacks to {size // 1_000_000:,} MB, more than any register needs",
            hint="delete the empty rows and columns that have a format, or save the sheet as CSV",
        )


def _grid(path: Path, data: bytes, sheet: str | None) -> Grid:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only for workbooks

    book = load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    if book.properties.creator == WORKBOOK_CREATOR and set(book.sheetnames) >= _EXPORTED_SHEETS:
        raise InputError(
            f"{path.name} is an export of a register, and most of its columns are worked out: it cannot be imported",
            hint="export the register as CSV, change that in a spreadsheet program, and import it",
        )
    names = [worksheet.title for worksheet in book.worksheets]
    if sheet is not None and sheet not in names:
        raise InputError(f"{path.name} has no sheet “{sheet}”", hint=f"it has: {', '.join(names)}")
    title = sheet or max(names, key=partial(_likelihood, book), default="")
    if not title:
        raise InputError(f"{path.name} has no sheet with cells", hint="save the register as a sheet or as CSV")
    worksheet = _sheet(path, data, book[title])
    merged = _fill_merged_cells(worksheet)
    since_1904 = book.epoch.year == 1904
    hidden = {sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"}
    notes = [f"workbook, sheet “{title}”{', which is hidden' if title in hidden else ''}"]
    not_read = [name for name in names if name != title]
    if not_read:
        listing = ", ".join(f"{name}, hidden" if name in hidden else name for name in not_read)
        notes.append(f"not read: {pluralize(len(not_read), 'other sheet')} ({listing})")
    notes += worksheet.hidden_parts
    if merged:
        notes.append(f"{pluralize(merged, 'merged cell')}, each copied to every cell it covers")
    if worksheet.without_result:
        count = pluralize(worksheet.without_result, "formula")
        notes.append(f"{count} without a stored result, kept as text (open it in a spreadsheet program and save it)")
    if since_1904:
        notes.append("dates count from 1904")
    return to_grid(worksheet.cells, notes, title, tuple(not_read), since_1904=since_1904)


def _likelihood(book: Any, name: str) -> tuple[bool, int, int]:
    """How likely a sheet is to be the register: it names fields, and is not hidden."""
    fields = _count_fields(book[name])
    is_visible = book[name].sheet_state == "visible" and fields > 1
    return is_visible, fields, _count_filled(book[name])


def _count_fields(sheet: Any) -> int:
    """How many fields the best heading row of a sheet names: the sheet of a register has most."""
    rows = sheet.iter_rows(max_row=40, values_only=True)
    return max((len(_fields(row)) for row in rows), default=0)


def _fields(row: Iterable[object]) -> set[str]:
    return {name for cell in row if isinstance(cell, str) for name in list(fields_of(cell))[:1]}


def _count_filled(sheet: Any) -> int:
    sheet.reset_dimensions()
    return sum(1 for row in sheet.iter_rows(max_row=200, values_only=True) for cell in row if cell not in (None, ""))


def _sheet(path: Path, data: bytes, sheet: Any) -> _Sheet:
    part = sheet._worksheet_path  # noqa: SLF001 - merged cells are listed nowhere else when rows are streamed
    archive = zipfile.ZipFile(io.BytesIO(data))
    xml = archive.read(part)
    rows: Iterator[Any] = _rows(path, sheet, values_only=False)
    if _FORMULA.search(xml):
        from openpyxl import load_workbook  # noqa: PLC0415 - as above

        formulas = load_workbook(io.BytesIO(data), read_only=True)[sheet.title]
        rows = (zip_longest(*pair) for pair in zip(rows, _rows(path, formulas, values_only=True), strict=True))
    else:
        rows = (((cell, None) for cell in row) for row in rows)
    cells: dict[int, dict[int, Cell]] = {}
    count = without = 0
    struck_rows = []
    for number, row in enumerate(rows, 1):
        filled: dict[int, Cell] = {}
        struck = 0
        for place, (source, formula) in enumerate(row, 1):
            value = source.value if source is not None else None
            bare = value is None and isinstance(formula, str)
            is_result = isinstance(formula, str) and formula.startswith("=")
            cell = _cell(formula) if bare else _displayed_cell(source, value, is_result=is_result)
            if cell and not cell.is_empty:
                filled[place] = cell
                without += bare
                struck += source is not None and source.has_style and bool(source.font.strike)
        if filled and struck == len(filled):
            struck_rows.append(number)
        count += len(filled)
        if count > MAX_CELLS:
            raise InputError(f"{path.name} has more than {MAX_CELLS:,} cells", hint="save the register alone as CSV")
        if filled:
            cells[number] = filled
    hidden_parts = tuple(describe_hidden(archive, part, xml, cells, struck_rows))
    return _Sheet(sheet.title, cells, xml, without, hidden_parts)


def _displayed_cell(source: Any, value: Any, *, is_result: bool) -> Cell | None:
    """The cell of a value; a number as its format shows it."""
    cell = _cell(value)
    if cell is None or not isinstance(cell.value, Decimal) or isinstance(value, bool):
        return cell
    return as_shown(cell.value, source.number_format, is_result=is_result)


def _rows(path: Path, sheet: Any, *, values_only: bool) -> Iterator[Any]:
    sheet.reset_dimensions()
    for count, row in enumerate(islice(sheet.iter_rows(values_only=values_only), MAX_ROWS + 1)):
        if count == MAX_ROWS:
            raise InputError(f"{path.name} has more rows than a sheet can have", hint="save the sheet as CSV")
        yield row


def _fill_merged_cells(sheet: _Sheet) -> int:
    """Copy the cell of each merged range to all the places it covers. Returns the number of ranges.

    A row that has only such copies is removed.
    """
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - as above

    count = 0
    last = max(sheet.cells, default=0)
    widest = max((place for row in sheet.cells.values() for place in row), default=0)
    for match in _MERGED.findall(sheet.xml):
        area: tuple[Any, ...] = range_boundaries(match.decode("ascii"))
        left, top, right, bottom = area
        first = sheet.cells.get(top, {}).get(left)
        right, bottom = min(right, widest), min(bottom, last)
        if first is None or (right - left + 1) * (bottom - top + 1) > _MAX_MERGED_CELLS:
            continue
        count += 1
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    sheet.cells.setdefault(row, {})[column] = Cell(first.text, first.value, is_merged=True)
    rows = {
        row: cells for row, cells in sorted(sheet.cells.items()) if not all(cell.is_merged for cell in cells.values())
    }
    sheet.cells.clear()
    sheet.cells.update(rows)
    return count


def _cell(value: Any) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, datetime):
        day = value.date()
        return Cell(day.isoformat() if value.time() == time() else value.isoformat(" "), day)
    if isinstance(value, date):
        return Cell(value.isoformat(), value)
    if isinstance(value, (int, float)):
        number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)  # as a spreadsheet shows it
        return Cell(f"{number:f}", number)
    text = str(value)
    if _ESCAPED.search(text):
        from openpyxl.utils.escape import unescape  # noqa: PLC0415 - as above

        text = str(unescape(text))
    return Cell(text)
