"""Totals of stated values in words, always with what they leave out."""

from __future__ import annotations

from commreg.model.vocabularies import BASIS, with_basis
from commreg.planning.totals import Total
from commreg.values.money import format_pounds
from commreg.values.text import agree, join_words, pluralize


def total_sentence(total: Total) -> str:
    """The sums of a total and what they leave out, in a sentence or two."""
    if not total.by_basis:
        return "No amounts are recorded." + _exclusion_sentences(total)
    if list(total.by_basis) == ["unstated"]:
        amount = format_pounds(total.by_basis["unstated"])
        sums = f"{amount}; whether they are yearly or whole-term is not stated"
    else:
        sums = join_words(sums_by_basis(total, contracts=True))
    return f"Contract values total {sums}.{_exclusion_sentences(total)}"


def sums_by_basis(total: Total, *, contracts: bool = False) -> list[str]:
    """The sum on each basis: '£24,000 a year', or with `contracts` '£24,000 a year (2 contracts)'."""
    return [
        with_basis(format_pounds(total.by_basis[basis]), basis)
        + (f" ({pluralize(total.contracts[basis], 'contract')})" if contracts else "")
        for basis in BASIS
        if basis in total.by_basis
    ]


def exclusions(total: Total) -> list[str]:
    """What the sums leave out, with how many of each: '1 with no amount', '2 withheld'."""
    out = [f"{total.no_amount} with no amount"] if total.no_amount else []
    out += [f"{total.mixed_bases} in parts on different bases"] if total.mixed_bases else []
    return out + ([f"{total.withheld} withheld"] if total.withheld else [])


def _exclusion_sentences(total: Total) -> str:
    excluded = exclusions(total)
    sentences = f" Not included: {', '.join(excluded)}." if excluded else ""
    if total.not_firm:
        estimates = agree(total.not_firm, "is an estimate", "are estimates")
        sentences += f" {total.not_firm:,} of these values {estimates}."
    return sentences
