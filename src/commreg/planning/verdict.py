"""The verdict on a contract: the one thing that every output says about its end, as data.

Derived from the dates and the plan by one pure function; `wording.verdict` has the sentences. In order of urgency the
kinds are ended, exempt, gap, unknown, extend, late, on time, then those with nothing to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commreg.model.contract import Contract
from commreg.planning.derived import derived
from commreg.planning.extensions import Option
from commreg.planning.next_action import ActionKind, NextAction, next_action
from commreg.planning.plan import PLAN_INPUT_FIELDS as INPUTS
from commreg.planning.plan import Plan
from commreg.planning.renewals import NextRenewal
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts, State


class VerdictKind(StrEnum):
    """What is to be said about the end of a contract."""

    ENDED = "ended"  # no outcome is recorded
    EXEMPT = "exempt"  # ended, but a recorded exemption covers the time since
    GAP = "gap"  # some days would have no contract even if every recorded extension is used
    UNKNOWN = "unknown"  # there would be a gap, and it is not recorded whether the contract can be extended
    EXTEND = "extend"  # an extension, or an automatic renewal, is to be decided on now
    LATE = "late"  # behind plan; an extension, if one is needed, would cover the gap
    ON_TIME = "on-time"
    NOT_STARTED = "not-started"
    OPEN_ENDED = "open-ended"
    CLOSED = "closed"


_TO_DECIDE = frozenset(
    (
        ActionKind.EXTEND,
        ActionKind.AGREE_LATE_EXTENSION,
        ActionKind.DECIDE_RENEWAL,
        ActionKind.STOP_RENEWAL,
    )
)
# The order in which contracts are listed: the most urgent first.
ORDER = tuple(VerdictKind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one contract on `as_of`. All days are inclusive; a field that does not apply is None or 0.

    `gap_days_left` are the days without a contract that remain if the extensions and an interim exemption are used.
    `options` are the extensions that the gap needs or, if one is intended, the next, and `extend_to` is the end after
    them; `renewal` is the automatic renewal that follows unless notice is given. `beside_from` is the first day that
    the last option, or the renewal, would run on beside the successor. `missed_option` is an
    extension whose own last day for notice has passed. `exempt_until` is the end of a recorded exemption, and
    `interim_exemption_until` that of one the council's rules would allow. `stage_due` is the last day to start the
    current stage, or to finish it if it has started.
    """

    kind: VerdictKind = field(
        metadata=derived("text", f"Verdict on the end of the contract: {', '.join(VerdictKind)}.", INPUTS, "verdict")
    )
    as_of: date
    state: State
    end: date | None = None
    decide_by: date | None = field(
        default=None,
        metadata=derived(
            "day",
            "The last day to decide on the extension that is needed or intended, or on the renewal that follows.",
            INPUTS,
        ),
    )
    gap_from: date | None = field(
        default=None, metadata=derived("day", "The first day with no contract, if nothing is done.", INPUTS)
    )
    gap_days: int | None = field(
        default=None,
        metadata=derived("number", "Days with no contract, if nothing is done; 0 if there is no gap.", INPUTS),
    )
    gap_days_left: int = 0
    options: tuple[Option, ...] = ()
    renewal: NextRenewal | None = None
    is_renewal_intended: bool = False
    beside_from: date | None = None
    missed_option: Option | None = None
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
    def extend_to(self) -> date | None:
        """The end after the extensions that the gap needs, or after the next."""
        return self.options[-1].to_end if self.options else None

    @property
    def act_by(self) -> date | None:
        """The last day to decide on the extension, or to start or finish the stage if on time; else the end.

        `as_of` if the contract has ended with no outcome recorded or is late: the day for it has passed.
        """
        if self.kind in (VerdictKind.ENDED, VerdictKind.LATE):
            return self.as_of
        if self.kind is VerdictKind.ON_TIME:
            return (None if self.successor else self.stage_due) or self.end
        return self.exempt_until if self.kind is VerdictKind.EXEMPT else self.decide_by or self.end

    @property
    def sort_key(self) -> tuple[int, bool, date, int, date]:
        """By kind; gaps statutory first, then by their first day; extensions by the day to decide; late by days."""
        days = {VerdictKind.GAP: self.gap_from, VerdictKind.EXTEND: self.decide_by}
        return (
            ORDER.index(self.kind),
            self.kind is VerdictKind.GAP and not self.is_statutory,
            days.get(self.kind) or date.max,
            -self.days_behind,
            self.end or date.max,
        )


def verdict(contract: Contract, facts: ContractFacts, plan: Plan | None) -> Verdict:
    """The verdict on a contract. `plan` is its recommissioning plan, if it has one."""
    action = next_action(contract, facts, plan)
    exemption = contract.procurement.exemption if contract.procurement and facts.exempt_until else None
    cover = plan.gap_cover if plan else None
    current = plan.current_stage if plan else None
    is_started = bool(current and current.started_as_of(facts.as_of))
    options = cover.options if cover and cover.options else (action.option,) if action and action.option else ()
    return Verdict(
        kind=_kind(facts, plan, action),
        as_of=facts.as_of,
        state=facts.state,
        end=facts.current_end,
        decide_by=_decide_by(facts, options),
        gap_from=plan.gap_from if plan else None,
        gap_days=plan.gap_days if plan else None,
        gap_days_left=cover.days_uncovered if cover else 0,
        options=options,
        renewal=None if facts.state.is_inactive else facts.renewal,
        is_renewal_intended=bool(action and action.kind is ActionKind.LET_RENEW),
        beside_from=facts.beside_successor_from(options[-1].to_end if options else facts.renews_to),
        missed_option=cover.missed_option if cover else None,
        days_behind=max(0, plan.days_behind or 0) if plan else 0,
        outcome=plan.outcome if plan else None,
        stage=plan.stage if plan else None,
        is_stage_started=is_started,
        stage_due=(current.latest_finish if is_started else current.start_by) if current else None,
        successor=facts.successor,
        successor_start=facts.successor_start,
        exempt_until=facts.exempt_until,
        exemption_reference=exemption.reference if exemption else None,
        interim_exemption_until=cover.exemption_until if cover else None,
        review_on=contract.term.review_on,
        is_statutory=contract.statutory is not None,
    )


def _decide_by(facts: ContractFacts, options: tuple[Option, ...]) -> date | None:
    """The last day to give notice: of the first option, or that it is not to renew.

    The end itself if only the usual notice of the option has passed.
    """
    if not options:
        return None if facts.state.is_inactive else facts.renewal_notice_by
    return options[0].notice_by if options[0].notice_by >= facts.as_of else facts.current_end


def _kind(facts: ContractFacts, plan: Plan | None, action: NextAction | None) -> VerdictKind:
    if facts.state is State.DRAFT:
        return VerdictKind.NOT_STARTED
    if facts.state.is_inactive:
        return VerdictKind.CLOSED
    if facts.state.has_ended:
        return VerdictKind.EXEMPT if facts.state is State.EXEMPT else VerdictKind.ENDED
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
    if cover and action and action.kind is ActionKind.COVER_GAP:
        return VerdictKind.EXTEND
    if action and action.kind in _TO_DECIDE:
        return VerdictKind.EXTEND
    if action and action.kind is ActionKind.LET_RENEW:
        return VerdictKind.ON_TIME
    if plan and plan.is_behind:
        return VerdictKind.LATE
    return VerdictKind.NOT_STARTED if facts.state is State.NOT_STARTED else VerdictKind.ON_TIME
