"""`expiring`: what ends soon, soonest first, and what can still be extended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from commreg.listings import contract_row
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.values.dates import long_date
from commreg.values.durations import Duration
from commreg.values.money import ZERO
from commreg.values.text import agree, pluralize
from commreg.wording.value import common_basis

COLUMNS = contract_row.columns(
    contract_row.MARK_COLUMN,
    Column("current_end", "Ends", "day"),
    Column("ends_in", "In", drop_priority=4, data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=18),
    Column("duty", "Duty", drop_priority=1, data=False),
    Column("provider", "Provider", shrinkable=True, min_width=14, drop_priority=6),
    Column("value_words", "Contract value", "pounds", drop_priority=2, data=False),
    Column("extend_words", "Can extend to", data=False),
    contract_row.ID_COLUMN,
    contract_row.VERDICT_COLUMN,
)


def pick(views: Sequence[ContractView], horizon: date) -> tuple[ContractView, ...]:
    """Contracts whose current end is on or before `horizon`, and first all that have ended with no outcome recorded."""
    expiring = (
        view
        for view in views
        if view.facts.state is State.ENDED
        or (not view.facts.state.is_inactive and view.facts.current_end and view.facts.current_end <= horizon)
    )
    return tuple(sorted(expiring, key=soonest))


def soonest(view: ContractView) -> tuple[bool, date, bool, Decimal, str]:
    """Ended, outcome not recorded, first; then by end; of those on one day statutory first, then by annual value."""
    facts = view.facts
    return (
        facts.state is not State.ENDED,
        facts.current_end or date.max,
        view.contract.statutory is None,
        -(view.stated_value.annual_value or ZERO),
        view.contract.id,
    )


def table(picked: Sequence[ContractView], settings: Settings, horizon: date) -> Table:
    """The picked contracts as rows."""
    basis = common_basis(picked)
    return Table(
        name="contracts",
        columns=contract_row.with_basis_in_heading(COLUMNS, basis),
        rows=tuple(
            Row(contract_row.cells(view, settings, basis), contract_row.tone(view, settings)) for view in picked
        ),
        empty=f"No contract ends by {long_date(horizon)}.",
    )


def notes(picked: Sequence[ContractView], as_of: date, horizon: date, *, by_title: bool = False) -> tuple[str, ...]:
    """How many end when, the total of their values, and what is not recorded."""
    if not picked:
        return ()
    running = [r for r in picked if not r.facts.state.has_ended]
    ended = sum(1 for r in picked if r.facts.state is State.ENDED)
    exempt = sum(1 for r in picked if r.facts.state is State.EXEMPT)
    lines = []
    if ended:
        lines.append(f"{pluralize(ended, 'contract')} ended with no outcome recorded.")
    if exempt:
        lines.append(f"{pluralize(exempt, 'contract')} ended and {agree(exempt, 'is', 'are')} covered by an exemption.")
    if running:
        lines.append(f"{_ends_sentence(running, as_of, horizon)}{_same_day(running)}")
    return (
        "  ".join(lines).replace("  ", " "),
        contract_row.value_note(picked),
        *contract_row.passed_notice_note(picked, by_title=by_title),
        *contract_row.missing_extensions_note(picked, by_title=by_title),
    )


def _ends_sentence(running: Sequence[ContractView], as_of: date, horizon: date) -> str:
    """How many end by the horizon, and of these how many within 6 and 12 months if that is sooner."""
    ends = [view.facts.current_end or date.max for view in running]
    counts = []
    for months in (6, 12):
        until = Duration(months, "m").after(as_of)
        count = sum(end <= until for end in ends)
        if until < horizon and count:
            counts.append(f"{count} within {months} months")
    of_which = f": {', '.join(counts)}" if counts else ""
    return f"{pluralize(len(ends), 'contract')} {agree(len(ends), 'ends', 'end')} by {long_date(horizon)}{of_which}."


def _same_day(running: Sequence[ContractView]) -> str:
    """The day on which most of them end, if that is a day for several."""
    day, count = Counter(view.facts.current_end for view in running).most_common(1)[0]
    return f" {in_words(count)} end on {long_date(day)}." if day and count > 2 else ""


def in_words(count: int) -> str:
    """A number at the head of a sentence, in words up to twelve."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    return words[count] if count < len(words) else str(count)
