"""Edit the text of a file, changing only the lines concerned.

A change is worked out as a few splices between the present values and the wanted ones: a value replaced, a field added
after the fields before it in the order, an item added to a list. Comments, quotation marks, line ends and order stay.
Then the text is parsed again: the values must be the old ones with just that change, and every comment must be there.
If that fails, or cannot be known in advance, nothing is changed, and the error carries the text to paste.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from commreg.diagnostics.errors import CommregError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.yamlio import splices
from commreg.yamlio.emitter import FieldOrder, YamlEmitter
from commreg.yamlio.layout import Layout, LayoutError

BOM = "\ufeff"
MAX_SPLICES = 2000  # per change
_SEQUENCES = (tuple, list)


class EditError(CommregError):
    """A change that cannot be made with certainty. `paste` is what to write by hand; empty if a field is removed."""

    def __init__(self, path: FieldPath, reason: str, paste: str = "") -> None:
        where = f"in {format_path(path[:-1])}" if len(path) > 1 else "at the level of the first field"
        hint = f"change it by hand; {where}, write:\n{paste}" if paste else "change it by hand"
        super().__init__(f"{format_path(path) or 'the file'} was not changed: {reason}", hint)
        self.path = path
        self.reason = reason
        self.paste = paste


def apply_edits(text: str, changes: Sequence[tuple[FieldPath, Any]], order: FieldOrder) -> str:
    """The text with new values at some paths, changed one after another. None removes a field.

    Values are as the reader returns them: texts, tuples for lists, dicts for groups. An item at the position after the
    last is added to its list. New fields are placed by `order`. Raises EditError.
    """
    bare = text.removeprefix(BOM)
    for path, value in changes:
        bare = _apply_edit(bare, path, value, order)
    return (BOM if text.startswith(BOM) else "") + bare


def with_value(values: Any, path: FieldPath, value: Any) -> Any:
    """Values with a new one at a path; None removes it, and with it a group that has nothing else in it.

    Raises KeyError if the path leads nowhere.
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
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


def equivalent(left: Any, right: Any) -> bool:
    """Whether two values are the same, except for spaces around texts and the order of fields."""
    if isinstance(left, str) and isinstance(right, str):
        return left.strip() == right.strip()
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equivalent(value, right[name]) for name, value in left.items())
    if isinstance(left, _SEQUENCES) and isinstance(right, _SEQUENCES):
        return len(left) == len(right) and all(map(equivalent, left, right))
    return bool(left == right)


def _apply_edit(text: str, path: FieldPath, value: Any, order: FieldOrder) -> str:
    paste = "" if value is None else "\n".join(YamlEmitter(order).entry(path, value, 0))
    try:
        before = Layout(text)
        target = with_value(before.values, path, value)
        after = _converge(before, path, target, order)
    except LayoutError as reason:
        raise EditError(path, str(reason), paste) from None
    except KeyError:
        raise EditError(path, "there is nothing at that place to change", paste) from None
    if not equivalent(after.values, target) or _kept_comments(before, value) != _kept_comments(after, value):
        raise EditError(path, "the layout of the file at that place cannot be changed with certainty", paste)
    return after.text


def _kept_comments(layout: Layout, value: Any) -> list[str]:
    """The comments that a change keeps: all of them, or if a field is removed those that are not open."""
    return [comment.text for comment in layout.comments if value is not None or not layout.is_open_comment(comment)]


def _converge(layout: Layout, path: FieldPath, target: Any, order: FieldOrder) -> Layout:
    """The layout with the target values, which differ at the path alone, reached splice by splice."""
    for _ in range(MAX_SPLICES):
        if equivalent(layout.values, target):
            return layout
        next_splices = _Difference(layout, order).along(path, target)
        layout = Layout(splices.apply_splices(layout.text, next_splices))
    raise LayoutError("the change takes too many steps")


