"""One value as it is written in a file: plain where YAML reads it so, in quotation marks or as a block where not.

The text that is written reads back as the same text, space round it apart, which no field keeps.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from textwrap import wrap

from commreg.values.durations import Duration

WIDTH = 100
# What YAML reads as these very characters without quotation marks: nothing that could begin or be anything else.
_PLAIN = re.compile(r"[A-Za-z0-9£(“][^\x00-\x1f\x7f-\x9f:#\u2028\u2029\ufeff\ufffe\uffff]*\Z")
# What can stand in a block or in single quotation marks as it is: no control characters, no odd line ends.
_SEEN = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*\Z")
_FLOW_SIGNS = re.compile(r"[][{},]")
_BLANKS = frozenset(("", "~", "null"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def text_of(value: object) -> str:
    """A value of the model as text: true, 74000.00, 2022-03-31, 6w, or the words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value.written if isinstance(value, Duration) else str(value)


def stands_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text can stand as it is; with `flow`, inside brackets, where commas and brackets mean something."""
    plain = _PLAIN.match(text) and text == text.strip() and text.casefold() not in _BLANKS
    return bool(plain) and not (flow and _FLOW_SIGNS.search(text))


def one_line(text: str, *, flow: bool = False) -> str:
    """The text on one line: plain if it can stand so, else in double quotation marks."""
    return text if stands_plain(text, flow=flow) else double_quoted(text)


def double_quoted(text: str) -> str:
    """The text in double quotation marks, which can hold any."""
    return '"' + "".join(_ESCAPES.get(char) or _shown(char) for char in text) + '"'


def single_quoted(text: str) -> str | None:
    """The text in single quotation marks; None where they cannot hold it."""
    return "'" + text.replace("'", "''") + "'" if _SEEN.match(text) else None


def folded(text: str, indent: int) -> list[str] | None:
    """The lines of a block that begins with >, set in; None unless folding gives back the very words."""
    if text != " ".join(text.split()) or not text or not _SEEN.match(text):
        return None
    margin = " " * indent
    lines = wrap(text, max(WIDTH - indent, 20), break_long_words=False, break_on_hyphens=False)
    return [margin + line for line in lines] if " ".join(lines) == text else None


def literal(text: str, indent: int) -> list[str] | None:
    """The lines of a block that begins with |, set in; None where it cannot hold the text."""
    lines = text.split("\n")
    if text != text.strip() or not text or not all(_SEEN.match(line) for line in lines):
        return None
    return [" " * indent + line if line else "" for line in lines]


def written(lead: str, text: str, indent: int) -> list[str]:
    """A field whole, after its name or dash: on one line, or folded where that would be too wide."""
    if len(lead) + len(text) + 1 > WIDTH and (lines := folded(text, indent)):
        return [f"{lead} >-", *lines]
    return [f"{lead} {one_line(text)}"]


def _shown(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFEFF or 0xFEFF < code < 0xFFFE:
        return char if code not in (0x2028, 0x2029) else f"\\u{code:04x}"
    if code > 0xFFFF:
        return char
    return f"\\u{code:04x}"
