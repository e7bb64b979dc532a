"""An answer to a question that members ask."""

from __future__ import annotations

from dataclasses import dataclass

from commreg.listings.table import Table

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a member would ask it, the answer in sentences, and tables that support it."""

    question: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()

    @property
    def filled_tables(self) -> tuple[Table, ...]:
        """The tables that have rows."""
        return tuple(table for table in self.tables if table.rows)
