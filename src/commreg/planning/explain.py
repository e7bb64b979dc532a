"""How each date of a contract was worked out, as data; `wording.dates` puts it into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from commreg.model.contract import Contract
from commreg.planning.extensions import ExtensionStep, Option, extended_end, extension_steps
from commreg.planning.notice_days import break_notice_by
from commreg.planning.renewals import NextRenewal
from commreg.planning.term import ContractFacts
from commreg.values.dates import add_months, boundary, end_of_months
from commreg.values.durations import Duration


class DateKind(Enum):
    """Which date of a contract is explained."""

    INITIAL_END = auto()
    EXTENDED_TO = auto()
    CURRENT_END = auto()
    RENEWS_TO = auto()
    RENEWAL_NOTICE = auto()
    OPTION_END = auto()
    OPTION_NOTICE = auto()
    MISSED_NOTICE = auto()
    BREAK_NOTICE = auto()
    FINAL_END = auto()
    WINDOW_OPENS = auto()
    FINAL_WINDOW_OPENS = auto()


class DateMethod(Enum):
    """How a date was worked out."""

    AS_SIGNED = auto()
    AS_AGREED = auto()  # an extension that names its last day
    TERMINATED = auto()
    INITIAL_END = auto()  # no extension has been used
    EXTENSIONS_USED = auto()
    RENEWALS_MADE = auto()
    RENEWAL_FOLLOWS = auto()  # unless notice is given
    RENEWAL_LIMIT = auto()
    EXTENSIONS_AVAILABLE = auto()
    CURRENT_END = auto()  # no extension can be used
    MONTHS_ADDED = auto()  # to the day after the previous end
    MONTHS_ADDED_FROM_SIGNED_END = auto()  # all together, which gives another day than adding them one by one
    MONTHS_BEFORE_BOUNDARY = auto()
    NOTICE_BEFORE_END = auto()
    NO_NOTICE = auto()
    CONTRACT_START = auto()  # the window would open before the contract starts


@dataclass(frozen=True, slots=True)
class DateExplanation:
    """A date with how it was worked out.

    `from_end` is the end that `months` were counted from, inclusive; `number` is the extension's, from 1. `by_default`
    means that the contract does not give the notice period, so the council's usual one was taken. `every` is the length
    of a renewal; for renewals made `number` is how many. `reason` is that of the termination. `beside_from` is the
    first day that an extension would run on beside the successor.
    """

    kind: DateKind
    day: date
    method: DateMethod
    from_end: date | None = None
    months: int = 0
    notice: Duration | None = None
    every: Duration | None = None
    number: int | None = None
    by_default: bool = False
    reason: str = ""
    beside_from: date | None = None


def explain_dates(contract: Contract, facts: ContractFacts) -> Iterator[DateExplanation]:
    """Each date that was worked out for a contract, in the order of the contract's life."""
    term = contract.term
    used = [step for step in extension_steps(term) if step.extension.state == "exercised"]
    if term.end:
        yield DateExplanation(DateKind.INITIAL_END, term.end, DateMethod.AS_SIGNED)
    for step in used:
        yield _extension(DateKind.EXTENDED_TO, step)
    if term.terminated:
        yield DateExplanation(
            DateKind.CURRENT_END, term.terminated.on, DateMethod.TERMINATED, reason=term.terminated.reason
        )
    elif facts.current_end:
        yield _current_end(
            facts.current_end, facts, is_extended=bool(used), is_renewed=facts.current_end != extended_end(term)
        )
    yield from _next_steps(facts)
    yield from _break_notices(contract, facts)
    if facts.final_end:
        method = DateMethod.EXTENSIONS_AVAILABLE if facts.options else DateMethod.CURRENT_END
        if facts.renewal:
            method = DateMethod.RENEWAL_LIMIT
        yield DateExplanation(DateKind.FINAL_END, facts.final_end, method)
    for kind, end, opens in (
        (DateKind.WINDOW_OPENS, facts.current_end, facts.window_opens),
        (DateKind.FINAL_WINDOW_OPENS, facts.final_end, facts.final_window_opens),
    ):
        if end and opens:
            before_start = add_months(boundary(end), -facts.window_months) < opens
            method = DateMethod.CONTRACT_START if before_start else DateMethod.MONTHS_BEFORE_BOUNDARY
            yield DateExplanation(kind, opens, method, from_end=end, months=facts.window_months)


def _break_notices(contract: Contract, facts: ContractFacts) -> Iterator[DateExplanation]:
    for number, clause in enumerate(contract.term.breaks or (), 1):
        notice_by = break_notice_by(clause)
        if clause.notice and notice_by and facts.is_break_ahead(clause):
            yield DateExplanation(
                DateKind.BREAK_NOTICE,
                notice_by,
                DateMethod.NOTICE_BEFORE_END if clause.notice.count else DateMethod.NO_NOTICE,
                from_end=clause.on,
                notice=clause.notice,
                number=number,
            )


def _extension(kind: DateKind, step: ExtensionStep | Option) -> DateExplanation:
    months = step.extension.months or 0
    if step.extension.until:
        method = DateMethod.AS_AGREED
    elif end_of_months(boundary(step.from_end), months) == step.to_end:
        method = DateMethod.MONTHS_ADDED
    else:
        method = DateMethod.MONTHS_ADDED_FROM_SIGNED_END
    return DateExplanation(kind, step.to_end, method, from_end=step.from_end, months=months, number=step.number)


def _next_steps(facts: ContractFacts) -> Iterator[DateExplanation]:
    """The renewal that follows, the extensions that can be used, and the one that was missed."""
    if facts.renewal:
        yield from _next_renewal(facts.renewal)
    for option in facts.options:
        beside_from = facts.beside_successor_from(option.to_end)
        yield replace(_extension(DateKind.OPTION_END, option), beside_from=beside_from)
        yield _notice(option)
    if facts.missed_option:
        yield replace(_notice(facts.missed_option), kind=DateKind.MISSED_NOTICE)


def _current_end(end: date, facts: ContractFacts, *, is_extended: bool, is_renewed: bool) -> DateExplanation:
    if not is_renewed:
        method = DateMethod.EXTENSIONS_USED if is_extended else DateMethod.INITIAL_END
        return DateExplanation(DateKind.CURRENT_END, end, method)
    if facts.renewal is None:
        return DateExplanation(DateKind.CURRENT_END, end, DateMethod.RENEWAL_LIMIT)
    return DateExplanation(
        DateKind.CURRENT_END, end, DateMethod.RENEWALS_MADE, every=facts.renewal.every, number=facts.renewal.number - 1
    )


def _next_renewal(renewal: NextRenewal) -> Iterator[DateExplanation]:
    yield DateExplanation(
        DateKind.RENEWS_TO, renewal.to_end, DateMethod.RENEWAL_FOLLOWS, from_end=renewal.from_end, every=renewal.every
    )
    yield DateExplanation(
        DateKind.RENEWAL_NOTICE,
        renewal.notice_by,
        DateMethod.NOTICE_BEFORE_END if renewal.notice.count else DateMethod.NO_NOTICE,
        from_end=renewal.from_end,
        notice=renewal.notice,
    )


def _notice(option: Option) -> DateExplanation:
    return DateExplanation(
        DateKind.OPTION_NOTICE,
        option.notice_by,
        DateMethod.NOTICE_BEFORE_END if option.notice.count else DateMethod.NO_NOTICE,
        from_end=option.from_end,
        notice=option.notice,
        number=option.number,
        by_default=option.notice_by_default,
    )
