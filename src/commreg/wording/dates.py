"""How each date was worked out, in words: the dates of a contract, and those of its recommissioning plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.model.contract import Contract
from commreg.model.vocabularies import STAGE
from commreg.planning.decisions import StageDecision
from commreg.planning.explain import DateExplanation, DateKind, DateMethod, explain_dates
from commreg.planning.plan import Plan
from commreg.planning.stages import ScheduledStage
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import add_months, boundary, long_date
from commreg.values.durations import format_months
from commreg.values.text import join_words, pluralize
from commreg.wording.notice import MISSED, beside_successor, notice_basis

_NAMES = {
    DateKind.INITIAL_END: "Original end",
    DateKind.EXTENDED_TO: "Extended to",
    DateKind.CURRENT_END: "Current end",
    DateKind.RENEWS_TO: "Renews to",
    DateKind.RENEWAL_NOTICE: "Notice not to renew by",
    DateKind.FINAL_END: "Final end",
    DateKind.WINDOW_OPENS: "Window opens",
    DateKind.FINAL_WINDOW_OPENS: "Window from the final end",
}
_NOTICES = (DateKind.OPTION_NOTICE, DateKind.MISSED_NOTICE, DateKind.RENEWAL_NOTICE, DateKind.BREAK_NOTICE)
_METHODS = {
    DateMethod.AS_SIGNED: "as signed (term.end)",
    DateMethod.AS_AGREED: "as agreed (until)",
    DateMethod.INITIAL_END: "the original end; no extension has been used",
    DateMethod.EXTENSIONS_USED: "the original end and the extensions used",
    DateMethod.RENEWAL_LIMIT: "the last day that automatic renewals can reach (term.renewal.limit)",
    DateMethod.EXTENSIONS_AVAILABLE: "the current end and every extension that can still be used",
    DateMethod.CURRENT_END: "the current end: no extension can still be used",
}


@dataclass(frozen=True, slots=True)
class ExplainedDate:
    """A date with its name and how it was worked out. `by_default`: the council's usual notice period was taken.

    `is_notice`: it is the last day to give notice to the other side; `is_missed`: that has passed.
    `remark` is what a reader should know of it, after a semicolon.
    """

    name: str
    day: date
    explanation: str
    by_default: bool = False
    is_notice: bool = False
    is_missed: bool = False
    remark: str = ""


def explained_dates(contract: Contract, facts: ContractFacts) -> Iterator[ExplainedDate]:
    """Every date that was worked out for a contract, explained."""
    for explanation in explain_dates(contract, facts):
        yield ExplainedDate(
            _name(explanation),
            explanation.day,
            _explanation(explanation) + beside_successor(explanation.beside_from),
            explanation.by_default,
            is_notice=explanation.kind in _NOTICES,
            is_missed=explanation.kind is DateKind.MISSED_NOTICE,
            remark=beside_successor(explanation.beside_from),
        )


def _name(explanation: DateExplanation) -> str:
    if explanation.kind is DateKind.OPTION_END:
        return f"With extension {explanation.number}"
    if explanation.kind is DateKind.OPTION_NOTICE:
        return f"Notice for extension {explanation.number} by"
    if explanation.kind is DateKind.MISSED_NOTICE:
        return f"Last day for notice of extension {explanation.number}"
    if explanation.kind is DateKind.BREAK_NOTICE:
        return f"Notice for break {explanation.number} by"
    return _NAMES[explanation.kind]


def early_end(facts: ContractFacts) -> str:
    """That a contract ended before its time, or will."""
    return "will end early" if facts.days_left is not None and facts.days_left >= 0 else "ended early"


def _explanation(explanation: DateExplanation) -> str:
    method, end, months = explanation.method, explanation.from_end, explanation.months
    default = " (by default: the contract does not say)" if explanation.by_default else ""
    if method is DateMethod.TERMINATED:
        return f"early end: {explanation.reason}"
    if method is DateMethod.RENEWALS_MADE:
        count = pluralize(explanation.number or 0, "automatic renewal")
        return f"{count} of {explanation.every}: the last day for notice has passed; all months are added together"
    if method is DateMethod.RENEWAL_FOLLOWS:
        return f"the next automatic renewal, of {explanation.every}, unless notice is given (term.renewal)"
    if method is DateMethod.NO_NOTICE:
        return f"the end itself: no notice is needed{default}"
    if end is None or method in _METHODS:
        return _METHODS[method]
    if method is DateMethod.NOTICE_BEFORE_END:
        basis = f"{notice_basis(explanation.day, end, str(explanation.notice))}{default}"
        return f"{basis}; {MISSED}" if explanation.kind is DateKind.MISSED_NOTICE else basis
    after = long_date(boundary(end))
    if method in (DateMethod.MONTHS_ADDED, DateMethod.MONTHS_ADDED_FROM_SIGNED_END):
        together = (
            " (all months are added together from the original end)" if method is not DateMethod.MONTHS_ADDED else ""
        )
        arrival = f"{after} becomes {long_date(boundary(explanation.day))}"
        if method is DateMethod.MONTHS_ADDED and add_months(boundary(end), months) == explanation.day:
            month = f"{explanation.day:%B %Y}"
            arrival = f"{month} has no day {boundary(end).day}, so it ends on the last day of that month"
        return f"{long_date(end)} plus {format_months(months)}, counted from the day after: {arrival}{together}"
    window = f"{after}, the day after the end, less {months} months"
    if method is DateMethod.CONTRACT_START:
        would_be = long_date(add_months(boundary(end), -months))
        return f"{window} would be {would_be}, before the contract started, so it opens when the contract starts"
    return window


def state_with_date(facts: ContractFacts) -> str:
    """The state of a contract, with the date it depends on where there is one."""
    if facts.state is State.RUNNING and facts.current_end:
        until = long_date(facts.current_end)
        if facts.renewal:
            by, to_end = long_date(facts.renewal.notice_by), long_date(facts.renewal.to_end)
            return f"in force until {until}; renews to {to_end} unless notice is given by {by}"
        return f"in force until {until}"
    if facts.state is State.ENDED and facts.current_end:
        return f"ended on {long_date(facts.current_end)}, outcome not recorded"
    if facts.state is State.EXEMPT and facts.current_end and facts.exempt_until:
        return f"ended on {long_date(facts.current_end)}, covered by an exemption to {long_date(facts.exempt_until)}"
    return str(facts.state)


def explained_plan(plan: Plan) -> Iterator[ExplainedDate]:
    """Every date of a recommissioning plan, explained."""
    for scheduled in plan.stages:
        months, days = scheduled.lead_time_to_end
        parts = [pluralize(months, "month")] * bool(months) + [pluralize(days, "day")] * bool(days)
        how = f"{_counted_from(plan, scheduled)}, less {join_words(parts) or 'nothing'} for it and the stages after it"
        if plan.compressed_percent is not None:
            how += f", compressed to {_available_days(plan)}"
        yield ExplainedDate(f"{STAGE.label(scheduled.stage)}: start", scheduled.latest_start, how)
        if scheduled.decision:
            yield from _explained_decision(scheduled.decision)
    current = plan.current_stage
    if current and plan.days_behind is not None and not plan.successor_start:
        done = current.latest_finish + timedelta(days=plan.days_behind)
        yield ExplainedDate(f"{STAGE.label(current.stage)}: done", done, _behind_explanation(plan, current))
    if plan.successor_start:
        yield ExplainedDate("Successor starts", plan.successor_start, "as recorded in its own entry")
    elif plan.earliest_new_start:
        yield ExplainedDate("Earliest new start", plan.earliest_new_start, _forward_explanation(plan))


def _counted_from(plan: Plan, scheduled: ScheduledStage) -> str:
    """The day that a stage is worked back from, and what it is: after the end, after a meeting, a successor's start."""
    day = long_date(scheduled.counted_from)
    if scheduled.counted_from == plan.successor_start:
        return f"{day}, the day the successor starts"
    if scheduled.counted_from == boundary(plan.end):
        return f"{day}, the day after the end"
    return f"{day}, the day after the last meeting that is in time"


