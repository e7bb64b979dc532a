"""`deadlines`: every dated obligation in one list, the overdue first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from commreg.law import known_to, out_of_date
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.vocabularies import DEADLINE
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import Deadline
from commreg.planning.procurement_notices import is_standstill_beyond_calendar
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.values.text import agree, lower_first, pluralize
from commreg.wording.deadlines import deadline_text

COLUMNS = (
    Column("id"),
    Column("kind"),
    Column("due_on", "By", "day"),
    Column("when", "In", drop_priority=3, data=False),
    Column("what", "What", shrinkable=True, preferred_width=60, min_width=40),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("owner", "Owner", shrinkable=True, preferred_width=22, drop_priority=4),
    Column("basis", "How worked out", shrinkable=True, preferred_width=50, min_width=30, drop_priority=5),
    Column("source", "Source", shrinkable=True, preferred_width=40, min_width=20, drop_priority=6),
    Column("overdue", kind="flag"),
    Column("days_left", kind="number"),
    Column("event", kind="flag"),
    Column("key"),
)


def pick(
    all_deadlines: Iterable[Deadline], as_of: date, horizon: date, *, kinds: Sequence[str] = (), overdue: bool = False
) -> tuple[Deadline, ...]:
    """Deadlines due by `horizon` or overdue; with `overdue` only those. Past events are left out."""
    return tuple(
        deadline
        for deadline in all_deadlines
        if deadline.day <= horizon
        and (deadline.overdue or (deadline.day >= as_of and not overdue))
        and (not kinds or deadline.kind in kinds)
    )


def nothing(horizon: date, *, kinds: Sequence[str] = (), overdue: bool = False) -> str:
    """The sentence for an empty list, by what it was limited to."""
    nothing = "Nothing of this kind" if len(kinds) == 1 else "Nothing of these kinds" if kinds else "Nothing"
    return f"{nothing} is overdue." if overdue else f"{nothing} is overdue or due by {long_date(horizon)}."


def table(picked: Sequence[Deadline], as_of: date, empty: str) -> Table:
    """The picked deadlines as rows; `empty` is the sentence if there are none."""
    return Table(
        name="deadlines",
        columns=COLUMNS,
        rows=tuple(_row(deadline, as_of) for deadline in picked),
        empty=empty,
    )


def sections(picked: Sequence[Deadline], as_of: date, horizon: date, empty: str) -> tuple[Table, ...]:
    """For people: what is overdue and, apart from it, what is due, each under its title."""
    late = [deadline for deadline in picked if deadline.overdue]
    coming = [deadline for deadline in picked if not deadline.overdue]
    if not late:
        return (table(coming, as_of, empty),)
    title = f"Due by {long_date(horizon)}"
    return (
        replace(table(late, as_of, empty), title="Overdue"),
        replace(table(coming, as_of, empty), title=title, optional=True),
    )


def _row(deadline: Deadline, as_of: date) -> Row:
    late = deadline.overdue
    days = (deadline.day - as_of).days
    text = deadline_text(deadline)
    cells: dict[str, Cell] = {
        "due_on": deadline.day,
        "when": f"{humanize_days(days)} late" if late else "today" if not days else humanize_days(days),
        "what": text.what,
        "title": deadline.title,
        "owner": deadline.owner,
        "basis": text.basis,
        "source": text.source,
        "kind": deadline.kind,
        "id": deadline.contract,
        "overdue": late,
        "days_left": days,
        "event": deadline.informational,
        "key": deadline.key,
    }
    return Row(cells, "late" if late else "soon" if days <= 28 else "")


def notes(
    picked: Sequence[Deadline],
    views: Sequence[ContractView],
    as_of: date,
    horizon: date,
    *,
    kinds: Sequence[str] = (),
    overdue: bool = False,
) -> tuple[str, ...]:
    """How many are overdue and how many fall due, by kind; and what has no date because something is not recorded."""
    late = [deadline for deadline in picked if deadline.overdue]
    coming = len(picked) - len(late)
    counts = [f"{len(late)} overdue"] if late else []
    counts += [] if overdue else [f"{coming or 'none'} due by {long_date(horizon)}"]
    tally = Counter(deadline.kind for deadline in picked)
    by_kind = ", ".join(f"{lower_first(DEADLINE.label(kind))} {tally[kind]}" for kind in DEADLINE if kind in tally)
    lines = [f"{', '.join(counts)}. By kind: {by_kind}."] if picked else []
    return (
        *lines,
        *_undated_notes(views, kinds),
        *_standstill_notes(views, kinds, as_of),
        *_beyond_the_tables(views, as_of),
    )


def _standstill_notes(views: Sequence[ContractView], kinds: Sequence[str], as_of: date) -> list[str]:
    """How many standstills have no end here, because bank holidays are not listed so far."""
    if kinds and "standstill" not in kinds:
        return []
    open_procurements = [view.contract for view in views if not view.redaction_of("procurement")]
    count = sum(1 for contract in open_procurements if is_standstill_beyond_calendar(contract, as_of))
    if not count:
        return []
    contracts, last = pluralize(count, "contract"), long_date(known_to("bank_holidays"))
    return [f"The end of the standstill is not worked out for {contracts}: bank holidays are known up to {last}."]


def _beyond_the_tables(views: Sequence[ContractView], as_of: date) -> list[str]:
    """Which tables of the law stop before `as_of`, where some contract is under that law."""
    if not any(view.contract.procurement and view.contract.procurement.regime for view in views):
        return []
    return [f"{sentence}." for sentence in out_of_date(as_of)]


def _undated_notes(views: Sequence[ContractView], kinds: Sequence[str]) -> list[str]:
    """What has no date because something is not recorded, for these kinds, or for all if none is named."""
    current = [view.contract for view in views if not view.facts.state.is_inactive]
    unmet = sum(1 for c in current if c.monitoring is None or c.monitoring.last_meeting_on is None)
    unchecked = sum(1 for contract in current if contract.checked_on is None)
    lines = []
    if unmet and (not kinds or "meeting" in kinds):
        lines.append(
            f"No last meeting is recorded for {pluralize(unmet, 'contract')}: "
            f"no next meeting date can be worked out for {agree(unmet, 'it', 'them')}."
        )
    if unchecked and (not kinds or "check" in kinds):
        lines.append(f"When the entry was last confirmed is not recorded for {pluralize(unchecked, 'contract')}.")
    return lines
