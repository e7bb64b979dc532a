"""Match the rows of an import with the contracts of a register: which are new, changed or the same.

A row matches the entry with the same reference, title, provider and start; else the same reference and provider; else
the same reference alone, if no other row and no other entry has it; else the same id; else the same title, provider and
start. Only what the row states is compared: a field without a column is never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from commreg.diagnostics.field_path import FieldPath, format_path, value_at
from commreg.importing.outcomes import CellStatus
from commreg.importing.questions import Change, Question, settle
from commreg.importing.rows import Draft
from commreg.model.contract import Contract
from commreg.model.field_path import iter_values
from commreg.model.file_values import to_file_values
from commreg.register.load import RegisterEntry
from commreg.values.text import normalize_for_search

_DEFAULTS = frozenset(("available", "unstated"))  # what a contract has if nothing is stated


@dataclass(frozen=True, slots=True)
class Match:
    """A row that makes a contract, and the entry that it matches, if there is one.

    `question` is what somebody has to answer before the changes can be written.
    """

    draft: Draft
    contract: Contract
    entry: RegisterEntry | None
    changes: tuple[Change, ...] = ()
    question: Question | None = None

    @property
    def status(self) -> str:
        """new, changed or same."""
        return "new" if self.entry is None else "changed" if self.changes else "same"


@dataclass(frozen=True, slots=True)
class Merge:
    """Every row that makes a contract, and the entries that no row matches."""

    matches: tuple[Match, ...]
    unmatched: tuple[RegisterEntry, ...]


def merge(drafts: Iterable[Draft], entries: Sequence[RegisterEntry], blank_means_none: Container[str] = ()) -> Merge:
    """Match the drafts with the entries. An entry is matched once: a second row for it is new.

    `blank_means_none` are fields for which a blank cell says that nothing is recorded.
    """
    contracts = [(draft, draft.contract) for draft in drafts if draft.contract]
    matched: dict[int, RegisterEntry] = {}  # by the position of the draft
    unmatched = {entry.contract.id: entry for entry in entries}
    shared = _shared_references(contract for _, contract in contracts)
    shared |= _shared_references(entry.contract for entry in entries)
    unique_reference = partial(_unique_reference, shared)
    for key in (_reference_and_identity, _reference_and_provider, unique_reference, _id, _identity):
        _match_by(key, contracts, matched, unmatched)
    matches = []
    for place, (draft, contract) in enumerate(contracts):
        entry = matched.get(place)
        changes = tuple(_changes(draft, contract, entry.contract, blank_means_none)) if entry else ()
        question = None
        if entry and not blank_means_none:
            changes, question = settle(contract, entry.contract, changes)
        matches.append(Match(draft, contract, entry, changes, question))
    return Merge(tuple(matches), tuple(unmatched.values()))


def _match_by(
    key: Callable[[Contract], Hashable],
    contracts: Sequence[tuple[Draft, Contract]],
    matched: dict[int, RegisterEntry],
    unmatched: dict[str, RegisterEntry],
) -> None:
    """Match each draft that has no entry yet with the first unmatched entry that has the same key."""
    candidates: dict[Hashable, list[RegisterEntry]] = {}
    for entry in unmatched.values():
        candidates.setdefault(key(entry.contract), []).append(entry)
    for place, (_, contract) in enumerate(contracts):
        contract_key = key(contract)
        if place not in matched and contract_key is not None and candidates.get(contract_key):
            matched[place] = candidates[contract_key].pop(0)
            del unmatched[matched[place].contract.id]


def _reference_and_identity(contract: Contract) -> Hashable:
    return (contract.reference, _identity(contract)) if contract.reference else None


def _reference_and_provider(contract: Contract) -> Hashable:
    return (contract.reference, normalize_for_search(contract.provider.name)) if contract.reference else None


def _unique_reference(shared: Container[str], contract: Contract) -> Hashable:
    return None if contract.reference in shared else contract.reference


def _shared_references(contracts: Iterable[Contract]) -> set[str]:
    """The references that several contracts have, as the suppliers of a framework do."""
    counts = Counter(contract.reference for contract in contracts if contract.reference)
    return {reference for reference, count in counts.items() if count > 1}


def _id(contract: Contract) -> Hashable:
    return contract.id


def _identity(contract: Contract) -> Hashable:
    return normalize_for_search(contract.title), normalize_for_search(contract.provider.name), contract.term.start


def _changes(
    draft: Draft, contract: Contract, recorded: Contract, blank_means_none: Container[str]
) -> Iterator[Change]:
    """The fields that come from a cell of the row and differ from the entry.

    A list is compared whole: an item too many in the entry is a change. A default that no cell states, as that an
    option is still available, is not a change.
    """
    stated = {outcome.destination for outcome in draft.outcomes if outcome.status is not CellStatus.NOT_IMPORTED}
    before, after = dict(iter_values(recorded)), dict(iter_values(contract))
    for path, value in after.items():
        name = format_path(path)
        if name == "id" or not _is_stated(name, stated) or (value in _DEFAULTS and name not in stated):
            continue
        old = before.get(path)
        is_emptied = value == () and _has_items(before, path)  # each of the items is reported below
        if old != value and not is_emptied and not _differ_in_spaces(old, value):
            yield Change(path, old, value)
    for path, value in before.items():
        if path not in after and (format_path(path) in blank_means_none or _is_extra_item(path, after, stated)):
            yield Change(path, value, None)


def to_edits(match: Match, *, replace_lists: bool = False) -> tuple[list[tuple[FieldPath, object]], list[str]]:
    """The edits to an entry's file, as `apply_edits` takes them, and the names of lists that are not changed.

    A list with more or fewer items than in the entry is changed only with `replace_lists`: it is not clear which item
    is which, and what the entry says of an item (a decision, a note) is not in the row.
    """
    if match.question and match.question.answers:
        return [(change.path, change.after) for change in match.question.answers], []
    recorded = to_file_values(match.entry.contract) if match.entry else {}
    imported = to_file_values(match.contract)
    edits: dict[FieldPath, object] = {}
    unchanged_lists: dict[str, None] = {}
    for change in match.changes:
        path = _list_of(change)
        before, after = (value_at(values, path) for values in (recorded, imported)) if path else (None, None)
        if path is None or (before and after and len(before) == len(after)):
            edits[change.path] = change.after
        elif not before or replace_lists:
            edits[path] = after
        else:
            unchanged_lists[format_path(path)] = None
    return list(edits.items()), list(unchanged_lists)


def _list_of(change: Change) -> FieldPath | None:
    """The list that a change is in, or is."""
    for place, step in enumerate(change.path):
        if isinstance(step, int):
            return change.path[:place]
    return change.path if isinstance(change.after, tuple) or isinstance(change.before, tuple) else None


def _is_stated(name: str, stated: Iterable[str]) -> bool:
    """Whether a field, or the group or list it is in, comes from a cell."""
    return any(name == field or name.startswith((f"{field}.", f"{field}[")) for field in stated)


def _has_items(values: Iterable[FieldPath], path: FieldPath) -> bool:
    """Whether there are values below a path."""
    return any(value_path[: len(path)] == path for value_path in values)


def _is_extra_item(path: FieldPath, after: Mapping[FieldPath, object], stated: Container[str]) -> bool:
    """Whether a value belongs to an item of a list that the row gives whole, without that item."""
    for place, step in enumerate(path):
        if isinstance(step, int) and format_path(path[:place]) in stated:
            return not _has_items(after, path[: place + 1])
    return False


def _differ_in_spaces(before: object, after: object) -> bool:
    """Whether two texts are the same except for spaces: a file folds long prose."""
    return isinstance(before, str) and isinstance(after, str) and before.split() == after.split()
