"""Text for people: a line that grep and editors read, the line of the file, and what to write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from commreg.diagnostics.finding import Finding
from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.report import FindingsReport
from commreg.values.text import escape_invisible, join_words

MAX_EXCERPT_WIDTH = 160
MAX_PLACES = 3  # of a repeated finding that are named


def render(report: FindingsReport) -> str:
    """The whole report as plain text."""
    return "".join(f"{line}\n" for line, _ in lines(report))


def lines(report: FindingsReport) -> Iterator[tuple[str, str]]:
    """Each line with its style: head-error, head-warning, head-note, excerpt, mark, hint, blank or summary."""
    for finding, *repeats in report.groups:
        yield from _block(finding)
        if repeats:
            yield escape_invisible(f"      = also in {_places(repeats)}"), "hint"
        yield "", "blank"
    yield report.summary(), "summary"


def _places(findings: Sequence[Finding]) -> str:
    """Where findings are: the first few places, and how many more."""
    places = [f"{finding.path}:{finding.location.line}" for finding in findings[:MAX_PLACES]]
    more = [f"{len(findings) - MAX_PLACES} more"] if len(findings) > MAX_PLACES else []
    return join_words([*places, *more])


def _block(finding: Finding) -> Iterator[tuple[str, str]]:
    yield escape_invisible(first_line(finding)), f"head-{finding.severity}"
    number = f"{finding.location.line:>5}"
    gutter = " " * len(number)
    if finding.excerpt.strip():
        excerpt, start, size = _window(finding)
        yield f"{number} | {excerpt}", "excerpt"
        yield f"{gutter} | {' ' * start}{'^' * size}", "mark"
    if finding.hint:
        yield escape_invisible(f"{gutter} = hint: {finding.hint}"), "hint"
    for related in finding.related:
        where = f"{related.path}:{related.location.line}:{related.location.column}"
        yield escape_invisible(f"{gutter} = see {where}: {related.message}"), "hint"
    if finding.ignore_reason is not None:
        yield escape_invisible(f"{gutter} = ignored: {finding.ignore_reason}"), "hint"


def first_line(finding: Finding) -> str:
    """The first line of a finding: contracts/x.yaml:14:8: error CR201 term.end is …"""
    location = finding.location
    where = f"{finding.path}:{location.line}:{location.column}"
    return f"{where}: {finding.severity} {finding.code} {finding.message}"


def _window(finding: Finding) -> tuple[str, int, int]:
    """The line, or the part of a long line around the finding; where the marks start in it, and how many there are."""
    line, location = finding.excerpt, finding.location
    start = min(location.column - 1, len(line))
    is_one_line = location.end_line == location.line
    end = min(location.end_column - 1, len(line)) if is_one_line else len(line.rstrip())
    is_long = len(line) > MAX_EXCERPT_WIDTH
    left = max(0, min(start - MAX_EXCERPT_WIDTH // 2, len(line) - MAX_EXCERPT_WIDTH)) if is_long else 0
    right = min(len(line), left + MAX_EXCERPT_WIDTH)
    before = ("…" if left else "") + escape_invisible(line[left:start])
    marked = escape_invisible(line[start : min(end, right)])
    after = escape_invisible(line[max(end, start) : right]) + ("…" if right < len(line) else "")
    return before + marked + after, _columns(before), max(1, _columns(marked))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


FORMAT = FindingsFormat("text", render=render, for_terminals=True)
