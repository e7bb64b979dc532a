"""The verdict on a contract: the one thing that every output says about its end, as data.

Derived from the dates and the plan by one pure function; `wording.verdict` has the sentences. In order of urgency the
kinds are ended, exempt, gap, unknown, extend, late, on time, then those with nothing to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commreg.model.contract import Contract
from commreg.planning.next_action import ActionKind, NextAction, next_action
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import boundary


class VerdictKind(StrEnum):
    """What is to be said about the end of a contract."""

    ENDED = "ended"  # no outcome is recorded
    EXEMPT = "exempt"  # ended, but a recorded exemption covers the time since
    GAP = "gap"  # some days would have no contract even if every recorded extension is used
    UNKNOWN = "unknown"  # there would be a gap, and it is not recorded whether the contract can be extended
    EXTEND = "extend"  # an extension is to be decided on now
    LATE = "late"  # behind plan; an extension, if one is needed, would cover the gap
    ON_TIME = "on-time"
    NOT_STARTED = "not-started"
    OPEN_ENDED = "open-ended"
    CLOSED = "closed"


# The order in which contracts are listed: the most urgent first.
ORDER = tuple(VerdictKind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one contract on `as_of`. All days are inclusive; a field that does not apply is None or 0.

    `gap_from` is the first day without a contract and `gap_days` how many there would be if nothing is done;
    `gap_days_left` are those that remain even if the extensions and an interim exemption are used. `decide_by` is the
    last day to decide on the extension to `extend_to`. `exempt_until` is the end of a recorded exemption, and
    `interim_exemption_until` that of one the council's rules would allow. `stage_due` is the last day to start the
    current stage, or to finish it if it has started.
    """

    kind: VerdictKind
    as_of: date
    state: State
    end: date | None = None
    gap_from: date | None = None
    gap_days: int = 0
    gap_days_left: int = 0
    decide_by: date | None = None
    extend_to: date | None = None
    days_behind: int = 0
    outcome: Outcome | None = None
    stage: str | None = None
    is_stage_started: bool = False
    stage_due: date | None = None
    successor: str | None = None
    successor_start: date | None = None
    exempt_until: date | None = None
    exemption_reference: str | None = None
    interim_exemption_until: date | None = None
    review_on: date | None = None
    is_statutory: bool = False

    @property
    def sort_key(self) -> tuple[int, bool, int, date]:
        """Order of urgency: by kind, statutory first, most days behind first, then by end."""
        return ORDER.index(self.kind), not self.is_statutory, -self.days_behind, self.end or date.max


def verdict(contract: Contract, facts: ContractFacts, plan: Plan | None) -> Verdict:
    """The verdict on a contract. `plan` is its recommissioning plan, if it has one."""
    action = next_action(contract, facts, plan)
    exemption = contract.procurement.exemption if contract.procurement else None
    is_exempt = bool(facts.state is State.ENDED and exemption and exemption.until and exemption.until >= facts.as_of)
    cover = plan.gap_cover if plan else None
    current = plan.current_stage if plan else None
    is_started = bool(current and current.started_as_of(facts.as_of))
    option = action.option if action else None
    return Verdict(
        kind=VerdictKind.EXEMPT if is_exempt else _kind(facts, plan, action),
        as_of=facts.as_of,
        state=facts.state,
        end=facts.current_end,
        gap_from=boundary(plan.end) if plan and plan.gap_days else None,
        gap_days=(plan.gap_days or 0) if plan else 0,
        gap_days_left=cover.days_uncovered if cover else 0,
        decide_by=action.due if action and option else _decide_by(plan),
        extend_to=action.extend_to if action and option else _extend_to(plan),
        days_behind=max(0, plan.days_behind or 0) if plan else 0,
        outcome=plan.outcome if plan else None,
        stage=plan.stage if plan else None,
        is_stage_started=is_started,
        stage_due=(current.latest_finish if is_started else current.start_by) if current else None,
        successor=facts.successor,
        successor_start=facts.successor_start,
        exempt_until=exemption.until if exemption and is_exempt else None,
        exemption_reference=exemption.reference if exemption and is_exempt else None,
        interim_exemption_until=cover.exemption_until if cover else None,
        review_on=contract.term.review_on,
        is_statutory=contract.statutory is not None,
    )


def _decide_by(plan: Plan | None) -> date | None:
    """The last day to give notice of the first extension that the gap needs, if that day is still to come."""
    options = plan.gap_cover.options if plan and plan.gap_cover else ()
    return options[0].notice_by if plan and options and options[0].notice_by >= plan.as_of else None


def _extend_to(plan: Plan | None) -> date | None:
    """The end after all the extensions that the gap needs."""
    options = plan.gap_cover.options if plan and plan.gap_cover else ()
    return options[-1].to_end if options else None


def _kind(facts: ContractFacts, plan: Plan | None, action: NextAction | None) -> VerdictKind:
    if facts.state is State.DRAFT:
        return VerdictKind.NOT_STARTED
    if facts.state.is_inactive:
        return VerdictKind.CLOSED
    if facts.state is State.ENDED:
        return VerdictKind.ENDED
    if facts.current_end is None:
        return VerdictKind.NOT_STARTED if facts.state is State.NOT_STARTED else VerdictKind.OPEN_ENDED
    return _kind_by_plan(facts, plan, action)


def _kind_by_plan(facts: ContractFacts, plan: Plan | None, action: NextAction | None) -> VerdictKind:
    """The kind for a contract with an end that has not passed."""
    cover = plan.gap_cover if plan else None
    if cover and not cover.options:
        return VerdictKind.GAP if cover.options_recorded else VerdictKind.UNKNOWN
    if cover and cover.days_uncovered:
        return VerdictKind.GAP
    if action and action.kind in (ActionKind.EXTEND, ActionKind.AGREE_LATE_EXTENSION):
        return VerdictKind.EXTEND
    if plan and plan.is_behind:
        return VerdictKind.LATE
    return VerdictKind.NOT_STARTED if facts.state is State.NOT_STARTED else VerdictKind.ON_TIME
