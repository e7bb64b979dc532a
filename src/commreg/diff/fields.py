"""Where two contracts differ: field by field, and in lists item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model.contract import Contract


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or an item of a list, that is not the same: None stands for one that is not recorded, or not there."""

    path: FieldPath
    before: object
    after: object

    @property
    def name(self) -> str:
        """The field as people write it."""
        return format_path(self.path)

    @property
    def item(self) -> bool:
        """Whether it is an item that came into a list or went from it."""
        return isinstance(self.path[-1], int) and (self.before is None or self.after is None)


def differences(old: Contract, new: Contract) -> Iterator[Difference]:
    """Every difference between two contracts but that of their ids, in the order of a file. Mirrored it is the same."""
    return (one for one in _between(old, new, ()) if one.path != ("id",))


def _between(was: Any, now: Any, route: FieldPath) -> Iterator[Difference]:
    if was == now:
        return
    if isinstance(was, BaseModel) or isinstance(now, BaseModel):
        for name, info in type(was if isinstance(was, BaseModel) else now).model_fields.items():
            yield from _between(getattr(was, name, None), getattr(now, name, None), (*route, info.alias or name))
    elif isinstance(was, dict) or isinstance(now, dict):
        old, new = was or {}, now or {}
        for name in sorted(old.keys() | new.keys()):
            yield from _between(old.get(name), new.get(name), (*route, name))
    elif isinstance(was, tuple) or isinstance(now, tuple):
        yield from _lists(was, now, route)
    else:
        yield Difference(route, was, now)


def _lists(was: tuple[Any, ...] | None, now: tuple[Any, ...] | None, route: FieldPath) -> Iterator[Difference]:
    """Items between those that both lists begin and end with: paired in order; what is over came or went."""
    old, new = was or (), now or ()
    if not old and not new:
        yield Difference(route, was, now)
        return
    first = _alike(old, new)
    last = _alike(old[: first - 1 if first else None : -1], new[: first - 1 if first else None : -1])
    left, right = old[first : len(old) - last], new[first : len(new) - last]
    for place, (one, other) in enumerate(zip(left, right, strict=False), first):
        yield from _between(one, other, (*route, place))
    shared = min(len(left), len(right))
    for place, item in enumerate(left[shared:], first + shared):
        yield Difference((*route, place), item, None)
    for place, item in enumerate(right[shared:], first + shared):
        yield Difference((*route, place), None, item)


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
    """How many items two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
