"""CSV: the listing's own rows, every shared column, days as YYYY-MM-DD, amounts as 74000.00."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from commreg.listings.table import Cell, Listing

# A spreadsheet runs a cell that begins with one of these; a quotation mark before it makes it text.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def render(listing: Listing) -> str:
    """RFC 4180 quoting, lines ended by LF, with a header. Text that a spreadsheet would run is made inert."""
    table = listing.tables[0]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([column.key for column in table.data])
    for row in table.rows:
        cells = [_cell(row.cells.get(column.key)) for column in table.data]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)  # csv leaves a bare CR unquoted
    return out.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, int):
        return str(cell)
    text = "; ".join(cell) if isinstance(cell, tuple) else str(cell)
    return f"'{text}" if text.startswith(_RUNS) else text
