"""A quarter of a year: 2021-Q3 by the calendar, 2021/22-Q3 by a council's year, which begins on 1 April."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from commreg.diagnostics.errors import InputError
from commreg.values.dates import FIRST_YEAR, LAST_YEAR, add_months, last_day, long_date

_CALENDAR = re.compile(r"(\d{4})-Q([1-4])\Z", re.ASCII | re.IGNORECASE)
_COUNCIL = re.compile(r"(\d{4})/(\d{2})-Q([1-4])\Z", re.ASCII | re.IGNORECASE)
HINT = "write 2021-Q3 for July to September 2021, or 2021/22-Q3 for the third quarter of the council's year"


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three calendar months; both days are in it."""

    start: date
    end: date

    @property
    def publish_by(self) -> date:
        """The last day to publish what the Transparency Code asks for: a month after the quarter (LGA guidance, p. 17).

        30 September gives 30 October: the earlier of two readings, so that nobody is late.
        """
        return add_months(self.end, 1)


def parse_quarter(text: str, as_of: date) -> Quarter:
    """The quarter that a text such as 2021-Q3 or 2021/22-Q3 names.

    Raises InputError for any other text, and for a quarter that begins after `as_of`.
    """
    plain = text.strip()
    if match := _CALENDAR.match(plain):
        year, first = int(match[1]), 1
    elif (match := _COUNCIL.match(plain)) and (int(match[1]) + 1) % 100 == int(match[2]):
        year, first = int(match[1]), 4
    else:
        raise InputError(f"{text} is not a quarter", hint=HINT, parameter="quarter")
    if not FIRST_YEAR <= year < LAST_YEAR:
        message = f"{text} is outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise InputError(message, hint=HINT, parameter="quarter")
    start = add_months(date(year, first, 1), 3 * (int(match[match.re.groups]) - 1))
    if start > as_of:
        message = f"{text} begins on {long_date(start)}, after the as-of day, {long_date(as_of)}"
        raise InputError(message, hint="choose a quarter that has begun, or a later as-of day", parameter="quarter")
    return Quarter(start, last_day(add_months(start, 3)))
