"""`summary`: the register in figures, and how much depends on one provider or one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import PROVIDER_TYPE, ROUTE
from commreg.planning.contract_view import ContractView
from commreg.planning.measure import best_measure
from commreg.planning.term import State
from commreg.planning.totals import Omission, annual_values, total
from commreg.planning.verdict import ORDER, VerdictKind
from commreg.values.durations import Duration
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import agree, join_words, pluralize
from commreg.wording.measure import measure_name, measure_sentence, share_words
from commreg.wording.totals import exclusions, sums_by_basis, total_sentence
from commreg.wording.value import basis_unit
from commreg.wording.verdict import verdict_words

NOT_RECORDED = "not recorded"


def tables(views: Sequence[ContractView], settings: Settings) -> tuple[Table, ...]:
    """Contracts and contract values by service area, provider, year of end, route and kind of provider; shared ends."""
    current = [view for view in views if not view.facts.state.is_inactive]
    return (
        _verdicts(current, settings),
        _grouped("service_areas", "Service area", current, lambda r: settings.area_name(r.contract.service_area)),
        _grouped("providers", "Provider", current, _provider),
        _grouped("years", "Year of expiry", current, _year, by_name=True),
        _grouped("routes", "Procurement route", current, _route),
        _grouped("provider_types", "Type of provider", current, _provider_type),
        _shares(current),
        _same_day(current),
    )


def flat(grouped: Sequence[Table]) -> Table:
    """All figures in one table for a CSV: which table a row is of, its name, and its figures."""
    return Table(
        name="figures",
        columns=(
            Column("table"),
            Column("name"),
            Column("contracts", kind="number"),
            Column("value", kind="pounds"),
            Column("left_out"),
            Column("recorded", kind="number"),
            Column("share"),
            Column("ids", kind="list"),
            Column("value_basis"),
            Column("annual_value", kind="pounds"),
            Column("values", kind="list"),
        ),
        rows=tuple(
            Row({**row.cells, "table": table.name, "name": row.cells.get("name") or row.cells.get("day")})
            for table in grouped
            for row in table.rows
        ),
    )


def notes(views: Sequence[ContractView]) -> tuple[str, ...]:
    """The register in a few sentences."""
    current = [view for view in views if not view.facts.state.is_inactive]
    drafts = sum(1 for view in views if view.facts.state is State.DRAFT)
    over = len(views) - len(current) - drafts
    if not current:
        return ("No contract is current.",)
    as_of = current[0].facts.as_of
    lines = [
        pluralize(len(current), "contract")
        + f" with {pluralize(len({r.contract.provider.name for r in current}), 'provider')}"
        + (f"; {over} more {agree(over, 'is', 'are')} over and not included" if over else "")
        + (f"; {pluralize(drafts, 'draft')} not included" if drafts else "")
        + "."
    ]
    by_months = {months: Duration(months, "m").after(as_of) for months in (6, 12, 24)}
    ending = [
        f"{sum(1 for r in current if r.facts.current_end and as_of <= r.facts.current_end <= by)} within {months}"
        for months, by in by_months.items()
    ]
    lines.append(f"Contracts that end: {join_words(ending)} months.")
    ended = sum(1 for r in current if r.facts.state is State.ENDED)
    lines += [f"{pluralize(ended, 'contract')} ended with no outcome recorded."] if ended else []
    if exempt := sum(1 for r in current if r.facts.state is State.EXEMPT):
        lines.append(f"{pluralize(exempt, 'contract')} ended and {agree(exempt, 'is', 'are')} covered by an exemption.")
    lines.append(total_sentence(total(current)))
    largest = _largest(current)
    return (*lines, *([largest] if largest else []))


def _verdicts(views: Iterable[ContractView], settings: Settings) -> Table:
    """How many contracts have each verdict, most urgent first, and how many of them are statutory."""
    groups: dict[VerdictKind | None, list[ContractView]] = defaultdict(list)
    for view in views:
        verdict = view.verdict(settings.policy)
        groups[verdict.kind if verdict else None].append(view)
    kinds = [kind for kind in (*ORDER, None) if kind in groups]
    return Table(
        name="verdicts",
        title="By verdict",
        columns=(
            Column("name", "Verdict", shrinkable=True, min_width=20),
            Column("contracts", "Contracts", "number"),
            Column("statutory", "Statutory", "number"),
        ),
        rows=tuple(
            Row(
                {
                    "name": verdict_words(kind) if kind else "withheld",
                    "contracts": len(groups[kind]),
                    "statutory": sum(1 for view in groups[kind] if view.contract.statutory),
                }
            )
            for kind in kinds
        ),
        empty="No contract is current.",
    )


def _provider(view: ContractView) -> str:
    return str(view.provider_name)


def _provider_type(view: ContractView) -> str:
    kind = view.contract.provider.type
    return PROVIDER_TYPE.label(kind) if kind else NOT_RECORDED


def _route(view: ContractView) -> str:
    route = view.contract.procurement.route if view.contract.procurement else None
    return ROUTE.label(route) if route else NOT_RECORDED


def _year(view: ContractView) -> str:
    """The council's year, 1 April to 31 March, in which the current end falls."""
    end = view.facts.current_end
    if end is None:
        return "no end date"
    first = end.year if end.month >= 4 else end.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _grouped(
    name: str,
    heading: str,
    views: Sequence[ContractView],
    key: Callable[[ContractView], str],
    *,
    by_name: bool = False,
) -> Table:
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for view in views:
        groups[key(view)].append(view)
    totals = {label: total(members, views) for label, members in groups.items()}
    basis, measure, annual = total(views).single_basis, best_measure(views), annual_values(views)

    def weight(label: str) -> tuple[object, ...]:
        amount = measure.sum_of(groups[label]) if measure else None
        by_amount = (label == NOT_RECORDED, amount is None, -(amount or ZERO), -len(groups[label]), label)
        return (label == NOT_RECORDED, label) if by_name else by_amount

    def annual_sum(label: str) -> Decimal | None:
        amounts = [annual[view.contract.id] for view in groups[label] if view.contract.id in annual]
        return sum(amounts, ZERO) if amounts else None

    ordered = sorted(groups, key=weight)
    return Table(
        name=name,
        title=f"By {heading[0].lower()}{heading[1:]}",
        columns=(
            Column("name", heading, shrinkable=True, min_width=20),
            Column("contracts", "Contracts", "number"),
            Column("annual_words", "Annual value" if annual else "", "pounds", data=False),
            Column("value_words", "Contract value", "pounds", unit=basis_unit(basis), data=False),
            Column("left_out", "Not included", drop_priority=1),
            Column("value", kind="pounds"),
            Column("value_basis"),
            Column("values", kind="list"),
            Column("annual_value", kind="pounds"),
        ),
        rows=tuple(
            Row(
                {
                    "name": label,
                    "contracts": len(groups[label]),
                    "annual_value": annual_sum(label),
                    "annual_words": annual_sum(label) or "not known",
                    "values": tuple(sums_by_basis(totals[label], format_pounds)),
                    "value_words": tuple(sums_by_basis(totals[label], heading_basis=basis)) or "none to show",
                    "left_out": "; ".join(exclusions(totals[label])),
                    "value": totals[label].single_amount,
                    "value_basis": totals[label].single_basis,
                }
            )
            for label in ordered
        ),
        empty="No contract is current.",
    )


