"""The last day to give notice in words: how it was worked out, and what decides whether notice is in time."""

from __future__ import annotations

from datetime import date

from commreg.law import last_working_day
from commreg.values.dates import long_date

MISSED = "it has passed: ask the provider whether the contract can still be extended"


def notice_basis(day: date, end: date, notice: str) -> str:
    """How the last day to give notice was worked out; `notice` is the length, as in '3 months'."""
    working_day = last_working_day(day)
    on_working_day = f" (last working day {long_date(working_day)})" if working_day and working_day != day else ""
    return (
        f"{notice} before {long_date(end)}, not counting the day of giving notice{on_working_day}; "
        "the contract decides when notice counts as given"
    )


def beside_successor(day: date | None) -> str:
    """That an extension would run on beside the next contract from a day; empty if it would not."""
    return f"; it would run on beside the next contract from {long_date(day)}" if day else ""


def notice_day(day: date) -> str:
    """The last day to give notice, with the last working day before it if it is not one."""
    working_day = last_working_day(day)
    earlier = working_day and working_day != day
    return long_date(day) + (f" (last working day {long_date(working_day)})" if working_day and earlier else "")
