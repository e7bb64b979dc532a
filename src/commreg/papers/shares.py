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
_ADDED = ("whole-term", "ceiling", "unstated")
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
    asked: int

    @property
    def whole(self) -> Decimal:
        """All amounts added up."""
        return sum(self.amounts.values(), ZERO)

    def of(self, records: Iterable[ContractView]) -> Decimal | None:
        """What some contracts come to; None where none of them has an amount on this footing."""
        found = [self.amounts[r.contract.id] for r in records if r.contract.id in self.amounts]
        return sum(found, ZERO) if found else None

    def missing(self, records: Sequence[ContractView]) -> int:
        """How many of some contracts have no amount on this footing."""
        return sum(r.contract.id not in self.amounts for r in records)

    def share(self, records: Sequence[ContractView]) -> str:
        """What part of the whole some contracts are: 12%; words where that cannot be told."""
        part = self.of(records)
        return percent(part, self.whole) if part is not None and self.whole else "cannot be told"

    def sentence(self) -> str:
        """What shares rest on, and what they leave out."""
        doubt = _DOUBTS.get(self.name, "")
        left = self.asked - len(self.amounts)
        but = f"; it leaves out {pluralize(left, 'contract')}, in which there is no such figure" if left else ""
        return f"Shares are of the {self.name}, {format_pounds(self.whole)} in all{but}.{doubt}"


def best_measure(records: Sequence[ContractView]) -> Measure | None:
    """The measure that covers the most contracts, the value a year before others; None where there is no amount."""
    shown = [record for record in records if not record.redaction_of(*VALUE_FIELDS)]
    found: dict[str, dict[str, Decimal]] = {YEARLY: {}, **{name: {} for name in _NAMES.values()}}
    for record in shown:
        yearly = annual_value(record.contract)
        if yearly is not None:
            found[YEARLY][record.contract.id] = yearly
        value = record.contract.value
        stated = value.stated() if value else None
        if value is not None and stated is not None and value.stated_basis() in _ADDED:
            found[_NAMES[value.stated_basis()]][record.contract.id] = stated
    name = max(found, key=lambda each: len(found[each]))
    return Measure(name, found[name], len(records)) if found[name] else None


def percent(part: Decimal, whole: Decimal) -> str:
    """A share in whole per cent; a small one is not called nothing, nor a large one all."""
    share = part * 100 / whole
    if 0 < share < 1:
        return "under 1%"
    return "over 99%" if 99 < share < 100 else f"{share:.0f}%"


def sums(records: Iterable[ContractView]) -> tuple[tuple[str, ...], str]:
    """Stated values in words for a row of a table: a sum for each basis, and what they leave out or is not firm."""
    found = total(records)
    firm = [f"{found.not_firm} not firm"] if found.not_firm else []
    return sum_words(found), "; ".join(exclusions(found) + firm)


def sum_words(found: Total) -> tuple[str, ...]:
    """A sum for each basis: £24,000 a year. Amounts whose basis is not stated stand alone if there are no others."""
    if list(found.by_basis) == ["unstated"]:
        return (format_pounds(found.by_basis["unstated"]),)
    return tuple(_sum(found, basis) for basis in BASIS if basis in found.by_basis)


def _sum(found: Total, basis: str) -> str:
    """One sum with what it covers. Prices a case are named and not added up, as nobody knows how many cases."""
    if basis == "per-case" and found.contracts[basis] > 1:
        return f"{found.contracts[basis]} priced by the case"
    label = BASIS.label(basis)
    return f"{format_pounds(found.by_basis[basis])} {f'({label})' if basis == 'unstated' else label}"
