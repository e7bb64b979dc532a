"""The changes between two versions of a register, as text for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap
from typing import Any

from commreg.diagnostics.field_path import format_path
from commreg.diagnostics.finding import Finding
from commreg.diagnostics.formats.text import first_line
from commreg.diff.compare import Change
from commreg.diff.effects import Effect
from commreg.diff.field_changes import FieldChange, Significance
from commreg.diff.registers import RegisterChanges
from commreg.planning.deadlines import Deadline
from commreg.values.dates import long_date
from commreg.values.text import escape_invisible
from commreg.wording.changes import (
    SIGNIFICANCE,
    effect_sentence,
    effect_sentences,
    field_change_lines,
    finding_line,
    skipped_reason,
    summary_sentences,
)
from commreg.wording.field_changes import describe, file_text

FORMAT = 1  # of the JSON
Segment = tuple[str, str]  # a text, and its style
_LABEL_WIDTH = 11
_INDENT = 2 + _LABEL_WIDTH + 1


def text_lines(changes: RegisterChanges, width: int | None = None) -> Iterator[list[Segment]]:
    """The changes for a terminal of this width; unwrapped without one."""
    pinned = f" (pinned in {changes.pinned_in})" if changes.pinned_in else ""
    heading = f"{changes.organisation}: changes from {changes.before} to {changes.after}"
    yield from _wrap(heading, "title", width)
    yield [(f"as of {long_date(changes.as_of)}{pinned}", "quiet")]
    for change in changes.changes:
        yield []
        yield [(escape_invisible(change.title), "title"), (f"  {change.id}" if change.id else "", "quiet")]
        for label, words, style in _labelled(change):
            yield from _wrap(f"  {label:<{_LABEL_WIDTH}} {escape_invisible(words)}", style, width, _INDENT)
    for file in changes.skipped if changes.audience == "internal" else ():
        yield []
        yield from _wrap(f"Not compared: {escape_invisible(file.path)} {skipped_reason(file)}", "title", width)
        style = "late" if file.where != "before" else ""
        for error in file.errors:
            yield from _wrap(f"  {escape_invisible(first_line(error))}", style, width, _INDENT)
    yield []
    for sentence in summary_sentences(changes):
        yield from _wrap(sentence, "note", width)


def _labelled(change: Change) -> Iterator[tuple[str, str, str]]:
    """Each line of a change: its label, its words and its style."""
    for field_change, words in zip(change.field_changes, field_change_lines(change), strict=True):
        significance = field_change.significance
        yield SIGNIFICANCE[significance], words, "late" if significance is Significance.TERMS else ""
    yield from (("effect", sentence, "") for sentence in effect_sentences(change))
    yield from (("new finding", finding_line(finding), "") for finding in change.new_findings)
    yield from (("fixed", finding_line(finding), "") for finding in change.fixed_findings)


def _wrap(words: str, style: str, width: int | None, indent: int = 0) -> Iterator[list[Segment]]:
    parts = wrap(words, width, subsequent_indent=" " * indent, break_on_hyphens=False) if width else [words]
    yield from ([(part, style)] for part in parts)


def as_json(changes: RegisterChanges) -> str:
    """The changes for programs."""
    public = changes.audience == "public"
    document = {
        "format": FORMAT,
        "report": "diff",
        "organisation": changes.organisation,
        "before": changes.before,
        "after": changes.after,
        "as_of": changes.as_of.isoformat(),
        "pinned_in": changes.pinned_in,
        "audience": changes.audience,
        "notes": list(summary_sentences(changes)),
        "files_with_errors": len(changes.skipped),
        "not_compared": [
            {
                "path": file.path,
                "errors": file.where,
                "same": file.is_same,
                "findings": _findings(file.errors),
            }
            for file in (() if public else changes.skipped)
        ],
        "changes": [_change(change) for change in changes.changes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id or None,
        "title": change.title,
        "event": change.event,
        "significance": SIGNIFICANCE[change.significance],
        "changes": [_field_change(field_change, change) for field_change in change.field_changes],
        "effects": [_effect(effect, change) for effect in change.effects],
        "new_findings": _findings(change.new_findings),
        "fixed_findings": _findings(change.fixed_findings),
    }


def _field_change(field_change: FieldChange, change: Change) -> dict[str, Any]:
    return {
        "kind": field_change.kind,
        "significance": SIGNIFICANCE[field_change.significance],
        "words": describe(field_change, change.before, change.after),
        "field": field_change.field or None,
        "before": file_text(field_change.before),
        "after": file_text(field_change.after),
        "also": [format_path(path) for path in field_change.also],
    }


def _effect(effect: Effect, change: Change) -> dict[str, Any]:
    return {
        "kind": effect.kind,
        "words": effect_sentence(effect, change),
        "before": _plain(effect.before),
        "after": _plain(effect.after),
    }


def _plain(value: object) -> str | int | bool | None:
    if isinstance(value, Deadline):
        value = value.day
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def _findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {"code": finding.code, "severity": str(finding.severity), "message": finding.message} for finding in findings
    ]
