"""Parse the dates of registers in every form; never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.importing.sheet_grid import Cell
from commreg.values.dates import long_date
from commreg.values.parsed import Parsed, Unparsed
from commreg.values.written_dates import (
    AMBIGUOUS_ORDER,
    DAY_FIRST,
    MONTH_FIRST,
    NUMERIC,
    parse_written_date,
    with_time,
    within_calendar,
)

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
# A date, and after it words that are no second date: 28-Feb-22 Due to the late start, work will go on.
_AND_WORDS = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?[a-z]{3,9}\.?,?[\s./-]*(?:\d{4}|\d{2})|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    r"[,;:.]?\s+(?=[a-z(])(?!(?:to|or|and|until|till|through|[ap]m)\b)(?!t\d)",
    re.IGNORECASE,
)
_SECOND_DATE = re.compile(
    r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s./-]+(?:20)?\d\d\b",
    re.IGNORECASE,
)
_EPOCH = date(1899, 12, 30)  # what Excel counts days from, once its leap day of 1900 is past
_EPOCH_1904 = date(1904, 1, 1)
_MAX_TEXT_LENGTH = 1_000  # characters, with the words after the date
_MAX_DATE_LENGTH = 60  # characters, with the time of day


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Whether the dates in figures of a column have the day or the month first; None if that is not known.

    `evidence` says why; it is empty if the column has no dates in figures. `is_option` is true if the order was set
    by an option. `is_swapped`: the true dates of the column may have their day and month the wrong way round.
    """

    order: str | None
    evidence: str = ""
    is_option: bool = False
    is_swapped: bool = False


def detect_date_order(cells: Iterable[Cell]) -> DateOrder:
    """Whether a column of dates in figures has the day or the month first.

    One figure over 12 in either position decides for the whole column, unless both positions have one. A spreadsheet
    program set to the United States makes 1 May of 05/01/2024 and leaves 13/01/2024 as text: then every true date has a
    day up to 12, and every text a day over 12.
    """
    day_first = month_first = None
    figures = False
    true_dates: list[date] = []
    for cell in cells:
        if isinstance(cell.value, date):
            true_dates.append(cell.value)
        if cell.value is not None or not (match := NUMERIC.match(cell.text[:_MAX_DATE_LENGTH].strip())):
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
        is_swapped = len(true_dates) > 1 and all(day.day <= 12 for day in true_dates)
        is_swapped = is_swapped and any(day.day > 1 for day in true_dates)
        return DateOrder(DAY_FIRST, f"“{day_first}” has the day first", is_swapped=is_swapped)
    if month_first:
        return DateOrder(MONTH_FIRST, f"“{month_first}” has the month first")
    return DateOrder(None, "the dates could be day/month or month/day" if figures else "")


def parse_date(cell: Cell, column_order: str | None, *, since_1904: bool = False) -> Parsed | Unparsed:
    """A date in any form: in words, in figures by the order of its column, packed, or as a day number."""
    if isinstance(cell.value, date):
        return with_time(within_calendar(cell.value), cell.text)
    text = " ".join(cell.text[:_MAX_TEXT_LENGTH].replace("\xa0", " ").split())
    if match := _AND_WORDS.match(text):
        parsed = parse_date(Cell(match[1]), column_order)
        if _SECOND_DATE.search(text[match.end() :]):
            return Unparsed("has two dates")
        if isinstance(parsed, Unparsed):
            return parsed
        return Parsed(parsed.value, "the words after the date are kept", text, is_certain=False)
    if _SERIAL.match(text):
        return _serial(text, _EPOCH_1904 if since_1904 else _EPOCH)
    parsed = parse_written_date(text, column_order)
    return Unparsed(f"{parsed.reason}, and nothing in its column decides") if parsed == AMBIGUOUS_ORDER else parsed


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
