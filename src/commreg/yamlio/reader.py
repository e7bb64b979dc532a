"""YAML text into plain values, and the places of those values.

One path: libyaml's parser (PyYAML's own where libyaml is missing), read as a stream of events. Nothing recurses, so
depth costs nothing; no value is ever constructed by PyYAML, so `00123456` keeps its zeros and `no` stays a word.

A mapping becomes a dict, a list a tuple, a scalar the text that stands in the file; a blank (or null) becomes None.
Anchors, aliases, tags, merge keys and second documents are refused: a contract says what it says in one place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Location, TextProblem, Violation
from commreg.yamlio import parse_errors
from commreg.yamlio.source import UNSAFE_CHARACTERS, Source

# libyaml's parser where PyYAML was built with it, else PyYAML's own: the same events, eight times slower.
EventParser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 40
MAX_NAME_LENGTH = 60
MAX_VALUES = 20_000
_BLANK = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a field stands, in characters from 0: its name (equal ends where it has none) and its value."""

    key_start: int
    key_end: int
    start: int
    end: int
    is_scalar: bool


@dataclass(slots=True)
class Tree:
    """What a file holds. `whole` is false where something had to be left out, so that the values prove nothing."""

    values: Any = None
    problems: list[TextProblem] = field(default_factory=list)
    complete: bool = True
    empty: bool = True
    marks: dict[FieldPath, Mark] = field(default_factory=dict)
    words: list[tuple[int, int]] = field(default_factory=list)  # every stretch of text that is a value or a name


@dataclass(slots=True)
class _Open:
    """A collection that has begun and not yet ended."""

    values: dict[str, Any] | list[Any]
    route: FieldPath | None  # None where nothing is to be marked: inside a field that is dropped
    key: str | None = None  # the key whose value comes next; None where a key comes next
    key_start: int = 0
    key_end: int = 0
    start: int = 0
    dropped: bool = False  # the key is a repeat, or no key at all: its value goes nowhere


