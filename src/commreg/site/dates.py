"""Pages of dates: *Decisions* for everybody, and *Mine*, the deadlines of each post, for colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from commreg.model.vocabularies import DEADLINE
from commreg.planning.deadlines import Deadline, StageDeadline, deadlines
from commreg.site.entries import Entry, Source
from commreg.site.overview import away
from commreg.site.page import Page
from commreg.values.dates import add_months
from commreg.wording.deadlines import deadline_text

MONTHS_AHEAD = 12  # of decisions
MONTHS_OF_WORK = 3  # of the deadlines of a post
_DECISIONS = frozenset(("decision", "decision-notice", "extension-notice", "break-notice", "exemption"))


@dataclass(frozen=True, slots=True)
class Item:
    """A deadline; `entry` is None if it concerns the whole register."""

    day: date
    away: str
    overdue: bool
    entry: Entry | None
    title: str
    what: str
    kind: str
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """The deadlines of a month, or those of a post."""

    name: str
    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Meetings:
    """The next meetings of a decision maker in the settings, with the decisions that are planned for each."""

    name: str
    meetings: tuple[tuple[date, tuple[Item, ...]], ...]


def decisions_page(source: Source, listed: Iterable[Deadline]) -> Page:
    """What is to be decided in the next year, by month, with the last day for each."""
    until = add_months(source.as_of, MONTHS_AHEAD)
    picked = [_item(source, due) for due in listed if due.kind in _DECISIONS and due.day <= until]
    late = tuple(item for item in picked if item.overdue)
    months: dict[str, list[Item]] = {}
    for item in picked:
        if not item.overdue and item.day >= source.as_of:
            months.setdefault(f"{item.day:%B %Y}", []).append(item)
    groups = [Month("Overdue", "overdue", late)] if late else []
    groups += [Month(name, name.lower().replace(" ", "-"), tuple(items)) for name, items in months.items()]
    return Page(
        "decisions.html",
        "Decisions",
        "decisions",
        {
            "contracts": picked,
            "months": groups,
            "until": until,
            "meetings": list(_meetings(source, picked, until)),
        },
        tab="decisions.html",
    )


def _meetings(source: Source, picked: Iterable[Item], until: date) -> Iterator[Meetings]:
    for maker in source.settings.policy.decision_makers:
        days = [day for day in sorted(maker.meetings) if source.as_of <= day <= until]
        if days:
            yield Meetings(
                maker.name,
                tuple((day, tuple(i for i in picked if i.day == day and i.decided_by == maker.name)) for day in days),
            )


def mine_page(source: Source, listed: Iterable[Deadline]) -> Page:
    """The deadlines of the next months and those that are overdue, by the post that owns the contract."""
    until = add_months(source.as_of, MONTHS_OF_WORK)
    owners: dict[str, list[Item]] = {}
    for due in listed:
        if due.day <= until and (due.overdue or due.day >= source.as_of):
            owners.setdefault(due.owner or "", []).append(_item(source, due))
    groups = [
        Month(name or "No owner recorded", f"owner-{number}", tuple(owners[name]))
        for number, name in enumerate(sorted(owners, key=lambda name: (not name, name.casefold())), 1)
    ]
    return Page(
        "mine.html",
        "Mine",
        "mine",
        {"contracts": [item for group in groups for item in group.items], "groups": groups, "until": until},
        tab="mine.html",
    )


def all_deadlines(source: Source) -> tuple[Deadline, ...]:
    """Every deadline of the register, by day."""
    return deadlines(source.views, source.settings, source.as_of)


def _item(source: Source, due: Deadline) -> Item:
    decision = due.cause.scheduled.decision if isinstance(due.cause, StageDeadline) else None
    return Item(
        day=due.day,
        away=away(due.day, source.as_of),
        overdue=due.overdue,
        entry=source.entries.get(due.contract),
        title=due.title,
        what=deadline_text(due).what,
        kind=DEADLINE.label(due.kind),
        decided_by=decision.decision_maker if decision and due.kind == "decision" else "",
    )
