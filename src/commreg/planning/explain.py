"""How each date of a contract was worked out, as data; `wording.dates` puts it into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from commreg.model.contract import Contract
from commreg.planning.extensions import ExtensionStep, Option, extension_steps
from commreg.planning.notice_days import break_notice_by
from commreg.planning.term import ContractFacts
from commreg.values.dates import add_months, boundary, end_of_months
from commreg.values.durations import Duration


class DateKind(Enum):
    """Which date of a contract is explained."""

    INITIAL_END = auto()
    EXTENDED_TO = auto()
    CURRENT_END = auto()
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
    means that the contract does not give the notice period, so the council's usual one was taken. `reason` is that of
    the termination.
    """

    kind: DateKind
    day: date
    method: DateMethod
    from_end: date | None = None
    months: int = 0
    notice: Duration | None = None
    number: int | None = None
    by_default: bool = False
    reason: str = ""


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
        method = DateMethod.EXTENSIONS_USED if used else DateMethod.INITIAL_END
        yield DateExplanation(DateKind.CURRENT_END, facts.current_end, method)
    for option in facts.options:
        yield _extension(DateKind.OPTION_END, option)
        yield _notice(option)
    if facts.missed_option:
        yield replace(_notice(facts.missed_option), kind=DateKind.MISSED_NOTICE)
    yield from _break_notices(contract, facts)
    if facts.final_end:
        method = DateMethod.EXTENSIONS_AVAILABLE if facts.options else DateMethod.CURRENT_END
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
