"""The council's year, 1 April to 31 March, and its quarters, as papers name them."""

from __future__ import annotations

import calendar
from datetime import date

from commreg.values.dates import add_months, boundary, last_day


def year_of(day: date) -> str:
    """The financial year that a day falls in, as budgets and spend name it: 2021/22."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def days_of(year: str) -> tuple[date, date]:
    """The first and the last day of a financial year, both inclusive."""
    first = date(int(year[:4]), 4, 1)
    return first, last_day(add_months(first, 12))


def share_of_year(year: str, start: date, end: date | None) -> tuple[int, int]:
    """How many days of a financial year lie in a term, both ends inclusive, and how many days the year has."""
    first, last = days_of(year)
    inside = (boundary(min(last, end or last)) - max(first, start)).days
    return max(0, inside), (boundary(last) - first).days


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day falls in; quarters of the council's year are those of the calendar."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def quarter_words(first: date) -> str:
    """A quarter by its months: January to March 2022."""
    return f"{calendar.month_name[first.month]} to {calendar.month_name[first.month + 2]} {first.year}"
