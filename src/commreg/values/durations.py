"""Lengths of time, as a file states them and as people read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from commreg.values.dates import add_months
from commreg.values.text import pluralize

Unit = Literal["d", "w", "m", "y"]

_UNIT_NAMES: dict[Unit, str] = {"d": "day", "w": "week", "m": "month", "y": "year"}
_DURATION = re.compile(r"(\d{1,4})\s*([dwmy])\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit: 90 days, 12 weeks, 24 months, 2 years."""

    count: int
    unit: Unit

    def after(self, day: date) -> date:
        """The day this long after `day`. Months and years are calendar months, cut to the end of a shorter month."""
        if self.unit == "d":
            return day + timedelta(days=self.count)
        if self.unit == "w":
            return day + timedelta(weeks=self.count)
        return add_months(day, self.count * (12 if self.unit == "y" else 1))

    def before(self, day: date) -> date:
        """The day this long before `day`, cut like `after`."""
        return replace(self, count=-self.count).after(day)

    @property
    def written(self) -> str:
        """The form used in a file: 24m."""
        return f"{self.count}{self.unit}"

    def __str__(self) -> str:
        return pluralize(self.count, _UNIT_NAMES[self.unit])


def parse_duration(text: str) -> Duration:
    """The duration written as 90d, 12w, 24m or 2y. Raises ValueError with a sentence for the reader."""
    match = _DURATION.match(text.strip().lower())
    if not match:
        raise ValueError(f"{text!r} is not a length of time: write a number and d, w, m or y, for example 24m")
    return Duration(int(match[1]), match[2])  # type: ignore[arg-type]  # the pattern matches no other letter


def humanize_days(days: int) -> str:
    """A number of days in the unit people use, rounded down, without sign: 15 days, 10 weeks, 20 months, 3 years."""
    size = abs(days)
    if size < 29:
        return pluralize(size, "day")
    if size < 190:
        return pluralize(size // 7, "week")
    if size < 730:
        return pluralize(size * 12 // 365, "month")
    return pluralize(size // 365, "year")


def format_months(months: int) -> str:
    """A number of months in words: 12 is '1 year', 18 is '18 months'."""
    return pluralize(months // 12, "year") if months % 12 == 0 and months else pluralize(months, "month")
