"""Changes to the text of a contract file that touch only the lines they mean.

A change is worked out as the few splices between what the file says and what it is to say: a value in its place, a
field among its neighbours in the model's order, an item of a list. Comments, quotation marks, line ends and order stay.
Then the text is parsed again: the values must be the old ones with just that change, and every comment must be there.
Where that is not so, or cannot be told beforehand, nothing is changed, and the error carries the text to paste.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from commreg.diagnostics.errors import CommregError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.yamlio import scalars, splices
from commreg.yamlio.emitter import YamlEmitter
from commreg.yamlio.layout import Layout, LayoutError

BOM = "\ufeff"
MAX_SPLICES = 2000  # splices that one change may come to
_SEQUENCES = (tuple, list)


class EditError(CommregError):
    """A change that cannot be made without doubt. `paste` is what to write by hand; empty where a field is to go."""

    def __init__(self, route: FieldPath, reason: str, paste: str = "") -> None:
        where = f"in {format_path(route[:-1])}" if len(route) > 1 else "at the level of the first field"
        hint = f"change it by hand; {where}, write:\n{paste}" if paste else "change it by hand"
        super().__init__(f"{format_path(route) or 'the file'} is left as it is: {reason}", hint)
        self.route = route
        self.reason = reason
        self.paste = paste


def apply_edits(text: str, changes: Sequence[tuple[FieldPath, object]]) -> str:
    """The text with other values at some routes, in their order. None takes a field out.

    Values are the model's own or as they are written: text, Decimal, date, bool, int, Span; tuples, dicts and groups
    for whole lists and groups. An item one past the end of a list is added to it. Raises EditError.
    """
    bare = text.removeprefix(BOM)
    for route, value in changes:
        bare = _changed(bare, tuple(route), as_written(value))
    return (BOM if text.startswith(BOM) else "") + bare


def as_written(value: object) -> Any:
    """A value of the model as the reader of files would give it: texts, tuples and dicts."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, BaseModel):
        fields = ((info.alias or name, getattr(value, name)) for name, info in type(value).model_fields.items())
        return {name: as_written(item) for name, item in fields if item is not None}
    if isinstance(value, Mapping):
        return {str(name): as_written(item) for name, item in value.items()}
    if isinstance(value, _SEQUENCES):
        return tuple(as_written(item) for item in value)
    return scalars.text_of(value)


def with_value(values: Any, route: FieldPath, value: Any) -> Any:
    """Values with another one at a route; None takes it out, and with it a group that has nothing else in it.

    Raises KeyError where the route leads nowhere.
    """
    if not route:
        return value
    step, rest = route[0], route[1:]
    if isinstance(step, int):
        items = list(values or ()) if values is None or isinstance(values, _SEQUENCES) else None
        if items is None or not 0 <= step <= len(items) or (step == len(items) and value is None):
            raise KeyError(step)
        inner = with_value(items[step] if step < len(items) else None, rest, value)
        items[step : step + 1] = [] if inner is None and value is None and not rest else [inner]
        return tuple(items)
    fields = dict(values or {}) if values is None or isinstance(values, Mapping) else None
    if fields is None or (value is None and step not in fields):
        raise KeyError(step)
    inner = with_value(fields.get(step), rest, value)
    if inner is None or (value is None and inner == {}):
        del fields[step]
    else:
        fields[step] = inner
    return fields


def equivalent(one: Any, other: Any) -> bool:
    """Whether two values say the same; space round a text is no part of it, nor is the order of fields."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(equivalent(value, other[name]) for name, value in one.items())
    if isinstance(one, _SEQUENCES) and isinstance(other, _SEQUENCES):
        return len(one) == len(other) and all(map(equivalent, one, other))
    return bool(one == other)


def _changed(text: str, route: FieldPath, value: Any) -> str:
    paste = "" if value is None else "\n".join(YamlEmitter().entry(route[-1], value, 0))
    try:
        before = Layout(text)
        wanted = with_value(before.values, route, value)
        after = _converge(before, route, wanted)
    except LayoutError as reason:
        raise EditError(route, str(reason), paste) from None
    except KeyError:
        raise EditError(route, "there is nothing at that place to change", paste) from None
    if not equivalent(after.values, wanted) or [c.text for c in before.comments] != [c.text for c in after.comments]:
        raise EditError(route, "the layout of the file there is not one that can be changed without doubt", paste)
    return after.text


def _converge(layout: Layout, route: FieldPath, wanted: Any) -> Layout:
    """The layout that says what is wanted, which differs at the route alone, splice by splice."""
    for _ in range(MAX_SPLICES):
        if equivalent(layout.values, wanted):
            return layout
        layout = Layout(splices.spliced(layout.text, _at(layout, route, wanted)))
    raise LayoutError("the change does not come to an end")


def _at(layout: Layout, route: FieldPath, wanted: Any) -> list[splices.Splice]:
    """The splices of the first difference: as far down the route as both sides go, and from there what differs."""
    here: FieldPath = ()
    now: Any = layout.values
    for step in route:
        if not (_has(now, step) and _has(wanted, step) and len(now) == len(wanted)):
            break
        here, now, wanted = (*here, step), now[step], wanted[step]
    else:
        return _next(layout, here, now, wanted)
    step = route[len(here)]
    if isinstance(step, int) and isinstance(now, tuple) and now and wanted:  # an item more, or one less
        if step == len(now):
            return splices.add_item(layout, here, step, wanted[step])
        return splices.take_out(layout, (*here, step))
    return _next(layout, here, now, wanted)


def _has(values: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(values, tuple) and step < len(values)
    return isinstance(values, Mapping) and step in values


def _next(layout: Layout, route: FieldPath, now: Any, wanted: Any) -> list[splices.Splice]:
    """The splices of the first difference; none where there is none."""
    if equivalent(now, wanted):
        return []
    if isinstance(now, Mapping) and isinstance(wanted, Mapping) and now and wanted:
        return _next_field(layout, route, now, wanted)
    if isinstance(now, tuple) and isinstance(wanted, tuple) and now and wanted:
        return _next_item(layout, route, now, wanted)
    return splices.replace(layout, route, wanted)


def _next_field(
    layout: Layout, route: FieldPath, now: Mapping[str, Any], wanted: Mapping[str, Any]
) -> list[splices.Splice]:
    if not now.keys() & wanted.keys():  # nothing would be left to hang the new fields on
        return splices.replace(layout, route, wanted)
    for name, value in wanted.items():
        if name not in now:
            return splices.add_field(layout, route, name, value)
        if found := _next(layout, (*route, name), now[name], value):
            return found
    gone = next(name for name in now if name not in wanted)
    return splices.take_out(layout, (*route, gone))


def _next_item(layout: Layout, route: FieldPath, now: tuple[Any, ...], wanted: tuple[Any, ...]) -> list[splices.Splice]:
    """Items that are the same are matched with each other, so that a comment stays with its own."""
    old, new = ([repr(_sorted(item)) for item in items] for items in (now, wanted))
    for tag, begin, end, new_begin, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if begin < end and new_begin < new_end:
            return _next(layout, (*route, begin), now[begin], wanted[new_begin])
        if begin < end:
            return splices.take_out(layout, (*route, begin))
        return splices.add_item(layout, route, begin, wanted[new_begin])
    return []


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((name, _sorted(item)) for name, item in value.items())
    if isinstance(value, _SEQUENCES):
        return [_sorted(item) for item in value]
    return value.strip() if isinstance(value, str) else value
