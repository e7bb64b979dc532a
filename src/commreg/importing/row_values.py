"""The values of one row while they are collected, with the outcome of each cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from commreg.diagnostics.field_path import value_at
from commreg.importing.choose_columns import Column
from commreg.importing.outcomes import CellOutcome, CellStatus
from commreg.importing.sheet_grid import Cell
from commreg.model.flatten import unflatten
from commreg.values.csv_text import to_csv_text


@dataclass
class RowValues:
    """The values of a contract file, made of one row, and the outcomes of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    outcomes: list[CellOutcome] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    later_ends: dict[str, tuple[Column, Cell]] = field(default_factory=dict)  # read once all ends are known
    texts: dict[str, str] = field(default_factory=dict)  # of fields that a column is mapped to, as in a file
    currency: str = ""  # what a column of currencies says
    original_texts: dict[int, str] = field(default_factory=dict)  # of cells with characters that no file may hold

    def put(self, name: str, value: Any) -> None:
        """Set the value at a dotted name."""
        group = self.values
        *steps, last = name.split(".")
        for step in steps:
            group = group.setdefault(step, {})
        group[last] = value

    def merge_texts(self) -> str | None:
        """Put the fields that columns are mapped to among the values. Returns what is wrong if two contradict."""
        if not self.texts:
            return None
        try:
            _merge(self.values, unflatten({name: to_csv_text(text) for name, text in self.texts.items()}))
        except ValueError as reason:
            return str(reason)
        return None

    def get(self, name: str) -> Any:
        """The value at a dotted name, or None."""
        return value_at(self.values, tuple(name.split(".")))

    def record(
        self,
        column: Column,
        cell: Cell,
        status: CellStatus,
        destination: str,
        reason: str = "",
        *,
        refused_field: str = "",
    ) -> None:
        """Record what became of a cell, with its text as it is in the spreadsheet."""
        text = self.original_texts.get(column.place, cell.text)
        if text != cell.text:
            reason = "; ".join(part for part in (reason, "invisible characters removed") if part)
            status = CellStatus.GUESSED if status is CellStatus.READ else status
        self.outcomes.append(CellOutcome(self.number, column.heading, text, status, destination, reason, refused_field))

    def note_change(self, destination: str, reason: str) -> None:
        """Record that the cell of a field is not written as it is in the spreadsheet."""
        self.outcomes = [
            replace(outcome, status=CellStatus.GUESSED, reason="; ".join(filter(None, (outcome.reason, reason))))
            if outcome.destination == destination
            else outcome
            for outcome in self.outcomes
        ]

    def leave_out(self, column: Column) -> None:
        """Record that a cell is left out, without its text: the officer does not want it copied anywhere."""
        self.outcomes.append(CellOutcome(self.number, column.heading, "", CellStatus.LEFT_OUT, "nowhere", column.note))

    def keep(self, column: Column, cell: Cell, reason: str = "") -> None:
        """Keep the cell as text, under the heading of its column."""
        self.record(column, cell, CellStatus.KEPT_AS_TEXT, f"local.{self.keep_text(column, cell)}", reason)

    def refuse(self, column: Column, cell: Cell, reason: str) -> None:
        """Keep the cell as text, as it cannot be read as the field of its column. `reason` is a clause about it."""
        destination = f"local.{self.keep_text(column, cell)}"
        self.record(column, cell, CellStatus.REFUSED, destination, reason, refused_field=column.field or "")

    def keep_text(self, column: Column, cell: Cell) -> str:
        """Put the text of a cell under `local`, beside what is there; the name that it has there."""
        local = self.values.setdefault("local", {})
        name, number = column.heading, 2
        while name in local:
            name, number = f"{column.heading} ({number})", number + 1
        local[name] = cell.text.strip()
        return name


def _merge(values: dict[str, Any], additions: dict[str, Any], group: str = "") -> None:
    for name, value in additions.items():
        if isinstance(value, dict) and isinstance(values.get(name), dict):
            _merge(values[name], value, f"{group}{name}.")
        elif name in values:
            raise ValueError(f"{group}{name} is in two columns: map only one of them")
        else:
            values[name] = value
