"""A typed table: what every listing is made of, and all that a renderer knows of it.

Cells hold days, amounts and words, never text that was made to look like them; how they look is the renderer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from commreg.values.redacted import Redacted

Cell = str | int | bool | date | Decimal | Redacted | tuple[str, ...] | None
Kind = Literal["text", "day", "pounds", "number", "flag", "list", "prose"]
Tone = Literal["", "late", "soon", "quiet"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `key` names it in data; `heading` heads it for people, and is empty if people are not shown it.

    `data` is false for a column made for people alone. On a narrow terminal those that `give` are shortened, to `good`
    characters at first; then columns of rank 3 and above go, highest first; then those that give are shortened to
    `least`; then the other columns that have a rank go.
    """

    key: str
    heading: str = ""
    kind: Kind = "text"
    data: bool = True
    drop_priority: int = 0
    shrinkable: bool = False
    preferred_width: int = 26
    min_width: int = 14


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column key, and how urgent the row is: colour marks it, and words in the row say it too."""

    cells: Mapping[str, Cell]
    tone: Tone = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns. `name` is what the rows are called in JSON; `empty` is what people read if there are none."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    empty: str = "Nothing to show."
    optional: bool = False  # people are not shown it when it has no rows
    about: str = "more"  # what its rows are, for a form that cannot hold a second table

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns for people; one that may go and has nothing in it is not shown."""
        return tuple(column for column in self.columns if column.heading and not self._says_nothing(column))

    def _says_nothing(self, column: Column) -> bool:
        return bool(column.drop_priority and self.rows) and all(
            row.cells.get(column.key) in ("", None) for row in self.rows
        )

    @property
    def data(self) -> tuple[Column, ...]:
        """The columns for programs."""
        return tuple(column for column in self.columns if column.data)


@dataclass(frozen=True)
class Listing:
    """What a reading command has to say: tables under a heading, and notes below them.

    The first table is the listing's own, the one a CSV holds; `details` are single values that JSON carries beside it.
    """

    report: str
    heading: str
    as_of: date
    pinned_in: str | None
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def for_people(self) -> tuple[Table, ...]:
        """The tables that people are shown."""
        return tuple(table for table in self.tables if table.rows or not table.optional)
