"""Booklet: what a contract is, what it costs, and the entry itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commreg.model.settings import Settings
from commreg.model.value import Value
from commreg.model.vocabularies import KIND, PROVIDER_TYPE, SPEND_KIND
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.booklet.lines import NOT_RECORDED, FieldLines, Line, day_text, label_of
from commreg.planning.contract_view import ContractView
from commreg.values.money import format_pounds
from commreg.wording.value import amount_words, amounts_words, annual_value_words, funding_words, options_value_words


def agreement_lines(view: ContractView, settings: Settings) -> Iterator[Line]:
    """The provider, the kind of agreement, the service and the duty."""
    contract, fields = view.contract, FieldLines(view)
    provider = contract.provider
    yield from fields.yield_required("Provider", "provider.name", provider.name)
    yield from fields.yield_optional("Type of provider", "provider.type", label_of(PROVIDER_TYPE, provider.type))
    if "provider.name" not in view.redacted:  # numbers that identify the provider are withheld with the name
        yield from fields.yield_optional("Company number", "provider.company_number", provider.company_number)
        yield from fields.yield_optional("Charity number", "provider.charity_number", provider.charity_number)
    yield from fields.yield_optional("Small or medium-sized", "provider.sme", _yes_or_no(provider.sme))
    yield from fields.yield_optional(
        "Voluntary, community or social enterprise", "provider.vcse", _yes_or_no(provider.vcse)
    )
    yield from fields.yield_optional("Delivered by", "subcontractors", *_subcontractor_texts(view))
    yield Line("Type of agreement", (KIND.label(contract.kind),))
    yield from fields.yield_optional("Reference", "reference", contract.reference)
    yield Line("Service area", (settings.area_name(contract.service_area),))
    yield from fields.yield_required("Service and who it is for", "description", contract.description)
    yield from _duty_lines(view)


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def _subcontractor_texts(view: ContractView) -> Iterator[str]:
    for subcontractor in view.contract.subcontractors or ():
        delivers = f": {subcontractor.delivers.rstrip('.')}" if subcontractor.delivers else ""
        amount = _on_basis(subcontractor.share, view.contract.value)
        share = f" ({amount})" if amount else ""
        yield f"{subcontractor.name}{delivers}{share}"


def _duty_lines(view: ContractView) -> Iterator[Line]:
    statutory = view.contract.statutory
    if statutory is None:
        yield Line("Duty", (view.redaction_of("statutory") or "none recorded",))
        return
    basis = view.redaction_of("statutory.basis")
    yield Line("Duty", (basis or f"Statutory: {statutory.basis}",))
    yield from FieldLines(view).yield_optional(
        "Choice of provider", "statutory.limited_choice", statutory.limited_choice
    )


def money_lines(view: ContractView) -> Iterator[Line]:
    """Contract value, funding and spend."""
    contract, fields, value = view.contract, FieldLines(view), view.contract.value
    hidden = view.redaction_of(*VALUE_FIELDS)
    yield Line("Contract value", (hidden,) if hidden else _value_texts(value))
    if value and not hidden and (annual := annual_value_words(contract)):
        yield Line("Annual value", (annual,))
    if not hidden and (with_options := options_value_words(contract)):
        yield Line("With every option", (with_options,))
    if value and "value.amount" not in view.redacted:  # fields that reveal the amount are withheld with it
        yield from fields.yield_optional("Value at award", "value.at_award", _on_basis(value.at_award, value))
        yield from fields.yield_optional("How it may vary", "value.variation", value.variation)
        yield from fields.yield_optional("How the price is reviewed", "value.uplift", value.uplift)
        yield from fields.yield_optional(
            "VAT that cannot be recovered", "value.irrecoverable_vat", _on_basis(value.irrecoverable_vat, value)
        )
    funding = [funding_words(item, value, format_pounds) for item in contract.funding or ()]
    if funding:
        yield from fields.yield_optional("Funding", "funding", *funding)
    else:
        yield from fields.yield_required("Funding", "funding", None)
    spent = (
        f"{item.year}: {format_pounds(item.amount)}, {SPEND_KIND.label(item.kind)}" for item in contract.spend or ()
    )
    yield from fields.yield_optional("Spend", "spend", *spent)


def _on_basis(amount: Decimal | None, value: Value | None) -> str | None:
    """An amount that is for the same time as the contract value."""
    return (
        None
        if amount is None
        else amount_words(amount, value.stated_basis() if value else "unstated", pounds=format_pounds)
    )


def _value_texts(value: Value | None) -> tuple[str, ...]:
    """The amount and its parts, each with its basis."""
    if value is None or (value.amount is None and not value.parts):
        return (NOT_RECORDED,)
    return tuple(amounts_words(value, format_pounds))


def entry_lines(view: ContractView) -> Iterator[Line]:
    """About the entry itself, with fields for internal use."""
    contract, fields = view.contract, FieldLines(view)
    documents = (item.title for item in contract.documents or ())
    yield from fields.yield_optional("Documents", "documents", *documents)
    yield from fields.yield_required("Last checked", "checked_on", day_text(contract.checked_on))
    doubts = (
        f"{item.field}: {item.says.rstrip('.')}" + (f" ({item.source.rstrip('.')})" if item.source else "")
        for item in contract.queries or ()
    )
    yield from fields.yield_optional("Open queries", "queries", *doubts)
    yield from fields.yield_optional("Notes", "notes", contract.notes)
    own = (f"{name}: {value}" for name, value in sorted((contract.local or {}).items()))
    yield from fields.yield_optional("Local fields", "local", *own)
