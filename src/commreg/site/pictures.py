"""The pictures of the site as plain numbers, in per cent of their width; templates draw them beside the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.listings import plan as plans
from commreg.listings.table import Cell
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.plan import Plan
from commreg.planning.stages import ScheduledStage
from commreg.planning.timeline import Span, SpanKind, spans
from commreg.values.dates import add_months, boundary, last_day
from commreg.values.geometry import TimeScale

_MONTHS_BEFORE = 1  # of an axis before the first day that matters
_MONTHS_AFTER = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A stretch of days in a picture; `kind` says how it is drawn."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """The years above a picture, its quarters, and the as-of date; `until` is its last day."""

    start: date
    until: date
    years: tuple[tuple[float, int], ...]
    quarters: tuple[float, ...]
    today: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a picture: stretches of days, and the last days for notice."""

    shapes: tuple[Shape, ...]
    notices: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan of a contract: its bar, and its days in words or dates. `late`: it should have started."""

    name: str
    bar: Bar
    first: date
    last: date
    late: bool = False
    recorded: Cell = ""
    decision: Cell = ""


def timeline_scale(as_of: date, horizon: date) -> TimeScale:
    """The days of a timeline, from the month before the as-of date."""
    return TimeScale(add_months(as_of, -_MONTHS_BEFORE).replace(day=1), horizon)


def axis(scale: TimeScale, as_of: date) -> Axis:
    """The axis of a picture."""
    ticks = list(scale.ticks())
    years = tuple((tick.x, tick.year) for tick in ticks if tick.year)
    return Axis(scale.start, scale.end, years, tuple(tick.x for tick in ticks if not tick.year), scale.place(as_of))


def contract_bar(view: ContractView, settings: Settings, scale: TimeScale) -> Bar:
    """The term of a contract, what can be added to it, the gap after it, and the last day to give notice."""
    notice_by = view.facts.notice_by or view.facts.renewal_notice_by
    return Bar(
        tuple(_shapes(spans(view.facts, view.verdict(settings.policy)), scale)),
        (scale.place(notice_by),) if notice_by and scale.stretch(notice_by, notice_by) else (),
    )


def _shapes(days: Iterator[Span] | Sequence[Span], scale: TimeScale) -> Iterator[Shape]:
    for span in days:
        if stretch := scale.stretch(span.first, span.last):
            yield Shape(span.kind.value, stretch.x, stretch.width)


def plan_scale(view: ContractView, plan: Plan) -> TimeScale:
    """The days of the plan of a contract: from its first stage to the last day that something covers or leaves open."""
    first = min(plan.stages[0].latest_start, plan.as_of)
    last = max(plan.covered_to, view.facts.final_end or plan.end, plan.earliest_new_start or plan.end)
    start = add_months(first, -_MONTHS_BEFORE).replace(day=1)
    return TimeScale(start, last_day(add_months(last, _MONTHS_AFTER).replace(day=1)))


def plan_rows(view: ContractView, plan: Plan, settings: Settings, scale: TimeScale) -> Iterator[PlanRow]:
    """The contract and its extension, each stage at its latest days, and the gap if work starts now."""
    notices = contract_bar(view, settings, scale).notices
    verdict = view.verdict(settings.policy)
    for span in spans(view.facts, verdict):
        if span.kind in (SpanKind.TERM, SpanKind.EXTENSION, SpanKind.EXEMPTION):
            bar = Bar(tuple(_shapes([span], scale)), notices if span.kind is SpanKind.EXTENSION else ())
            renews = view.facts.renewal and span.kind is SpanKind.EXTENSION
            name = "Renews unless notice is given" if renews else _SPAN_NAMES[span.kind]
            yield PlanRow(name, bar, span.first, span.last)
    cells = {row.cells["stage"]: row.cells for row in plans.stages(plan).rows}
    for scheduled in plan.stages:
        late = is_stage_late(scheduled, plan)
        stretch = scale.stretch(scheduled.latest_start, max(scheduled.latest_start, scheduled.latest_finish))
        kind = "late" if late else "stage"
        yield PlanRow(
            str(cells[scheduled.stage]["stage_name"]),
            Bar((Shape(kind, stretch.x, stretch.width),) if stretch else ()),
            scheduled.latest_start,
            scheduled.latest_finish,
            late,
            cells[scheduled.stage]["recorded"],
            cells[scheduled.stage]["decision"],
        )
    if plan.gap_days and plan.gap_from:
        last = plan.gap_from + timedelta(days=plan.gap_days - 1)
        bar = Bar(tuple(_shapes([Span(SpanKind.GAP, plan.gap_from, last)], scale)))
        yield PlanRow("No contract, if nothing is done", bar, plan.gap_from, last)


_SPAN_NAMES = {
    SpanKind.TERM: "This contract",
    SpanKind.EXTENSION: "Can be extended",
    SpanKind.EXEMPTION: "Covered by an exemption",
}


def is_stage_late(scheduled: ScheduledStage, plan: Plan) -> bool:
    """Whether a stage that is still to do should have started, or if it has started should be finished."""
    if scheduled not in plan.remaining:
        return False
    started = scheduled.started_as_of(plan.as_of)
    return boundary(scheduled.latest_finish if started else scheduled.start_by) <= plan.as_of
