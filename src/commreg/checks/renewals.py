"""Checks of automatic renewal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.contract import Renewal, Term
from commreg.planning.extensions import extended_end
from commreg.planning.notice_days import last_notice_day
from commreg.planning.renewals import renewal_ends
from commreg.values.dates import long_date

RENEWAL: FieldPath = ("term", "renewal")
LIMIT: FieldPath = (*RENEWAL, "limit")


@check(
    "CR241",
    "renewal-contradicted",
    Severity.ERROR,
    "The rest of the term contradicts its automatic renewal",
    fixed=True,
)
def renewal_contradicted(context: CheckContext) -> Iterator[Violation]:
    """A term that renews has an end, and nothing else that would come after that end."""
    term = context.contract.term
    renewal, end = term.renewal, extended_end(term)
    if renewal is None:
        return
    if end is None:
        yield Violation(
            "CR241",
            "term.renewal is given, and the term has no end date",
            RENEWAL,
            hint="add end: with the last day as signed; a contract with no end date runs on without renewal",
            at="key",
        )
    elif renewal.limit and renewal.limit <= end:
        yield Violation(
            "CR241",
            f"term.renewal.limit is {long_date(renewal.limit)}, no later than the end that it renews, {long_date(end)}",
            LIMIT,
            hint="write the last day that renewals can reach, or remove renewal if the contract can no longer renew",
        )
    yield from _another_extension(term)
    if term.closed_on and not term.terminated and not (renewal.limit and renewal.limit <= term.closed_on):
        yield Violation(
            "CR241",
            f"term.closed_on is {long_date(term.closed_on)}, and the contract renews until notice is given",
            ("term", "closed_on"),
            hint="record the notice as terminated: with the last day of service and the reason",
        )


def _another_extension(term: Term) -> Iterator[Violation]:
    available = [index for index, extension in enumerate(term.extensions or ()) if extension.state == "available"]
    if available:
        yield Violation(
            "CR241",
            f"term.extensions[{available[0] + 1}] is available, and term.renewal continues the contract from the same "
            "end, so it is not clear which comes next",
            ("term", "extensions", available[0]),
            hint="keep the one that comes first, and describe the other in its note or in notes until then",
            at="key",
        )


@check(
    "CR242",
    "renewal-periods",
    Severity.WARNING,
    "The notice or the limit of an automatic renewal does not fit its periods",
    skip_after_fixed_error=True,
)
def renewal_periods(context: CheckContext) -> Iterator[Violation]:
    """Notice is no longer than a period, and the limit is the end of one."""
    term = context.contract.term
    renewal, ends = term.renewal, renewal_ends(term)
    if renewal is None or term.terminated:
        return
    end, next_end = next(ends), next(ends)
    if last_notice_day(next_end, renewal.notice) < end:
        yield from _long_notice(renewal)
    if renewal.limit:
        yield from _limit_within_period(term, renewal.limit)


def _long_notice(renewal: Renewal) -> Iterator[Violation]:
    yield Violation(
        "CR242",
        f"term.renewal.notice is {renewal.notice}, longer than the period that it renews for, {renewal.every}",
        (*RENEWAL, "notice"),
        hint="check both with the contract; if they are right, it is always bound for more than one period",
    )


def _limit_within_period(term: Term, limit: date) -> Iterator[Violation]:
    before = list(takewhile(lambda end: end <= limit, renewal_ends(term)))
    if before[-1] != limit:
        yield Violation(
            "CR242",
            f"term.renewal.limit is {long_date(limit)}, part of the way through a period: the last whole one ends on "
            f"{long_date(before[-1])}",
            LIMIT,
            hint="check whether it renews for part of a period; the last is taken to end on the limit",
        )
