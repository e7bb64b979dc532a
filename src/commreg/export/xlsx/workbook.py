"""A workbook for people: contracts, extensions, deadlines, and a sheet about the export and what it leaves out.

Dates are dates and amounts are numbers, written digit by digit from their Decimal, never as a float. No cell is a
formula: text that begins like one stays text. The same register on the same as-of date gives the same bytes: every
time stamp in the file is the as-of date, or the earliest date of the zip format.
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
from commreg.model.data_fields import WORKBOOK_CREATOR, DataField, Row
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
    "value": "Contract value",
    "value_basis": "Value covers",
    "start": "Start",
    "current_end": "Ends",
    "state": "State",
    "can_extend_to": "Can extend to",
    "notice_by": "Notice by",
    "stage": "Current stage",
    "days_behind": "Days behind plan",
    "verdict_text": "Verdict",
    "decide_by": "Decide by",
}
HEADINGS = {
    "id": "Contract id",
    "contract": "Contract id",
    "service_area": "Service area id",
    "title": "Contract",
    "verdict": "Kind of verdict",
    "from_end": "Extends from",
    "to_end": "Extends to",
    "due_on": "Due by",
    "sme": "SME",
    "vcse": "VCSE",
    "irrecoverable_vat": "VAT not recovered",
    "event": "Event only",
    "basis": "How worked out",
    "provided": "In the contract",
}
# Columns of codes that are shown with their labels.
_NAMES: Mapping[str, Vocabulary] = {
    "kind": KIND,
    "provider_type": PROVIDER_TYPE,
    "value_basis": BASIS,
    "value_certainty": CERTAINTY,
    "estimated_value_basis": BASIS,
    "estimated_value_certainty": CERTAINTY,
    "regime": REGIME,
    "route": ROUTE,
    "frequency": FREQUENCY,
    "rating": RATING,
    "intention": INTENTION,
    "stage": STAGE,
}


def render(request: ExportRequest) -> bytes:
    """The workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    heading = f"{request.heading}, as of {long_date(request.as_of)}"
    for what in _sheets(request):
        sheet: Any = book.create_sheet(what.title)
        write_rows(sheet, what, heading)
        sheet.freeze_panes = "B2" if what.title == "Contracts" else "A2"
    _about(book.create_sheet("About"), request)
    properties = book.properties
    properties.title = heading
    properties.creator = WORKBOOK_CREATOR
    properties.created = properties.modified = datetime.combine(request.as_of, time())
    out = io.BytesIO()
    ExcelWriter(book, _Archive(out, "w", ZIP_DEFLATED)).save()
    return out.getvalue()


class _Archive(ZipFile):
    """A zip file whose members all have the same time stamp."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        member = ZipInfo(zinfo_or_arcname, _STAMP)
        member.create_system = 3
        super().writestr(member, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def _sheets(request: ExportRequest) -> list[Sheet]:
    first = [field for name in PRINTED for field in CONTRACT if field.name == name]
    fields = [*first, *(field for field in CONTRACT if field.name not in PRINTED)]
    rows = [_contract(view, request) for view in request.views]
    led = [row for view in request.views for row in extension_rows(view)]
    due = deadline_rows(request)
    return [
        Sheet("Contracts", _headings(fields), fields, rows, _NAMES, len(PRINTED)),
        Sheet("Extensions", _headings(EXTENSION), EXTENSION, led, {}, len(EXTENSION)),
        Sheet("Deadlines", _headings(DEADLINE), DEADLINE, due, {"kind": KINDS_OF_DEADLINE}, len(DEADLINE) - 2),
    ]


def _headings(fields: Iterable[DataField]) -> list[str]:
    return [heading_of(field.name) for field in fields]


def _contract(view: ContractView, request: ExportRequest) -> Row:
    """The row of a contract with the redaction in place of a blank."""
    row = contract_row(view, request.settings)
    hidden = {column.name: redaction(column, view) for column in CONTRACT if row[column.name] is None}
    return {**row, **{name: words for name, words in hidden.items() if words}}


def heading_of(name: str) -> str:
    """The heading of a column."""
    return PRINTED.get(name) or HEADINGS.get(name) or f"{name[0].upper()}{name[1:]}".replace("_", " ")


def _about(sheet: Any, request: ExportRequest) -> None:
    """The sheet about the workbook: its as-of date, its audience and what it leaves out."""
    published = request.published
    who = "public" if published.audience == "public" else "internal: not for publication"
    printed = f"The sheet Contracts prints its first {len(PRINTED)} columns; the others are only on screen."
    lines: list[tuple[str, object]] = [
        ("Register", request.heading),
        ("As of", request.as_of),
        ("For", who),
        ("Contracts included", len(request.views)),
        ("", ""),
        ("Left out", ""),
        *((LEFT_OUT[what], count) for what, count in left_out(request).items()),
        ("", ""),
        ("Notes", ""),
        ("A blank cell", "not recorded, or none; in the Extensions column, 0 is none and blank is not recorded"),
        ("Value", "the column beside it gives the basis; do not add amounts on different bases"),
        ("On paper", printed),
        ("Changes", "made here do not change the register, and cannot be imported: edit the contract file"),
    ]
    ids = {view.contract.id for view in request.views}
    withheld = [(name, item) for name, item in published.withheld_fields if name in ids]
    if withheld or published.withheld_entries:
        lines += [("", ""), ("Withheld", pluralize(len(withheld) + len(published.withheld_entries), "item"))]
        lines += [(name, f"{item.field}: {WITHHOLDING.label(item.basis)}. {item.reason}") for name, item in withheld]
        lines += [
            ("a complete entry", f"{WITHHOLDING.label(item.basis)}. {item.reason}")
            for item in published.withheld_entries
        ]
    _lines(sheet, lines)
    set_up_paper(sheet, request.heading)


def _lines(sheet: Any, lines: Iterable[tuple[str, object]]) -> None:
    for place, (name, value) in enumerate(lines, 1):
        put(sheet.cell(place, 1), name or None, "label")
        put(sheet.cell(place, 2), None if value == "" else value, "day" if isinstance(value, date) else "text")
        sheet.row_dimensions[place].height = LINE * max(lines_of(name, 40), lines_of(str(value), 88))
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 100
