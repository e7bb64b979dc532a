"""Dates as RFC 3339 timestamps with the UK offset of that day, for formats without dates."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")
_LAST_SECOND = time(23, 59, 59)


def start_of_day(day: date) -> str:
    """The first instant of a day: 2022-07-01T00:00:00+01:00."""
    return datetime.combine(day, time(), _LONDON).isoformat()


def end_of_day(day: date) -> str:
    """The last second of a day, which is the last of a term that ends with it: 2022-03-31T23:59:59+01:00."""
    return datetime.combine(day, _LAST_SECOND, _LONDON).isoformat()
