"""A workbook for people: contracts, extensions, deadlines, and a sheet that says what it is and what is not in it.

Days are real days and amounts real numbers, written digit by digit from their Decimal and never by way of a float. No
cell is a formula: a text that begins like one is kept as text. The same register as at the same day gives the same
bytes: every stamp in the file is the as-of day, or the first day a zip file knows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from commreg.audience import Record
from commreg.dates import counted, long_date
from commreg.exchange import Outgoing
from commreg.exchange.reckoned import Field
from commreg.exchange.tables import (
    CONTRACT,
    DEADLINE,
    EXTENSION,
    LEFT_OUT,
    Row,
    contract,
    deadline_rows,
    extensions,
    left_out,
)
from commreg.vocab import (
    BASIS,
    CERTAINTY,
    FREQUENCY,
    INTENTION,
    KIND,
    PROVIDER_TYPE,
    RATING,
    REGIME,
    ROUTE,
    STAGE,
    WITHHOLDING,
    Vocabulary,
)
from commreg.vocab import (
    DEADLINE as KINDS_OF_DEADLINE,
)

DAYS = "dd mmm yyyy"
POUNDS = "£#,##0.00"
MOST_IN_A_CELL = 32_767  # characters; Excel's own limit
CUT = " … (cut: a cell holds 32,767 characters; the entry has the rest)"
_RUNS = ("=", "+", "-", "@")
_STAMP = (1980, 1, 1, 0, 0, 0)
_ODD = {number: f"\\x{number:02x}" for number in range(32) if chr(number) not in "\t\n"}  # what XML cannot hold
# The columns that come first and are printed, in this order, with their headings; the others follow as they are.
PRINTED = {
    "title": "Contract",
    "provider": "Provider",
    "service_area_name": "Service area",
    "value": "Stated value",
    "value_basis": "Value covers",
    "start": "Start",
    "current_end": "Ends",
    "state": "State",
    "can_extend_to": "Can extend to",
    "notice_by": "Serve notice by",
    "stage": "Stage reached",
    "days_behind": "Days behind",
    "next_action": "What to do next",
    "next_by": "By when",
}
HEADINGS = {
    "id": "Contract id",
    "contract": "Contract id",
    "service_area": "Service area id",
    "title": "Contract",
    "from_end": "Extends the end of",
    "to_end": "Leads to",
    "due_on": "By",
    "sme": "SME",
    "vcse": "VCSE",
    "irrecoverable_vat": "VAT not recovered",
    "event": "Only happens",
    "basis": "How reckoned",
    "provided": "Provided for",
}
# Words of files that have a name on paper.
_NAMES: Mapping[str, Vocabulary] = {
    "kind": KIND,
    "provider_type": PROVIDER_TYPE,
    "value_basis": BASIS,
    "value_certainty": CERTAINTY,
    "regime": REGIME,
    "route": ROUTE,
    "frequency": FREQUENCY,
    "rating": RATING,
    "intention": INTENTION,
    "stage": STAGE,
}
# Widths in characters: of what is no text, and the most that a text may take before it is wrapped.
_WIDTHS = {"day": 12.5, "pounds": 15.0, "number": 9.0, "flag": 9.0}
_SIDES = {"pounds": "right", "number": "center", "flag": "center"}
_MOST = {"title": 34, "provider": 28, "service_area_name": 20, "value_basis": 13, "state": 13, "stage": 17, "key": 14}
_PROSE, _PROSE_OFF_PAPER = 48, 90
_LINE = 15.0  # points
_TALLEST = 409.0  # points; Excel's own limit


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of rows under headings; `prints` is how many columns go to paper, from the first."""

    title: str
    fields: Sequence[Field]
    rows: Sequence[Row]
    names: Mapping[str, Vocabulary]
    prints: int


