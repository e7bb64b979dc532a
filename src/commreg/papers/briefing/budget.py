"""The briefing's answer on the budget: the cost of contracts in the financial year of the paper's date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers import spending
from commreg.papers.briefing.question import Question
from commreg.papers.sort_order import area_codes
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.planning.totals import Omission, values_counted_elsewhere
from commreg.values import financial_year
from commreg.values.money import ZERO, whole_pounds
from commreg.values.text import agree, pluralize
from commreg.wording.measure import percent


def answer_budget(views: Sequence[ContractView], settings: Settings, as_of: date) -> Question:
    """What percentage of the year's budget the contracts take, by service area."""
    year = financial_year.year_of(as_of)
    question = f"What percentage of the budget for {year} do they take?"
    budget = settings.budgets.get(year, {})
    if not budget:
        return Question(question, (f"The register's settings have no budget for {year}.",))
    first, last = financial_year.days_of(year)
    in_year = [view for view in views if view.facts.start <= last and (view.facts.current_end or last) >= first]
    in_year = [view for view in in_year if view.facts.state is not State.DRAFT]
    counted_elsewhere = values_counted_elsewhere(in_year)
    running = [view for view in in_year if counted_elsewhere.get(view.contract.id) is not Omission.FRAMEWORK]
    sentences = [
        f"The annual value of each contract is counted for the days of its term in {year}.",
        "Contracts that ended in the year are included.",
    ]
    if frameworks := len(in_year) - len(running):
        sentences.append(f"Not included: {pluralize(frameworks, 'framework')} with call-offs.")
    areas = {view.contract.service_area for view in running}
    order = area_codes(areas | set(budget), settings)
    rows = [
        _budget_row(area, running, budget.get(area), settings, year) for area in order if area in areas | set(budget)
    ]
    without = [settings.area_name(area) for area in order if area in areas and area not in budget]
    if without:
        sentences.append(f"No budget is recorded for: {'; '.join(without)}.")
    return Question(question, (_budget_sentence(running, budget, year), *sentences), (_budget_table(rows, year),))


def _sum_in_year(views: Iterable[ContractView], year: str) -> tuple[Decimal, int]:
    """The cost of some contracts in a year, and how many are not included because they have no annual value."""
    amounts = [spending.amount_in_year(view, year) for view in views]
    return sum((amount for amount in amounts if amount is not None), ZERO), amounts.count(None)


def _budget_sentence(running: Sequence[ContractView], budget: dict[str, Decimal], year: str) -> str:
    """The total for the service areas that have a budget."""
    amount, missing = _sum_in_year((view for view in running if view.contract.service_area in budget), year)
    total_budget = sum(budget.values(), ZERO)
    share = f", {percent(amount, total_budget)}" if total_budget else ""
    omission = (
        f" {pluralize(missing, 'contract')} with no annual value {agree(missing, 'is', 'are')} not included."
        if missing
        else ""
    )
    return (
        f"{whole_pounds(amount)} of {whole_pounds(total_budget)}{share}, in the service areas that have a budget."
        f"{omission}"
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
        "amount": whole_pounds(amount) if len(in_area) > missing or not in_area else "not known",
        "budget": whole_pounds(budget) if budget is not None else "not recorded",
        "share": share if len(in_area) > missing or not in_area else "not known",
        "left_out": f"{missing} with no annual value" if missing else "",
    }
    return Row(cells, "late" if budget is not None and amount > budget else "")


def _budget_table(rows: Sequence[Row], year: str) -> Table:
    return Table(
        name="budget",
        title=f"Contracts and budget, {year}",
        columns=(
            Column("name", "Service area"),
            Column("contracts", "Contracts", "number"),
            Column("amount", f"Cost in {year}", "pounds"),
            Column("budget", "Budget", "pounds"),
            Column("share", "Percentage of budget", "number", drop_priority=1),
            Column("left_out", "Not included", "prose", drop_priority=1),
        ),
        rows=tuple(rows),
    )
