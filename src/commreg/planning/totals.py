"""Sums of contract values by basis, with what they leave out; `wording.totals` puts them into words.

Amounts on different bases are never added together: £74,000 a year and £74,000 for a whole term are not £148,000 of
anything. Prices per case are not added at all. A value that is part of another contract's is counted once: a framework
gives way to its call-offs, and a successor to the contract that it follows. Contracts that are over, and drafts, are
in no total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from commreg.model.value import EstimatedValue
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.planning.price import annual_value
from commreg.planning.term import State
from commreg.values.money import ZERO, has_pence

UNIT_PRICE = "per-case"


class Omission(StrEnum):
    """Why a contract is not in a total, in the order in which a total names them."""

    OVER = "over"
    DRAFT = "draft"
    FRAMEWORK = "framework"
    SUCCESSOR = "successor"
    NO_AMOUNT = "no-amount"
    UNIT_PRICE = "unit-price"
    MIXED_BASES = "mixed-bases"  # priced in parts on different bases
    WITHHELD = "withheld"


@dataclass
class Total:
    """Contract values added up by basis, in pounds; how many contracts are in each sum, and how many in none."""

    by_basis: dict[str, Decimal] = field(default_factory=dict)
    contracts: Counter[str] = field(default_factory=Counter)
    omitted: Counter[Omission] = field(default_factory=Counter)
    not_firm: int = 0
    has_pence: bool = False  # an amount in it is not in whole pounds

    @property
    def single_amount(self) -> Decimal | None:
        """The sum if all amounts are on one basis; None if they cannot be added."""
        return next(iter(self.by_basis.values())) if len(self.by_basis) == 1 else None

    @property
    def single_basis(self) -> str | None:
        """The basis of that sum."""
        return next(iter(self.by_basis)) if len(self.by_basis) == 1 else None


def total(views: Iterable[ContractView], among: Sequence[ContractView] | None = None) -> Total:
    """The values of contracts, added up by basis.

    `among` are all the contracts of a list that is divided into groups: what gives way to a contract of another group
    is in no group's total, so that the totals of the groups add up.
    """
    views = list(views)
    counted_elsewhere = values_counted_elsewhere(views if among is None else among)
    result = Total()
    for view in views:
        if reason := omission(view, counted_elsewhere):
            result.omitted[reason] += 1
            continue
        value = view.stated_value
        if value.value is not None and value.value_basis:
            result.by_basis[value.value_basis] = result.by_basis.get(value.value_basis, ZERO) + value.value
            result.contracts[value.value_basis] += 1
            result.not_firm += not value.value_firm
            result.has_pence |= has_pence(value.value)
    return result


def total_estimates(estimates: Iterable[EstimatedValue]) -> Total:
    """The estimated values of next contracts, added up by basis."""
    result = Total()
    for estimate in estimates:
        if estimate.basis == UNIT_PRICE:
            result.omitted[Omission.UNIT_PRICE] += 1
            continue
        result.by_basis[estimate.basis] = result.by_basis.get(estimate.basis, ZERO) + estimate.amount
        result.contracts[estimate.basis] += 1
    return result


def values_counted_elsewhere(views: Iterable[ContractView]) -> Mapping[str, Omission]:
    """The contracts, by id, whose value is counted with another contract's in a total of these, and why."""
    current = [view for view in views if not view.facts.state.is_inactive]
    frameworks = {
        view.contract.procurement.framework: Omission.FRAMEWORK
        for view in current
        if view.contract.procurement and view.contract.procurement.framework
    }
    successors = {view.facts.successor: Omission.SUCCESSOR for view in current if view.facts.successor}
    return {name: reason for name, reason in (*successors.items(), *frameworks.items()) if name}


def omission(view: ContractView, counted_elsewhere: Mapping[str, Omission]) -> Omission | None:
    """Why a contract is not in a total; None if it is."""
    value = view.contract.value
    if view.facts.state is State.DRAFT:
        return Omission.DRAFT
    if view.facts.state.is_inactive:
        return Omission.OVER
    if reason := counted_elsewhere.get(view.contract.id):
        return reason
    if view.redaction_of(*VALUE_FIELDS):
        return Omission.WITHHELD
    if value is None or value.stated() is None:
        return Omission.MIXED_BASES if value and value.parts else Omission.NO_AMOUNT
    return Omission.UNIT_PRICE if value.stated_basis() == UNIT_PRICE else None


def annual_values(views: Sequence[ContractView]) -> dict[str, Decimal]:
    """The pounds a year, by contract id, of the contracts that are in a total and have such a figure."""
    counted_elsewhere = values_counted_elsewhere(views)
    amounts = {
        view.contract.id: annual_value(view.contract).amount for view in views if not omission(view, counted_elsewhere)
    }
    return {name: amount for name, amount in amounts.items() if amount is not None}
