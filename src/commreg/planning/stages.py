"""The stages of recommissioning: which ones apply, how long each takes, and the latest days for each.

The stages are those of Rutland's report 187/2021, paragraphs 3.1 and 3.2; the lead times are the council's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from commreg.model.contract import Contract, Recommissioning
from commreg.model.settings import Policy, Timetable
from commreg.model.vocabularies import STAGE
from commreg.planning.decisions import StageDecision, decision_at_end, decision_maker_for
from commreg.planning.derived import derived
from commreg.planning.expected_value import ExpectedValue, expected_value
from commreg.values.dates import add_months, boundary, last_day
from commreg.values.durations import Duration

USUAL_TIMETABLE = "usual"
DEFAULT_TIMETABLE = "default"  # the settings have no lead times


class Outcome(StrEnum):
    """The planned outcome; it determines which recommissioning stages apply."""

    NEW_CONTRACT = "new-contract"
    LIMITED_CHOICE = "limited-choice"
    IN_HOUSE = "in-house"
    CLOSING = "closing"
    SUCCESSOR = "successor"


_MARKET_STAGES = frozenset(("market-engagement", "specification", "procurement", "award"))
_STAGES_NOT_NEEDED: dict[Outcome, frozenset[str]] = {
    Outcome.LIMITED_CHOICE: frozenset(("market-engagement",)),  # there is no market to engage
    Outcome.IN_HOUSE: _MARKET_STAGES,
    Outcome.CLOSING: _MARKET_STAGES,
}


@dataclass(frozen=True, slots=True)
class ScheduledStage:
    """A stage of the plan with its latest start and latest finish, both inclusive.

    `days` is the full duration, before compression. `lead_time_to_end` adds up the lead times from the start of the
    stage to `counted_from`, months, then days: the boundary, or the day after the meeting that ends a later stage.
    """

    stage: str = field(metadata=derived("text", "Stage of recommissioning."))
    latest_start: date = field(metadata=derived("day", "The latest day to start it."))
    latest_finish: date = field(metadata=derived("day", "The latest day to finish it."))
    days: int = field(metadata=derived("number", "Days needed."))
    lead_time_to_end: tuple[int, int]
    counted_from: date
    started_on: date | None = field(default=None, metadata=derived("day", "The recorded day it was started."))
    completed_on: date | None = field(default=None, metadata=derived("day", "The recorded day it was completed."))
    decision: StageDecision | None = None

    @property
    def days_in_plan(self) -> int:
        """The days from the latest start to the latest finish, after any compression."""
        return (boundary(self.latest_finish) - self.latest_start).days

    @property
    def start_by(self) -> date:
        """The last day to start the stage: its latest start, or its latest finish if it takes no time."""
        return min(self.latest_start, self.latest_finish)

    def started_as_of(self, as_of: date) -> date | None:
        """The day the stage started; None if it had not started by `as_of`."""
        return self.started_on if self.started_on and self.started_on <= as_of else None

    def completed_as_of(self, as_of: date) -> date | None:
        """The day the stage was completed; None if it was not completed by `as_of`."""
        return self.completed_on if self.completed_on and self.completed_on <= as_of else None


def lead_times_of(contract: Contract, policy: Policy, outcome: Outcome) -> tuple[str, list[tuple[str, Duration]]]:
    """The name of the timetable that applies to a contract, and the lead time of each stage that applies."""
    recommissioning = contract.recommissioning or Recommissioning.model_construct()
    value = expected_value(contract)
    route = recommissioning.route or (contract.procurement.route if contract.procurement else None)
    timetable = next((candidate for candidate in policy.timetables if _applies(candidate, value, route)), None)
    usual = USUAL_TIMETABLE if policy.has_own_lead_times else DEFAULT_TIMETABLE
    name, lead_times = (timetable.name, timetable.lead_times) if timetable else (usual, policy.lead_times)
    own = recommissioning.lead_times
    durations = [(stage, (own and own.of(stage)) or lead_times.of(stage)) for stage in STAGE]
    not_needed = _STAGES_NOT_NEEDED.get(outcome, frozenset())
    return (f"{name}, with its own lead times" if own else name), [
        (stage, duration) for stage, duration in durations if duration is not None and stage not in not_needed
    ]


def _applies(timetable: Timetable, value: ExpectedValue, route: str | None) -> bool:
    """Whether a timetable is for contracts of this value and procurement route."""
    if timetable.routes and route not in timetable.routes:
        return False
    from_reached = timetable.threshold is None or value.reaches(timetable.threshold) is True
    return from_reached and (timetable.below is None or value.reaches(timetable.below) is False)


DecisionAt = Callable[[str, date], StageDecision | None]


def no_decision(_stage: str, _needed_by: date) -> StageDecision | None:
    """No stage ends in a decision."""
    return None


def schedule_stages(
    lead_times: Sequence[tuple[str, Duration]],
    opens: date | None,
    end: date,
    *,
    starts_on: date,
    decision_at: DecisionAt = no_decision,
) -> tuple[list[ScheduledStage], int | None]:
    """The stages worked back from the boundary `end`, and the per cent they were compressed to, to start on `opens`.

    A stage that ends in a decision ends on the last listed meeting that leaves time for the stages after it, and the
    stages before it are worked back from the day after. Each start is worked out from such a day or from the boundary
    in one sum, so that cutting to the end of short months does not add up. If the lead times reach back before `opens`,
    all are compressed in one proportion, in days rounded down. Then, and where the meetings would have the stages begin
    before the contract starts on `starts_on`, only the end of a stage moves to a meeting.
    """
    stages = _latest_days(lead_times, end, no_decision)
    needed = (end - stages[0].latest_start).days
    available = max(0, (end - (opens or stages[0].latest_start)).days)
    compressed_percent = None
    if needed > available:
        stages = _compress(stages, end, available, needed)
        compressed_percent = available * 100 // needed
    elif decision_at is not no_decision:
        from_meetings = _latest_days(lead_times, end, decision_at)
        if from_meetings[0].latest_start >= starts_on:
            return from_meetings, None
    return [
        _finish_at_meeting(stage, decision_at(stage.stage, stage.latest_finish)) for stage in stages
    ], compressed_percent


def _compress(stages: Sequence[ScheduledStage], end: date, available: int, needed: int) -> list[ScheduledStage]:
    """The stages in `available` days instead of the `needed` ones, each in the same proportion."""
    starts = [end - timedelta(days=(end - stage.latest_start).days * available // needed) for stage in stages]
    finishes = [last_day(day) for day in (*starts[1:], end)]
    return [
        replace(stage, latest_start=start, latest_finish=finish)
        for stage, start, finish in zip(stages, starts, finishes, strict=True)
    ]


def _latest_days(
    lead_times: Sequence[tuple[str, Duration]], end: date, decision_at: DecisionAt
) -> list[ScheduledStage]:
    """The stages at their full lead times, worked back from `end` and from the meetings on the way."""
    stages: list[ScheduledStage] = []
    counted_from = next_start = end
    durations: list[Duration] = []
    for stage, duration in reversed(lead_times):
        finish = last_day(next_start)
        decision = decision_at(stage, finish)
        if decision and decision.stage_finish < finish:
            finish = decision.stage_finish
            counted_from, durations = boundary(finish), []
        durations.append(duration)
        months, days = _sum_durations(durations)
        start = add_months(counted_from, -months) - timedelta(days=days)
        length = (boundary(finish) - start).days
        stages.append(ScheduledStage(stage, start, finish, length, (months, days), counted_from, decision=decision))
        next_start = start
    return stages[::-1]


def _finish_at_meeting(stage: ScheduledStage, decision: StageDecision | None) -> ScheduledStage:
    """The stage with its decision, ending on the last listed meeting, if that is not before its start."""
    if decision is None or decision.stage_finish < stage.latest_start:
        return replace(stage, decision=decision)
    return replace(stage, latest_finish=decision.stage_finish, decision=decision)


def _sum_durations(durations: Iterable[Duration]) -> tuple[int, int]:
    """The total of the durations in months, and of those in weeks and days in days."""
    months = days = 0
    for duration in durations:
        if duration.unit == "m":
            months += duration.count
        else:
            days += duration.count * (7 if duration.unit == "w" else 1)
    return months, days


def with_recorded_dates(scheduled: ScheduledStage, contract: Contract) -> ScheduledStage:
    """The stage with the days on which it was started and completed, as the entry records them."""
    stages = contract.recommissioning.stages if contract.recommissioning else None
    recorded = getattr(stages, scheduled.stage.replace("-", "_")) if stages else None
    if recorded is None:
        return scheduled
    return replace(scheduled, started_on=recorded.started_on, completed_on=recorded.completed_on)


def decisions_of(names: Sequence[str], reached: str | None, contract: Contract, policy: Policy) -> DecisionAt:
    """The decision that ends a stage needed by a day; one planned in the entry replaces its stage's usual one.

    The planned decision belongs to the first stage, from the one reached, that ends with a decision; if there is none,
    to the award, or without an award to the options appraisal.
    """
    value = expected_value(contract)
    highest = value.lowest if value.highest is None else value.highest
    decision_makers = {stage: decision_maker_for(stage, highest, policy) for stage in names}
    planned_decision = contract.recommissioning.decision if contract.recommissioning else None
    remaining = names[names.index(reached) :] if reached else []
    deciding = [stage for stage in remaining if decision_makers[stage]]
    deciding += [stage for stage in ("award", "options-appraisal") if stage in remaining]
    planned_stage = deciding[0] if planned_decision and deciding else None

    def decision(stage: str, needed_by: date) -> StageDecision | None:
        entry_decision = planned_decision if stage == planned_stage else None
        return decision_at_end(needed_by, decision_makers[stage], entry_decision, policy)

    return decision
