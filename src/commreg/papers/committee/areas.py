"""A report to members by service area: what each has, and how each of its contracts is monitored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY, RATING
from commreg.papers.committee.headings import Heading
from commreg.papers.order import by_area, by_title
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import total
from commreg.values.dates import long_date
from commreg.values.text import pluralize
from commreg.wording.totals import exclusions, sums_by_basis

Grouped = Sequence[tuple[str, Sequence[ContractView]]]


@dataclass(frozen=True, slots=True)
class Area:
    """A service area: its heading, how often its contracts are reviewed, and how each is monitored."""

    heading: Heading
    summary: str
    table: Table


def grouped(records: Sequence[ContractView], settings: Settings) -> Grouped:
    """Contracts by the name of their service area, in the order of the settings, by title."""
    return by_area(by_title(records), settings)


def area(heading: Heading, name: str, records: Sequence[ContractView]) -> Area:
    """The part of the report that is a service area's own."""
    return Area(heading, _how_often(records), _monitoring(name, records))


def overview(areas: Grouped, horizon: date) -> Table:
    """Every service area in figures: contracts, statutory ones, ends to come and windows open."""
    return Table(
        name="areas",
        title="Contracts by service area",
        columns=(
            Column("area", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("statutory", "Statutory", "number"),
            Column("ending", f"End by {long_date(horizon)}", "number"),
            Column("windows", "Recommissioning windows open", "number"),
        ),
        rows=tuple(Row(_figures(name, records, horizon)) for name, records in areas),
    )


def money(areas: Grouped) -> Table:
    """What the contracts of each service area come to, on each basis apart, and what that leaves out."""
    return Table(
        name="money",
        title="Stated values by service area",
        columns=(
            Column("area", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("stated", "Stated value", "prose"),
            Column("left_out", "Left out", "prose"),
        ),
        rows=tuple(Row(_sums(name, records)) for name, records in areas),
    )


def _figures(name: str, records: Sequence[ContractView], horizon: date) -> Mapping[str, Cell]:
    hidden = sum(1 for record in records if record.redaction_of("statutory") and not record.contract.statutory)
    statutory = sum(1 for record in records if record.contract.statutory)
    return {
        "area": name,
        "contracts": len(records),
        "statutory": f"{statutory}, and {hidden} withheld" if hidden else str(statutory),
        "ending": sum(1 for r in records if r.facts.current_end and r.facts.current_end <= horizon),
        "windows": sum(1 for record in records if record.facts.window_open),
    }


def _sums(name: str, records: Sequence[ContractView]) -> Mapping[str, Cell]:
    found = total(records)
    sums = sums_by_basis(found)
    sums += [f"{pluralize(found.not_firm, 'value')} in it not firm"] if found.not_firm else []
    return {
        "area": name,
        "contracts": len(records),
        "stated": tuple(sums) or "none recorded",
        "left_out": ", ".join(exclusions(found)) or "nothing",
    }


def _how_often(records: Sequence[ContractView]) -> str:
    """How often contracts are reviewed: '3 contracts: 1 monthly, 1 quarterly; how often is not recorded for 1.'"""
    tally = Counter(_often(record) for record in records)
    if len(records) == 1:
        word = next(iter(tally))
        return (
            f"1 contract, reviewed {FREQUENCY.label(word).lower()}."
            if word in FREQUENCY
            else f"1 contract; how often it is reviewed is {word}."
        )
    known = [f"{tally[word]} {FREQUENCY.label(word).lower()}" for word in FREQUENCY if tally[word]]
    words = f"{len(records)} contracts" + (f": {', '.join(known)}" if known else "")
    unknown = [f"{word} for {tally[word]}" for word in ("not recorded", "withheld") if tally[word]]
    return words + (f"; how often is {' and '.join(unknown)}." if unknown else ".")


def _often(record: ContractView) -> str:
    if record.redaction_of("monitoring.frequency"):
        return "withheld"
    watched = record.contract.monitoring
    return (watched.frequency if watched else None) or "not recorded"


def _monitoring(name: str, records: Sequence[ContractView]) -> Table:
    return Table(
        name="monitoring",
        title=f"Monitoring in {name}",
        columns=(
            Column("title", "Contract"),
            Column("provider", "Provider"),
            Column("frequency", "How often"),
            Column("forum", "Reports to"),
            Column("rating", "Performance"),
            Column("oversight", "Oversight", "prose"),
        ),
        rows=tuple(Row(_watched(record)) for record in records),
    )


def _watched(record: ContractView) -> Mapping[str, Cell]:
    watched = record.contract.monitoring
    rating = watched.performance.rating if watched and watched.performance else None
    return {
        "title": record.contract.title,
        "provider": record.provider_name,
        "frequency": record.redaction_of("monitoring.frequency") or FREQUENCY.label(_often(record)),
        "forum": said(record, "monitoring.forum", watched.forum if watched else None),
        "rating": record.redaction_of("monitoring.performance.rating")
        or (RATING.label(rating) if rating else "not rated"),
        "oversight": said(record, "monitoring.oversight", watched.oversight if watched else None),
    }


def provider(record: ContractView) -> Cell:
    """The provider's name, or the words for it."""
    return record.redaction_of("provider.name") or record.contract.provider.name


def said(record: ContractView, field: str, text: str | None) -> Cell:
    """A text, the words for it where it is withheld, or that it is not recorded."""
    return record.redaction_of(field) or text or "not recorded"
