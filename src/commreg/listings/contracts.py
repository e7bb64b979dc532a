"""`list`: the register as a table, every contract in it."""

from __future__ import annotations

from collections.abc import Sequence

from commreg.listings import contract_row
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.values.text import agree, pluralize

COLUMNS = contract_row.columns(
    Column("id", "Id", shrinkable=True, preferred_width=40, min_width=18),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("provider", "Provider", shrinkable=True, min_width=14, drop_priority=4),
    Column("area", "Service area", shrinkable=True, min_width=12, drop_priority=5, data=False),
    Column("value_words", "Contract value", "pounds", drop_priority=3, data=False),
    Column("start", "Start", "day", drop_priority=4),
    Column("current_end", "Ends", "day"),
    Column("state", "State", drop_priority=2),
)


def table(views: Sequence[ContractView], settings: Settings) -> Table:
    """All contracts, by id."""
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(Row(contract_row.cells(view, settings), contract_row.tone(view)) for view in views),
        empty="No contracts match.",
    )


def notes(views: Sequence[ContractView]) -> tuple[str, ...]:
    """How many contracts there are, and the total of their values."""
    current = [view for view in views if not view.facts.state.is_inactive]
    over = len(views) - len(current)
    excluded = f", of which {over:,} {agree(over, 'is', 'are')} over and not in the total" if over else ""
    return (f"{pluralize(len(views), 'contract')}{excluded}. {contract_row.value_note(current)}",)
