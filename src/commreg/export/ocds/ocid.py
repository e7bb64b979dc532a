"""The Open Contracting ID of a contract: the prefix that the council has registered, and the contract's id."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"ocds-[a-z0-9]{6}\Z", re.ASCII)


def is_prefix(text: str) -> bool:
    """Whether a text has the form in which the Open Contracting Partnership gives out prefixes: ocds-213czf."""
    return _PREFIX.match(text) is not None


def ocid(prefix: str, contract: str) -> str | None:
    """ocds-213czf-youth-justice-2019; None without a prefix. An id is never used again, so neither is this."""
    return f"{prefix}-{contract}" if is_prefix(prefix) else None
