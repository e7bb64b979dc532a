"""What a reader may see. Withheld and internal fields are taken out before anything else sees a contract.

Everything after this point (filters, totals, tables, templates) works on `Record`s, so that what is withheld cannot
reach a public output by any road. In the place of a withheld text stand the words of the Local Government
Association's guidance on the Transparency Code (v1.3, 2015, page 21).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from commreg.checks.withholding import WHOLE_ENTRY, withheld
from commreg.model.contract import VALUE_FIELDS, Contract, Withheld
from commreg.model.field_path import find_field
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.register.load import Register, RegisterEntry

Audience = Literal["public", "internal"]
PERSONAL = "REDACTED PERSONAL DATA"
COMMERCIAL = "REDACTED COMMERCIAL CONFIDENTIALITY"
OTHER = "REDACTED"
UNPUBLISHED = "Not published"
# The guidance has two phrases; grounds that are neither of the two get the plain word.
_WORDS = {
    "foi-40": PERSONAL,
    "sch12a-1": PERSONAL,
    "sch12a-2": PERSONAL,
    "foi-41": COMMERCIAL,
    "foi-43": COMMERCIAL,
    "sch12a-3": COMMERCIAL,
    "pa23-s94": COMMERCIAL,
}


@dataclass(frozen=True)
class RedactedRegister:
    """The records an audience may see, and a count of what it may not."""

    records: tuple[ContractView, ...]
    audience: Audience
    withheld_fields: tuple[tuple[str, Withheld], ...] = ()  # contract id, what and why
    withheld_entries: tuple[Withheld, ...] = ()


def redact_for(register: Register, audience: Audience, hidden_ids: frozenset[str] = frozenset()) -> RedactedRegister:
    """The register as `audience` may see it. Anything but "internal" is treated as public.

    `hidden_ids` are ids that no contract may name for the public, besides those of entries withheld whole here.
    """
    if audience == "internal":
        return RedactedRegister(
            tuple(ContractView(entry.contract, entry.facts) for entry in register.entries), audience
        )
    records, fields, entries = [], [], []
    hidden = hidden_ids | {e.contract.id for e in register.entries if _whole(e.contract)}
    for entry in register.entries:
        if entry.contract.draft:
            continue  # it is no contract yet, and what it says may sway those who are to bid
        items = withheld(entry.contract)
        if whole := _whole(entry.contract):
            entries.append(whole)
            continue
        records.append(_without_links_to_hidden(_public(entry, items, register.settings), hidden))
        fields += [(entry.contract.id, item) for item in items]
    untold = {record.contract.id for record in records if record.redaction_of("supersedes")}
    return RedactedRegister(
        tuple(_without_leaked_successor(one, untold) for one in records), "public", tuple(fields), tuple(entries)
    )


def _without_leaked_successor(record: ContractView, untold: Container[str]) -> ContractView:
    """Without a successor that is known only from an entry that withholds what it took over from."""
    planned = record.contract.recommissioning
    if record.facts.successor not in untold or (planned and planned.successor == record.facts.successor):
        return record
    known = replace(record.facts, successor=None, successor_start=None)
    return replace(record, facts=known, redacted={"recommissioning.successor": OTHER, **record.redacted})


def _whole(contract: Contract) -> Withheld | None:
    return next((item for item in withheld(contract) if item.field == WHOLE_ENTRY), None)


def _without_links_to_hidden(record: ContractView, hidden: Container[str]) -> ContractView:
    """Without the ids of entries that are withheld whole."""
    contract: Any = record.contract
    for steps in (["supersedes"], ["recommissioning", "successor"], ["procurement", "framework"]):
        named = contract
        for step in steps:
            named = getattr(named, step, None)
        if named in hidden:
            contract = _without(contract, steps, None)
    known, redacted = record.facts, dict(record.redacted)
    if known.successor in hidden:  # that there is one is said, so that nobody reads that there is none
        known = replace(known, successor=None, successor_start=None)
        redacted.setdefault("recommissioning.successor", OTHER)
    return replace(record, contract=contract, facts=known, redacted=redacted)


def _public(entry: RegisterEntry, items: Iterable[Withheld], settings: Settings) -> ContractView:
    contract: Any = entry.contract
    redacted: dict[str, str] = {}
    for item in items:
        words = _WORDS.get(item.basis, OTHER)
        for name in VALUE_FIELDS[1:] if item.field in VALUE_FIELDS[1:] else (item.field,):
            contract = _without(contract, name.split("."), words)
        redacted[item.field] = words
    for name in settings.unpublished:
        less = _without(contract, name.split("."), UNPUBLISHED)
        if less is not contract:
            contract = less
            redacted.setdefault(name, UNPUBLISHED)
    if contract.documents:
        public = tuple(document for document in contract.documents if document.visibility == "public")
        contract = contract.model_copy(update={"documents": public or None})
    record = ContractView(contract, entry.facts, redacted)
    if record.redaction_of("recommissioning.successor"):
        record = replace(record, facts=replace(entry.facts, successor=None, successor_start=None))
    return record


def _without(model: BaseModel, steps: list[str], words: str | None) -> BaseModel:
    """A copy with one field taken out: a text becomes the words, anything else becomes not recorded."""
    name, info = find_field(type(model), steps[0])
    value = getattr(model, name) if info else None
    if info is None or value is None:
        return model
    if len(steps) == 1:
        left = _redact_value(value, words, needed=info.is_required())
    elif isinstance(value, dict):
        left = {key: item for key, item in value.items() if key != steps[1]}
    elif isinstance(value, tuple):
        left = None  # a list is taken out whole: what is left of its items could tell the rest
    else:
        left = _without(value, steps[1:], words)
    return model.model_copy(update={name: left})


def _redact_value(value: object, words: str | None, *, needed: bool) -> object:
    """What stands in the place of a value; a group that every contract has stays, emptied."""
    if isinstance(value, str):
        return words
    if not needed or not isinstance(value, BaseModel):
        return None
    fields = type(value).model_fields
    left = {
        name: _redact_value(getattr(value, name), words, needed=True) for name in fields if fields[name].is_required()
    }
    return type(value).model_construct(**dict.fromkeys(fields) | left)
