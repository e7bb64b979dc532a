"""Markdown, for a job summary or a comment on a pull request."""

from __future__ import annotations

from commreg.diagnostics.formats import Report
from commreg.values.text import escape_markdown as escape


def render(report: Report) -> str:
    """A table of what was found under the summary line."""
    lines = [f"**{escape(report.summary())}**", ""]
    if report.shown:
        lines += ["| Where | What | What to write instead |", "| --- | --- | --- |"]
    for diagnostic in report.shown:
        where = f"{escape(diagnostic.path)} line {diagnostic.location.line}"
        ignored = f" (ignored: {diagnostic.ignore_reason})" if diagnostic.ignore_reason is not None else ""
        what = f"{diagnostic.severity} {diagnostic.code}: {escape(diagnostic.message + ignored)}"
        lines.append(f"| {where} | {what} | {escape(diagnostic.hint)} |")
    return "\n".join(lines).rstrip() + "\n"
