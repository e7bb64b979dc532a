"""The recommissioning plan of a contract: worked back from its end, and forward from the as-of date.

Backwards, every stage has a latest start and a latest finish, so that the last of them ends the day before the
boundary of the current end; the stages tile the time from the plan's first day to the boundary. Forwards, the stage
that the entry has reached is taken on from the as-of date at the same lead times, which gives the earliest day a new
contract could start, the gap to the end, and what would close it. Nothing here knows today.

The stages are those of Rutland's report 187/2021, paragraphs 3.1 and 3.2; the lead times are the council's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from commreg.model.contract import Contract, PlannedDecision, Recommissioning, Stage
from commreg.model.settings import DecisionMaker, Policy
from commreg.model.vocabularies import STAGE
from commreg.planning.derived import derived, derived_property
from commreg.planning.term import ContractFacts, Option, State
from commreg.values.dates import Duration, add_months, boundary, last_day

USUAL = "usual"
KEY_DECISION_DAYS = 28  # SI 2012/2089


class Outcome(StrEnum):
    """What the work leads to, which decides the stages it has."""

    NEW_CONTRACT = "a new contract"
    LIMITED_CHOICE = "a new agreement, with limited choice of provider"
    IN_HOUSE = "a service of the council's own"
    CLOSING = "the end of the service"
    SUCCESSOR = "a successor that is in place"


_MARKET = frozenset(("market-test", "specification", "procurement", "award"))
_NO_PART: dict[Outcome, frozenset[str]] = {
    Outcome.LIMITED_CHOICE: frozenset(("market-test",)),  # there is no market to test
    Outcome.IN_HOUSE: _MARKET,
    Outcome.CLOSING: _MARKET,
}


@dataclass(frozen=True, slots=True)
class StageDecision:
    """The decision that a stage ends with, and who takes it. `latest` is the last day of the stage.

    The clear days of notice are whole: neither the day of the notice nor that of the decision is one of them
    (SI 2012/2089: 28 for a key decision).
    """

    body: str = field(metadata=derived("text", "Who decides at the end of it.", name="decided_by"))
    latest: date
    meets: tuple[date, ...] = ()
    clear_days: int = 0
    planned_on: date | None = None
    notice_given: bool = False

    @property
    def meeting(self) -> date | None:
        """The last meeting that still works; None where none is listed, or the list does not reach that far."""
        if self.planned_on:
            return self.planned_on
        if not self.meets or self.meets[-1] < self.latest:
            return None
        return max((day for day in self.meets if day <= self.latest), default=None)

    @property
    @derived_property("day", "The last day for that decision, or the meeting planned for it.")
    def decide_by(self) -> date:
        """The last day for the decision: the meeting, else the last day of the stage."""
        return self.meeting or self.latest

    @property
    @derived_property("day", "The last day to publish the notice of that decision.", name="decision_notice_by")
    def notice_by(self) -> date | None:
        """The last day to publish the notice; None where none is needed, or it has been published."""
        if not self.clear_days or self.notice_given:
            return None
        return self.decide_by - timedelta(days=self.clear_days + 1)

    def first_day(self, ready: date, as_of: date) -> date:
        """The first day it can be taken, once the stage's work is done on the day `ready` and notice has been given.

        A day that was planned counts only if it leaves time for both.
        """
        notice = timedelta(days=self.clear_days + 1 if self.clear_days and not self.notice_given else 0)
        day = max(ready, as_of + notice)
        if self.planned_on and self.planned_on >= day:
            return self.planned_on
        return min((meeting for meeting in self.meets if meeting >= day), default=day)


@dataclass(frozen=True, slots=True)
class ScheduledStage:
    """A stage of the plan. Both days are the latest, and both are in it; `days` is what it takes, before any cut.

    `to_end` is the lead times from its start to the boundary, added up: months, then days.
    """

    stage: str = field(metadata=derived("text", "The stage."))
    latest_start: date = field(metadata=derived("day", "The latest day to begin it."))
    latest_finish: date = field(metadata=derived("day", "The latest day to finish it."))
    days: int = field(metadata=derived("number", "Days it takes."))
    to_end: tuple[int, int]
    started_on: date | None = field(default=None, metadata=derived("day", "The day work on it began, as recorded."))
    completed_on: date | None = field(default=None, metadata=derived("day", "The day it was done, as recorded."))
    sitting: StageDecision | None = None

    @property
    def days_in_plan(self) -> int:
        """The days from its latest start to its latest finish, after any cut."""
        return (boundary(self.latest_finish) - self.latest_start).days

    @property
    def begin_by(self) -> date:
        """The last day to begin it: its latest start; where it takes no time, the day it is to be done."""
        return min(self.latest_start, self.latest_finish)

    def begun_on(self, as_of: date) -> date | None:
        """The day work on it began; None where it had not on `as_of`, though a later day be recorded."""
        return self.started_on if self.started_on and self.started_on <= as_of else None

    def done_on(self, as_of: date) -> date | None:
        """The day it was completed; None where it had not been on `as_of`."""
        return self.completed_on if self.completed_on and self.completed_on <= as_of else None


@dataclass(frozen=True, slots=True)
class GapCover:
    """What would close a gap: the options used in order, an interim exemption after them, and the days still open.

    `known` is false where it is not recorded whether the contract can be extended; `missed` is the option whose own
    last day of notice has passed.
    """

    options: tuple[Option, ...]
    exemption_until: date | None
    covered_to: date
    days_open: int
    known: bool = True
    missed: Option | None = None

    @property
    def kind(self) -> str:
        """extension, exemption, extension and exemption; nothing, or not recorded, where there is neither."""
        used = ["extension"] if self.options else []
        used += ["exemption"] if self.exemption_until else []
        return " and ".join(used) or ("nothing" if self.known else "not recorded")


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one contract on `as_of`. Days behind are negative where there are days in hand.

    `stage` is the stage reached, None where every stage is done. `cut_to` is the share of the lead times, in per cent,
    that the time between the window's opening and the end has room for, where it has not room for all.
    `successor_start` is None where no successor is in place, or the register does not have it.
    """

    as_of: date
    course: Outcome
    pace: str
    end: date
    slots: tuple[ScheduledStage, ...]
    final_slots: tuple[ScheduledStage, ...]
    cut_to: int | None
    stage: str | None
    days_behind: int | None
    earliest_new_start: date | None
    gap_days: int | None
    closing: GapCover | None
    successor_start: date | None = None

    @property
    def current(self) -> ScheduledStage | None:
        """The slot of the stage reached."""
        return next((slot for slot in self.slots if slot.stage == self.stage), None)

    @property
    def remaining(self) -> tuple[ScheduledStage, ...]:
        """The slots from the stage reached to the last."""
        names = [slot.stage for slot in self.slots]
        return self.slots[names.index(self.stage) :] if self.stage in names else ()

    def left(self, stage: str) -> ScheduledStage | None:
        """The slot of a stage that is still to be done or finished."""
        return next((slot for slot in self.remaining if slot.stage == stage), None)


