"""What an import would do to a register that has contracts already: which rows are new, changed or the same.

A row is an entry's if their references agree; else if their ids do; else if title, provider and start all do. Only what
the row says is compared: a field that the spreadsheet has no column for is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commreg.diagnostics import Route, route_text
from commreg.exchange.incoming import GUESSED, READ, Draft
from commreg.filters import fold
from commreg.model.contract import Contract
from commreg.model.walk import leaves
from commreg.register import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """A field that the row has another value for. `was` is None where nothing is recorded."""

    route: Route
    was: object | None
    now: object

    @property
    def field(self) -> str:
        """The field as it is written in messages."""
        return route_text(self.route)


@dataclass(frozen=True, slots=True)
class Match:
    """A row that makes a contract, and the entry it is of, if the register has one."""

    draft: Draft
    contract: Contract
    entry: Entry | None
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> str:
        """new, changed or same."""
        return "new" if self.entry is None else "changed" if self.changes else "same"


@dataclass(frozen=True, slots=True)
class Merge:
    """Every row that makes a contract, and the entries that no row is of."""

    matches: tuple[Match, ...]
    gone: tuple[Entry, ...]


def merge(drafts: Iterable[Draft], entries: Sequence[Entry]) -> Merge:
    """The drafts beside the entries. An entry is matched once: a second row for it is new."""
    left = {entry.contract.id: entry for entry in entries}
    found = []
    for draft in drafts:
        if draft.contract is None:
            continue
        entry = _entry_of(draft.contract, left.values())
        if entry:
            del left[entry.contract.id]
        changes = tuple(_changes(draft, draft.contract, entry.contract)) if entry else ()
        found.append(Match(draft, draft.contract, entry, changes))
    return Merge(tuple(found), tuple(left.values()))


def _entry_of(contract: Contract, entries: Iterable[Entry]) -> Entry | None:
    waiting = list(entries)
    keys = (
        lambda one: one.reference,
        lambda one: one.id,
        lambda one: (fold(one.title), fold(one.provider.name), one.term.start),
    )
    for key in keys:
        wanted = key(contract)
        found = next((entry for entry in waiting if wanted and key(entry.contract) == wanted), None)
        if found:
            return found
    return None


def _changes(draft: Draft, contract: Contract, recorded: Contract) -> Iterator[Change]:
    """The fields that a cell of the row became, where the entry says something else."""
    said = tuple(account.became for account in draft.accounts if account.status in (READ, GUESSED))
    known = dict(leaves(recorded))
    for route, value in leaves(contract):
        name = route_text(route)
        if name != "id" and any(name == field or name.startswith((f"{field}.", f"{field}[")) for field in said):
            was = known.get(route)
            if was != value and not _same_text(was, value):
                yield Change(route, was, value)


def _same_text(was: object, now: object) -> bool:
    """Whether two texts differ in spaces alone: a file folds long prose."""
    return isinstance(was, str) and isinstance(now, str) and was.split() == now.split()
