"""Decode the bytes of a file into text that is safe to parse, or report why not.

Everything that would make the YAML scanner fail, count lines wrongly or stop without a position is reported here
first: encodings, characters that are line ends to YAML but not to people, control characters, and size.
"""

from __future__ import annotations

import codecs
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path

from commreg.diagnostics.finding import Location, TextProblem, Violation

# A contract file is a few kibibytes; one of a mebibyte is something else.
MAX_BYTES = 1024 * 1024
MAX_UNSAFE_CHARACTERS = 1000  # reported per file

_CHARACTER_NAMES = {
    "\x00": "a NUL character",
    "\x0b": "a vertical tab",
    "\x0c": "a form feed",
    "\x85": "a next-line character (U+0085)",
    "\u2028": "a line separator (U+2028)",
    "\u2029": "a paragraph separator (U+2029)",
    "\ufeff": "a byte order mark",
    "\ufffe": "a noncharacter (U+FFFE)",
    "\uffff": "a noncharacter (U+FFFF)",
}
# Control characters, the separators that only YAML takes for line ends, byte order marks, lone surrogates, and the
# marks that turn text round, so that a file could read differently from what it says.
UNSAFE_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# Spaces pasted from a web page or Word, where YAML needs a plain one: before a key, or after a colon or a dash.
_UNUSUAL_SPACE = re.compile(r"(?m)(?:^[ ]*|:|^[ ]*-[ ]*)([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000])")
_CONFLICT = re.compile(r"(?m)^(<{7}(?: |$)|={7}$|>{7}(?: |$))")
LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Source:
    """A file: its path as it is displayed, and its text without a byte order mark. Lines count from 1."""

    path: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        if "\r" in self.text:
            return [0, *(match.end() for match in LINE_END.finditer(self.text))]
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    def location(self, start: int, end: int) -> Location:
        """The location of the characters from `start` up to `end` (exclusive), both counted from 0."""
        line, column = self._position(start)
        end_line, end_column = self._position(max(start, end))
        return Location(line, column, end_line, end_column)

    def _position(self, offset: int) -> tuple[int, int]:
        line = self.line_of(offset)
        return line, offset - self._starts[line - 1] + 1

    @property
    def line_count(self) -> int:
        """The number of lines. A line end at the very end of the text begins one more, empty line."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """The number of the line with a character, which is counted from 0."""
        return bisect_right(self._starts, offset)

    def line_start(self, number: int) -> int:
        """The first character of a line; the end of the text past the last line."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)

    def line_end(self, number: int) -> int:
        """The end of a line, before its line end."""
        match = LINE_END.search(self.text, self.line_start(number))
        return match.start() if match else len(self.text)

    def column(self, offset: int) -> int:
        """The number of characters before a character on its line."""
        return offset - self.line_start(self.line_of(offset))

    def line_begins_with(self, offset: int, prefix: str) -> bool:
        """Whether the line with a character begins with a prefix, after any spaces."""
        return self.line(self.line_of(offset)).lstrip().startswith(prefix)

    @cached_property
    def _lines(self) -> dict[int, str]:
        """Lines cut so far: a line can be a mebibyte, with many findings that all quote the same string."""
        return {}

    def line(self, number: int) -> str:
        """The text of a line without its line end; empty past the last one."""
        if number not in self._lines:
            self._lines[number] = self._cut_line(number)
        return self._lines[number]

    def _cut_line(self, number: int) -> str:
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def replace_unsafe(source: Source) -> Source:
    """The text with each unsafe character replaced by a space, so that offsets do not move."""
    text = UNSAFE_CHARACTERS.sub(" ", source.text)
    if not text.isascii():
        text = _UNUSUAL_SPACE.sub(lambda match: match[0][:-1] + " ", text)
    return source if text == source.text else Source(source.path, text)


def read_bytes(path: Path) -> bytes | Violation:
    """The bytes of a file, or why they cannot be read. Never more than MAX_BYTES + 1 of them."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # opening a pipe or a device could wait for ever
            return Violation("CR001", "is not an ordinary file", hint="move it out of the folder")
        with path.open("rb") as file:
            data = file.read(min(about.st_size, MAX_BYTES) + 1)  # asking for far more than there is takes long
            if len(data) > about.st_size:  # it has grown since, or the system does not know sizes
                data += file.read(MAX_BYTES + 1 - len(data))
            return data
    except OSError as error:
        reason = (error.strerror or "the system gives no reason").lower()
        return Violation("CR001", f"cannot be read: {reason}", hint="check the file's permissions, then run this again")


def decode(path: str, data: bytes) -> tuple[Source, list[TextProblem]]:
    """The text of a file, and the problems in it. If there are any, the text is only for display, not for parsing."""
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1024} KiB, the most a contract file may be"
        hint = "keep the terms here and put the rest in a document that the entry names"
        return Source(path, ""), [TextProblem(Violation("CR003", message, hint=hint))]
    for mark, encoding in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
                           (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            violation = Violation("CR002", f"is stored as {encoding.upper()}, not UTF-8", hint="save it again as UTF-8")
            return Source(path, text), [TextProblem(violation)]
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error.start)
    return Source(path, text), sorted(_text_problems(text), key=lambda problem: problem.start)


def _not_utf8(path: str, data: bytes, at: int) -> tuple[Source, list[TextProblem]]:
    """The text read as Windows-1252, the usual cause, with the position of the first byte that is not UTF-8."""
    start = len(data[:at].decode("utf-8"))
    text = data[:at].decode("utf-8") + data[at:].decode("cp1252", "replace")
    violation = Violation(
        "CR002",
        f"has a byte that is not UTF-8 text (0x{data[at]:02X}, “{text[start]}” in Windows-1252)",
        hint="save the file again as UTF-8",
    )
    return Source(path, text), [TextProblem(violation, start, start + 1)]


def _text_problems(text: str) -> list[TextProblem]:
    problems = []
    for match in islice(UNSAFE_CHARACTERS.finditer(text), MAX_UNSAFE_CHARACTERS):
        name = _CHARACTER_NAMES.get(match[0], f"a control character (U+{ord(match[0]):04X})")
        violation = Violation(
            "CR004", f"has {name}, which cannot be seen", hint="delete it, and type what belongs there"
        )
        problems.append(TextProblem(violation, match.start(), match.end()))
    for match in _UNUSUAL_SPACE.finditer(text) if not text.isascii() else ():
        message = f"has a space that is not a plain one (U+{ord(match[1]):04X}), often pasted from a web page"
        violation = Violation("CR004", message, hint="delete it and type a space")
        problems.append(TextProblem(violation, match.start(1), match.end(1)))
    for match in _CONFLICT.finditer(text) if "<<<<<<<" in text or ">>>>>>>" in text else ():
        violation = Violation(
            "CR018",
            "has an unfinished git merge",
            hint="keep the lines that are right, and delete the others and the markers",
        )
        problems.append(TextProblem(violation, match.start(), match.end()))
    return problems
