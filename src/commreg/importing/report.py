"""The account of an import: what was read as what, guessed, kept or refused, cell by cell; for people and programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.importing import parse_cells as reading
from commreg.importing.column_names import END_NOW, MONTHS
from commreg.importing.headers import REJECT_REASON_HEADING, Sheet
from commreg.importing.match import Match, Merge
from commreg.importing.parse_cells import Parsed
from commreg.importing.rows import GUESSED, KEPT, LEFT, READ, REFUSED, Draft, ParsedSheet
from commreg.importing.sheet_grid import Cell, Grid
from commreg.model.fields import truncate
from commreg.model.flatten import to_csv_text as inert
from commreg.model.ids import new_id
from commreg.values.text import escape_markdown as escape
from commreg.values.text import pluralize

FORMAT = 1
MOST_SHOWN = 6
MOST_COLUMNS = 12
_STATUSES = (READ, GUESSED, KEPT, REFUSED, LEFT)
# What a contract cannot do without, in the words of an officer.
NEEDED = {
    "title": "the title",
    "provider.name": "the provider",
    "term.start": "the start date",
    "term.end": "the end date",
}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An import that was read: the file's name, its cells, what was made of them, and how that stands to the register.

    `written` says whether the files were put in place; `settings` is the file that the service areas belong in, and
    `updated` whether what changed was put into the files there are.
    """

    name: str
    grid: Grid
    incoming: ParsedSheet
    merge: Merge
    written: bool
    settings: str = "commreg.toml"
    updated: bool = False

    @property
    def left(self) -> tuple[Draft, ...]:
        """The rows that made no contract."""
        return tuple(draft for draft in self.incoming.drafts if draft.contract is None)


def summary(done: ImportResult) -> Iterator[str]:
    """What happened, in lines for a terminal: a line that is set in belongs to the one above it."""
    yield f"{done.name}: {'; '.join(done.grid.how)}."
    if not done.incoming.sheet.columns:
        yield "No table was found in it: the columns need a row of names above them."
        return
    yield from _rows(done)
    yield from _asides(done)
    yield from _ids(done)
    yield from _cell_counts(done)
    yield from _columns(done)
    yield from _orders(done)
    yield from _doubts(done)
    yield from _why_left(done)
    yield from _areas(done)


def _rows(done: ImportResult) -> Iterator[str]:
    rows = len(done.incoming.drafts)
    if not rows:
        yield "There are no rows below the heading."
        return
    counts = Counter(match.status for match in done.merge.matches)
    verb = "written" if done.written else "to be written"
    parts = [f"{counts['new']:,} new, {verb}"] if counts["new"] else []
    parts += [f"{counts[status]:,} {said}" for status, said in (("same", "the same as in the register"),
              ("changed", "changed since, and updated" if done.updated else
               "changed since, which is not applied (--update does that)")) if counts[status]]  # fmt: skip
    parts += [f"{len(done.left):,} not imported"] if done.left else []
    yield f"{pluralize(rows, 'row')}: {'; '.join(parts)}."
    for match in done.merge.matches:
        if match.changes and match.entry:
            yield f"  {match.entry.contract.id} (row {match.draft.row}): " + "; ".join(_changed(match)) + "."
    gone = [entry.contract.id for entry in done.merge.gone]
    if gone and counts["same"] + counts["changed"]:
        more = f" and {len(gone) - MOST_SHOWN} more" if len(gone) > MOST_SHOWN else ""
        named = ", ".join(gone[:MOST_SHOWN])
        count = pluralize(len(gone), "contract")
        yield f"In the register and not in the file, and left as they are: {count} ({named}{more})."


def _changed(match: Match) -> Iterator[str]:
    for change in match.changes:
        was, now = _value(change.was, "not recorded"), _value(change.now, "not there")
        yield f"{change.field} was {truncate(was)}, is {truncate(now)}"


def _value(value: object | None, nothing: str) -> str:
    return nothing if value is None else "none" if value == () else str(value)


def _asides(done: ImportResult) -> Iterator[str]:
    """Rows that are taken for no contract, so that nobody looks for one of them."""
    found: dict[str, list[int]] = {}
    for aside in done.incoming.sheet.asides:
        if any(not cell.empty for cell in aside.cells) and aside.taken_for != "the heading":
            found.setdefault(aside.taken_for, []).append(aside.number)
    if found:
        yield "Taken for no contract: " + "; ".join(f"{what} ({_where(rows)})" for what, rows in found.items()) + "."


