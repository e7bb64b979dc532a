"""Write values as YAML: fields in a set order, each with its comments, indented as the file is.

The one emitter of the package: `writer` writes new files with it, `splices` single fields and items, and `formatter`
whole files that exist already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio import scalars
from commreg.yamlio.comment_placement import Comments

# The names that the group at a path can have, in the order in which they are written.
FieldOrder = Callable[[FieldPath], Sequence[str]]


def sort_fields(names: Mapping[str, Any], path: FieldPath, order: FieldOrder) -> list[str]:
    """The names of the group at a path in `order`; names that it does not list come last, as they are."""
    ranks = {name: rank for rank, name in enumerate(order(path))}
    return sorted(names, key=lambda name: ranks.get(name, len(ranks)))


class YamlEmitter:
    """Writes values (texts, mappings, tuples, None) as lines.

    `step` and `list_step` are the spaces by which groups and lists are indented below their names. `comments` are
    written with the fields they belong to. `fits_on_line(path, line)` decides whether a list or group is written in
    brackets; `is_literal(path)` whether a text of several lines is written as a block that begins with |.
    """

    def __init__(
        self,
        order: FieldOrder,
        *,
        step: int = 2,
        list_step: int = 2,
        comments: Comments | None = None,
        fits_on_line: Callable[[FieldPath, str], bool] = lambda _path, _line: False,
        is_literal: Callable[[FieldPath], bool] = lambda _path: True,
    ) -> None:
        self.order, self.step, self.list_step = order, step, list_step
        self.comments = comments or Comments()
        self.fits_on_line, self.is_literal = fits_on_line, is_literal

    def inline(self, value: Any, path: FieldPath = ()) -> str:
        """A value on one line, lists and groups in brackets."""
        if value is None:
            return ""
        if isinstance(value, Mapping):
            fields = (
                f"{scalars.one_line(name, flow=True)}: {self.inline(value[name], (*path, name))}"
                for name in sort_fields(value, path, self.order)
            )
            return "{" + ", ".join(fields) + "}"
        if isinstance(value, (tuple, list)):
            return "[" + ", ".join(self.inline(item, (*path, place)) for place, item in enumerate(value)) + "]"
        return scalars.one_line(value, flow=True)

    def fields(self, values: Mapping[str, Any], path: FieldPath, indent: int) -> Iterator[str]:
        """The lines of all fields of the group at a path, then the comments at its end."""
        for name in sort_fields(values, path, self.order):
            yield from self.field((*path, name), values[name], indent)
        yield from indented(self.comments.foot[path], indent)

    def entry(self, path: FieldPath, value: Any, indent: int) -> list[str]:
        """The lines of a field or an item."""
        return list(self.item(path, value, indent) if isinstance(path[-1], int) else self.field(path, value, indent))

    def field(self, path: FieldPath, value: Any, indent: int) -> Iterator[str]:
        """The lines of one field, with its comments."""
        yield from indented(self.comments.above[path], indent)
        yield from self._with_lead(f"{' ' * indent}{scalars.one_line(str(path[-1]))}:", path, value, indent)

    def item(self, path: FieldPath, value: Any, indent: int) -> Iterator[str]:
        """The lines of one item of a list. Comments of the first field in it are written above its dash."""
        yield from indented(self.comments.above[path], indent)
        lead = f"{' ' * indent}-"
        if isinstance(value, (tuple, list)) and value:
            yield f"{lead} {self.inline(value, path)}"
            return
        if not isinstance(value, Mapping) or not value or self._fits(path, value, lead):
            yield from self._with_lead(lead, path, value, indent)
            return
        first_name, *names = sort_fields(value, path, self.order)
        yield from indented(self.comments.above.pop((*path, first_name), []), indent)
        first, *rest = self.field((*path, first_name), value[first_name], indent + 2)
        yield f"{lead} {first.lstrip()}"
        yield from rest
        for name in names:
            yield from self.field((*path, name), value[name], indent + 2)
        yield from indented(self.comments.foot[path], indent + 2)

    def value(self, path: FieldPath, value: Any, lead: str, indent: int) -> list[str]:
        """What follows the name or dash in `lead`, which is indented by `indent`: the rest of its line, then lines."""
        if isinstance(value, str):
            return self._text(path, value, lead, indent + self.step)
        if not value or self._fits(path, value, lead):
            return [self.inline(value, path)]
        if isinstance(value, Mapping):
            return ["", *self.fields(value, path, indent + self.step)]
        below = indent + self.list_step
        items = [line for place, item in enumerate(value) for line in self.item((*path, place), item, below)]
        return ["", *items, *indented(self.comments.foot[path], below)]

    def _text(self, path: FieldPath, text: str, lead: str, indent: int) -> list[str]:
        if "\n" in text and self.is_literal(path) and (lines := scalars.literal(text, indent)):
            return ["|-", *lines]
        first, *rest = scalars.written(lead, text, indent)
        return [first[len(lead) + 1 :], *rest]

    def _fits(self, path: FieldPath, value: Any, lead: str) -> bool:
        return self.fits_on_line(path, f"{lead} {self.inline(value, path)}")

    def _with_lead(self, lead: str, path: FieldPath, value: Any, indent: int) -> Iterator[str]:
        first, *rest = self.value(path, value, lead, indent)
        line = f"{lead} {first}" if first else lead
        comment = self.comments.beside.get(path)
        yield f"{line}  {comment}" if comment else line
        yield from rest


def indented(texts: Sequence[str], indent: int) -> list[str]:
    """Lines with spaces in front; an empty one stays empty."""
    return [" " * indent + text if text else "" for text in texts]
