"""`list`: the register as a table, every contract in it."""

from __future__ import annotations

from collections.abc import Sequence

from commreg.listings import contract_row
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.values.text import pluralize
from commreg.wording.value import common_basis

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
    basis = common_basis(views)
    return Table(
        name="contracts",
        columns=contract_row.with_basis_in_heading(COLUMNS, basis),
        rows=tuple(Row(contract_row.cells(view, settings, basis), contract_row.tone(view, settings)) for view in views),
        empty="No contracts match.",
    )


def notes(views: Sequence[ContractView]) -> tuple[str, ...]:
    """How many contracts there are, and the total of their values."""
    return (f"{pluralize(len(views), 'contract')}. {contract_row.value_note(views)}",)
