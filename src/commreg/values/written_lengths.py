"""Read lengths of time as people write them, in words or in figures; never by a guess."""

from __future__ import annotations

import re

from commreg.values.durations import Duration, Unit
from commreg.values.parsed import Parsed, Unparsed

_COUNT = r"(\d+|one|two|three|four|five|six|twelve|eighteen)"
_UNIT = r"(years?|yrs?|y|months?|mths?|m)"
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
_LENGTH = re.compile(
    rf"{_COUNT}[\s-]*(m|months?|mths?|w|weeks?|wks?|d|days?|y|years?|yrs?)'?(?: notice| before (?:the )?end)?",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "eighteen": 18}
NO_UNIT = Unparsed("does not say whether it means months or years")
NOT_LENGTHS = Unparsed("is not a number of months or years")
_UNEVEN = "the first may be the term and not an option"
_MAX_COUNT = 20
_MAX_MONTHS = 240


def parse_written_length(text: str) -> Duration | None:
    """A length of time: 3 months, 12 weeks, 90 days, 6m; a year is 12 months. None if it is not one, or has no unit."""
    match = _LENGTH.fullmatch(" ".join(text.split()).strip(" ."))
    if match is None:
        return None
    unit: Unit = match[2][0].lower()  # type: ignore[assignment]  # the pattern matches no other letter
    return Duration(_count(match[1]) * 12, "m") if unit == "y" else Duration(_count(match[1]), unit)


def parse_written_months(text: str) -> Parsed | Unparsed:
    """Lengths one after another, in months: `1+1 years` and `2 x 12 months` are both (12, 12).

    `2 years` is (24,), not certain: it could be two of a year.
    """
    if match := _PLUS.match(text):
        if not match[2]:
            return NO_UNIT
        times = [int(part) for part in re.findall(r"\d+", match[1])]
        return _lengths([count * _unit(match[2]) for count in times], _UNEVEN if times[0] > times[1] else "")
    if "+" in text:
        parts = [_SINGLE.match(part.strip()) for part in text.split("+")]
        options = [part for part in parts if part and not part["most"]]
        if len(options) == len(parts):
            months = [_count(part[2]) * _unit(part[3]) for part in options]
            return _lengths(months, _UNEVEN if 12 < months[0] > months[1] else "")
    if match := _SINGLE.match(text):
        count, unit = _count(match[2]), _unit(match[3])
        several = "could be several" if unit == 12 and count > 1 else ""
        note = "; ".join(part for part in (several, "the maximum" if match["most"] else "") if part)
        return _lengths([count * unit], f"one option; {note}" if note else "")
    if match := _SEVERAL.match(text):
        count, length = _count(match[1]), _count(match[2]) * _unit(match[3])
        return _lengths([length] * min(count, _MAX_COUNT + 1), "")
    return NOT_LENGTHS


def _count(text: str) -> int:
    return _COUNTS.get(text.casefold()) or int(text)


def _unit(text: str) -> int:
    return 12 if text.casefold().startswith("y") else 1


def _lengths(months: list[int], note: str) -> Parsed | Unparsed:
    if not months or len(months) > _MAX_COUNT or not all(1 <= count <= _MAX_MONTHS for count in months):
        return Unparsed("gives extensions of a length or number that no contract has")
    return Parsed(tuple(months), note, is_certain=not note)
