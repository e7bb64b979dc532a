"""CSV: the listing's own rows, every shared column, days as YYYY-MM-DD, amounts as 74000.00."""

from __future__ import annotations

from commreg.listings.table import Listing
from commreg.values.csv_text import to_csv_text, write_csv


def render(listing: Listing) -> str:
    """RFC 4180 quoting, lines ended by LF, with a header. Text that a spreadsheet would run is made inert."""
    table = listing.tables[0]
    rows = ([to_csv_text(row.cells.get(column.key)) for column in table.data] for row in table.rows)
    return write_csv([[column.key for column in table.data], *rows])
