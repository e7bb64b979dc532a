"""Our own messages for the syntax errors of libyaml and PyYAML."""

from __future__ import annotations

import yaml

from commreg.diagnostics.finding import TextProblem, Violation
from commreg.yamlio.source import Source

_TAB = ("has a tab where only spaces are allowed", "replace it with spaces")
_LIST = ("has a list item where no list can begin", "put the first - on the line after the field name")
_INDENT = (
    "has a line indented differently from the fields around it",
    "indent the fields of one group by the same number of spaces",
)
_TAG = ("has a tag, a word that begins with !", "remove the tag; text that begins with ! needs quotation marks")
_BLOCK = (
    "has something after > or | that does not belong there",
    "put the text on the lines below, indented by two spaces",
)
_QUOTE = "put the whole text in quotation marks, or begin it with > on the line before"
_RESERVED = ("has text that begins with & or *, which YAML keeps for itself", _QUOTE)
_ESCAPE = (
    "has a backslash that YAML does not know inside double quotation marks",
    "use single quotation marks, or write \\\\",
)
_INSIDE = ("has --- or ... inside a text", "close the quotation mark before it")
_UNKNOWN = (
    "cannot be read as YAML from here on",
    "compare the line with the one above it: colon, quotation marks, spaces",
)

# Words in a message of the parser, then our message and hint. The first entry whose words match is used.
_MESSAGES: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "mapping values are not allowed",
        ("has a second colon on this line, or a line indented too far", _QUOTE),
    ),
    (
        "could not find expected ':'",
        (
            "has a line that is neither a field nor part of a text",
            "write a field name and a colon, or indent the line under the text it belongs to",
        ),
    ),
    ("\\t", _TAB),
    ("tab character", _TAB),
    ("cannot start any token", ("begins a value with a sign that YAML keeps for itself", _QUOTE)),
    ("escape", _ESCAPE),
    ("hexdecimal", _ESCAPE),
    ("hexadecimal", _ESCAPE),
    ("document separator", _INSIDE),
    ("document indicator", _INSIDE),
    ("quoted scalar", ("has a quotation mark that is opened and never closed", "close it, or delete it")),
    ("sequence entries", _LIST),
    ("mapping keys are not allowed", ("has a ? where no field can begin", _QUOTE)),
    ("',' or ']'", ("has a [ that is never closed", "close it with ], or put the text in quotation marks")),
    ("',' or '}'", ("has a { that is never closed", "close it with }, or put the text in quotation marks")),
    (
        "'-' indicator",
        (
            "has something in a list that does not begin with -",
            "begin every item with - and indent all of them alike",
        ),
    ),
    ("expected key", _INDENT),
    ("block end", _INDENT),
    ("tag", _TAG),
    ("anchor", _RESERVED),
    ("alias", _RESERVED),
    ("alphabetic or numeric", _RESERVED),
    ("directive", ("has a line that begins with %", "delete it, or put the text in quotation marks")),
    (
        "document start",
        ("has something after the end of the contract", "keep one contract in each file; remove the --- and ..."),
    ),
    ("block scalar", _BLOCK),
    ("comment or line break", _BLOCK),
)
# For these the position where it was opened helps more than the position where the file ended.
_REPORT_AT_OPENING = ("unexpected end of stream", "document indicator", "document separator", "',' or", "simple key")
ESCAPE = Violation("CR005", _ESCAPE[0], hint=_ESCAPE[1])


def text_problem(source: Source, error: yaml.MarkedYAMLError) -> TextProblem:
    """A syntax error (CR005), at the characters where the parser stumbled."""
    problem = f"{error.context or ''} {error.problem or ''}"
    message, hint = next((entry for words, entry in _MESSAGES if words in problem), _UNKNOWN)
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(words in problem for words in _REPORT_AT_OPENING):
        mark = error.context_mark
    at = min(mark.index, len(source.text)) if mark else 0
    if source.text[at : at + 1] == "\t":
        message, hint = _TAB
    return TextProblem(Violation("CR005", message, hint=hint), at, min(at + 1, len(source.text)))
