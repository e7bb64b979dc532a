"""The briefing's answer on the budget: what of the contracts falls in the financial year of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers import spending
from commreg.papers.briefing.question import Question
from commreg.papers.order import area_codes
from commreg.papers.shares import percent
from commreg.planning.contract_view import ContractView
from commreg.values import financial_year
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import pluralize


def answer_budget(views: Sequence[ContractView], settings: Settings, as_of: date) -> Question:
    """What share of the year's budget the contracts take, by service area."""
    year = financial_year.year_of(as_of)
    question = f"What share of the budget for {year} do they take?"
    budget = settings.budgets.get(year, {})
    if not budget:
        return Question(question, (f"The settings of this register give no budget for {year}.",))
    first, last = financial_year.days_of(year)
    running = [view for view in views if view.facts.start <= last and (view.facts.current_end or last) >= first]
    sentences = [
        f"The yearly value of each contract counts for the days of {year} in its term.",
        "Contracts that ended within the year count as well.",
    ]
    areas = {view.contract.service_area for view in running}
    order = area_codes(areas | set(budget), settings)
    rows = [
        _budget_row(area, running, budget.get(area), settings, year) for area in order if area in areas | set(budget)
    ]
    without = [settings.area_name(area) for area in order if area in areas and area not in budget]
    if without:
        sentences.append(f"No budget is given for: {'; '.join(without)}.")
    return Question(question, (_budget_sentence(running, budget, year), *sentences), (_budget_table(rows, year),))


def _sum_in_year(views: Iterable[ContractView], year: str) -> tuple[Decimal, int]:
    """What falls in a year, and how many contracts that leaves out for want of a yearly value."""
    amounts = [spending.amount_in_year(view, year) for view in views]
    return sum((amount for amount in amounts if amount is not None), ZERO), amounts.count(None)


def _budget_sentence(running: Sequence[ContractView], budget: dict[str, Decimal], year: str) -> str:
    """The areas that have a budget, together."""
    amount, missing = _sum_in_year((view for view in running if view.contract.service_area in budget), year)
    total_budget = sum(budget.values(), ZERO)
    share = f", {percent(amount, total_budget)}" if total_budget else ""
    omission = f", leaving out {pluralize(missing, 'contract')} of which no yearly value can be told" if missing else ""
    return (
        f"{format_pounds(amount)} of {format_pounds(total_budget)}{share}, in the service areas that have a budget"
        f"{omission}."
    )


def _budget_row(
    area: str, running: Sequence[ContractView], budget: Decimal | None, settings: Settings, year: str
) -> Row:
    in_area = [view for view in running if view.contract.service_area == area]
    amount, missing = _sum_in_year(in_area, year)
    share = percent(amount, budget) if budget else "no budget"
    cells: dict[str, Cell] = {
        "name": settings.area_name(area),
        "contracts": len(in_area),
        "amount": format_pounds(amount) if len(in_area) > missing or not in_area else "cannot be told",
        "budget": format_pounds(budget) if budget is not None else "not given",
        "share": share if len(in_area) > missing or not in_area else "cannot be told",
        "left_out": f"{missing} with no yearly value" if missing else "",
    }
    return Row(cells, "late" if budget is not None and amount > budget else "")


def _budget_table(rows: Sequence[Row], year: str) -> Table:
    return Table(
        name="budget",
        title=f"Contracts and budget, {year}",
        columns=(
            Column("name", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("amount", f"Falls in {year}", "pounds"),
            Column("budget", "Budget", "pounds"),
            Column("share", "Share of budget", "number", drop_priority=1),
            Column("left_out", "Left out", "prose", drop_priority=1),
        ),
        rows=tuple(rows),
    )
