"""Markdown, for a job summary or a comment on a pull request."""

from __future__ import annotations

from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.report import FindingsReport
from commreg.values.text import escape_markdown


def render(report: FindingsReport) -> str:
    """The summary line, and a table of the findings."""
    lines = [f"**{escape_markdown(report.summary())}**", ""]
    if report.visible_findings:
        lines += ["| Where | What | What to write instead |", "| --- | --- | --- |"]
    for finding in report.visible_findings:
        where = f"{escape_markdown(finding.path)} line {finding.location.line}"
        ignored = f" (ignored: {finding.ignore_reason})" if finding.ignore_reason is not None else ""
        what = f"{finding.severity} {finding.code}: {escape_markdown(finding.message + ignored)}"
        lines.append(f"| {where} | {what} | {escape_markdown(finding.hint)} |")
    return "\n".join(lines).rstrip() + "\n"


FORMAT = FindingsFormat("markdown", render=render)
