"""What is to happen, or has happened, under a contract, as OCDS milestones.

A milestone is `met` where a day is recorded, and otherwise `scheduled`: OCDS has that word for progress that has not
been evaluated. `notMet` is never written, as a register that says nothing does not say that nothing was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.export.dates import next_review_date
from commreg.export.ocds.common import Part, omit_empty
from commreg.export.ocds.timestamps import end_of_day, start_of_day
from commreg.model.contract import Decision, Stage
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView

_TYPES = {"market-engagement": "engagement", "award": "approval"}


def milestones(view: ContractView, as_of: date) -> list[Part]:
    """The review, stages started or completed, results of indicators that are due, decisions taken."""
    return [*_review(view, as_of), *_stages(view, as_of), *_kpis(view), *_decisions(view)]


def _stage(view: ContractView, name: str) -> Stage | None:
    """A stage of recommissioning, as far as this audience may see it."""
    recommissioning = view.contract.recommissioning
    stages = recommissioning.stages if recommissioning else None
    return getattr(stages, name.replace("-", "_")) if stages else None


def _is_review_of_service(view: ContractView) -> bool:
    """Whether the review date is that of the stage with which recommissioning begins."""
    return next_review_date(view) is not None and view.facts.current_end is not None


def _met(stage: Stage | None, as_of: date) -> date | None:
    return stage.completed_on if stage and stage.completed_on and stage.completed_on <= as_of else None


def _review(view: ContractView, as_of: date) -> Iterator[Part]:
    """The review date, which the LGA's schema has and OCDS has no field for."""
    due = next_review_date(view)
    if due is None:
        return
    recommissioned = _is_review_of_service(view)
    met = _met(_stage(view, "review"), as_of) if recommissioned else None
    yield omit_empty(
        id="review",
        title="Review of the service, with which recommissioning begins"
        if recommissioned
        else "Review of the contract",
        type="preProcurement" if recommissioned else "assessment",
        dueDate=end_of_day(due),
        dateMet=start_of_day(met) if met else None,
        dateModified=start_of_day(as_of),
        status="met" if met else "scheduled",
    )


def _stages(view: ContractView, as_of: date) -> Iterator[Part]:
    """Those that have begun. The plan's own days are not given: they are sums of the council's, and no commitments."""
    for name in STAGE:
        stage = _stage(view, name)
        if stage is None or (name == "review" and _is_review_of_service(view)):
            continue
        met = _met(stage, as_of)
        yield omit_empty(
            id=f"stage-{name}",
            title=f"Recommissioning: {STAGE.label(name).lower()}",
            type=_TYPES.get(name, "preProcurement"),
            dateMet=start_of_day(met) if met else None,
            dateModified=start_of_day(as_of),
            status="met" if met else "scheduled",
        )


def _kpis(view: ContractView) -> Iterator[Part]:
    monitoring = view.contract.monitoring
    for number, kpi in enumerate((monitoring.kpis if monitoring else None) or (), 1):
        if kpi.due_on:
            yield omit_empty(
                id=f"kpi-{number}",
                title=f"Result: {kpi.name}",
                type="reporting",
                dueDate=end_of_day(kpi.due_on),
                status="scheduled",
            )


def _decisions(view: ContractView) -> Iterator[Part]:
    for number, decision in enumerate(view.contract.decisions or (), 1):
        yield omit_empty(
            id=f"decision-{number}",
            title=decision.what or "Decision",
            type="approval",
            description=by_whom(decision),
            dateMet=start_of_day(decision.on) if decision.on else None,
            status="met",
        )


def by_whom(decision: Decision) -> str:
    """Cabinet, reference 187/2021."""
    return f"{decision.body}, reference {decision.reference}" if decision.reference else decision.body
