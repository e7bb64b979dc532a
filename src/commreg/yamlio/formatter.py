"""A contract file put in order: fields as the model has them, one way of quoting, one way of setting in.

Nothing is said otherwise afterwards: the text is parsed again, and must give the same values and hold every comment.
What stands in brackets stays in brackets where it fits on a line. A comment stays with the field it speaks of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio import scalars
from commreg.yamlio.comments import Comments, attach
from commreg.yamlio.edit import BOM, EditError, equivalent
from commreg.yamlio.emitter import YamlEmitter, in_order
from commreg.yamlio.layout import Layout, LayoutError

STEP = 2


def format_text(text: str) -> str:
    """The text in order; as it is where it is in order already. Raises EditError where that cannot be done surely."""
    bare = text.removeprefix(BOM)
    try:
        before = Layout(bare)
        after = Layout(_tidied(before))
        again = _tidied(after)
    except LayoutError as reason:
        raise EditError((), str(reason)) from None
    kept = Counter(comment.text for comment in before.comments) == Counter(comment.text for comment in after.comments)
    if not kept or not equivalent(before.values, after.values) or again != after.text:
        raise EditError((), "its layout is not one that can be put in order without doubt")
    return (BOM if text.startswith(BOM) else "") + after.text


def _tidied(layout: Layout) -> str:
    return layout.newline().join([*_Formatter(layout, attach(layout)).lines(), ""])


class _Formatter:
    """Writes the fields of a layout anew, each with its comments."""

    def __init__(self, layout: Layout, remarks: Comments) -> None:
        self.layout, self.remarks = layout, remarks

    def lines(self) -> list[str]:
        """The lines of the whole file, no two blank ones together and none at the top or the end."""
        lines = [*self.remarks.head, *self.group((), 0)]
        kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
        while kept and not kept[0]:
            del kept[0]
        return kept

    def group(self, route: FieldPath, margin: int) -> Iterator[str]:
        values: Mapping[str, Any] = self.layout.value(route)
        for name in in_order(values, route):
            yield from self.entry((*route, name), margin)
        yield from _set_in(self.remarks.foot[route], margin)

    def entry(self, route: FieldPath, margin: int) -> Iterator[str]:
        yield from _set_in(self.remarks.above[route], margin)
        first, *others = self.value(route, f"{' ' * margin}{scalars.one_line(str(route[-1]))}:", margin)
        yield self.with_remark(first, route)
        yield from others

    def with_remark(self, line: str, route: FieldPath) -> str:
        beside = self.remarks.beside.get(route)
        return f"{line}  {beside}" if beside else line

    def value(self, route: FieldPath, lead: str, margin: int) -> list[str]:
        """A field or an item whole, from its name or dash."""
        value = self.layout.value(route)
        if value is None:
            return [lead]
        if isinstance(value, str):
            return self.words(route, lead, value.strip(), margin + STEP)
        line = f"{lead} {YamlEmitter(flow=True).inline(_ordered(value, route))}"
        if not value or (self.layout.is_flow(route) and len(line) <= scalars.WIDTH):
            return [line]
        if isinstance(value, Mapping):
            return [lead, *self.group(route, margin + STEP)]
        items = [line for place in range(len(value)) for line in self.item((*route, place), margin + STEP)]
        return [lead, *items, *_set_in(self.remarks.foot[route], margin + STEP)]

    def words(self, route: FieldPath, lead: str, text: str, inner: int) -> list[str]:
        if "\n" in text and self.layout.is_block_text(route) and (lines := scalars.literal(text, inner)):
            return [f"{lead} |-", *lines]
        return scalars.written(lead, text, inner)

    def item(self, route: FieldPath, margin: int) -> Iterator[str]:
        """An item; the comments of the field that comes first in it stand above its dash."""
        yield from _set_in(self.remarks.above[route], margin)
        value, lead = self.layout.value(route), f"{' ' * margin}-"
        if isinstance(value, tuple) and value:
            raise LayoutError("there is a list inside a list")
        in_brackets = self.layout.is_flow(route) and len(lead) + len(self.inline(route)) < scalars.WIDTH
        if not isinstance(value, Mapping) or not value or in_brackets:
            first, *others = self.value(route, lead, margin)
            yield self.with_remark(first, route)
            yield from others
            return
        name, *names = in_order(value, route)
        yield from _set_in(self.remarks.above.pop((*route, name), []), margin)
        first, *others = self.entry((*route, name), margin + STEP)
        yield f"{lead} {first.lstrip()}"
        yield from others
        for other in names:
            yield from self.entry((*route, other), margin + STEP)
        yield from _set_in(self.remarks.foot[route], margin + STEP)

    def inline(self, route: FieldPath) -> str:
        return YamlEmitter(flow=True).inline(_ordered(self.layout.value(route), route))


def _set_in(texts: list[str], margin: int) -> list[str]:
    return [" " * margin + text if text else "" for text in texts]


def _ordered(value: Any, route: FieldPath) -> Any:
    """A value with its fields in the model's order, and no space round its texts."""
    if isinstance(value, Mapping):
        return {name: _ordered(value[name], (*route, name)) for name in in_order(value, route)}
    if isinstance(value, tuple):
        return tuple(_ordered(item, (*route, place)) for place, item in enumerate(value))
    return value.strip() if isinstance(value, str) else value
