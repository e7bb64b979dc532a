"""The recommissioning plan for people: the cells that listings take from it, and the tables of `show ID --plan`."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.listings.contract_row import data_column, verdict_cells
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived_fields, derived_values
from commreg.planning.next_action import NextAction, next_action
from commreg.planning.plan import PLAN_INPUT_FIELDS, Plan
from commreg.planning.stages import ScheduledStage
from commreg.planning.verdict import Verdict
from commreg.values.dates import long_date, short_date
from commreg.values.redacted import Redacted
from commreg.values.text import pluralize
from commreg.wording.dates import explained_plan
from commreg.wording.next_action import action_text, gap_cover_sentence
from commreg.wording.plan import (
    UNCLEAR_VALUE,
    behind_words,
    decision_words,
    gap_words,
    outcome_words,
    stage_words,
    timetable_words,
)
from commreg.wording.recommissioning_status import RecommissioningStatus, recommissioning_status
from commreg.wording.verdict import VerdictText

_FIELDS = {field.name: field for field in derived_fields(RecommissioningStatus)}
# What programs may rely on, after the columns that every listing has.
DATA = tuple(
    data_column(_FIELDS[name])
    for name in (
        *("stage", "days_behind", "earliest_new_start", "closes_gap", "next_action", "next_by"),
        *("closes_gap_with", "gap_days_left_open", "plan_begins", "timetable", "lead_times_percent", "planned_outcome"),
    )
)
_VERDICT = tuple(data_column(field) for field in (*derived_fields(Verdict), *derived_fields(VerdictText)))


def withheld(view: ContractView) -> Redacted | None:
    """The words in place of a plan, where something that it rests on is withheld."""
    return view.redaction_of(*PLAN_INPUT_FIELDS)


def of(view: ContractView, settings: Settings) -> Plan | None:
    """The plan of a contract, as an audience may see it; None if there is none or its inputs are withheld."""
    return view.plan(settings.policy)


def cells(view: ContractView, settings: Settings) -> dict[str, Cell]:
    """The cells of a plan in a listing: the figures, and the words for people."""
    plan = of(view, settings)
    return {
        **derived_values(RecommissioningStatus, recommissioning_status(view.contract, view.facts, plan)),
        **verdict_cells(view, settings),
        "behind": behind_words(plan),
        "stage_words": stage_words(plan),
        "gap_words": gap_words(plan),
    }


def tables(view: ContractView, settings: Settings, *, explain: bool) -> tuple[Table, ...]:
    """`show --plan`: the status of the work, and every stage with its latest dates."""
    plan = of(view, settings)
    action = next_action(view.contract, view.facts, plan)
    return (
        _status_table(view, plan, action),
        *([stages(plan)] if plan else []),
        *([_explanations(plan)] if plan and explain else []),
    )


def data(view: ContractView, settings: Settings) -> tuple[Table, ...]:
    """For programs: the status of the work in one row, and every stage."""
    plan = of(view, settings)
    status = Table(name="status", columns=(*DATA, *_VERDICT), rows=(Row(cells(view, settings)),))
    return (status, stages(plan)) if plan else (status,)


def _status_table(view: ContractView, plan: Plan | None, action: NextAction | None) -> Table:
    lines = list(_status_lines(plan)) if plan else [("Plan", _why_none(view))]
    if action:
        lines.append(("Next step", action_text(action).sentence))
    return Table(
        name="status",
        title="Recommissioning",
        columns=(Column("field", "Field"), Column("value", "Value", kind="prose")),
        rows=tuple(Row({"field": field, "value": value}) for field, value in lines),
    )


def _why_none(view: ContractView) -> str:
    hidden = view.redaction_of("recommissioning")
    if hidden:
        return str(hidden)
    if view.facts.state.is_inactive:
        return f"none: the contract is {view.facts.state}"
    return "none: it has no end date" if view.facts.current_end is None else "none: no stage has a lead time"


def _status_lines(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "Outcome", outcome_words(plan)
    yield "Lead times", timetable_words(plan)
    if plan.is_value_unclear:
        yield "Value", UNCLEAR_VALUE
    yield "Stage reached", stage_words(plan)
    if plan.days_behind is not None:
        behind = plan.days_behind
        yield (
            "Behind plan by" if behind > 0 else "Progress",
            pluralize(behind, "day")
            if behind > 0
            else (f"on time, with {pluralize(-behind, 'day')} in hand" if behind else "on time, with no days in hand"),
        )
    if plan.earliest_new_start:
        what = "Successor starts" if plan.successor_start else "Earliest new start"
        yield what, long_date(plan.earliest_new_start)
    if plan.gap_days is not None:
        span = f", from {long_date(plan.gap_from)}" if plan.gap_from else ""
        yield "Gap", (pluralize(plan.gap_days, "day") if plan.gap_days else "none") + span
    if cover := gap_cover_sentence(plan):
        yield "To cover the gap", cover


def stages(plan: Plan) -> Table:
    """Every stage with the latest dates for it: from the current end and, beside them, from the final end."""
    final = {slot.stage: slot for slot in plan.stages_if_extended}
    return Table(
        name="plan",
        title="Stages, worked back from the end",
        columns=(
            Column("stage", data=True),
            Column("stage_name", "Stage", data=False),
            Column("latest_start", "Latest start", "day"),
            Column("latest_finish", "Latest finish", "day"),
            Column("recorded", "Recorded", drop_priority=1),
            Column("decision", "Decision", drop_priority=3),
            Column("final_latest_start", "If extended: start", "day", drop_priority=4),
            Column("final_latest_finish", "If extended: finish", "day", drop_priority=5),
            Column("started_on", kind="day"),
            Column("completed_on", kind="day"),
            Column("days", kind="number"),
            Column("decide_by", kind="day"),
            Column("notice_by", kind="day"),
        ),
        rows=tuple(Row(_stage_cells(slot, final.get(slot.stage), plan)) for slot in plan.stages),
    )


def _stage_cells(slot: ScheduledStage, final: ScheduledStage | None, plan: Plan) -> dict[str, Cell]:
    return {
        "stage": slot.stage,
        "stage_name": STAGE.label(slot.stage),
        "latest_start": slot.latest_start,
        "latest_finish": slot.latest_finish,
        "recorded": _recorded(slot, plan),
        "decision": decision_words(slot.decision) if slot.decision else "",
        "final_latest_start": final.latest_start if final else None,
        "final_latest_finish": final.latest_finish if final else None,
        "started_on": slot.started_on,
        "completed_on": slot.completed_on,
        "days": slot.days,
        "decide_by": slot.decision.decide_by if slot.decision else None,
        "notice_by": slot.decision.notice_by if slot.decision else None,
    }


def _recorded(slot: ScheduledStage, plan: Plan) -> str:
    if done := slot.completed_as_of(plan.as_of):
        return f"done {short_date(done)}"
    if started := slot.started_as_of(plan.as_of):
        return f"started {short_date(started)}"
    if slot not in plan.remaining:
        return "skipped"
    return "to start" if slot.stage == plan.stage else ""


def _explanations(plan: Plan) -> Table:
    return Table(
        name="plan_sums",
        title="How each date was worked out",
        columns=(Column("name", "What"), Column("day", "Day", "day"), Column("how", "How", kind="prose")),
        rows=tuple(Row({"name": date.name, "day": date.day, "how": date.explanation}) for date in explained_plan(plan)),
    )
