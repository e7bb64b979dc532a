"""JSON: every table under its name, every data column; amounts are strings, so that they stay exact."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from commreg.listings.formats import Format
from commreg.listings.table import Listing, Table
from commreg.values.json_values import to_json_value

VERSION = 1


def render(listing: Listing, tables: Sequence[Table]) -> str:
    """One object: the name of the listing, the as-of day, its details, the tables by name, and the notes."""
    document: dict[str, Any] = {
        "format": VERSION,
        "report": listing.name,
        "organisation": listing.heading,
        "as_of": listing.as_of.isoformat(),
        "pinned_in": listing.pinned_in,
        **to_json_value(listing.details),
    }
    for table in tables:
        document[table.name] = _rows(table)
    document["notes"] = list(listing.notes)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rows(table: Table) -> list[dict[str, Any]]:
    return [
        {column.key: to_json_value(row.cells.get(column.key)) for column in table.data_columns} for row in table.rows
    ]


FORMAT = Format("json", for_people=False, holds_several_tables=True, render=render)
