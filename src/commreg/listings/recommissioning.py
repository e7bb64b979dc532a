"""`recommissioning`: what is most urgent, how far behind its plan it is, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from commreg.listings import contract_row
from commreg.listings import plan as plans
from commreg.listings.table import Column, Row, Table, Tone
from commreg.model.contract import VALUE_FIELDS
from commreg.model.settings import Settings
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.gap import are_options_recorded, is_extendable
from commreg.planning.term import State
from commreg.values.dates import long_date
from commreg.values.money import ZERO
from commreg.values.text import pluralize

PROSE_MIN_WIDTH = 400  # the next step stands beside its row whole, or else below it
COLUMNS = contract_row.columns(
    Column("behind", "Behind", data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("duty", "Duty", drop_priority=1, data=False),
    Column("provider", "Provider", shrinkable=True, min_width=14, drop_priority=5),
    Column("current_end", "Ends", "day"),
    Column("stage_words", "Stage", drop_priority=3, data=False),
    Column("gap_words", "Gap", drop_priority=2, data=False),
    Column("next", "Next, and by when", "prose", data=False, min_width=PROSE_MIN_WIDTH),
    *plans.DATA,
)
GROUPS = ("service-area", "owner")
NO_END = "No contract has an end to recommission for."


def pick(
    records: Sequence[ContractView], settings: Settings, *, opens_by: date | None = None, stages: Sequence[str] = ()
) -> tuple[ContractView, ...]:
    """Every contract with an end that is still to be dealt with, most urgent first; windows yet to open come last.

    `opens_by` leaves out the windows that open after that day; `stages` keeps only those at one of these stages.
    """
    found = [
        record
        for record in records
        if record.facts.window_opens
        and not record.facts.state.is_inactive
        and (opens_by is None or record.facts.window_opens <= opens_by)
    ]
    if stages:
        found = [record for record in found if (plan := plans.of(record, settings)) and plan.stage in stages]
    return tuple(sorted(found, key=lambda record: urgency(record, settings)))


def urgency(record: ContractView, settings: Settings) -> tuple[object, ...]:
    """Ended first; statutory with nothing left; behind plan, most days first; then end, duty, value, id."""
    known = record.facts
    found = plans.of(record, settings)
    behind = found.days_behind if found and found.days_behind is not None else None
    value = None if record.redaction_of(*VALUE_FIELDS) or not record.contract.value else record.contract.value.stated()
    return (
        known.state is not State.ENDED,
        not is_stuck(record),
        not known.window_open,
        -(behind if behind is not None else -(10**6)),
        known.current_end or date.max,
        record.contract.statutory is None,
        -(value or ZERO),
        record.contract.id,
    )


def is_stuck(record: ContractView) -> bool:
    """A statutory service with its window open, no successor, and no option to extend: the loudest line there is.

    An option whose own notice day has passed is none, and a contract that has ended cannot be extended.
    """
    known = record.facts
    return bool(
        record.contract.statutory
        and known.window_open
        and not known.successor
        and not is_extendable(known)
        and are_options_recorded(record.contract)
    )


def nothing(opens_by: date | None = None, stages: Sequence[str] = ()) -> str:
    """What an empty list means, by what it was narrowed to."""
    if stages:
        names = ", ".join(stage.replace("-", " ") for stage in STAGE if stage in stages)
        which = "this stage" if len(set(stages)) == 1 else "any of these stages"
        return f"No contract is at {which}: {names}."
    if opens_by:
        return f"No recommissioning window is open by {long_date(opens_by)}."
    return NO_END


def table(picked: Sequence[ContractView], settings: Settings, empty: str = NO_END) -> Table:
    """The picked records as rows; `empty` says what it means if there are none."""
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(_row(record, settings) for record in picked),
        empty=empty,
    )


def _row(record: ContractView, settings: Settings) -> Row:
    return Row({**contract_row.cells(record, settings), **plans.cells(record, settings)}, _tone(record, settings))


def _tone(record: ContractView, settings: Settings) -> Tone:
    """Late where nothing is left for a statutory service or it has ended; soon where it is behind."""
    if record.facts.state is State.ENDED or is_stuck(record):
        return "late"
    found = plans.of(record, settings)
    return "soon" if found and (found.days_behind or 0) > 0 else ""


def grouped(picked: Sequence[ContractView], settings: Settings, by: str, empty: str = NO_END) -> tuple[Table, ...]:
    """One table a service area or owner, each in order of urgency; the group with the most urgent contract first."""
    name_of: Callable[[ContractView], str] = (
        _owner if by == "owner" else lambda r: settings.area_name(r.contract.service_area)
    )
    whole = table(picked, settings, empty)
    names = dict.fromkeys(name_of(record) for record in picked)
    return tuple(
        Table(
            name=whole.name,
            columns=whole.columns,
            rows=tuple(row for row, one in zip(whole.rows, picked, strict=True) if name_of(one) == name),
            title=name,
        )
        for name in names
    ) or (whole,)


def _owner(record: ContractView) -> str:
    owner = record.contract.monitoring.owner if record.contract.monitoring else None
    return owner or "No owner recorded"


def notes(picked: Sequence[ContractView], settings: Settings) -> tuple[str, ...]:
    """How many windows are open, when the others open, how many are behind, and where nothing is left."""
    if not picked:
        return ()
    found = {record.contract.id: plans.of(record, settings) for record in picked}
    behind = [r for r in picked if (plan := found[r.contract.id]) and (plan.days_behind or 0) > 0]
    gaps = [r for r in picked if (plan := found[r.contract.id]) and plan.gap_cover and plan.gap_cover.days_uncovered]
    late = [f"{pluralize(len(behind), 'contract')} behind plan"] if behind else []
    late += [f"{pluralize(len(gaps), 'contract')} with a gap that nothing recorded would close"] if gaps else []
    lines = [" ".join([_windows(picked), *([f"{'; '.join(late)}."] if late else [])])]
    ended = [r for r in picked if r.facts.state is State.ENDED]
    if ended:
        lines.append(f"{pluralize(len(ended), 'contract')} ended with no outcome recorded: record it.")
    stuck = [r for r in picked if is_stuck(r)]
    if stuck:
        lines.append(f"Statutory, window open, no successor and no option to extend: {_ids(stuck)}.")
    unrecorded = sum(1 for r in picked if not stages_recorded(r))
    if unrecorded:
        lines.append(
            f"No stage is recorded for {pluralize(unrecorded, 'contract')}: as far as the register knows, work on "
            f"{'it' if unrecorded == 1 else 'them'} has not begun."
        )
    cut = sum(1 for plan in found.values() if plan and plan.compressed_percent is not None)
    if cut:
        lines.append(
            f"{pluralize(cut, 'contract')} {'is' if cut == 1 else 'are'} too short for the usual lead times: the "
            "latest days of the plan were cut to fit, and the earliest new start was not."
        )
    return (*lines, *contract_row.missing_extensions_note(picked))


def _windows(picked: Sequence[ContractView]) -> str:
    opened = sum(1 for r in picked if r.facts.window_open)
    waiting = [r.facts.window_opens for r in picked if not r.facts.window_open and r.facts.window_opens]
    line = f"{pluralize(opened, 'window')} open"
    if len(waiting) == 1:
        line += f", 1 opens on {long_date(waiting[0])}"
    elif waiting:
        line += f", {len(waiting)} yet to open, the first on {long_date(min(waiting))}"
    return f"{line}."


def stages_recorded(record: ContractView) -> bool:
    """Whether anything is recorded of the work; with a successor there is nothing left to record."""
    planned = record.contract.recommissioning
    return bool(planned and planned.stages) or record.facts.successor is not None


def _ids(records: Iterable[ContractView]) -> str:
    return ", ".join(record.contract.id for record in records)
