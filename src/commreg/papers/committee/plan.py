"""The committee report on recommissioning: work that is due or behind plan, gaps, and a conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from commreg.listings import contract_row, recommissioning
from commreg.listings import plan as plans
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers.sort_order import by_title
from commreg.papers.tables import CONTRACT, duty_cell, verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import are_options_recorded
from commreg.planning.plan import Plan
from commreg.planning.term import State
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.values.text import agree, pluralize
from commreg.wording.plan import behind_words

Plans = Mapping[str, Plan | None]


def is_late(view: ContractView, plan: Plan | None) -> bool:
    """Whether the work on a contract is behind plan, or it has ended with no outcome recorded."""
    return view.facts.state is State.ENDED or bool(plan and (plan.days_behind or 0) > 0)


def status_sentences(
    current: Sequence[ContractView], plans_by_id: Plans, settings: Settings, as_of: date, *, estimates: bool
) -> Iterator[str]:
    """Sentences on recommissioning. `estimates` is whether this audience sees estimated values."""
    opened = sum(1 for view in current if view.facts.window_open)
    yield f"Recommissioning should have started for {pluralize(opened, 'contract')} by {long_date(as_of)}."
    ended = [view for view in current if view.facts.state is State.ENDED]
    if ended:
        yield f"Ended with no outcome recorded: {_names(ended)}."
    if exempt := [view for view in current if view.facts.state is State.EXEMPT]:
        yield f"Ended and covered by an exemption: {_names(exempt)}."
    gaps = [view for view in current if recommissioning.has_gap(view, settings)]
    if statutory := [view for view in gaps if view.contract.statutory]:
        yield f"Statutory, with a gap that nothing recorded covers: {_names(statutory)}."
    if without_duty := [view for view in gaps if not view.contract.statutory]:
        yield f"With a gap that nothing recorded covers: {_names(without_duty)}."
    unplanned = [view for view in current if plans.withheld(view)]
    if unplanned:
        count = pluralize(len(unplanned), "contract")
        yield f"Plans for the next contract are withheld for {count} and not included in these figures."
    blank = [view for view in current if not are_options_recorded(view.contract.term)]
    if blank:
        yield f"Extension options not recorded: {_names(blank)}."
    unstaged = sum(1 for view in current if plans_by_id[view.contract.id] and not recommissioning.stages_recorded(view))
    if unstaged:
        yield (
            f"No recommissioning stage is recorded for {pluralize(unstaged, 'contract')}, so the work is counted "
            "as not started."
        )
    if not estimates:
        yield ("Estimated values are not published. Dates that depend on value use the current contract value.")


def _names(views: Iterable[ContractView]) -> str:
    return "; ".join(view.contract.title for view in by_title(views))


def behind_table(
    current: Sequence[ContractView], plans_by_id: Plans, settings: Settings, titles: Mapping[str, str]
) -> Table:
    """Contracts behind plan or ended with no outcome recorded, most urgent first."""
    late_views = [view for view in current if is_late(view, plans_by_id[view.contract.id])]
    return Table(
        name="behind",
        title="Behind plan, most urgent first",
        columns=(
            CONTRACT,
            Column("ends", "Ends", "day"),
            Column("duty", "Duty", drop_priority=1),
            Column("stage", "Stage reached"),
            Column("behind", "Behind plan by"),
            Column("gap", "Gap"),
            Column("verdict", "Verdict", "prose"),
        ),
        rows=tuple(
            _row(view, plans_by_id[view.contract.id], settings, titles)
            for view in sorted(late_views, key=lambda view: recommissioning.urgency(view, settings))
        ),
    )


def _row(view: ContractView, plan: Plan | None, settings: Settings, titles: Mapping[str, str]) -> Row:
    cells = plans.cells(view, settings)
    return Row(
        {
            "title": view.contract.title,
            "ends": view.facts.current_end,
            "duty": duty_cell(view),
            "stage": cells["stage_words"] or plans.withheld(view),
            "behind": _behind_words(view, plan),
            "gap": cells["gap_words"] or plans.withheld(view),
            "verdict": verdict_cell(view, settings, titles),
        },
        contract_row.tone(view, settings),
    )


def _behind_words(view: ContractView, plan: Plan | None) -> str:
    if view.facts.state is State.ENDED:
        return f"ended {humanize_days(view.facts.days_left or 0)} ago"
    return behind_words(plan)


def conclusion_sentences(current: Sequence[ContractView], plans_by_id: Plans, settings: Settings) -> Iterator[str]:
    """The conclusion from these figures, in a few sentences."""
    count = sum(1 for view in current if is_late(view, plans_by_id[view.contract.id]))
    with_gap = [view for view in current if recommissioning.has_gap(view, settings)]
    gaps, statutory = len(with_gap), sum(1 for view in with_gap if view.contract.statutory)
    yield (
        f"Of {pluralize(len(current), 'contract')}, {count} {agree(count, 'is', 'are')} behind plan or "
        f"{agree(count, 'has', 'have')} ended with no outcome recorded; {gaps} would leave "
        "a gap that nothing recorded covers."
    )
    unplanned = sum(1 for view in current if plans.withheld(view))
    if unplanned:
        yield f"This is not known for {unplanned} of them, as plans for the next contract are withheld."
    if statutory:
        yield f"{pluralize(statutory, 'statutory service')} would have a gap that nothing recorded covers."
