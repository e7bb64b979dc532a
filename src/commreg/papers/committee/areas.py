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
from commreg.papers.sort_order import by_area, by_title
from commreg.papers.tables import CONTRACT, PROVIDER, contract_cells, text_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import Total, total
from commreg.values.dates import long_date
from commreg.wording.totals import estimates_words, exclusions, sums_by_basis
from commreg.wording.value import basis_unit

AreaGroups = Sequence[tuple[str, Sequence[ContractView]]]


@dataclass(frozen=True, slots=True)
class Area:
    """A service area: its heading, how often its contracts are reviewed, and a table of their monitoring."""

    heading: Heading
    summary: str
    table: Table


def group_by_area(views: Sequence[ContractView], settings: Settings) -> AreaGroups:
    """Contracts by the name of their service area, in the order of the settings, by title."""
    return by_area(by_title(views), settings)


def build_area(heading: Heading, name: str, views: Sequence[ContractView]) -> Area:
    """The section of the report on one service area."""
    return Area(heading, _frequency_sentence(views), _monitoring_table(name, views))


def overview_table(areas: AreaGroups, horizon: date) -> Table:
    """For every service area: contracts, statutory services, ends by the horizon, and recommissioning due."""
    return Table(
        name="areas",
        title="Contracts by service area",
        columns=(
            Column("area", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("statutory", "Statutory", "number"),
            Column("ending", f"End by {long_date(horizon)}", "number"),
            Column("windows", "Recommissioning due", "number"),
        ),
        rows=tuple(Row(_area_cells(name, views, horizon)) for name, views in areas),
    )


def money_table(areas: AreaGroups) -> Table:
    """Contract values by service area, for each basis, and what is not included."""
    every = [view for _, views in areas for view in views]
    basis = total(every).single_basis
    return Table(
        name="money",
        title="Contract values by service area",
        columns=(
            Column("area", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("stated", "Contract value", "prose", unit=basis_unit(basis)),
            Column("left_out", "Not included", "prose"),
        ),
        rows=tuple(Row(_money_cells(name, views, total(views, every), basis)) for name, views in areas),
    )


def _area_cells(name: str, views: Sequence[ContractView], horizon: date) -> Mapping[str, Cell]:
    hidden = sum(1 for view in views if view.redaction_of("statutory") and not view.contract.statutory)
    statutory = sum(1 for view in views if view.contract.statutory)
    return {
        "area": name,
        "contracts": len(views),
        "statutory": f"{statutory}, and {hidden} withheld" if hidden else str(statutory),
        "ending": sum(1 for view in views if view.facts.current_end and view.facts.current_end <= horizon),
        "windows": sum(1 for view in views if view.facts.window_open),
    }


def _money_cells(name: str, views: Sequence[ContractView], totals: Total, basis: str | None) -> Mapping[str, Cell]:
    sums = sums_by_basis(totals, heading_basis=basis)
    sums += [estimates] if (estimates := estimates_words(totals)) else []
    return {
        "area": name,
        "contracts": len(views),
        "stated": tuple(sums) or "none recorded",
        "left_out": ", ".join(exclusions(totals)) or "none",
    }


def _frequency_sentence(views: Sequence[ContractView]) -> str:
    """How often contracts are reviewed: '3 contracts: 1 monthly, 1 quarterly; frequency not recorded for 1.'"""
    tally = Counter(_frequency(view) for view in views)
    if len(views) == 1:
        word = next(iter(tally))
        return (
            f"1 contract, reviewed {FREQUENCY.label(word).lower()}."
            if word in FREQUENCY
            else f"1 contract; review frequency {word}."
        )
    frequencies = [f"{tally[word]} {FREQUENCY.label(word).lower()}" for word in FREQUENCY if tally[word]]
    words = f"{len(views)} contracts" + (f": {', '.join(frequencies)}" if frequencies else "")
    exceptions = [f"{word} for {tally[word]}" for word in ("not recorded", "withheld") if tally[word]]
    return words + (f"; frequency {' and '.join(exceptions)}." if exceptions else ".")


def _frequency(view: ContractView) -> str:
    if view.redaction_of("monitoring.frequency"):
        return "withheld"
    monitoring = view.contract.monitoring
    return (monitoring.frequency if monitoring else None) or "not recorded"


def _monitoring_table(name: str, views: Sequence[ContractView]) -> Table:
    return Table(
        name="monitoring",
        title=f"Monitoring in {name}",
        columns=(
            CONTRACT,
            PROVIDER,
            Column("frequency", "How often"),
            Column("forum", "Reports to"),
            Column("rating", "Performance"),
            Column("oversight", "Oversight", "prose"),
        ),
        rows=tuple(Row(_monitoring_cells(view)) for view in views),
    )


def _monitoring_cells(view: ContractView) -> Mapping[str, Cell]:
    monitoring = view.contract.monitoring
    rating = monitoring.performance.rating if monitoring and monitoring.performance else None
    return {
        **contract_cells(view),
        "frequency": view.redaction_of("monitoring.frequency") or FREQUENCY.label(_frequency(view)),
        "forum": text_cell(view, "monitoring.forum", monitoring.forum if monitoring else None),
        "rating": view.redaction_of("monitoring.performance.rating")
        or (RATING.label(rating) if rating else "not rated"),
        "oversight": text_cell(view, "monitoring.oversight", monitoring.oversight if monitoring else None),
    }
