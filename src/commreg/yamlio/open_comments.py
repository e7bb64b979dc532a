"""The comments that the program writes for people to act on: `# To check: …`, `# To do: …`, `# Not read as …`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from commreg.yamlio import scalars

_OPENING = re.compile(r"(?m)(?:^|(?<=[ \t]))#[ \t]+((?:To check: |To do: |Not read as )[^\r\n]*)")
_NEXT_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*# ([^\r\n]*)")
_HINTS = ("To check: ", "To do: ", "Not read as ")


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment for somebody to act on: its first character, the one past its last, and its words."""

    start: int
    end: int
    words: str


def wrap_comment(words: str) -> list[str]:
    """The lines of a comment of its own, without the # and the space after it."""
    return wrap(words, scalars.WIDTH - 2, break_on_hyphens=False)


def mentioned(text: str) -> bool:
    """Whether a text may have such a comment. Quick, so that most files need not be searched."""
    return "# " in text and any(hint in text for hint in _HINTS)


def open_comments(text: str, is_in_scalar: Callable[[int], bool]) -> Iterator[OpenComment]:
    """The open comments of a file, from the top, each with the lines that it is wrapped over."""
    for match in _OPENING.finditer(text):
        line_start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        before = text[line_start : match.start()].strip()
        if before.startswith("#") or is_in_scalar(match.start()):
            continue
        lines, end = [match[1].rstrip()], match.start() + len(match[0].rstrip())
        while not before and (following := _NEXT_LINE.match(text, end)):
            extended = [*lines, following[1].rstrip()]
            if wrap_comment(" ".join(extended)) != extended:
                break
            lines, end = extended, following.start() + len(following[0].rstrip())
        yield OpenComment(match.start(), end, " ".join(lines))
