"""What a public account of changes keeps back: whatever is withheld on either side.

A field that is withheld now but was not before would be given away by what it was. So both sides are taken as if each
withheld what either does; that something is withheld now, or no more, is said without its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from commreg.checks.withholding import WHOLE_ENTRY, withheld
from commreg.diff.compare import FieldChange, Significance
from commreg.model.contract import Contract, Publication, Withheld
from commreg.register.load import Register, RegisterEntry
from commreg.values.dates import pluralize

Pair = tuple[Register | None, Register | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept back: how many fields and entries; and by id, what is said of it.

    `again` are the ids of entries that are shown now and were withheld whole before.
    """

    fields: int = 0
    entries: int = 0
    told: Mapping[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    again: frozenset[str] = frozenset()

    def sentence(self) -> str:
        """What this public account leaves out; nothing where nothing is withheld."""
        if not self.fields and not self.entries:
            return ""
        fields = pluralize(self.fields, "field")
        entries = pluralize(self.entries, "whole entry", "whole entries")
        return f"Withheld on one side or both, and not in this public version: {fields}, {entries}."


def on_both(registers: Pair, ids: Mapping[str, str]) -> tuple[Pair, Kept]:
    """Both registers with what either withholds withheld in both, and an account of it; `ids` were renamed.

    An entry that is withheld whole now is in neither; one that was before, and is not now, is new to the public.
    """
    before, after = registers
    old, new = ({e.contract.id: e for e in one.entries} if one else {} for one in registers)
    hidden = {(ids.get(name, name), item.field) for name, e in old.items() for item in withheld(e.contract)}
    hidden |= {(name, item.field) for name, e in new.items() for item in withheld(e.contract)}
    told: dict[str, tuple[FieldChange, ...]] = {}
    again = set()
    for was, now in [(name, ids.get(name, name)) for name in old]:
        if now not in new:
            continue
        fields = tuple({item.field for item in withheld(side.contract)} for side in (old[was], new[now]))
        if WHOLE_ENTRY in fields[0] | fields[1]:
            del old[was]
            if WHOLE_ENTRY not in fields[1]:
                again.add(now)
            continue
        old[was], new[now] = _alike(old[was], new[now]), _alike(new[now], old[was])
        words = [f"{name} is withheld now" for name in sorted(fields[1] - fields[0])]
        words += [f"{name} is no longer withheld" for name in sorted(fields[0] - fields[1])]
        told[now] = tuple(FieldChange(Significance.WORDING, one) for one in words)
    internal = tuple(sorted({name for one in registers if one for name in one.settings.internal}))
    entries = sum(name == WHOLE_ENTRY for _, name in hidden)
    kept = Kept(len(hidden) - entries, entries, told, frozenset(again))
    return (_with(before, old, internal), _with(after, new, internal)), kept


def _with(
    register: Register | None, entries: Mapping[str, RegisterEntry], internal: tuple[str, ...]
) -> Register | None:
    """A register with these entries, and these fields that no public output shows."""
    if register is None:
        return None
    settings = register.settings.model_copy(update={"internal": internal})
    return replace(register, config=replace(register.config, settings=settings), entries=tuple(entries.values()))


def _alike(entry: RegisterEntry, other: RegisterEntry) -> RegisterEntry:
    """An entry that withholds what the other one does as well, and lists no document that the other keeps internal."""
    contract: Contract = entry.contract
    items = {item.field: item for one in (other, entry) for item in withheld(one.contract)}
    if items:
        ordered: tuple[Withheld, ...] = tuple(items[name] for name in sorted(items))
        contract = contract.model_copy(update={"publication": Publication.model_construct(withhold=ordered)})
    closed = {one.title for one in other.contract.documents or () if one.visibility != "public"}
    if contract.documents and closed:
        kept = tuple(one for one in contract.documents if one.title not in closed)
        contract = contract.model_copy(update={"documents": kept})
    return replace(entry, contract=contract)
