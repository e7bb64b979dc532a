"""CSV: one table, every data column, days as YYYY-MM-DD, amounts as 74000.00."""

from __future__ import annotations

from collections.abc import Sequence

from commreg.listings.formats import Format
from commreg.listings.table import Listing, Table
from commreg.values.csv_text import to_csv_text, write_csv


def render(_listing: Listing, tables: Sequence[Table]) -> str:
    """RFC 4180 quoting, a header, lines ended by LF. Text that a spreadsheet would evaluate begins with '."""
    (table,) = tables
    rows = ([to_csv_text(row.cells.get(column.key)) for column in table.data_columns] for row in table.rows)
    return write_csv([[column.key for column in table.data_columns], *rows])


FORMAT = Format("csv", for_people=False, holds_several_tables=False, render=render)
