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


def share_of_budget(records: Sequence[ContractView], settings: Settings, as_of: date) -> Question:
    """What share of the year's budget the contracts take, by service area."""
    year = financial_year.year_of(as_of)
    question = f"What share of the budget for {year} do they take?"
    budget = settings.budgets.get(year, {})
    if not budget:
        return Question(question, (f"The settings of this register give no budget for {year}.",))
    first, last = financial_year.days_of(year)
    running = [r for r in records if r.facts.start <= last and (r.facts.current_end or last) >= first]
    said = [
        f"The yearly value of each contract counts for the days of {year} in its term.",
        "Contracts that ended within the year count as well.",
    ]
    areas = {r.contract.service_area for r in running}
    order = area_codes(areas | set(budget), settings)
    rows = [
        _budget_row(area, running, budget.get(area), settings, year) for area in order if area in areas | set(budget)
    ]
    without = [settings.area_name(area) for area in order if area in areas and area not in budget]
    if without:
        said.append(f"No budget is given for: {'; '.join(without)}.")
    return Question(question, (_budget_whole(running, budget, year), *said), (_budget_table(rows, year),))


def _falling(records: Iterable[ContractView], year: str) -> tuple[Decimal, int]:
    """What falls in a year, and how many contracts that leaves out for want of a yearly value."""
    found = [spending.falls_in(record, year) for record in records]
    return sum((amount for amount in found if amount is not None), ZERO), found.count(None)


def _budget_whole(running: Sequence[ContractView], budget: dict[str, Decimal], year: str) -> str:
    """The areas that have a budget, together."""
    amount, missing = _falling((r for r in running if r.contract.service_area in budget), year)
    whole = sum(budget.values(), ZERO)
    share = f", {percent(amount, whole)}" if whole else ""
    but = f", leaving out {pluralize(missing, 'contract')} of which no yearly value can be told" if missing else ""
    return f"{format_pounds(amount)} of {format_pounds(whole)}{share}, in the service areas that have a budget{but}."


def _budget_row(
    area: str, running: Sequence[ContractView], budget: Decimal | None, settings: Settings, year: str
) -> Row:
    found = [r for r in running if r.contract.service_area == area]
    amount, missing = _falling(found, year)
    share = percent(amount, budget) if budget else "no budget"
    cells: dict[str, Cell] = {
        "name": settings.area_name(area),
        "contracts": len(found),
        "amount": format_pounds(amount) if len(found) > missing or not found else "cannot be told",
        "budget": format_pounds(budget) if budget is not None else "not given",
        "share": share if len(found) > missing or not found else "cannot be told",
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
