"""A contract as one flat row, and back: a cell for each value, named by its field path as people write it.

`term.extensions[1].months` is the months of the first extension. Values are as in a file: 2022-03-31, 74000.00, true.
A blank cell is *not recorded*; `[]` in the column of a list means that there are none, and `{}` in the column of a
group that the group is there without any fields.

A text that a spreadsheet could take for a formula is escaped on the way out and comes back as it was (values.csv_text).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model.contract import Contract
from commreg.model.field_path import parse_column, shape_at
from commreg.values.csv_text import to_csv_text, unescape_formula

NO_ITEMS = "[]"
NO_FIELDS = "{}"


def flatten(contract: Contract) -> dict[str, str]:
    """Every value that is recorded, by column name, in the order of the model."""
    row: dict[str, str] = {}
    _flatten(contract, (), row)
    return row


def _flatten(value: object, field_path: FieldPath, row: dict[str, str]) -> None:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        named = [(info.alias or attribute, getattr(value, attribute)) for attribute, info in fields.items()]
        items: list[tuple[str | int, object]] = [(name, item) for name, item in named if item is not None]
        empty = NO_FIELDS
    elif isinstance(value, Mapping):
        items, empty = sorted(value.items()), NO_FIELDS
    elif isinstance(value, tuple):
        items, empty = list(enumerate(value)), NO_ITEMS
    else:
        row[format_path(field_path)] = to_csv_text(value)
        return
    if not items and field_path:
        row[format_path(field_path)] = empty
    for step, item in items:
        _flatten(item, (*field_path, step), row)


def unflatten(row: Mapping[str, str]) -> dict[str, Any]:
    """The values of a row, nested as `model.read.read` takes them: text, tuples and dicts.

    Blank cells are left out, and later items of a list move up. A column that no contract has is kept under its name,
    so that `read` reports it. Raises ValueError, with a sentence, if two cells contradict each other.
    """
    values: dict[str | int, Any] = {}
    for name, cell in row.items():
        if cell.strip():
            _put(values, name, parse_column(name), cell)
    return {str(step): _without_markers(item) for step, item in values.items()}


class _Items(dict[str | int, Any]):
    """The items of a list, by number."""


class _EmptyGroup(dict[str | int, Any]):
    """A group recorded as having no fields."""


def _put(values: dict[str | int, Any], name: str, field_path: FieldPath, cell: str) -> None:
    group = values
    for depth, step in enumerate(field_path[:-1], 1):
        empty = _Items() if isinstance(field_path[depth], int) else {}
        group = group.setdefault(step, empty)
        if type(group) is not type(empty):
            raise ValueError(_contradiction(format_path(field_path[:depth]), name))
    shape = shape_at(field_path)
    value: Any = unescape_formula(cell)
    if shape == "list" and cell.strip() == NO_ITEMS:
        value = ()
    elif shape in ("group", "mapping") and cell.strip() == NO_FIELDS:
        value = _EmptyGroup()
    if field_path[-1] in group:
        raise ValueError(_contradiction(name, name))
    group[field_path[-1]] = value


def _contradiction(first: str, second: str) -> str:
    if first == second:
        return f"{first} is given more than once, or as a whole and in parts: leave one of them blank"
    return f"{first} and {second} are both given, and only one of them can be so: leave one of them blank"


def _without_markers(value: Any) -> Any:
    if isinstance(value, _Items):
        return tuple(_without_markers(value[number]) for number in sorted(value, key=int))
    if isinstance(value, dict):
        return {str(step): _without_markers(item) for step, item in value.items()}
    return value
