"""Fields and items that were not in a file before, as lines, set in as the rest of the file is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.model.field_path import field_names
from commreg.yamlio import scalars


class YamlEmitter:
    """Writes values that were not there before, set in as the rest of the file is."""

    def __init__(self, step: int = 2, list_step: int = 2, *, flow: bool = False) -> None:
        self.step, self.list_step, self.flow = step, list_step, flow

    def inline(self, value: Any) -> str:
        """A value on one line."""
        if value is None:
            return ""
        if isinstance(value, Mapping):
            words = (f"{scalars.one_line(name, flow=True)}: {self.inline(item)}" for name, item in value.items())
            return "{" + ", ".join(words) + "}"
        if isinstance(value, (tuple, list)):
            return "[" + ", ".join(self.inline(item) for item in value) + "]"
        return scalars.one_line(value, flow=True)

    def entry(self, name: str | int, value: Any, margin: int, route: FieldPath = ()) -> list[str]:
        """A field of a group, or an item of a list, whole."""
        if isinstance(name, int):
            return self.item(value, margin, route)
        lead = f"{' ' * margin}{scalars.one_line(name)}:"
        first, *others = self.value(value, margin, lead, (*route, name))
        return [f"{lead} {first}" if first else lead, *others]

    def value(self, value: Any, margin: int, lead: str, route: FieldPath = ()) -> list[str]:
        """What follows a name and its colon."""
        if isinstance(value, Mapping) and value:
            names = in_order(value, route)
            return ["", *(line for name in names for line in self.entry(name, value[name], margin + self.step, route))]
        if isinstance(value, (tuple, list)) and value:
            return ["", *(line for item in value for line in self.item(item, margin + self.list_step, route))]
        if not isinstance(value, str):
            return [self.inline(value)]
        if "\n" in value and (lines := scalars.literal(value, margin + self.step)):
            return ["|-", *lines]
        first, *others = scalars.written(lead, value, margin + self.step)
        return [first[len(lead) + 1 :], *others]

    def item(self, value: Any, margin: int, route: FieldPath = ()) -> list[str]:
        """An item of a list, from its dash."""
        lead = f"{' ' * margin}-"
        if isinstance(value, Mapping) and value:
            names = in_order(value, (*route, 0))
            lines = [line for name in names for line in self.entry(name, value[name], margin + 2, (*route, 0))]
            return [f"{lead} {lines[0].lstrip()}", *lines[1:]]
        first, *others = (
            self.value(value, margin, lead, (*route, 0)) if isinstance(value, str) else [self.inline(value)]
        )
        return [f"{lead} {first}".rstrip(), *others]


def in_order(fields: Mapping[str, Any], route: FieldPath) -> list[str]:
    """The names of fields in the model's order; those it has none of come last, as they stand."""
    order = {name: rank for rank, name in enumerate(field_names(Contract, route))}
    return sorted(fields, key=lambda name: order.get(name, len(order)))
