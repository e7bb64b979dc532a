"""Problems in the text of a file that show only once its fields are located."""

from __future__ import annotations

import re

from commreg.diagnostics.finding import TextProblem, Violation
from commreg.yamlio.source import UNSAFE_CHARACTERS, Source
from commreg.yamlio.source_map import SourceMap

# A hash with text before it and no space after it: more likely a number than a comment.
_HASH = re.compile(r"(?m)\S[ \t]+(#[^\s#][^\r\n]*)")
_MAX_QUOTED = 40  # characters of the lost text that the message quotes


def lost_comments(source: Source) -> list[TextProblem]:
    """CR017: text that YAML takes for a comment and drops, as in `title: Advice line #2`."""
    if not (" #" in source.text or "\t#" in source.text) or not _HASH.search(source.text):
        return []
    source_map = SourceMap(source)
    problems = []
    for match in _HASH.finditer(source.text):
        start, end = match.span(1)
        if source_map.is_in_scalar(start) or source.line_begins_with(start, "#"):
            continue
        lost = match[1] if len(match[1]) < _MAX_QUOTED else match[1][:_MAX_QUOTED] + "…"
        message = f"has “{lost}” after a space, which YAML drops as a comment"
        hint = "put the whole text in quotation marks; for a comment, put a space after the #"
        problems.append(TextProblem(Violation("CR017", message, hint=hint), start, end))
    return problems


def without_spaces_in_text(source: Source, plain: Source, problems: list[TextProblem]) -> list[TextProblem]:
    """The problems without those of unusual spaces inside a text, where they do no harm.

    `plain` is the same text with a plain space for every unusual character.
    """
    source_map = SourceMap(plain)
    return [
        problem
        for problem in problems
        if UNSAFE_CHARACTERS.match(source.text, problem.start) or not source_map.is_in_scalar(problem.start)
    ]
