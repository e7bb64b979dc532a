"""*Changes*: what changed since a date or a version, for this audience."""

from __future__ import annotations

from commreg.diff.registers import RegisterChanges
from commreg.papers.changes import context
from commreg.site.entries import Source
from commreg.site.page import Page


def changes_page(source: Source, changes: RegisterChanges) -> Page:
    """The page; a contract that is still in the register has a link."""
    values = context(changes)
    changed = {change["id"] for change in values["changes"]}
    return Page(
        "changes.html",
        "Changes",
        "changes",
        {
            "contracts": values["changes"],
            **{name: values[name] for name in ("before", "after", "changes", "not_compared", "summary")},
            "entries": {name: entry for name, entry in source.entries.items() if name in changed},
        },
        tab="changes.html",
    )
