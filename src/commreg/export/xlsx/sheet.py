"""A sheet of the workbook: what a cell holds and how it looks, on the screen and on paper.

A cell is a date, an exact amount, a whole number, or text that is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from commreg.model.data_fields import DataField, Row
from commreg.model.vocabularies import Vocabulary
from commreg.values.csv_text import is_formula

DAYS = "dd mmm yyyy"
POUNDS = "£#,##0.00"
MAX_HEADER_LENGTH = 255 - len("&L")  # characters of a page header; Excel repairs a file with more
MAX_CELL_LENGTH = 32_767  # characters; Excel's own limit
CUT = " … (cut: a cell holds 32,767 characters; the entry has the rest)"
_UNWRITABLE = {number: f"\\x{number:02x}" for number in range(32) if chr(number) not in "\t\n"}  # what XML cannot hold
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
# Widths in characters: of what is no text, and the most that a text may take before it is wrapped.
_WIDTHS = {"day": 12.5, "pounds": 15.0, "number": 9.0, "flag": 9.0}
_MAX_WIDTHS = {
    "title": 34,
    "provider": 28,
    "service_area_name": 20,
    "value_basis": 13,
    "state": 13,
    "stage": 17,
    "key": 14,
}
_PROSE, _PROSE_OFF_PAPER = 48, 90
LINE = 15.0  # points
_MAX_HEIGHT = 409.0  # points; Excel's own limit


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of rows under headings; `prints` is how many columns go to paper, from the first."""

    title: str
    headings: Sequence[str]
    fields: Sequence[DataField]
    rows: Sequence[Row]
    names: Mapping[str, Vocabulary]
    prints: int


def add_styles(book: Workbook) -> None:
    """Add the named styles of cells: head, label, and one for each kind of field."""
    under = Border(bottom=Side("thin", "D9D9D9"))
    left = Alignment("left", "top", wrap_text=True)
    centre = Alignment("center", "top", wrap_text=True)
    plain = Font("Calibri", 11)
    white, blue = Font("Calibri", 11, bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3864")
    for look in (
        NamedStyle("head", font=white, fill=blue, alignment=left),
        NamedStyle("label", font=Font("Calibri", 11, bold=True), alignment=left),
        NamedStyle("text", font=plain, alignment=left, border=under),
        NamedStyle("flag", font=plain, alignment=centre, border=under),
        NamedStyle("number", font=plain, alignment=centre, border=under),
        NamedStyle("day", font=plain, alignment=left, border=under, number_format=DAYS),
        NamedStyle(
            "pounds", font=plain, alignment=Alignment("right", "top", indent=1), border=under, number_format=POUNDS
        ),
    ):
        book.add_named_style(look)


def write_rows(sheet: Any, what: Sheet, heading: str) -> None:
    """Write the rows with widths, filter and print settings; `heading` is printed on every page."""
    heights = [1] * (len(what.rows) + 1)
    for number, field in enumerate(what.fields, 1):
        cells = [_worded(row[field.name], what.names.get(field.name)) for row in what.rows]
        width = _width(field, cells, on_paper=number <= what.prints)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for place, value in enumerate((what.headings[number - 1], *cells)):
            kind = "text" if isinstance(value, str) and field.kind != "flag" else field.kind
            put(sheet.cell(place + 1, number), value, kind if place else "head")
            if isinstance(value, str):
                heights[place] = max(heights[place], lines_of(value, width - 1))
    for place, lines in enumerate(heights, 1):
        sheet.row_dimensions[place].height = min(lines * LINE, _MAX_HEIGHT)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(what.fields))}{len(what.rows) + 1}"
    sheet.print_area = f"A1:{get_column_letter(what.prints)}{len(what.rows) + 1}"
    sheet.print_title_rows = "1:1"
    set_up_paper(sheet, heading)


def _width(field: DataField, cells: Iterable[Any], *, on_paper: bool) -> float:
    """Wide enough for the longest line, up to where text is wrapped."""
    longest = max((len(line) for cell in cells if isinstance(cell, str) for line in cell.splitlines()), default=0)
    most = _MAX_WIDTHS.get(field.name, _PROSE if on_paper else _PROSE_OFF_PAPER)
    least = _WIDTHS.get(field.kind, 12.0)
    return least if field.kind in _WIDTHS else float(max(least, min(most, longest + 2)))


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes when it is wrapped."""
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, len(wrap(line, int(width)))) for line in text.splitlines() or [""])


def set_up_paper(sheet: Any, heading: str) -> None:
    """A4 across, one page wide, with the heading above and the page below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddHeader.left.text = _page_header(heading)
    sheet.oddFooter.right.text = "Page &P of &N"


def _page_header(heading: str) -> str:
    """The heading as a page header, in which & begins a code; cut to what Excel takes."""
    length, cut = 0, heading
    for place, character in enumerate(heading):
        length += 2 if character == "&" else 1
        if length > MAX_HEADER_LENGTH - 2 and place < len(heading) - 1:
            cut = f"{heading[:place]}…"
            break
    return cut.replace("&", "&&")


def _worded(value: Any, names: Vocabulary | None) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if names and isinstance(value, str):
        return names.label(value)
    return value


def put(cell: Any, value: Any, look: str) -> None:
    """Write a value in a cell with its own type, in a named style."""
    cell.style = look
    if isinstance(value, Decimal):
        cell.value, cell.data_type = f"{value:f}", "n"  # the digits themselves: never by way of a float
    elif isinstance(value, str):
        text = "\n".join(value.splitlines()).translate(_UNWRITABLE)
        text = text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - len(CUT)] + CUT
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
        cell.data_type = "s"  # never "f", whatever it begins with
        if is_formula(text):
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value
