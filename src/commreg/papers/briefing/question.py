"""An answer to a question that members ask."""

from __future__ import annotations

from dataclasses import dataclass

from commreg.listings.table import Table

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a member would put it, the answer in sentences, and the tables that bear it out."""

    question: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()

    @property
    def filled_tables(self) -> tuple[Table, ...]:
        """The tables that have something in them."""
        return tuple(table for table in self.tables if table.rows)
