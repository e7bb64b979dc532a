"""One change to a file as splices: a value in its place, a field among its neighbours, an item of a list.

What is spliced is as little as can be. Where a comment would be lost, or the layout leaves a doubt, LayoutError.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.model.field_path import field_names
from commreg.yamlio import scalars
from commreg.yamlio.emitter import YamlEmitter
from commreg.yamlio.layout import Layout, LayoutError

Splice = tuple[int, int, str]  # from a character up to another, and what stands there instead


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with every splice made."""
    for start, end, words in sorted(splices, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def replace(layout: Layout, route: FieldPath, value: Any) -> list[Splice]:
    """Another value in the place of one that is there."""
    if not route:
        raise LayoutError("the whole file would have to be written anew")
    mark = layout.marks[route]
    if layout.is_flow(route[:-1]):
        words = YamlEmitter(flow=True).inline(value)
        if mark.end == mark.start:
            return [(layout.colon(route), layout.colon(route), f" {words}")]
        if not mark.is_scalar and layout.comments_in(mark.start, mark.end):
            raise LayoutError("there are comments inside what would be written anew")
        return [(mark.start, mark.end, words)]
    if mark.is_scalar and isinstance(value, str) and mark.end > mark.start:
        return _exchange(layout, route, _in_style(layout, route, value))
    return _exchange(layout, route, _new_value(layout, route, value))


def _new_value(layout: Layout, route: FieldPath, value: Any) -> list[str]:
    """What follows the colon or dash, line by line, where nothing of the old value is kept."""
    writer = YamlEmitter(layout.step, layout.list_step)
    mark = layout.marks[route]
    in_brackets = not mark.is_scalar and layout.text[mark.start] in "[{"
    if in_brackets and isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return [YamlEmitter(flow=True).inline(value)]
    margin = layout.indent(route)
    if isinstance(route[-1], int):
        first, *others = writer.item(value, margin)
        return [first[margin + 1 :].strip(), *others]
    return writer.value(value, margin, f"{' ' * margin}{route[-1]}:")


def _in_style(layout: Layout, route: FieldPath, text: str) -> list[str]:
    """A text in the style of the one it takes the place of, where that style can hold it."""
    mark = layout.marks[route]
    begins = layout.text[mark.start]
    margin = layout.indent(route)
    inner = margin + (2 if isinstance(route[-1], int) else layout.step)
    if begins == "'" and "\n" not in text and (quoted := scalars.single_quoted(text)):
        return [quoted]
    if begins == '"':
        return [scalars.double_quoted(text)]
    if layout.is_block_text(route):
        return _in_block(layout, route, text, inner)
    if "\n" in text and (lines := scalars.literal(text, inner)):
        return ["|-", *lines]
    was_long = layout.column(mark.start) + mark.end - mark.start > scalars.WIDTH
    beside = layout.rest_of_line(mark.end).strip()
    if was_long or beside or "\n" in layout.text[mark.start : mark.end]:
        return [scalars.one_line(text)]
    lead = layout.text[layout.line_start(layout.line(mark.start)) : layout.lead_end(route)]
    first, *others = scalars.written(lead, text, inner)
    return [first[len(lead) + 1 :], *others]


def _in_block(layout: Layout, route: FieldPath, text: str, inner: int) -> list[str]:
    mark = layout.marks[route]
    sign = layout.block_indicator(route)
    body = layout.text[layout.line_end(layout.line(mark.start)) : mark.end].strip("\r\n").splitlines()
    if body and not any(char.isdigit() for char in sign):
        inner = len(body[0]) - len(body[0].lstrip(" "))
    sign = "".join(char for char in sign if not char.isdigit())
    lines = None
    if sign[0] == "|" or "\n" in text:
        lines, sign = scalars.literal(text, inner), "|" + sign[1:]
    else:
        lines = scalars.folded(text, inner)
    return [sign, *lines] if lines else [scalars.double_quoted(text)]


def _exchange(layout: Layout, route: FieldPath, lines: list[str]) -> list[Splice]:
    """Lines in the place of a value. A comment beside the value stays beside the first of them."""
    mark, text = layout.marks[route], layout.text
    if layout.is_block_text(route):
        head = mark.start + len(layout.block_indicator(route))
        header_end = layout.line_end(layout.line(mark.start))
        body_end = mark.start + max(len(text[mark.start : mark.end].rstrip()), header_end - mark.start)
        rest = _set_in(layout, lines[1:], mark.start)
        first = f" {lines[0]}" if lines[0] else ""
        return [(layout.lead_end(route), head, first), (header_end, body_end, rest)]
    start = layout.lead_end(route)
    end = start + len(text[start : layout.end(route)].rstrip())  # blank lines that a text keeps are left
    if mark.is_scalar and mark.end > mark.start and len(lines) == 1:
        return [(mark.start, mark.end, lines[0])]
    in_lines = not mark.is_scalar and text[mark.start] not in "[{"  # a comment on its last line is of what is inside
    if layout.comments_in(start, layout.line_end(layout.line(max(end - 1, start))) if in_lines else end):
        raise LayoutError("there are comments inside what would be written anew")
    first = f" {lines[0]}" if lines[0] else ""
    if len(lines) == 1:
        return [(start, end, first)]
    line_end = layout.line_end(layout.line(max(end - 1, start)))
    if layout.text[end:line_end].strip() and layout.text[end:line_end].strip()[0] != "#":
        raise LayoutError("something follows it on its line")
    return [(start, end, first), (line_end, line_end, _set_in(layout, lines[1:], start))]


def _set_in(layout: Layout, lines: Sequence[str], near: int) -> str:
    """Lines that follow on a line, each after a line end."""
    newline = layout.newline(near)
    return "".join(newline + line for line in lines)


def add_field(layout: Layout, route: FieldPath, name: str, value: Any) -> list[Splice]:
    """A field in a group that has some: after the one that comes before it in the model's order."""
    siblings = layout.children(route)
    before = _neighbour(layout, route, name)
    if layout.is_flow(route):
        words = f"{scalars.one_line(name, flow=True)}: {YamlEmitter(flow=True).inline(value)}"
        return _add_in_brackets(layout, siblings, before, words)
    margin = layout.indent(siblings[0])
    lines = YamlEmitter(layout.step, layout.list_step).entry(name, value, margin, route)
    if before is not None:
        return _add_after(layout, before, margin, lines)
    first = layout.marks[siblings[0]].key_start
    if not layout.leads_line(siblings[0]):
        words = layout.newline(first).join([lines[0].lstrip(), *lines[1:], " " * margin])
        return [(first, first, words)]
    at = layout.line_start(layout.line(first)) if not route else _below(layout, route)
    return [(at, at, "".join(line + layout.newline(at) for line in lines))]


def _below(layout: Layout, route: FieldPath) -> int:
    """The line below a field's name, or below an item's dash."""
    return layout.line_start(layout.line(layout.lead_end(route) - 1) + 1)


def _neighbour(layout: Layout, route: FieldPath, name: str) -> FieldPath | None:
    """The field that a new one goes after: of those the model has before it, the last; None where it goes first."""
    order = {known: rank for rank, known in enumerate(field_names(Contract, route))}
    rank = order.get(name, len(order))
    found = [(order.get(str(child[-1]), len(order)), place) for place, child in enumerate(layout.children(route))]
    earlier = [(own, place) for own, place in found if own <= rank]
    return layout.children(route)[max(earlier)[1]] if earlier else None


def _add_after(layout: Layout, sibling: FieldPath, margin: int, lines: list[str]) -> list[Splice]:
    """Lines below a field or an item, and below the comments that are set in deeper than it."""
    end = layout.end(sibling)
    line = layout.line(max(end - 1, 0)) + 1
    below = line
    while below < layout.lines and layout.line_start(below) < len(layout.text):
        comment = layout.comment_alone(below)
        if comment and layout.column(comment.start) > margin:
            line = below + 1
        elif comment or layout.text[layout.line_start(below) : layout.line_end(below)].strip():
            break
        below += 1
    if line >= layout.lines:  # the last line has no line end
        return [(len(layout.text), len(layout.text), _set_in(layout, lines, 0))]
    at = layout.line_start(line)
    return [(at, at, "".join(words + layout.newline(end) for words in lines))]


def _add_in_brackets(layout: Layout, siblings: list[FieldPath], before: FieldPath | None, words: str) -> list[Splice]:
    if before is None:
        mark = layout.marks[siblings[0]]
        at = mark.key_start if isinstance(siblings[0][-1], str) else mark.start
        return [(at, at, f"{words}, ")]
    at = layout.end(before)
    return [(at, at, f", {words}")]


def add_item(layout: Layout, route: FieldPath, place: int, value: Any) -> list[Splice]:
    """An item in a list that has some."""
    siblings = layout.children(route)
    before = siblings[place - 1] if place else None
    if layout.is_flow(route):
        return _add_in_brackets(layout, siblings, before, YamlEmitter(flow=True).inline(value))
    margin = layout.indent(siblings[0])
    if not layout.leads_line(siblings[0]):
        raise LayoutError("its list begins on the line of another")
    lines = YamlEmitter(layout.step, layout.list_step).item(value, margin, route)
    if before is not None:
        return _add_after(layout, before, margin, lines)
    at = _below(layout, route)
    return [(at, at, "".join(line + layout.newline(at) for line in lines))]


def take_out(layout: Layout, route: FieldPath) -> list[Splice]:
    """A field or an item away, with its lines. Raises LayoutError where a comment speaks of it."""
    siblings = layout.children(route[:-1])
    if layout.is_flow(route[:-1]):
        start, end = _stretch_in_brackets(layout, route, siblings)
    elif layout.leads_line(route):
        at = layout.marks[route].key_start if isinstance(route[-1], str) else layout.dash(route)
        line = layout.line(at)
        start = layout.line_start(line)
        end = max(layout.line_start(layout.line(max(layout.end(route) - 1, at)) + 1), start)
        above = layout.comment_alone(line - 1) if line else None
        if above and layout.column(above.start) == layout.column(at):
            raise LayoutError("the comment above it may speak of it")
    else:
        after = next((two for one, two in pairwise(siblings) if one == route), None)
        if after is None or isinstance(route[-1], int):
            raise LayoutError("it shares its line with another")
        start, end = layout.marks[route].key_start, layout.marks[after].key_start
    if layout.comments_in(start, end):
        raise LayoutError("a comment beside it would be lost")
    return [(start, end, "")]


def _stretch_in_brackets(layout: Layout, route: FieldPath, siblings: list[FieldPath]) -> tuple[int, int]:
    """From a field or item up to the next, or from the end of the one before."""
    place = siblings.index(route)
    start = layout.marks[route].key_start
    if place + 1 < len(siblings):
        return start, layout.marks[siblings[place + 1]].key_start
    return (layout.end(siblings[place - 1]) if place else start), layout.end(route)
