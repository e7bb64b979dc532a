"""Read a date as people write it, in words or in figures; never by a guess."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from commreg.values.dates import FIRST_YEAR, LAST_YEAR, long_date
from commreg.values.parsed import Parsed, Unparsed

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
NUMERIC = re.compile(
    r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:[ T]+[\d:.]+(?:\s*[ap]m)?)?\Z", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?"
    r"(?P<month>[a-z]{3,9})\.?,?[\s./-]*(?P<year>\d{4}|\d{2})(?:[ T]+\d{1,2}:[\d:.]+(?:\s*[ap]m)?)?\Z",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)\Z")
_TIME = re.compile(r"[T ](\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?\s*([ap]m)?\Z", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(?:0?0(?::00)+\s*(?:am)?|12(?::00)+\s*am)\Z", re.IGNORECASE)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}\.?[\s./-]*(?:\d{4}|\d{2})|\d{1,2}[./-]\d{4}|\d{4})\Z", re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_ENDS = (time(), time(23, 59), time(23, 59, 59))
_MAX_LENGTH = 60  # characters, with the time of day
DAY_FIRST, MONTH_FIRST = "day first", "month first"
NOT_A_DATE = "is not a date in a known form"
AMBIGUOUS_ORDER = Unparsed("could have the day or the month first")


def parse_written_date(text: str, order: str | None = None) -> Parsed | Unparsed:
    """A date in words, in figures or packed: 31 December 2028, 31/12/2028, 20281231.

    Figures that could have the day or the month first are read in that `order`, and refused if it is None.
    """
    text = " ".join(text.replace("\xa0", " ").split())
    if len(text) > _MAX_LENGTH:
        return Unparsed(NOT_A_DATE)
    if _INSTANT.match(text):
        return _in_london(text)
    return with_time(_day(text, order), text)


def with_time(parsed: Parsed | Unparsed, text: str) -> Parsed | Unparsed:
    """A date that is to be checked if its text has a time of day: it may be a day of another time zone."""
    match = _TIME.search(text)
    if isinstance(parsed, Unparsed) or match is None or _MIDNIGHT.match(f"{match[1]}{match[2] or ''}"):
        return parsed
    note = "; ".join(part for part in (parsed.note, f"it has a time of day, {match[0].strip(' T')}") if part)
    return Parsed(parsed.value, note, is_certain=False)


def _in_london(text: str) -> Parsed | Unparsed:
    """The day in London of an instant with its offset: 2027-03-30T23:00:00Z is 31 March 2027."""
    try:
        instant = datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/London"))
    except ValueError:
        return Unparsed("is not a date in the calendar")
    except OverflowError:
        return Unparsed(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    parsed = within_calendar(instant.date(), "" if instant.isoformat()[:10] == text[:10] else "the day in London")
    return parsed if instant.time() in _DAY_ENDS else with_time(parsed, f" {instant:%H:%M}")


def _day(text: str, order: str | None) -> Parsed | Unparsed:
    if match := _ISO.match(text) or _PACKED.match(text):
        return _date(match[1], match[2], match[3], "")
    if match := _NAMED.match(text):
        return _on_weekday(_named(match["day"], match["month"], match["year"]), match["weekday"])
    if match := _MONTH_FIRST.match(text):
        return _named(match[2], match[1], match[3])
    if match := NUMERIC.match(text):
        return _figures(match, order)
    return Unparsed("gives no day" if _NO_DAY.match(text) else NOT_A_DATE)


def possible_days(text: str) -> list[date]:
    """The days that a date in figures can mean, with the day or with the month first, in order."""
    readings = (parse_written_date(text, order) for order in (DAY_FIRST, MONTH_FIRST))
    return sorted({reading.value for reading in readings if isinstance(reading, Parsed)})


def _on_weekday(parsed: Parsed | Unparsed, weekday: str | None) -> Parsed | Unparsed:
    """Refuse a date with a weekday that does not match it: one of the two is wrong."""
    stated = next((name for name in _WEEKDAYS if weekday and name.casefold().startswith(weekday.casefold())), "")
    if isinstance(parsed, Parsed) and stated and _WEEKDAYS[parsed.value.weekday()] != stated:
        return Unparsed(f"says {stated}, but {long_date(parsed.value)} is a {_WEEKDAYS[parsed.value.weekday()]}")
    return parsed


def _figures(match: re.Match[str], column_order: str | None) -> Parsed | Unparsed:
    first, second, year = match[1], match[2], match[3]
    if first == second:  # the same either way
        return _date(_century(year), second, first, year)
    if column_order is None and max(int(first), int(second)) > 12:
        column_order = DAY_FIRST if int(first) > 12 else MONTH_FIRST
    if column_order is None:
        return AMBIGUOUS_ORDER
    if column_order == DAY_FIRST:
        return _date(_century(year), second, first, year)
    return _date(_century(year), first, second, year)


def _named(day_: str, month: str, year: str) -> Parsed | Unparsed:
    name = month.casefold()
    for number, (short, full) in enumerate(zip(_MONTHS, _MONTH_NAMES, strict=True), 1):
        if name in (short, full) or (name == "sept" and number == 9):
            return _date(_century(year), str(number), day_, year)
    return Unparsed(f"has “{month}” where the name of a month should be")


def _century(year: str) -> str:
    """A year of four figures: 00 to 69 are 2000 to 2069, as spreadsheets read them."""
    if len(year) == 4:
        return year
    return f"20{year}" if int(year) < 70 else f"19{year}"


def _date(year: str, month: str, day_: str, written: str) -> Parsed | Unparsed:
    try:
        day = date(int(year), int(month), int(day_))
    except ValueError:
        return Unparsed("is not a date in the calendar")
    return within_calendar(day, f"year {written} read as {day.year}" if len(written) == 2 else "")


def within_calendar(day: date, note: str = "") -> Parsed | Unparsed:
    """The day, or why no contract can have it: its year is out of range."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Unparsed(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    return Parsed(day, note)
