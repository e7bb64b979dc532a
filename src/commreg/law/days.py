"""Periods of days as the Acts count them, and the two calendars of working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Literal

from commreg.law.data import read
from commreg.values.dates import ONE_DAY, long_date

Calendar = Literal["pa2023", "psr"]
# Whose bank holidays are no working days. Procurement Act 2023, section 123(1): those of any part of the United
# Kingdom. Provider Selection Regime, reg 12(12): those of England; the days that it names besides, Christmas Day, Good
# Friday and the first Monday in May, GOV.UK counts among them.
_DIVISIONS = {
    "pa2023": ("england-and-wales", "scotland", "northern-ireland"),
    "psr": ("england-and-wales",),
}


class CalendarRangeError(ValueError):
    """Raised for a day outside the years whose bank holidays are listed; the message is for the reader."""


def period_end(first: date, days: int) -> date:
    """The last day of "a period of N days beginning with the day": that day is the first of them."""
    if days < 1:
        raise ValueError(f"a period has at least one day, not {days}")
    return first + timedelta(days=days - 1)


def working_days(calendar: Calendar) -> Callable[[date], bool]:
    """A function that says whether a day is a working day in a calendar: no Saturday, Sunday or bank holiday.

    The returned function raises CalendarRangeError for a day whose bank holidays are not listed.
    """
    holidays = _holidays(calendar)
    table = read("bank_holidays")
    first, last = table["known_from"], table["known_to"]

    def is_working_day(day: date) -> bool:
        if not first <= day <= last:
            raise CalendarRangeError(
                f"bank holidays are known from {long_date(first)} to {long_date(last)}; "
                f"working days are not worked out for {long_date(day)}"
            )
        return day.weekday() < 5 and day not in holidays

    return is_working_day


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The last day of a period of `count` working days beginning with `day`, which is the first if it is one.

    For "the 8th working day after the day" (Provider Selection Regime, reg 12(9)) begin with the day after it. Raises
    CalendarRangeError if the period leaves the years that are listed.
    """
    if count < 1:
        raise ValueError(f"a period has at least one working day, not {count}")
    is_working_day = working_days(calendar)
    while True:
        count -= is_working_day(day)
        if not count:
            return day
        day += ONE_DAY


def last_working_day(day: date) -> date | None:
    """The last working day in England on or before `day`; None if its bank holidays are not listed."""
    is_working_day = working_days("psr")
    try:
        while not is_working_day(day):
            day -= ONE_DAY
    except CalendarRangeError:
        return None
    return day


@cache
def _holidays(calendar: Calendar) -> frozenset[date]:
    table = read("bank_holidays")
    return frozenset(day for division in _DIVISIONS[calendar] for day in table[division]["days"])
