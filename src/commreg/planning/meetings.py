"""When a contract's next review meeting is due: from how often it is reviewed and the day of the last meeting.

The intervals are those of the words: 7, 14, 21 and 42 days, else calendar months. Termly is no number of months: it
follows the school terms in the settings. These have no half-terms, so that a half-termly meeting has no due day, as one
has none without a recorded meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commreg.model.settings import SchoolTerm
from commreg.values.durations import Duration

_INTERVALS = {
    "weekly": Duration(7, "d"),
    "fortnightly": Duration(14, "d"),
    "three-weekly": Duration(21, "d"),
    "six-weekly": Duration(42, "d"),
    "monthly": Duration(1, "m"),
    "bimonthly": Duration(2, "m"),
    "quarterly": Duration(3, "m"),
    "twice-yearly": Duration(6, "m"),
    "annual": Duration(12, "m"),
}


@dataclass(frozen=True, slots=True)
class MeetingDue:
    """The last day for the next meeting, with what it was worked out from; `on` is None if it cannot be worked out.

    For termly meetings `term` is the school term of the last meeting (a holiday counts for the term before it) and
    `next_term` the one after; `first_term_start` is set if the last meeting was before the terms in the settings.
    """

    on: date | None
    frequency: str | None = None
    last_meeting_on: date | None = None
    term: SchoolTerm | None = None
    next_term: SchoolTerm | None = None
    first_term_start: date | None = None

    @property
    def was_in_holiday(self) -> bool:
        """Whether the last meeting was in the holiday after `term`."""
        return bool(self.term and self.last_meeting_on and self.last_meeting_on > self.term.end)

    def overdue_days(self, as_of: date) -> int | None:
        """Days since the due day; 0 on it and before it, None without a due day."""
        return max(0, (as_of - self.on).days) if self.on else None


def next_meeting(frequency: str | None, last_meeting_on: date | None, terms: Sequence[SchoolTerm]) -> MeetingDue:
    """The next review meeting. `terms` are the school terms of the settings, in order, for termly meetings."""
    if frequency is None or last_meeting_on is None:
        return MeetingDue(None, frequency, last_meeting_on)
    if interval := _INTERVALS.get(frequency):
        return MeetingDue(interval.after(last_meeting_on), frequency, last_meeting_on)
    if frequency == "termly" and terms:
        return _termly(last_meeting_on, terms)
    return MeetingDue(None, frequency, last_meeting_on)  # no terms in the settings, or the frequency is withheld


def _termly(last_meeting_on: date, terms: Sequence[SchoolTerm]) -> MeetingDue:
    """By the last day of the term after the one of the last meeting."""
    started = [term for term in terms if term.start <= last_meeting_on]
    if not started:
        return MeetingDue(None, "termly", last_meeting_on, first_term_start=terms[0].start)
    next_term = terms[len(started)] if len(started) < len(terms) else None
    return MeetingDue(
        next_term.end if next_term else None, "termly", last_meeting_on, term=started[-1], next_term=next_term
    )
