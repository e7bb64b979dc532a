"""What to do next about a contract's end, and by when, as data; `wording.next_action` puts it into words.

In this order: a contract that has ended without a recorded outcome; a review if it has no end; a successor in place; an
extension if it covers the gap or is intended, or the notice that stops an automatic renewal; else the next stage of the
plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commreg.model.contract import Contract
from commreg.planning.extensions import Option
from commreg.planning.plan import Plan
from commreg.planning.renewals import NextRenewal
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import boundary, last_day


class ActionKind(StrEnum):
    """What is to be done."""

    RECORD_OUTCOME = "record-outcome"
    REVIEW_CONTRACT = "review-contract"
    COVER_GAP = "cover-gap"
    MOBILISE_SUCCESSOR = "mobilise-successor"
    FINISH_HANDOVER = "finish-handover"
    EXTEND = "extend"
    AGREE_LATE_EXTENSION = "agree-late-extension"  # the usual notice has passed, but the contract gives none
    DECIDE_RENEWAL = "decide-renewal"
    STOP_RENEWAL = "stop-renewal"  # it would run on beside the successor
    LET_RENEW = "let-renew"
    START_STAGE = "start-stage"
    FINISH_STAGE = "finish-stage"
    RECORD_SUCCESSOR = "record-successor"
    LET_END = "let-end"


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next thing to do, and the last day for it, if there is one.

    `days_late` counts from the due day to the as-of date; 0 if it is not late. `plan` holds the gap that follows if
    nothing is done, and what would cover it. `extend_to` is the end after all the extensions that the gap needs.
    """

    kind: ActionKind
    due: date | None = None
    days_late: int = 0
    plan: Plan | None = None
    stage: str | None = None
    option: Option | None = None
    renewal: NextRenewal | None = None
    extend_to: date | None = None
    successor: str | None = None
    successor_start: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether the last day for it has passed."""
        return self.days_late > 0


def next_action(contract: Contract, facts: ContractFacts, plan: Plan | None) -> NextAction | None:
    """What to do next about the end of a contract; None if nothing is left to do."""
    if facts.state.is_inactive:
        return None
    if facts.state is State.ENDED and facts.current_end:
        return NextAction(
            ActionKind.RECORD_OUTCOME,
            due=facts.current_end,
            days_late=(facts.as_of - facts.current_end).days,
            plan=plan,
            successor=facts.successor,
            successor_start=facts.successor_start,
        )
    if plan is None:
        if facts.current_end:
            return None
        due = contract.term.review_on
        return NextAction(ActionKind.REVIEW_CONTRACT, due, _days_late(due, facts.as_of))
    if facts.renewal and (kind := _renewal_kind(contract, facts, plan, facts.renewal)):
        due = None if kind is ActionKind.LET_RENEW else facts.renewal.notice_by
        return NextAction(
            kind,
            due,
            plan=plan,
            renewal=facts.renewal,
            successor=facts.successor,
            successor_start=facts.successor_start,
        )
    if plan.outcome is Outcome.SUCCESSOR:
        return _with_successor(facts, plan)
    option = facts.next_option
    if option and _is_extension_next(contract, facts, plan, option):
        return _extension(facts, plan, option)
    return _next_stage(facts, plan)


def _days_late(due: date | None, as_of: date) -> int:
    return max(0, (as_of - due).days) if due else 0


def _is_extension_next(contract: Contract, facts: ContractFacts, plan: Plan, option: Option) -> bool:
    """Whether to decide on the extension before the current stage: it is intended, or cannot wait for that stage."""
    if contract.recommissioning and contract.recommissioning.intention == "extend":
        return True
    if not plan.gap_cover or not plan.gap_cover.options:
        return False
    stage = plan.current_stage
    return stage is None or option.notice_by <= facts.as_of + timedelta(days=stage.days)


def _renewal_kind(contract: Contract, facts: ContractFacts, plan: Plan, renewal: NextRenewal) -> ActionKind | None:
    """What to do about the next renewal before anything else; None if it can wait for the current stage.

    With a successor it is stopped if both would run at once, and not if the successor starts later.
    """
    if facts.successor:
        starts = facts.successor_start
        if starts and starts > renewal.to_end:
            return None
        is_gap = starts is None or starts > boundary(renewal.from_end)
        return ActionKind.DECIDE_RENEWAL if is_gap else ActionKind.STOP_RENEWAL
    if contract.recommissioning and contract.recommissioning.intention == "extend":
        return None if plan.gap_days else ActionKind.LET_RENEW
    stage = plan.current_stage
    can_wait = stage is not None and renewal.notice_by > facts.as_of + timedelta(days=stage.days)
    return None if can_wait else ActionKind.DECIDE_RENEWAL


def _with_successor(facts: ContractFacts, plan: Plan) -> NextAction:
    """A gap before the successor starts comes first, by the last day to cover it; then getting it ready to start."""
    starts = plan.successor_start
    if plan.gap_days and plan.earliest_new_start:
        options = plan.gap_cover.options if plan.gap_cover else ()
        due = options[0].notice_by if options and options[0].notice_by >= facts.as_of else plan.end
        kind = ActionKind.COVER_GAP
    elif starts is None:
        due, kind = plan.end, ActionKind.MOBILISE_SUCCESSOR
    elif starts <= facts.as_of:
        due, kind = plan.end, ActionKind.FINISH_HANDOVER
    else:
        due, kind = last_day(starts), ActionKind.MOBILISE_SUCCESSOR
    return NextAction(kind, due, plan=plan, successor=facts.successor, successor_start=starts)


def _extension(facts: ContractFacts, plan: Plan, option: Option) -> NextAction:
    """Use the next extension, or all that the gap needs."""
    cover = plan.gap_cover
    extend_to = cover.options[-1].to_end if cover and cover.options else option.to_end
    notice_passed = option.notice_by < facts.as_of  # a default notice period: the contract's own was ruled out before
    return NextAction(
        ActionKind.AGREE_LATE_EXTENSION if notice_passed else ActionKind.EXTEND,
        due=facts.current_end if notice_passed else option.notice_by,
        plan=plan,
        option=option,
        extend_to=extend_to,
    )


def _next_stage(facts: ContractFacts, plan: Plan) -> NextAction:
    current = plan.current_stage
    if current is None:
        if plan.outcome in (Outcome.CLOSING, Outcome.IN_HOUSE):
            return NextAction(ActionKind.LET_END, plan=plan)
        return NextAction(ActionKind.RECORD_SUCCESSOR, plan.end, plan=plan)
    started = current.started_as_of(facts.as_of)
    due = current.latest_finish if started else current.start_by
    kind = ActionKind.FINISH_STAGE if started else ActionKind.START_STAGE
    return NextAction(kind, due, _days_late(due, facts.as_of), plan=plan, stage=current.stage)
