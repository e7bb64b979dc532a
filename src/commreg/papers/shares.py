"""Shares of a sum in papers: on one footing only, and with what they leave out.

A share needs amounts that can be added. Papers take the one measure that covers the most contracts: the value a year,
where the basis allows it, or the stated values on one basis. Prices a case are added up by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commreg.model.contract import VALUE_FIELDS
from commreg.model.vocabularies import BASIS
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import Total, annual_value, total
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import pluralize
from commreg.wording.totals import exclusions

YEARLY = "value a year"
# Bases on which amounts of different contracts come to something; the yearly ones are all in the value a year.
_ADDABLE = ("whole-term", "ceiling", "unstated")
_NAMES = {
    "whole-term": "stated value for the whole term",
    "ceiling": "stated value, at most",
    "unstated": "stated value",
}

_DOUBTS = {
    YEARLY: " A price for the whole term counts evenly over the term as signed.",
    _NAMES["unstated"]: " Whether that is yearly or for a whole term is not stated.",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, in pounds by contract id, and how many contracts it was asked of."""

    name: str
    amounts: Mapping[str, Decimal]
    contract_count: int

    @property
    def total_amount(self) -> Decimal:
        """All amounts added up."""
        return sum(self.amounts.values(), ZERO)

    def sum_of(self, views: Iterable[ContractView]) -> Decimal | None:
        """What some contracts come to; None where none of them has an amount on this footing."""
        amounts = [self.amounts[view.contract.id] for view in views if view.contract.id in self.amounts]
        return sum(amounts, ZERO) if amounts else None

    def count_missing(self, views: Sequence[ContractView]) -> int:
        """How many of some contracts have no amount on this footing."""
        return sum(view.contract.id not in self.amounts for view in views)

    def share_of(self, views: Sequence[ContractView]) -> str:
        """What part of the whole some contracts are: 12%; words where that cannot be told."""
        part = self.sum_of(views)
        return percent(part, self.total_amount) if part is not None and self.total_amount else "cannot be told"

    def sentence(self) -> str:
        """What shares rest on, and what they leave out."""
        doubt = _DOUBTS.get(self.name, "")
        missing = self.contract_count - len(self.amounts)
        omission = (
            f"; it leaves out {pluralize(missing, 'contract')}, in which there is no such figure" if missing else ""
        )
        return f"Shares are of the {self.name}, {format_pounds(self.total_amount)} in all{omission}.{doubt}"


def best_measure(views: Sequence[ContractView]) -> Measure | None:
    """The measure that covers the most contracts, the value a year before others; None where there is no amount."""
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
    """A share in whole per cent; a small one is not called nothing, nor a large one all."""
    share = part * 100 / total_amount
    if 0 < share < 1:
        return "under 1%"
    return "over 99%" if 99 < share < 100 else f"{share:.0f}%"


def stated_sums(views: Iterable[ContractView]) -> tuple[tuple[str, ...], str]:
    """Stated values in words for a row of a table: a sum for each basis, and what they leave out or is not firm."""
    totals = total(views)
    firm = [f"{totals.not_firm} not firm"] if totals.not_firm else []
    return sum_words(totals), "; ".join(exclusions(totals) + firm)


def sum_words(totals: Total) -> tuple[str, ...]:
    """A sum for each basis: £24,000 a year. Amounts whose basis is not stated stand alone if there are no others."""
    if list(totals.by_basis) == ["unstated"]:
        return (format_pounds(totals.by_basis["unstated"]),)
    return tuple(_sum(totals, basis) for basis in BASIS if basis in totals.by_basis)


def _sum(totals: Total, basis: str) -> str:
    """One sum with what it covers. Prices a case are named and not added up, as nobody knows how many cases."""
    if basis == "per-case" and totals.contracts[basis] > 1:
        return f"{totals.contracts[basis]} priced by the case"
    label = BASIS.label(basis)
    return f"{format_pounds(totals.by_basis[basis])} {f'({label})' if basis == 'unstated' else label}"
