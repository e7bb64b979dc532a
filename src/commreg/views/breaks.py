"""Break clauses in words: the last day of notice, and whose they are."""

from __future__ import annotations

from datetime import date

from commreg.dates import add_months, boundary
from commreg.model.contract import Break

_SIDES = {"council": "the council", "provider": "the provider", "either": "either side"}


def notice_by(each: Break) -> date | None:
    """The last day to give notice: the day after the break less the months; None where no notice is recorded."""
    return None if each.notice_months is None else min(each.on, add_months(boundary(each.on), -each.notice_months))


def whose(each: Break) -> str:
    """Who may use it; empty where that is not recorded."""
    return _SIDES.get(each.by.casefold(), each.by) if each.by else ""
