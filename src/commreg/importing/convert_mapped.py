"""Turn a cell into any field of a contract file: of columns that the officer has mapped to it."""

from __future__ import annotations

import re

from commreg.importing.choose_columns import Column
from commreg.importing.outcomes import CellStatus
from commreg.importing.parse_amounts import parse_amount
from commreg.importing.parse_dates import parse_date
from commreg.importing.parse_words import parse_flag
from commreg.importing.row_values import RowValues
from commreg.importing.sheet_grid import Cell
from commreg.model.data_fields import Kind, kind_at
from commreg.model.field_path import parse_path, read_value, shape_at
from commreg.model.typed_values import canonical_value
from commreg.values.parsed import Parsed, Unparsed

_UNNAMED_DUTY = "Yes: Act and section not recorded"


def convert_mapped(row: RowValues, column: Column, cell: Cell, date_order: str | None, *, since_1904: bool) -> None:
    """Put a cell into the field that its column is mapped to, or refuse it."""
    name = column.field or ""
    if name == "statutory.basis" and isinstance(duty := parse_flag(cell.text), Parsed):
        _duty(row, column, cell, has_duty=duty.value == "true")
        return
    path = parse_path(name)
    if shape_at(path) == "list":
        _items(row, column, cell)
        return
    parsed = _as_in_a_file(cell, kind_at(name), date_order, since_1904=since_1904)
    if isinstance(parsed, Parsed):
        parsed = _fitted(name, parsed)
    if isinstance(parsed, Unparsed):
        row.refuse(column, cell, parsed.reason)
        return
    row.texts[name] = parsed.value
    row.record(column, cell, CellStatus.READ if parsed.is_certain else CellStatus.GUESSED, name, parsed.note)


def _as_in_a_file(cell: Cell, kind: Kind, date_order: str | None, *, since_1904: bool) -> Parsed | Unparsed:
    """The text of a cell as a contract file would have it."""
    if kind == "day":
        parsed = parse_date(cell, date_order, since_1904=since_1904)
        return Unparsed(parsed.reason) if isinstance(parsed, Unparsed) else _replaced(parsed, parsed.value.isoformat())
    if kind == "flag":
        return parse_flag(cell.text)
    if kind == "pounds":
        amount = parse_amount(cell)
        if isinstance(amount, Unparsed):
            return amount
        if isinstance(amount.value, tuple) or amount.leftover:
            return Unparsed("is not one amount alone")
        return _replaced(amount, f"{amount.value:f}")
    return Parsed(cell.text.strip())


def _replaced(parsed: Parsed, value: str) -> Parsed:
    if parsed.leftover:
        return Parsed(value, f"“{parsed.leftover}” has more words", is_certain=False)
    return Parsed(value, parsed.note, is_certain=parsed.is_certain)


def _fitted(name: str, parsed: Parsed) -> Parsed | Unparsed:
    """The value in the form that the field takes, such as a word of its list or a length of time."""
    path = parse_path(name)
    text = canonical_value(path, parsed.value, {})
    try:
        read_value(path, text)
    except ValueError as reason:
        return Unparsed(str(reason))
    return Parsed(text, parsed.note, is_certain=parsed.is_certain)


def _items(row: RowValues, column: Column, cell: Cell) -> None:
    """The items of a list of words, such as tags, separated by commas or semicolons."""
    name = column.field or ""
    items = [item.strip() for item in re.split(r"[;,\n]", cell.text) if item.strip()]
    fitted = [_fitted(f"{name}[{number}]", Parsed(item)) for number, item in enumerate(items, 1)]
    for item in fitted:
        if isinstance(item, Unparsed):
            row.refuse(column, cell, item.reason)
            return
    for number, item in enumerate(fitted, 1):
        row.texts[f"{name}[{number}]"] = item.value if isinstance(item, Parsed) else ""
    row.record(column, cell, CellStatus.READ, name)


def _duty(row: RowValues, column: Column, cell: Cell, *, has_duty: bool) -> None:
    """Yes or no in a column of statutory duties: it does not name the duty."""
    if not has_duty:
        row.keep(column, cell, "it says that there is no statutory duty")
        return
    row.texts["statutory.basis"] = _UNNAMED_DUTY
    row.record(column, cell, CellStatus.GUESSED, "statutory.basis", "write the Act and section of the duty instead")
