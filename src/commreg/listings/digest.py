"""`digest`: deadlines by owner, for a weekly job: windows newly open, deadlines newly overdue, and those due soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commreg.planning.deadlines import Deadline

NO_OWNER = "No owner recorded"
SECTIONS = ("Newly open", "Newly late", "Due soon")


@dataclass(frozen=True, slots=True)
class Digest:
    """The deadlines of a digest.

    New is what opened after `since` or was due on or after it, up to `as_of`; due soon is what is due from `as_of` to
    `horizon`, inclusive. `by_owner` has the deadlines by owner and section, owners by name and those without one last.
    `already_overdue` counts the deadlines that were overdue at `since`.
    """

    since: date
    as_of: date
    horizon: date
    by_owner: Mapping[str, Mapping[str, tuple[Deadline, ...]]]
    already_overdue: int


def digest(all_deadlines: Iterable[Deadline], since: date, as_of: date, horizon: date) -> Digest:
    """The digest of these deadlines. `by_owner` is empty if nothing is new or due soon."""
    ordered = sorted(all_deadlines)
    groups: dict[str, dict[str, tuple[Deadline, ...]]] = {}
    for deadline in ordered:
        if section := _section(deadline, since, as_of, horizon):
            sections = groups.setdefault(deadline.owner or NO_OWNER, {})
            sections[section] = (*sections.get(section, ()), deadline)
    return Digest(
        since,
        as_of,
        horizon,
        by_owner={owner: groups[owner] for owner in sorted(groups, key=lambda name: (name == NO_OWNER, name))},
        already_overdue=sum(1 for deadline in ordered if deadline.overdue and deadline.day < since),
    )


def _section(deadline: Deadline, since: date, as_of: date, horizon: date) -> str:
    if deadline.kind == "window" and since < deadline.day <= as_of:
        return "Newly open"
    if deadline.overdue and deadline.day >= since:
        return "Newly late"
    return "Due soon" if as_of <= deadline.day <= horizon else ""
