"""A line of the pipeline: its cells in words, as one audience may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commreg.listings import plan as plans
from commreg.listings.table import Cell
from commreg.model.settings import Settings
from commreg.model.value import EstimatedValue
from commreg.model.vocabularies import ROUTE, STAGE
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.pipeline.exclusion import is_extension_intended, is_extension_next
from commreg.papers.tables import verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.decisions import StageDecision
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome, ScheduledStage
from commreg.register.redact import UNPUBLISHED
from commreg.values.dates import long_date, short_date
from commreg.values.durations import humanize_days
from commreg.wording.plan import decision_words
from commreg.wording.value import basis_words, cell_words, estimate_basis_words

ESTIMATE = "recommissioning.estimated_value"


_COMES_NEXT = {
    Outcome.NEW_CONTRACT: "A new contract",
    Outcome.LIMITED_CHOICE: "A new agreement: limited choice of provider, so negotiation rather than competition",
    Outcome.IN_HOUSE: "The council's own service",
    Outcome.CLOSING: "Nothing: the service ends",
    Outcome.SUCCESSOR: "Its successor",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in the pipeline.

    `begin` is the last day to start its procurement. `value` is in pounds, and `value_of` says if it is an estimate
    for the next contract or the value of the current one. Values that are withheld or not recorded are words.
    """

    view: ContractView
    provider: str
    comes_next: str
    begin: date | None
    start_words: str
    verdict: Cell
    value: Cell
    value_of: str
    estimate: EstimatedValue | None
    route: str
    decisions: tuple[str, ...]
    forward_plan: str

    @property
    def contract(self) -> Any:
        """The contract, as this audience can see it."""
        return self.view.contract

    @property
    def ends(self) -> date | None:
        """Its current end."""
        return self.view.facts.current_end

    @property
    def has_no_outcome(self) -> bool:
        """Whether it has ended with no outcome recorded."""
        return self.view.facts.state.has_ended


def build_line(
    view: ContractView, plan: Plan | None, slot: ScheduledStage | None, settings: Settings, titles: Mapping[str, str]
) -> Line:
    """The line of a contract; `slot` is its procurement stage that is still to do, if there is one."""
    value, value_of = _value_and_meaning(view)
    recommissioning = view.contract.recommissioning
    return Line(
        view=view,
        provider=str(view.provider_name),
        comes_next=_next_words(view, plan),
        begin=slot.start_by if slot else None,
        start_words=_start_words(view, slot),
        verdict=verdict_cell(view, settings, titles),
        value=value,
        value_of=value_of,
        estimate=recommissioning.estimated_value if recommissioning else None,
        route=_route_words(view),
        decisions=tuple(_decision_texts(view, plan, settings)),
        forward_plan=_forward_plan_words(view),
    )


def _next_words(view: ContractView, plan: Plan | None) -> str:
    if plan is None:
        return str(plans.withheld(view) or "Not known")
    words = _COMES_NEXT[plan.outcome]
    if not is_extension_intended(view):
        return words
    passed = view.facts.missed_option
    return (
        f"{words}; extension intended, but {'the last day for notice has passed' if passed else 'no extension is left'}"
    )


def _start_words(view: ContractView, slot: ScheduledStage | None) -> str:
    """When the procurement started, or how long ago it was due to; how late the plan is, the verdict says."""
    if slot is None:
        return ""
    as_of = view.facts.as_of
    if started_on := slot.started_as_of(as_of):
        return f"started {long_date(started_on)}"
    return f"{humanize_days((as_of - slot.start_by).days)} ago" if slot.start_by < as_of else ""


def _value_and_meaning(view: ContractView) -> tuple[Cell, str]:
    """The estimate for the next contract, else the value of the current one; and which of the two it is."""
    recommissioning, value = view.contract.recommissioning, view.contract.value
    if recommissioning and recommissioning.estimated_value is not None:
        estimate = recommissioning.estimated_value
        return estimate.amount, f"estimated, {estimate_basis_words(estimate)}"
    hidden = None if plans.withheld(view) else view.redaction_of(ESTIMATE)
    withheld = f"estimate {hidden}" if hidden and str(hidden) != UNPUBLISHED else ""
    if words := view.redaction_of(*VALUE_FIELDS):
        return words, "; ".join(part for part in ("current contract", withheld) if part)
    if value is None or (stated := value.stated()) is None:
        return cell_words(value), "; ".join(
            part for part in ("current contract" if value and value.parts else "", withheld) if part
        )
    meaning = f"current contract, {basis_words(value)}"
    return stated, "; ".join(part for part in (meaning, withheld) if part)


def _route_words(view: ContractView) -> str:
    recommissioning = view.contract.recommissioning
    if hidden := view.redaction_of("recommissioning.route"):
        return str(hidden)
    return ROUTE.label(recommissioning.route) if recommissioning and recommissioning.route else "not recorded"


def _decision_texts(view: ContractView, plan: Plan | None, settings: Settings) -> Iterator[str]:
    """The decisions still needed, each with the stage it ends, and whether its dates have passed.

    Who decides depends on the estimated value: if that is not shown, only the decision planned in the entry is shown.
    """
    if hidden := view.redaction_of("recommissioning.decision"):
        yield str(hidden)
    elif is_extension_next(view, plan):
        yield from _own_decision_texts(view)
    elif view.redaction_of(ESTIMATE) and any(body.threshold for body in settings.policy.decision_makers):
        own = list(_own_decision_texts(view))
        sits = any(slot.decision for slot in plan.remaining) if plan else False
        yield from own or (["not published, as it may depend on an estimated value"] if sits else [])
    else:
        for slot in plan.remaining if plan else ():
            if slot.decision:
                passed = _passed_words(slot.decision, view.facts.as_of)
                yield f"{STAGE.label(slot.stage)}: {decision_words(slot.decision)}{passed}"


def _own_decision_texts(view: ContractView) -> Iterator[str]:
    """The decision planned in the entry."""
    decision = view.contract.recommissioning.decision if view.contract.recommissioning else None
    if decision:
        on = f" on {short_date(decision.on)}" if decision.on else ""
        yield f"{decision.body}{on}{_DATE_PASSED if decision.on and decision.on < view.facts.as_of else ''}"


_DATE_PASSED = " (this date has passed)"


def _passed_words(sitting: StageDecision, as_of: date) -> str:
    if sitting.decide_by < as_of:
        return _DATE_PASSED
    return " (the last day for notice has passed)" if sitting.notice_by and sitting.notice_by < as_of else ""


def _forward_plan_words(view: ContractView) -> str:
    if hidden := view.redaction_of("recommissioning.decision.forward_plan"):
        return str(hidden)
    recommissioning = view.contract.recommissioning
    decision = recommissioning.decision if recommissioning else None
    return (decision.forward_plan if decision else None) or "none"
