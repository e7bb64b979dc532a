"""Text made safe for Markdown: what an officer typed never becomes a link, a table edge or a tag."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")
# What would begin a list, or make a rule or a heading of a line: a sign on its own, a row of them, a number and a dot.
_LINE_START = re.compile(r"^(?:([-+](?=\s|$)|-(?=[\s-]*$)|=(?==*$))|(\d+)([.)])(?=\s|$))")
# GitHub and others make a link of a bare address or mention; a zero-width joiner would be seen by nobody, an entity
# by no parser, so the colon and the at sign are written as entities.
_AUTOLINK = re.compile(r"(?<=\w)://|(?<=\w)@(?=\w)|(?<!\w)@(?=\w)|\bwww\.", re.IGNORECASE)


def escape(text: str) -> str:
    """One line of Markdown that shows exactly these words; ends of lines become spaces."""
    flat = " ".join(str(text).split())
    flat = _SPECIAL.sub(r"\\\1", flat.replace("&", "&amp;"))
    flat = _AUTOLINK.sub(lambda m: m[0].replace(":", "&#58;").replace("@", "&#64;").replace(".", "&#46;"), flat)
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", flat)
