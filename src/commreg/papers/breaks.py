"""Break clauses in words: whose they are."""

from __future__ import annotations

from commreg.model.contract import Break

_SIDES = {"council": "the council", "provider": "the provider", "either": "either side"}


def whose(each: Break) -> str:
    """Who may use it; empty where that is not recorded."""
    return _SIDES.get(each.by.casefold(), each.by) if each.by else ""
