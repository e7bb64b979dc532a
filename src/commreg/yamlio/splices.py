"""Work out single changes to a file as splices: replace a value, add a field or an item, remove one.

A splice covers as little text as possible. LayoutError if a comment would be lost or the layout is not certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio import scalars
from commreg.yamlio.emitter import FieldOrder, YamlEmitter
from commreg.yamlio.layout import Layout, LayoutError

Splice = tuple[int, int, str]  # start, end (exclusive) and the text to put between them


def apply_splices(text: str, splices: Sequence[Splice]) -> str:
    """The text with every splice made."""
    pieces, position = [], 0
    for start, end, new_text in sorted(splices):
        pieces += [text[position:start], new_text]
        position = end
    return "".join([*pieces, text[position:]])


def replace(layout: Layout, path: FieldPath, value: Any, order: FieldOrder) -> list[Splice]:
    """A new value for a field or item."""
    if not path:
        raise LayoutError("the whole file would have to be rewritten")
    mark = layout.marks[path]
    if layout.is_flow(path[:-1]):
        inline = YamlEmitter(order).inline(value, path)
        if mark.end == mark.start:
            return [(layout.colon(path), layout.colon(path), f" {inline}")]
        if not mark.is_scalar and layout.comments_in(mark.start, mark.end):
            raise LayoutError("there are comments inside the value that would be replaced")
        return [(mark.start, mark.end, inline)]
    if mark.is_scalar and isinstance(value, str) and mark.end > mark.start:
        return _replace_lines(layout, path, _in_style(layout, path, value))
    return _replace_lines(layout, path, _new_value(layout, path, value, order))


def _new_value(layout: Layout, path: FieldPath, value: Any, order: FieldOrder) -> list[str]:
    """The lines after the colon or dash, with nothing of the old value."""
    emitter = _emitter(layout, order)
    mark = layout.marks[path]
    in_brackets = not mark.is_scalar and layout.text[mark.start] in "[{"
    if in_brackets and isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return [emitter.inline(value, path)]
    indent = layout.indent(path)
    if isinstance(path[-1], int):
        first, *rest = emitter.item(path, value, indent)
        return [first[indent + 1 :].strip(), *rest]
    return emitter.value(path, value, f"{' ' * indent}{path[-1]}:", indent)


def _emitter(layout: Layout, order: FieldOrder) -> YamlEmitter:
    return YamlEmitter(order, step=layout.step, list_step=layout.list_step)


def _in_style(layout: Layout, path: FieldPath, text: str) -> list[str]:
    """The lines of a text in the style of the one that it replaces, if that style can hold it."""
    mark = layout.marks[path]
    first_character = layout.text[mark.start]
    indent = layout.indent(path)
    inner = indent + (2 if isinstance(path[-1], int) else layout.step)
    if first_character == "'" and "\n" not in text and (quoted := scalars.single_quoted(text)):
        return [quoted]
    if first_character == '"':
        return [scalars.double_quoted(text)]
    if layout.is_block_text(path):
        return _in_block(layout, path, text, inner)
    if "\n" in text and (lines := scalars.literal(text, inner)):
        return ["|-", *lines]
    is_long = layout.column(mark.start) + mark.end - mark.start > scalars.WIDTH
    has_comment = layout.rest_of_line(mark.end).strip()
    if is_long or has_comment or "\n" in layout.text[mark.start : mark.end]:
        return [scalars.one_line(text)]
    lead = layout.text[layout.line_start(layout.line_of(mark.start)) : layout.lead_end(path)]
    first, *rest = scalars.written(lead, text, inner)
    return [first[len(lead) + 1 :], *rest]


def _in_block(layout: Layout, path: FieldPath, text: str, inner: int) -> list[str]:
    mark = layout.marks[path]
    indicator = layout.block_indicator(path)
    body = layout.text[layout.line_end(layout.line_of(mark.start)) : mark.end].strip("\r\n").splitlines()
    if body and not any(char.isdigit() for char in indicator):
        inner = len(body[0]) - len(body[0].lstrip(" "))
    indicator = "".join(char for char in indicator if not char.isdigit())
    lines = None
    if indicator[0] == "|" or "\n" in text:
        lines, indicator = scalars.literal(text, inner), "|" + indicator[1:]
    else:
        lines = scalars.folded(text, inner)
    return [indicator, *lines] if lines else [scalars.double_quoted(text)]


def _replace_lines(layout: Layout, path: FieldPath, lines: list[str]) -> list[Splice]:
    """Replace a value by lines. A comment beside the value stays beside the first of them."""
    mark, text = layout.marks[path], layout.text
    if layout.is_block_text(path):
        head = mark.start + len(layout.block_indicator(path))
        header_end = layout.line_end(layout.line_of(mark.start))
        body_end = mark.start + max(len(text[mark.start : mark.end].rstrip()), header_end - mark.start)
        rest = _joined(layout, lines[1:], mark.start)
        first = f" {lines[0]}" if lines[0] else ""
        start = layout.lead_end(path)
        if lines[0] and text[start : mark.start].strip(" ") == "" != text[start : mark.start]:
            start, first = mark.start, lines[0]  # the spaces after the colon stay
        return [(start, head, first), (header_end, body_end, rest)]
    start = layout.lead_end(path)
    end = start + len(text[start : layout.end(path)].rstrip())  # not the blank lines at the end of a text
    if mark.is_scalar and mark.end > mark.start and len(lines) == 1:
        return [(mark.start, mark.end, lines[0])]
    in_lines = (
        not mark.is_scalar and text[mark.start] not in "[{"
    )  # a comment on its last line belongs to its last field
    if layout.comments_in(start, layout.line_end(layout.line_of(max(end - 1, start))) if in_lines else end):
        raise LayoutError("there are comments inside the value that would be replaced")
    first = f" {lines[0]}" if lines[0] else ""
    if len(lines) == 1:
        return [(start, end, first)]
    line_end = layout.line_end(layout.line_of(max(end - 1, start)))
    if layout.text[end:line_end].strip() and layout.text[end:line_end].strip()[0] != "#":
        raise LayoutError("there is something after it on its line")
    return [(start, end, first), (line_end, line_end, _joined(layout, lines[1:], start))]


def _joined(layout: Layout, lines: Sequence[str], offset: int) -> str:
    """Lines to put after a line, each with the line end in front of it that the file has at `offset`."""
    newline = layout.newline(offset)
    return "".join(newline + line for line in lines)


def add_field(layout: Layout, path: FieldPath, value: Any, order: FieldOrder) -> list[Splice]:
    """Add a field to a group that has some: after the fields that come before it in the order."""
    parent, name = path[:-1], str(path[-1])
    siblings = layout.children(parent)
    before = _field_before(layout, parent, name, order)
    if layout.is_flow(parent):
        text = f"{scalars.one_line(name, flow=True)}: {YamlEmitter(order).inline(value, path)}"
        return _add_in_brackets(layout, siblings, before, text)
    indent = layout.indent(siblings[0])
    lines = _emitter(layout, order).entry(path, value, indent)
    if before is not None:
        return _add_after(layout, before, indent, lines)
    first = layout.marks[siblings[0]].key_start
    if not layout.leads_line(siblings[0]):
        text = layout.newline(first).join([lines[0].lstrip(), *lines[1:], " " * indent])
        return [(first, first, text)]
    at = layout.line_start(layout.line_of(first)) if not parent else _below(layout, parent)
    return [(at, at, "".join(line + layout.newline(at) for line in lines))]


def _below(layout: Layout, path: FieldPath) -> int:
    """The start of the line below a field's name or an item's dash."""
    return layout.line_start(layout.line_of(layout.lead_end(path) - 1) + 1)


def _field_before(layout: Layout, parent: FieldPath, name: str, order: FieldOrder) -> FieldPath | None:
    """The field that a new one is placed after: the last of those before it in the order; None to place it first."""
    ranks = {field: rank for rank, field in enumerate(order(parent))}
    rank = ranks.get(name, len(ranks))
    siblings = layout.children(parent)
    sibling_ranks = [(ranks.get(str(sibling[-1]), len(ranks)), place) for place, sibling in enumerate(siblings)]
    earlier = [(sibling_rank, place) for sibling_rank, place in sibling_ranks if sibling_rank <= rank]
    return siblings[max(earlier)[1]] if earlier else None


def _add_after(layout: Layout, sibling: FieldPath, indent: int, lines: list[str]) -> list[Splice]:
    """Add lines below a field or an item, and below the comments that are indented more than it."""
    end = layout.end(sibling)
    line = layout.line_of(max(end - 1, 0)) + 1
    below = line
    while below <= layout.line_count and layout.line_start(below) < len(layout.text):
        comment = layout.comment_alone(below)
        if comment and layout.column(comment.start) > indent:
            line = below + 1
        elif comment or layout.text[layout.line_start(below) : layout.line_end(below)].strip():
            break
        below += 1
    if line > layout.line_count:  # the last line has no line end
        return [(len(layout.text), len(layout.text), _joined(layout, lines, 0))]
    at = layout.line_start(line)
    return [(at, at, "".join(line + layout.newline(end) for line in lines))]


def _add_in_brackets(layout: Layout, siblings: list[FieldPath], before: FieldPath | None, text: str) -> list[Splice]:
    if before is None:
        mark = layout.marks[siblings[0]]
        at = mark.key_start if isinstance(siblings[0][-1], str) else mark.start
        return [(at, at, f"{text}, ")]
    at = layout.end(before)
    return [(at, at, f", {text}")]


def add_item(layout: Layout, path: FieldPath, place: int, value: Any, order: FieldOrder) -> list[Splice]:
    """Add an item to a list that has some, at a place counted from 0."""
    siblings = layout.children(path)
    before = siblings[place - 1] if place else None
    item = (*path, place)
    if layout.is_flow(path):
        return _add_in_brackets(layout, siblings, before, YamlEmitter(order).inline(value, item))
    indent = layout.indent(siblings[0])
    if not layout.leads_line(siblings[0]):
        raise LayoutError("its list begins on the line of another list")
    lines = _emitter(layout, order).entry(item, value, indent)
    if before is not None:
        return _add_after(layout, before, indent, lines)
    at = _below(layout, path)
    return [(at, at, "".join(line + layout.newline(at) for line in lines))]


def remove(layout: Layout, path: FieldPath) -> list[Splice]:
    """A field or an item away, with its lines and the open comments above or in them.

    Raises LayoutError where another comment may belong to it.
    """
    siblings = layout.children(path[:-1])
    if layout.is_flow(path[:-1]):
        start, end = _span_in_brackets(layout, path, siblings)
    elif layout.leads_line(path):
        at = layout.marks[path].key_start if isinstance(path[-1], str) else layout.dash(path)
        line = layout.line_of(at)
        start = layout.line_start(line)
        end = max(layout.line_start(layout.line_of(max(layout.end(path) - 1, at)) + 1), start)
        while (above := layout.comment_alone(line - 1) if line > 1 else None) and (
            layout.column(above.start) == layout.column(at)
        ):
            if not layout.is_open_comment(above):
                raise LayoutError("the comment above it may belong to it")
            line -= 1
            start = layout.line_start(line)
    else:
        after = next((second for first, second in pairwise(siblings) if first == path), None)
        if after is None or isinstance(path[-1], int):
            raise LayoutError("it is on one line with another")
        start, end = layout.marks[path].key_start, layout.marks[after].key_start
    if not all(map(layout.is_open_comment, layout.comments_in(start, end))):
        raise LayoutError("a comment beside it would be lost")
    return [(start, end, "")]


def _span_in_brackets(layout: Layout, path: FieldPath, siblings: list[FieldPath]) -> tuple[int, int]:
    """From a field or item up to the next one, or from the end of the one before."""
    place = siblings.index(path)
    start = layout.marks[path].key_start
    if place + 1 < len(siblings):
        return start, layout.marks[siblings[place + 1]].key_start
    return (layout.end(siblings[place - 1]) if place else start), layout.end(path)
