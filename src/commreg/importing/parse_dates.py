"""Parse the dates of registers in every form; never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.importing.parsed import Parsed, Unparsed
from commreg.importing.sheet_grid import Cell
from commreg.values.dates import FIRST_YEAR, LAST_YEAR, long_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_NUMERIC = re.compile(
    r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:[ T]+[\d:.]+(?:\s*[ap]m)?)?\Z", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?"
    r"(?P<month>[a-z]{3,9})\.?,?[\s./-]*(?P<year>\d{4}|\d{2})(?:[ T]+\d{1,2}:[\d:.]+(?:\s*[ap]m)?)?\Z",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}\.?[\s./-]*(?:\d{4}|\d{2})|\d{1,2}[./-]\d{4}|\d{4})\Z", re.IGNORECASE)
# A date, and after it words that are no second date: 28-Feb-22 Due to the late start, work will go on.
_AND_WORDS = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?[a-z]{3,9}\.?,?[\s./-]*(?:\d{4}|\d{2})|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    r"[,;:.]?\s+(?=[a-z(])(?!(?:to|or|and|until|till|through|[ap]m)\b)(?!t\d)",
    re.IGNORECASE,
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from, once its leap day of 1900 is past
_EPOCH_1904 = date(1904, 1, 1)
_MAX_TEXT_LENGTH = 1_000  # characters, with the words after the date
_MAX_DATE_LENGTH = 60  # characters, with the time of day
DAY_FIRST, MONTH_FIRST = "day first", "month first"
_NOT_A_DATE = "is not a date in a known form"


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Whether the dates in figures of a column have the day or the month first; None if that is not known.

    `evidence` says why; it is empty if the column has no dates in figures. `is_option` is true if the order was set
    by an option.
    """

    order: str | None
    evidence: str = ""
    is_option: bool = False


def detect_date_order(cells: Iterable[Cell]) -> DateOrder:
    """Whether a column of dates in figures has the day or the month first.

    One figure over 12 in either position decides for the whole column, unless both positions have one.
    """
    day_first = month_first = None
    figures = False
    for cell in cells:
        if cell.value is not None or not (match := _NUMERIC.match(cell.text[:_MAX_DATE_LENGTH].strip())):
            continue
        figures = True
        first, second = int(match[1]), int(match[2])
        if 12 < first <= 31 and second <= 12:
            day_first = day_first or cell.text.strip()
        if first <= 12 and 12 < second <= 31:
            month_first = month_first or cell.text.strip()
    if day_first and month_first:
        return DateOrder(None, f"“{day_first}” has the day first and “{month_first}” the month first")
    if day_first:
        return DateOrder(DAY_FIRST, f"“{day_first}” has the day first")
    if month_first:
        return DateOrder(MONTH_FIRST, f"“{month_first}” has the month first")
    return DateOrder(None, "the dates could be day/month or month/day" if figures else "")


def parse_date(cell: Cell, column_order: str | None, *, since_1904: bool = False) -> Parsed | Unparsed:
    """A date in any form: in words, in figures by the order of its column, packed, or as a day number."""
    if isinstance(cell.value, date):
        return _within(cell.value, "")
    text = " ".join(cell.text[:_MAX_TEXT_LENGTH].replace("\xa0", " ").split())
    if match := _AND_WORDS.match(text):
        parsed = parse_date(Cell(match[1]), column_order)
        if isinstance(parsed, Unparsed):
            return parsed
        return Parsed(parsed.value, "the words after the date are kept", text, is_certain=False)
    if len(text) > _MAX_DATE_LENGTH:
        return Unparsed(_NOT_A_DATE)
    if _SERIAL.match(text):
        return _serial(text, _EPOCH_1904 if since_1904 else _EPOCH)
    if match := _ISO.match(text) or _PACKED.match(text):
        return _date(match[1], match[2], match[3], "")
    if match := _NAMED.match(text):
        return _on_weekday(_named(match["day"], match["month"], match["year"]), match["weekday"])
    if match := _MONTH_FIRST.match(text):
        return _named(match[2], match[1], match[3])
    if match := _NUMERIC.match(text):
        return _figures(match, column_order)
    return Unparsed("gives no day" if _NO_DAY.match(text) else _NOT_A_DATE)


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
        return Unparsed("could have the day or the month first, and nothing in its column decides")
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
    return _within(day, f"year {written} read as {day.year}" if len(written) == 2 else "")


def _within(day: date, note: str) -> Parsed | Unparsed:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Unparsed(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    return Parsed(day, note)


def _serial(text: str, epoch: date) -> Parsed | Unparsed:
    number = int(text.partition(".")[0])
    if not 20_000 <= number <= 80_000:  # 1954 to 2119
        return Unparsed("is not a day number of a spreadsheet")
    day = epoch + timedelta(days=number)
    return Parsed(day, f"read as the day number of a spreadsheet: {long_date(day)}", is_certain=False)


_OPEN_ENDED = frozenset(
    (
        "ongoing",
        "on-going",
        "rolling",
        "open-ended",
        "open ended",
        "no end date",
        "indefinite",
        "perpetual",
        "evergreen",
    )
)


def is_open_ended(text: str) -> bool:
    """Whether the cell of an end date says that there is none."""
    words = " ".join(text.casefold().split()).strip(" .")
    return words in _OPEN_ENDED or words.removesuffix(" contract") in _OPEN_ENDED
