"""Checks of how far a contract has moved from what was awarded: its term, its value, and what it provides for.

Procurement Act 2023, sections 74 and 75 and schedule 8; Public Contracts Regulations 2015, reg 72; Provider Selection
Regime, reg 13. None of them says that a change was wrong: each has grounds that a register does not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.contract import Contract
from commreg.model.vocabularies import with_basis
from commreg.planning.award import end_with_all_extensions
from commreg.planning.extensions import extended_end
from commreg.values.dates import boundary, long_date
from commreg.values.money import format_pounds

# Where the law lets a contract be changed freely (section 74(2)), or has nothing to say of changes.
_FREE = ("pa2023-light-touch", "below-threshold", "exempt", "grant")
_GROUNDS = {
    "pa2023": "Procurement Act 2023, section 74 and schedule 8",
    "pcr2015": "Public Contracts Regulations 2015, reg 72",
    "psr": "Provider Selection Regime, reg 13",
}
_PSR_AMOUNT = Decimal(500_000)


@check(
    "CR226",
    "extension-not-provided-for",
    Severity.WARNING,
    "An extension was used that the contract did not provide for",
    skip_after_fixed_error=True,
)
def unprovided_extensions(context: CheckContext) -> Iterator[Violation]:
    """An extension that was used, and is recorded as not provided for when the contract was signed."""
    contract = context.contract
    regime = contract.procurement.regime if contract.procurement else None
    if regime in _FREE:
        return
    grounds = _GROUNDS.get(regime or "", f"{_GROUNDS['pa2023']}, or {_GROUNDS['pcr2015']}")
    for index, extension in enumerate(contract.term.extensions or ()):
        if extension.state == "exercised" and extension.provided is False:
            yield Violation(
                "CR226",
                f"term.extensions[{index + 1}] was used, and the contract as signed does not provide for it",
                ("term", "extensions", index, "provided"),
                hint=f"check what allows it ({grounds})",
                may_be_right=True,
            )


@dataclass(frozen=True, slots=True)
class _Change:
    """The change of a value or a term since the award, in per cent of what it was; negative if it is less."""

    by: Decimal
    words: str
    field_path: FieldPath

    @property
    def percent(self) -> str:
        """12.5% more: to one decimal place, rounded down."""
        tenths = abs(self.by).quantize(Decimal("0.1"), rounding="ROUND_DOWN").normalize()
        return f"{tenths:f}% {'more' if self.by > 0 else 'less'}"


@check(
    "CR227",
    "changed-by-a-tenth",
    Severity.NOTE,
    "A value or a term has changed by more than a tenth since the award",
    skip_after_fixed_error=True,
)
@check(
    "CR228",
    "changed-by-half",
    Severity.WARNING,
    "A value or a term has grown by more than half since the award",
    skip_after_fixed_error=True,
)
def changed(context: CheckContext) -> Iterator[Violation]:
    """A value or a term more than a tenth away from the award, or more than half as much again.

    Section 74(3) and (4) and section 75(2): a term, or a value, changed by more than 10 per cent. Reg 72(5): a value
    changed by 10% or more. Schedule 8 and reg 72(1): increases above 50 per cent.
    """
    contract = context.contract
    regime = contract.procurement.regime if contract.procurement else None
    if regime not in ("pa2023", "pcr2015"):
        return
    for change in (*_value_change(contract), *_term_change(contract)):
        if change.by > 50:
            hint = f"check the ground for each change, with your procurement adviser: {_GROUNDS[regime]}"
            yield Violation(
                "CR228", f"{change.words}, {change.percent}", change.field_path, hint=hint, may_be_right=True
            )
        elif abs(change.by) > 10 or (regime == "pcr2015" and change.field_path[0] == "value" and abs(change.by) == 10):
            hint = f"check that the contract provides for it, or which ground allows it: {_GROUNDS[regime]}"
            yield Violation(
                "CR227", f"{change.words}, {change.percent}", change.field_path, hint=hint, may_be_right=True
            )


@check(
    "CR229",
    "health-contract-changed",
    Severity.WARNING,
    "A health care contract has changed by £500,000 and 25%",
    skip_after_fixed_error=True,
)
def health_change(context: CheckContext) -> Iterator[Violation]:
    """Under the Provider Selection Regime, a lifetime value changed by £500,000 or more and by 25% or more.

    Reg 13(1)(d) and (2)(b). After direct award A or B the amount does not matter (reg 13(3)).
    """
    contract = context.contract
    procurement, value = contract.procurement, contract.value
    if (
        procurement is None
        or procurement.regime != "psr"
        or procurement.route in ("psr-direct-award-a", "psr-direct-award-b")
    ):
        return
    if value is None or value.amount is None or value.at_award is None or value.basis != "whole-term":
        return
    for change in _value_change(contract):
        if abs(change.by) >= 25 and abs(value.amount - value.at_award) >= _PSR_AMOUNT:
            yield Violation(
                "CR229",
                f"{change.words}: {format_pounds(abs(value.amount - value.at_award))} and {change.percent}; "
                "the two limits are £500,000 and 25%",
                change.field_path,
                hint=f"check which ground allows it ({_GROUNDS['psr']}), and whether a notice is due in 30 days",
                may_be_right=True,
            )


def _value_change(contract: Contract) -> Iterator[_Change]:
    """The value against the award, on one basis.

    Not compared: an amount for the whole term after an extension that was provided for, as the extension itself adds to
    it.
    """
    value = contract.value
    if value is None or value.amount is None or not value.at_award or value.amount == value.at_award:
        return
    used = (extension for extension in contract.term.extensions or () if extension.state == "exercised")
    if value.basis == "whole-term" and any(extension.provided is not False for extension in used):
        return
    by = (value.amount - value.at_award) * 100 / value.at_award
    now = with_basis(format_pounds(value.amount), value.basis)
    words = f"value.amount is {now}, against {format_pounds(value.at_award)} at award"
    yield _Change(by, words, ("value", "amount"))


def _term_change(contract: Contract) -> Iterator[_Change]:
    """The end with the extensions used, against the longest term provided for on award, in days."""
    end, longest = extended_end(contract.term), end_with_all_extensions(contract.term)
    start = contract.term.start
    if end is None or longest is None or end <= longest or longest < start:
        return
    by = Decimal((end - longest).days) * 100 / (boundary(longest) - start).days
    last = max(n for n, extension in enumerate(contract.term.extensions or ()) if extension.state == "exercised")
    words = f"term runs to {long_date(end)}, against {long_date(longest)} at most as awarded"
    yield _Change(by, words, ("term", "extensions", last))
