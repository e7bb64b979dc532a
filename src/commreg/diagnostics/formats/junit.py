"""JUnit XML: a test case a contract, for the many CI systems that read nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import Report, text

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """A contract with an error is a failure; warnings and notes go to the case's output."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for diagnostic in report.shown:
        by_path[diagnostic.path].append(diagnostic)
    cases = [_case(path, by_path[path]) for path in sorted({*report.checked, *by_path})]
    failures = sum("<failure" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="commreg" {counts}>',
            f'  <testsuite name="commreg validate" {counts} timestamp="{report.as_of.isoformat()}T00:00:00">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        )
    )


def _case(path: str, found: list[Finding]) -> str:
    folder, _, name = path.rpartition("/")
    opening = f"    <testcase classname={_attribute(folder or '.')} name={_attribute(name)}"
    errors = [d for d in found if d.is_active and d.severity is Severity.ERROR]
    others = [d for d in found if d not in errors]
    if not found:
        return f"{opening}/>"
    parts = [f"{opening}>"]
    if errors:
        message = errors[0].message + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else "")
        body = _text("\n".join(_lines(d) for d in errors))
        parts.append(f'      <failure type="{errors[0].code}" message={_attribute(message)}>{body}</failure>')
    if others:
        parts.append(f"      <system-out>{_text(chr(10).join(_lines(d) for d in others))}</system-out>")
    return "\n".join((*parts, "    </testcase>"))


def _lines(diagnostic: Finding) -> str:
    hint = f"\n  hint: {diagnostic.hint}" if diagnostic.hint else ""
    ignored = f"\n  ignored: {diagnostic.ignore_reason}" if diagnostic.ignore_reason is not None else ""
    return text.head(diagnostic) + hint + ignored


def _text(value: str) -> str:
    return escape(_written_out(value))


def _attribute(value: str) -> str:
    return quoteattr(_written_out(value))


def _written_out(value: str) -> str:
    """What XML 1.0 cannot hold, written as <U+0000>."""
    return _NOT_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", value)
