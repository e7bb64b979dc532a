"""What an import would do to a register that has contracts already: which rows are new, changed or the same.

A row is an entry's if their references agree; else if their ids do; else if title, provider and start all do. Where
several entries have a reference, the one that agrees in the rest as well comes first. Only what the row says is
compared: a field that the spreadsheet has no column for is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commreg.diagnostics.field_path import FieldPath, format_path, value_at
from commreg.importing.rows import LEFT, Draft
from commreg.model.contract import Contract
from commreg.model.field_path import iter_values
from commreg.model.file_values import to_file_values
from commreg.register.load import RegisterEntry
from commreg.values.text import normalize_for_search

_DEFAULTS = frozenset(("available", "unstated"))  # what a contract says where nobody has said anything


@dataclass(frozen=True, slots=True)
class Change:
    """A field that the row has another value for. None stands for nothing: not recorded, or not in the file."""

    path: FieldPath
    before: object | None
    after: object | None

    @property
    def field(self) -> str:
        """The field as it is written in messages."""
        return format_path(self.path)


@dataclass(frozen=True, slots=True)
class Match:
    """A row that makes a contract, and the entry it is of, if the register has one."""

    draft: Draft
    contract: Contract
    entry: RegisterEntry | None
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> str:
        """new, changed or same."""
        return "new" if self.entry is None else "changed" if self.changes else "same"


@dataclass(frozen=True, slots=True)
class Merge:
    """Every row that makes a contract, and the entries that no row is of."""

    matches: tuple[Match, ...]
    unmatched: tuple[RegisterEntry, ...]


def merge(drafts: Iterable[Draft], entries: Sequence[RegisterEntry], own: Container[str] = ()) -> Merge:
    """The drafts beside the entries. An entry is matched once: a second row for it is new.

    `own` are columns with a field's own name: in these a blank cell says that nothing is recorded.
    """
    made = [(draft, draft.contract) for draft in drafts if draft.contract]
    found: dict[int, RegisterEntry] = {}  # by the place of the draft
    left = {entry.contract.id: entry for entry in entries}
    for key in (_reference_and_rest, _reference, _id, _rest):
        _match(made, key, found, left)
    matches = []
    for place, (draft, contract) in enumerate(made):
        entry = found.get(place)
        changes = tuple(_changes(draft, contract, entry.contract, own)) if entry else ()
        matches.append(Match(draft, contract, entry, changes))
    return Merge(tuple(matches), tuple(left.values()))


def _match(
    made: Sequence[tuple[Draft, Contract]],
    key: Callable[[Contract], Hashable],
    found: dict[int, RegisterEntry],
    left: dict[str, RegisterEntry],
) -> None:
    """Give each draft that has none yet the first entry left with the same key, and take that entry out."""
    waiting: dict[Hashable, list[RegisterEntry]] = {}
    for entry in left.values():
        waiting.setdefault(key(entry.contract), []).append(entry)
    for place, (_, contract) in enumerate(made):
        wanted = key(contract)
        if place not in found and wanted is not None and waiting.get(wanted):
            found[place] = waiting[wanted].pop(0)
            del left[found[place].contract.id]


def _reference_and_rest(contract: Contract) -> Hashable:
    return (contract.reference, _rest(contract)) if contract.reference else None


def _reference(contract: Contract) -> Hashable:
    return contract.reference


def _id(contract: Contract) -> Hashable:
    return contract.id


def _rest(contract: Contract) -> Hashable:
    return normalize_for_search(contract.title), normalize_for_search(contract.provider.name), contract.term.start


def _changes(draft: Draft, contract: Contract, recorded: Contract, own: Container[str]) -> Iterator[Change]:
    """The fields that a cell of the row became, where the entry says something else.

    A list is compared whole: an item too many in the entry is a change. What no cell says, as that an option is still
    available, is no change.
    """
    said = {account.destination for account in draft.outcomes if account.status != LEFT}
    known = dict(iter_values(recorded))
    given = dict(iter_values(contract))
    for route, value in given.items():
        name = format_path(route)
        if name == "id" or not _said(name, said) or (value in _DEFAULTS and name not in said):
            continue
        was = known.get(route)
        emptied = value == () and _items(known, route)  # each of the items is told below
        if was != value and not emptied and not _same_text(was, value):
            yield Change(route, was, value)
    for route, value in known.items():
        name = format_path(route)
        if route not in given and (name in own or _extra_item(route, given, said)):
            yield Change(route, value, None)


def to_edits(match: Match, *, whole: bool = False) -> tuple[list[tuple[FieldPath, object]], list[str]]:
    """What is to be written into an entry's file, as `edit.change` takes it; and the lists that are left alone.

    A list that the row has longer or shorter than the entry is left, unless the row has the `whole` of every entry:
    which item is which cannot be told, and what the entry says of one (a decision, a note) is not in the row.
    """
    recorded = to_file_values(match.entry.contract) if match.entry else {}
    given = to_file_values(match.contract)
    found: dict[FieldPath, object] = {}
    left: dict[str, None] = {}
    for change in match.changes:
        route = _list_of(change)
        was, now = (value_at(values, route) for values in (recorded, given)) if route else (None, None)
        if route is None or (was and now and len(was) == len(now)):
            found[change.path] = change.after
        elif not was or whole:
            found[route] = now
        else:
            left[format_path(route)] = None
    return list(found.items()), list(left)


def _list_of(change: Change) -> FieldPath | None:
    """The list that a change lies in, or is."""
    for place, step in enumerate(change.path):
        if isinstance(step, int):
            return change.path[:place]
    return change.path if isinstance(change.after, tuple) or isinstance(change.before, tuple) else None


def _said(name: str, said: Iterable[str]) -> bool:
    return any(name == field or name.startswith((f"{field}.", f"{field}[")) for field in said)


def _items(known: Iterable[FieldPath], route: FieldPath) -> bool:
    """Whether an entry has items in a list."""
    return any(one[: len(route)] == route for one in known)


def _extra_item(route: FieldPath, given: Mapping[FieldPath, object], said: Container[str]) -> bool:
    """Whether a value is of an item in a list that the row gives whole, and without that item."""
    for place, step in enumerate(route):
        if isinstance(step, int) and format_path(route[:place]) in said:
            return not _items(given, route[: place + 1])
    return False


def _same_text(was: object, now: object) -> bool:
    """Whether two texts differ in spaces alone: a file folds long prose."""
    return isinstance(was, str) and isinstance(now, str) and was.split() == now.split()
