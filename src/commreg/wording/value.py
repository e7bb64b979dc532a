"""An amount with what it covers: the one place where a value becomes words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from commreg.model.contract import Contract
from commreg.model.value import EstimatedValue, Funding, Value
from commreg.model.vocabularies import BASIS, CERTAINTY, FUNDING_KIND, with_basis
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.award import end_with_all_extensions, value_with_options
from commreg.planning.contract_view import ContractView
from commreg.planning.price import NoAnnualValue, annual_value
from commreg.values.dates import long_date
from commreg.values.durations import format_months
from commreg.values.money import pounds_and_pence, whole_pounds
from commreg.values.text import join_words

# Bases on which an amount is for the whole of a contract; an unstated one is taken as the council gives it.
TOTAL_BASES = ("whole-term", "ceiling", "unstated")

# Reasons that the value itself does not show.
_NO_ANNUAL_VALUE = {
    NoAnnualValue.PART_MONTHS: "the term is not a number of whole months",
    NoAnnualValue.RENEWS: "the contract renews, its value has changed, and it is not recorded what the value covers",
    NoAnnualValue.EXTENDED: "the contract was extended, and it is not recorded whether the value covers the extension",
}


def amount_words(
    amount: Decimal,
    basis: str,
    certainty: str | None = None,
    *,
    pounds: Callable[[Decimal], str] = whole_pounds,
    heading_basis: str | None = None,
) -> str:
    """An amount with its basis: £24,000 a year (estimated); £74,000, basis not stated.

    `pounds` writes the amount; by default to the nearest pound, as in lists. The basis is left out if it is that of the
    heading, `heading_basis`.
    """
    words = pounds(amount)
    if basis != heading_basis:
        words = with_basis(words, basis)
    return words + (f" ({CERTAINTY.label(certainty)})" if certainty else "")


def basis_unit(basis: str | None) -> str:
    """What every amount of a column covers, for its heading; empty if they differ."""
    return BASIS.label(basis) if basis else ""


def common_basis(views: Iterable[ContractView]) -> str | None:
    """The basis of every amount of these contracts that can be shown; None if they differ or there are none."""
    bases: set[str] = set()
    for view in views:
        value = view.contract.value
        if value is not None and not view.redaction_of(*VALUE_FIELDS):
            bases |= {value.basis} if value.amount is not None else {part.basis for part in value.parts or ()}
    return bases.pop() if len(bases) == 1 else None


def amounts_words(
    value: Value | None, pounds: Callable[[Decimal], str] = whole_pounds, *, heading_basis: str | None = None
) -> list[str]:
    """The amount of a value and each of its parts, with what each covers; empty if none is recorded."""
    if value is None:
        return []
    priced = [] if value.amount is None else [("", value.amount, value.basis, value.certainty)]
    priced += [(f"{part.what}: ", part.amount, part.basis, part.certainty) for part in value.parts or ()]
    return [
        name + amount_words(amount, basis, certainty, pounds=pounds, heading_basis=heading_basis)
        for name, amount, basis, certainty in priced
    ]


def certainty_words(value: Value) -> str:
    """How certain a value is: estimated, not guaranteed, or only some of its parts; empty if it is firm."""
    if value.firm():
        return ""
    certainty = value.certainty or "fixed"
    return CERTAINTY.label(certainty) if certainty != "fixed" else "some parts estimated or not guaranteed"


def basis_words(value: Value, heading_basis: str | None = None) -> str:
    """What a value covers and how certain it is: 'a year, estimated', 'basis not stated'."""
    basis = value.stated_basis()
    return ", ".join(filter(None, ("" if basis == heading_basis else BASIS.label(basis), certainty_words(value))))


def value_words(value: Value) -> str:
    """A value on one line to the penny: the amount or, if there is none, its parts. Empty if nothing is stated."""
    words = amounts_words(value, pounds_and_pence)
    return words[0] if value.amount is not None else "; ".join(words)


def cell_words(value: Value | None, heading_basis: str | None = None) -> str | None:
    """A value for a cell of a listing, to the nearest pound; None if nothing is stated."""
    stated = value.stated() if value else None
    if value is None or (stated is None and not value.parts):
        return None
    if stated is None:
        return join_words([amount_words(part.amount, part.basis) for part in value.parts or ()])
    return amount_words(stated, value.stated_basis(), heading_basis=heading_basis)


def funding_words(funding: Funding, value: Value | None, pounds: Callable[[Decimal], str]) -> str:
    """A source of money with its kind and what it pays: 'Parents: £1,300 a year, payments by families'."""
    basis = funding.basis or (value.stated_basis() if value else "unstated")
    amount = ""
    if funding.amount is not None:
        amount = f": {amount_words(funding.amount, basis, funding.certainty, pounds=pounds)}"
    return funding.source + amount + (f", {FUNDING_KIND.label(funding.kind)}" if funding.kind else "")


def estimate_basis_words(estimate: EstimatedValue) -> str:
    """What an estimate covers: 'whole term, 4 years, not guaranteed'."""
    term = format_months(estimate.term_months) if estimate.term_months else ""
    certainty = CERTAINTY.label(estimate.certainty) if estimate.certainty else ""
    return ", ".join(filter(None, (BASIS.label(estimate.basis), term, certainty)))


def estimate_words(estimate: EstimatedValue) -> str:
    """An estimate to the penny, with what it covers: £774,000.00 (whole term, 4 years, not guaranteed)."""
    return f"{pounds_and_pence(estimate.amount)} ({estimate_basis_words(estimate)})"


def annual_value_words(contract: Contract) -> str | None:
    """The annual value and how it was worked out, or why it cannot be; None if there is nothing to add to the value."""
    annual, value = annual_value(contract), contract.value
    if annual.amount is None:
        return (
            f"cannot be worked out: {_NO_ANNUAL_VALUE[annual.missing]}" if annual.missing in _NO_ANNUAL_VALUE else None
        )
    if value is not None and value.stated_basis() == "annual":
        return None
    spread = f" to {long_date(annual.agreed_end)}" if annual.agreed_end else ""
    start = f" for the term from {long_date(contract.term.start)}" if spread else ""
    spread += ", without automatic renewals" if spread and contract.term.renewal else ""
    return f"{pounds_and_pence(annual.amount)}, worked out from the contract value{start}{spread}"


def options_value_words(contract: Contract) -> str | None:
    """The value over the longest term; None if no extension is provided for, or the file does not show it."""
    amount, end = value_with_options(contract), end_with_all_extensions(contract.term)
    if amount is None or end is None or end == contract.term.end:
        return None
    return f"{pounds_and_pence(amount)} over the longest term, to {long_date(end)}, without VAT"


def is_value_withheld(view: ContractView) -> bool:
    """Whether the amount, or what would reveal it, is withheld from this audience."""
    return view.redaction_of("value.amount", "value.parts") is not None
