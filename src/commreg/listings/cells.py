"""How a cell is written for people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from commreg.listings.chart import Bar
from commreg.listings.table import Cell, Column
from commreg.values.dates import short_date
from commreg.values.money import whole_pounds


def format_cell(cell: Cell, column: Column) -> str:
    """The text of a cell for people; an amount that is not recorded says so."""
    if cell is None:
        return "not recorded" if column.kind == "pounds" else ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return short_date(cell)
    if isinstance(cell, Decimal):
        return whole_pounds(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, Bar):
        return ""  # drawn by the format, which knows the width
    return ", ".join(cell) if isinstance(cell, tuple) else str(cell)
