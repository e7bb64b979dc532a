"""The file of rejected rows: to be corrected and imported again."""

from __future__ import annotations

import csv
import io
from datetime import date

from commreg.importing.headers import REJECT_REASON_HEADING
from commreg.importing.parse_dates import detect_date_order, parse_date
from commreg.importing.result import ImportResult
from commreg.importing.sheet_grid import Cell
from commreg.values.csv_text import to_csv_text
from commreg.values.parsed import Parsed


def rejects_csv(result: ImportResult) -> str:
    """The rows that made no contract, cell by cell under their headings, with the reasons.

    Cells that a spreadsheet would run are prefixed with a mark, which is removed on import. Dates in figures whose
    order came from the whole column are written year first: the rejected rows alone might not show it.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")  # by which Excel knows UTF-8
    writer = csv.writer(out, lineterminator="\r\n")
    sheet = result.parsed.sheet
    columns = [column for column in sheet.columns if column.heading != REJECT_REASON_HEADING and not column.is_left_out]
    headings = [column.heading if sheet.has_field_names else to_csv_text(column.heading) for column in columns]
    writer.writerow([*headings, REJECT_REASON_HEADING])
    for draft in result.rejects:
        texts = []
        for column in columns:
            cell = draft.cells[column.place]
            date_order = result.parsed.date_orders.get(column.heading)
            is_safe = sheet.is_rejects_file or sheet.has_field_names
            iso = _iso_date(cell, date_order.order if date_order else None)
            texts.append(iso or (cell.text if is_safe else to_csv_text(cell.text)))
        writer.writerow([*texts, to_csv_text("; ".join(draft.reasons))])
    return out.getvalue()


def _iso_date(cell: Cell, column_order: str | None) -> str:
    """A date in figures that needs the order of its column, year first; empty for any other cell."""
    if not column_order or not detect_date_order([cell]).evidence:
        return ""
    parsed = parse_date(cell, column_order)
    return parsed.value.isoformat() if isinstance(parsed, Parsed) and isinstance(parsed.value, date) else ""