def render(outgoing: Outgoing) -> bytes:
    """The workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    heading = f"{outgoing.heading}, as of {long_date(outgoing.as_of)}"
    for sheet in _sheets(outgoing):
        _fill(book.create_sheet(sheet.title), sheet, heading)
    _about(book.create_sheet("About"), outgoing)
    properties = book.properties
    properties.title = heading
    properties.creator = "commreg"
    properties.created = properties.modified = datetime.combine(outgoing.as_of, time())
    out = io.BytesIO()
    ExcelWriter(book, _Archive(out, "w", ZIP_DEFLATED)).save()
    return out.getvalue()


class _Archive(ZipFile):
    """A zip file whose members all bear the same day."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        member = ZipInfo(zinfo_or_arcname, _STAMP)
        member.create_system = 3
        super().writestr(member, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def _sheets(outgoing: Outgoing) -> list[_Sheet]:
    first = [field for name in PRINTED for field in CONTRACT if field.name == name]
    fields = [*first, *(field for field in CONTRACT if field.name not in PRINTED)]
    rows = [_contract(record, outgoing) for record in outgoing.records]
    led = [row for record in outgoing.records for row in extensions(record)]
    kinds = {"kind": KINDS_OF_DEADLINE}
    return [
        _Sheet("Contracts", fields, rows, _NAMES, len(PRINTED)),
        _Sheet("Extensions", EXTENSION, led, {}, len(EXTENSION)),
        _Sheet("Deadlines", DEADLINE, deadline_rows(outgoing), kinds, len(DEADLINE) - 2),
    ]


def _contract(record: Record, outgoing: Outgoing) -> Row:
    """A row with the words for what is withheld in place of a blank."""
    row = contract(record, outgoing.settings)
    hidden = {column.name: column.hidden(record) for column in CONTRACT if row[column.name] is None}
    return {**row, **{name: words for name, words in hidden.items() if words}}


def heading_of(name: str) -> str:
    """What a column is headed."""
    return PRINTED.get(name) or HEADINGS.get(name) or f"{name[0].upper()}{name[1:]}".replace("_", " ")


def _fill(sheet: Any, what: _Sheet, heading: str) -> None:
    head = {"font": Font("Calibri", 11, bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1F3864")}
    body = {"border": Border(bottom=Side("thin", "D9D9D9"))}
    heights = [1] * (len(what.rows) + 1)
    for number, field in enumerate(what.fields, 1):
        cells = [heading_of(field.name), *(_worded(row[field.name], what.names.get(field.name)) for row in what.rows)]
        width = _width(field, cells[1:], on_paper=number <= what.prints)
        sheet.column_dimensions[get_column_letter(number)].width = width
        at = Alignment(_SIDES.get(field.kind, "left"), "top", wrap_text=True, indent=int(field.kind == "pounds"))
        for place, value in enumerate(cells):
            cell = sheet.cell(place + 1, number)
            _put(cell, value, body if place else head)
            cell.alignment = at
            if isinstance(value, str):
                heights[place] = max(heights[place], _lines_of(value, width - 1))
    for place, lines in enumerate(heights, 1):
        sheet.row_dimensions[place].height = min(lines * _LINE, _TALLEST)
    sheet.freeze_panes = "B2" if what.title == "Contracts" else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(what.fields))}{len(what.rows) + 1}"
    sheet.print_area = f"A1:{get_column_letter(what.prints)}{len(what.rows) + 1}"
    sheet.print_title_rows = "1:1"
    _on_paper(sheet, heading)


def _width(field: Field, cells: Iterable[Any], *, on_paper: bool) -> float:
    """Wide enough for the longest line, up to where text is wrapped."""
    longest = max((len(line) for cell in cells if isinstance(cell, str) for line in cell.splitlines()), default=0)
    most = _MOST.get(field.name, _PROSE if on_paper else _PROSE_OFF_PAPER)
    least = _WIDTHS.get(field.kind, 12.0)
    return least if field.kind in _WIDTHS else float(max(least, min(most, longest + 2)))


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes when it is wrapped."""
    return sum(max(1, len(wrap(line, int(width)))) for line in text.splitlines() or [""])


def _on_paper(sheet: Any, heading: str) -> None:
    """A4 across, one page wide, with the heading above and the page below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddHeader.left.text = heading.replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def _worded(value: Any, names: Vocabulary | None) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if names and isinstance(value, str):
        return names.label(value)
    return value


def _put(cell: Any, value: Any, style: Mapping[str, Any] | None = None) -> None:
    """Put a value in a cell as what it is: a day, an exact amount, a whole number, or text that never runs."""
    for name, look in (style or {}).items():
        setattr(cell, name, look)
    if value is None:
        return
    if isinstance(value, Decimal):
        cell.value, cell.data_type, cell.number_format = f"{value:f}", "n", POUNDS
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAYS
    elif isinstance(value, int):
        cell.value = value
    else:
        text = value.translate(_ODD)
        cell.value = text if len(text) <= MOST_IN_A_CELL else text[: MOST_IN_A_CELL - len(CUT)] + CUT
        cell.data_type = "s"  # never "f", whatever it begins with
        cell.quotePrefix = text.startswith(_RUNS)


def _about(sheet: Any, outgoing: Outgoing) -> None:
    """What the workbook is, as at when, for whom, and what is not in it."""
    published = outgoing.published
    who = "the public" if published.audience == "public" else "colleagues: not to be published"
    printed = f"The sheet Contracts prints its first {len(PRINTED)} columns; the others are for the screen."
    lines: list[tuple[str, object]] = [
        ("Register", outgoing.heading),
        ("As of", outgoing.as_of),
        ("For", who),
        ("Contracts in it", len(outgoing.records)),
        ("", ""),
        ("What is not in it", ""),
        *((LEFT_OUT[what], count) for what, count in left_out(outgoing).items()),
        ("", ""),
        ("How to read it", ""),
        ("A blank cell", "not recorded, or none; under Extensions (a number), 0 is none and blank is not recorded"),
        ("Value", "as stated, and as the column beside it says; amounts that cover different things do not add up"),
        ("On paper", printed),
        ("Changes", "made here do not change the register: change the contract's file"),
    ]
    shown = {record.contract.id for record in outgoing.records}
    withheld = [(name, item) for name, item in published.withheld_fields if name in shown]
    if withheld or published.withheld_entries:
        lines += [("", ""), ("Withheld", counted(len(withheld) + len(published.withheld_entries), "item"))]
        lines += [(name, f"{item.field}: {WITHHOLDING.label(item.basis)}. {item.reason}") for name, item in withheld]
        lines += [
            ("a whole entry", f"{WITHHOLDING.label(item.basis)}. {item.reason}") for item in published.withheld_entries
        ]
    _lines(sheet, lines)
    _on_paper(sheet, outgoing.heading)


def _lines(sheet: Any, lines: Iterable[tuple[str, object]]) -> None:
    for place, (name, value) in enumerate(lines, 1):
        _put(sheet.cell(place, 1), name or None, {"font": Font("Calibri", 11, bold=True)})
        _put(sheet.cell(place, 2), None if value == "" else value)
        for number in (1, 2):
            sheet.cell(place, number).alignment = Alignment("left", "top", wrap_text=True)
        sheet.row_dimensions[place].height = _LINE * max(_lines_of(name, 40), _lines_of(str(value), 88))
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 100
