"""The change to one file as a unified diff, which git and people can read."""

from __future__ import annotations

import difflib
from io import StringIO


def unified_diff(path: str, before: str | None, after: str) -> str:
    """A unified diff of one file, empty if nothing changes. `before` is None for a new file.

    Lines end at a line feed alone; a carriage return before it is part of the line.
    """
    diff = difflib.unified_diff(
        list(StringIO(before or "", newline="\n")),
        list(StringIO(after, newline="\n")),
        "/dev/null" if before is None else f"a/{path}",
        f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff)