def plan(contract: Contract, known: ContractFacts, policy: Policy) -> Plan | None:
    """The plan of a contract; None where it has no end to plan for, or there is nothing left to do about it."""
    if known.current_end is None or known.window_opens is None or known.state.is_inactive:
        return None
    course = _course(contract, known)
    pace, lead_times = _lead_times(contract, policy, course)
    if not lead_times:
        return None
    slots, cut_to = _schedule(lead_times, known.window_opens, boundary(known.current_end))
    slots = [_with_record(slot, contract) for slot in slots]
    stage = _current_stage(slots, known)
    slots = _with_sittings(slots, stage, contract, policy)
    final: list[ScheduledStage] = []
    if known.final_end and known.options:
        final, _ = _schedule(lead_times, known.final_window_opens, boundary(known.final_end))
    remaining = slots[next((i for i, slot in enumerate(slots) if slot.stage == stage), len(slots)) :]
    earliest = _earliest_new_start(remaining, known, course)
    gap = max(0, (earliest - boundary(known.current_end)).days) if earliest else None
    return Plan(
        as_of=known.as_of,
        course=course,
        pace=pace,
        end=known.current_end,
        slots=tuple(slots),
        final_slots=tuple(final),
        cut_to=cut_to,
        stage=stage,
        days_behind=_days_behind(remaining, known),
        earliest_new_start=earliest,
        gap_days=gap,
        closing=_closing(contract, known, policy, last_day(earliest)) if gap and earliest else None,
        successor_start=known.successor_start,
    )


def _course(contract: Contract, known: ContractFacts) -> Outcome:
    if known.successor:
        return Outcome.SUCCESSOR
    intention = contract.recommissioning.intention if contract.recommissioning else None
    if intention == "insource":
        return Outcome.IN_HOUSE
    if intention == "decommission":
        return Outcome.CLOSING
    if contract.statutory and contract.statutory.limited_choice:
        return Outcome.LIMITED_CHOICE
    return Outcome.NEW_CONTRACT


