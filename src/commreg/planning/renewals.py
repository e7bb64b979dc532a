"""Automatic renewal: a term that continues, period by period, unless one side gives notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from commreg.law import last_working_day
from commreg.model.contract import Term
from commreg.planning.extensions import extended_end, last_used
from commreg.planning.notice_days import last_notice_day
from commreg.values.dates import boundary, end_of_months
from commreg.values.durations import Duration


@dataclass(frozen=True, slots=True)
class NextRenewal:
    """A renewal that follows unless notice is given, with the ends before and after it, both inclusive.

    `number` counts renewals from 1; those before it have been made. `limit` is the last day they can reach; None
    without a limit.
    """

    number: int
    from_end: date
    to_end: date
    every: Duration
    notice: Duration
    limit: date | None

    @property
    def notice_by(self) -> date:
        """The last day to give notice that it is not to renew; the end itself if no notice is needed."""
        return last_notice_day(self.from_end, self.notice)

    @property
    def notice_by_working_day(self) -> date | None:
        """The last working day in England on or before `notice_by`; None if its bank holidays are not listed."""
        return last_working_day(self.notice_by)


def renewal_ends(term: Term) -> Iterator[date]:
    """The end before the first renewal and the end after each, in order and without end, not cut to the limit.

    Months are added from the boundary as signed, together with those of the extensions used.
    """
    end, renewal = extended_end(term), term.renewal
    if end is None or renewal is None:
        return
    used = last_used(term)
    base, months = (used.counted_from, used.months_in_all) if used else (boundary(end), 0)
    yield end
    for number in count(1):
        length = renewal.every.count * number
        if renewal.every.unit == "m":
            yield end_of_months(base, months + length)
        else:
            yield replace(renewal.every, count=length).after(end)


def next_renewal(term: Term, as_of: date) -> NextRenewal | None:
    """The renewal that can still be stopped on `as_of`; None if the term does not renew, or no longer does.

    Once the last day for notice has passed, the term has renewed. Closing stops renewals from that day.
    """
    renewal = term.renewal
    if renewal is None or term.terminated:
        return None
    as_of = min(as_of, term.closed_on or as_of)
    ends = renewal_ends(term)
    from_end = next(ends, None)
    for number, uncut in enumerate(ends, 1):
        if from_end is None or (renewal.limit and from_end >= renewal.limit):
            return None
        to_end = min(uncut, renewal.limit or uncut)
        following = NextRenewal(number, from_end, to_end, renewal.every, renewal.notice, renewal.limit)
        if following.notice_by >= as_of:
            return following
        from_end = to_end
    return None


def current_end(term: Term, as_of: date) -> date | None:
    """The last day of service: the day of termination, or else with the extensions used and the renewals made."""
    if term.terminated:
        return term.terminated.on
    following = next_renewal(term, as_of)
    return following.from_end if following else latest_end(term)


def latest_end(term: Term) -> date | None:
    """The day of termination, or else the last day of service if nobody extends it or gives notice; None if endless."""
    return term.terminated.on if term.terminated else end_without_notice(term)


def end_without_notice(term: Term) -> date | None:
    """The end with the extensions used, or the limit of its renewals, ignoring any termination.

    None without an end date, or for renewal without a limit.
    """
    end = extended_end(term)
    if term.renewal is None or end is None:
        return end
    return max(end, term.renewal.limit) if term.renewal.limit else None
