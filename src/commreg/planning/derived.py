"""The declaration of a derived field: what is worked out from a contract, declared once where it is worked out.

A field of a frozen dataclass declares itself in its metadata, a property by a decorator:

    start: date = field(metadata=derived("day", "The first day of service."))

    @property
    @derived_property("number", "Days to the current end.")
    def days_left(self) -> int: ...

The columns of listings and of every export, the JSON Schema and the reference page are read from these declarations,
in the order in which the class declares them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from inspect import getmembers
from itertools import count
from typing import TypeVar

from commreg.model.data_fields import DataField, Kind, Value, read_all

_KEY = "derived"
_positions = count()
_Method = TypeVar("_Method", bound=Callable[..., Value])
_Declared = dict[str, tuple[int, DataField]]


def derived(kind: Kind, description: str, depends_on: tuple[str, ...] = (), name: str = "") -> _Declared:
    """Metadata of a dataclass field that is a column for programs; `name` is the column's, if it is not the field's.

    `depends_on` are the fields of the contract file that must not be withheld for its value to be shown.
    """
    return {_KEY: (next(_positions), DataField(name, kind, description, depends_on))}


def derived_property(
    kind: Kind, description: str, depends_on: tuple[str, ...] = (), name: str = ""
) -> Callable[[_Method], _Method]:
    """Declare the decorated property as a column for programs, as `derived` does for a dataclass field."""
    declared = derived(kind, description, depends_on, name)

    def declare(method: _Method) -> _Method:
        method.__dict__.update(declared)
        return method

    return declare


@cache
def derived_fields(owner: type) -> tuple[DataField, ...]:
    """The fields that a dataclass declares, in the order of its declarations."""
    declared = {field.name: field.metadata[_KEY] for field in fields(owner) if _KEY in field.metadata}
    for name, member in getmembers(owner, lambda member: isinstance(member, property)):
        declared |= {name: member.fget.__dict__[_KEY]} if _KEY in member.fget.__dict__ else {}
    in_order = sorted((position, attribute, field) for attribute, (position, field) in declared.items())
    return tuple(replace(field, name=field.name or attribute, attribute=attribute) for _, attribute, field in in_order)


def derived_values(owner: type, source: object) -> dict[str, Value]:
    """The values of the fields that `owner` declares, by name; all None if `source` is None."""
    return read_all(derived_fields(owner), source)