def _lead_times(contract: Contract, policy: Policy, course: Outcome) -> tuple[str, list[tuple[str, Duration]]]:
    """The pace a contract goes at, by name, and the lead time of each stage that its course has."""
    planned = contract.recommissioning or Recommissioning.model_construct()
    value = _value_to_come(contract)
    route = planned.route or (contract.procurement.route if contract.procurement else None)
    name, times = USUAL, policy.lead_times
    for pace in policy.paces:
        fits = (
            value is not None and value >= (pace.threshold or 0) and (pace.below is None or value < pace.below)
        ) or (pace.threshold is None and pace.below is None)
        if fits and (not pace.routes or route in pace.routes):
            name, times = pace.name, pace.lead_times
            break
    own = planned.lead_times
    found = [(stage, (own and own.of(stage)) or times.of(stage)) for stage in STAGE]
    left_out = _NO_PART.get(course, frozenset())
    return (f"{name}, with its own lead times" if own else name), [
        (stage, span) for stage, span in found if span is not None and stage not in left_out
    ]


def _value_to_come(contract: Contract) -> Decimal | None:
    """What the successor is expected to cost, in pounds; else the value as stated, whatever its basis."""
    planned = contract.recommissioning
    if planned and planned.estimated_value is not None:
        return planned.estimated_value
    return contract.value.stated() if contract.value else None


