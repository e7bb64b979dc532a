"""Comments that ignore a check on their line: `# commreg: ignore[CR304] both names are on the letterhead`.

The reason is required. Ignored findings are still counted, and a comment with nothing to ignore is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import TextProblem, Violation
from commreg.yamlio.source import Source

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#[ \t]*commreg:[ \t]*ignore\b[ \t]*(\[[^\]\n]*\]?)?[ \t]*([^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code ignored on one line, for a reason; `start` and `end` are the comment's characters."""

    code: str
    line: int
    reason: str
    start: int
    end: int


def mentioned(source: Source) -> bool:
    """Whether a file may have such a comment. Quick, so that most files need not be searched."""
    return "commreg:" in source.text


def ignores(source: Source, is_in_scalar: Callable[[int], bool]) -> Iterator[Ignore | TextProblem]:
    """The comments in a file, and a problem for each that is not complete. A # inside a value is not a comment."""
    for match in _COMMENT.finditer(source.text):
        start, end = match.start(), match.start() + len(match[0].rstrip())
        if is_in_scalar(start):
            continue
        codes = [code.strip() for code in (match[1] or "").strip("[]").split(",") if code.strip()]
        reason = match[2].strip()
        if fault := _unclear(codes, reason):
            yield TextProblem(fault, start, end)
            continue
        line = source.location(start, end).line
        for code in codes:
            yield Ignore(code, line, reason, start, end)


def _unclear(codes: list[str], reason: str) -> Violation | None:
    example = "write it as: # commreg: ignore[CR304] and the reason"
    if not codes:
        return Violation("CR020", "has a comment that does not name the check to ignore", hint=example)
    for code in codes:
        if code not in CODES:
            hint = "write a code such as CR304"
            return Violation("CR020", f"has a comment that ignores {code}, which is not a code", hint=hint)
        if CODES[code].unsuppressible or code == "CR021":
            hint = "remove the comment, and correct the error"
            return Violation("CR020", f"has a comment that ignores {code}, which cannot be ignored", hint=hint)
    if not reason:
        return Violation("CR020", "has a comment that ignores a check without a reason", hint=example)
    return None
