"""Parse options to extend; never by a guess."""

from __future__ import annotations

import re
from dataclasses import replace

from commreg.importing.sheet_grid import Cell
from commreg.values.parsed import Parsed, Unparsed
from commreg.values.written_lengths import NOT_LENGTHS, parse_written_months

_FREE_TEXT = "is free text: read it and record the extension options"
_WITH_OPTIONS = re.compile(
    r"(?P<term>.*?)[\s,;]*\bwith (?:the |an? )?options? (?:of|to extend(?: for| by)?)\s+(?P<options>.+)\Z",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"(?:an?\s+)?(?:further\s+|additional\s+)?(?=\S)", re.IGNORECASE)
_NONE = frozenset(
    ("none", "nil", "no", "n", "no extension", "no extensions", "0", "none provided", "no option", "not extendable")
)
_MAX_LENGTH = 200  # characters; a longer cell is free text


def parse_extensions(cell: Cell) -> Parsed | Unparsed:
    """Options to extend, as the values of a file: `1+1 years` is two of 12 months, `None` is none provided for.

    `2 years` is one option of 24 months, not certain: it could be two of a year. Free text is refused.
    """
    text = " ".join(cell.text.split()).strip(" .")
    if text.casefold() in _NONE:
        return Parsed((), "none provided for")
    if text.casefold() in ("yes", "y", "true"):
        return Unparsed("says that there is an option, but not how long it is")
    if len(text) > _MAX_LENGTH:
        return Unparsed(_FREE_TEXT)
    if match := _WITH_OPTIONS.match(text):
        options = _lengths(_FURTHER.sub("", match["options"], count=1))
        if isinstance(options, Unparsed) or not match["term"]:
            return options
        note = f"“{match['term']}” before it is the term"
        return Parsed(options.value, f"{options.note}; {note}".lstrip("; "), match["term"], is_certain=False)
    return _lengths(text)


def _lengths(text: str) -> Parsed | Unparsed:
    parsed = parse_written_months(text)
    if isinstance(parsed, Unparsed):
        return Unparsed(_FREE_TEXT) if parsed == NOT_LENGTHS else parsed
    return replace(parsed, value=tuple({"months": str(count)} for count in parsed.value))
