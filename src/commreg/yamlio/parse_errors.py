"""What libyaml and PyYAML stumble on, in our own words: theirs never reach a reader."""

from __future__ import annotations

import yaml

from commreg.diagnostics.finding import TextProblem, Violation
from commreg.yamlio.source import Source

_TAB = ("has a tab, where only spaces may stand", "replace it with spaces")
_LIST = ("has a list item where no list can begin", "put the first - on the line after the field name")
_INDENT = (
    "has a line set in differently from the fields round it",
    "set fields of one group in by the same number of spaces",
)
_TAG = ("has a tag, a word that begins with !", "take the tag out; text that begins with ! needs quotation marks")
_BLOCK = (
    "has something after > or | that does not belong there",
    "put the text on the lines below, set in by two spaces",
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

# Words of theirs, then ours and what to write. The first whose words are among theirs is used.
_MESSAGES: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "mapping values are not allowed",
        ("has a second colon on this line, or a line set in further than it should be", _QUOTE),
    ),
    (
        "could not find expected ':'",
        (
            "has a line that is neither a field nor part of a text",
            "write a field name and a colon, or set the line in under the text it belongs to",
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
    ("quoted scalar", ("has a quotation mark that is opened and never closed", "close it, or take it out")),
    ("sequence entries", _LIST),
    ("mapping keys are not allowed", ("has a ? where no field can begin", _QUOTE)),
    ("',' or ']'", ("has a [ that is never closed", "close it with ], or put the text in quotation marks")),
    ("',' or '}'", ("has a { that is never closed", "close it with }, or put the text in quotation marks")),
    (
        "'-' indicator",
        (
            "has something in a list that does not begin with -",
            "begin every item with - and set all of them in alike",
        ),
    ),
    ("expected key", _INDENT),
    ("block end", _INDENT),
    ("tag", _TAG),
    ("anchor", _RESERVED),
    ("alias", _RESERVED),
    ("alphabetic or numeric", _RESERVED),
    ("directive", ("has a line that begins with %", "take it out, or put the text in quotation marks")),
    (
        "document start",
        ("has something after the end of the contract", "keep one contract a file; take out the --- and ..."),
    ),
    ("block scalar", _BLOCK),
    ("comment or line break", _BLOCK),
)
# For these, where it was opened says more than where the file ran out.
_OPENED = ("unexpected end of stream", "document indicator", "document separator", "',' or", "simple key")
ESCAPE = Violation("CR005", _ESCAPE[0], hint=_ESCAPE[1])


def flaw(source: Source, error: yaml.MarkedYAMLError) -> TextProblem:
    """A syntax error (CR005), at the characters where the parser stumbled."""
    theirs = f"{error.context or ''} {error.problem or ''}"
    message, hint = next((ours for words, ours in _MESSAGES if words in theirs), _UNKNOWN)
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(words in theirs for words in _OPENED):
        mark = error.context_mark
    at = min(mark.index, len(source.text)) if mark else 0
    if source.text[at : at + 1] == "\t":
        message, hint = _TAB
    return TextProblem(Violation("CR005", message, hint=hint), at, min(at + 1, len(source.text)))
