"""Checks of the value of a contract."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.vocabularies import with_basis
from commreg.values.money import ZERO, pounds_and_pence


@check("CR220", "no-value", Severity.WARNING, "No amount is recorded")
def no_value(context: CheckContext) -> Iterator[Violation]:
    """An amount, or the parts of one, is recorded."""
    value = context.contract.value
    if value is None or (value.amount is None and not value.parts):
        yield Violation(
            "CR220",
            "value is not recorded" if value is None else "value.amount is not recorded",
            ("value",) if value is None else ("value", "amount"),
            hint="add value: with amount: and basis:; write basis: unstated if the contract does not say",
            at="key",
        )


@check("CR209", "parts-and-amount", Severity.ERROR, "An amount is not the sum of its parts")
def parts_and_amount(context: CheckContext) -> Iterator[Violation]:
    """An amount is the sum of its parts, on the same basis."""
    value = context.contract.value
    if value is None or value.amount is None or not value.parts:
        return
    if {part.basis for part in value.parts} != {value.basis}:
        yield Violation(
            "CR209",
            f"value.amount is {with_basis(pounds_and_pence(value.amount), value.basis)}, "
            "and its parts are on another basis, so that one of them would not be counted",
            ("value", "amount"),
            hint="leave the amount out, or give the amount and the parts the same basis",
        )
        return
    total = sum((part.amount for part in value.parts), ZERO)
    if total != value.amount:
        yield Violation(
            "CR209",
            f"value.amount is {pounds_and_pence(value.amount)}, and its parts come to {pounds_and_pence(total)}",
            ("value", "amount"),
            hint="correct the amount or the parts, or leave the amount out: the parts are then added up",
        )


@check("CR222", "zero-amount", Severity.WARNING, "An amount is zero")
def zero_amount(context: CheckContext) -> Iterator[Violation]:
    """An amount is not zero."""
    value = context.contract.value
    if value is not None and value.stated() == ZERO:
        yield Violation(
            "CR222",
            "value.amount is zero",
            ("value", "amount"),
            hint="if the amount is not known, leave value out",
            may_be_right=True,
        )
