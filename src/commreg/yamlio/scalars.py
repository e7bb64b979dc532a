"""Write one value: plain if YAML reads it the same, else in quotation marks or as a block.

What is written reads back as the same text, except for spaces around it, which no field keeps.
"""

from __future__ import annotations

import re
from textwrap import wrap

WIDTH = 100
# What YAML reads as these very characters without quotation marks.
_PLAIN = re.compile(r"[A-Za-z0-9£(“][^\x00-\x1f\x7f-\x9f:#\u2028\u2029\ufeff\ufffe\uffff]*\Z")
# What a block or single quotation marks can hold unchanged: no control characters, no unusual line ends.
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*\Z")
_FLOW_SIGNS = re.compile(r"[][{},]")
_BLANKS = frozenset(("", "~", "null"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text can be written without quotation marks. `flow`: inside brackets, where commas have a meaning."""
    plain = _PLAIN.match(text) and text == text.strip() and text.casefold() not in _BLANKS
    return bool(plain) and not (flow and _FLOW_SIGNS.search(text))


def one_line(text: str, *, flow: bool = False) -> str:
    """The text on one line: plain if possible, else in double quotation marks."""
    return text if is_plain(text, flow=flow) else double_quoted(text)


def double_quoted(text: str) -> str:
    """The text in double quotation marks, which can hold any text."""
    return '"' + "".join(_ESCAPES.get(char) or _escape(char) for char in text) + '"'


def single_quoted(text: str) -> str | None:
    """The text in single quotation marks; None if they cannot hold it."""
    return "'" + text.replace("'", "''") + "'" if _PRINTABLE.match(text) else None


def folded(text: str, indent: int) -> list[str] | None:
    """The lines of a block that begins with >, indented; None unless it reads back as the same text."""
    if text != " ".join(text.split()) or not text or not _PRINTABLE.match(text):
        return None
    margin = " " * indent
    lines = wrap(text, max(WIDTH - indent, 20), break_long_words=False, break_on_hyphens=False)
    return [margin + line for line in lines] if " ".join(lines) == text else None


def literal(text: str, indent: int) -> list[str] | None:
    """The lines of a block that begins with |, indented; None if it cannot hold the text."""
    lines = text.split("\n")
    if text != text.strip() or not text or not all(_PRINTABLE.match(line) for line in lines):
        return None
    return [" " * indent + line if line else "" for line in lines]


def written(lead: str, text: str, indent: int) -> list[str]:
    """The lines of a field, from its name or dash: on one line, or folded if that would be too wide."""
    if len(lead) + len(text) + 1 > WIDTH and (lines := folded(text, indent)):
        return [f"{lead} >-", *lines]
    return [f"{lead} {one_line(text)}"]


def _escape(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFEFF or 0xFEFF < code < 0xFFFE:
        return char if code not in (0x2028, 0x2029) else f"\\u{code:04x}"
    if code > 0xFFFF:
        return char
    return f"\\u{code:04x}"
