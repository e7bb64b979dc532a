"""Percentages in papers: of one measure only, with the contracts that are not included.

Percentages need amounts that can be added together. Papers use the measure that covers the most contracts: the annual
value, if the basis allows it, or the contract values on one basis. Prices per case are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commreg.model.vocabularies import BASIS, with_basis
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import Total, annual_value, total
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import agree, pluralize
from commreg.wording.totals import exclusions

YEARLY = "annual value"
# Bases on which amounts of different contracts can be added; yearly, monthly and weekly ones are in the annual value.
_ADDABLE = ("whole-term", "ceiling", "unstated")
_NAMES = {
    "whole-term": "contract value for the whole term",
    "ceiling": "maximum contract value",
    "unstated": "contract value",
}

_DOUBTS = {
    YEARLY: " A whole-term price is spread evenly over the original term.",
    _NAMES["unstated"]: " It is not stated whether these are yearly or for the whole term.",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, in pounds by contract id, and the number of contracts it was looked for in."""

    name: str
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

    def share_of(self, views: Sequence[ContractView]) -> str:
        """The percentage of the total that some contracts are, such as 12%; "not known" if there is no amount."""
        part = self.sum_of(views)
        return percent(part, self.total_amount) if part is not None and self.total_amount else "not known"

    def sentence(self) -> str:
        """What percentages are of, and how many contracts are not included."""
        doubt = _DOUBTS.get(self.name, "")
        missing = self.contract_count - len(self.amounts)
        which = self.name if self.name == YEARLY else "value on this basis"
        exclusion = (
            f" {pluralize(missing, 'contract')} {agree(missing, 'has', 'have')} no {which} and "
            f"{agree(missing, 'is', 'are')} not included."
            if missing
            else ""
        )
        return f"Percentages are of the {self.name} ({format_pounds(self.total_amount)}).{exclusion}{doubt}"


def best_measure(views: Sequence[ContractView]) -> Measure | None:
    """The measure that covers the most contracts, annual value first; None if no contract has an amount."""
    visible = [view for view in views if not view.redaction_of(*VALUE_FIELDS)]
    amounts_by_measure: dict[str, dict[str, Decimal]] = {YEARLY: {}, **{name: {} for name in _NAMES.values()}}
    for view in visible:
        yearly = annual_value(view.contract)
        if yearly is not None:
            amounts_by_measure[YEARLY][view.contract.id] = yearly
        value = view.contract.value
        stated = value.stated() if value else None
        if value is not None and stated is not None and value.stated_basis() in _ADDABLE:
            amounts_by_measure[_NAMES[value.stated_basis()]][view.contract.id] = stated
    name = max(amounts_by_measure, key=lambda measure: len(amounts_by_measure[measure]))
    return Measure(name, amounts_by_measure[name], len(views)) if amounts_by_measure[name] else None


def percent(part: Decimal, total_amount: Decimal) -> str:
    """A percentage in whole per cent; a small one is not shown as 0%, nor a large one as 100%."""
    share = part * 100 / total_amount
    if 0 < share < 1:
        return "under 1%"
    return "over 99%" if 99 < share < 100 else f"{share:.0f}%"


def stated_sums(views: Iterable[ContractView]) -> tuple[tuple[str, ...], str]:
    """Contract values for a row of a table: a sum for each basis, and what is not included or estimated."""
    totals = total(views)
    firm = [f"{totals.not_firm} estimated"] if totals.not_firm else []
    return sum_words(totals), "; ".join(exclusions(totals) + firm)


def sum_words(totals: Total) -> tuple[str, ...]:
    """A sum for each basis: £24,000 a year. The basis is not named if it is not stated for any of them."""
    if list(totals.by_basis) == ["unstated"]:
        return (format_pounds(totals.by_basis["unstated"]),)
    return tuple(_sum(totals, basis) for basis in BASIS if basis in totals.by_basis)


def _sum(totals: Total, basis: str) -> str:
    """One sum with its basis. Prices per case are counted, not added, as the number of cases is not known."""
    if basis == "per-case" and totals.contracts[basis] > 1:
        return f"{totals.contracts[basis]} priced by the case"
    amount = format_pounds(totals.by_basis[basis])
    return f"{amount} ({BASIS.label(basis)})" if basis == "unstated" else with_basis(amount, basis)
