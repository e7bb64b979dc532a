"""What reaches a template: plain values, and read-only views that show an allow-list of attributes.

A view shows the fields of a model or a dataclass, and the properties that its own class defines. It has no methods, so
nothing of pydantic, of `functools` or of the settings can be reached through it, whatever the sandbox allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from types import NoneType
from typing import Any

from pydantic import BaseModel

from commreg.values.durations import Duration
from commreg.values.redacted import Redacted

# Values that are handed over as they are: they hold nothing but themselves.
PLAIN_TYPES = (str, int, float, Decimal, date, NoneType, range, Redacted, Duration)


class View:
    """A read-only view of a model or a dataclass; each value is made plain once, when it is first read."""

    __slots__ = ("__dict__", "_source")

    def __init__(self, source: object) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        """A field or a property of the source. Raises AttributeError for any other name."""
        if name not in readable_names(type(self._source)):
            raise AttributeError(f"{type(self._source).__name__} has no attribute {name!r}")
        value = self.__dict__[name] = as_plain(getattr(self._source, name))
        return value

    def __eq__(self, value: object) -> bool:
        return isinstance(value, View) and self._source == value._source

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return type(self._source).__name__


class Function:
    """A function that a template may call. It shows nothing of itself, and returns plain values."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        """What the function returns, made plain."""
        return as_plain(self._function(*arguments))


def as_plain(value: Any) -> Any:
    """A value as a template gets it. Raises TypeError for a kind of value that no template is given."""
    if isinstance(value, (*PLAIN_TYPES, View, Function)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple(map(as_plain, value)) if type(value) is tuple else [as_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    if readable_names(type(value)):
        return View(value)
    if callable(value) and not isinstance(value, type):
        return Function(value)
    raise TypeError(f"a template is not given a {type(value).__name__}")


def readable_names(kind: type) -> frozenset[str]:
    """The attributes that templates may read of values of a class: its fields, and the properties of our own code."""
    if kind not in _NAMES:
        _NAMES[kind] = _names_of(kind)
    return _NAMES[kind]


_NAMES: dict[type, frozenset[str]] = {}


def _names_of(kind: type) -> frozenset[str]:
    if issubclass(kind, BaseModel):
        names = set(kind.model_fields)
        own = [base for base in kind.__mro__ if issubclass(base, BaseModel) and base is not BaseModel]
    elif is_dataclass(kind) or issubclass(kind, Enum):
        names = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
        own = [base for base in kind.__mro__ if base.__module__.startswith("commreg.")]
    else:
        return frozenset()
    for base in own:
        names |= {name for name, value in vars(base).items() if isinstance(value, (property, cached_property))}
    return frozenset(name for name in names if not name.startswith("_"))
