"""JSON for programs. The format has a version and does not change with the code."""

from __future__ import annotations

import json
from typing import Any

from commreg import __version__
from commreg.diagnostics.codes import CODES, DOCS_PAGE
from commreg.diagnostics.finding import Finding, Location, Severity
from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.report import FindingsReport

VERSION = 1


def render(report: FindingsReport) -> str:
    """One JSON object, ignored findings included, with their reasons."""
    document = {
        "format": VERSION,
        "tool": "commreg",
        "version": __version__,
        "as_of": report.as_of.isoformat(),
        "pinned_in": report.pinned_in,
        "summary": {
            "contracts": len(report.checked_files),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "ignored": report.ignored_count,
        },
        "diagnostics": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": CODES[finding.code].name,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint or None,
        "path": finding.path,
        **_location(finding.location),
        "page": DOCS_PAGE.format(code=finding.code),
        "related": [{"path": r.path, **_location(r.location), "message": r.message} for r in finding.related],
        "ignored": finding.ignore_reason,
    }


def _location(location: Location) -> dict[str, int]:
    return {
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


FORMAT = FindingsFormat("json", render=render)
