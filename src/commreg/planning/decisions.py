"""The formal decisions that stages end with: who decides, at which meeting, and when notice must be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from commreg.model.contract import PlannedDecision
from commreg.model.settings import DecisionMaker, Policy
from commreg.planning.derived import derived, derived_property

# SI 2012/2089: the Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England)
# Regulations 2012. They bind councils that operate executive arrangements (reg 2).
KEY_DECISION_DAYS = 28  # reg 9(2)
GENERAL_EXCEPTION_DAYS = 5  # reg 10(1)(c); after them only special urgency is left (reg 11)
PRIVATE_MEETING_DAYS = (28, 5)  # reg 5(2) and (4): a notice, and a further notice


@dataclass(frozen=True, slots=True)
class StageDecision:
    """The decision that a stage ends with, and who takes it.

    `latest_finish` is the last day that leaves time for call-in and what follows, with a meeting on it or not. Clear
    days of notice are whole days: not the day of the notice, nor that of the decision. `executive` says whether it is
    an executive decision, to which SI 2012/2089 applies; None if the settings do not say. `urgent_clear_days` are those
    if the usual notice is impracticable; 0 if there is no such exception.
    """

    decision_maker: str = field(
        metadata=derived("text", "Who takes the decision at the end of the stage.", name="decided_by")
    )
    latest_finish: date
    meetings: tuple[date, ...] = ()
    clear_days: int = 0
    planned_on: date | None = None
    notice_published: bool = False
    executive: bool | None = None
    urgent_clear_days: int = 0
    private: bool = False
    call_in_days: int = 0

    @property
    def meeting(self) -> date | None:
        """The planned meeting; else the last meeting that is in time, if one is listed."""
        return self.planned_on or self.last_meeting

    @property
    def last_meeting(self) -> date | None:
        """The last listed meeting that is in time; None if none is, or the list does not reach that far."""
        if not self.meetings or self.meetings[-1] < self.latest_finish:
            return None
        return max((day for day in self.meetings if day <= self.latest_finish), default=None)

    @property
    def stage_finish(self) -> date:
        """The last day of its stage: that of the last meeting in time, if one is listed, with call-in."""
        return (self.last_meeting or self.latest_finish) + timedelta(days=self.call_in_days)

    @property
    @derived_property("day", "The last day for the decision, or the day of the planned meeting.")
    def decide_by(self) -> date:
        """The last day for the decision: the meeting, or without one the last day of the stage."""
        return self.meeting or self.latest_finish

    @property
    @derived_property("day", "The last day to publish notice of the decision.", name="decision_notice_by")
    def notice_by(self) -> date | None:
        """The last day to publish the notice; None if none is needed, or it has been published."""
        if not self.clear_days or self.notice_published:
            return None
        return self.last_day_of_notice(self.clear_days)

    def last_day_of_notice(self, clear_days: int) -> date:
        """The last day for a notice of so many clear days before the decision."""
        return self.decide_by - timedelta(days=clear_days + 1)

    @property
    def private_notices(self) -> tuple[tuple[int, date], ...]:
        """The notices that its meeting will be private, each with its clear days; none if it is not."""
        if not self.private or self.executive is False:
            return ()
        return tuple((days, self.last_day_of_notice(days)) for days in PRIVATE_MEETING_DAYS)

    def first_day(self, ready: date, as_of: date) -> date:
        """The first day it can be taken, if the stage's work is done on `ready` and notice is published on `as_of`.

        A planned day counts only if it leaves time for both.
        """
        notice = timedelta(days=self.clear_days + 1 if self.clear_days and not self.notice_published else 0)
        day = max(ready, as_of + notice)
        if self.planned_on and self.planned_on >= day:
            return self.planned_on
        return min((meeting for meeting in self.meetings if meeting >= day), default=day)


def is_executive(decision_maker: DecisionMaker, policy: Policy) -> bool | None:
    """Whether its decisions are executive ones, to which SI 2012/2089 applies; None if the settings do not say."""
    return policy.executive_arrangements if decision_maker.executive is None else decision_maker.executive


def clear_days_of(decision_maker: DecisionMaker, policy: Policy) -> int:
    """Its clear days of notice: those in the settings; else 28, or 0 for a body that takes no executive decisions."""
    if decision_maker.clear_days is not None:
        return decision_maker.clear_days
    return 0 if is_executive(decision_maker, policy) is False else KEY_DECISION_DAYS


def decision_maker_for(stage: str, value: Decimal | None, policy: Policy) -> DecisionMaker | None:
    """Who decides at the end of a stage: the decision maker with the highest threshold that the value reaches."""
    eligible = [
        decision_maker
        for decision_maker in policy.decision_makers
        if stage in decision_maker.stages and (value or 0) >= decision_maker.threshold
    ]
    return max(eligible, key=lambda decision_maker: decision_maker.threshold, default=None)


def decision_at_end(
    latest_finish: date, usual: DecisionMaker | None, planned_decision: PlannedDecision | None, policy: Policy
) -> StageDecision | None:
    """The decision at the end of a stage: the planned one if there is one, else the usual one; None without either."""
    if usual is None and planned_decision is None:
        return None
    name = planned_decision.body if planned_decision else usual.name if usual else ""
    decision_maker = usual
    if planned_decision and (usual is None or usual.name != name):
        decision_maker = next(
            (decision_maker for decision_maker in policy.decision_makers if decision_maker.name == name), None
        )
    executive = is_executive(decision_maker, policy) if decision_maker else policy.executive_arrangements
    clear_days = clear_days_of(decision_maker, policy) if decision_maker else 0
    if planned_decision and planned_decision.key_decision is not None:
        clear_days = max(clear_days, KEY_DECISION_DAYS) if planned_decision.key_decision else 0
    urgent = decision_maker.urgent_clear_days if decision_maker else None
    if urgent is None:
        urgent = GENERAL_EXCEPTION_DAYS if executive else 0
    call_in_days = decision_maker.call_in_days if decision_maker else 0
    return StageDecision(
        decision_maker=name,
        latest_finish=latest_finish - timedelta(days=call_in_days),
        meetings=tuple(sorted(decision_maker.meetings)) if decision_maker else (),
        clear_days=clear_days,
        planned_on=planned_decision.on if planned_decision else None,
        notice_published=bool(planned_decision and planned_decision.forward_plan),
        executive=executive,
        urgent_clear_days=urgent if urgent < clear_days else 0,
        private=bool(decision_maker and decision_maker.private),
        call_in_days=call_in_days,
    )