def _ids(done: ImportResult) -> Iterator[str]:
    """New contracts whose id had to have a number, as another has the one made of their title and year."""
    made = [match.contract for match in done.merge.matches if match.status == "new"]
    taken = [
        one.id for one in made if re.fullmatch(re.escape(new_id(one.title, str(one.term.start))) + r"-\d+", one.id)
    ]
    if taken:
        more = f" and {len(taken) - MOST_SHOWN:,} more" if len(taken) > MOST_SHOWN else ""
        named = ", ".join(taken[:MOST_SHOWN])
        yield f"Ids with a number at the end, as another contract has the same title and year: {named}{more}."


def _cell_counts(done: ImportResult) -> Iterator[str]:
    statuses = Counter(account.status for draft in done.incoming.drafts for account in draft.accounts)
    if statuses:
        told = ", ".join(f"{statuses[status]:,} {status}" for status in _STATUSES if statuses[status])
        yield f"{pluralize(sum(statuses.values()), 'cell')}: {told}."


def _columns(done: ImportResult) -> Iterator[str]:
    sheet = done.incoming.sheet
    if sheet.own:
        yield "Columns: every field under its own name, as commreg export csv writes them."
        return
    read = [column for column in sheet.columns if column.field]
    kept = [column.heading for column in sheet.columns if not column.field and column.heading != REJECT_REASON_HEADING]
    if read:
        yield "Columns read as fields:"
        width = max(len(truncate(column.heading)) for column in read)
        for column in read:
            why = "" if column.how in ("by its name", "as mapped") else f" ({column.how})"
            yield f"  {truncate(column.heading):{width}} is {column.field}{why}"
    if kept:
        more = f"; and {len(kept) - MOST_COLUMNS} more" if len(kept) > MOST_COLUMNS else ""
        yield f"Columns kept in words, under local: {'; '.join(map(truncate, kept[:MOST_COLUMNS]))}{more}."


def _orders(done: ImportResult) -> Iterator[str]:
    for heading, (order, why) in done.incoming.orders.items():
        if order:
            yield f"Dates in “{truncate(heading)}”: {order}, {'as told' if why == 'as told' else f'because {why}'}."
        elif why:
            yield f"Dates in “{truncate(heading)}”: {why}. Say which with --date-order day-first or month-first."


