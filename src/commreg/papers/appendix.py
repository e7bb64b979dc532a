"""The ten columns of Rutland's Appendix A (report 187/2021), in words, as one audience may see them."""

from __future__ import annotations

from datetime import date

from commreg.listings import contract_row
from commreg.model.contract import VALUE_FIELDS, Value
from commreg.model.settings import Settings
from commreg.model.vocabularies import BASIS, FREQUENCY, RATING
from commreg.planning.contract_view import ContractView
from commreg.values.money import pounds_and_pence

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


def cells(record: ContractView, settings: Settings) -> tuple[str, ...]:
    """The ten cells of the paper's row, in words."""
    contract, known = record.contract, record.facts
    monitoring = contract.monitoring
    basis = record.redaction_of("statutory.basis") or (contract.statutory and contract.statutory.basis.rstrip("."))
    description = _said(record, "description", contract.description)
    if basis:
        description += f"{'' if description.endswith('.') else '.'} Statutory: {basis}."
    return (
        _said(record, "title", contract.title),
        str(record.provider_name),
        settings.area_name(contract.service_area),
        description,
        value_words(record),
        _paper_day(known.start),
        _end_words(record),
        contract_row.extension_words(contract.term.extensions).capitalize()
        if contract.term.extensions is not None
        else "Not recorded",
        _oversight(record),
        _said(record, "monitoring.value_for_money", monitoring.value_for_money if monitoring else None),
    )


def _said(record: ContractView, field: str, text: str | None) -> str:
    return str(record.redaction_of(field) or text or "Not recorded")


def _paper_day(day: date | None) -> str:
    return f"{day:%d-%b-%y}" if day else ""


def _end_words(record: ContractView) -> str:
    """The end as signed, and beside it the current one where it has moved; or what ends an open-ended contract."""
    known, term = record.facts, record.contract.term
    if term.end is None:
        return f"No end date: {term.ends_when or 'not recorded'}"
    if known.current_end == known.initial_end:
        moved = ""
    elif term.terminated:
        moved = f"; ended early on {_paper_day(known.current_end)}"
    else:
        moved = f"; extended to {_paper_day(known.current_end)}"
    in_doubt = [query.says.rstrip(".") for query in record.contract.queries or () if query.field == "term.end"]
    doubt = f" (in doubt: {'; '.join(in_doubt)})" if in_doubt else ""
    return _paper_day(known.initial_end) + moved + doubt


def value_words(record: ContractView) -> str:
    """A value as stated, with its parts and variation."""
    if hidden := record.redaction_of(*VALUE_FIELDS):
        return str(hidden)
    value = record.contract.value
    if value is None or (value.amount is None and not value.parts):
        return "Not recorded"
    lines = []
    if value.amount is not None:
        lines.append(pounds_and_pence(value.amount) + _basis(value.basis, value.certainty))
    lines += [f"{p.what}: {pounds_and_pence(p.amount)}{_basis(p.basis, p.certainty)}" for p in value.parts or ()]
    return "; ".join(lines) + _variation(value)


def _basis(basis: str, certainty: str | None) -> str:
    said = ([BASIS.label(basis)] if basis != "unstated" else []) + (
        [certainty.replace("-", " ")] if certainty and certainty != "fixed" else []
    )
    return f" ({', '.join(said)})" if said else ""


def _variation(value: Value) -> str:
    return "".join(f". {text.strip().rstrip('.')}" for text in (value.variation, value.uplift) if text)


def _oversight(record: ContractView) -> str:
    monitoring = record.contract.monitoring
    if hidden := record.redaction_of("monitoring.oversight"):
        return str(hidden)
    if monitoring is None:
        return "Not recorded"
    parts = []
    if monitoring.frequency:
        parts.append(f"{FREQUENCY.label(monitoring.frequency)}.")
    if monitoring.forum:
        parts.append(f"Reports to: {monitoring.forum.rstrip('.')}.")
    if hidden := record.redaction_of("monitoring.performance.rating"):
        parts.append(f"Performance: {hidden}.")
    elif monitoring.performance:
        parts.append(f"Performance: {RATING.label(monitoring.performance.rating).lower()}.")
    if monitoring.oversight:
        parts.append(monitoring.oversight)
    return " ".join(parts) or "Not recorded"
