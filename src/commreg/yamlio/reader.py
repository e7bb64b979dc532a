"""Parse YAML text into plain values, and the positions of those values.

libyaml's parser (PyYAML's own if libyaml is missing) gives a stream of events. Nothing recurses, so depth costs
nothing; no value is constructed by PyYAML, so `00123456` keeps its zeros and `no` stays a word.

A mapping becomes a dict, a list a tuple, a scalar the text in the file; a blank (or null) becomes None. Anchors,
aliases, tags, merge keys and second documents are reported as problems: each fact is written in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import TextProblem, Violation
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
    """Where a field is, in characters from 0: its name (an empty stretch if it has none) and its value."""

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
    scalars: list[tuple[int, int]] = field(default_factory=list)  # every stretch of text that is a value or a name


@dataclass(slots=True)
class _Open:
    """A mapping or list that has started and not yet ended."""

    values: dict[str, Any] | list[Any]
    path: FieldPath | None  # None if positions are not noted: inside a field that is dropped
    key: str | None = None  # the key whose value comes next; None if a key comes next
    key_start: int = 0
    key_end: int = 0
    start: int = 0
    dropped: bool = False  # the key is a repeat, or no key at all: its value goes nowhere


class _EndOfReading(Exception):  # noqa: N818 - the end of the loop, not an error
    """Nothing more is to be read: the end of the file, or a limit."""


class _Builder:
    """Turns events into a `Tree`; with `marking` it notes the position of every value as well."""

    def __init__(self, marking: bool) -> None:
        self.tree = Tree()
        self.marking = marking
        self.stack: list[_Open] = []
        self.documents = 0
        self.text = ""

    def add_problem(self, event: Any, code: str, message: str, hint: str, *, loses_value: bool = True) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.tree.problems.append(TextProblem(Violation(code, message, hint=hint), start, end))
        self.tree.complete = self.tree.complete and not loses_value

    def run(self, text: str) -> Tree:
        self.text = text
        next_event = EventParser(text).get_event
        try:
            for _ in range(MAX_VALUES + 1):
                event = next_event()
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    self.scalar(event)
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    self.start(event, {} if kind is yaml.MappingStartEvent else [])
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self.end_collection(event)
                else:
                    self.other_event(event)
            message = f"has more than {MAX_VALUES:,} values"
            self.add_problem(event, "CR010", message, "a contract file is far shorter")
        except _EndOfReading:
            pass
        return self.tree

    def other_event(self, event: Any) -> None:
        """Handle an alias, and the start and end of documents and of the file."""
        if isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.document(event)
        elif event is None or isinstance(event, yaml.StreamEndEvent):
            raise _EndOfReading

    def document(self, event: Any) -> None:
        """Refuse a second document, and directives."""
        self.documents += 1
        if self.documents > 1:
            self.add_problem(
                event,
                "CR009",
                "begins a second document here",
                "keep one contract a file: move what follows the --- into a file of its own, or remove the ---",
            )
            raise _EndOfReading
        if event.version or event.tags:
            self.add_problem(event, "CR009", "has a YAML directive", "remove the lines that begin with %")

    def properties(self, event: Any) -> None:
        """Refuse an anchor; refuse a tag, which would change what a value means."""
        if event.anchor is not None:
            hint = "write the value out in each place; text that begins with & or * needs quotation marks"
            self.add_problem(event, "CR007", f"has an anchor, &{event.anchor}", hint)
        if event.tag is not None:
            hint = "remove the tag; text that begins with ! needs quotation marks"
            self.add_problem(event, "CR008", "has a tag, a word that begins with !", hint, loses_value=False)

    def alias(self, event: Any) -> None:
        hint = "write the value out again; text that begins with * needs quotation marks"
        self.add_problem(event, "CR007", f"has an alias, *{event.anchor}", hint)
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
            at = _unsafe_escape(self.text, event.start_mark.index, event.end_mark.index)
            message = "has a character that cannot be seen, written with a backslash"
            hint = "delete the backslash and what follows it, and type what belongs there"
            self.tree.problems.append(TextProblem(Violation("CR004", message, hint=hint), at, at + 1))
            self.tree.complete = False
        if self.marking:
            self.tree.scalars.append((event.start_mark.index, event.end_mark.index))
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
            self.add_problem(event, "CR014", "has a value with no field name", "write a name before the colon")
            top.dropped = True
        elif not name:
            self.add_problem(event, "CR014", "has a field with an empty name", "write a name before the colon")
            top.dropped = True
        elif name == "<<" and event.implicit[0]:
            self.add_problem(event, "CR007", "has a merge key, <<", "write the fields out in each place")
            top.dropped = True
        elif name in top.values:
            hint = "keep one of them, and delete the other"
            self.add_problem(
                event,
                "CR006",
                f"has “{name[:MAX_NAME_LENGTH]}” a second time in the same group",
                hint,
                loses_value=False,
            )
            top.dropped = True

    def start(self, event: Any, values: dict[str, Any] | list[Any]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = f"has groups inside groups more than {MAX_DEPTH} deep"
            self.add_problem(event, "CR010", message, "use fewer levels")
            raise _EndOfReading
        if event.tag is not None or event.anchor is not None:
            self.properties(event)
        path: FieldPath | None = () if self.marking else None
        if self.stack:
            top = self.stack[-1]
            if isinstance(top.values, dict) and top.key is None:
                self.add_problem(
                    event, "CR014", "has a list or a group as a field name", "write a plain name before the colon"
                )
                top.key, top.dropped = "", True
                self.stack.append(_Open(values, None, start=-1))
                return
            step = len(top.values) if isinstance(top.values, list) else top.key or ""
            path = None if top.path is None or top.dropped else (*top.path, step)
        self.stack.append(_Open(values, path, start=event.start_mark.index))

    def end_collection(self, event: Any) -> None:
        ended = self.stack.pop()
        if ended.start < 0:  # a list or group as a field name
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
            if top.path is not None:
                self.tree.marks[(*top.path, len(top.values))] = Mark(
                    begin, begin, begin, event.end_mark.index, is_scalar
                )
            top.values.append(value)
            return
        name, top.key = top.key or "", None
        if top.dropped:
            return
        if top.path is not None:
            self.tree.marks[(*top.path, name)] = Mark(
                top.key_start, top.key_end, begin, event.end_mark.index, is_scalar
            )
        top.values[name] = value


_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED = dict(zip("0abvfeNLP", "\0\a\b\v\f\x1b\x85\u2028\u2029", strict=True))


def _unsafe_escape(text: str, start: int, end: int) -> int:
    """The position of the first escape for an unsafe character in a value in double quotation marks."""
    for match in _ESCAPE.finditer(text, start, end):
        digits = match[1] or match[2] or match[3]
        if UNSAFE_CHARACTERS.match(chr(int(digits, 16)) if digits else _NAMED.get(match[4], " ")):
            return match.start()
    return start


def read(source: Source, *, marking: bool = False) -> Tree:
    """The values in a file. Never raises: what cannot be read is among the problems, each at its characters."""
    builder = _Builder(marking)
    try:
        return builder.run(source.text)
    except yaml.MarkedYAMLError as error:
        builder.tree.problems.append(parse_errors.text_problem(source, error))
    except yaml.reader.ReaderError as error:
        at = min(error.position, len(source.text)) if isinstance(error.position, int) else 0
        message, hint = "has a character that YAML does not allow", "delete it, and type what belongs there"
        builder.tree.problems.append(TextProblem(Violation("CR004", message, hint=hint), at, at + 1))
    except (OverflowError, ValueError):  # PyYAML's own parser, on an escape for no character
        at = max(source.text.find("\\U"), 0)
        builder.tree.problems.append(TextProblem(parse_errors.ESCAPE, at, at + 1))
    builder.tree.complete = False
    return builder.tree