class _Builder:
    """Turns events into a `Tree`; with `marking` it notes the place of every value as well."""

    def __init__(self, marking: bool) -> None:
        self.tree = Tree()
        self.marking = marking
        self.stack: list[_Open] = []
        self.documents = 0
        self.text = ""

    def flaw(self, event: Any, code: str, message: str, hint: str, *, broken: bool = True) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.tree.problems.append(TextProblem(Violation(code, message, hint=hint), start, end))
        self.tree.complete = self.tree.complete and not broken

    def run(self, text: str) -> Tree:  # noqa: C901 - one loop over the kinds of event, the hot path of loading
        self.text = text
        parser = EventParser(text)
        count = 0
        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(self.stack) >= MAX_DEPTH:
                    self.flaw(event, "CR010", f"has groups inside groups more than {MAX_DEPTH} deep", "lay it out flat")
                    break
                self.begin(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.finish(event)
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                if not self.document(event):
                    break
            elif event is None or kind is yaml.StreamEndEvent:
                break
            count += 1
            if count > MAX_VALUES:
                self.flaw(event, "CR010", f"has more than {MAX_VALUES:,} values", "a contract file is far shorter")
                break
        return self.tree

    def document(self, event: Any) -> bool:
        """Whether to go on: a second document is refused, and so are directives."""
        self.documents += 1
        if self.documents > 1:
            self.flaw(
                event,
                "CR009",
                "begins a second document here",
                "keep one contract a file: move what follows the --- into a file of its own, or take the --- out",
            )
            return False
        if event.version or event.tags:
            self.flaw(event, "CR009", "has a YAML directive", "take out the lines that begin with %")
        return True

    def properties(self, event: Any) -> None:
        """Refuse an anchor; refuse a tag, which would change what a value means."""
        if event.anchor is not None:
            hint = "write the value out in each place; text that begins with & or * needs quotation marks"
            self.flaw(event, "CR007", f"has an anchor, &{event.anchor}", hint)
        if event.tag is not None:
            hint = "take the tag out; text that begins with ! needs quotation marks"
            self.flaw(event, "CR008", "has a tag, a word that begins with !", hint, broken=False)

    def alias(self, event: Any) -> None:
        hint = "write the value out again; text that begins with * needs quotation marks"
        self.flaw(event, "CR007", f"has an alias, *{event.anchor}", hint)
        if self.stack and isinstance(self.stack[-1].values, dict) and self.stack[-1].key is None:
            self.stack[-1].key, self.stack[-1].dropped = "", True
        else:
            self.put(event, None, is_scalar=True)

    def scalar(self, event: Any) -> None:
        if event.tag is not None or event.anchor is not None:
            self.properties(event)
        value = event.value
        if value in _BLANK and event.implicit[0]:
            value = None
        elif event.style == '"' and UNSAFE_CHARACTERS.search(value):
            at = _odd_escape(self.text, event.start_mark.index, event.end_mark.index)
            message = "has a character that cannot be seen, written with a backslash"
            hint = "take the backslash and what follows it out, and type what belongs there"
            self.tree.problems.append(TextProblem(Violation("CR004", message, hint=hint), at, at + 1))
            self.tree.complete = False
        if self.marking:
            self.tree.words.append((event.start_mark.index, event.end_mark.index))
        if self.stack:
            top = self.stack[-1]
            if top.key is None and type(top.values) is dict:
                self.key(top, event, value)
                return
        self.put(event, value, is_scalar=True)

    def key(self, top: _Open, event: Any, name: str | None) -> None:
        if self.marking:
            top.key_start, top.key_end = event.start_mark.index, event.end_mark.index
        top.key, top.dropped = name or "", False
        if name is None:
            self.flaw(event, "CR014", "has a value with no field name", "write a name before the colon")
            top.dropped = True
        elif not name:
            self.flaw(event, "CR014", "has a field with an empty name", "write a name before the colon")
            top.dropped = True
        elif name == "<<" and event.implicit[0]:
            self.flaw(event, "CR007", "has a merge key, <<", "write the fields out in each place")
            top.dropped = True
        elif name in top.values:
            hint = "keep the one that is right; only one of them can be"
            self.flaw(
                event, "CR006", f"has “{name[:MAX_NAME_LENGTH]}” a second time in the same group", hint, broken=False
            )
            top.dropped = True

    def begin(self, event: Any, values: dict[str, Any] | list[Any]) -> None:
        if event.tag is not None or event.anchor is not None:
            self.properties(event)
        route: FieldPath | None = () if self.marking else None
        if self.stack:
            top = self.stack[-1]
            if isinstance(top.values, dict) and top.key is None:
                self.flaw(
                    event, "CR014", "has a list or a group as a field name", "write a plain name before the colon"
                )
                top.key, top.dropped = "", True
                self.stack.append(_Open(values, None, start=-1))
                return
            within = len(top.values) if isinstance(top.values, list) else top.key or ""
            route = None if top.route is None or top.dropped else (*top.route, within)
        self.stack.append(_Open(values, route, start=event.start_mark.index))

    def finish(self, event: Any) -> None:
        ended = self.stack.pop()
        if ended.start < 0:  # a group in the place of a field name
            return
        values = tuple(ended.values) if isinstance(ended.values, list) else ended.values
        self.put(event, values, is_scalar=False, start=ended.start)

    def put(self, event: Any, value: Any, *, is_scalar: bool, start: int | None = None) -> None:
        """Give a finished value to the collection that is open, or to the file."""
        begin = event.start_mark.index if start is None else start
        if not self.stack:
            self.tree.values = value
            self.tree.empty = value is None
            self.tree.marks[()] = Mark(begin, begin, begin, event.end_mark.index, is_scalar)
            return
        top = self.stack[-1]
        if isinstance(top.values, list):
            if top.route is not None:
                self.tree.marks[(*top.route, len(top.values))] = Mark(
                    begin, begin, begin, event.end_mark.index, is_scalar
                )
            top.values.append(value)
            return
        name, top.key = top.key or "", None
        if top.dropped:
            return
        if top.route is not None:
            self.tree.marks[(*top.route, name)] = Mark(
                top.key_start, top.key_end, begin, event.end_mark.index, is_scalar
            )
        top.values[name] = value


_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED = dict(zip("0abvfeNLP", "\0\a\b\v\f\x1b\x85\u2028\u2029", strict=True))


def _odd_escape(text: str, start: int, end: int) -> int:
    """Where in a value in double quotation marks the first escape for an odd character stands."""
    for match in _ESCAPE.finditer(text, start, end):
        digits = match[1] or match[2] or match[3]
        if UNSAFE_CHARACTERS.match(chr(int(digits, 16)) if digits else _NAMED.get(match[4], " ")):
            return match.start()
    return start


def read(source: Source, *, marking: bool = False) -> Tree:
    """The values in a file. Never raises: what cannot be read is among the flaws, each at its characters."""
    builder = _Builder(marking)
    try:
        return builder.run(source.text)
    except yaml.MarkedYAMLError as error:
        builder.tree.problems.append(parse_errors.flaw(source, error))
    except yaml.reader.ReaderError as error:
        at = min(error.position, len(source.text)) if isinstance(error.position, int) else 0
        message, hint = "has a character that YAML does not allow", "delete it, and type what belongs there"
        builder.tree.problems.append(TextProblem(Violation("CR004", message, hint=hint), at, at + 1))
    except (OverflowError, ValueError):  # PyYAML's own parser, on an escape that stands for no character
        at = max(source.text.find("\\U"), 0)
        builder.tree.problems.append(TextProblem(parse_errors.ESCAPE, at, at + 1))
    builder.tree.complete = False
    return builder.tree


# A hash with something before it and no space after it: more likely a number than a remark.
_SWALLOWED = re.compile(r"(?m)\S[ \t]+(#[^\s#][^\r\n]*)")


def lost_comments(source: Source) -> list[TextProblem]:
    """CR017: words that YAML takes for a comment and drops, as in `title: Advice line #2`."""
    if not (" #" in source.text or "\t#" in source.text) or not _SWALLOWED.search(source.text):
        return []
    places = SourceMap(source)
    flaws = []
    for match in _SWALLOWED.finditer(source.text):
        start, end = match.span(1)
        if places.in_words(start) or source.begins_with(start, "#"):
            continue
        words = match[1] if len(match[1]) < 40 else match[1][:40] + "…"
        message = f"has “{words}” after a space, which YAML drops as a comment"
        hint = "put the whole text in quotation marks; for a remark, put a space after the #"
        flaws.append(TextProblem(Violation("CR017", message, hint=hint), start, end))
    return flaws


def without_spaces_in_text(source: Source, plain: Source, flaws: list[TextProblem]) -> list[TextProblem]:
    """The flaws but those of odd spaces inside a text, which do no harm there.

    `plain` is the same text with a plain space for every odd character.
    """
    places = SourceMap(plain)
    return [
        flaw for flaw in flaws if UNSAFE_CHARACTERS.match(source.text, flaw.start) or not places.in_words(flaw.start)
    ]


class SourceMap:
    """Where each field of a file stands. Parses the file again, so it is made only when there is something to say."""

    def __init__(self, source: Source) -> None:
        self.source = source
        tree = read(source, marking=True)
        self._marks = tree.marks
        self._words = tree.words

    @cached_property
    def _begins(self) -> list[int]:
        return [self._below_sign(begin, end) for begin, end in self._words]

    def _below_sign(self, begin: int, end: int) -> int:
        """Where the words of a value begin: for a block of text, on the line below its > or |."""
        below = self.source.text.find("\n", begin, end) if self.source.text[begin : begin + 1] in (">", "|") else -1
        return max(begin, below)

    def find(self, route: FieldPath, *, key: bool = False, within: str = "") -> Location:
        """The place of a field: its value, or with `key` its name; the nearest group round it if it is not there."""
        mark = self._marks.get(route)
        while mark is None and route:
            route = route[:-1]
            mark, key = self._marks.get(route), True
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
        return self.source.location(mark.start, self._trimmed(mark.start, mark.end))

    def in_words(self, at: int) -> bool:
        """Whether a character is part of a value or a name, where a # is no comment."""
        nearest = bisect_right(self._begins, at) - 1
        return nearest >= 0 and at < self._words[nearest][1]

    def _trimmed(self, start: int, end: int) -> int:
        """A block of text ends where its last line ends, not where the next field begins."""
        return start + len(self.source.text[start:end].rstrip())

    def _end_of_word(self, start: int) -> int:
        text = self.source.text
        end = start
        while end < len(text) and not text[end].isspace() and text[end] != ":":
            end += 1
        return max(end, start + 1)
