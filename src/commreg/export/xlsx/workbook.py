"""A workbook for people: contracts, extensions, deadlines, and a sheet that says what it is and what is not in it.

Days are real days and amounts real numbers, written digit by digit from their Decimal and never by way of a float. No
cell is a formula: a text that begins like one is kept as text. The same register as at the same day gives the same
bytes: every stamp in the file is the as-of day, or the first day a zip file knows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from commreg.export.request import ExportRequest
from commreg.export.tables import (
    CONTRACT,
    DEADLINE,
    EXTENSION,
    LEFT_OUT,
    contract_row,
    deadline_rows,
    extension_rows,
    left_out,
    redaction,
)
from commreg.export.xlsx.sheet import LINE, Sheet, add_styles, lines_of, put, set_up_paper, write_rows
from commreg.model.data_fields import DataField, Row
from commreg.model.vocabularies import (
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
from commreg.model.vocabularies import DEADLINE as KINDS_OF_DEADLINE
from commreg.planning.contract_view import ContractView
from commreg.values.dates import long_date
from commreg.values.text import pluralize

_STAMP = (1980, 1, 1, 0, 0, 0)
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


def render(outgoing: ExportRequest) -> bytes:
    """The workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    heading = f"{outgoing.heading}, as of {long_date(outgoing.as_of)}"
    for what in _sheets(outgoing):
        sheet: Any = book.create_sheet(what.title)
        write_rows(sheet, what, heading)
        sheet.freeze_panes = "B2" if what.title == "Contracts" else "A2"
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


def _sheets(outgoing: ExportRequest) -> list[Sheet]:
    first = [field for name in PRINTED for field in CONTRACT if field.name == name]
    fields = [*first, *(field for field in CONTRACT if field.name not in PRINTED)]
    rows = [_contract(record, outgoing) for record in outgoing.records]
    led = [row for record in outgoing.records for row in extension_rows(record)]
    due = deadline_rows(outgoing)
    return [
        Sheet("Contracts", _headings(fields), fields, rows, _NAMES, len(PRINTED)),
        Sheet("Extensions", _headings(EXTENSION), EXTENSION, led, {}, len(EXTENSION)),
        Sheet("Deadlines", _headings(DEADLINE), DEADLINE, due, {"kind": KINDS_OF_DEADLINE}, len(DEADLINE) - 2),
    ]


def _headings(fields: Iterable[DataField]) -> list[str]:
    return [heading_of(field.name) for field in fields]


def _contract(record: ContractView, outgoing: ExportRequest) -> Row:
    """A row with the words for what is withheld in place of a blank."""
    row = contract_row(record, outgoing.settings)
    hidden = {column.name: redaction(column, record) for column in CONTRACT if row[column.name] is None}
    return {**row, **{name: words for name, words in hidden.items() if words}}


def heading_of(name: str) -> str:
    """What a column is headed."""
    return PRINTED.get(name) or HEADINGS.get(name) or f"{name[0].upper()}{name[1:]}".replace("_", " ")


def _about(sheet: Any, outgoing: ExportRequest) -> None:
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
        lines += [("", ""), ("Withheld", pluralize(len(withheld) + len(published.withheld_entries), "item"))]
        lines += [(name, f"{item.field}: {WITHHOLDING.label(item.basis)}. {item.reason}") for name, item in withheld]
        lines += [
            ("a whole entry", f"{WITHHOLDING.label(item.basis)}. {item.reason}") for item in published.withheld_entries
        ]
    _lines(sheet, lines)
    set_up_paper(sheet, outgoing.heading)


def _lines(sheet: Any, lines: Iterable[tuple[str, object]]) -> None:
    for place, (name, value) in enumerate(lines, 1):
        put(sheet.cell(place, 1), name or None, "label")
        put(sheet.cell(place, 2), None if value == "" else value, "day" if isinstance(value, date) else "text")
        sheet.row_dimensions[place].height = LINE * max(lines_of(name, 40), lines_of(str(value), 88))
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 100
