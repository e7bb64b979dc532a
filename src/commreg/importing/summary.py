"""The summary of an import for a terminal: rows, columns, doubts, and why rows were not imported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commreg.importing.column_names import CURRENT_END, TERM_MONTHS, fields_of, headings_by_field, similar_heading
from commreg.importing.headers import REJECT_REASON_HEADING, Sheet, SkipReason
from commreg.importing.match import Match
from commreg.importing.outcomes import CellStatus
from commreg.importing.questions import QuestionKind
from commreg.importing.result import ImportResult, format_recorded, toml_text
from commreg.model.ids import new_id
from commreg.values.text import agree, pluralize, truncate

MAX_LISTED = 6  # rows or ids listed on one line
MAX_KINDS_LISTED = 12  # columns or kinds of doubt listed
# What a contract cannot do without.
REQUIRED_FIELDS = {
    "title": "the title",
    "provider.name": "the provider",
    "term.start": "the start date",
    "term.end": "the end date",
}


@dataclass(frozen=True, slots=True)
class OptionNames:
    """The options of the command line that the summary suggests."""

    update: str
    report: str
    mapping: str
    date_order: str
    sheet: str
    accept: str
    options_used: str
    skip: str


def summary(result: ImportResult, options: OptionNames) -> Iterator[str]:
    """What happened, in lines for a terminal. An indented line belongs to the line above it."""
    yield f"{result.file_name}: {'; '.join(result.grid.notes)}."
    if result.grid.other_sheets:
        yield f"  To read another sheet, name it with {options.sheet}."
    if not result.parsed.sheet.columns:
        yield "No table was found in it: the columns need a row of headings above them."
        return
    yield from _rows(result, options)
    yield from _skipped_rows(result)
    yield from _numbered_ids(result)
    yield from _cell_counts(result)
    yield from _columns(result, options)
    yield from _date_orders(result, options)
    yield from _doubts(result, options)
    yield from _rejects(result, options)
    yield from _new_areas(result)


def _rows(result: ImportResult, options: OptionNames) -> Iterator[str]:
    rows = len(result.parsed.drafts)
    if not rows:
        yield "There are no rows below the heading."
        return
    counts = Counter(match.status for match in result.merge.matches)
    updated = "and updated" if result.is_written else "to be updated"
    changed = updated if result.is_updated else f"which is not applied ({options.update} does that)"
    parts = (
        (counts["new"], f"new, {'written' if result.is_written else 'to be written'}"),
        (counts["same"], "the same as in the register"),
        (counts["changed"], f"changed since, {changed}"),
        (len(result.rejects), "not imported"),
    )
    yield f"{pluralize(rows, 'row')}: {'; '.join(f'{count:,} {text}' for count, text in parts if count)}."
    for match in result.merge.matches:
        if match.changes and match.entry:
            yield f"  {match.entry.contract.id} (row {match.draft.row}): {'; '.join(_changes(match))}."
            if match.question:
                yield f"    {_question(match, options)}"
    unmatched = [entry.contract.id for entry in result.merge.unmatched]
    if unmatched and counts["same"] + counts["changed"]:
        count = pluralize(len(unmatched), "contract")
        yield f"In the register but not in the file, and not changed: {count} ({_listed(unmatched)})."


def _question(match: Match, options: OptionNames) -> str:
    """What has to be answered before an entry is updated."""
    if match.question and match.question.kind is QuestionKind.OPTION_USED:
        used = sum(change.path[-1] == "state" for change in match.question.answers)
        extensions = "an extension" if used == 1 else f"{used} extensions"
        return (
            f"The end moved by the length of {extensions} in the entry. Not written: if that was used, "
            f"{options.options_used} records it so."
        )
    return (
        "Not written: it names another supplier. If that is a new contract, give its row a reference of its own; "
        "if the supplier has a new name, change that in the entry first."
    )


def _changes(match: Match) -> Iterator[str]:
    for change in match.changes:
        before, after = format_recorded(change.before, "not recorded"), format_recorded(change.after, "blank")
        yield f"{change.field} was {truncate(before)}, is {truncate(after)}"


def _skipped_rows(result: ImportResult) -> Iterator[str]:
    """Rows that are not contracts, so that nobody looks for one of them."""
    rows: dict[str, list[int]] = {}
    for skipped in result.parsed.sheet.skipped_rows:
        if any(not cell.is_empty for cell in skipped.cells) and skipped.reason is not SkipReason.HEADING:
            rows.setdefault(skipped.reason.value, []).append(skipped.number)
    if rows:
        yield "Ignored: " + "; ".join(f"{reason} ({_row_list(numbers)})" for reason, numbers in rows.items()) + "."


def _numbered_ids(result: ImportResult) -> Iterator[str]:
    """New contracts whose id needed a number, as another contract has the id made of their title and year."""
    contracts = [match.contract for match in result.merge.matches if match.status == "new"]
    numbered = [
        contract.id
        for contract in contracts
        if re.fullmatch(re.escape(new_id(contract.title, str(contract.term.start))) + r"-\d+", contract.id)
    ]
    if numbered:
        yield (f"Ids with a number at the end, as another contract has the same title and year: {_listed(numbered)}.")


def _cell_counts(result: ImportResult) -> Iterator[str]:
    statuses = Counter(outcome.status for draft in result.parsed.drafts for outcome in draft.outcomes)
    if statuses:
        counts = ", ".join(f"{statuses[status]:,} {status.value}" for status in CellStatus if statuses[status])
        yield f"{pluralize(sum(statuses.values()), 'cell')}: {counts}."


def _columns(result: ImportResult, options: OptionNames) -> Iterator[str]:
    sheet = result.parsed.sheet
    if sheet.has_field_names:
        yield "Columns: every field under its own name, as the CSV export writes them."
        return
    if not sheet.has_heading:
        yield (
            "It has no row of headings, so that every row is a contract and the columns have their letters. "
            f'Say which is which: {options.mapping} "{sheet.columns[0].heading}=title".'
        )
    fields = [column for column in sheet.columns if column.field]
    if fields:
        yield "Columns read as fields:"
        width = max(len(truncate(column.heading)) for column in fields)
        for column in fields:
            note = f" ({column.note})" if column.note else ""
            yield f"  {truncate(column.heading):{width}} is {column.field}{note}"
    yield from _kept_columns(sheet, options)
    left_out = [truncate(column.heading) for column in sheet.columns if column.is_left_out]
    if left_out:
        yield f"Columns left out: {'; '.join(left_out)}."
    if personal := result.personal_columns:
        yield (
            f"Columns that look like people's names, e-mail addresses or telephone numbers: "
            f"{'; '.join(map(truncate, personal))}. Git keeps what was once committed. "
            f'To leave one out: {options.skip} "{personal[0]}".'
        )
    yield from _contests(result, options)


def _kept_columns(sheet: Sheet, options: OptionNames) -> Iterator[str]:
    """The columns that are kept as text. A heading that is like that of a field without a column gets a suggestion."""
    headings = [
        column.heading
        for column in sheet.columns
        if not column.field and not column.is_left_out and column.heading != REJECT_REASON_HEADING
    ]
    rivals = {heading for contest in sheet.contests for heading in contest.rivals}
    if headings:
        yield f"Columns kept as text under local: {'; '.join(map(truncate, headings))}."
    missing = headings_by_field().keys() - {column.field for column in sheet.columns} - {"id"}
    for heading in headings:
        if heading not in rivals and (similar := similar_heading(heading, missing)):
            field = next(iter(fields_of(similar)))
            option = f'{options.mapping} "{heading}={field}"'
            yield f"  {truncate(heading)} is like “{similar}”. To read it as that: {option}."


def _contests(result: ImportResult, options: OptionNames) -> Iterator[str]:
    """The fields that several columns could be, and what to do if the choice matters."""
    if not result.parsed.sheet.contests:
        return
    yield "Several columns could be the same field:"
    for contest in result.parsed.sheet.contests:
        rivals = " or ".join(f"“{truncate(rival)}”" for rival in contest.rivals)
        rows = pluralize(contest.differing_rows, "row")
        differ = f"; their cells differ in {rows}" if contest.differing_rows else ""
        yield f"  {contest.field}: “{truncate(contest.chosen)}” is used, {contest.reason}, not {rivals}{differ}."
    if result.open_contests:
        contest = result.open_contests[0]
        yield (
            "An import needs to know which is right. To use the other column: "
            f'{options.mapping} "{contest.rivals[0]}={contest.field}". To use those named: {options.accept}.'
        )


def _date_orders(result: ImportResult, options: OptionNames) -> Iterator[str]:
    for heading, date_order in result.parsed.date_orders.items():
        if date_order.is_swapped:
            yield (
                f"Dates in “{truncate(heading)}” may have their day and month swapped: its true dates all have a day "
                f"up to 12, and its dates as text, a day over 12 ({date_order.evidence}). A spreadsheet program "
                f"set to the United States does that. Correct the column, or read it as it is with {options.accept}."
            )
        if date_order.order:
            why = "as the option says" if date_order.is_option else f"because {date_order.evidence}"
            yield f"Dates in “{truncate(heading)}”: {date_order.order}, {why}."
        elif date_order.evidence:
            yield (
                f"Dates in “{truncate(heading)}”: {date_order.evidence}. "
                f"Say which with {options.date_order} day-first or month-first."
            )


def _doubts(result: ImportResult, options: OptionNames) -> Iterator[str]:
    """The reasons for what was guessed or refused, with how often and in which rows first."""
    rows: dict[tuple[CellStatus, str, str], list[int]] = {}
    for draft in result.parsed.drafts:
        for outcome in draft.outcomes:
            if outcome.needs_attention:
                rows.setdefault((outcome.status, outcome.column, outcome.explanation), []).append(outcome.row)
    headings = ((CellStatus.GUESSED, "Read, to be checked:"), (CellStatus.REFUSED, "Not read, kept as text:"))
    for status, heading in headings:
        doubts = _most_frequent({key[1:]: numbers for key, numbers in rows.items() if key[0] is status})
        if doubts:
            yield heading
        for (column, reason), numbers in doubts[:MAX_KINDS_LISTED]:
            yield f"  {truncate(column)}: {reason} ({_row_list(numbers)})."
        if len(doubts) > MAX_KINDS_LISTED:
            yield f"  and {len(doubts) - MAX_KINDS_LISTED} more kinds, which {options.report} lists."


def _rejects(result: ImportResult, options: OptionNames) -> Iterator[str]:
    """Why rows made no contract. A missing column is reported once, with what to write, and not for every row."""
    if not result.rejects:
        return
    yield "Not imported:"
    missing = [] if result.parsed.sheet.has_field_names else _missing_columns(result.parsed.sheet)
    for name in missing:
        example = f'{options.mapping} "Their Column={name}"'
        yield f"  No column is recognised as {REQUIRED_FIELDS[name]}. Say which it is: {example}."
    rows: dict[str, list[int]] = {}
    for draft in result.rejects:
        for reason in draft.reasons:
            if reason not in {f"{name} is missing" for name in missing}:
                rows.setdefault(reason, []).append(draft.row)
    for reason, numbers in _most_frequent(rows)[:MAX_LISTED]:
        yield f"  {reason} ({_row_list(numbers)})."
    if len(rows) > MAX_LISTED:
        yield f"  and for {len(rows) - MAX_LISTED} other reasons, which {options.report} lists."


def _missing_columns(sheet: Sheet) -> list[str]:
    """The required fields that no column gives. Any of three columns can give the end."""
    has_end = any(sheet.column(name) for name in (CURRENT_END, TERM_MONTHS))
    return [name for name in REQUIRED_FIELDS if not sheet.column(name) and not (name == "term.end" and has_end)]


def _new_areas(result: ImportResult) -> Iterator[str]:
    if result.parsed.new_service_areas:
        is_pyproject = result.settings_file == "pyproject.toml"
        table = "tool.commreg.service_areas" if is_pyproject else "service_areas"
        yield f"Add these lines to {result.settings_file}, below [{table}]:"
        yield from (f"  {area} = {toml_text(name)}" for area, name in result.parsed.new_service_areas.items())


def _most_frequent(rows: Mapping[Any, list[int]]) -> list[tuple[Any, list[int]]]:
    return sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MAX_LISTED:,} more" if len(ids) > MAX_LISTED else ""
    return ", ".join(ids[:MAX_LISTED]) + more


def _row_list(rows: Sequence[int]) -> str:
    return f"{agree(len(rows), 'row', 'rows')} {_listed([str(row) for row in rows])}"
