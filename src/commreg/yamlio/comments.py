"""Which field each comment of a file speaks of: the one it stands above, beside, or at the foot of.

A comment on a line of its own speaks of the next field, unless it is set in deeper than that: then it stands at the
foot of the group it is set in with. Where neither can be told, LayoutError.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio.layout import Comment, Layout, LayoutError

# Lines that a program reads at the top of a file, whatever field comes first.
_FOR_PROGRAMS = ("yaml-language-server", "vim:", "-*-")


@dataclass
class Comments:
    """Comments by the route they belong to. In `head`, `above` and `foot` an empty text is a blank line."""

    head: list[str] = field(default_factory=list)
    above: defaultdict[FieldPath, list[str]] = field(default_factory=lambda: defaultdict(list))
    beside: dict[FieldPath, str] = field(default_factory=dict)
    foot: defaultdict[FieldPath, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A field or item that begins a line: the line, its route, and how far it is set in."""

    line: int
    route: FieldPath
    margin: int


def attach(layout: Layout) -> Comments:
    """Every comment and every blank line between the first fields, where it belongs."""
    return _Attaching(layout).run()


class _Attaching:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.remarks = Comments()
        self.anchors = _anchors(layout)
        self.leaves = [route for route in layout.marks if route and not self._is_open(route)]

    def _is_open(self, route: FieldPath) -> bool:
        """Whether a value is a group or list whose fields stand on lines of their own."""
        return bool(self.layout.children(route)) and not self.layout.is_flow(route)

    def run(self) -> Comments:
        """Go through the lines between the fields, from the top."""
        for comment in self.layout.comments:
            line = self.layout.line(comment.start)
            if self.layout.comment_alone(line) is None:
                self._beside(comment, line)
            elif any(self._within(route, comment) for route in self.leaves):
                raise LayoutError(f"the comment “{comment.text}” stands inside a value")
        before = -1
        for place, anchor in enumerate(self.anchors):
            self._between(before, anchor, place)
            before = self._last_line(anchor)
        self._end(before)
        return self.remarks

    def _within(self, route: FieldPath, comment: Comment) -> bool:
        mark = self.layout.marks[route]
        return mark.key_start <= comment.start < self.layout.end(route)

    def _last_line(self, anchor: _Anchor) -> int:
        """The last line of what an anchor holds before the next anchor."""
        on_it = [r for r in self.leaves if r[: len(anchor.route)] == anchor.route]
        first = self.layout.marks[on_it[0]].key_start if on_it else 0
        if on_it and self.layout.line(first) == anchor.line:
            return self.layout.line(max(self.layout.end(on_it[0]) - 1, first))
        return anchor.line

    def _beside(self, comment: Comment, line: int) -> None:
        start = self.layout.line_start(line)
        if self.layout.text[start : comment.start].strip() in ("---", "..."):
            self.remarks.head.append(comment.text)
            return
        route = self._ending_on(comment, line)
        if route is None or route in self.remarks.beside:
            raise LayoutError(f"it cannot be told what the comment “{comment.text}” stands beside")
        self.remarks.beside[route] = comment.text

    def _ending_on(self, comment: Comment, line: int) -> FieldPath | None:
        """The field that a comment stands beside: the value that ends before it, else the group that begins there."""
        layout, found = self.layout, None
        for route in self.leaves:
            if layout.is_flow(route[:-1]):
                continue
            if layout.is_block_text(route):
                ends = layout.marks[route].start + len(layout.block_indicator(route))
            else:
                ends = layout.end(route)
            if ends <= comment.start and layout.line(max(ends - 1, 0)) == line:
                found = route
        if found:
            return found
        for anchor in self.anchors:
            if anchor.line == line:
                inner = [route for route in self._opened(anchor) if layout.line(layout.colon(route)) == line]
                return inner[-1] if inner else None
        return None

    def _opened(self, anchor: _Anchor) -> list[FieldPath]:
        """The group or list whose name stands on the line of an anchor."""
        found = [anchor.route] if isinstance(anchor.route[-1], str) else []
        first = self.layout.children(anchor.route)[:1] if not found else []
        return [route for route in (*found, *first) if isinstance(route[-1], str) and self._is_open(route)]

    def _between(self, before: int, anchor: _Anchor, place: int) -> None:
        """The lines between what came before and an anchor."""
        lines = self._lines(before + 1, anchor.line)
        first = place == 0
        own = (
            bool(self.layout.children(anchor.route[:-1])) and self.layout.children(anchor.route[:-1])[0] == anchor.route
        )
        top = len(anchor.route) == 1
        for blank, comment in lines:
            if comment is None:
                if top and blank:
                    self.remarks.above[anchor.route].append("")
            elif self.layout.column(comment.start) <= anchor.margin or own:
                self.remarks.above[anchor.route].append(comment.text)
            else:
                self._at_foot(comment, self.anchors[place - 1].route)
        if first:
            self._split_head(anchor.route)

    def _lines(self, begin: int, end: int) -> list[tuple[bool, Comment | None]]:
        """Blank lines, as True and None, and comments that have a line to themselves."""
        found: list[tuple[bool, Comment | None]] = []
        for line in range(begin, end):
            comment = self.layout.comment_alone(line)
            words = self.layout.text[self.layout.line_start(line) : self.layout.line_end(line)].strip()
            if comment or not words:
                found.append((not words, comment))
        return found

    def _split_head(self, route: FieldPath) -> None:
        """What stands at the top with a blank line after it, or is for programs, is the head of the file."""
        lines = self.remarks.above.pop(route, [])
        last_blank = max((at for at, text in enumerate(lines) if not text), default=-1)
        head, rest = lines[: last_blank + 1], lines[last_blank + 1 :]
        for_programs = [text for text in rest if any(sign in text for sign in _FOR_PROGRAMS)]
        self.remarks.head += [*head, *for_programs]
        self.remarks.above[route] = [text for text in rest if text not in for_programs]

    def _at_foot(self, comment: Comment, last: FieldPath) -> None:
        """At the foot of the group or list, round the last field, that is set in as the comment is."""
        column = self.layout.column(comment.start)
        for length in range(len(last) + 1):
            route = last[:length]
            below = self.layout.children(route)
            if below and not self.layout.is_flow(route) and self.layout.indent(below[0]) == column:
                self.remarks.foot[route].append(comment.text)
                return
        raise LayoutError(f"the comment “{comment.text}” is set in like none of the groups round it")

    def _end(self, before: int) -> None:
        """What stands below the last field."""
        last = self.anchors[-1].route
        for blank, comment in self._lines(before + 1, self.layout.lines):
            if blank and self.remarks.foot[()]:
                self.remarks.foot[()].append("")
            elif comment and not self.layout.column(comment.start):
                self.remarks.foot[()].append(comment.text)
            elif comment:
                self._at_foot(comment, last)
        while self.remarks.foot[()] and not self.remarks.foot[()][-1]:
            self.remarks.foot[()].pop()


def _anchors(layout: Layout) -> list[_Anchor]:
    """The fields and items that begin a line, from the top."""
    found = []
    for route in layout.marks:
        if not route or layout.is_flow(route[:-1]) or not layout.leads_line(route):
            continue
        margin = layout.indent(route)
        at = layout.marks[route].key_start if isinstance(route[-1], str) else layout.dash(route)
        found.append(_Anchor(layout.line(at), route, margin))
    return sorted(found, key=lambda anchor: anchor.line)
