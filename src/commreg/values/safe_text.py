"""Text that is safe to print: characters that cannot be seen are written out."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def escape_invisible(text: str) -> str:
    """Text with every character that cannot be seen, or that turns text round, written out as <U+2028>."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text.replace("\t", " "))
