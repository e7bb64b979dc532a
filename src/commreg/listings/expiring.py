"""`expiring`: what ends soon, soonest first, and what can still be extended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from commreg.listings import contract_row
from commreg.listings.table import Column, Row, Table
from commreg.model.contract import VALUE_FIELDS
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.values.dates import long_date
from commreg.values.durations import Duration
from commreg.values.money import ZERO
from commreg.values.text import pluralize

COLUMNS = contract_row.columns(
    Column("current_end", "Ends", "day"),
    Column("ends_in", "In", drop_priority=4, data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("duty", "Duty", drop_priority=1, data=False),
    Column("provider", "Provider", shrinkable=True, min_width=14, drop_priority=5),
    Column("value_words", "Stated value", "pounds", drop_priority=2, data=False),
    Column("extend_words", "Can extend to", data=False),
)


def pick(records: Sequence[ContractView], horizon: date) -> tuple[ContractView, ...]:
    """Contracts whose current end is on or before `horizon`, and first all that have ended with no outcome recorded."""
    found = (
        record
        for record in records
        if record.facts.state is State.ENDED
        or (not record.facts.state.is_inactive and record.facts.current_end and record.facts.current_end <= horizon)
    )
    return tuple(sorted(found, key=soonest))


def soonest(record: ContractView) -> tuple[bool, date, bool, Decimal, str]:
    """Ended, outcome not recorded, first; then by end; of those that end together statutory ones, then the dearest."""
    known = record.facts
    value = None if record.redaction_of(*VALUE_FIELDS) or not record.contract.value else record.contract.value.stated()
    return (
        known.state is not State.ENDED,
        known.current_end or date.max,
        record.contract.statutory is None,
        -(value or ZERO),
        record.contract.id,
    )


def table(picked: Sequence[ContractView], settings: Settings, horizon: date) -> Table:
    """The picked records as rows."""
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(Row(contract_row.cells(record, settings), contract_row.tone(record)) for record in picked),
        empty=f"No contract ends by {long_date(horizon)}.",
    )


def notes(picked: Sequence[ContractView], as_of: date, horizon: date, *, by_title: bool = False) -> tuple[str, ...]:
    """How many end when, what they come to, and what is not known of them."""
    if not picked:
        return ()
    running = [r for r in picked if r.facts.state is not State.ENDED]
    ended = len(picked) - len(running)
    lines = []
    if ended:
        lines.append(f"{pluralize(ended, 'contract')} ended with no outcome recorded.")
    if running:
        sooner = [
            f"{count} within {months}"
            for months in (6, 12)
            if Duration(months, "m").after(as_of) < horizon
            and (
                count := sum(
                    1 for r in running if (r.facts.current_end or date.max) <= Duration(months, "m").after(as_of)
                )
            )
        ]
        span = f": {sooner[0]} months{''.join(f', {text}' for text in sooner[1:])}" if sooner else ""
        ends = "ends" if len(running) == 1 else "end"
        lines.append(f"{pluralize(len(running), 'contract')} {ends} by {long_date(horizon)}{span}.{_same_day(running)}")
    return (
        "  ".join(lines).replace("  ", " "),
        contract_row.value_note(picked),
        *contract_row.missing_extensions_note(picked, by_title=by_title),
    )


def _same_day(running: Sequence[ContractView]) -> str:
    """The day on which most of them end, if that is a day for several."""
    day, count = Counter(record.facts.current_end for record in running).most_common(1)[0]
    return f" {in_words(count)} end on {long_date(day)}." if day and count > 2 else ""


def in_words(count: int) -> str:
    """A number at the head of a sentence, in words up to twelve."""
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    return words[count] if count < len(words) else str(count)
