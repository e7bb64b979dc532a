"""Sums of stated values that always say what they leave out.

Amounts on different bases are never added together: £74,000 a year and £74,000 for a whole term are not £148,000 of
anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from commreg.model.contract import VALUE_FIELDS, Contract
from commreg.model.vocabularies import BASIS
from commreg.planning.contract_view import ContractView
from commreg.values.dates import add_months, boundary, months_between
from commreg.values.money import PENNY, ZERO, format_pounds
from commreg.values.text import pluralize

_A_YEAR = {"annual": 1, "monthly": 12, "weekly": 52}


@dataclass
class Total:
    """Stated values by basis, in pounds, and how many contracts stand outside them."""

    by_basis: dict[str, Decimal] = field(default_factory=dict)
    contracts: Counter[str] = field(default_factory=Counter)
    no_amount: int = 0
    withheld: int = 0
    mixed_bases: int = 0  # priced in parts on different bases, which are not added up
    not_firm: int = 0

    def add(self, record: ContractView) -> None:
        """Count one contract in."""
        value = record.contract.value
        if record.redaction_of(*VALUE_FIELDS):
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
        """The sum, where all amounts are on one basis; None where they cannot be added."""
        return next(iter(self.by_basis.values())) if len(self.by_basis) == 1 else None

    def sentence(self) -> str:
        """The sums and what they leave out, in a sentence or two."""
        if not self.by_basis:
            return "No amounts are recorded." + self._outside()
        sums = [
            f"{format_pounds(self.by_basis[basis])} {BASIS.label(basis)} "
            f"({pluralize(self.contracts[basis], 'contract')})"
            for basis in BASIS
            if basis in self.by_basis
        ]
        if list(self.by_basis) == ["unstated"]:
            return (
                f"Stated values come to {format_pounds(self.by_basis['unstated'])}; whether they are yearly or "
                f"whole-term is not stated.{self._outside()}"
            )
        joined = " and ".join([", ".join(sums[:-1]), sums[-1]] if len(sums) > 1 else sums)
        return f"Stated values come to {joined}.{self._outside()}"

    def left_out(self) -> list[str]:
        """What the sums leave out, with how many of each."""
        out = [f"{self.no_amount} with no amount"] if self.no_amount else []
        out += [f"{self.mixed_bases} in parts on different bases"] if self.mixed_bases else []
        return out + ([f"{self.withheld} withheld"] if self.withheld else [])

    def _outside(self) -> str:
        out = self.left_out()
        left = f" Left out: {', '.join(out)}." if out else ""
        firm = f" {pluralize(self.not_firm, 'value')} in it {'is' if self.not_firm == 1 else 'are'} not firm."
        return left + (firm if self.not_firm else "")


def total(records: Iterable[ContractView]) -> Total:
    """The stated values of contracts, added up by basis."""
    result = Total()
    for record in records:
        result.add(record)
    return result


def annual_value(contract: Contract) -> Decimal | None:
    """Pounds a year, where the basis allows it: a whole-term amount is spread over a term of whole months."""
    value, term = contract.value, contract.term
    stated = value.stated() if value else None
    if value is None or stated is None:
        return None
    basis = value.stated_basis()
    if basis in _A_YEAR:
        return stated * _A_YEAR[basis]
    months = months_between(term.start, boundary(term.end)) if term.end else 0
    whole = months > 0 and term.end is not None and add_months(term.start, months) == boundary(term.end)
    return (stated * 12 / months).quantize(PENNY) if basis == "whole-term" and whole else None
