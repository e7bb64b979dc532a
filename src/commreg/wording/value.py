"""An amount with what it covers: the one place where a value becomes words."""

from __future__ import annotations

from decimal import Decimal

from commreg.model.contract import Value
from commreg.model.vocabularies import CERTAINTY, with_basis
from commreg.planning.contract_view import ContractView
from commreg.values.money import format_pounds, pounds_and_pence

# Bases on which an amount is for the whole of a contract; an unstated one is taken as the council gives it.
TOTAL_BASES = ("whole-term", "ceiling", "unstated")


def amount_words(
    amount: Decimal, basis: str, certainty: str | None = None, *, pence: bool = False, name_unstated: bool = True
) -> str:
    """An amount with its basis: £24,000 a year (estimated); £74,000, basis not stated.

    `pence` writes it to the penny. Without `name_unstated` an unstated basis is left out, for a column whose heading
    says that amounts are as stated.
    """
    words = pounds_and_pence(amount) if pence else format_pounds(amount)
    if basis != "unstated":
        words = with_basis(words, basis)
    elif name_unstated:
        words = with_basis(f"{words},", basis)
    return words + (f" ({CERTAINTY.label(certainty)})" if certainty else "")


def amounts_words(value: Value | None, *, pence: bool = False) -> list[str]:
    """The amount of a value and each of its parts, with what each covers; empty if none is recorded."""
    if value is None:
        return []
    amount = [] if value.amount is None else [amount_words(value.amount, value.basis, value.certainty, pence=pence)]
    return amount + [
        f"{part.what}: {amount_words(part.amount, part.basis, part.certainty, pence=pence)}"
        for part in value.parts or ()
    ]


def certainty_words(value: Value) -> str:
    """How certain a value is: estimated, not guaranteed, or only some of its parts; empty if it is firm."""
    if value.firm():
        return ""
    certainty = value.certainty or "fixed"
    return CERTAINTY.label(certainty) if certainty != "fixed" else "some parts estimated or not guaranteed"


def value_words(value: Value) -> str:
    """A value on one line to the penny: the amount or, if there is none, its parts. Empty if nothing is stated."""
    words = amounts_words(value, pence=True)
    return words[0] if value.amount is not None else "; ".join(words)


def stated_value_words(value: Value | None) -> str | None:
    """A value for a cell of a listing, in whole pounds if it is; None if nothing is stated."""
    stated = value.stated() if value else None
    if value is None or stated is None:
        return "in parts" if value and value.parts else None
    return amount_words(stated, value.stated_basis(), name_unstated=False)


def is_value_withheld(view: ContractView) -> bool:
    """Whether the amount, or what would reveal it, is withheld from this audience."""
    return view.redaction_of("value.amount", "value.parts") is not None