def _doubts(done: ImportResult) -> Iterator[str]:
    """The reasons of what was guessed or refused, with how often and where first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for draft in done.incoming.drafts:
        for account in draft.accounts:
            if account.status in (GUESSED, REFUSED):
                found.setdefault((account.status, account.column, account.reason), []).append(account.row)
    for status, head in ((GUESSED, "Read, and to be checked:"), (REFUSED, "Not read, and kept in words:")):
        these = sorted(
            (item for item in found.items() if item[0][0] == status), key=lambda item: (-len(item[1]), item[0])
        )
        if these:
            yield head
        for (_, column, reason), rows in these[:MOST_COLUMNS]:
            yield f"  {truncate(column)}: {reason} ({_where(rows)})."
        if len(these) > MOST_COLUMNS:
            yield f"  and {len(these) - MOST_COLUMNS} more kinds, which --report lists."


def _where(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:MOST_SHOWN])
    more = f" and {len(rows) - MOST_SHOWN:,} more" if len(rows) > MOST_SHOWN else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _why_left(done: ImportResult) -> Iterator[str]:
    """Why rows made no contract. A column that is wanting is told once, with what to write, and not row by row."""
    if not done.left:
        return
    yield "Not imported:"
    wanting = [] if done.incoming.sheet.own else _wanting(done.incoming.sheet)
    for name in wanting:
        yield f'  No column is known for {NEEDED[name]}. Say which it is: --map "Their Column={name}".'
    reasons: dict[str, list[int]] = {}
    for draft in done.left:
        for reason in draft.reasons:
            if reason not in {f"{name} is missing" for name in wanting}:
                reasons.setdefault(reason, []).append(draft.row)
    for reason, rows in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_SHOWN]:
        yield f"  {reason} ({_where(rows)})."
    if len(reasons) > MOST_SHOWN:
        yield f"  and for {len(reasons) - MOST_SHOWN} other reasons, which --report lists."


def _wanting(sheet: Sheet) -> list[str]:
    """What every contract needs and no column gives; an end is given by any of three."""
    ends = any(sheet.column(name) for name in (END_NOW, MONTHS))
    return [name for name in NEEDED if not sheet.column(name) and not (name == "term.end" and ends)]


def _areas(done: ImportResult) -> Iterator[str]:
    if done.incoming.new_areas:
        inside = done.settings == "pyproject.toml"
        table = "tool.commreg.service_areas" if inside else "service_areas"
        yield f"Add these lines to {done.settings}, below [{table}]:"
        yield from (f"  {area} = {toml_text(name)}" for area, name in done.incoming.new_areas.items())


def toml_text(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def markdown(done: ImportResult) -> str:
    """The whole account: the summary, then every cell."""
    lines = [f"# Import of {escape(done.name)}", "", *_bullets(summary(done))]
    changed = [(match, change) for match in done.merge.matches for change in match.changes]
    if changed:
        lines += ["", "## Changed", "", "| Contract | Field | Recorded | In the file |", "|---|---|---|---|"]
        lines += [
            f"| {match.entry.contract.id if match.entry else ''} | {escape(change.field)} | "
            f"{escape(_value(change.was, 'not recorded'))} | {escape(_value(change.now, 'not there'))} |"
            for match, change in changed
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


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        words = line.lstrip()
        yield f"{' ' * (len(line) - len(words))}- {escape(words)}"


def _cells(done: ImportResult) -> Iterator[tuple[int, str, str, str, str, str]]:
    """Every cell that holds anything, with its row, its column and what became of it."""
    for aside in done.incoming.sheet.asides:
        for letter, cell in zip(done.grid.letters, aside.cells, strict=True):
            if not cell.empty and not cell.shared:
                yield aside.number, f"column {letter}", cell.text, LEFT, "the report", aside.taken_for
    for draft in done.incoming.drafts:
        for one in draft.accounts:
            yield one.row, one.column, one.text, one.status, one.became, one.reason


def as_json(done: ImportResult) -> str:
    """The whole account as JSON: one object a cell."""
    names = ("row", "column", "text", "status", "became", "reason")
    matches = {id(match.draft): match for match in done.merge.matches}
    whole = {
        "format": FORMAT,
        "file": done.name,
        "read_as": list(done.grid.how),
        "written": done.written,
        "columns": {column.heading: column.field for column in done.incoming.sheet.columns},
        "rows": [_row(draft, matches.get(id(draft))) for draft in done.incoming.drafts],
        "gone": [entry.contract.id for entry in done.merge.gone],
        "new_service_areas": dict(done.incoming.new_areas),
        "cells": [dict(zip(names, cell, strict=True)) for cell in _cells(done)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _row(draft: Draft, match: Match | None) -> dict[str, object]:
    if match is None:
        return {"row": draft.row, "status": LEFT, "reasons": list(draft.reasons)}
    name = match.entry.contract.id if match.entry else match.contract.id
    changes = [
        {"field": change.field, "was": _or_none(change.was), "now": _or_none(change.now)} for change in match.changes
    ]
    return {"row": draft.row, "status": match.status, "id": name, "changes": changes}


def _or_none(value: object | None) -> str | None:
    return None if value is None else _value(value, "")


def not_imported(done: ImportResult) -> str:
    """The rows that made no contract, cell for cell under their headings, with why: to be mended and imported again.

    A cell that a spreadsheet would run has a mark before it, which is taken off again. A date in figures that the whole
    column decided is written year first: the rows left might not decide it again.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")  # by which Excel knows UTF-8
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [column for column in done.incoming.sheet.columns if column.heading != REJECT_REASON_HEADING]
    own = done.incoming.sheet.own
    writer.writerow([*(column.heading if own else inert(column.heading) for column in columns), REJECT_REASON_HEADING])
    for draft in done.left:
        texts = []
        for column in columns:
            cell = draft.cells[column.place]
            order, _ = done.incoming.orders.get(column.heading, (None, ""))
            given = cell.text if done.incoming.sheet.to_mend or own else inert(cell.text)
            texts.append(_settled(cell, order) or given)
        writer.writerow([*texts, inert("; ".join(draft.reasons))])
    return out.getvalue()


def _settled(cell: Cell, order: str | None) -> str:
    """A date in figures that the order of its column decided, year first; empty for any other cell."""
    if not order or reading.order([cell])[1] == "":
        return ""
    found = reading.day(cell, order)
    return found.value.isoformat() if isinstance(found, Parsed) and isinstance(found.value, date) else ""
