"""JSON: the names of the CSV, under the name of what the rows are; amounts are strings, so that they stay exact."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from commreg.audience import Redacted
from commreg.table import Cell, Listing, Table

FORMAT = 1


def render(listing: Listing) -> str:
    """One object: what it is, the day it is as of, the tables by name, and the notes."""
    whole: dict[str, Any] = {
        "format": FORMAT,
        "report": listing.report,
        "organisation": listing.heading,
        "as_of": listing.as_of.isoformat(),
        **{key: _cell(value) for key, value in listing.details.items()},
    }
    for table in listing.tables:
        whole[table.name] = _rows(table)
    whole["notes"] = list(listing.notes)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rows(table: Table) -> list[dict[str, Any]]:
    return [{column.key: _cell(row.cells.get(column.key)) for column in table.data} for row in table.rows]


def _cell(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Redacted):
        return str(cell)
    return list(cell) if isinstance(cell, tuple) else cell
