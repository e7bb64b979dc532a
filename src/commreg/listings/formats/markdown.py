"""Markdown tables, for a report or a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commreg.listings.cells import format_cell
from commreg.listings.formats import Format
from commreg.listings.table import Listing, Table
from commreg.values.dates import long_date
from commreg.values.text import escape_markdown as escape


def render(listing: Listing, tables: Sequence[Table]) -> str:
    """A heading, the as-of day, each table with all its visible columns, and the notes."""
    pinned = f" (pinned in {escape(listing.pinned_in)})" if listing.pinned_in else ""
    parts = [f"**{escape(listing.heading)}**, as of {long_date(listing.as_of)}{pinned}"]
    for table in tables:
        if table.title:
            parts.append(f"### {escape(table.title)}")
        for heading, _, rows in table.groups():
            if heading:
                parts.append(f"{'####' if table.title else '###'} {escape(heading)}")
            parts.append(table_lines(replace(table, rows=rows)))
        parts += [] if table.rows else [escape(table.empty)]
    parts += [escape(note) for note in listing.notes]
    return "\n\n".join(parts) + "\n"


def table_lines(table: Table) -> str:
    """One table, without charts; amounts and numbers to the right."""
    columns = [column for column in table.visible_columns if column.kind != "chart"]
    lines = [
        "| " + " | ".join(escape(column.full_heading) for column in columns) + " |",
        "| " + " | ".join("---:" if column.kind in ("pounds", "number") else "---" for column in columns) + " |",
    ]
    for row in table.rows:
        cells = [escape(format_cell(row.cells.get(column.key), column)) for column in columns]
        lines += [f"| {' | '.join(cells)} |"]
    return "\n".join(lines)


FORMAT = Format("markdown", for_people=True, holds_several_tables=True, render=render)
