"""A report to members on recommissioning: windows open, work behind plan, gaps, and what to conclude from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from commreg.listings import plan as plans
from commreg.listings import recommissioning
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers.order import by_title
from commreg.planning.contract_view import ContractView
from commreg.planning.next_action import next_action
from commreg.planning.plan import Plan
from commreg.planning.term import State
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.values.text import pluralize
from commreg.wording.next_action import action_text
from commreg.wording.plan import behind_words

Plans = Mapping[str, Plan | None]


def _has_gap(plan: Plan | None) -> bool:
    """Whether some days would be left without a contract whatever recorded is used."""
    return bool(plan and plan.gap_cover and plan.gap_cover.days_uncovered)


def _is_stuck(view: ContractView) -> bool:
    """As `recommissioning` has it; of a contract whose successor may be withheld nothing is said."""
    return recommissioning.is_stuck(view) and not plans.withheld(view)


def is_late(view: ContractView, plan: Plan | None) -> bool:
    """Whether the work on a contract is behind plan, or it has ended and nobody has said what became of it."""
    return view.facts.state is State.ENDED or bool(plan and (plan.days_behind or 0) > 0)


def status_sentences(
    current: Sequence[ContractView], plans_by_id: Plans, as_of: date, *, estimates: bool
) -> Iterator[str]:
    """Windows, plans and gaps, in sentences; the gravest by name. `estimates` is whether this audience sees those."""
    opened = sum(1 for view in current if view.facts.window_open)
    are = "is" if opened == 1 else "are"
    yield f"{pluralize(opened, 'recommissioning window')} {are} open as at {long_date(as_of)}."
    stuck = [view for view in current if _is_stuck(view)]
    if stuck:
        yield f"Statutory, with the window open, no successor and no option to extend: {_names(stuck)}."
    ended = [view for view in current if view.facts.state is State.ENDED]
    if ended:
        yield f"Ended and still open: {_names(ended)}."
    gaps = [view for view in current if _has_gap(plans_by_id[view.contract.id])]
    if gaps:
        yield f"Nothing recorded would close the whole of the gap after: {_names(gaps)}."
    unplanned = [view for view in current if plans.withheld(view)]
    if unplanned:
        count = pluralize(len(unplanned), "contract")
        yield f"What comes next is withheld for {count}, and left out of these figures."
    blank = [view for view in current if view.contract.term.extensions is None and view.contract.term.end is not None]
    if blank:
        yield f"Whether it can be extended is not recorded: {_names(blank)}."
    unstaged = sum(1 for view in current if plans_by_id[view.contract.id] and not recommissioning.stages_recorded(view))
    if unstaged:
        yield (
            f"No stage of recommissioning is recorded for {pluralize(unstaged, 'contract')}: as far as the register "
            "knows, the work has not begun."
        )
    if not estimates:
        yield (
            "Estimates of what comes next are not published: lead times and decisions that turn on value are reckoned "
            "here from the values stated."
        )


def _names(views: Iterable[ContractView]) -> str:
    return "; ".join(view.contract.title for view in by_title(views))


def behind_table(
    current: Sequence[ContractView], plans_by_id: Plans, settings: Settings, titles: Mapping[str, str]
) -> Table:
    """The contracts whose work is behind plan, or that have ended and are still open; the most urgent first."""
    late_views = [view for view in current if is_late(view, plans_by_id[view.contract.id])]
    return Table(
        name="behind",
        title="Behind plan, the most urgent first",
        columns=(
            Column("title", "Contract"),
            Column("ends", "Ends", "day"),
            Column("duty", "Duty", drop_priority=1),
            Column("stage", "Stage reached"),
            Column("behind", "Behind"),
            Column("gap", "Gap"),
            Column("next", "Next, and by when", "prose"),
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
            "duty": "statutory" if view.contract.statutory else view.redaction_of("statutory") or "none recorded",
            "stage": cells["stage_words"] or plans.withheld(view),
            "behind": _behind_words(view, plan),
            "gap": cells["gap_words"] or plans.withheld(view),
            "next": _next_step(view, plan, titles),
        },
        "late" if _is_stuck(view) or view.facts.state is State.ENDED else "",
    )


def _next_step(view: ContractView, plan: Plan | None, titles: Mapping[str, str]) -> str:
    """The next action, naming a successor by its title, as members read no ids."""
    action = next_action(view.contract, view.facts, plan)
    name = view.facts.successor
    return action_text(action, f"“{titles.get(name, name)}”" if name else None).sentence if action else ""


def _behind_words(view: ContractView, plan: Plan | None) -> str:
    if view.facts.state is State.ENDED:
        return f"ended {humanize_days(view.facts.days_left or 0)} ago"
    return behind_words(plan)


def conclusion_sentences(current: Sequence[ContractView], plans_by_id: Plans) -> Iterator[str]:
    """What the figures come to, in a sentence or two."""
    count = sum(1 for view in current if is_late(view, plans_by_id[view.contract.id]))
    gaps = sum(1 for view in current if _has_gap(plans_by_id[view.contract.id]))
    stuck = sum(1 for view in current if _is_stuck(view))
    yield (
        f"Of {pluralize(len(current), 'contract')}, {count} {'is' if count == 1 else 'are'} behind plan or ended and "
        f"still open, and {gaps} would leave days without a contract that nothing recorded would close."
    )
    unplanned = sum(1 for view in current if plans.withheld(view))
    if unplanned:
        yield f"{pluralize(unplanned, 'contract')} of them may be so too: what comes next is withheld."
    if stuck:
        yield (
            f"{pluralize(stuck, 'statutory service')} {'has' if stuck == 1 else 'have'} an open window, no successor "
            "and no option to extend."
        )
