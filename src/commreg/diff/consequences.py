"""What a change to a contract does to its dates, its plan and its deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from commreg.model.settings import NEVER_PUBLISHED
from commreg.model.vocabularies import STAGE
from commreg.planning.deadlines import Deadline
from commreg.planning.plan import Plan
from commreg.values.dates import long_date
from commreg.values.text import pluralize
from commreg.wording.deadlines import deadline_text

if TYPE_CHECKING:
    from datetime import date

    from commreg.diff.compare import ContractVersion

Deadlines = Mapping[tuple[str, str], Deadline]  # by kind and key
MOST_DEADLINES = 6
# What the dates and the plan say already.
_REPORTED_ELSEWHERE = frozenset(("stage-start", "stage-finish", "window", "end"))

# Fields that neither plan nor deadlines rest on, or that only colleagues' do.
_FIELDS_WITHOUT_EFFECT = frozenset((*NEVER_PUBLISHED, "monitoring.owner", "recommissioning.estimated_value"))


def consequences(before: ContractVersion, after: ContractVersion) -> Iterator[str]:
    """Each consequence as a sentence, with what it was.

    Where something is kept back on one side alone nothing is said of plan and deadlines, which could tell of it.
    """
    old, new = before.view.facts, after.view.facts
    yield from _moved("Current end", old.current_end, new.current_end)
    yield from _moved("Final end", old.final_end, new.final_end)
    if not any(side.view.redaction_of("recommissioning.window_months") for side in (before, after)):
        yield from _moved("Recommissioning window opens", old.window_opens, new.window_opens)
    if old.state != new.state:
        yield f"State: {new.state} (was {old.state})."
    kept = [side.view.redacted.keys() - _FIELDS_WITHOUT_EFFECT for side in (before, after)]
    if kept[0] == kept[1]:
        yield from _plan(before.plan, after.plan)
        yield from _deadlines(before.deadlines, after.deadlines)


def _moved(what: str, was: date | None, now: date | None) -> Iterator[str]:
    if was != now:
        yield f"{what}: {_day(now)} (was {_day(was)})."


def _day(day: date | None) -> str:
    return long_date(day) if day else "none"


def _plan(old: Plan | None, new: Plan | None) -> Iterator[str]:
    if old is None or new is None:
        if old is not None:
            yield "Nothing is left to recommission for."
        elif new is not None:
            yield f"There is something to recommission for: {_behind(new)}."
        return
    if old.stage != new.stage:
        yield f"Stage: {_stage(new)} (was {_stage(old)})."
    if old.days_behind != new.days_behind:
        yield f"Plan: {_behind(new)} (was {_behind(old)})."
    if old.earliest_new_start != new.earliest_new_start:
        yield from _moved("Earliest new start", old.earliest_new_start, new.earliest_new_start)
    if old.gap_days != new.gap_days:
        yield f"Gap after the end: {_gap(new)} (was {_gap(old)})."


def _stage(plan: Plan) -> str:
    return STAGE.label(plan.stage).lower() if plan.stage else "all done"


def _behind(plan: Plan) -> str:
    days = plan.days_behind
    if days is None:
        return "every stage done"
    if days > 0:
        return f"{pluralize(days, 'day')} behind"
    return f"{pluralize(-days, 'day')} in hand" if days else "just on time"


def _gap(plan: Plan) -> str:
    return pluralize(plan.gap_days, "day") if plan.gap_days else "none"


def _deadlines(old: Deadlines, new: Deadlines) -> Iterator[str]:
    """Deadlines that moved, came or went, by their days; stages apart, as the plan says those."""
    lines = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        if key[0] in _REPORTED_ELSEWHERE or (was and now and was.day == now.day):
            continue
        if was and now:
            lines.append(
                (now, f"Deadline moved to {long_date(now.day)} (was {long_date(was.day)}): {deadline_text(now).what}.")
            )
        elif now:
            lines.append((now, f"New deadline, {long_date(now.day)}: {deadline_text(now).what}."))
        elif was:
            lines.append((was, f"No longer due by {long_date(was.day)}: {deadline_text(was).what}."))
    lines.sort(key=lambda line: (line[0], line[1]))
    yield from (words for _, words in lines[:MOST_DEADLINES])
    if len(lines) > MOST_DEADLINES:
        yield f"And {pluralize(len(lines) - MOST_DEADLINES, 'more deadline')}."
