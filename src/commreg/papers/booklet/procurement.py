"""Booklet: how a contract was procured, and what happens at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from commreg.model.contract import Decision, Exemption, Notice, PlannedDecision, Procurement, Recommissioning, Stage
from commreg.model.settings import Settings
from commreg.model.vocabularies import INTENTION, REGIME, ROUTE, STAGE
from commreg.papers.booklet.lines import FieldLines, Line, day_text, label_of, title_of
from commreg.papers.tables import verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.values.dates import long_date
from commreg.wording.value import estimate_words


def procurement_lines(view: ContractView, views_by_id: Mapping[str, ContractView]) -> Iterator[Line]:
    """The procurement route, its dates, notices and exemption."""
    procurement, fields = view.contract.procurement or Procurement(), FieldLines(view)
    yield from fields.yield_required("Route", "procurement.route", label_of(ROUTE, procurement.route))
    yield from fields.yield_optional("Legal regime", "procurement.regime", label_of(REGIME, procurement.regime))
    yield from fields.yield_optional("Awarded on", "procurement.awarded_on", day_text(procurement.awarded_on))
    yield from fields.yield_optional("Signed on", "procurement.signed_on", day_text(procurement.signed_on))
    framework = procurement.framework
    yield from fields.yield_optional("Framework", "procurement.framework", title_of(framework, views_by_id))
    yield from fields.yield_optional("Lot", "procurement.lot", procurement.lot)
    yield from fields.yield_optional("CPV codes", "procurement.cpv", *procurement.cpv or ())
    yield from fields.yield_optional("Notices", "procurement.notices", *map(_notice_text, procurement.notices or ()))
    exempt = procurement.exemption
    yield from fields.yield_optional("Exemption", "procurement.exemption", *_exemption_texts(exempt))


def _notice_text(notice: Notice) -> str:
    reference = f" ({notice.reference})" if notice.reference else ""
    return f"{notice.name}{reference}" + (f", {long_date(notice.published_on)}" if notice.published_on else "")


def _exemption_texts(exempt: Exemption | None) -> Iterator[str]:
    if exempt:
        until = f", until {long_date(exempt.until)}" if exempt.until else ", last day not recorded"
        on = f" on {long_date(exempt.approved_on)}" if exempt.approved_on else ""  # empty if withheld
        yield f"Approved by {exempt.approved_by}{on}{until}"
        yield exempt.reason


def next_lines(view: ContractView, settings: Settings, views_by_id: Mapping[str, ContractView]) -> Iterator[Line]:
    """What is planned for the end of the contract, and what replaces it."""
    plans, fields = view.contract.recommissioning or Recommissioning(), FieldLines(view)
    titles = {name: successor.contract.title for name, successor in views_by_id.items()}
    yield Line("Verdict", (str(verdict_cell(view, settings, titles)),))
    yield from fields.yield_required("Intention", "recommissioning.intention", label_of(INTENTION, plans.intention))
    stages = (_stage_text(name, getattr(plans.stages, name.replace("-", "_"))) for name in STAGE if plans.stages)
    yield from fields.yield_optional("Stages", "recommissioning.stages", *stages)
    yield from fields.yield_optional("Planned route", "recommissioning.route", label_of(ROUTE, plans.route))
    estimate = estimate_words(plans.estimated_value) if plans.estimated_value else None
    yield from fields.yield_optional("Estimated value", "recommissioning.estimated_value", estimate)
    yield from fields.yield_optional(
        "Decision needed", "recommissioning.decision", _planned_decision_text(plans.decision)
    )
    yield from fields.yield_optional("Replaced by", "recommissioning.successor", _successor_text(view, views_by_id))
    yield from fields.yield_optional("Replaced", "supersedes", title_of(view.contract.supersedes, views_by_id))


def _stage_text(name: str, stage: Stage | None) -> str | None:
    """When a stage was started or completed; None if neither is recorded."""
    if stage and stage.completed_on:
        return f"{STAGE.label(name)}: completed on {long_date(stage.completed_on)}"
    return f"{STAGE.label(name)}: started on {long_date(stage.started_on)}" if stage and stage.started_on else None


def _planned_decision_text(decision: PlannedDecision | None) -> str | None:
    if decision is None:
        return None
    details = [
        decision.body,
        f"planned for {long_date(decision.on)}" if decision.on else "date not recorded",
        "key decision" if decision.key_decision else "",
        f"forward plan {decision.forward_plan}" if decision.forward_plan else "",
    ]
    return ", ".join(filter(None, details))


def _successor_text(view: ContractView, views_by_id: Mapping[str, ContractView]) -> str | None:
    """The contract that replaces this one; None if only a field withheld from that contract links the two."""
    name, own = view.facts.successor, view.contract.recommissioning
    if (
        name
        and name in views_by_id
        and views_by_id[name].redaction_of("supersedes")
        and not (own and own.successor == name)
    ):
        return None
    starts = view.facts.successor_start
    return f"{title_of(name, views_by_id)}" + (f", from {long_date(starts)}" if starts else "") if name else None


def decision_lines(view: ContractView) -> Iterator[Line]:
    """Decisions made, including decisions to extend, latest first; those without a recorded day come last."""
    if view.redaction_of("decisions"):
        yield from FieldLines(view).yield_optional("Decisions", "decisions")
    decisions = [*(view.contract.decisions or ()), *(e.decision for e in view.contract.term.extensions or ())]
    for decision in sorted((d for d in decisions if d), key=lambda d: (d.on or date.min, d.body), reverse=True):
        yield Line(day_text(decision.on) or "Day not recorded", (_decision_text(decision),))


def _decision_text(decision: Decision) -> str:
    notes = [
        decision.reference or "",
        "key decision" if decision.key_decision else "",
        f"forward plan {decision.forward_plan}" if decision.forward_plan else "",
    ]
    aside = f" ({', '.join(filter(None, notes))})" if any(notes) else ""
    what = decision.what.rstrip(".") if decision.what else "decision not recorded"
    return f"{decision.body}: {what}{aside}"
