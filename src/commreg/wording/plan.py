"""The recommissioning plan in words: how far behind, the stage reached, the gap, and the decisions."""

from __future__ import annotations

from commreg.planning.decisions import StageDecision
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome
from commreg.values.dates import short_date
from commreg.values.durations import humanize_days
from commreg.values.text import pluralize

_OUTCOMES = {
    Outcome.NEW_CONTRACT: "a new contract",
    Outcome.LIMITED_CHOICE: "a new agreement, with limited choice of provider",
    Outcome.IN_HOUSE: "a service of the council's own",
    Outcome.CLOSING: "the end of the service",
    Outcome.SUCCESSOR: "a successor that is in place",
}


def outcome_words(plan: Plan) -> str:
    """The planned outcome: 'a new contract'."""
    return _OUTCOMES[plan.outcome]


def behind_words(plan: Plan | None) -> str:
    """How far behind plan: '11 weeks', or 'on time'. Empty without a plan, or if every stage is done."""
    if plan is None or plan.days_behind is None:
        return ""
    return humanize_days(plan.days_behind) if plan.is_behind else "on time"


def stage_words(plan: Plan | None) -> str:
    """The stage reached, and whether work on it has started. Empty without a plan."""
    if plan is None:
        return ""
    if plan.outcome is Outcome.SUCCESSOR:
        return "successor in place" if plan.successor_start else "successor named"
    current = plan.current_stage
    if current is None:
        return "all done"
    return current.stage.replace("-", " ") + ("" if current.started_as_of(plan.as_of) else ", not started")


def gap_words(plan: Plan | None) -> str:
    """How long there would be no contract: '10 weeks', or 'none'. Empty without a plan."""
    if plan is None or plan.gap_days is None:
        return ""
    return humanize_days(plan.gap_days) if plan.gap_days else "none"


UNCLEAR_VALUE = (
    "the file does not show what the next contract is worth for its whole term; lead times and decisions that depend "
    "on value may differ"
)


def timetable_words(plan: Plan) -> str:
    """Which lead times apply, how long they are together, and to what share they were compressed."""
    total = pluralize(sum(scheduled.days for scheduled in plan.stages), "day")
    compressed = (
        f"; compressed to {plan.compressed_percent}% to fit between the opening of the window and the end"
        if plan.compressed_percent is not None
        else ""
    )
    return f"{plan.timetable}, {total} in total{compressed}"


def decision_words(decision: StageDecision) -> str:
    """'Cabinet by 15 Mar 2022, notice by 14 Feb 2022'."""
    when = "on" if decision.planned_on else "meets" if decision.meeting else "by"
    words = f"{decision.decision_maker} {when} {short_date(decision.decide_by)}"
    return words + (f", notice by {short_date(decision.notice_by)}" if decision.notice_by else "")
