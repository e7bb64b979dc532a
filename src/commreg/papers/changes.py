"""What the templates of changes (`_changes.md.j2`, `_changes.html.j2`) can print."""

from __future__ import annotations

from typing import Any

from commreg.diff.compare import Change
from commreg.diff.registers import RegisterChanges
from commreg.wording.changes import (
    SIGNIFICANCE,
    capitalise,
    effect_sentences,
    finding_line,
    skipped_reason,
    summary_sentences,
)
from commreg.wording.field_changes import describe, file_text, is_long_text


def context(changes: RegisterChanges) -> dict[str, Any]:
    """The names in the templates, with their values."""
    return {
        "organisation": changes.organisation,
        "as_of": changes.as_of,
        "pinned_in": changes.pinned_in,
        "audience": changes.audience,
        "before": changes.before,
        "after": changes.after,
        "changes": [_change(change) for change in changes.changes],
        "not_compared": [
            {
                "path": file.path,
                "reason": skipped_reason(file),
                "errors": [finding_line(error) for error in file.errors],
            }
            for file in (changes.skipped if changes.audience == "internal" else ())
        ],
        "summary": summary_sentences(changes),
    }


def _change(change: Change) -> dict[str, Any]:
    field_changes = []
    for field_change in change.field_changes:
        words = describe(field_change, change.before, change.after)
        field_changes.append(
            {
                "field": field_change.field,
                "words": words,
                "sentence": capitalise(words),
                "before": file_text(field_change.before),
                "after": file_text(field_change.after),
                "is_long": is_long_text(field_change),
            }
        )
    return {
        "id": change.id,
        "title": change.title,
        "event": change.event,
        "significance": SIGNIFICANCE[change.significance],
        "field_changes": field_changes,
        "effects": effect_sentences(change),
        "new_findings": [finding_line(finding) for finding in change.new_findings],
        "fixed_findings": [finding_line(finding) for finding in change.fixed_findings],
    }
