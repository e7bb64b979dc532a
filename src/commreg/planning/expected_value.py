"""What the next contract is expected to be worth over its whole term, for rules that depend on value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.model.value import EstimatedValue
from commreg.planning.award import end_with_all_extensions
from commreg.planning.price import whole_term_value
from commreg.values.dates import add_months, last_day


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """The lowest and the highest value over the whole term that the file allows, in pounds net of recoverable VAT.

    They differ if the basis is not stated: it is then for the whole term or for a year. None if the file does not show
    it.
    """

    lowest: Decimal | None = None
    highest: Decimal | None = None

    def reaches(self, amount: Decimal) -> bool | None:
        """Whether it is this amount or more; None if the file does not show it."""
        if self.lowest is not None and self.lowest >= amount:
            return True
        return False if self.highest is not None and self.highest < amount else None


def expected_value(contract: Contract) -> ExpectedValue:
    """The estimate for the next contract; without one the current value, over the longest term of the contract."""
    recommissioning, value, start = contract.recommissioning, contract.value, contract.term.start
    if recommissioning and recommissioning.estimated_value:
        return estimated_value(recommissioning.estimated_value, contract)
    stated = value.stated() if value else None
    if value is None or stated is None:
        return ExpectedValue()
    end = end_with_all_extensions(contract.term)
    if value.stated_basis() == "unstated":
        a_year = whole_term_value(stated, "annual", start, end)
        return ExpectedValue(stated if a_year is None else min(stated, a_year), a_year and max(stated, a_year))
    amount = whole_term_value(stated, value.stated_basis(), start, end)
    return ExpectedValue(amount, amount)


def estimated_value(estimate: EstimatedValue, contract: Contract) -> ExpectedValue:
    """An estimate over the months that it is for."""
    start = contract.term.start
    end = last_day(add_months(start, estimate.term_months)) if estimate.term_months else None
    if estimate.basis == "unstated":
        a_year = whole_term_value(estimate.amount, "annual", start, end)
        return ExpectedValue(min(estimate.amount, a_year or estimate.amount), a_year and max(estimate.amount, a_year))
    amount = whole_term_value(estimate.amount, estimate.basis, start, end)
    return ExpectedValue(amount, amount)


def is_value_unclear(contract: Contract, policy: Policy) -> bool:
    """Whether a timetable or a decision maker depends on the value, and the file does not show on which side it is."""
    limits = {limit for timetable in policy.timetables for limit in (timetable.threshold, timetable.below) if limit}
    limits |= {decision_maker.threshold for decision_maker in policy.decision_makers if decision_maker.threshold}
    if not limits:
        return False
    value = expected_value(contract)
    return any(value.reaches(limit) is None for limit in limits)
