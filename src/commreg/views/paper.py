"""What a template is given: the register as one audience may see it, and the same rows the listings have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commreg.audience import Published, Record
from commreg.dates import Span
from commreg.model.contract import Value
from commreg.model.settings import Settings
from commreg.money import pounds_and_pence
from commreg.table import Cell
from commreg.timeline import State
from commreg.totals import VALUE_FIELDS, total
from commreg.views import expiring, rows
from commreg.vocab import BASIS, FREQUENCY, RATING, WITHHOLDING, Vocabulary


@dataclass(frozen=True)
class Item:
    """A contract in a paper: its record, the cells of its row, and the paper's ten columns.

    `rating` is the performance rating in words, empty where there is none; `basis` what the stated value covers
    ("a year, estimated"), empty where that is not stated or there is no value to show.
    """

    record: Record
    row: dict[str, Cell]
    appendix: tuple[str, ...]
    rating: str
    basis: str

    @property
    def contract(self) -> Any:
        """The contract, as this audience may see it."""
        return self.record.contract

    @property
    def facts(self) -> Any:
        """Its dates."""
        return self.record.facts


# Rutland's Appendix A, report 187/2021: its ten columns, in its order.
APPENDIX = (
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


def context(
    published: Published,
    chosen: Sequence[Record],
    settings: Settings,
    as_of: date,
    pinned: str | None,
    within: Span,
    *,
    filters: str = "",
    left_out: int = 0,
) -> dict[str, Any]:
    """Everything a template may print.

    `filters` says in words which contracts were chosen; `left_out` counts the files that have errors and are not in
    the paper.
    """
    horizon = within.after(as_of)
    picked = expiring.pick(chosen, horizon)
    items = {record.contract.id: _item(record, settings) for record in chosen}
    open_ended = sorted(
        (r for r in chosen if r.facts.state is State.OPEN_ENDED),
        key=lambda r: (r.contract.term.review_on or date.max, r.contract.id),
    )
    return {
        "organisation": settings.organisation.heading,
        "as_of": as_of,
        "pinned_in": pinned,
        "within": str(within),
        "horizon": horizon,
        "audience": published.audience,
        "contracts": [items[r.contract.id] for r in chosen],
        "expiring": [items[r.contract.id] for r in picked],
        "open_ended": [items[r.contract.id] for r in open_ended],
        "areas": _by_area(chosen, items, settings),
        "columns": APPENDIX,
        "withheld": _withheld(published, chosen),
        "withheld_entries": len(published.withheld_entries),
        "entry_grounds": _entry_grounds(published),
        "kept_internal": [_field_words(name) for name in settings.internal] if published.audience == "public" else [],
        "in_register": len(published.records),
        "filters": filters,
        "left_out": left_out,
        "notes": expiring.notes(picked, as_of, horizon),
        "total": total(chosen).sentence(),
    }


def _item(record: Record, settings: Settings) -> Item:
    return Item(
        record=record,
        row=rows.cells(record, settings),
        appendix=_appendix(record, settings),
        rating=str(record.hidden("monitoring.performance.rating") or _rating(record)),
        basis=_stated_basis(record),
    )


def _rating(record: Record) -> str:
    monitoring = record.contract.monitoring
    return RATING.label(monitoring.performance.rating) if monitoring and monitoring.performance else ""


def _label(words: Vocabulary, word: str) -> str:
    """What a word of a closed list is called; anything else, as the words for what is withheld, as it stands."""
    return words.label(word) if word in words else word


def _stated_basis(record: Record) -> str:
    value = record.contract.value
    if value is None or value.stated() is None or record.hidden(*VALUE_FIELDS):
        return ""
    basis = value.stated_basis()
    said = [] if basis == "unstated" else [_label(BASIS, basis)]
    return ", ".join(said if value.firm() else [*said, "not firm"])


def _by_area(chosen: Sequence[Record], items: dict[str, Item], settings: Settings) -> list[tuple[str, list[Item]]]:
    """Items by service area, in the order of the settings."""
    order = [*settings.service_areas, *sorted({r.contract.service_area for r in chosen} - set(settings.service_areas))]
    grouped = [
        (settings.area_name(area), [items[r.contract.id] for r in chosen if r.contract.service_area == area])
        for area in order
    ]
    return [(name, found) for name, found in grouped if found]


def _withheld(published: Published, chosen: Sequence[Record]) -> list[dict[str, str]]:
    """What is withheld, and on what ground, from the contracts in the paper. `why` is the same for the same reason."""
    titles = {record.contract.id: record.contract.title for record in chosen}
    return [
        {
            "id": name,
            "title": titles[name],
            "field": item.field,
            "what": _field_words(item.field),
            "basis": WITHHOLDING.label(item.basis),
            "reason": item.reason,
            "why": f"{item.field} {item.basis} {item.reason}",
        }
        for name, item in published.withheld_fields
        if name in titles
    ]


def _entry_grounds(published: Published) -> list[dict[str, Any]]:
    """On what grounds whole entries are withheld from the register, and how many on each."""
    grounds = Counter((item.basis, item.reason) for item in published.withheld_entries)
    return [
        {"basis": WITHHOLDING.label(basis), "reason": reason, "count": count}
        for (basis, reason), count in sorted(grounds.items())
    ]


_FIELDS = {"local": "local fields", "notes": "notes for colleagues", "queries": "open queries"}


def _field_words(field: str) -> str:
    """A field as people call it: provider.name is the provider name."""
    return _FIELDS.get(field) or field.replace(".", " ").replace("_", " ").replace("-", " ")


def _appendix(record: Record, settings: Settings) -> tuple[str, ...]:
    """The ten cells of the paper's row, in words."""
    contract, known = record.contract, record.facts
    monitoring = contract.monitoring
    basis = record.hidden("statutory.basis") or (contract.statutory and contract.statutory.basis.rstrip("."))
    description = _said(record, "description", contract.description)
    if basis:
        description += f"{'' if description.endswith('.') else '.'} Statutory: {basis}."
    return (
        _said(record, "title", contract.title),
        str(record.hidden("provider.name") or contract.provider.name),
        settings.area_name(contract.service_area),
        description,
        value_words(record),
        _paper_day(known.start),
        _end_words(record),
        rows.extension_words(contract.term.extensions).capitalize()
        if contract.term.extensions is not None
        else "Not recorded",
        _oversight(record),
        _said(record, "monitoring.value_for_money", monitoring.value_for_money if monitoring else None),
    )


