"""Redact two versions of a register for the public: whatever is withheld in either version is withheld in both.

A field that is withheld now but was not before would be revealed by its earlier value. So each contract withholds what
either of its versions withholds. That a field became, or stopped being, withheld is reported without its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from commreg.checks.withholding import WHOLE_ENTRY, withheld
from commreg.diff.field_changes import ChangeKind, FieldChange, Significance
from commreg.model.contract import Contract, Publication, Withheld
from commreg.register.load import Register, RegisterEntry
from commreg.register.redact import RedactedRegister, redact_for

Pair = tuple[RedactedRegister, RedactedRegister]


@dataclass(frozen=True, slots=True)
class WithheldSummary:
    """How many fields and whole entries are withheld, and by id the changes in what is withheld.

    `newly_public` are the ids of entries that were withheld whole before and are public now.
    """

    fields: int = 0
    entries: int = 0
    changes: Mapping[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    newly_public: frozenset[str] = frozenset()


def redact_both(
    before: Register | None, after: Register | None, renames: Mapping[str, str]
) -> tuple[Pair, WithheldSummary]:
    """Both registers for the public, and a summary of what is withheld. `renames` maps earlier ids to later ones.

    An entry that is withheld whole now is in neither, and no other entry names it. An entry that was withheld whole
    before and is not now is new to the public.
    """
    old, new = (_entries_by_id(register) for register in (before, after))
    published = [{name: entry for name, entry in side.items() if not entry.contract.draft} for side in (old, new)]
    withheld_fields = {
        (renames.get(name, name), item.field)
        for side in published
        for name, entry in side.items()
        for item in withheld(entry.contract)
        if item.field != WHOLE_ENTRY
    }
    # Not those of both together: that would show whether the hidden entries are the same ones.
    entries = max(sum(map(_is_withheld_whole, side.values())) for side in published)
    hidden = {name for side in (old, new) for name, entry in side.items() if _is_withheld_whole(entry)}
    changes: dict[str, tuple[FieldChange, ...]] = {}
    newly_public = set()
    for old_id, new_id in [(name, renames.get(name, name)) for name in old]:
        if new_id not in new:
            continue
        if _is_withheld_whole(new[new_id]):
            hidden.add(old_id)
        elif _is_withheld_whole(old[old_id]):
            newly_public.add(new_id)
        else:
            changes[new_id] = tuple(_changes_in_withholding(old[old_id], new[new_id]))
            old[old_id], new[new_id] = (
                _withhold_alike(old[old_id], new[new_id]),
                _withhold_alike(new[new_id], old[old_id]),
            )
    internal = tuple(sorted({name for register in (before, after) if register for name in register.settings.internal}))
    summary = WithheldSummary(len(withheld_fields), entries, changes, frozenset(newly_public))
    pair = (
        _redact(before, old, internal, frozenset(hidden)),
        _redact(after, new, internal, frozenset(hidden - newly_public)),
    )
    return pair, summary


def _entries_by_id(register: Register | None) -> dict[str, RegisterEntry]:
    return {entry.contract.id: entry for entry in register.entries} if register else {}


def _is_withheld_whole(entry: RegisterEntry) -> bool:
    return any(item.field == WHOLE_ENTRY for item in withheld(entry.contract))


def _changes_in_withholding(before: RegisterEntry, after: RegisterEntry) -> list[FieldChange]:
    """The fields that became, or stopped being, withheld, by name; `path` is the name as `withhold` has it."""
    old, new = ({item.field for item in withheld(entry.contract)} for entry in (before, after))
    kinds = [(name, ChangeKind.FIELD_WITHHELD) for name in sorted(new - old)]
    kinds += [(name, ChangeKind.FIELD_PUBLISHED) for name in sorted(old - new)]
    return [FieldChange((name,), kind, None, None, Significance.WORDING) for name, kind in kinds]


def _redact(
    register: Register | None,
    entries: Mapping[str, RegisterEntry],
    internal: tuple[str, ...],
    hidden_ids: frozenset[str],
) -> RedactedRegister:
    """A register with these entries for the public, without these internal fields and these ids."""
    if register is None:
        return RedactedRegister((), "public")
    public = {name: entry for name, entry in entries.items() if name not in hidden_ids}
    settings = register.settings.model_copy(update={"internal": internal})
    config = replace(register.config, settings=settings)
    return redact_for(replace(register, config=config, entries=tuple(public.values())), "public", hidden_ids)


def _withhold_alike(entry: RegisterEntry, counterpart: RegisterEntry) -> RegisterEntry:
    """An entry that also withholds what its counterpart withholds, and lists no document that is internal there."""
    contract: Contract = entry.contract
    items = {item.field: item for version in (counterpart, entry) for item in withheld(version.contract)}
    if items:
        ordered: tuple[Withheld, ...] = tuple(items[name] for name in sorted(items))
        contract = contract.model_copy(update={"publication": Publication.model_construct(withhold=ordered)})
    internal = {document.title for document in counterpart.contract.documents or () if document.visibility != "public"}
    if contract.documents and internal:
        public = tuple(document for document in contract.documents if document.title not in internal)
        contract = contract.model_copy(update={"documents": public})
    return replace(entry, contract=contract)
