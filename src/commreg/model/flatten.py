"""A contract as one flat row, and back: a cell for each value, named by its route as people write it.

`term.extensions[1].months` is the months of the first extension. Values are as a file has them: 2022-03-31, 74000.00,
true. A blank cell is *not recorded*; `[]` in the column of a list says *none*, and `{}` in the column of a group says
that the group is there with nothing in it.

A spreadsheet runs a cell that begins with = + - or @, so such a text gets a quotation mark before it, as in the
listings. A text that has such marks before such a sign already gets one more, and one is taken off on the way back:
whatever was written comes back as it was, and “'Tween the becks” is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from commreg.diagnostics.finding import FieldPath, format_path
from commreg.model.contract import Contract
from commreg.model.paths import find_field
from commreg.values.dates import Duration

NO_ITEMS = "[]"
NO_FIELDS = "{}"
Shape = Literal["value", "list", "group", "words"]  # words: names the council chooses, each with a text

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NAME = re.compile(r"[^.\[\]]+")
_NUMBER = re.compile(r"\[([1-9]\d{0,5})\]")


def flatten(contract: Contract) -> dict[str, str]:
    """Every value that is recorded, by the name of its column, in the model's order."""
    found: dict[str, str] = {}
    _flatten(contract, (), found)
    return found


def _flatten(value: object, route: FieldPath, found: dict[str, str]) -> None:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        named = [(info.alias or name, getattr(value, name)) for name, info in fields.items()]
        inside: list[tuple[str | int, object]] = [(name, item) for name, item in named if item is not None]
        empty = NO_FIELDS
    elif isinstance(value, Mapping):
        inside, empty = sorted(value.items()), NO_FIELDS
    elif isinstance(value, tuple):
        inside, empty = list(enumerate(value)), NO_ITEMS
    else:
        found[format_path(route)] = to_csv_text(value)
        return
    if not inside and route:
        found[format_path(route)] = empty
    for step, item in inside:
        _flatten(item, (*route, step), found)


def to_csv_text(value: object) -> str:
    """One value as a file has it; a text that a spreadsheet would run is made inert."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Duration):
        return value.written
    text = str(value)
    return f"'{text}" if _RUNS.match(text) else text


def unescape_formula(cell: str) -> str:
    """What stands in a cell, without the mark that made it inert."""
    return cell[1:] if _GUARDED.match(cell) else cell


def unflatten(row: Mapping[str, str]) -> dict[str, Any]:
    """The values of a row, nested as model.reading.read takes them: text, tuples and dicts.

    Blank cells are left out, and the items of a list close up over them. A column that no contract has is kept under
    its name, so that `read` can say so. Raises ValueError, with a sentence, where two cells contradict each other.
    """
    whole: dict[str | int, Any] = {}
    for name, given in row.items():
        if given.strip():
            _place(whole, name, route_of(name), given)
    return {str(step): _settled(item) for step, item in whole.items()}


class _Items(dict[str | int, Any]):
    """The items of a list on the way back, by number."""


class _Nothing(dict[str | int, Any]):
    """A group that is said to have nothing in it."""


def _place(whole: dict[str | int, Any], name: str, route: FieldPath, given: str) -> None:
    group = whole
    for place, step in enumerate(route[:-1]):
        made = _Items() if isinstance(route[place + 1], int) else {}
        group = group.setdefault(step, made)
        if type(group) is not type(made):
            raise ValueError(_clash(format_path(route[: place + 1]), name))
    shape = shape_of(route)
    value: Any = unescape_formula(given)
    if shape == "list" and given.strip() == NO_ITEMS:
        value = ()
    elif shape in ("group", "words") and given.strip() == NO_FIELDS:
        value = _Nothing()
    if route[-1] in group:
        raise ValueError(_clash(name, name))
    group[route[-1]] = value


def _clash(one: str, other: str) -> str:
    if one == other:
        return f"{one} is given more than once, or as a whole and in parts: leave one of them blank"
    return f"{one} and {other} are both given, and only one of them can be so: leave one of them blank"


def _settled(value: Any) -> Any:
    if isinstance(value, _Items):
        return tuple(_settled(value[number]) for number in sorted(value, key=int))
    if isinstance(value, dict):
        return {str(step): _settled(item) for step, item in value.items()}
    return value


def is_column(name: str) -> bool:
    """Whether a heading is the name of a column as `flatten` gives it."""
    route = route_of(name)
    return _annotation(route) is not None or (len(route) > 1 and shape_of(route[:-1]) == "words")


@cache
def route_of(name: str) -> FieldPath:
    """The route that the name of a column stands for; the name itself as one step where it is none."""
    route: list[str | int] = []
    at = 0
    while True:
        if shape_of(tuple(route)) == "words" and route:  # what follows is a name of the council's own, dots and all
            return (*route, name[at:])
        match = _NAME.match(name, at)
        if not match:
            return (name,)
        route.append(match[0])
        at = match.end()
        while number := _NUMBER.match(name, at):
            route.append(int(number[1]) - 1)
            at = number.end()
        if at == len(name):
            return tuple(route)
        if name[at] != ".":
            return (name,)
        at += 1


@cache
def shape_of(route: FieldPath) -> Shape:
    """What a contract has at a route; a value where it has nothing."""
    annotation = _annotation(route)
    if _model(annotation):
        return "group"
    if _within(annotation, tuple):
        return "list"
    return "words" if _within(annotation, dict) else "value"


def columns(names: Iterable[str]) -> list[str]:
    """Names of columns in the model's order: a list item by item, the council's own names by the alphabet."""
    return sorted(set(names), key=lambda name: _order(route_of(name)))


@cache
def _order(route: FieldPath) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    for place, step in enumerate(route):
        if isinstance(step, int):
            found.append((step, ""))
            continue
        model = _model(_annotation(route[:place]))
        names = [info.alias or name for name, info in model.model_fields.items()] if model else []
        found.append((names.index(step), "") if step in names else (len(names), step))
    return tuple(found)


@cache
def _annotation(route: FieldPath) -> Any:
    """The type that a contract has at a route; None where it has nothing."""
    if not route:
        return Contract
    around = _annotation(route[:-1])
    if isinstance(route[-1], int):
        inner = _within(around, tuple)
        return get_args(inner)[0] if inner else None
    model = _model(around)
    _, info = find_field(model, route[-1]) if model else ("", None)
    return info.annotation if info else None


def _within(annotation: Any, kind: type) -> Any:
    return next((part for part in _parts(annotation) if get_origin(part) is kind), None)


def _model(annotation: Any) -> type[BaseModel] | None:
    return next((p for p in _parts(annotation) if isinstance(p, type) and issubclass(p, BaseModel)), None)


def _parts(annotation: Any) -> tuple[Any, ...]:
    """An annotation, or the alternatives of one that may be left out."""
    return get_args(annotation) if type(None) in get_args(annotation) else (annotation,)
