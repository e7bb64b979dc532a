"""The recommissioning plan of a contract: worked back from its end, and forward from the as-of date.

Backwards, every stage has a latest start and a latest finish; the stages follow each other without a gap and the last
one ends the day before the boundary of the current end. Forwards, the stage reached continues from the as-of date at
the same lead times. This gives the earliest day a new contract could start, the gap after the end, and what would cover
it. Nothing here reads the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.expected_value import is_value_unclear
from commreg.planning.gap import GapCover, cover_gap
from commreg.planning.stages import (
    Outcome,
    ScheduledStage,
    decisions_of,
    lead_times_of,
    schedule_stages,
    with_recorded_dates,
)
from commreg.planning.term import ContractFacts
from commreg.values.dates import boundary, last_day

# The fields that a plan depends on. The estimate for the next contract is not one: without it the stated value counts.
PLAN_INPUT_FIELDS = (
    *(
        f"recommissioning.{name}"
        for name in ("intention", "stages", "route", "successor", "window_months", "lead_times", "decision")
    ),
    "statutory.limited_choice",
    "procurement.exemption.until",
    *VALUE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The recommissioning plan of one contract on `as_of`.

    `stage` is the stage reached; None if every stage is done. `days_behind` is negative if there is time in hand.
    `covered_to` is the last day with a contract, or with an exemption that goes on after its end.
    `compressed_percent` is the share of the lead times that fits between the opening of the window and the end; None if
    all of it fits. `is_value_unclear`: lead times or decisions depend on the value over the whole term, and the file
    does not show it. `successor_start` is None without a successor, or if the register does not have it.
    """

    as_of: date
    outcome: Outcome
    timetable: str
    end: date
    covered_to: date
    stages: tuple[ScheduledStage, ...]
    stages_if_extended: tuple[ScheduledStage, ...]
    compressed_percent: int | None
    stage: str | None
    days_behind: int | None
    earliest_new_start: date | None
    gap_days: int | None
    gap_cover: GapCover | None
    successor_start: date | None = None
    is_value_unclear: bool = False

    @property
    def gap_from(self) -> date | None:
        """The first day without a contract; None if there is no gap."""
        return boundary(self.covered_to) if self.gap_days else None

    @property
    def current_stage(self) -> ScheduledStage | None:
        """The stage reached, as scheduled."""
        return next((scheduled for scheduled in self.stages if scheduled.stage == self.stage), None)

    @property
    def remaining(self) -> tuple[ScheduledStage, ...]:
        """The stages from the one reached to the last."""
        names = [scheduled.stage for scheduled in self.stages]
        return self.stages[names.index(self.stage) :] if self.stage in names else ()

    @property
    def is_behind(self) -> bool:
        """Whether the work is behind plan."""
        return (self.days_behind or 0) > 0

    def remaining_stage(self, stage: str) -> ScheduledStage | None:
        """The stage of that name, if it is still to be started or finished."""
        return next((scheduled for scheduled in self.remaining if scheduled.stage == stage), None)


