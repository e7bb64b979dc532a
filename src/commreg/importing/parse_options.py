"""Parse options to extend; never by a guess."""

from __future__ import annotations

import re

from commreg.importing.parsed import Parsed, Unparsed
from commreg.importing.sheet_grid import Cell
from commreg.values.durations import Duration, Unit

_FREE_TEXT = Unparsed("is free text: read it and record the extension options")
_COUNT = r"(\d+|one|two|three|four|five|six|twelve|eighteen)"
_UNIT = r"(years?|yrs?|months?|mths?)"
_PLUS = re.compile(rf"(\d+(?:\s*\+\s*\d+)+)\s*{_UNIT}?\Z", re.IGNORECASE)
_SINGLE = re.compile(
    rf"(?P<most>(?:up to|maximum(?: of)?|max)\s+)?{_COUNT}[\s-]*{_UNIT}(?:\s+(?:extension|option|period))?\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    rf"{_COUNT}(?:\s*(?:x|times|further|extensions? of|options? of|periods? of)\s*|\s+){_COUNT}[\s-]*{_UNIT}"
    r"(?:\s*(?:extensions?|options?|periods?|each))?\Z",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    rf"{_COUNT}[\s-]*(m|months?|mths?|w|weeks?|wks?|d|days?)'?(?: notice| before (?:the )?end)?", re.IGNORECASE
)
_WITH_OPTIONS = re.compile(
    r"(?P<term>.*?)[\s,;]*\bwith (?:the |an? )?options? (?:of|to extend(?: for| by)?)\s+(?P<options>.+)\Z",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"(?:an?\s+)?(?:further\s+|additional\s+)?(?=\S)", re.IGNORECASE)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "eighteen": 18}
_NONE = frozenset(
    ("none", "nil", "no", "n", "no extension", "no extensions", "0", "none provided", "no option", "not extendable")
)
_MAX_OPTIONS = 20
_MAX_LENGTH = 200  # characters; a longer cell is free text


def parse_notice(text: str) -> Duration | None:
    """A notice period: 3 months, 12 weeks, 90 days, 6m. None if it is not one, or has no unit."""
    match = _NOTICE.fullmatch(" ".join(text.split()).strip(" ."))
    if match is None:
        return None
    unit: Unit = "m" if match[2][0] in "mM" else "w" if match[2][0] in "wW" else "d"
    return Duration(_count(match[1]), unit)


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
        return _FREE_TEXT
    if match := _WITH_OPTIONS.match(text):
        options = _lengths(_FURTHER.sub("", match["options"], count=1))
        if isinstance(options, Unparsed) or not match["term"]:
            return options
        note = f"“{match['term']}” before it is the term"
        return Parsed(options.value, f"{options.note}; {note}".lstrip("; "), match["term"], is_certain=False)
    return _lengths(text)


def _lengths(text: str) -> Parsed | Unparsed:
    if match := _PLUS.match(text):
        if not match[2]:
            return Unparsed("does not say whether it means months or years")
        times = [int(part) for part in re.findall(r"\d+", match[1])]
        uneven = "the first may be the term and not an option" if times[0] > times[1] else ""
        return _options([count * _unit(match[2]) for count in times], uneven)
    if "+" in text:
        parts = [_SINGLE.match(part.strip()) for part in text.split("+")]
        options = [part for part in parts if part and not part["most"]]
        if len(options) == len(parts):
            return _options([_count(part[2]) * _unit(part[3]) for part in options], "")
    if match := _SINGLE.match(text):
        count, unit = _count(match[2]), _unit(match[3])
        several = "could be several" if unit == 12 and count > 1 else ""
        note = "; ".join(part for part in (several, "the maximum" if match["most"] else "") if part)
        return _options([count * unit], f"one option; {note}" if note else "")
    if match := _SEVERAL.match(text):
        count, length = _count(match[1]), _count(match[2]) * _unit(match[3])
        return _options([length] * min(count, _MAX_OPTIONS + 1), "")
    return _FREE_TEXT


def _count(text: str) -> int:
    return _COUNTS.get(text.casefold()) or int(text)


def _unit(text: str) -> int:
    return 12 if text.casefold().startswith("y") else 1


def _options(months: list[int], note: str) -> Parsed | Unparsed:
    if not months or len(months) > _MAX_OPTIONS or not all(1 <= count <= 240 for count in months):
        return Unparsed("gives extensions of a length or number that no contract has")
    return Parsed(tuple({"months": str(count)} for count in months), note, is_certain=not note)
