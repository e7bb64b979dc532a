"""One measure by which contracts can be ranked, added up and compared: the one that covers the most of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commreg.planning.contract_view import ContractView
from commreg.planning.totals import annual_values, omission, values_counted_elsewhere
from commreg.values.money import ZERO

# Bases on which amounts of different contracts can be added; yearly, monthly and weekly ones are in the annual value.
_ADDABLE = ("whole-term", "ceiling", "unstated")


@dataclass(frozen=True, slots=True)
class Measure:
    """Pounds by contract id, and the number of contracts looked at. `basis` is None for the annual value."""

    basis: str | None
    amounts: Mapping[str, Decimal]
    contract_count: int

    @property
    def total_amount(self) -> Decimal:
        """All amounts added up."""
        return sum(self.amounts.values(), ZERO)

    def sum_of(self, views: Iterable[ContractView]) -> Decimal | None:
        """The sum for some contracts; None if none of them has an amount on this measure."""
        amounts = [self.amounts[view.contract.id] for view in views if view.contract.id in self.amounts]
        return sum(amounts, ZERO) if amounts else None

    def count_missing(self, views: Sequence[ContractView]) -> int:
        """How many of some contracts have no amount on this measure."""
        return sum(view.contract.id not in self.amounts for view in views)


def best_measure(views: Sequence[ContractView]) -> Measure | None:
    """The measure that covers the most contracts, annual value first; None if no contract has an amount."""
    counted_elsewhere = values_counted_elsewhere(views)
    amounts: dict[str | None, dict[str, Decimal]] = {None: annual_values(views), **{basis: {} for basis in _ADDABLE}}
    for view in views:
        value = view.stated_value
        if value.value is not None and value.value_basis in _ADDABLE and not omission(view, counted_elsewhere):
            amounts[value.value_basis][view.contract.id] = value.value
    basis = max(amounts, key=lambda measure: len(amounts[measure]))
    return Measure(basis, amounts[basis], len(views)) if amounts[basis] else None