def _said(record: Record, field: str, text: str | None) -> str:
    return str(record.hidden(field) or text or "Not recorded")


def _paper_day(day: date | None) -> str:
    return f"{day:%d-%b-%y}" if day else ""


def _end_words(record: Record) -> str:
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


def value_words(record: Record) -> str:
    """A value as stated, with its parts and variation."""
    if hidden := record.hidden(*VALUE_FIELDS):
        return str(hidden)
    value = record.contract.value
    if value is None or (value.amount is None and not value.parts):
        return "Not recorded"
    lines = []
    if value.amount is not None:
        lines.append(pounds_and_pence(value.amount) + _basis(value.basis, value.certainty))
    lines += [f"{p.what}: {pounds_and_pence(p.amount)}{_basis(p.basis, p.certainty)}" for p in value.parts or ()]
    return "; ".join(lines) + _variation(value)


def _basis(basis: str, certainty: str) -> str:
    said = ([_label(BASIS, basis)] if basis != "unstated" else []) + (
        [certainty.replace("-", " ")] if certainty != "fixed" else []
    )
    return f" ({', '.join(said)})" if said else ""


def _variation(value: Value) -> str:
    return "".join(f". {text.strip().rstrip('.')}" for text in (value.variation, value.uplift) if text)


def _oversight(record: Record) -> str:
    monitoring = record.contract.monitoring
    if hidden := record.hidden("monitoring.oversight"):
        return str(hidden)
    if monitoring is None:
        return "Not recorded"
    parts = []
    if monitoring.frequency:
        parts.append(f"{_label(FREQUENCY, monitoring.frequency)}.")
    if monitoring.forum:
        parts.append(f"Reports to: {monitoring.forum.rstrip('.')}.")
    if hidden := record.hidden("monitoring.performance.rating"):
        parts.append(f"Performance: {hidden}.")
    elif monitoring.performance:
        parts.append(f"Performance: {RATING.label(monitoring.performance.rating).lower()}.")
    if monitoring.oversight:
        parts.append(monitoring.oversight)
    return " ".join(parts) or "Not recorded"
