"""The ten columns of Rutland's Appendix A (report 187/2021), in words, as one audience can see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from commreg.listings import contract_row
from commreg.model.contract import Value
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY, RATING
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.wording.value import amount_words

COLUMNS = (
    "Contract",
    "Provider",
    "Area of children's services",
    "Description",
    "Value",
    "Start date",
    "End date",
    "Extensions provided for",
    "Contract management and oversight",
    "Value for money",
)


def appendix_cells(view: ContractView, settings: Settings) -> tuple[str, ...]:
    """The ten cells of the paper's row, in words."""
    contract, facts = view.contract, view.facts
    monitoring = contract.monitoring
    basis = view.redaction_of("statutory.basis") or (contract.statutory and contract.statutory.basis.rstrip("."))
    description = _text(view, "description", contract.description)
    if basis:
        description += f"{'' if description.endswith('.') else '.'} Statutory: {basis}."
    return (
        _text(view, "title", contract.title),
        str(view.provider_name),
        settings.area_name(contract.service_area),
        description,
        value_words(view),
        _day_text(facts.start),
        _end_words(view),
        contract_row.extension_words(contract.term.extensions).capitalize()
        if contract.term.extensions is not None
        else "Not recorded",
        _oversight_words(view),
        _text(view, "monitoring.value_for_money", monitoring.value_for_money if monitoring else None),
    )


def _text(view: ContractView, field: str, text: str | None) -> str:
    return str(view.redaction_of(field) or text or "Not recorded")


def _day_text(day: date | None) -> str:
    return f"{day:%d-%b-%y}" if day else ""


def _end_words(view: ContractView) -> str:
    """The original end, with the current one if it has changed; or what ends an open-ended contract."""
    facts, term = view.facts, view.contract.term
    if term.end is None:
        return f"No end date: {term.ends_when or 'not recorded'}"
    if facts.current_end == facts.initial_end:
        moved = ""
    elif term.terminated:
        moved = f"; ended early on {_day_text(facts.current_end)}"
    else:
        moved = f"; extended to {_day_text(facts.current_end)}"
    in_doubt = [query.says.rstrip(".") for query in view.contract.queries or () if query.field == "term.end"]
    doubt = f" (in doubt: {'; '.join(in_doubt)})" if in_doubt else ""
    return _day_text(facts.initial_end) + moved + doubt


def value_words(view: ContractView) -> str:
    """The contract value, with its parts and variation."""
    if hidden := view.redaction_of(*VALUE_FIELDS):
        return str(hidden)
    value = view.contract.value
    if value is None or (value.amount is None and not value.parts):
        return "Not recorded"
    lines = []
    if value.amount is not None:
        lines.append(_amount_words(value.amount, value.basis, value.certainty))
    lines += [f"{part.what}: {_amount_words(part.amount, part.basis, part.certainty)}" for part in value.parts or ()]
    return "; ".join(lines) + _variation_words(value)


def _amount_words(amount: Decimal, basis: str, certainty: str | None) -> str:
    """An amount to the penny with its basis, unless that is not stated, and its certainty, unless it is fixed."""
    doubt = None if certainty == "fixed" else certainty
    return amount_words(amount, basis, doubt, pence=True, name_unstated=False)


def _variation_words(value: Value) -> str:
    return "".join(f". {text.strip().rstrip('.')}" for text in (value.variation, value.uplift) if text)


def _oversight_words(view: ContractView) -> str:
    monitoring = view.contract.monitoring
    if hidden := view.redaction_of("monitoring.oversight"):
        return str(hidden)
    if monitoring is None:
        return "Not recorded"
    parts = []
    if monitoring.frequency:
        parts.append(f"{FREQUENCY.label(monitoring.frequency)}.")
    if monitoring.forum:
        parts.append(f"Reports to: {monitoring.forum.rstrip('.')}.")
    if hidden := view.redaction_of("monitoring.performance.rating"):
        parts.append(f"Performance: {hidden}.")
    elif monitoring.performance:
        parts.append(f"Performance: {RATING.label(monitoring.performance.rating).lower()}.")
    if monitoring.oversight:
        parts.append(monitoring.oversight)
    return " ".join(parts) or "Not recorded"