def _shares(views: Sequence[ContractView]) -> Table:
    """How many contracts go to small and to voluntary providers (Transparency Code 2015), where it is recorded."""
    rows = []
    for field, label in (
        ("sme", "Small and medium-sized enterprises"),
        ("vcse", "Voluntary, community and social enterprises"),
    ):
        flags = [getattr(view.contract.provider, field) for view in views]
        recorded = [flag for flag in flags if flag is not None]
        share: Cell = f"{sum(recorded) * 100 / len(recorded):.0f}% of those recorded" if recorded else NOT_RECORDED
        rows.append(
            Row(
                {
                    "name": label,
                    "contracts": sum(recorded) if recorded else None,
                    "recorded": len(recorded),
                    "share": share,
                }
            )
        )
    return Table(
        name="shares",
        title="Small and voluntary providers",
        columns=(
            Column("name", "Type of provider", shrinkable=True, min_width=20),
            Column("contracts", "Contracts", "number"),
            Column("recorded", "Recorded for", "number"),
            Column("share", "Share"),
        ),
        rows=tuple(rows),
    )


def _same_day(views: Iterable[ContractView]) -> Table:
    groups: dict[date, list[ContractView]] = defaultdict(list)
    for view in views:
        if view.facts.current_end:
            groups[view.facts.current_end].append(view)
    shared = sorted((day for day in groups if len(groups[day]) > 1), key=lambda day: (-len(groups[day]), day))
    return Table(
        name="same_day_ends",
        title="Ending on the same day",
        columns=(
            Column("day", "Day", "day"),
            Column("contracts", "Contracts", "number"),
            Column("ids", "Which", "list", shrinkable=True, min_width=20),
        ),
        rows=tuple(
            Row({"day": day, "contracts": len(groups[day]), "ids": tuple(r.contract.id for r in groups[day])})
            for day in shared
        ),
        empty="No two contracts end on the same day.",
    )


def _largest(views: Sequence[ContractView]) -> str | None:
    """The provider with the largest share, and of what; None if there is nothing to compare, or a value is withheld."""
    measure = best_measure(views)
    if (
        measure is None
        or measure.basis == "unstated"
        or not measure.total_amount
        or total(views).omitted[Omission.WITHHELD]
    ):
        return None
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for view in views:
        groups[_provider(view)].append(view)
    name = max(groups, key=lambda provider: (measure.sum_of(groups[provider]) or ZERO, provider))
    return (
        f"{name} has {pluralize(len(groups[name]), 'contract')} and {share_words(measure, groups[name])} of the "
        f"{measure_name(measure)}. {measure_sentence(measure)}"
    )
