"""Totals of contract values in words, always with what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from commreg.model.vocabularies import BASIS
from commreg.planning.totals import Omission, Total
from commreg.values.money import whole_pounds
from commreg.values.text import agree, join_words, pluralize
from commreg.wording.value import amount_words

NEAREST_POUND = "Amounts are to the nearest pound."
_OMISSIONS = {
    Omission.OVER: ("that is over", "that are over"),
    Omission.DRAFT: ("draft", "drafts"),
    Omission.FRAMEWORK: ("framework with call-offs of its own", "frameworks with call-offs of their own"),
    Omission.SUCCESSOR: ("that follows another contract here", "that follow other contracts here"),
    Omission.NO_AMOUNT: ("with no amount", "with no amount"),
    Omission.UNIT_PRICE: ("priced by the case", "priced by the case"),
    Omission.MIXED_BASES: ("in parts on different bases", "in parts on different bases"),
    Omission.WITHHELD: ("withheld", "withheld"),
}


def total_sentence(total: Total) -> str:
    """The sums of a total and what they leave out, in a sentence or two."""
    if not total.by_basis:
        is_blank = total.omitted.keys() <= {Omission.NO_AMOUNT, Omission.WITHHELD}
        return f"No amounts {'are recorded' if is_blank else 'can be added up'}.{_exclusion_sentences(total)}"
    if total.single_basis == "unstated":
        amount = whole_pounds(total.by_basis["unstated"])
        sums = f"{amount}; whether they are yearly or whole-term is not stated"
    else:
        sums = join_words(sums_by_basis(total, contracts=True))
    return f"Contract values total {sums}.{_exclusion_sentences(total)}"


def sums_by_basis(
    total: Total,
    pounds: Callable[[Decimal], str] = whole_pounds,
    *,
    contracts: bool = False,
    heading_basis: str | None = None,
) -> list[str]:
    """The sum on each basis: '£24,000 a year', or with `contracts` '£24,000 a year (2 contracts)'."""
    return [
        amount_words(total.by_basis[basis], basis, pounds=pounds, heading_basis=heading_basis)
        + (f" ({pluralize(total.contracts[basis], 'contract')})" if contracts else "")
        for basis in BASIS
        if basis in total.by_basis
    ]


def exclusions(total: Total) -> list[str]:
    """What the sums leave out, with how many of each: '1 with no amount', '2 withheld'."""
    return [
        f"{total.omitted[reason]:,} {agree(total.omitted[reason], *_OMISSIONS[reason])}"
        for reason in Omission
        if total.omitted[reason]
    ]


def group_words(total: Total, heading_basis: str | None) -> tuple[tuple[str, ...], str]:
    """The values of a group for a row of a table: a sum for each basis, and what is not included or estimated."""
    firm = [f"{total.not_firm:,} estimated"] if total.not_firm else []
    return tuple(sums_by_basis(total, heading_basis=heading_basis)), "; ".join(exclusions(total) + firm)


def estimates_words(total: Total) -> str:
    """How many of the amounts of a total are not firm: '2 of these are estimates'; empty if all are."""
    if not total.not_firm:
        return ""
    return f"{total.not_firm:,} of these {agree(total.not_firm, 'is an estimate', 'are estimates')}"


def _exclusion_sentences(total: Total) -> str:
    excluded = exclusions(total)
    sentences = f" Not included: {', '.join(excluded)}." if excluded else ""
    if total.not_firm:
        estimates = agree(total.not_firm, "is an estimate", "are estimates")
        sentences += f" {total.not_firm:,} of these values {estimates}."
    return f"{sentences} {NEAREST_POUND}" if total.has_pence else sentences
