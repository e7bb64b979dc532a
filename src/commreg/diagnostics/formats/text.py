"""For people: a line to grep, the line of the file, what to write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from commreg.diagnostics.finding import Finding
from commreg.diagnostics.formats import Report
from commreg.values.text import escape_invisible

WIDEST = 160


def render(report: Report) -> str:
    """The whole report as plain text."""
    return "".join(f"{line}\n" for line, _ in lines(report))


def lines(report: Report) -> Iterator[tuple[str, str]]:
    """Each line with what it is: head-error, head-warning, head-note, excerpt, mark, hint, blank or summary."""
    for diagnostic in report.shown:
        yield from _block(diagnostic)
        yield "", "blank"
    yield report.summary(), "summary"


def _block(diagnostic: Finding) -> Iterator[tuple[str, str]]:
    place = diagnostic.location
    yield escape_invisible(head(diagnostic)), f"head-{diagnostic.severity}"
    number = f"{place.line:>5}"
    gutter = " " * len(number)
    if diagnostic.excerpt.strip():
        excerpt, start, size = _window(diagnostic)
        yield f"{number} | {excerpt}", "excerpt"
        yield f"{gutter} | {' ' * start}{'^' * size}", "mark"
    if diagnostic.hint:
        yield escape_invisible(f"{gutter} = hint: {diagnostic.hint}"), "hint"
    for other in diagnostic.related:
        where = f"{other.path}:{other.location.line}:{other.location.column}"
        yield escape_invisible(f"{gutter} = see {where}: {other.message}"), "hint"
    if diagnostic.ignore_reason is not None:
        yield escape_invisible(f"{gutter} = ignored: {diagnostic.ignore_reason}"), "hint"


def head(diagnostic: Finding) -> str:
    """contracts/x.yaml:14:8: error CR201 term.end is …"""
    place = diagnostic.location
    return (
        f"{diagnostic.path}:{place.line}:{place.column}: {diagnostic.severity} {diagnostic.code} {diagnostic.message}"
    )


def _window(diagnostic: Finding) -> tuple[str, int, int]:
    """The line, or the part of a long one round the fault; where the marks begin in it, and how many there are."""
    line, place = diagnostic.excerpt, diagnostic.location
    begin = min(place.column - 1, len(line))
    end = min(place.end_column - 1, len(line)) if place.end_line == place.line else len(line.rstrip())
    left = max(0, min(begin - WIDEST // 2, len(line) - WIDEST)) if len(line) > WIDEST else 0
    right = min(len(line), left + WIDEST)
    before, marked, after = line[left:begin], line[begin : min(end, right)], line[max(end, begin) : right]
    cut_left, cut_right = ("…" if left else ""), ("…" if right < len(line) else "")
    text = cut_left + escape_invisible(before) + escape_invisible(marked) + escape_invisible(after) + cut_right
    return text, _columns(cut_left + escape_invisible(before)), max(1, _columns(escape_invisible(marked)))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
