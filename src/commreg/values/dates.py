"""Days, months and terms.

A term is inclusive in files (`end` is its last day) and half-open in code: [start, end + 1 day). The day after the end
is the *boundary*; months are added to it, so that 28 Feb 2027 + 12 months ends on 29 Feb 2028 and 30 Sep + 6 months on
31 Mar. If the month arrived at is too short, the end is its last day: 28 Feb 2024 + 12 months ends on 28 Feb 2025.
Nothing here reads the clock except `today_in_london`, which only the command line calls.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
# The last year a term may reach: sums of months stay clear of `date.max`.
LAST_YEAR = 2999
FIRST_YEAR = 1900
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)


def parse_day(text: str) -> date:
    """The day written as YYYY-MM-DD, and nothing else.

    Raises ValueError with a sentence for the reader: not of that form, not in the calendar, or not in 1900 to 2999.
    """
    match = _ISO_DAY.match(text)
    if not match:
        raise ValueError("is not a date written year-month-day")
    year, month, day = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is not a day in the calendar") from None


def add_months(day: date, months: int) -> date:
    """`day` moved by whole calendar months (negative: back), clipped to the last day of a shorter month.

    Raises OverflowError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{day} moved by {months} months leaves the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def boundary(end: date) -> date:
    """The first day that is no longer in a term whose last day is `end`."""
    return end + ONE_DAY


def last_day(boundary_day: date) -> date:
    """The last day of a term whose boundary is `boundary_day`: the inverse of `boundary`."""
    return boundary_day - ONE_DAY


def end_of_months(start: date, months: int) -> date:
    """The last day of a term of whole calendar months that begins on `start`; start is a boundary for an extension.

    The day before the corresponding date; if the month arrived at has none, the last day of that month.
    """
    arrival = add_months(start, months)
    return arrival if arrival.day < start.day else last_day(arrival)


def months_between(start: date, end_boundary: date) -> int:
    """Whole calendar months from `start` to a boundary, rounded down; the length of [start, end_boundary)."""
    months = (end_boundary.year - start.year) * 12 + end_boundary.month - start.month
    return months if add_months(start, months) <= end_boundary else months - 1


def long_date(day: date) -> str:
    """31 March 2022, as GOV.UK writes it."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def short_date(day: date) -> str:
    """31 Mar 2022: one width in a table, still not to be misread."""
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"


def today_in_london() -> date:
    """Today by the clock in London: the one place that reads it."""
    return datetime.now(ZoneInfo("Europe/London")).date()