class _Difference:
    """The splices for the first differences between the values of a layout and the target values."""

    def __init__(self, layout: Layout, order: FieldOrder) -> None:
        self.layout, self.order = layout, order

    def along(self, path: FieldPath, target: Any) -> list[splices.Splice]:
        """Follow the path as far as both sides have it, and compare from there."""
        parent: FieldPath = ()
        current: Any = self.layout.values
        for step in path:
            if not (_has(current, step) and _has(target, step) and len(current) == len(target)):
                break
            parent, current, target = (*parent, step), current[step], target[step]
        else:
            return self.at(parent, current, target)
        step = path[len(parent)]
        if isinstance(step, int) and isinstance(current, tuple) and current and target:  # one item more, or one less
            if step == len(current):
                return splices.add_item(self.layout, parent, step, target[step], self.order)
            return splices.remove(self.layout, (*parent, step))
        return self.at(parent, current, target)

    def at(self, path: FieldPath, current: Any, target: Any) -> list[splices.Splice]:
        """The splices for the first difference at a path; empty if there is none."""
        if equivalent(current, target):
            return []
        if isinstance(current, Mapping) and isinstance(target, Mapping) and current.keys() & target.keys():
            return self.in_group(path, current, target)
        if isinstance(current, tuple) and isinstance(target, tuple) and current and target:
            return self.in_list(path, current, target)
        return splices.replace(self.layout, path, target, self.order)

    def in_group(self, path: FieldPath, current: Mapping[str, Any], target: Mapping[str, Any]) -> list[splices.Splice]:
        for name, value in target.items():
            if name not in current:
                return splices.add_field(self.layout, (*path, name), value, self.order)
            if difference := self.at((*path, name), current[name], value):
                return difference
        surplus = next(name for name in current if name not in target)
        return splices.remove(self.layout, (*path, surplus))

    def in_list(self, path: FieldPath, current: tuple[Any, ...], target: tuple[Any, ...]) -> list[splices.Splice]:
        """Equal items are matched with each other, so that a comment stays with its own item.

        Differences that lie apart are all made at once: one after another would read the file again for each item.
        """
        old, new = ([repr(_sorted(item)) for item in items] for items in (current, target))
        differences: list[splices.Splice] = []
        for tag, start, end, new_start, new_end in _opcodes(old, new):
            if tag == "replace":
                for place, new_place in zip(range(start, end), range(new_start, new_end), strict=False):
                    differences += self.at((*path, place), current[place], target[new_place])
            elif tag == "delete":
                # In brackets an item's comma belongs to the item before or after it, so one item at a time.
                last = start + 1 if self.layout.is_flow(path) else end
                for place in range(start, last):
                    differences += splices.remove(self.layout, (*path, place))
            elif tag == "insert":
                items = target[new_start:new_end]
                added = [splices.add_item(self.layout, path, start, item, self.order)[0] for item in items]
                differences.append((added[0][0], added[0][1], "".join(text for _, _, text in added)))
        return differences


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The differences of two lists as difflib has them. It is slow: asked only if items repeat or move."""
    common = set(old) & set(new)
    shared = [item for item in old if item in common]
    if len(set(old)) < len(old) or len(set(new)) < len(new) or shared != [item for item in new if item in common]:
        yield from SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return
    start = new_start = 0
    for item in (*shared, None):
        end = old.index(item, start) if item is not None else len(old)
        new_end = new.index(item, new_start) if item is not None else len(new)
        if (start, new_start) != (end, new_end):
            tag = "insert" if start == end else "delete" if new_start == new_end else "replace"
            yield tag, start, end, new_start, new_end
        start, new_start = end + 1, new_end + 1


def _has(values: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(values, tuple) and step < len(values)
    return isinstance(values, Mapping) and step in values


def _sorted(value: Any) -> Any:
    """A value for comparing with repr(): fields sorted, texts without spaces around them."""
    if isinstance(value, Mapping):
        return sorted((name, _sorted(item)) for name, item in value.items())
    if isinstance(value, _SEQUENCES):
        return [_sorted(item) for item in value]
    return value.strip() if isinstance(value, str) else value
