"""`recommissioning`: what is most urgent, how far behind its plan it is, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from commreg.listings import contract_row
from commreg.listings import plan as plans
from commreg.listings.table import Column, Group, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.planning.verdict import VerdictKind
from commreg.values.dates import long_date
from commreg.values.money import ZERO
from commreg.values.text import agree, pluralize
from commreg.wording.verdict import decisions_sentence

COLUMNS = contract_row.columns(
    contract_row.MARK_COLUMN,
    Column("act_by_words", "Act by", data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("duty", "Duty", drop_priority=1, data=False),
    Column("current_end", "Ends", "day"),
    Column("behind", "Behind by", drop_priority=3, data=False),
    Column("stage_words", "Stage", drop_priority=7, data=False),
    Column("provider", "Provider", shrinkable=True, min_width=14, drop_priority=6),
    contract_row.ID_COLUMN,
    contract_row.VERDICT_COLUMN,
    *plans.DATA,
)
GROUPS = ("verdict", "service-area", "owner")
NO_END = "No contract has an end to recommission for."


def pick(
    views: Sequence[ContractView], settings: Settings, *, opens_by: date | None = None, stages: Sequence[str] = ()
) -> tuple[ContractView, ...]:
    """Every contract with an end still to be dealt with, most urgent first; windows not yet open come last.

    `opens_by` leaves out the windows that open after that day; `stages` keeps only those at one of these stages.
    """
    selected = [
        view
        for view in views
        if view.facts.window_opens
        and not view.facts.state.is_inactive
        and (opens_by is None or view.facts.window_opens <= opens_by)
    ]
    if stages:
        selected = [view for view in selected if (plan := plans.of(view, settings)) and plan.stage in stages]
    return tuple(sorted(selected, key=lambda view: urgency(view, settings)))


def urgency(view: ContractView, settings: Settings) -> tuple[object, ...]:
    """By verdict, most urgent first; then end, duty, annual value, id. A verdict that is withheld comes last."""
    verdict = view.verdict(settings.policy)
    return (
        verdict is None,
        verdict.sort_key if verdict else (),
        view.facts.current_end or date.max,
        view.contract.statutory is None,
        -(view.stated_value.annual_value or ZERO),
        view.contract.id,
    )


def has_gap(view: ContractView, settings: Settings) -> bool:
    """Whether nothing recorded covers the time after its end."""
    verdict = view.verdict(settings.policy)
    return verdict is not None and verdict.kind is VerdictKind.GAP


def nothing(opens_by: date | None = None, stages: Sequence[str] = ()) -> str:
    """The sentence for an empty list, by what it was limited to."""
    if stages:
        names = ", ".join(stage.replace("-", " ") for stage in STAGE if stage in stages)
        which = "this stage" if len(set(stages)) == 1 else "any of these stages"
        return f"No contract is at {which}: {names}."
    if opens_by:
        return f"No recommissioning window is open by {long_date(opens_by)}."
    return NO_END


def table(picked: Sequence[ContractView], settings: Settings, by: str = "", empty: str = NO_END) -> Table:
    """The picked contracts as rows, in groups if `by` is one of GROUPS; `empty` is the sentence if there are none.

    The group with the most urgent contract comes first, and in each the contracts in order of urgency.
    """
    groups: dict[Group | None, list[Row]] = {}
    for view in picked:
        group = _GROUP_OF[by](view, settings) if by else None
        cells = {**contract_row.cells(view, settings), **plans.cells(view, settings)}
        groups.setdefault(group, []).append(Row(cells, contract_row.tone(view, settings), group))
    rows = tuple(row for members in groups.values() for row in members)
    return Table(name="contracts", columns=COLUMNS, rows=rows, empty=empty)


def _owner(view: ContractView) -> str:
    owner = view.contract.monitoring.owner if view.contract.monitoring else None
    return owner or "No owner recorded"


_GROUP_OF: dict[str, Callable[[ContractView, Settings], Group]] = {
    "verdict": contract_row.verdict_group,
    "service-area": lambda view, settings: Group(settings.area_name(view.contract.service_area)),
    "owner": lambda view, _settings: Group(_owner(view)),
}


def notes(picked: Sequence[ContractView], settings: Settings) -> tuple[str, ...]:
    """How many windows are open, when the others open, how many are behind plan, and which cannot be extended."""
    if not picked:
        return ()
    plan_by_id = {view.contract.id: plans.of(view, settings) for view in picked}
    behind = [r for r in picked if (plan := plan_by_id[r.contract.id]) and (plan.days_behind or 0) > 0]
    gaps = [r for r in picked if has_gap(r, settings)]
    late = f" {pluralize(len(behind), 'contract')} {agree(len(behind), 'is', 'are')} behind plan." if behind else ""
    verdicts = [verdict for r in picked if (verdict := r.verdict(settings.policy))]
    decisions = decisions_sentence(verdicts)
    lines = [*([decisions] if decisions else []), f"{_windows(picked)}{late}"]
    ended = [r for r in picked if r.facts.state is State.ENDED]
    if ended:
        lines.append(f"{pluralize(len(ended), 'contract')} ended with no outcome recorded.")
    if exempt := sum(1 for r in picked if r.facts.state is State.EXEMPT):
        lines.append(f"{pluralize(exempt, 'contract')} ended and {agree(exempt, 'is', 'are')} covered by an exemption.")
    if statutory := [r for r in gaps if r.contract.statutory]:
        lines.append(f"Statutory, with a gap that nothing recorded covers: {_ids(statutory)}.")
    unrecorded = sum(1 for r in picked if not stages_recorded(r))
    if unrecorded:
        lines.append(
            f"No stage is recorded for {pluralize(unrecorded, 'contract')}: it is assumed that work on "
            f"{agree(unrecorded, 'it', 'them')} has not started."
        )
    compressed = sum(1 for plan in plan_by_id.values() if plan and plan.compressed_percent is not None)
    if compressed:
        lines.append(
            f"{pluralize(compressed, 'contract')} {agree(compressed, 'is', 'are')} shorter than the usual lead times, "
            f"so {agree(compressed, 'its plan was', 'their plans were')} compressed. "
            f"{agree(compressed, 'Its', 'Their')} earliest new start assumes full lead times."
        )
    return (*lines, *contract_row.passed_notice_note(picked), *contract_row.missing_extensions_note(picked))


def _windows(picked: Sequence[ContractView]) -> str:
    opened = sum(1 for r in picked if r.facts.window_open)
    waiting = [r.facts.window_opens for r in picked if not r.facts.window_open and r.facts.window_opens]
    line = f"Recommissioning should have started for {pluralize(opened, 'contract')}."
    if len(waiting) == 1:
        line += f" 1 more window opens on {long_date(waiting[0])}."
    elif waiting:
        line += f" {len(waiting)} more windows open later, the first on {long_date(min(waiting))}."
    return line


def stages_recorded(view: ContractView) -> bool:
    """Whether anything is recorded of the work; with a successor there is nothing left to record."""
    recommissioning = view.contract.recommissioning
    return bool(recommissioning and recommissioning.stages) or view.facts.successor is not None


def _ids(views: Iterable[ContractView]) -> str:
    return ", ".join(view.contract.id for view in views)
