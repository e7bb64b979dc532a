"""The layout of one file: where each field begins and ends, its indentation, and where the comments are.

Every change to a file depends on it, so it raises LayoutError for any layout that it does not fully understand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from commreg.diagnostics.field_path import FieldPath, format_path, value_at
from commreg.yamlio import reader
from commreg.yamlio.open_comments import OpenComment, open_comments
from commreg.yamlio.reader import Mark
from commreg.yamlio.source import LINE_END, UNSAFE_CHARACTERS, Source
from commreg.yamlio.source_map import ScalarSpans

_HASH = re.compile(r"(?m)(?:^|(?<=[ \t\r\n]))#[^\r\n]*")
_COLON = re.compile(r"[ \t]*:")
_BEFORE_FIELD = re.compile(r" *(?:- *)*\Z")
_BLOCK_INDICATOR = re.compile(r"[|>][-+0-9]*")


class LayoutError(Exception):
    """Why a file cannot be changed at a field: a clause that follows the name of the field and a colon."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in a file: its first character, the one past its last, and its text with the #."""

    start: int
    end: int
    text: str


class Layout:
    """The text of a file with its values, comments and positions. Lines count from 1, characters from 0.

    Raises LayoutError if the file cannot be read completely.
    """

    def __init__(self, text: str) -> None:
        if UNSAFE_CHARACTERS.search(text):
            raise LayoutError("the file has invisible characters")
        self.text = text
        source = Source("", text)
        self.line_count, self.line_of = source.line_count, source.line_of
        self.line_start, self.line_end, self.column = source.line_start, source.line_end, source.column
        tree = reader.read(source, marking=True)
        if tree.problems or not tree.complete:
            raise LayoutError("the file has errors")
        if not isinstance(tree.values, dict):
            raise LayoutError("the file does not hold the fields of a contract")
        self.values: dict[str, Any] = tree.values
        self.marks: dict[FieldPath, Mark] = tree.marks
        self._scalars = ScalarSpans(text, tree.scalars)
        self._children: dict[FieldPath, list[FieldPath]] = {}
        for path in self.marks:
            if path:
                self._children.setdefault(path[:-1], []).append(path)

    # Comments

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment, from the top."""
        return tuple(
            Comment(match.start(), match.end(), match[0].rstrip())
            for match in _HASH.finditer(self.text)
            if not self._scalars.contains(match.start())
        )

    @cached_property
    def open_comments(self) -> tuple[OpenComment, ...]:
        """The comments that the program wrote for somebody to act on, from the top."""
        return tuple(open_comments(self.text, self._scalars.contains))

    def is_open_comment(self, comment: Comment) -> bool:
        """Whether a comment is a line of an open comment."""
        return any(entry.start <= comment.start < entry.end for entry in self.open_comments)

    @cached_property
    def _comment_starts(self) -> list[int]:
        return [comment.start for comment in self.comments]

    def comments_in(self, start: int, end: int) -> tuple[Comment, ...]:
        """The comments that begin in a stretch of the text."""
        starts = self._comment_starts
        return self.comments[bisect_left(starts, start) : bisect_left(starts, end)]

    def comment_alone(self, line: int) -> Comment | None:
        """The comment on a line that has nothing else on it."""
        start, end = self.line_start(line), self.line_end(line)
        if not self.text[start:end].lstrip(" \t").startswith("#"):
            return None
        return next(iter(self.comments_in(start, end)), None)

    # Lines

    def newline(self, offset: int = 0) -> str:
        """The line end that the line with a character has; else the first of the file."""
        match = LINE_END.search(self.text, offset) or LINE_END.search(self.text)
        return match[0] if match else "\n"

    def rest_of_line(self, at: int) -> str:
        """What follows on the line."""
        return self.text[at : self.line_end(self.line_of(at))]

    # Fields

    def children(self, path: FieldPath) -> list[FieldPath]:
        """The fields of a group or the items of a list, in the order of the file."""
        return self._children.get(path, [])

    def value(self, path: FieldPath) -> Any:
        """The value at a path."""
        return value_at(self.values, path)

    def is_flow(self, path: FieldPath) -> bool:
        """Whether a value is inside brackets, or is itself a list or a group in brackets."""
        return any(
            not self.marks[path[:length]].is_scalar and self.text[self.marks[path[:length]].start] in "[{"
            for length in range(len(path) + 1)
        )

    def is_block_text(self, path: FieldPath) -> bool:
        """Whether a value is a block of text that begins with > or |."""
        mark = self.marks[path]
        return mark.is_scalar and self.text[mark.start : mark.start + 1] in ("|", ">") and mark.end > mark.start

    def block_indicator(self, path: FieldPath) -> str:
        """What a block of text begins with, for example >-."""
        match = _BLOCK_INDICATOR.match(self.text, self.marks[path].start)
        return match[0] if match else ""

    def colon(self, path: FieldPath) -> int:
        """The end of the colon after a field's name."""
        mark = self.marks[path]
        match = _COLON.match(self.text, mark.key_end)
        if not match or mark.key_end == mark.key_start:
            raise LayoutError("its name is not followed by a colon")
        return match.end()

    def lead_end(self, path: FieldPath) -> int:
        """Where the value may begin: after the colon, or after the dash of an item."""
        if isinstance(path[-1], str):
            return self.colon(path)
        return self.dash(path) + 1

    def dash(self, path: FieldPath) -> int:
        """The dash that an item of a list begins with."""
        at = self.marks[path].start - 1
        while at >= 0 and self.text[at] in " \t\r\n":
            at -= 1
        if at < 0 or self.text[at] != "-":
            raise LayoutError("there is something between its dash and its value")
        return at

    def end(self, path: FieldPath) -> int:
        """The end of the value of a field, before any comment beside it."""
        mark = self.marks[path]
        if mark.is_scalar:
            return self._scalar_end(path, mark)
        if self.text[mark.start] in "[{":
            return mark.end
        below = self.children(path)
        return self.end(below[-1]) if below else mark.end

    def _scalar_end(self, path: FieldPath, mark: Mark) -> int:
        if self.is_block_text(path):
            if "+" in self.block_indicator(path):
                return mark.end
            return mark.start + max(len(self.text[mark.start : mark.end].rstrip()), len(self.block_indicator(path)))
        if mark.start == mark.end and path:
            if isinstance(path[-1], str) and not _COLON.match(self.text, mark.key_end):
                return mark.key_end
            return self.lead_end(path)
        return mark.end

    def indent(self, path: FieldPath) -> int:
        """The indentation of a field's name or an item's dash. Raises LayoutError for tabs or a ? in front of it."""
        at = self.marks[path].key_start if isinstance(path[-1], str) else self.dash(path)
        start = self.line_start(self.line_of(at))
        if not _BEFORE_FIELD.match(self.text[start:at]):
            raise LayoutError(f"{format_path(path)} has something in front of it on its line")
        return at - start

    def leads_line(self, path: FieldPath) -> bool:
        """Whether a field's name, or an item's dash, is the first thing on its line."""
        at = self.marks[path].key_start if isinstance(path[-1], str) else self.dash(path)
        return not self.text[self.line_start(self.line_of(at)) : at].strip(" ")

    @cached_property
    def step(self) -> int:
        """The indentation of a group below its name, as in the first group of the file; else 2."""
        return next(self._steps(str), 2)

    @cached_property
    def list_step(self) -> int:
        """The indentation of a list below its name, as in the first list of the file; else 2."""
        return next(self._steps(int), 2)

    def _steps(self, kind: type) -> Iterator[int]:
        for path, below in self._children.items():
            if path and isinstance(path[-1], str) and isinstance(below[0][-1], kind) and not self.is_flow(path):
                step = self.indent(below[0]) - self.indent(path)
                if step >= (0 if kind is int else 1):
                    yield step