def _available_days(plan: Plan) -> str:
    """The proportion that all lead times were compressed to: '365 days of 547'."""
    available = (boundary(plan.end) - plan.stages[0].latest_start).days
    return f"{pluralize(available, 'day')} of {sum(scheduled.days for scheduled in plan.stages):,}"


def _explained_decision(decision: StageDecision) -> Iterator[ExplainedDate]:
    call_in = f", less {pluralize(decision.call_in_days, 'day')} for call-in" if decision.call_in_days else ""
    if decision.planned_on:
        how = "as planned in the entry (recommissioning.decision.on)"
    elif decision.meeting:
        by = long_date(decision.latest_finish)
        how = f"its last meeting by {by}, the last day that leaves time for what follows{call_in}"
    elif decision.meetings:
        reach = "by then" if min(decision.meetings) > decision.latest_finish else "that late"
        how = f"the stage's latest finish{call_in}; the settings list no meeting {reach}"
    else:
        how = f"the stage's latest finish{call_in}; the settings list no meetings"
    yield ExplainedDate(f"{decision.decision_maker} decides", decision.decide_by, how)
    if decision.notice_by:
        how = f"{decision.clear_days} clear days before it"
        yield ExplainedDate("Notice of that decision", decision.notice_by, how)


def _behind_explanation(plan: Plan, scheduled: ScheduledStage) -> str:
    started = scheduled.started_as_of(plan.as_of)
    since = f"started on {long_date(started)}" if started else f"if it starts on {long_date(plan.as_of)}"
    behind = plan.days_behind or 0
    side = f"{pluralize(abs(behind), 'day')} {'after' if behind > 0 else 'before'}" if behind else "the same day as"
    latest = f"its latest finish, {long_date(scheduled.latest_finish)}"
    return f"{since} and takes {pluralize(scheduled.days_in_plan, 'day')}, as planned: {side} {latest}"


def _forward_explanation(plan: Plan) -> str:
    stages = [f"{STAGE.label(scheduled.stage).lower()} {scheduled.days}" for scheduled in plan.remaining]
    started = plan.current_stage.started_as_of(plan.as_of) if plan.current_stage else None
    since = f"; {STAGE.label(plan.stage or '').lower()} started on {long_date(started)}" if started else ""
    waits = (
        "; decisions wait for a meeting and its notice"
        if any(scheduled.decision for scheduled in plan.remaining)
        else ""
    )
    return f"{long_date(plan.as_of)} and the days of the remaining stages: {', '.join(stages)}{since}{waits}"
