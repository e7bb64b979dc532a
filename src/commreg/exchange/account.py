"""The account of an import: what was read as what, guessed, kept or refused, cell by cell; for people and programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commreg.dates import counted
from commreg.exchange.grid import Grid
from commreg.exchange.headers import WHY
from commreg.exchange.incoming import GUESSED, KEPT, LEFT, READ, REFUSED, Draft, Incoming
from commreg.exchange.merging import Merge
from commreg.markdown import escape

FORMAT = 1
MOST_SHOWN = 6
_STATUSES = (READ, GUESSED, KEPT, REFUSED, LEFT)


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was read: the file's name, its cells, what was made of them, and how that stands to the register.

    `written` says whether the files were put in place.
    """

    name: str
    grid: Grid
    incoming: Incoming
    merge: Merge
    written: bool

    @property
    def left(self) -> tuple[Draft, ...]:
        """The rows that made no contract."""
        return tuple(draft for draft in self.incoming.drafts if draft.contract is None)


def summary(done: Import) -> Iterator[str]:
    """What happened, in lines for a terminal."""
    yield f"{done.name}: {'; '.join(done.grid.how)}."
    rows = len(done.incoming.drafts)
    counts = Counter(match.status for match in done.merge.matches)
    verb = "written" if done.written else "would be written"
    yield (
        f"{counted(rows, 'row')}: {counts['new']} new {verb}, {counts['changed']} changed, {counts['same']} the same, "
        f"{len(done.left)} not imported."
    )
    statuses = Counter(account.status for draft in done.incoming.drafts for account in draft.accounts)
    yield "Cells: " + ", ".join(f"{statuses[status]:,} {status}" for status in _STATUSES if statuses[status]) + "."
    yield from _columns(done)
    yield from _orders(done)
    yield from _doubts(done)
    yield from _why_left(done.left)
    yield from _areas(done)
    if done.merge.gone and counts["same"] + counts["changed"]:
        names = ", ".join(entry.contract.id for entry in done.merge.gone[:MOST_SHOWN])
        more = " …" if len(done.merge.gone) > MOST_SHOWN else ""
        count = counted(len(done.merge.gone), "contract")
        yield f"In the register and not in the file: {count} ({names}{more}). Nothing is done to them."


def _columns(done: Import) -> Iterator[str]:
    if done.incoming.sheet.own:
        yield "Columns: every field under its own name, as commreg export csv writes them."
        return
    read = [f"{column.heading} = {column.field}" for column in done.incoming.sheet.columns if column.field]
    kept = [column.heading for column in done.incoming.sheet.columns if not column.field]
    if read:
        yield f"Columns read: {'; '.join(read)}."
    if kept:
        yield f"Columns kept in words, under local: {'; '.join(kept)}."


def _orders(done: Import) -> Iterator[str]:
    for heading, (order, why) in done.incoming.orders.items():
        if order:
            yield f"Dates in “{heading}”: {order}, as {why}."
        elif why:
            yield f"Dates in “{heading}”: {why}. Say which with --date-order day-first or month-first."


def _doubts(done: Import) -> Iterator[str]:
    """The reasons of what was guessed or refused, with how often and where first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for draft in done.incoming.drafts:
        for account in draft.accounts:
            if account.status in (GUESSED, REFUSED):
                found.setdefault((account.status, account.column, account.reason), []).append(account.row)
    for (status, column, reason), rows in sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0])):
        yield f"{status.capitalize()}, {column}: {reason} ({_where(rows)})."


def _where(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:MOST_SHOWN])
    more = f" and {len(rows) - MOST_SHOWN} more" if len(rows) > MOST_SHOWN else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _why_left(left: Sequence[Draft]) -> Iterator[str]:
    reasons: dict[str, list[int]] = {}
    for draft in left:
        for reason in draft.reasons:
            reasons.setdefault(reason, []).append(draft.row)
    for reason, rows in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_SHOWN]:
        yield f"Not imported: {reason} ({_where(rows)})."
    if len(reasons) > MOST_SHOWN:
        yield f"Not imported, for {len(reasons) - MOST_SHOWN} other reasons: the report has them all."


def _areas(done: Import) -> Iterator[str]:
    if done.incoming.new_areas:
        yield "Add these lines to the service areas in the settings:"
        yield from (
            f"  {area} = {json.dumps(name, ensure_ascii=False)}" for area, name in done.incoming.new_areas.items()
        )


def markdown(done: Import) -> str:
    """The whole account: the summary, then every cell."""
    lines = [f"# Import of {escape(done.name)}", ""]
    lines += [f"- {escape(line)}" for line in summary(done)]
    changed = [match for match in done.merge.matches if match.changes]
    if changed:
        lines += ["", "## Changed", "", "| Contract | Field | Recorded | In the file |", "|---|---|---|---|"]
        lines += [
            f"| {match.entry.contract.id if match.entry else ''} | {escape(change.field)} | "
            f"{escape(str(change.was if change.was is not None else 'not recorded'))} | {escape(str(change.now))} |"
            for match in changed
            for change in match.changes
        ]
    lines += [
        "",
        "## Every cell",
        "",
        "| Row | Column | Cell | What became of it | Where | Why |",
        "|---:|---|---|---|---|---|",
    ]
    for row, column, text, status, became, reason in _cells(done):
        lines.append(f"| {row} | {escape(column)} | {escape(text)} | {status} | {escape(became)} | {escape(reason)} |")
    return "\n".join(lines) + "\n"


def _cells(done: Import) -> Iterator[tuple[int, str, str, str, str, str]]:
    """Every cell that holds anything, with its row, its column and what became of it."""
    for aside in done.incoming.sheet.asides:
        for place, cell in enumerate(aside.cells):
            if not cell.empty:
                yield aside.number, f"column {place + 1}", cell.text, LEFT, "the report", aside.taken_for
    for draft in done.incoming.drafts:
        for one in draft.accounts:
            yield one.row, one.column, one.text, one.status, one.became, one.reason


def as_json(done: Import) -> str:
    """The whole account as JSON: one object a cell."""
    names = ("row", "column", "text", "status", "became", "reason")
    whole = {
        "format": FORMAT,
        "file": done.name,
        "read_as": list(done.grid.how),
        "written": done.written,
        "rows": [_row(done, draft) for draft in done.incoming.drafts],
        "gone": [entry.contract.id for entry in done.merge.gone],
        "new_service_areas": dict(done.incoming.new_areas),
        "cells": [dict(zip(names, cell, strict=True)) for cell in _cells(done)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _row(done: Import, draft: Draft) -> dict[str, object]:
    match = next((match for match in done.merge.matches if match.draft is draft), None)
    if match is None:
        return {"row": draft.row, "status": LEFT, "reasons": list(draft.reasons)}
    name = match.entry.contract.id if match.entry else match.contract.id
    changes = [
        {"field": change.field, "was": None if change.was is None else str(change.was), "now": str(change.now)}
        for change in match.changes
    ]
    return {"row": draft.row, "status": match.status, "id": name, "changes": changes}


def not_imported(done: Import) -> str:
    """The rows that made no contract, cell for cell under their headings, with why: to be mended and imported again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = done.incoming.sheet.columns
    writer.writerow([*(column.heading for column in columns), WHY])
    writer.writerows(_mendable(done.left, len(columns)))
    return out.getvalue()


def _mendable(left: Iterable[Draft], width: int) -> Iterator[list[str]]:
    for draft in left:
        yield [*(cell.text for cell in draft.cells[:width]), "; ".join(draft.reasons)]
