"""The figures of `monitoring`, and its notes: what is overdue, and what is not recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from commreg.listings.monitoring import BELOW_TARGET, MonitoringStatus
from commreg.model.settings import Policy
from commreg.model.vocabularies import RATING
from commreg.values.dates import long_date
from commreg.values.durations import format_months, humanize_days
from commreg.values.text import agree, pluralize

MAX_NAMED = 5


def counts(current: Sequence[MonitoringStatus]) -> dict[str, int]:
    """The figures behind the notes, for programs; of all contracts selected, even if only some are listed."""
    return {
        "contracts_looked_at": len(current),
        "meetings_overdue": sum(1 for status in current if status.overdue_days),
        "frequency_not_recorded": len(_no_frequency(current)),
        "last_meeting_not_recorded": len(_no_meeting(current)),
        "oversight_not_recorded": sum(1 for status in current if status.blank("oversight")),
        "value_for_money_not_recorded": sum(1 for status in current if status.blank("value_for_money")),
        "ratings": sum(1 for status in current if status.rating),
        "ratings_old": sum(1 for status in current if status.rating_old),
        "ratings_below_good": sum(1 for status in current if status.rating in BELOW_TARGET),
    }


def notes(current: Sequence[MonitoringStatus], listed: int, as_of: date, policy: Policy) -> tuple[str, ...]:
    """The notes below the table. They are about all contracts selected, even if only some are listed."""
    if not current:
        return ()
    lines = [
        " ".join(_meetings(current)),
        *_terms(current, policy),
        *_ahead(current, as_of),
        " ".join(_ratings(current, policy)),
        *_gaps(current),
        *_unrated(current),
    ]
    if listed < len(current):
        lines.append(f"Listed: {listed} of {pluralize(len(current), 'contract')}. The notes are about all of them.")
    return tuple(lines)


def _no_frequency(current: Iterable[MonitoringStatus]) -> list[MonitoringStatus]:
    return [status for status in current if status.has_started and status.blank("frequency")]


def _no_meeting(current: Iterable[MonitoringStatus]) -> list[MonitoringStatus]:
    return [status for status in current if status.has_started and status.blank("last_meeting_on")]


def _meetings(current: Sequence[MonitoringStatus]) -> Iterator[str]:
    """What is overdue, and for how many contracts no due date can be worked out."""
    late = [status for status in current if status.overdue_days]
    dated = [status for status in current if status.due.on]
    if late:
        longest = f"{humanize_days(late[0].overdue_days)} ({late[0].view.contract.id})"
        by = f"by {longest}" if len(late) == 1 else f"the longest by {longest}"
        yield f"{pluralize(len(late), 'meeting')} overdue, {by}."
    elif dated:
        yield "No meeting is known to be overdue."
    unknown = [status for status in current if status.has_started and not status.due.on]
    if not unknown:
        return
    subject = pluralize(len(unknown), "contract") if dated else "any contract" if len(current) > 1 else "the contract"
    no_frequency, no_meeting = len(_no_frequency(current)), len(_no_meeting(current))
    reasons = [f"no meeting is recorded for {no_meeting} (monitoring.last_meeting_on)"] if no_meeting else []
    reasons += [f"the frequency is not recorded for {no_frequency} (monitoring.frequency)"] if no_frequency else []
    yield f"No next meeting date can be worked out for {subject}: {'; '.join(reasons)}."


def _terms(current: Iterable[MonitoringStatus], policy: Policy) -> Iterator[str]:
    """Termly contracts whose next meeting is beyond the school terms in the settings."""
    beyond_terms = [
        status
        for status in current
        if status.monitoring.frequency == "termly" and status.monitoring.last_meeting_on and not status.due.on
    ]
    if not beyond_terms:
        return
    terms = policy.school_terms
    reach = f"run from {long_date(terms[0].start)} to {long_date(terms[-1].end)}" if terms else "are not recorded"
    yield (
        f"Reviewed termly, but the settings' school terms {reach}: {_named(beyond_terms)}. "
        "Add the missing terms to policy.school_terms."
    )


def _ahead(current: Iterable[MonitoringStatus], as_of: date) -> Iterator[str]:
    """Contracts whose last meeting is in the future, so that the next would be too late."""
    ahead = [e for e in current if e.monitoring.last_meeting_on and e.monitoring.last_meeting_on > as_of]
    if ahead:
        yield f"The last meeting is dated after {long_date(as_of)}, so the next is too late: {_named(ahead)}."


def _ratings(current: Sequence[MonitoringStatus], policy: Policy) -> Iterator[str]:
    rated = [status for status in current if status.rating]
    if not rated:
        yield "No contract has a rating (monitoring.performance)."
        return
    tally = Counter(status.rating for status in rated)
    words = ", ".join(f"{tally[name]} {RATING.label(name).lower()}" for name in RATING if tally[name])
    yield f"{len(rated)} of {pluralize(len(current), 'contract')} {agree(len(rated), 'has', 'have')} a rating: {words}."
    worse = [status for name in BELOW_TARGET for status in rated if status.rating == name]
    if worse:
        yield f"Below good: {_named(worse)}."
    old = [status for status in rated if status.rating_old]
    if old:
        yield f"Older than {format_months(policy.rating_months)}: {_named(old)}."
    undated = [status for status in rated if status.rating_old is None]
    if undated:
        yield f"No date is recorded for the rating of {_named(undated)}."


def _gaps(current: Iterable[MonitoringStatus]) -> Iterator[str]:
    for field, words in (("oversight", "oversight"), ("value_for_money", "value for money")):
        blank = [status for status in current if status.blank(field)]
        if blank:
            yield f"No {words} is recorded for {pluralize(len(blank), 'contract')}: {_named(blank)}."


def _unrated(current: Iterable[MonitoringStatus]) -> Iterator[str]:
    count = sum(1 for status in current for kpi in status.monitoring.kpis or () if kpi.rating is None)
    if count:
        yield f"{pluralize(count, 'indicator')} {agree(count, 'has', 'have')} no rating against the target."


def _named(statuses: Sequence[MonitoringStatus]) -> str:
    """The ids of the first few, and how many more there are."""
    ids = "; ".join(status.view.contract.id for status in statuses[:MAX_NAMED])
    return ids + (f"; and {len(statuses) - MAX_NAMED} more" if len(statuses) > MAX_NAMED else "")
