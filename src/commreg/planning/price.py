"""What an amount comes to a year and over a whole term, as far as its basis and the recorded terms allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from commreg.model.contract import Contract
from commreg.planning.extensions import extended_end
from commreg.values.dates import add_months, boundary, end_of_months, months_between
from commreg.values.money import PENNY

_TIMES_A_YEAR = {"annual": 1, "monthly": 12, "weekly": 52}
_WHOLE_TERM_BASES = ("whole-term", "ceiling")


class NoAnnualValue(StrEnum):
    """Why an amount cannot be turned into pounds a year."""

    NO_AMOUNT = "no-amount"
    PARTS = "parts"  # on different bases
    UNIT_PRICE = "unit-price"
    CEILING = "ceiling"
    UNSTATED = "unstated"
    NO_END = "no-end"
    PART_MONTHS = "part-months"
    RENEWS = "renews"  # the amount has changed since the award, and it is not recorded which period it is for
    EXTENDED = "extended"  # it is not recorded whether the amount covers the extension


@dataclass(frozen=True, slots=True)
class AnnualValue:
    """Pounds a year, or why there is no such figure. `agreed_end` is the last day that a whole-term amount covers."""

    amount: Decimal | None = None
    missing: NoAnnualValue | None = None
    agreed_end: date | None = None


def annual_value(contract: Contract) -> AnnualValue:
    """Pounds a year; an amount for the whole term is spread over the whole months of the term it was agreed for."""
    value = contract.value
    stated = value.stated() if value else None
    if value is None or stated is None:
        return AnnualValue(missing=NoAnnualValue.PARTS if value and value.parts else NoAnnualValue.NO_AMOUNT)
    basis = value.stated_basis()
    if basis in _TIMES_A_YEAR:
        return AnnualValue(stated * _TIMES_A_YEAR[basis])
    if basis != "whole-term":
        return AnnualValue(missing=NoAnnualValue.UNIT_PRICE if basis == "per-case" else NoAnnualValue(basis))
    if contract.term.end is None:
        return AnnualValue(missing=NoAnnualValue.NO_END)
    end = agreed_end(contract)
    if end is None:
        return AnnualValue(missing=NoAnnualValue.RENEWS if contract.term.renewal else NoAnnualValue.EXTENDED)
    months = months_between(contract.term.start, boundary(end))
    if months <= 0 or end_of_months(contract.term.start, months) != end:
        return AnnualValue(missing=NoAnnualValue.PART_MONTHS)
    return AnnualValue((stated * 12 / months).quantize(PENNY), agreed_end=end)


def agreed_end(contract: Contract) -> date | None:
    """The last day of the term that an amount for the whole term was agreed for, whatever ended it early.

    None for an open-ended contract, and if the file does not show it: after an extension only an amount that differs
    from the amount at award covers the extended term. Automatic renewals are not in it, unless the amount has changed
    since: then it is not recorded what it covers.
    """
    term, value = contract.term, contract.value
    extended = extended_end(term)
    has_changed = value is not None and value.at_award is not None and value.at_award != value.stated()
    if term.renewal and has_changed:
        return None
    if value is None or extended == term.end:
        return term.end
    return extended if has_changed else None


def whole_term_value(amount: Decimal, basis: str, start: date, end: date | None) -> Decimal | None:
    """Pounds for the term from `start` to `end`, both inclusive; None if the basis or the term does not allow it.

    A month or year begun counts by its days; an amount a week is for seven days.
    """
    if basis in _WHOLE_TERM_BASES:
        return amount
    if end is None or end < start or basis not in _TIMES_A_YEAR:
        return None
    if basis == "weekly":
        return (amount * (boundary(end) - start).days / 7).quantize(PENNY)
    months = months_between(start, boundary(end))
    month = add_months(start, months)
    days_in_month = (add_months(start, months + 1) - month).days
    exact = months + Decimal((boundary(end) - month).days) / days_in_month
    return (amount * exact * _TIMES_A_YEAR[basis] / 12).quantize(PENNY)
