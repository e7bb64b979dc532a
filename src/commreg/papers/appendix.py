"""The ten columns of Rutland's Appendix A (report 187/2021), in words, as one audience can see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commreg.listings import contract_row
from commreg.model.settings import Settings
from commreg.model.value import Value
from commreg.model.vocabularies import FREQUENCY, RATING
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.tables import verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import extended_end
from commreg.wording.dates import early_end
from commreg.wording.value import amounts_words, basis_unit

_COLUMNS = (
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


def columns(heading_basis: str | None) -> tuple[str, ...]:
    """The headings of the paper, with the basis that all values share."""
    unit = f"Value ({basis_unit(heading_basis)})" if heading_basis else "Value"
    return tuple(unit if heading == "Value" else heading for heading in _COLUMNS)


def appendix_cells(
    view: ContractView, settings: Settings, titles: Mapping[str, str], heading_basis: str | None
) -> tuple[str, ...]:
    """The ten cells of the paper's row, in words; `heading_basis` is the basis in the heading of the values."""
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
        value_cell(view, heading_basis),
        _day_text(facts.start),
        _end_words(view),
        _extension_words(view, settings, titles),
        _oversight_words(view),
        _text(view, "monitoring.value_for_money", monitoring.value_for_money if monitoring else None),
    )


def _extension_words(view: ContractView, settings: Settings, titles: Mapping[str, str]) -> str:
    """The extensions provided for, and the verdict on the end."""
    words = contract_row.extension_words(view)
    words = words[0].upper() + words[1:]
    return f"{words}. {verdict_cell(view, settings, titles)}"


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
        moved = f"; {early_end(facts)} on {_day_text(facts.current_end)}"
    else:
        moved = f"; {'extended' if facts.current_end == extended_end(term) else 'renewed'} to "
        moved += _day_text(facts.current_end)
    in_doubt = [query.says.rstrip(".") for query in view.contract.queries or () if query.field == "term.end"]
    doubt = f" (in doubt: {'; '.join(in_doubt)})" if in_doubt else ""
    return _day_text(facts.initial_end) + moved + doubt


def value_cell(view: ContractView, heading_basis: str | None) -> str:
    """The contract value, with its parts and variation."""
    if hidden := view.redaction_of(*VALUE_FIELDS):
        return str(hidden)
    value = view.contract.value
    lines = amounts_words(value, heading_basis=heading_basis)
    return "; ".join(lines) + _variation_words(value) if value and lines else "Not recorded"


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
