"""Markdown tables, for a report or a comment."""

from __future__ import annotations

from commreg.listings.formats.cells import words
from commreg.listings.table import Listing, Table
from commreg.values.dates import long_date
from commreg.values.text import escape_markdown as escape


def render(listing: Listing) -> str:
    """A heading, the day, each table with all its columns for people, and the notes."""
    pinned = f" (pinned in {escape(listing.pinned_in)})" if listing.pinned_in else ""
    parts = [f"**{escape(listing.heading)}**, as of {long_date(listing.as_of)}{pinned}"]
    for table in listing.for_people:
        if table.title:
            parts.append(f"### {escape(table.title)}")
        parts.append(table_lines(table) if table.rows else escape(table.empty))
    parts += [escape(note) for note in listing.notes]
    return "\n\n".join(parts) + "\n"


def table_lines(table: Table) -> str:
    """One table; amounts and numbers to the right."""
    columns = table.shown
    lines = [
        "| " + " | ".join(escape(column.heading) for column in columns) + " |",
        "| " + " | ".join("---:" if column.kind in ("pounds", "number") else "---" for column in columns) + " |",
    ]
    lines += ["| " + " | ".join(escape(words(row.cells.get(c.key), c)) for c in columns) + " |" for row in table.rows]
    return "\n".join(lines)
