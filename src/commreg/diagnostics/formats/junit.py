"""JUnit XML: one test case per contract file, for CI systems that read no other report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.formats.text import first_line
from commreg.diagnostics.report import FindingsReport

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: FindingsReport) -> str:
    """A file with errors is a failure; warnings and notes are in the test case's output."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.visible_findings:
        by_path[finding.path].append(finding)
    cases = [_test_case(path, by_path[path]) for path in sorted({*report.checked_files, *by_path})]
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "skipped": "0"}
    root = ET.Element("testsuites", {"name": "commreg", **counts})
    timestamp = f"{report.as_of.isoformat()}T00:00:00"
    suite = ET.SubElement(root, "testsuite", {"name": "contracts", **counts, "timestamp": timestamp})
    suite.extend(cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _test_case(path: str, findings: list[Finding]) -> ET.Element:
    folder, _, name = path.rpartition("/")
    case = ET.Element("testcase", {"classname": _escape(folder or "."), "name": _escape(name)})
    errors = [finding for finding in findings if finding.is_active and finding.severity is Severity.ERROR]
    rest = [finding for finding in findings if finding not in errors]
    if errors:
        message = errors[0].message + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else "")
        failure = ET.SubElement(case, "failure", {"type": errors[0].code, "message": _escape(message)})
        failure.text = _text(errors)
    if rest:
        ET.SubElement(case, "system-out").text = _text(rest)
    return case


def _text(findings: Iterable[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(first_line(finding))
        if finding.hint:
            lines.append(f"  hint: {finding.hint}")
        if finding.ignore_reason is not None:
            lines.append(f"  ignored: {finding.ignore_reason}")
    return _escape("\n".join(lines))


def _escape(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold written as <U+0000>."""
    return _NOT_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


FORMAT = FindingsFormat("junit", render=render)
