"""The figures of `monitoring`, and what its notes say of them: what is overdue, what cannot be told and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from commreg.listings.monitoring import BELOW_TARGET, MonitoringStatus
from commreg.model.settings import Policy
from commreg.model.vocabularies import RATING
from commreg.values.dates import long_date
from commreg.values.durations import format_months, humanize_days
from commreg.values.text import pluralize

MOST_NAMED = 5


def counts(current: Sequence[MonitoringStatus]) -> dict[str, int]:
    """The figures behind the notes, for programs; of every contract looked at, whichever of them are shown."""
    return {
        "contracts_looked_at": len(current),
        "meetings_overdue": sum(1 for each in current if each.overdue_days),
        "frequency_not_recorded": len(_no_frequency(current)),
        "last_meeting_not_recorded": len(_no_meeting(current)),
        "oversight_not_recorded": sum(1 for each in current if each.blank("oversight")),
        "value_for_money_not_recorded": sum(1 for each in current if each.blank("value_for_money")),
        "ratings": sum(1 for each in current if each.rating),
        "ratings_old": sum(1 for each in current if each.rating_old),
        "ratings_below_good": sum(1 for each in current if each.rating in BELOW_TARGET),
    }


def notes(current: Sequence[MonitoringStatus], shown: int, as_of: date, policy: Policy) -> tuple[str, ...]:
    """What stands above in sentences. They speak of all contracts looked at, whichever of them are shown."""
    if not current:
        return ()
    found = [
        " ".join(_meetings(current)),
        *_terms(current, policy),
        *_ahead(current, as_of),
        " ".join(_ratings(current, policy)),
        *_gaps(current),
        *_unrated(current),
    ]
    if shown < len(current):
        found.append(f"Shown: {shown} of {pluralize(len(current), 'contract')}. The notes speak of all of them.")
    return tuple(found)


def _no_frequency(current: Iterable[MonitoringStatus]) -> list[MonitoringStatus]:
    return [each for each in current if each.begun and each.blank("frequency")]


def _no_meeting(current: Iterable[MonitoringStatus]) -> list[MonitoringStatus]:
    return [each for each in current if each.begun and each.blank("last_meeting_on")]


def _meetings(current: Sequence[MonitoringStatus]) -> Iterator[str]:
    """What is overdue, and for how many it cannot be told."""
    late = [each for each in current if each.overdue_days]
    told = [each for each in current if each.due.on]
    if late:
        longest = f"{humanize_days(late[0].overdue_days)} ({late[0].record.contract.id})"
        by = f"by {longest}" if len(late) == 1 else f"the longest by {longest}"
        yield f"{pluralize(len(late), 'meeting')} overdue, {by}."
    elif told:
        yield "No meeting is known to be overdue."
    unknown = [each for each in current if each.begun and not each.due.on]
    if not unknown:
        return
    which = pluralize(len(unknown), "contract") if told else "any contract" if len(current) > 1 else "the contract"
    unsaid, unmet = len(_no_frequency(current)), len(_no_meeting(current))
    reasons = [f"no meeting is recorded for {unmet} (monitoring.last_meeting_on)"] if unmet else []
    reasons += [f"how often is not recorded for {unsaid} (monitoring.frequency)"] if unsaid else []
    yield f"When the next meeting is due cannot be told for {which}: {'; '.join(reasons)}."


def _terms(current: Iterable[MonitoringStatus], policy: Policy) -> Iterator[str]:
    """Where the school terms in the settings do not reach far enough for a termly contract."""
    stuck = [
        each
        for each in current
        if each.monitoring.frequency == "termly" and each.monitoring.last_meeting_on and not each.due.on
    ]
    if not stuck:
        return
    terms = policy.school_terms
    reach = f"run from {long_date(terms[0].start)} and stop on {long_date(terms[-1].end)}" if terms else "are not there"
    yield (
        f"Reviewed termly, but the settings' school terms {reach}: {_named(stuck)}. "
        "Add the terms that are missing to policy.school_terms."
    )


def _ahead(current: Iterable[MonitoringStatus], as_of: date) -> Iterator[str]:
    """A last meeting that has not been yet makes the next look far off."""
    ahead = [e for e in current if e.monitoring.last_meeting_on and e.monitoring.last_meeting_on > as_of]
    if ahead:
        yield f"The last meeting is dated after {long_date(as_of)}, so the next is reckoned too late: {_named(ahead)}."


def _ratings(current: Sequence[MonitoringStatus], policy: Policy) -> Iterator[str]:
    rated = [each for each in current if each.rating]
    if not rated:
        yield "No contract has a rating (monitoring.performance)."
        return
    tally = Counter(each.rating for each in rated)
    words = ", ".join(f"{tally[name]} {RATING.label(name).lower()}" for name in RATING if tally[name])
    have = "has" if len(rated) == 1 else "have"
    yield f"{len(rated)} of {pluralize(len(current), 'contract')} {have} a rating: {words}."
    worse = [each for name in BELOW_TARGET for each in rated if each.rating == name]
    if worse:
        yield f"Worse than good: {_named(worse)}."
    old = [each for each in rated if each.rating_old]
    if old:
        yield f"Older than {format_months(policy.rating_months)}: {_named(old)}."
    undated = [each for each in rated if each.rating_old is None]
    if undated:
        yield f"No day is recorded for the rating of {_named(undated)}."


def _gaps(current: Iterable[MonitoringStatus]) -> Iterator[str]:
    for field, words in (("oversight", "oversight"), ("value_for_money", "value for money")):
        blank = [each for each in current if each.blank(field)]
        if blank:
            yield f"No {words} is recorded for {pluralize(len(blank), 'contract')}: {_named(blank)}."


def _unrated(current: Iterable[MonitoringStatus]) -> Iterator[str]:
    count = sum(1 for each in current for kpi in each.monitoring.kpis or () if kpi.rating is None)
    if count:
        stand = "how it stands" if count == 1 else "how they stand"
        yield f"For {pluralize(count, 'indicator')} it is not recorded {stand} to the target."


def _named(found: Sequence[MonitoringStatus]) -> str:
    """The first few by id, and how many more."""
    ids = "; ".join(each.record.contract.id for each in found[:MOST_NAMED])
    return ids + (f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else "")
