"""The longest term and the lowest possible value of a contract at award, as far as its file allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.model.contract import Contract, Term
from commreg.planning.extensions import are_options_recorded, extended_end
from commreg.planning.price import whole_term_value
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
class _Priced:
    """A stretch of the longest term, both ends inclusive, and the extension's own price; None without one."""

    start: date
    end: date
    amount: Decimal | None = None


def _priced_stretches(term: Term) -> list[_Priced]:
    """The term as signed, then each extension provided for at award, used or not."""
    if term.end is None or (term.renewal and term.renewal.limit is None):
        return []
    stretches = [_Priced(term.start, term.end)]
    for number, extension in enumerate(term.extensions or (), 1):
        end = end_with_all_extensions(term.model_copy(update={"extensions": (term.extensions or ())[:number]}))
        if extension.provided is not False and end and end > stretches[-1].end:
            stretches.append(_Priced(boundary(stretches[-1].end), end, extension.amount))
    limit = term.renewal.limit if term.renewal else None
    return [*stretches, _Priced(boundary(stretches[-1].end), limit)] if limit else stretches


def value_with_options(contract: Contract) -> Decimal | None:
    """Pounds over the longest term provided for at award, net of VAT: the value, with every extension used.

    An extension counts at its own amount, on the basis of the value; without one at the price of the value, if that is
    for a time. None if the file does not show it: extensions or their prices are not recorded, the term has no latest
    end, or the value is a ceiling, for a case, or of no stated basis.
    """
    value, term = contract.value, contract.term
    stated = None if value is None else value.stated() if value.at_award is None else value.at_award
    if value is None or stated is None or not are_options_recorded(term) or value.stated_basis() == "ceiling":
        return None
    basis, total = value.stated_basis(), Decimal("0.00")
    if basis == "whole-term" and value.at_award is None and extended_end(term) != term.end:
        return None  # it is not recorded whether the amount covers the extensions used
    stretches = _priced_stretches(term)
    for number, stretch in enumerate(stretches):
        price = stated if stretch.amount is None and (number == 0 or basis != "whole-term") else stretch.amount
        amount = None if price is None else whole_term_value(price, basis, stretch.start, stretch.end)
        if amount is None:
            return None
        total += amount
    return total if stretches else None


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
    if any(extension.amount is not None for extension in contract.term.extensions or ()):
        with_options = value_with_options(contract)
        if with_options is not None:
            return MinimumValue(with_options, f"{field} with the amounts of the extensions")
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
