"""`list`: the register as a table, every contract in it."""

from __future__ import annotations

from collections.abc import Sequence

from commreg.listings import contract_row
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.planning.contract_view import Record
from commreg.values.dates import counted

COLUMNS = contract_row.columns(
    Column("id", "Id", give=True, good=40, least=18),
    Column("title", "Contract", give=True, good=32, least=20),
    Column("provider", "Provider", give=True, least=14, rank=4),
    Column("area", "Service area", give=True, least=12, rank=5, data=False),
    Column("value_words", "Stated value", "pounds", rank=3, data=False),
    Column("start", "Start", "day", rank=4),
    Column("current_end", "Ends", "day"),
    Column("state", "State", rank=2),
)


def table(records: Sequence[Record], settings: Settings) -> Table:
    """All records, by id."""
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(Row(contract_row.cells(record, settings), contract_row.tone(record)) for record in records),
        empty="No contract in the register fits.",
    )


def notes(records: Sequence[Record]) -> tuple[str, ...]:
    """How many there are and what they come to."""
    current = [record for record in records if not record.facts.state.over]
    over = len(records) - len(current)
    left_out = f", {over} of them over and not added up" if over else ""
    return (f"{counted(len(records), 'contract')}{left_out}. {contract_row.value_note(current)}",)
