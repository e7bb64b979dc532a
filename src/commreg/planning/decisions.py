"""The formal decisions that stages end with: who decides, at which meeting, and when notice must be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from commreg.model.contract import PlannedDecision
from commreg.model.settings import DecisionMaker, Policy
from commreg.planning.derived import derived, derived_property

KEY_DECISION_DAYS = 28  # SI 2012/2089


@dataclass(frozen=True, slots=True)
class StageDecision:
    """The decision that a stage ends with, and who takes it. `latest_finish` is the last day of the stage.

    Clear days of notice are whole days: neither the day of the notice nor the day of the decision counts
    (SI 2012/2089: 28 for a key decision).
    """

    decision_maker: str = field(
        metadata=derived("text", "Who takes the decision at the end of the stage.", name="decided_by")
    )
    latest_finish: date
    meetings: tuple[date, ...] = ()
    clear_days: int = 0
    planned_on: date | None = None
    notice_published: bool = False

    @property
    def meeting(self) -> date | None:
        """The last meeting that is in time; None if none is listed, or the list does not reach that far."""
        if self.planned_on:
            return self.planned_on
        if not self.meetings or self.meetings[-1] < self.latest_finish:
            return None
        return max((day for day in self.meetings if day <= self.latest_finish), default=None)

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
        return self.decide_by - timedelta(days=self.clear_days + 1)

    def first_day(self, ready: date, as_of: date) -> date:
        """The first day it can be taken, if the stage's work is done on `ready` and notice is published on `as_of`.

        A planned day counts only if it leaves time for both.
        """
        notice = timedelta(days=self.clear_days + 1 if self.clear_days and not self.notice_published else 0)
        day = max(ready, as_of + notice)
        if self.planned_on and self.planned_on >= day:
            return self.planned_on
        return min((meeting for meeting in self.meetings if meeting >= day), default=day)


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
    clear_days = decision_maker.clear_days if decision_maker else 0
    if planned_decision and planned_decision.key_decision is not None:
        clear_days = max(clear_days, KEY_DECISION_DAYS) if planned_decision.key_decision else 0
    return StageDecision(
        decision_maker=name,
        latest_finish=latest_finish,
        meetings=tuple(sorted(decision_maker.meetings)) if decision_maker else (),
        clear_days=clear_days,
        planned_on=planned_decision.on if planned_decision else None,
        notice_published=bool(planned_decision and planned_decision.forward_plan),
    )
