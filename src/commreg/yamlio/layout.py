"""How one file is laid out: where each field begins and ends, how far it is set in, and where the comments stand.

Everything that changes a file rests on it, so it refuses what it does not understand to the last character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.yamlio import reader
from commreg.yamlio.reader import Mark
from commreg.yamlio.source import UNSAFE_CHARACTERS, Source

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\r\n]*")
_HASH = re.compile(r"(?m)(?:^|(?<=[ \t\r\n]))#[^\r\n]*")
_COLON = re.compile(r"[ \t]*:")
_BEFORE_FIELD = re.compile(r" *(?:- *)*\Z")
_SIGN = re.compile(r"[|>][-+0-9]*")


class LayoutError(Exception):
    """A sentence that says why a place in a file cannot be told; it goes on after the name of the field."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark in a file: its first character, the one past its last, and its text with the #."""

    start: int
    end: int
    text: str


class Layout:
    """The text of a file with its values, its comments and its marks. Raises LayoutError if it cannot be read whole."""

    def __init__(self, text: str) -> None:
        if UNSAFE_CHARACTERS.search(text):
            raise LayoutError("the file has characters that cannot be seen")
        self.text = text
        tree = reader.read(Source("", text), marking=True)
        if tree.problems or not tree.complete:
            raise LayoutError("the file cannot be read without doubt")
        if not isinstance(tree.values, dict):
            raise LayoutError("the file does not hold the fields of a contract")
        self.values: dict[str, Any] = tree.values
        self.marks: dict[FieldPath, Mark] = tree.marks
        self._words = [(self._below_sign(*span), span[1]) for span in tree.words]
        self._begins = [begin for begin, _ in self._words]
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._children: dict[FieldPath, list[FieldPath]] = {}
        for route in self.marks:
            if route:
                self._children.setdefault(route[:-1], []).append(route)

    def _below_sign(self, start: int, end: int) -> int:
        """Where the words of a block begin: below the line with its sign, which may bear a comment."""
        if self.text[start : start + 1] not in ("|", ">"):
            return start
        found = _LINE_END.search(self.text, start, end)
        return found.end() if found else end

    # Comments

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment, from the top."""
        return tuple(
            Comment(match.start(), match.end(), match[0].rstrip())
            for match in _HASH.finditer(self.text)
            if not self._in_words(match.start())
        )

    def _in_words(self, at: int) -> bool:
        nearest = bisect_right(self._begins, at) - 1
        return nearest >= 0 and at < self._words[nearest][1]

    def comments_in(self, start: int, end: int) -> tuple[Comment, ...]:
        """The comments that begin in a stretch of the text."""
        return tuple(comment for comment in self.comments if start <= comment.start < end)

    def comment_alone(self, line: int) -> Comment | None:
        """The comment that has a line to itself."""
        start, end = self.line_start(line), self.line_end(line)
        words = self.text[start:end].lstrip(" \t")
        if not words.startswith("#"):
            return None
        return next((comment for comment in self.comments if start <= comment.start < end), None)

    # Lines

    @property
    def lines(self) -> int:
        """How many lines there are; a line end at the very end begins one more, an empty one."""
        return len(self._starts)

    def line(self, at: int) -> int:
        """The line that a character stands in, counted from 0."""
        return bisect_right(self._starts, at) - 1

    def line_start(self, line: int) -> int:
        """The first character of a line; the end of the text past the last line."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """The end of a line, before its line end."""
        match = _LINE.match(self.text, self.line_start(line))
        return match.end() if match else len(self.text)

    def column(self, at: int) -> int:
        """How many characters stand before one on its line."""
        return at - self.line_start(self.line(at))

    def newline(self, near: int = 0) -> str:
        """The line end used in a line, or in the file."""
        found = _LINE_END.search(self.text, near) or _LINE_END.search(self.text)
        return found[0] if found else "\n"

    def rest_of_line(self, at: int) -> str:
        """What follows on the line."""
        return self.text[at : self.line_end(self.line(at))]

    # Fields

    def children(self, route: FieldPath) -> list[FieldPath]:
        """The fields of a group or the items of a list, in the order of the file."""
        return self._children.get(route, [])

    def value(self, route: FieldPath) -> Any:
        """The value at a route."""
        found: Any = self.values
        for step in route:
            found = found[step]
        return found

    def is_flow(self, route: FieldPath) -> bool:
        """Whether a value stands inside brackets, or is itself a list or a group in brackets."""
        return any(
            not self.marks[route[:length]].is_scalar and self.text[self.marks[route[:length]].start] in "[{"
            for length in range(len(route) + 1)
        )

    def is_block_text(self, route: FieldPath) -> bool:
        """Whether a value is a block of text that begins with > or |."""
        mark = self.marks[route]
        return mark.is_scalar and self.text[mark.start : mark.start + 1] in ("|", ">") and mark.end > mark.start

    def block_indicator(self, route: FieldPath) -> str:
        """The sign that a block of text begins with, for example >-."""
        match = _SIGN.match(self.text, self.marks[route].start)
        return match[0] if match else ""

    def colon(self, route: FieldPath) -> int:
        """The end of the colon after a field's name."""
        mark = self.marks[route]
        match = _COLON.match(self.text, mark.key_end)
        if not match or mark.key_end == mark.key_start:
            raise LayoutError("its name is not followed by a colon")
        return match.end()

    def lead_end(self, route: FieldPath) -> int:
        """Where the value may begin: after the colon, or after the dash of an item."""
        if isinstance(route[-1], str):
            return self.colon(route)
        return self.dash(route) + 1

    def dash(self, route: FieldPath) -> int:
        """The dash that an item of a list begins with."""
        at = self.marks[route].start - 1
        while at >= 0 and self.text[at] in " \t\r\n":
            at -= 1
        if at < 0 or self.text[at] != "-":
            raise LayoutError("a comment or something else stands between its dash and it")
        return at

    def end(self, route: FieldPath) -> int:
        """The end of what a field holds, before any comment beside it."""
        mark = self.marks[route]
        if mark.is_scalar:
            return self._scalar_end(route, mark)
        if self.text[mark.start] in "[{":
            return mark.end
        below = self.children(route)
        return self.end(below[-1]) if below else mark.end

    def _scalar_end(self, route: FieldPath, mark: Mark) -> int:
        if self.is_block_text(route):
            if "+" in self.block_indicator(route):
                return mark.end
            return mark.start + max(len(self.text[mark.start : mark.end].rstrip()), len(self.block_indicator(route)))
        if mark.start == mark.end and route:
            if isinstance(route[-1], str) and not _COLON.match(self.text, mark.key_end):
                return mark.key_end
            return self.lead_end(route)
        return mark.end

    def indent(self, route: FieldPath) -> int:
        """How far a field's name, or an item's dash, is set in. Raises LayoutError where tabs or a ? stand before."""
        at = self.marks[route].key_start if isinstance(route[-1], str) else self.dash(route)
        start = self.line_start(self.line(at))
        if not _BEFORE_FIELD.match(self.text[start:at]):
            raise LayoutError(f"{format_path(route)} has something before it on its line")
        return at - start

    def leads_line(self, route: FieldPath) -> bool:
        """Whether a field's name, or an item's dash, is the first thing on its line."""
        at = self.marks[route].key_start if isinstance(route[-1], str) else self.dash(route)
        return not self.text[self.line_start(self.line(at)) : at].strip(" ")

    @cached_property
    def step(self) -> int:
        """How much further a group is set in than its name, as the file does it first; else 2."""
        return next(self._steps(str), 2)

    @cached_property
    def list_step(self) -> int:
        """How much further a list is set in than its name, as the file does it first; else 2."""
        return next(self._steps(int), 2)

    def _steps(self, kind: type) -> Iterator[int]:
        for route, below in self._children.items():
            if route and isinstance(route[-1], str) and isinstance(below[0][-1], kind) and not self.is_flow(route):
                found = self.indent(below[0]) - self.indent(route)
                if found >= (0 if kind is int else 1):
                    yield found
