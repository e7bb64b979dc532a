"""Attach each comment of a file to a field: above it, beside it, or at the end of its group.

A comment on a line of its own belongs to the next field, unless it is indented more than that field: then it belongs
to the end of the group with the same indentation. LayoutError if neither fits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio.layout import Comment, Layout, LayoutError

# Comments for editors, at the top of a file: they belong to the file and not to its first field.
_FOR_EDITORS = ("yaml-language-server", "vim:", "-*-")


@dataclass
class Comments:
    """Comments by the path of their field. In `head`, `above` and `foot` an empty text is a blank line."""

    head: list[str] = field(default_factory=list)
    above: defaultdict[FieldPath, list[str]] = field(default_factory=lambda: defaultdict(list))
    beside: dict[FieldPath, str] = field(default_factory=dict)
    foot: defaultdict[FieldPath, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A field or item at the start of a line: the line, its path and its indentation."""

    line: int
    path: FieldPath
    indent: int


def attach(layout: Layout) -> Comments:
    """Every comment, and every blank line between fields of the top level, with its field."""
    return _Attachment(layout).run()


class _Attachment:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.comments = Comments()
        self.anchors = _anchors(layout)
        self.anchor_on = {anchor.line: anchor for anchor in self.anchors}
        self.leaves = {path: layout.marks[path].key_start for path in layout.marks if path and not self._is_open(path)}
        self.first_leaf: dict[FieldPath, FieldPath] = {}
        for leaf in self.leaves:
            for length in range(1, len(leaf) + 1):
                self.first_leaf.setdefault(leaf[:length], leaf)

    def _is_open(self, path: FieldPath) -> bool:
        """Whether a value is a group or list with its fields on lines of their own."""
        return bool(self.layout.children(path)) and not self.layout.is_flow(path)

    def run(self) -> Comments:
        """Attach the comments, from the top."""
        for comment in self.layout.comments:
            line = self.layout.line_of(comment.start)
            if self.layout.comment_alone(line) is None:
                self._beside(comment, line)
            elif self._is_inside_value(comment):
                raise LayoutError(f"the comment “{comment.text}” is inside a value")
        if not self.anchors:
            raise LayoutError("its fields are in braces { }; write each on a line of its own, without the braces")
        before = 0
        for place, anchor in enumerate(self.anchors):
            self._between(before, anchor, place)
            before = self._last_line(anchor)
        self._end(before)
        return self.comments

    def _is_inside_value(self, comment: Comment) -> bool:
        """Whether a value begins before a comment and ends after it: that value, or brackets round it."""
        starts, paths = self._leaves_by_start
        place = bisect_right(starts, comment.start) - 1
        nearest = paths[place] if place >= 0 else ()
        enclosing = (nearest[:length] for length in range(1, len(nearest) + 1))
        return any(comment.start < self.layout.end(path) for path in enclosing if path in self.leaves)

    @cached_property
    def _leaves_by_start(self) -> tuple[list[int], list[FieldPath]]:
        """The values in the order of the file, those in brackets after the brackets, and where each begins."""
        paths = sorted(self.leaves, key=lambda path: (self.leaves[path], len(path)))
        return [self.leaves[path] for path in paths], paths

    @cached_property
    def _leaves_by_last_line(self) -> dict[int, list[tuple[int, FieldPath]]]:
        """By line: the values that a comment on that line can be beside, each with its end."""
        layout = self.layout
        ending: dict[int, list[tuple[int, FieldPath]]] = {}
        for path in self.leaves:
            if layout.is_flow(path[:-1]):
                continue
            if layout.is_block_text(path):
                end = layout.marks[path].start + len(layout.block_indicator(path))
            else:
                end = layout.end(path)
            ending.setdefault(layout.line_of(max(end - 1, 0)), []).append((end, path))
        return ending

    def _last_line(self, anchor: _Anchor) -> int:
        """The last line of the value that begins on the line of an anchor."""
        leaf = self.first_leaf.get(anchor.path)
        if leaf is None:
            return anchor.line
        first = self.layout.marks[leaf].key_start
        if self.layout.line_of(first) != anchor.line:
            return anchor.line
        return self.layout.line_of(max(self.layout.end(leaf) - 1, first))

    def _beside(self, comment: Comment, line: int) -> None:
        start = self.layout.line_start(line)
        if self.layout.text[start : comment.start].strip() in ("---", "..."):
            self.comments.head.append(comment.text)
            return
        path = self._ending_on(comment, line)
        if path is None or path in self.comments.beside:
            raise LayoutError(f"it is not clear which field the comment “{comment.text}” belongs to")
        self.comments.beside[path] = comment.text

    def _ending_on(self, comment: Comment, line: int) -> FieldPath | None:
        """The field that a comment is beside: the value that ends before it, else the group that begins on its line."""
        beside = [path for end, path in self._leaves_by_last_line.get(line, ()) if end <= comment.start]
        if beside:
            return beside[-1]
        anchor = self.anchor_on.get(line)
        if anchor is None:
            return None
        inner = [path for path in self._opened_on(anchor) if self.layout.line_of(self.layout.colon(path)) == line]
        return inner[-1] if inner else None

    def _opened_on(self, anchor: _Anchor) -> list[FieldPath]:
        """The groups or lists whose names are on the line of an anchor."""
        is_field = isinstance(anchor.path[-1], str)
        paths = [anchor.path] if is_field else self.layout.children(anchor.path)[:1]
        return [path for path in paths if isinstance(path[-1], str) and self._is_open(path)]

    def _between(self, before: int, anchor: _Anchor, place: int) -> None:
        """Attach the comments between the previous value and an anchor."""
        lines = self._lines(before + 1, anchor.line)
        is_first_of_group = self.layout.children(anchor.path[:-1])[:1] == [anchor.path]
        is_top_level = len(anchor.path) == 1
        for blank, comment in lines:
            if comment is None:
                if is_top_level and blank:
                    self.comments.above[anchor.path].append("")
            elif self.layout.column(comment.start) <= anchor.indent or is_first_of_group:
                self.comments.above[anchor.path].append(comment.text)
            else:
                self._at_foot(comment, self.anchors[place - 1].path)
        if place == 0:
            self._split_head(anchor.path)

    def _lines(self, start: int, end: int) -> list[tuple[bool, Comment | None]]:
        """Blank lines, as True and None, and comments on lines of their own."""
        lines: list[tuple[bool, Comment | None]] = []
        for line in range(start, end):
            comment = self.layout.comment_alone(line)
            content = self.layout.text[self.layout.line_start(line) : self.layout.line_end(line)].strip()
            if comment or not content:
                lines.append((not content, comment))
        return lines

    def _split_head(self, path: FieldPath) -> None:
        """Move comments at the top that have a blank line after them, or are for editors, to the head of the file."""
        lines = self.comments.above.pop(path, [])
        last_blank = max((place for place, text in enumerate(lines) if not text), default=-1)
        head, rest = lines[: last_blank + 1], lines[last_blank + 1 :]
        for_editors = [text for text in rest if any(prefix in text for prefix in _FOR_EDITORS)]
        self.comments.head += [*head, *for_editors]
        self.comments.above[path] = [text for text in rest if text not in for_editors]

    def _at_foot(self, comment: Comment, last: FieldPath) -> None:
        """Attach a comment to the end of the group or list, around the last field, that has the same indentation."""
        column = self.layout.column(comment.start)
        for length in range(len(last) + 1):
            path = last[:length]
            below = self.layout.children(path)
            if below and not self.layout.is_flow(path) and self.layout.indent(below[0]) == column:
                self.comments.foot[path].append(comment.text)
                return
        raise LayoutError(f"the comment “{comment.text}” is not indented like any group around it")

    def _end(self, before: int) -> None:
        """Attach the comments below the last field."""
        last = self.anchors[-1].path
        for blank, comment in self._lines(before + 1, self.layout.line_count + 1):
            if blank and self.comments.foot[()]:
                self.comments.foot[()].append("")
            elif comment and not self.layout.column(comment.start):
                self.comments.foot[()].append(comment.text)
            elif comment:
                self._at_foot(comment, last)
        while self.comments.foot[()] and not self.comments.foot[()][-1]:
            self.comments.foot[()].pop()


def _anchors(layout: Layout) -> list[_Anchor]:
    """The fields and items at the start of a line, from the top."""
    anchors = []
    for path in layout.marks:
        if not path or layout.is_flow(path[:-1]) or not layout.leads_line(path):
            continue
        at = layout.marks[path].key_start if isinstance(path[-1], str) else layout.dash(path)
        anchors.append(_Anchor(layout.line_of(at), path, layout.indent(path)))
    return sorted(anchors, key=lambda anchor: anchor.line)
