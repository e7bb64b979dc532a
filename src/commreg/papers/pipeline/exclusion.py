"""Why a contract needs no procurement: no end date, a successor, an extension, or the service ends."""

from __future__ import annotations

from commreg.listings import plan as plans
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts
from commreg.values.dates import boundary, long_date
from commreg.values.durations import humanize_days


def exclusion_reason(view: ContractView, plan: Plan | None, titles: dict[str, str]) -> str:
    """Why no procurement of a contract is to start; empty if one is."""
    facts, term = view.facts, view.contract.term
    if hidden := plans.withheld(view):
        return f"Plans for the next contract are withheld: {hidden}"
    if facts.current_end is None:
        ends = f"; it ends when: {term.ends_when.rstrip('.')}" if term.ends_when else ""
        return f"No end date{ends}" + (f"; to be reviewed on {long_date(term.review_on)}" if term.review_on else "")
    if facts.successor:
        return _successor_words(view, plan, titles)
    intention = view.contract.recommissioning.intention if view.contract.recommissioning else None
    if intention == "insource":
        return f"To be brought in-house by {long_date(boundary(facts.current_end))}"
    if intention == "decommission":
        return f"The service will end on {long_date(facts.current_end)}"
    if plan is None:
        return "No lead time is set for any stage"
    if facts.renewal and is_extension_intended(view):
        by = long_date(facts.renewal.notice_by)
        return f"To renew to {long_date(facts.renewal.to_end)}, unless notice is given by {by}"
    if is_extension_next(view, plan):
        return _extension_words(facts, plan)
    if plan.remaining_stage("procurement") is None:
        left = STAGE.label(plan.stage).lower() if plan.stage else ""
        has_procurement = any(slot.stage == "procurement" for slot in plan.stages)
        done = (
            f"Procurement is complete; next stage: {left}" if left else "All stages are complete: record the successor"
        )
        return done if has_procurement else "No lead time is set for procurement"
    return ""


def _successor_words(view: ContractView, plan: Plan | None, titles: dict[str, str]) -> str:
    name, day = view.facts.successor or "", view.facts.successor_start
    starts = f", from {long_date(day)}" if day else ""
    gap = f", after a gap of {humanize_days(plan.gap_days)}" if plan and plan.gap_days else ""
    return f"Successor in place: {titles.get(name, name)}{starts}{gap}"


def is_extension_intended(view: ContractView) -> bool:
    """Whether the council intends to extend the contract."""
    recommissioning = view.contract.recommissioning
    return bool(recommissioning and recommissioning.intention == "extend")


def is_extension_next(view: ContractView, plan: Plan | None) -> bool:
    """Whether an extension is next: it is intended, and still possible."""
    if plan is None or plan.outcome not in (Outcome.NEW_CONTRACT, Outcome.LIMITED_CHOICE):
        return False
    return bool(view.facts.options) and is_extension_intended(view)


def _extension_words(facts: ContractFacts, plan: Plan) -> str:
    option, more = facts.options[0], len(facts.options) > 1
    usual = " (usual notice period)" if option.notice_by_default else ""
    words = f"Extension to {long_date(option.to_end)} intended: serve notice by {long_date(option.notice_by)}{usual}"
    last = next((slot for slot in plan.stages_if_extended if slot.stage == "procurement"), None)
    after = "If every extension is used" if more else "After that"
    return words + (f". {after}, procurement is to start by {long_date(last.latest_start)}" if last else "")
