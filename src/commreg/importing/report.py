"""The report of an import: Markdown for people, with counts and doubts; JSON for programs, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from commreg.importing.match import Match
from commreg.importing.outcomes import CellStatus
from commreg.importing.result import ImportResult, format_recorded
from commreg.importing.rows import Draft
from commreg.importing.summary import OptionNames, summary
from commreg.values.text import escape_markdown as escape

FORMAT = 1
_CELL_FIELDS = ("row", "column", "text", "status", "became", "reason")


def to_markdown(result: ImportResult, options: OptionNames) -> str:
    """The report for a pull request: the summary, the changes, and the rows of every doubt, without the cells.

    It can be published where the register is: cells of columns that are left out or not imported are not in it.
    """
    lines = [f"# Import of {escape(result.file_name)}", "", *_bullets(summary(result, options))]
    changed = [(match, change) for match in result.merge.matches for change in match.changes]
    if changed:
        lines += ["", "## Changed", "", "| Contract | Field | Recorded | In the file |", "|---|---|---|---|"]
        lines += [
            f"| {match.entry.contract.id if match.entry else ''} | {escape(change.field)} | "
            f"{escape(format_recorded(change.before, 'not recorded'))} | "
            f"{escape(format_recorded(change.after, 'blank'))} |"
            for match, change in changed
        ]
    doubts: dict[tuple[str, str, str], list[int]] = {}
    for draft in result.parsed.drafts:
        for outcome in draft.outcomes:
            if outcome.needs_attention:
                key = (outcome.column, outcome.status.value, outcome.explanation)
                doubts.setdefault(key, []).append(outcome.row)
    if doubts:
        lines += ["", "## To check", "", "| Column | Result | Why | Rows |", "|---|---|---|---|"]
        lines += [
            f"| {escape(column)} | {status} | {escape(reason)} | {', '.join(map(str, rows))} |"
            for (column, status, reason), rows in doubts.items()
        ]
    return "\n".join(lines) + "\n"


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        text = line.lstrip()
        yield f"{' ' * (len(line) - len(text))}- {escape(text)}"


def to_json(result: ImportResult) -> str:
    """The whole report as JSON: one object for each cell."""
    matches = {id(match.draft): match for match in result.merge.matches}
    report = {
        "format": FORMAT,
        "file": result.file_name,
        "read_as": list(result.grid.notes),
        "written": result.is_written,
        "columns": {column.heading: column.field for column in result.parsed.sheet.columns},
        "contested": [
            {"field": contest.field, "used": contest.chosen, "not_used": list(contest.rivals), "open": contest.is_open}
            for contest in result.parsed.sheet.contests
        ],
        "rows": [_row(draft, matches.get(id(draft))) for draft in result.parsed.drafts],
        "gone": [entry.contract.id for entry in result.merge.unmatched],
        "new_service_areas": dict(result.parsed.new_service_areas),
        "cells": [dict(zip(_CELL_FIELDS, cell, strict=True)) for cell in result.cells()],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _row(draft: Draft, match: Match | None) -> dict[str, object]:
    if match is None:
        return {"row": draft.row, "status": CellStatus.NOT_IMPORTED.value, "reasons": list(draft.reasons)}
    contract_id = match.entry.contract.id if match.entry else match.contract.id
    changes = [
        {"field": change.field, "was": _text_or_none(change.before), "now": _text_or_none(change.after)}
        for change in match.changes
    ]
    return {"row": draft.row, "status": match.status, "id": contract_id, "changes": changes}


def _text_or_none(value: object | None) -> str | None:
    return None if value is None else format_recorded(value, "")
