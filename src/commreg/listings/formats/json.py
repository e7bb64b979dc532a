"""JSON: the names of the CSV, under the name of what the rows are; amounts are strings, so that they stay exact."""

from __future__ import annotations

import json
from typing import Any

from commreg.listings.table import Listing, Table
from commreg.values.json_values import to_json_value

FORMAT = 1


def render(listing: Listing) -> str:
    """One object: what it is, the day it is as of, the tables by name, and the notes."""
    whole: dict[str, Any] = {
        "format": FORMAT,
        "report": listing.report,
        "organisation": listing.heading,
        "as_of": listing.as_of.isoformat(),
        "pinned_in": listing.pinned_in,
        **to_json_value(listing.details),
    }
    for table in listing.tables:
        whole[table.name] = _rows(table)
    whole["notes"] = list(listing.notes)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rows(table: Table) -> list[dict[str, Any]]:
    return [{column.key: to_json_value(row.cells.get(column.key)) for column in table.data} for row in table.rows]
