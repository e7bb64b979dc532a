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
from commreg.model.ids import new_id
from commreg.values.csv_text import to_csv_text as inert
from commreg.values.text import escape_markdown as escape
from commreg.values.text import pluralize

FORMAT = 1
MAX_LISTED = 6
MAX_KINDS_LISTED = 12
_STATUSES = (READ, GUESSED, KEPT, REFUSED, LEFT)
# What a contract cannot do without, in the words of an officer.
REQUIRED_FIELDS = {
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

    file_name: str
    grid: Grid
    parsed: ParsedSheet
    merge: Merge
    written: bool
    settings_file: str = "commreg.toml"
    updated: bool = False

    @property
    def rejects(self) -> tuple[Draft, ...]:
        """The rows that made no contract."""
        return tuple(draft for draft in self.parsed.drafts if draft.contract is None)


def summary(done: ImportResult) -> Iterator[str]:
    """What happened, in lines for a terminal: a line that is set in belongs to the one above it."""
    yield f"{done.file_name}: {'; '.join(done.grid.notes)}."
    if not done.parsed.sheet.columns:
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
    rows = len(done.parsed.drafts)
    if not rows:
        yield "There are no rows below the heading."
        return
    counts = Counter(match.status for match in done.merge.matches)
    verb = "written" if done.written else "to be written"
    parts = [f"{counts['new']:,} new, {verb}"] if counts["new"] else []
    parts += [f"{counts[status]:,} {said}" for status, said in (("same", "the same as in the register"),
              ("changed", "changed since, and updated" if done.updated else
               "changed since, which is not applied (--update does that)")) if counts[status]]  # fmt: skip
    parts += [f"{len(done.rejects):,} not imported"] if done.rejects else []
    yield f"{pluralize(rows, 'row')}: {'; '.join(parts)}."
    for match in done.merge.matches:
        if match.changes and match.entry:
            yield f"  {match.entry.contract.id} (row {match.draft.row}): " + "; ".join(_changed(match)) + "."
    gone = [entry.contract.id for entry in done.merge.unmatched]
    if gone and counts["same"] + counts["changed"]:
        more = f" and {len(gone) - MAX_LISTED} more" if len(gone) > MAX_LISTED else ""
        named = ", ".join(gone[:MAX_LISTED])
        count = pluralize(len(gone), "contract")
        yield f"In the register and not in the file, and left as they are: {count} ({named}{more})."


def _changed(match: Match) -> Iterator[str]:
    for change in match.changes:
        was, now = _value(change.before, "not recorded"), _value(change.after, "not there")
        yield f"{change.field} was {truncate(was)}, is {truncate(now)}"


def _value(value: object | None, nothing: str) -> str:
    return nothing if value is None else "none" if value == () else str(value)


def _asides(done: ImportResult) -> Iterator[str]:
    """Rows that are taken for no contract, so that nobody looks for one of them."""
    found: dict[str, list[int]] = {}
    for aside in done.parsed.sheet.skipped_rows:
        if any(not cell.is_empty for cell in aside.cells) and aside.reason != "the heading":
            found.setdefault(aside.reason, []).append(aside.number)
    if found:
        yield "Taken for no contract: " + "; ".join(f"{what} ({_where(rows)})" for what, rows in found.items()) + "."


def _ids(done: ImportResult) -> Iterator[str]:
    """New contracts whose id had to have a number, as another has the one made of their title and year."""
    made = [match.contract for match in done.merge.matches if match.status == "new"]
    taken = [
        one.id for one in made if re.fullmatch(re.escape(new_id(one.title, str(one.term.start))) + r"-\d+", one.id)
    ]
    if taken:
        more = f" and {len(taken) - MAX_LISTED:,} more" if len(taken) > MAX_LISTED else ""
        named = ", ".join(taken[:MAX_LISTED])
        yield f"Ids with a number at the end, as another contract has the same title and year: {named}{more}."


def _cell_counts(done: ImportResult) -> Iterator[str]:
    statuses = Counter(account.status for draft in done.parsed.drafts for account in draft.outcomes)
    if statuses:
        told = ", ".join(f"{statuses[status]:,} {status}" for status in _STATUSES if statuses[status])
        yield f"{pluralize(sum(statuses.values()), 'cell')}: {told}."


def _columns(done: ImportResult) -> Iterator[str]:
    sheet = done.parsed.sheet
    if sheet.has_field_names:
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
        more = f"; and {len(kept) - MAX_KINDS_LISTED} more" if len(kept) > MAX_KINDS_LISTED else ""
        yield f"Columns kept in words, under local: {'; '.join(map(truncate, kept[:MAX_KINDS_LISTED]))}{more}."


def _orders(done: ImportResult) -> Iterator[str]:
    for heading, (order, why) in done.parsed.date_orders.items():
        if order:
            yield f"Dates in “{truncate(heading)}”: {order}, {'as told' if why == 'as told' else f'because {why}'}."
        elif why:
            yield f"Dates in “{truncate(heading)}”: {why}. Say which with --date-order day-first or month-first."


def _doubts(done: ImportResult) -> Iterator[str]:
    """The reasons of what was guessed or refused, with how often and where first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for draft in done.parsed.drafts:
        for account in draft.outcomes:
            if account.status in (GUESSED, REFUSED):
                found.setdefault((account.status, account.column, account.reason), []).append(account.row)
    for status, head in ((GUESSED, "Read, and to be checked:"), (REFUSED, "Not read, and kept in words:")):
        these = sorted(
            (item for item in found.items() if item[0][0] == status), key=lambda item: (-len(item[1]), item[0])
        )
        if these:
            yield head
        for (_, column, reason), rows in these[:MAX_KINDS_LISTED]:
            yield f"  {truncate(column)}: {reason} ({_where(rows)})."
        if len(these) > MAX_KINDS_LISTED:
            yield f"  and {len(these) - MAX_KINDS_LISTED} more kinds, which --report lists."


def _where(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:MAX_LISTED])
    more = f" and {len(rows) - MAX_LISTED:,} more" if len(rows) > MAX_LISTED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _why_left(done: ImportResult) -> Iterator[str]:
    """Why rows made no contract. A column that is wanting is told once, with what to write, and not row by row."""
    if not done.rejects:
        return
    yield "Not imported:"
    wanting = [] if done.parsed.sheet.has_field_names else _wanting(done.parsed.sheet)
    for name in wanting:
        yield f'  No column is known for {REQUIRED_FIELDS[name]}. Say which it is: --map "Their Column={name}".'
    reasons: dict[str, list[int]] = {}
    for draft in done.rejects:
        for reason in draft.reasons:
            if reason not in {f"{name} is missing" for name in wanting}:
                reasons.setdefault(reason, []).append(draft.row)
    for reason, rows in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))[:MAX_LISTED]:
        yield f"  {reason} ({_where(rows)})."
    if len(reasons) > MAX_LISTED:
        yield f"  and for {len(reasons) - MAX_LISTED} other reasons, which --report lists."


def _wanting(sheet: Sheet) -> list[str]:
    """What every contract needs and no column gives; an end is given by any of three."""
    ends = any(sheet.column(name) for name in (END_NOW, MONTHS))
    return [name for name in REQUIRED_FIELDS if not sheet.column(name) and not (name == "term.end" and ends)]


def _areas(done: ImportResult) -> Iterator[str]:
    if done.parsed.new_service_areas:
        inside = done.settings_file == "pyproject.toml"
        table = "tool.commreg.service_areas" if inside else "service_areas"
        yield f"Add these lines to {done.settings_file}, below [{table}]:"
        yield from (f"  {area} = {toml_text(name)}" for area, name in done.parsed.new_service_areas.items())


def toml_text(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def to_markdown(done: ImportResult) -> str:
    """The whole account: the summary, then every cell."""
    lines = [f"# Import of {escape(done.file_name)}", "", *_bullets(summary(done))]
    changed = [(match, change) for match in done.merge.matches for change in match.changes]
    if changed:
        lines += ["", "## Changed", "", "| Contract | Field | Recorded | In the file |", "|---|---|---|---|"]
        lines += [
            f"| {match.entry.contract.id if match.entry else ''} | {escape(change.field)} | "
            f"{escape(_value(change.before, 'not recorded'))} | {escape(_value(change.after, 'not there'))} |"
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
    for aside in done.parsed.sheet.skipped_rows:
        for letter, cell in zip(done.grid.letters, aside.cells, strict=True):
            if not cell.is_empty and not cell.is_merged:
                yield aside.number, f"column {letter}", cell.text, LEFT, "the report", aside.reason
    for draft in done.parsed.drafts:
        for one in draft.outcomes:
            yield one.row, one.column, one.text, one.status, one.destination, one.reason


def to_json(done: ImportResult) -> str:
    """The whole account as JSON: one object a cell."""
    names = ("row", "column", "text", "status", "became", "reason")
    matches = {id(match.draft): match for match in done.merge.matches}
    whole = {
        "format": FORMAT,
        "file": done.file_name,
        "read_as": list(done.grid.notes),
        "written": done.written,
        "columns": {column.heading: column.field for column in done.parsed.sheet.columns},
        "rows": [_row(draft, matches.get(id(draft))) for draft in done.parsed.drafts],
        "gone": [entry.contract.id for entry in done.merge.unmatched],
        "new_service_areas": dict(done.parsed.new_service_areas),
        "cells": [dict(zip(names, cell, strict=True)) for cell in _cells(done)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _row(draft: Draft, match: Match | None) -> dict[str, object]:
    if match is None:
        return {"row": draft.row, "status": LEFT, "reasons": list(draft.reasons)}
    name = match.entry.contract.id if match.entry else match.contract.id
    changes = [
        {"field": change.field, "was": _or_none(change.before), "now": _or_none(change.after)}
        for change in match.changes
    ]
    return {"row": draft.row, "status": match.status, "id": name, "changes": changes}


def _or_none(value: object | None) -> str | None:
    return None if value is None else _value(value, "")


def rejects_csv(done: ImportResult) -> str:
    """The rows that made no contract, cell for cell under their headings, with why: to be mended and imported again.

    A cell that a spreadsheet would run has a mark before it, which is taken off again. A date in figures that the whole
    column decided is written year first: the rows left might not decide it again.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")  # by which Excel knows UTF-8
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [column for column in done.parsed.sheet.columns if column.heading != REJECT_REASON_HEADING]
    own = done.parsed.sheet.has_field_names
    writer.writerow([*(column.heading if own else inert(column.heading) for column in columns), REJECT_REASON_HEADING])
    for draft in done.rejects:
        texts = []
        for column in columns:
            cell = draft.cells[column.place]
            order, _ = done.parsed.date_orders.get(column.heading, (None, ""))
            given = cell.text if done.parsed.sheet.is_rejects_file or own else inert(cell.text)
            texts.append(_settled(cell, order) or given)
        writer.writerow([*texts, inert("; ".join(draft.reasons))])
    return out.getvalue()


def _settled(cell: Cell, order: str | None) -> str:
    """A date in figures that the order of its column decided, year first; empty for any other cell."""
    if not order or reading.detect_date_order([cell])[1] == "":
        return ""
    found = reading.parse_date(cell, order)
    return found.value.isoformat() if isinstance(found, Parsed) and isinstance(found.value, date) else ""
