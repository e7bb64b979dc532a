"""When a contract's next review meeting is due: from how often it is reviewed and the day of the last meeting.

The intervals are the words' own: 7 and 21 days, else calendar months. Termly is no number of months: it follows the
school terms in the settings. Nothing is guessed: with no last meeting recorded there is no due day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commreg.model.settings import SchoolTerm
from commreg.model.vocabularies import FREQUENCY
from commreg.values.dates import long_date
from commreg.values.durations import Duration

_INTERVALS = {
    "weekly": Duration(7, "d"),
    "three-weekly": Duration(21, "d"),
    "monthly": Duration(1, "m"),
    "bimonthly": Duration(2, "m"),
    "quarterly": Duration(3, "m"),
    "twice-yearly": Duration(6, "m"),
    "annual": Duration(12, "m"),
}


@dataclass(frozen=True, slots=True)
class MeetingDue:
    """The last day for the next meeting, or None where it cannot be told; and in words how, or why not."""

    on: date | None
    basis: str

    def overdue_days(self, as_of: date) -> int | None:
        """Days since the due day; 0 on it and before it, None where there is no due day."""
        return max(0, (as_of - self.on).days) if self.on else None


def next_meeting(frequency: str | None, last_meeting_on: date | None, terms: Sequence[SchoolTerm]) -> MeetingDue:
    """The next review meeting. `terms` are the school terms of the settings, in order; only termly asks for them."""
    if frequency is None:
        return MeetingDue(None, "how often is not recorded")
    often = FREQUENCY.label(frequency).lower()
    if last_meeting_on is None:
        return MeetingDue(None, f"{often}, no meeting recorded")
    met = f"{often}, last met on {long_date(last_meeting_on)}"
    if interval := _INTERVALS.get(frequency):
        return MeetingDue(interval.after(last_meeting_on), met)
    if frequency == "termly":
        return _termly(met, last_meeting_on, terms)
    return MeetingDue(None, met)  # withheld: the words that stand in its place


def _termly(met: str, last: date, terms: Sequence[SchoolTerm]) -> MeetingDue:
    """By the last day of the term after the one met in. A holiday counts for the term before it."""
    if not terms:
        return MeetingDue(None, f"{met}; the settings list no school terms (policy.school_terms)")
    begun = [term for term in terms if term.start <= last]
    if not begun:
        return MeetingDue(None, f"{met}; the settings' school terms begin on {long_date(terms[0].start)}")
    term, later = begun[-1], terms[len(begun) :]
    counts = f"in {term.name}" if last <= term.end else f"in the holiday after {term.name}, which counts for that term"
    if not later:
        return MeetingDue(None, f"{met}, {counts}; the settings' school terms stop on {long_date(term.end)}")
    return MeetingDue(later[0].end, f"{met}, {counts}; due by the end of {later[0].name}")
