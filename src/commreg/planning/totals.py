"""Sums of stated values by basis, with what they leave out; `wording.totals` puts them into words.

Amounts on different bases are never added together: £74,000 a year and £74,000 for a whole term are not £148,000 of
anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from commreg.model.contract import Contract
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.values.dates import add_months, boundary, months_between
from commreg.values.money import PENNY, ZERO

_TIMES_A_YEAR = {"annual": 1, "monthly": 12, "weekly": 52}


@dataclass
class Total:
    """Stated values added up by basis, in pounds, and how many contracts are not in the sums."""

    by_basis: dict[str, Decimal] = field(default_factory=dict)
    contracts: Counter[str] = field(default_factory=Counter)
    no_amount: int = 0
    withheld: int = 0
    mixed_bases: int = 0  # priced in parts on different bases, which are not added up
    not_firm: int = 0

    def add(self, view: ContractView) -> None:
        """Add one contract."""
        value = view.contract.value
        if view.redaction_of(*VALUE_FIELDS):
            self.withheld += 1
        elif value is None or (stated := value.stated()) is None:
            self.mixed_bases += bool(value and value.parts)
            self.no_amount += not (value and value.parts)
        else:
            basis = value.stated_basis()
            self.by_basis[basis] = self.by_basis.get(basis, ZERO) + stated
            self.contracts[basis] += 1
            self.not_firm += not value.firm()

    @property
    def single_amount(self) -> Decimal | None:
        """The sum if all amounts are on one basis; None if they cannot be added."""
        return next(iter(self.by_basis.values())) if len(self.by_basis) == 1 else None


def total(views: Iterable[ContractView]) -> Total:
    """The stated values of contracts, added up by basis."""
    result = Total()
    for view in views:
        result.add(view)
    return result


def annual_value(contract: Contract) -> Decimal | None:
    """Pounds a year, if the basis allows it; a whole-term amount is spread over a term of whole months. Else None."""
    value, term = contract.value, contract.term
    stated = value.stated() if value else None
    if value is None or stated is None:
        return None
    basis = value.stated_basis()
    if basis in _TIMES_A_YEAR:
        return stated * _TIMES_A_YEAR[basis]
    months = months_between(term.start, boundary(term.end)) if term.end else 0
    is_whole_months = months > 0 and term.end is not None and add_months(term.start, months) == boundary(term.end)
    return (stated * 12 / months).quantize(PENNY) if basis == "whole-term" and is_whole_months else None
