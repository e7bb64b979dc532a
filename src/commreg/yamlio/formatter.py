"""Format a file: its fields in order, one way of quoting and of indenting.

The content stays the same: the text is parsed again, and must give the same values and hold every comment. A list or
group in brackets stays in brackets if it fits on a line. A comment stays with its field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio import scalars
from commreg.yamlio.comment_placement import attach
from commreg.yamlio.edit import BOM, EditError, equivalent
from commreg.yamlio.emitter import FieldOrder, YamlEmitter
from commreg.yamlio.layout import Layout, LayoutError


def format_text(text: str, order: FieldOrder) -> str:
    """The text formatted; unchanged if it is formatted already.

    Raises EditError if it cannot be proved that nothing is lost.
    """
    bare = text.removeprefix(BOM)
    try:
        before = Layout(bare)
        after = Layout(_formatted(before, order))
        again = _formatted(after, order)
    except LayoutError as reason:
        raise EditError((), str(reason)) from None
    has_all = Counter(comment.text for comment in before.comments) == Counter(
        comment.text for comment in after.comments
    )
    if not has_all or not equivalent(before.values, after.values) or again != after.text:
        raise EditError((), "its layout cannot be formatted with certainty")
    return (BOM if text.startswith(BOM) else "") + after.text


def _formatted(layout: Layout, order: FieldOrder) -> str:
    comments = attach(layout)
    emitter = YamlEmitter(
        order,
        comments=comments,
        fits_on_line=lambda path, line: layout.is_flow(path) and len(line) <= scalars.WIDTH,
        is_literal=layout.is_block_text,
    )
    lines = [*comments.head, *emitter.fields(_stripped(layout.values), (), 0)]
    return layout.newline().join([*_without_extra_blank_lines(lines), ""])


def _without_extra_blank_lines(lines: list[str]) -> list[str]:
    """No two blank lines in a row, and none at the top."""
    single = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    while single and not single[0]:
        del single[0]
    return single


def _stripped(value: Any, path: FieldPath = ()) -> Any:
    """Values without the spaces round their texts. Raises LayoutError for a list inside a list."""
    if isinstance(value, Mapping):
        return {name: _stripped(item, (*path, name)) for name, item in value.items()}
    if isinstance(value, tuple):
        if value and path and isinstance(path[-1], int):
            raise LayoutError("there is a list inside a list")
        return tuple(_stripped(item, (*path, place)) for place, item in enumerate(value))
    return value.strip() if isinstance(value, str) else value
