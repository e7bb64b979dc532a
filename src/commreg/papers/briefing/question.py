"""An answer to a question that members ask, and what the modules that answer such questions share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commreg.listings.table import Cell, Table
from commreg.planning.contract_view import Record

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as a member would put it, the answer in sentences, and the tables that bear it out."""

    question: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()

    @property
    def shown(self) -> tuple[Table, ...]:
        """The tables that have something in them."""
        return tuple(table for table in self.tables if table.rows)


def by_title(records: Iterable[Record]) -> list[Record]:
    """Contracts in the order people look them up in."""
    return sorted(records, key=lambda record: (record.contract.title, record.contract.id))


def provider(record: Record) -> Cell:
    """The provider's name, or the words in its place."""
    return record.hidden("provider.name") or record.contract.provider.name
