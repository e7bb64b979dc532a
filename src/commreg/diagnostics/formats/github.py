"""For GitHub Actions: annotations on the lines of a pull request, errors first, and the text report after them.

GitHub shows ten annotations of a kind for a step; the tenth counts the rest, and all are in the text.
"""

from __future__ import annotations

from hashlib import sha256

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import Report, text
from commreg.values.text import pluralize

MOST = 10
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """Workflow commands, then the text with commands switched off, so that no file's words can be taken for one."""
    lines = []
    counting = [d for d in report.findings if d.is_active]
    for severity, command in _COMMAND.items():
        found = [d for d in counting if d.severity is severity]
        told = found if len(found) <= MOST else found[: MOST - 1]
        lines += [_annotation(command, diagnostic, report.in_repository) for diagnostic in told]
        if len(found) > len(told):
            more = pluralize(len(found) - len(told), f"more {severity.value}")
            lines.append(f"::{command}::{escape_data(f'{more}: see the text of this step')}")
    words = text.render(report)
    token = sha256(words.encode("utf-8", "backslashreplace")).hexdigest()
    return "\n".join((*lines, f"::stop-commands::{token}", words + f"::{token}::")) + "\n"


def _annotation(command: str, diagnostic: Finding, way: str) -> str:
    place = diagnostic.location
    properties = {
        "file": diagnostic.path if diagnostic.path.startswith("/") else way + diagnostic.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
        "title": f"{diagnostic.code} {CODES[diagnostic.code].name}",
    }
    if place.end_line == place.line:  # GitHub takes columns only within one line
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    message = diagnostic.message + (f"\nHint: {diagnostic.hint}" if diagnostic.hint else "")
    return f"::{command} {','.join(f'{k}={escape_property(v)}' for k, v in properties.items())}::{escape_data(message)}"


def escape_data(value: str) -> str:
    """As @actions/core escapes a message."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(value: str) -> str:
    """As @actions/core escapes a property."""
    return escape_data(value).replace(":", "%3A").replace(",", "%2C")
