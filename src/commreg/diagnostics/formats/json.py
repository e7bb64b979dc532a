"""For programs: a form of its own, with a version, that does not change when the inside does."""

from __future__ import annotations

import json
from typing import Any

from commreg import __version__
from commreg.diagnostics.codes import CODES, DOCS_PAGE
from commreg.diagnostics.finding import Finding, Location, Severity
from commreg.diagnostics.formats import Report

FORMAT = 1


def render(report: Report) -> str:
    """One JSON object; ignored diagnostics are in it, with the reason given."""
    whole = {
        "format": FORMAT,
        "tool": "commreg",
        "version": __version__,
        "as_of": report.as_of.isoformat(),
        "pinned_in": report.pinned_in,
        "summary": {
            "contracts": len(report.checked),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "ignored": report.ignored,
        },
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.findings],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _diagnostic(diagnostic: Finding) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "name": CODES[diagnostic.code].name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        "path": diagnostic.path,
        **_place(diagnostic.location),
        "page": DOCS_PAGE.format(code=diagnostic.code),
        "related": [{"path": r.path, **_place(r.location), "message": r.message} for r in diagnostic.related],
        "ignored": diagnostic.ignore_reason,
    }


def _place(place: Location) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
