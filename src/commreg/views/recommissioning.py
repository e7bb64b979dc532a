"""`recommissioning`: whose window is open, since when, and what can still be done.

The plan of stages, with days behind and the next step, is to stand between `urgency` and the columns; until then the
contract that ends soonest counts as the most urgent.
"""

from __future__ import annotations

from collections.abc import Sequence

from commreg.audience import Record
from commreg.dates import counted, distance, long_date, short_date
from commreg.model.settings import Settings
from commreg.table import Column, Row, Table
from commreg.timeline import State
from commreg.views import rows
from commreg.views.expiring import soonest

COLUMNS = rows.columns(
    Column("window_opens", "Window opens", "day"),
    Column("open_for", "Open for", rank=5, data=False),
    Column("title", "Contract", give=True, good=32, least=20),
    Column("duty", "Duty", rank=1, data=False),
    Column("provider", "Provider", give=True, least=14, rank=4),
    Column("current_end", "Ends", "day"),
    Column("extend_words", "Can extend to", data=False),
    Column("notice_words", "Notice by", rank=2, data=False),
    Column("second_window", "Then window", rank=7, data=False),
)


def pick(records: Sequence[Record]) -> tuple[Record, ...]:
    """Every contract with an end that is still to be dealt with: most urgent first, windows yet to open last."""
    found = [record for record in records if record.facts.window_opens and not record.facts.state.over]
    return tuple(sorted(found, key=lambda record: (not record.facts.window_open, *soonest(record))))


def table(picked: Sequence[Record], settings: Settings) -> Table:
    """The picked records as rows."""
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(Row({**rows.cells(record, settings), **_words(record)}, rows.tone(record)) for record in picked),
        empty="No contract has an end to recommission for.",
    )


def _words(record: Record) -> dict[str, str]:
    known = record.facts
    opens = known.window_opens
    if opens is None:
        return {}
    days = known.days_in_window or 0
    second = known.final_window_opens
    return {
        "open_for": distance(days) if known.window_open else "not yet",
        "second_window": short_date(second) if second and known.options else "",
    }


def notes(picked: Sequence[Record]) -> tuple[str, ...]:
    """How many windows are open, when the others open, and where no option is left."""
    if not picked:
        return ()
    opened = [r for r in picked if r.facts.window_open]
    ended = [r for r in picked if r.facts.state is State.ENDED_STILL_OPEN]
    waiting = [r for r in picked if not r.facts.window_open]
    line = f"{counted(len(opened), 'window')} open"
    if waiting:
        first = min(r.facts.window_opens for r in waiting if r.facts.window_opens)
        when = f"1 opens on {long_date(first)}" if len(waiting) == 1 else (
            f"{len(waiting)} yet to open, the first on {long_date(first)}"
        )  # fmt: skip
        line += f", {when}"
    lines = [f"{line}."]
    if ended:
        lines.append(f"{counted(len(ended), 'contract')} ended and still open: record what became of "
                     f"{'it' if len(ended) == 1 else 'them'}.")  # fmt: skip
    stuck = [
        r
        for r in opened
        if r.contract.statutory
        and r.contract.term.extensions is not None
        and not r.facts.options
        and not r.facts.successor
    ]
    if stuck:
        names = ", ".join(r.contract.id for r in stuck)
        lines.append(f"Statutory, window open, no successor and no option to extend: {names}.")
    if any(r.facts.next_option and r.facts.next_option.notice_by_default for r in picked):
        lines.append(
            "* by default: the contract gives no notice period, so policy.notice_months in the settings is used."
        )
    return (*lines, *rows.gap_note(picked))
