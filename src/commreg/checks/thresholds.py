"""Checks of what was bought without competition against the thresholds of the law and the council's own bands.

A threshold of the law includes VAT and every option; a value in the register is net. A contract is at the threshold if
procurement.threshold_value, which is recorded for this, is; or if the net value by itself is, since VAT only adds to
it, whatever threshold_value says. A net value that VAT would take to the threshold is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.law import STANDARD_VAT, Threshold, known_to
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import minimum_value
from commreg.planning.public_contract import Coverage, public_contract_test, thresholds_on
from commreg.values.dates import long_date
from commreg.values.money import PENNY, format_pounds

_MEASURED = ("pcr2015", "pa2023", "pa2023-light-touch")
_WITHOUT_TENDER = (None, "direct-award", "quotation")
_NOT_BOUGHT = ("grant", "inter-authority-agreement")
_FROM_A_FRAMEWORK = ("framework-call-off", "framework-mini-competition", "dynamic-market")
_KIND = {"services": "for services", "light-touch": "for light touch services"}
VALUE: FieldPath = ("procurement", "threshold_value")


@check(
    "CR224",
    "direct-award-above-threshold",
    Severity.WARNING,
    "A direct award or exemption is at or above the threshold",
    skip_after_fixed_error=True,
)
@check(
    "CR225",
    "threshold-unclear",
    Severity.NOTE,
    "It is not clear whether a contract is below the threshold",
    skip_after_fixed_error=True,
)
def direct_award(context: CheckContext) -> Iterator[Violation]:
    """A direct award or exemption at or above the threshold on the day the procurement commenced.

    Procurement Act 2023, sections 3 and 41 to 43 and schedules 3 and 5; Public Contracts Regulations 2015, regs 5, 6
    and 32.
    """
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or procurement.commenced_on is None or not _uncompeted(contract, procurement):
        return
    limits = thresholds_on(procurement, procurement.commenced_on)
    if not limits:
        yield from _not_known(procurement.commenced_on)
        return
    reached = _reached(contract, max(limits, key=lambda limit: limit.amount))
    what, field_path = _award_phrase(procurement)
    if reached:
        hint = "check which ground in law it rests on"
        yield Violation("CR224", f"{what}, and {reached}", field_path, hint=hint, may_be_right=True)
    elif procurement.threshold_value is None:
        amounts = " or ".join(f"{format_pounds(limit.amount)} {_KIND[limit.kind]}" for limit in limits)
        yield Violation(
            "CR225",
            f"procurement.threshold_value is not recorded, so it is not clear whether {_award_noun(procurement)} "
            f"is below the threshold, {amounts}",
            VALUE,
            hint="add threshold_value: with the highest value it could reach, with every option and VAT",
            at="key",
        )
    elif len(limits) > 1 and not all(limit.below(procurement.threshold_value) for limit in limits):
        yield Violation(
            "CR225",
            f"procurement.cpv does not tell which threshold applies: the value of "
            f"{format_pounds(procurement.threshold_value)} lies between "
            f"{' and '.join(f'{format_pounds(limit.amount)} {_KIND[limit.kind]}' for limit in limits)}",
            ("procurement", "cpv"),
            hint="add the CPV codes of the services",
            at="key",
        )


@check(
    "CR237",
    "not-below-threshold",
    Severity.WARNING,
    "A contract recorded as below the threshold is at or above it",
    skip_after_fixed_error=True,
)
def below_threshold(context: CheckContext) -> Iterator[Violation]:
    """What is recorded as below the threshold is below it. Procurement Act 2023, sections 3 and 84."""
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or procurement.regime != "below-threshold" or procurement.commenced_on is None:
        return
    limits = thresholds_on(procurement, procurement.commenced_on)
    if not limits:
        yield from _not_known(procurement.commenced_on)
        return
    reached = _reached(contract, max(limits, key=lambda limit: limit.amount))
    if reached:
        yield Violation(
            "CR237",
            f"procurement.regime is below-threshold, and {reached}",
            ("procurement", "regime"),
            hint="check the value and the regime with your procurement adviser",
        )
    else:
        yield from _within_vat(contract, max(limits, key=lambda limit: limit.amount))


@check(
    "CR270",
    "threshold-value-too-low",
    Severity.WARNING,
    "The threshold value is less than the contract value",
    skip_after_fixed_error=True,
)
def threshold_value_too_low(context: CheckContext) -> Iterator[Violation]:
    """The threshold value, with VAT and every option, is not less than the net value over the longest term."""
    procurement = context.contract.procurement
    gross, least = procurement.threshold_value if procurement else None, minimum_value(context.contract)
    if gross is None or least is None or gross >= least.amount:
        return
    yield Violation(
        "CR270",
        f"procurement.threshold_value is {format_pounds(gross)}, and {least.field} comes to "
        f"{format_pounds(least.amount)} or more over the longest term, before any VAT",
        VALUE,
        hint="correct threshold_value: the highest value over the longest term, with every option and VAT",
    )


@check(
    "CR250",
    "public-contract-below-threshold",
    Severity.WARNING,
    "A contract recorded under the Act is below the threshold",
    skip_after_fixed_error=True,
)
def recorded_as_public(context: CheckContext) -> Iterator[Violation]:
    """What is recorded under the Procurement Act at large is a public contract. Its sections 3, 5 and 84.

    What is called off from a framework or a dynamic market is recorded under the law of that.
    """
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or procurement.regime not in ("pa2023", "pa2023-light-touch"):
        return
    if contract.kind == "call-off" or procurement.framework or procurement.route in _FROM_A_FRAMEWORK:
        return
    test = public_contract_test(contract)
    if test.coverage is not Coverage.BELOW or test.limit is None or procurement.threshold_value is None:
        return
    yield Violation(
        "CR250",
        f"procurement.regime is {procurement.regime}, and procurement.threshold_value is "
        f"{format_pounds(procurement.threshold_value)}: below {format_pounds(test.limit.amount)}, the threshold "
        f"{_KIND[test.limit.kind]}",
        ("procurement", "regime"),
        hint="if the value is right, write below-threshold; if not, correct threshold_value",
    )


def _uncompeted(contract: Contract, procurement: Procurement) -> bool:
    """Whether it was let without competition, other than by user choice, from a framework, or between authorities."""
    if procurement.regime not in _MEASURED or contract.kind in ("call-off", *_NOT_BOUGHT) or procurement.framework:
        return False
    return procurement.route == "direct-award" or (
        procurement.exemption is not None and procurement.route in _WITHOUT_TENDER
    )


def _reached(contract: Contract, limit: Threshold) -> str | None:
    """What shows that a contract was at or above a threshold, in words; None where nothing does for certain."""
    procurement = contract.procurement
    gross = procurement.threshold_value if procurement else None
    on = long_date(procurement.commenced_on) if procurement and procurement.commenced_on else ""
    name = f"{format_pounds(limit.amount)}, the threshold {_KIND[limit.kind]} when the procurement commenced on {on}"
    if gross is not None:
        beyond = "" if limit.with_vat else " net of VAT, at whatever rate"
        if limit.reached(gross):
            return f"procurement.threshold_value is {format_pounds(gross)}: at or above {name}{beyond}"
    least = minimum_value(contract)
    if least is None or least.amount < limit.amount:
        return None
    return (
        f"{least.field} comes to {format_pounds(least.amount)} or more over the longest term, before any VAT: "
        f"at or above {name}"
    )


def _within_vat(contract: Contract, limit: Threshold) -> Iterator[Violation]:
    """CR225: a net value below the threshold that VAT at the standard rate would take to it, and no gross value."""
    least, procurement = minimum_value(contract), contract.procurement
    if procurement is None or procurement.threshold_value is not None or least is None or not limit.with_vat:
        return
    gross = (least.amount * STANDARD_VAT).quantize(PENNY)
    if gross >= limit.amount:
        yield Violation(
            "CR225",
            f"procurement.threshold_value is not recorded, and {least.field} comes to {format_pounds(least.amount)} "
            f"or more over the longest term: with VAT at 20% {format_pounds(gross)}, at or above "
            f"{format_pounds(limit.amount)}, the threshold {_KIND[limit.kind]}",
            VALUE,
            hint="add threshold_value: with the highest value it could reach, with every option and VAT",
            at="key",
        )


def _award_phrase(procurement: Procurement) -> tuple[str, FieldPath]:
    if procurement.route == "direct-award":
        return "procurement.route is direct-award", ("procurement", "route")
    return "procurement.exemption is recorded", ("procurement", "exemption", "reason")


def _award_noun(procurement: Procurement) -> str:
    return "the direct award" if procurement.route == "direct-award" else "what the exemption covers"


def _not_known(commenced: date) -> Iterator[Violation]:
    """CR225: said where the table does not go so far, so that silence never looks like a pass."""
    if commenced > known_to("thresholds"):
        yield Violation(
            "CR225",
            f"procurement.commenced_on is {long_date(commenced)}, and the thresholds are known here "
            f"up to {long_date(known_to('thresholds'))}",
            ("procurement", "commenced_on"),
            hint="use a newer commreg, or compare the value with the thresholds of that day yourself",
        )
