"""GitHub Actions: annotations on the lines of a pull request, errors first, and the text report after them.

GitHub shows ten annotations of a severity per step. If there are more, the tenth counts the rest; the text has all.
"""

from __future__ import annotations

from hashlib import sha256

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import FindingsFormat, text
from commreg.diagnostics.report import FindingsReport
from commreg.values.text import pluralize

MAX_ANNOTATIONS = 10
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: FindingsReport) -> str:
    """Workflow commands, then the text with commands switched off, so that no file can give a command."""
    lines = []
    for severity, command in _COMMAND.items():
        findings = [f for f in report.findings if f.is_active and f.severity is severity]
        annotated = findings if len(findings) <= MAX_ANNOTATIONS else findings[: MAX_ANNOTATIONS - 1]
        lines += [_annotation(command, finding, report.path_in_repository) for finding in annotated]
        if len(findings) > len(annotated):
            more = pluralize(len(findings) - len(annotated), f"more {severity.value}")
            lines.append(f"::{command}::{escape_data(f'{more}: see the text of this step')}")
    plain_text = text.render(report)
    token = sha256(plain_text.encode("utf-8", "backslashreplace")).hexdigest()
    return "\n".join((*lines, f"::stop-commands::{token}", plain_text + f"::{token}::")) + "\n"


def _annotation(command: str, finding: Finding, path_in_repository: str) -> str:
    location = finding.location
    properties = {
        "file": finding.path if finding.path.startswith("/") else path_in_repository + finding.path,
        "line": str(location.line),
        "endLine": str(location.end_line),
        "title": f"{finding.code} {CODES[finding.code].name}",
    }
    if location.end_line == location.line:  # GitHub takes columns only within one line
        properties |= {"col": str(location.column), "endColumn": str(location.end_column)}
    message = finding.message + (f"\nHint: {finding.hint}" if finding.hint else "")
    return f"::{command} {','.join(f'{k}={escape_property(v)}' for k, v in properties.items())}::{escape_data(message)}"


def escape_data(value: str) -> str:
    """As @actions/core escapes a message."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(value: str) -> str:
    """As @actions/core escapes a property."""
    return escape_data(value).replace(":", "%3A").replace(",", "%2C")


FORMAT = FindingsFormat("github", render=render)
