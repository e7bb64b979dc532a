"""What a change does to a file, as a patch that git and people read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

CONTEXT = 3  # lines shown round a change
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def unified_diff(path: str, before: str | None, after: str) -> str:
    """A unified diff of one file, line ends and all; empty where nothing changes. `before` is None for a new file."""
    if before == after:
        return ""
    old, new = _LINE.findall(before or ""), _LINE.findall(after)
    head = f"--- {'/dev/null' if before is None else f'a/{path}'}\n+++ b/{path}\n"
    return head + "".join(_hunks(old, new))


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        yield f"@@ -{_range(group[0][1], group[-1][2])} +{_range(group[0][3], group[-1][4])} @@\n"
        for tag, begin, end, new_begin, new_end in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in old[begin:end])
                continue
            yield from (_line("-", line) for line in old[begin:end])
            yield from (_line("+", line) for line in new[new_begin:new_end])


def _range(begin: int, end: int) -> str:
    count = end - begin
    if count == 1:
        return str(begin + 1)
    return f"{begin + 1 if count else begin},{count}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
