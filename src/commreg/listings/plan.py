"""The recommissioning plan for people: the cells that listings take from it, and the tables of `show ID --plan`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from commreg.listings.contract_row import data_column
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import PLAN_INPUT_FIELDS, ContractView
from commreg.planning.decisions import StageDecision
from commreg.planning.derived import derived_fields, derived_values
from commreg.planning.next_action import NextAction, closing_words, next_action
from commreg.planning.plan import Plan
from commreg.planning.recommissioning_status import RecommissioningStatus, recommissioning_status
from commreg.planning.stages import Outcome, ScheduledStage
from commreg.values.dates import boundary, long_date, short_date
from commreg.values.durations import humanize_days
from commreg.values.redacted import Redacted
from commreg.values.text import pluralize

_FIELDS = {field.name: field for field in derived_fields(RecommissioningStatus)}
# What programs may rely on, after the columns that every listing has.
DATA = tuple(
    data_column(_FIELDS[name])
    for name in (
        *("stage", "days_behind", "earliest_new_start", "gap_days", "closes_gap", "next_action", "next_by"),
        *("closes_gap_with", "gap_days_left_open", "plan_begins", "pace", "lead_times_cut_to", "leads_to"),
    )
)


def withheld(record: ContractView) -> Redacted | None:
    """The words in place of a plan, where something that it rests on is withheld."""
    return record.redaction_of(*PLAN_INPUT_FIELDS)


def of(record: ContractView, settings: Settings) -> Plan | None:
    """The plan of a contract, as an audience may see it; None where there is none, or what it rests on is withheld."""
    return record.plan(settings.policy)


def cells(record: ContractView, settings: Settings) -> dict[str, Cell]:
    """What a listing shows of a plan; the words that people read beside the figures."""
    found = of(record, settings)
    todo = next_action(record.contract, record.facts, found)
    return {
        **derived_values(RecommissioningStatus, recommissioning_status(record.contract, record.facts, found)),
        "behind": behind_words(found),
        "stage_words": stage_words(found),
        "gap_words": gap_words(found),
        "next": todo.sentence() if todo else "",
    }


def behind_words(found: Plan | None) -> str:
    """'11 weeks' behind, or 'on time'."""
    if found is None or found.days_behind is None:
        return ""
    return humanize_days(found.days_behind) if found.days_behind > 0 else "on time"


def stage_words(found: Plan | None) -> str:
    """The stage reached, and whether work on it has begun."""
    if found is None:
        return ""
    if found.outcome is Outcome.SUCCESSOR:
        return "successor in place" if found.successor_start else "successor named"
    slot = found.current_stage
    if slot is None:
        return "all done"
    return slot.stage.replace("-", " ") + ("" if slot.started_as_of(found.as_of) else ", not begun")


def gap_words(found: Plan | None) -> str:
    """How long there would be no contract."""
    if found is None or found.gap_days is None:
        return ""
    return humanize_days(found.gap_days) if found.gap_days else "none"


def tables(record: ContractView, settings: Settings, *, sums: bool) -> tuple[Table, ...]:
    """`show --plan`: how the work stands, and every stage with its latest days."""
    found = of(record, settings)
    todo = next_action(record.contract, record.facts, found)
    return (
        _standing(record, found, todo),
        *([stages(found)] if found else []),
        *([_sums(found)] if found and sums else []),
    )


def data(record: ContractView, settings: Settings) -> tuple[Table, ...]:
    """For programs: how the work stands in one row, and every stage."""
    found = of(record, settings)
    standing = Table(name="standing", columns=DATA, rows=(Row(cells(record, settings)),))
    return (standing, stages(found)) if found else (standing,)


def _standing(record: ContractView, found: Plan | None, todo: NextAction | None) -> Table:
    lines = list(_standing_lines(found)) if found else [("Plan", _why_none(record))]
    if todo:
        lines.append(("Next", todo.sentence()))
    return Table(
        name="standing",
        title="Recommissioning",
        columns=(Column("field", "Field"), Column("value", "Value", kind="prose")),
        rows=tuple(Row({"field": field, "value": value}) for field, value in lines),
    )


def _why_none(record: ContractView) -> str:
    hidden = record.redaction_of("recommissioning")
    if hidden:
        return str(hidden)
    if record.facts.state.is_inactive:
        return f"none: the contract is {record.facts.state}"
    return "none: it has no end date" if record.facts.current_end is None else "none: no stage has a lead time"


def _standing_lines(found: Plan) -> Iterator[tuple[str, str]]:
    yield "Leads to", str(found.outcome)
    yield "Lead times", _pace_words(found)
    yield "Stage reached", stage_words(found)
    if found.days_behind is not None:
        behind = found.days_behind
        yield (
            "Behind",
            pluralize(behind, "day")
            if behind > 0
            else (f"on time, with {pluralize(-behind, 'day')} in hand" if behind else "on time, with no day in hand"),
        )
    if found.earliest_new_start:
        what = "Successor starts" if found.successor_start else "Earliest new start"
        yield what, long_date(found.earliest_new_start)
    if found.gap_days is not None:
        span = f", from {long_date(boundary(found.end))}" if found.gap_days else ""
        yield "Gap", (pluralize(found.gap_days, "day") if found.gap_days else "none") + span
    if closing := closing_words(found):
        yield "Closing it", closing


def _pace_words(found: Plan) -> str:
    total = pluralize(sum(slot.days for slot in found.stages), "day")
    cut = (
        f"; cut to {found.compressed_percent}% to fit between the window's opening and the end"
        if found.compressed_percent is not None
        else ""
    )
    return f"{found.timetable}, {total} in all{cut}"


def stages(found: Plan) -> Table:
    """Every stage with the latest days for it: from the current end and, beside them, from the final end."""
    final = {slot.stage: slot for slot in found.stages_if_extended}
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
        rows=tuple(Row(_stage_cells(slot, final.get(slot.stage), found)) for slot in found.stages),
    )


def _stage_cells(slot: ScheduledStage, final: ScheduledStage | None, found: Plan) -> dict[str, Cell]:
    return {
        "stage": slot.stage,
        "stage_name": STAGE.label(slot.stage),
        "latest_start": slot.latest_start,
        "latest_finish": slot.latest_finish,
        "recorded": _recorded(slot, found),
        "decision": sitting_words(slot.decision) if slot.decision else "",
        "final_latest_start": final.latest_start if final else None,
        "final_latest_finish": final.latest_finish if final else None,
        "started_on": slot.started_on,
        "completed_on": slot.completed_on,
        "days": slot.days,
        "decide_by": slot.decision.decide_by if slot.decision else None,
        "notice_by": slot.decision.notice_by if slot.decision else None,
    }


def _recorded(slot: ScheduledStage, found: Plan) -> str:
    if done := slot.completed_as_of(found.as_of):
        return f"done {short_date(done)}"
    if begun := slot.started_as_of(found.as_of):
        return f"begun {short_date(begun)}"
    if slot not in found.remaining:
        return "passed over"
    return "to begin" if slot.stage == found.stage else ""


def sitting_words(sitting: StageDecision) -> str:
    """'Cabinet by 15 Mar 2022, notice by 14 Feb 2022'."""
    when = "on" if sitting.planned_on else "meets" if sitting.meeting else "by"
    words = f"{sitting.decision_maker} {when} {short_date(sitting.decide_by)}"
    return words + (f", notice by {short_date(sitting.notice_by)}" if sitting.notice_by else "")


def _sums(found: Plan) -> Table:
    return Table(
        name="plan_sums",
        title="How each was reckoned",
        columns=(Column("name", "What"), Column("day", "Day", "day"), Column("how", "How", kind="prose")),
        rows=tuple(Row({"name": name, "day": day, "how": how}) for name, day, how in explain(found)),
    )


def explain(found: Plan) -> Iterator[tuple[str, date, str]]:
    """Each date of the plan: its name, the day, and the sum in words."""
    end = long_date(boundary(found.end))
    for slot in found.stages:
        months, days = slot.lead_time_to_end
        back = " and ".join([pluralize(months, "month")] * bool(months) + [pluralize(days, "day")] * bool(days))
        how = f"{end}, the day after the end, less {back or 'nothing'} for it and the stages after it"
        if found.compressed_percent is not None:
            how += f", cut to {_room(found)}"
        yield f"{STAGE.label(slot.stage)}: start", slot.latest_start, how
        if slot.decision:
            yield from _sitting_sums(slot.decision)
    if found.current_stage and found.days_behind is not None and not found.successor_start:
        done = found.current_stage.latest_finish + timedelta(days=found.days_behind)
        yield f"{STAGE.label(found.current_stage.stage)}: done", done, _behind_sum(found, found.current_stage)
    if found.successor_start:
        yield "Successor starts", found.successor_start, "as its own entry says"
    elif found.earliest_new_start:
        yield "Earliest new start", found.earliest_new_start, _forward_sum(found)


def _room(found: Plan) -> str:
    """'365 days of 547': the proportion that all lead times were cut in."""
    room = (boundary(found.end) - found.stages[0].latest_start).days
    return f"{pluralize(room, 'day')} of {sum(slot.days for slot in found.stages):,}"


def _sitting_sums(sitting: StageDecision) -> Iterator[tuple[str, date, str]]:
    if sitting.planned_on:
        how = "as planned in the entry (recommissioning.decision.on)"
    elif sitting.meeting:
        how = f"its last meeting on or before {long_date(sitting.latest_finish)}, the stage's latest finish"
    else:
        how = "the stage's latest finish; no meeting is listed so far ahead" if sitting.meetings else (
            "the stage's latest finish; the settings list no meetings"
        )  # fmt: skip
    yield f"{sitting.decision_maker} decides", sitting.decide_by, how
    if sitting.notice_by:
        yield "Notice of that decision", sitting.notice_by, f"{sitting.clear_days} clear days before it"


def _behind_sum(found: Plan, slot: ScheduledStage) -> str:
    begun = slot.started_as_of(found.as_of)
    since = f"begun on {long_date(begun)}" if begun else f"if it is begun on {long_date(found.as_of)}"
    behind = found.days_behind or 0
    side = f"{pluralize(abs(behind), 'day')} {'after' if behind > 0 else 'before'}" if behind else "the same day as"
    latest = f"its latest finish, {long_date(slot.latest_finish)}"
    return f"{since} and takes {pluralize(slot.days_in_plan, 'day')}, as the plan has it: {side} {latest}"


def _forward_sum(found: Plan) -> str:
    parts = [f"{STAGE.label(slot.stage).lower()} {slot.days}" for slot in found.remaining]
    begun = found.current_stage.started_as_of(found.as_of) if found.current_stage else None
    since = f"; {STAGE.label(found.stage or '').lower()} began on {long_date(begun)}" if begun else ""
    waits = "; decisions wait for a meeting and its notice" if any(slot.decision for slot in found.remaining) else ""
    return f"{long_date(found.as_of)} and the days of the stages left: {', '.join(parts)}{since}{waits}"
