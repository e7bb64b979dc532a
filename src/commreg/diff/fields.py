"""Compare two contracts field by field, and lists item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model.contract import Contract


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field, or an item of a list, that differs. None means not recorded, or not in the list."""

    path: FieldPath
    before: object
    after: object

    @property
    def name(self) -> str:
        """The field as people write it."""
        return format_path(self.path)

    @property
    def is_item(self) -> bool:
        """Whether a list gained or lost an item."""
        return isinstance(self.path[-1], int) and (self.before is None or self.after is None)


def differences(before: Contract, after: Contract) -> Iterator[FieldDifference]:
    """Every difference between two contracts except their ids, in file order. Symmetrical: before and after swap."""
    return (difference for difference in _compare(before, after, ()) if difference.path != ("id",))


def _compare(before: Any, after: Any, path: FieldPath) -> Iterator[FieldDifference]:
    if before == after:
        return
    if isinstance(before, BaseModel) or isinstance(after, BaseModel):
        for name, info in type(before if isinstance(before, BaseModel) else after).model_fields.items():
            yield from _compare(getattr(before, name, None), getattr(after, name, None), (*path, info.alias or name))
    elif isinstance(before, dict) or isinstance(after, dict):
        old, new = before or {}, after or {}
        for name in sorted(old.keys() | new.keys()):
            yield from _compare(old.get(name), new.get(name), (*path, name))
    elif isinstance(before, tuple) or isinstance(after, tuple):
        yield from _compare_lists(before, after, path)
    else:
        yield FieldDifference(path, before, after)


def _compare_lists(
    before: tuple[Any, ...] | None, after: tuple[Any, ...] | None, path: FieldPath
) -> Iterator[FieldDifference]:
    """Pair the items between the common start and end of two lists; those left over were added or removed."""
    old, new = before or (), after or ()
    if not old and not new:
        yield FieldDifference(path, before, after)
        return
    start = _common_start(old, new)
    end = _common_start(old[: start - 1 if start else None : -1], new[: start - 1 if start else None : -1])
    old_items, new_items = old[start : len(old) - end], new[start : len(new) - end]
    for index, (old_item, new_item) in enumerate(zip(old_items, new_items, strict=False), start):
        yield from _compare(old_item, new_item, (*path, index))
    paired = min(len(old_items), len(new_items))
    for index, item in enumerate(old_items[paired:], start + paired):
        yield FieldDifference((*path, index), item, None)
    for index, item in enumerate(new_items[paired:], start + paired):
        yield FieldDifference((*path, index), None, item)


def _common_start(left: tuple[Any, ...], right: tuple[Any, ...]) -> int:
    """How many items two lists start with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