def plan(contract: Contract, facts: ContractFacts, policy: Policy) -> Plan | None:
    """The plan of a contract; None if it has no end to plan for, is inactive, or no stage has a lead time."""
    if facts.current_end is None or facts.window_opens is None or facts.state.is_inactive:
        return None
    outcome = _planned_outcome(contract, facts)
    timetable, lead_times = lead_times_of(contract, policy, outcome)
    if not lead_times:
        return None
    with_successor = outcome is Outcome.SUCCESSOR and facts.successor_start
    starts_on = contract.term.start
    opens: date | None = facts.window_opens
    end = boundary(facts.current_end)
    if with_successor:  # only mobilisation is left, and it is worked back from the successor's start
        opens, end = None, facts.successor_start or end
    stages, compressed_percent = schedule_stages(lead_times, opens, end, starts_on=starts_on)
    stages = [with_recorded_dates(scheduled, contract) for scheduled in stages]
    stage = _stage_reached(stages, facts)
    decision_at = decisions_of([scheduled.stage for scheduled in stages], stage, contract, policy)
    stages, compressed_percent = schedule_stages(lead_times, opens, end, starts_on=starts_on, decision_at=decision_at)
    stages = [with_recorded_dates(scheduled, contract) for scheduled in stages]
    stages_if_extended: list[ScheduledStage] = []
    if facts.final_end and facts.options and not with_successor:
        stages_if_extended, _ = schedule_stages(
            lead_times, facts.final_window_opens, boundary(facts.final_end), starts_on=starts_on
        )
    remaining = stages[next((i for i, scheduled in enumerate(stages) if scheduled.stage == stage), len(stages)) :]
    earliest = _earliest_new_start(remaining, facts, outcome)
    covered_to = facts.covered_to or facts.current_end
    gap_days = max(0, (earliest - boundary(covered_to)).days) if earliest else None
    if facts.renews_without_limit and gap_days:
        gap_days = 0
    return Plan(
        as_of=facts.as_of,
        outcome=outcome,
        timetable=timetable,
        end=facts.current_end,
        covered_to=covered_to,
        stages=tuple(stages),
        stages_if_extended=tuple(stages_if_extended),
        compressed_percent=compressed_percent,
        stage=stage,
        days_behind=_days_behind(remaining, facts),
        earliest_new_start=earliest,
        gap_days=gap_days,
        gap_cover=cover_gap(contract, facts, policy, last_day(earliest)) if gap_days and earliest else None,
        successor_start=facts.successor_start,
        is_value_unclear=is_value_unclear(contract, policy),
    )


def _planned_outcome(contract: Contract, facts: ContractFacts) -> Outcome:
    if facts.successor:
        return Outcome.SUCCESSOR
    intention = contract.recommissioning.intention if contract.recommissioning else None
    if intention == "insource":
        return Outcome.IN_HOUSE
    if intention == "decommission":
        return Outcome.CLOSING
    if contract.statutory and contract.statutory.limited_choice:
        return Outcome.LIMITED_CHOICE
    return Outcome.NEW_CONTRACT


def _stage_reached(stages: Sequence[ScheduledStage], facts: ContractFacts) -> str | None:
    """The stage after the last one completed, or the last one started if that is further on; None if all are done.

    Days after the as-of date have not happened yet. A stage that was passed over counts as done: nobody procures twice
    because the review was not recorded. With a successor in place only mobilisation is left.
    """
    reached = 0
    for index, scheduled in enumerate(stages):
        if scheduled.completed_as_of(facts.as_of):
            reached = index + 1
        elif scheduled.started_as_of(facts.as_of):
            reached = index
    if facts.successor:
        reached = max(reached, len(stages) - (stages[-1].stage == "mobilisation"))
        if facts.successor_start and facts.successor_start <= facts.as_of:
            reached = len(stages)
    return stages[reached].stage if reached < len(stages) else None


def _days_behind(remaining: Sequence[ScheduledStage], facts: ContractFacts) -> int | None:
    """Days by which the stage reached would end after its latest finish, at the lead times of the plan.

    With a successor: days by which it starts after the boundary; after the limit, if the contract renews until then.
    """
    if facts.successor_start and facts.current_end:
        behind = (facts.successor_start - boundary(facts.current_end)).days
        if behind > 0 and facts.renewal:
            limit = facts.renewal.limit
            return max(0, (facts.successor_start - boundary(limit)).days) if limit else 0
        return behind
    if not remaining:
        return None
    current = remaining[0]
    started = current.started_as_of(facts.as_of) or facts.as_of
    done = max(facts.as_of, started + timedelta(days=current.days_in_plan))
    return (done - boundary(current.latest_finish)).days


def _earliest_new_start(remaining: Sequence[ScheduledStage], facts: ContractFacts, outcome: Outcome) -> date | None:
    """The first day of what comes next if work continues from the as-of date, at the full lead times.

    A decision waits for the next listed meeting that leaves time for its notice. None if nothing comes next.
    """
    if outcome is Outcome.CLOSING:
        return None
    if facts.successor_start:
        return facts.successor_start
    day = facts.as_of
    for index, scheduled in enumerate(remaining):
        started = scheduled.started_as_of(facts.as_of) if index == 0 else None
        day = max(facts.as_of, (started or day) + timedelta(days=scheduled.days))
        if scheduled.decision:
            decided_on = scheduled.decision.first_day(last_day(day), facts.as_of)
            day = max(day, boundary(decided_on) + timedelta(days=scheduled.decision.call_in_days))
    return day
