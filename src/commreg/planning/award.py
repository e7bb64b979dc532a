"""The longest term and the lowest possible value of a contract at award, as far as its file allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.model.contract import Contract, Term
from commreg.values.dates import boundary, end_of_months, months_between
from commreg.values.money import PENNY

# The number of months that an amount on each basis is for.
_MONTHS = {"annual": 12, "monthly": 1}


def end_with_all_extensions(term: Term) -> date | None:
    """The last day of the longest term provided for at award; None for an open-ended contract.

    Every extension counts, used or not, except one recorded as not provided for; automatic renewal counts to its limit,
    and without a limit not at all.
    """
    if term.end is None:
        return None
    base, months, end = boundary(term.end), 0, term.end
    for extension in term.extensions or ():
        if extension.provided is False:
            continue
        if extension.until is None:
            months += extension.months or 0
            end = end_of_months(base, months)
        elif extension.until > end:
            base, months, end = boundary(extension.until), 0, extension.until
    limit = term.renewal.limit if term.renewal else None
    return max(end, limit) if limit else end


@dataclass(frozen=True, slots=True)
class MinimumValue:
    """The lowest possible value over the longest term, in pounds net of VAT; `field` is the field that states it."""

    amount: Decimal
    field: str


def minimum_value(contract: Contract) -> MinimumValue | None:
    """The stated value over the longest term, net of VAT; None if its basis does not allow it.

    An amount for the whole term may not include extensions, and part months and weeks are not counted, so the value
    with extensions and VAT is this much or more.
    """
    value = contract.value
    stated = None if value is None else value.stated() if value.at_award is None else value.at_award
    if value is None or stated is None:
        return None
    field = "value.amount" if value.at_award is None else "value.at_award"
    basis = value.stated_basis()
    if basis == "whole-term":
        return MinimumValue(stated, field)
    end = end_with_all_extensions(contract.term)
    if end is None or end < contract.term.start:
        return None
    if basis in _MONTHS:
        months = months_between(contract.term.start, boundary(end))
        return MinimumValue((stated * months / _MONTHS[basis]).quantize(PENNY), field)
    if basis == "weekly":
        return MinimumValue(stated * ((boundary(end) - contract.term.start).days // 7), field)
    return None