def _schedule(
    lead_times: Sequence[tuple[str, Duration]], opens: date | None, end: date
) -> tuple[list[ScheduledStage], int | None]:
    """The stages worked back from the boundary `end`, and to what per cent they were cut to begin on `opens`.

    Each start is reckoned from the boundary in one sum, so that months clipped on the way do not add up. Where the lead
    times reach back before `opens` all are cut in one proportion, in days rounded down: the stages still tile the time.
    """
    spans = [span for _, span in lead_times]
    to_end = [_added(spans[i:]) for i in range(len(spans))]
    starts = [add_months(end, -months) - timedelta(days=days) for months, days in to_end]
    needed, room = (end - starts[0]).days, max(0, (end - (opens or starts[0])).days)
    days = [(after - before).days for before, after in pairwise([*starts, end])]
    cut_to = None
    if needed > room:
        starts = [end - timedelta(days=(end - start).days * room // needed) for start in starts]
        cut_to = room * 100 // needed
    finishes = [last_day(day) for day in (*starts[1:], end)]
    return [
        ScheduledStage(stage, start, finish, length, added)
        for (stage, _), start, finish, length, added in zip(lead_times, starts, finishes, days, to_end, strict=True)
    ], cut_to


def _added(spans: Iterable[Duration]) -> tuple[int, int]:
    """Spans added up: the months, and the days of the weeks and days."""
    found = list(spans)
    months = sum(span.count for span in found if span.unit == "m")
    return months, sum(span.count * (7 if span.unit == "w" else 1) for span in found if span.unit != "m")


def _recorded(contract: Contract, stage: str) -> Stage | None:
    stages = contract.recommissioning.stages if contract.recommissioning else None
    found: Stage | None = getattr(stages, stage.replace("-", "_")) if stages else None
    return found


def _with_record(slot: ScheduledStage, contract: Contract) -> ScheduledStage:
    found = _recorded(contract, slot.stage)
    return replace(slot, started_on=found.started_on, completed_on=found.completed_on) if found else slot


def _current_stage(slots: Sequence[ScheduledStage], known: ContractFacts) -> str | None:
    """The stage reached: after the last one completed, or the last one started if that is further on.

    What is dated after the as-of date has not happened yet. A stage passed over counts as done: nobody procures twice
    because the review was not written down. With a successor in place only mobilisation is left.
    """
    reached = 0
    for place, slot in enumerate(slots):
        if slot.done_on(known.as_of):
            reached = place + 1
        elif slot.begun_on(known.as_of):
            reached = place
    if known.successor:
        reached = max(reached, len(slots) - (slots[-1].stage == "mobilisation"))
        if known.successor_start and known.successor_start <= known.as_of:
            reached = len(slots)
    return slots[reached].stage if reached < len(slots) else None


def _days_behind(remaining: Sequence[ScheduledStage], known: ContractFacts) -> int | None:
    """Days by which the stage reached would end after its latest finish, at the plan's own pace.

    With a successor in place: the days by which it starts after the boundary.
    """
    if known.successor_start and known.current_end:
        return (known.successor_start - boundary(known.current_end)).days
    if not remaining:
        return None
    slot = remaining[0]
    done = max(known.as_of, (slot.begun_on(known.as_of) or known.as_of) + timedelta(days=slot.days_in_plan))
    return (done - boundary(slot.latest_finish)).days


def _earliest_new_start(remaining: Sequence[ScheduledStage], known: ContractFacts, course: Outcome) -> date | None:
    """The first day of what comes next if work goes on from the as-of date, at the lead times in full.

    A decision waits for the next listed meeting that leaves time for its notice. None where nothing comes next.
    """
    if course is Outcome.CLOSING:
        return None
    if known.successor_start:
        return known.successor_start
    day = known.as_of
    for place, slot in enumerate(remaining):
        begun = slot.begun_on(known.as_of) if place == 0 else None
        day = max(known.as_of, (begun or day) + timedelta(days=slot.days))
        if slot.sitting:
            day = max(day, boundary(slot.sitting.first_day(last_day(day), known.as_of)))
    return day


def _closing(contract: Contract, known: ContractFacts, policy: Policy, needed_to: date) -> GapCover:
    """What can keep a service going until `needed_to`, the last day before what comes next could start."""
    covered = known.current_end or needed_to
    used: list[Option] = []
    missed = notice_passed(known)
    if extendable(known):
        for option in known.options:
            if covered >= needed_to:
                break
            used.append(option)
            covered = option.to_end
    until = None
    if covered < needed_to and policy.exemption_months:
        until = last_day(add_months(boundary(covered), policy.exemption_months))
        covered = until = min(until, needed_to)
    days_open = max(0, (needed_to - covered).days)
    recorded = options_recorded(contract)
    return GapCover(tuple(used), until, covered, days_open, recorded, known.next_option if missed else None)


def notice_passed(known: ContractFacts) -> bool:
    """Whether the contract's own last day to serve notice has passed; a day by default binds nobody."""
    option = known.next_option
    return bool(option and not option.notice_by_default and option.notice_by < known.as_of)


def extendable(known: ContractFacts) -> bool:
    """Whether it can still be extended: it has not ended, an option is left, and its notice can still be served."""
    return bool(known.options) and known.state is not State.ENDED_STILL_OPEN and not notice_passed(known)


def options_recorded(contract: Contract) -> bool:
    """Whether anybody wrote down what options there are; a contract that is terminated has none, whatever they were."""
    return contract.term.extensions is not None or contract.term.terminated is not None


def _with_sittings(
    slots: list[ScheduledStage], reached: str | None, contract: Contract, policy: Policy
) -> list[ScheduledStage]:
    """The slots with the decisions that they end with; a decision planned in the entry takes the place of its stage's.

    The planned decision belongs to the first stage, from the one reached, that ends with one; else to the award, or
    where the course has no award, to the options appraisal.
    """
    value = _value_to_come(contract)
    bodies = {slot.stage: _body(slot.stage, value, policy) for slot in slots}
    planned = contract.recommissioning.decision if contract.recommissioning else None
    names = [slot.stage for slot in slots]
    waiting = names[names.index(reached) :] if reached else []
    deciding = [stage for stage in waiting if bodies[stage]]
    deciding += [stage for stage in ("award", "options-appraisal") if stage in waiting]
    found = []
    for slot in slots:
        own = planned if planned and deciding and slot.stage == deciding[0] else None
        body = bodies[slot.stage]
        found.append(replace(slot, sitting=_sitting(slot, body, own, policy)) if body or own else slot)
    return found


def _body(stage: str, value: Decimal | None, policy: Policy) -> DecisionMaker | None:
    """Who decides at the end of a stage: the body with the highest value to begin at that the contract reaches."""
    able = [body for body in policy.bodies if stage in body.stages and (value or 0) >= body.threshold]
    return max(able, key=lambda body: body.threshold, default=None)


def _sitting(
    slot: ScheduledStage, body: DecisionMaker | None, planned: PlannedDecision | None, policy: Policy
) -> StageDecision:
    name = planned.body if planned else body.name if body else ""
    if planned and (body is None or body.name != name):
        body = next((one for one in policy.bodies if one.name == name), None)
    clear_days = body.clear_days if body else 0
    if planned and planned.key_decision is not None:
        clear_days = max(clear_days, KEY_DECISION_DAYS) if planned.key_decision else 0
    return StageDecision(
        body=name,
        latest=slot.latest_finish,
        meets=tuple(sorted(body.meets)) if body else (),
        clear_days=clear_days,
        planned_on=planned.on if planned else None,
        notice_given=bool(planned and planned.forward_plan),
    )
