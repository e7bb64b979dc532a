"""What a change to a contract moves: its ends, its window, its plan and its deadlines, each in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.model.settings import Settings
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import Deadline, deadlines
from commreg.planning.plan import Plan
from commreg.values.dates import long_date
from commreg.values.text import pluralize
from commreg.wording.deadlines import deadline_text

NONE = "none"


def effects(before: ContractView, after: ContractView, settings: Settings) -> list[str]:
    """The lines of what is no longer as it was, on the day of both; none where nothing moves."""
    return [*_dates(before, after), *_plan(before, after, settings), *_deadlines(before, after, settings)]


def _dates(before: ContractView, after: ContractView) -> Iterator[str]:
    for what, name in (("Current end", "current_end"), ("Can be extended to", "final_end")):
        yield from _moved(what, getattr(before.facts, name), getattr(after.facts, name))
    yield from _moved("Recommissioning window opens", before.facts.window_opens, after.facts.window_opens)
    if before.facts.state is not after.facts.state:
        yield f"State: {before.facts.state}; now {after.facts.state}"


def _moved(what: str, was: date | None, now: date | None) -> Iterator[str]:
    if was != now:
        yield f"{what}: {long_date(was) if was else NONE}; now {long_date(now) if now else NONE}"


def _plan(before: ContractView, after: ContractView, settings: Settings) -> Iterator[str]:
    was, now = before.plan(settings.policy), after.plan(settings.policy)
    for what, old, new in (("Stage", _stage(was), _stage(now)), ("Plan", _behind(was), _behind(now))):
        if old != new:
            yield f"{what}: {old}; now {new}"


def _stage(plan: Plan | None) -> str:
    return STAGE.label(plan.stage) if plan and plan.stage else NONE


def _behind(plan: Plan | None) -> str:
    if plan is None or plan.days_behind is None:
        return NONE
    if plan.days_behind == 0:
        return "on time"
    return f"{pluralize(abs(plan.days_behind), 'day')} {'behind' if plan.days_behind > 0 else 'in hand'}"


def _deadlines(before: ContractView, after: ContractView, settings: Settings) -> Iterator[str]:
    """Deadlines that moved, that are new and that are gone, by day."""
    was, now = _by_key(before, settings), _by_key(after, settings)
    for key, deadline in now.items():
        old = was.get(key)
        if old is None:
            late = ", which is overdue" if deadline.overdue else ""
            yield f"New: {deadline_text(deadline).what}, {long_date(deadline.day)}{late}"
        elif old.day != deadline.day:
            yield f"Moved: {deadline_text(deadline).what}, from {long_date(old.day)} to {long_date(deadline.day)}"
    for key, deadline in was.items():
        if key not in now:
            yield f"No longer: {deadline_text(deadline).what}, {long_date(deadline.day)}"


def _by_key(record: ContractView, settings: Settings) -> dict[tuple[str, str], Deadline]:
    found = deadlines([record], settings, record.facts.as_of, is_whole_register=False)
    return {(deadline.kind, deadline.key): deadline for deadline in found}
