"""Typed tables: what every listing is made of, and all that a format knows of it.

Cells hold days, amounts and words, never text formatted to look like them; a format decides how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from commreg.listings.chart import Bar
from commreg.values.redacted import Redacted
from commreg.values.text import pluralize

Cell = str | int | bool | date | Decimal | Redacted | tuple[str, ...] | Bar | None
Kind = Literal["text", "day", "pounds", "number", "flag", "list", "prose", "chart"]
Tone = Literal["", "late", "soon", "fine", "quiet"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    `key` names it in data. `heading` heads it for people; a column without a heading is not shown to them. `unit` is
    what every amount in it covers, such as "a year". `data` is false for a column that is only for people. A
    terminal shows the tone of a row by the colour of its `toned` columns.

    To fit a narrow terminal: `shrinkable` columns are shortened to `preferred_width`; then columns with a
    `drop_priority` of 3 or more are dropped, the highest first; then shrinkable columns are shortened to `min_width`;
    then the other columns with a drop priority are dropped. Widths are in characters.
    """

    key: str
    heading: str = ""
    kind: Kind = "text"
    unit: str = ""
    data: bool = True
    drop_priority: int = 0
    shrinkable: bool = False
    preferred_width: int = 26
    min_width: int = 14
    toned: bool = False

    @property
    def full_heading(self) -> str:
        """The heading with the unit, on one line."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


@dataclass(frozen=True, slots=True)
class Group:
    """What rows of a table have in common: people read its name above them."""

    name: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column key, how urgent the row is, and the group it belongs to.

    Colour marks how urgent it is, and words in the row say it too. Rows of one group are together.
    """

    cells: Mapping[str, Cell]
    tone: Tone = ""
    group: Group | None = None


@dataclass(frozen=True)
class Table:
    """Rows under columns.

    `name` is what the rows are called in JSON; `empty` is the sentence for people if there are no rows. An `optional`
    table without rows is not shown to people. `row_nouns` is what a row is, singular and plural, where a
    format has to leave the table out: "3 contracts with no end date".
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    empty: str = "Nothing to show."
    optional: bool = False
    row_nouns: tuple[str, str] | None = None

    def groups(self) -> Iterator[tuple[str, Tone, tuple[Row, ...]]]:
        """The rows by group: its heading with their number, its tone, and they. No heading where rows have no group."""
        for group, members in groupby(self.rows, key=lambda row: row.group):
            rows = tuple(members)
            yield (f"{group.name} ({len(rows)})", group.tone, rows) if group else ("", "", rows)

    def count_rows(self) -> str:
        """The number of rows and what they are: '1 inspectorate', '8 rows of “Small and voluntary providers”'."""
        if self.row_nouns:
            return pluralize(len(self.rows), *self.row_nouns)
        return f"{pluralize(len(self.rows), 'row')} of “{self.title or self.name}”"

    @property
    def visible_columns(self) -> tuple[Column, ...]:
        """The columns for people; a column that may be dropped is not shown if all its cells are blank."""
        return tuple(column for column in self.columns if column.heading and not self._is_blank(column))

    def _is_blank(self, column: Column) -> bool:
        return bool(column.drop_priority and self.rows) and all(
            row.cells.get(column.key) in ("", None) for row in self.rows
        )

    @property
    def data_columns(self) -> tuple[Column, ...]:
        """The columns for programs."""
        return tuple(column for column in self.columns if column.data)


@dataclass(frozen=True)
class Listing:
    """The result of a listing command: tables under a heading, and notes below them.

    `tables` are for people. Programs get `data_tables` where these differ (ungrouped, say), else the same; a format
    that holds one table gets `single_table` if there is one, else the first table for programs. `details` are single
    values that only some data formats hold. `pinned_in` is the settings file that fixes `as_of`, if one does.
    """

    name: str
    heading: str
    as_of: date
    pinned_in: str | None
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    data_tables: tuple[Table, ...] = ()
    single_table: Table | None = None

    @property
    def visible_tables(self) -> tuple[Table, ...]:
        """The tables to show to people."""
        return tuple(table for table in self.tables if table.rows or not table.optional)

    @property
    def tables_for_programs(self) -> tuple[Table, ...]:
        """All tables for programs."""
        return self.data_tables or self.tables

    @property
    def table_for_programs(self) -> Table:
        """The table for a format that holds only one."""
        return self.single_table or self.tables_for_programs[0]
