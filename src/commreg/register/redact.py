"""Remove withheld and internal fields, before anything else uses the contracts.

Filters, totals, tables and templates use the `ContractView`s that result, so that a withheld value cannot reach a
public output. A withheld text is replaced by the wording of the Local Government Association's guidance on the
Transparency Code (v1.3, 2015, page 21).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from commreg.checks.withholding import WHOLE_ENTRY, withheld
from commreg.model.contract import Contract, Extension, Withheld
from commreg.model.field_path import find_field
from commreg.model.settings import Settings
from commreg.model.withholding_rules import VALUE_FIELDS, WITHHELD_WITH
from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts, without_exemption
from commreg.register.load import Register, RegisterEntry

Audience = Literal["public", "internal"]
PERSONAL = "REDACTED PERSONAL DATA"
COMMERCIAL = "REDACTED COMMERCIAL CONFIDENTIALITY"
REDACTED = "REDACTED"
UNPUBLISHED = "Not published"
# The guidance has two phrases; for other grounds the plain word is used.
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
    """The contracts as an audience may see them, and what is withheld from it."""

    views: tuple[ContractView, ...]
    audience: Audience
    withheld_fields: tuple[tuple[str, Withheld], ...] = ()  # contract id, field and reason
    withheld_entries: tuple[Withheld, ...] = ()


def redact_for(register: Register, audience: Audience, hidden_ids: frozenset[str] = frozenset()) -> RedactedRegister:
    """The register as `audience` may see it. Any audience except "internal" is treated as public.

    `hidden_ids` are further ids to remove from public contracts, besides those of entries that are withheld whole.
    """
    if audience == "internal":
        return RedactedRegister(
            tuple(ContractView(entry.contract, entry.facts) for entry in register.entries), audience
        )
    views, fields, entries = [], [], []
    hidden = hidden_ids | {e.contract.id for e in register.entries if _entry_withholding(e.contract)}
    drafts = {e.contract.id for e in register.entries if e.contract.draft}
    for entry in register.entries:
        if entry.contract.draft:
            continue  # not a contract yet, and it could influence bidders
        items = withheld(entry.contract)
        if entry_withholding := _entry_withholding(entry.contract):
            entries.append(entry_withholding)
            continue
        public = replace(entry, contract=_without_links(entry.contract, drafts))
        views.append(_without_links_to_hidden(_public(public, items, register.settings), hidden))
        fields += [(entry.contract.id, item) for item in items]
    unnamed_predecessors = {view.contract.id for view in views if view.redaction_of("supersedes")}
    return RedactedRegister(
        tuple(_without_leaked_successor(view, unnamed_predecessors) for view in views),
        "public",
        tuple(fields),
        tuple(sorted(entries, key=lambda item: (item.basis, item.reason))),  # not in the order of their ids
    )


def _without_leaked_successor(view: ContractView, unnamed_predecessors: Container[str]) -> ContractView:
    """Remove a successor that is recorded only in an entry that withholds the contract it replaced."""
    recommissioning = view.contract.recommissioning
    if view.facts.successor not in unnamed_predecessors or (
        recommissioning and recommissioning.successor == view.facts.successor
    ):
        return view
    facts = replace(view.facts, successor=None, successor_start=None)
    return replace(view, facts=facts, redacted={"recommissioning.successor": REDACTED, **view.redacted})


def _entry_withholding(contract: Contract) -> Withheld | None:
    return next((item for item in withheld(contract) if item.field == WHOLE_ENTRY), None)


def _without_links_to_hidden(view: ContractView, hidden: Container[str]) -> ContractView:
    """Remove the ids of entries that are withheld whole. It still shows that there is a successor."""
    facts, redacted = view.facts, dict(view.redacted)
    if facts.successor in hidden:
        facts = replace(facts, successor=None, successor_start=None)
        redacted.setdefault("recommissioning.successor", REDACTED)
    return replace(view, contract=_without_links(view.contract, hidden), facts=facts, redacted=redacted)


def _without_links(contract: Any, ids: Container[str]) -> Any:
    """A contract without the fields that have one of these ids, and without groups that are then empty."""
    for steps in (["supersedes"], ["recommissioning", "successor"], ["procurement", "framework"]):
        value = contract
        for step in steps:
            value = getattr(value, step, None)
        if value in ids:
            contract = _without(contract, steps, None)
            group = getattr(contract, steps[0])
            if isinstance(group, BaseModel) and not group.model_dump(exclude_none=True):
                contract = contract.model_copy(update={steps[0]: None})
    return contract


def _public(entry: RegisterEntry, items: Iterable[Withheld], settings: Settings) -> ContractView:
    """An entry without withheld fields, fields that would reveal them, and internal fields."""
    contract: Any = entry.contract
    redacted: dict[str, str] = {}
    for item in items:
        words = _WORDS.get(item.basis, REDACTED)
        contract, removed = _without_fields(contract, item.field, words)
        redacted |= dict.fromkeys((item.field, *removed), words)
    for field in settings.unpublished:
        contract, removed = _without_fields(contract, field, UNPUBLISHED)
        redacted = dict.fromkeys(removed, UNPUBLISHED) | redacted
    if contract.documents:
        public = tuple(document for document in contract.documents if document.visibility == "public")
        contract = contract.model_copy(update={"documents": public or None})
    facts = entry.facts
    if any(field in VALUE_FIELDS for field in redacted):
        contract, facts = _without_extension_amounts(contract, facts)
    view = ContractView(contract, facts, redacted)
    if view.redaction_of("recommissioning.successor"):
        facts = replace(facts, successor=None, successor_start=None)
    if view.redaction_of("recommissioning.window_months"):
        months = settings.policy.window_months
        facts = replace(facts, window_months=months, window_opens=None, final_window_opens=None)
    if view.redaction_of("procurement.exemption.until"):
        facts = without_exemption(facts)
    return replace(view, facts=facts)


def _without_extension_amounts(contract: Contract, facts: ContractFacts) -> tuple[Contract, ContractFacts]:
    """A contract without the amounts of its extensions: they would reveal its value."""

    def without_amount(extension: Extension) -> Extension:
        return extension.model_copy(update={"amount": None})

    extensions = contract.term.extensions and tuple(map(without_amount, contract.term.extensions))
    term = contract.term.model_copy(update={"extensions": extensions})
    options = [replace(option, extension=without_amount(option.extension)) for option in facts.options]
    missed = facts.missed_option
    missed = missed and replace(missed, extension=without_amount(missed.extension))
    return contract.model_copy(update={"term": term}), replace(facts, options=tuple(options), missed_option=missed)


def _without_fields(contract: Any, field: str, words: str) -> tuple[Any, list[str]]:
    """A contract without a field and those withheld with it, and the names of those it had."""
    removed = []
    for name in WITHHELD_WITH.get(field, (field,)):
        without = _without(contract, name.split("."), words)
        if without is not contract:
            contract = without
            removed.append(name)
    return contract, removed


def _without(model: BaseModel, steps: list[str], words: str | None) -> BaseModel:
    """A copy without one field: a text is replaced by `words`, anything else is then not recorded."""
    name, info = find_field(type(model), steps[0])
    value = getattr(model, name) if info else None
    if info is None or value is None:
        return model
    if len(steps) == 1:
        left = _redact_value(value, words, needed=info.is_required())
    elif isinstance(value, dict):
        left = {key: item for key, item in value.items() if key != steps[1]}
    elif isinstance(value, tuple):
        left = None  # a list is removed as a whole: what is left of its items could reveal the rest
    else:
        left = _without(value, steps[1:], words)
    return model.model_copy(update={name: left})


def _redact_value(value: object, words: str | None, *, needed: bool) -> object:
    """The replacement of a value. A required group is kept, without its values."""
    if isinstance(value, str):
        return words
    if not needed or not isinstance(value, BaseModel):
        return None
    fields = type(value).model_fields
    left = {
        name: _redact_value(getattr(value, name), words, needed=True) for name in fields if fields[name].is_required()
    }
    return type(value).model_construct(**dict.fromkeys(fields) | left)
