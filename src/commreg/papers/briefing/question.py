"""An answer to a question that members ask, and what the modules that answer such questions share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commreg.listings.table import Cell, Table
from commreg.planning.contract_view import ContractView

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a member would put it, the answer in sentences, and the tables that bear it out."""

    question: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()

    @property
    def shown(self) -> tuple[Table, ...]:
        """The tables that have something in them."""
        return tuple(table for table in self.tables if table.rows)


def by_title(records: Iterable[ContractView]) -> list[ContractView]:
    """Contracts in the order people look them up in."""
    return sorted(records, key=lambda record: (record.contract.title, record.contract.id))


def provider(record: ContractView) -> Cell:
    """The provider's name, or the words in its place."""
    return record.redaction_of("provider.name") or record.contract.provider.name
