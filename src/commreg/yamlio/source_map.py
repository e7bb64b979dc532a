"""Where each field of a file is: the location of a field, and which characters belong to a name or value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Location
from commreg.yamlio import reader
from commreg.yamlio.source import LINE_END, Source


class ScalarSpans:
    """The stretches of a text that are names or values, where a # begins no comment."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        self._text = text
        self._spans = spans

    @cached_property
    def _starts_and_ends(self) -> tuple[list[int], list[int]]:
        spans = [(self._below_indicator(start, end), end) for start, end in self._spans]
        return [start for start, _ in spans], [end for _, end in spans]

    def _below_indicator(self, start: int, end: int) -> int:
        """A block of text begins below the line with its > or |, which may have a comment."""
        if self._text[start : start + 1] not in ("|", ">"):
            return start
        line_end = LINE_END.search(self._text, start, end)
        return line_end.end() if line_end else end

    def contains(self, offset: int) -> bool:
        """Whether a character, counted from 0, is part of a name or value."""
        starts, ends = self._starts_and_ends
        nearest = bisect_right(starts, offset) - 1
        return nearest >= 0 and offset < ends[nearest]


class SourceMap:
    """Where each field of a file is. Parses the file again, so make one only if there is something to report."""

    def __init__(self, source: Source) -> None:
        self.source = source
        tree = reader.read(source, marking=True)
        self._marks = tree.marks
        self._spans = ScalarSpans(source.text, tree.scalars)

    def find(self, path: FieldPath, *, key: bool = False, within: str = "") -> Location:
        """The location of a field: its value, or with `key` its name.

        `within` is a text inside the value to locate. If the file has no such field, the nearest group round it.
        """
        mark = self._marks.get(path)
        while mark is None and path:
            path = path[:-1]
            mark, key = self._marks.get(path), True
        if mark is None:
            return Location()
        if key or not mark.is_scalar:
            if mark.key_end > mark.key_start:
                return self.source.location(mark.key_start, mark.key_end)
            return self.source.location(mark.start, self._end_of_word(mark.start))
        if within and (at := self.source.text.find(within, mark.start, mark.end)) >= 0:
            return self.source.location(at, at + len(within))
        if mark.start == mark.end and mark.key_end > mark.key_start:  # a blank: point at the name
            return self.source.location(mark.key_start, mark.key_end)
        # A block of text ends where its last line ends, not where the next field begins.
        text = self.source.text[mark.start : mark.end].rstrip()
        return self.source.location(mark.start, mark.start + len(text))

    def is_in_scalar(self, offset: int) -> bool:
        """Whether a character is part of a value or a name, where a # begins no comment."""
        return self._spans.contains(offset)

    def _end_of_word(self, start: int) -> int:
        text = self.source.text
        end = start
        while end < len(text) and not text[end].isspace() and text[end] != ":":
            end += 1
        return max(end, start + 1)
