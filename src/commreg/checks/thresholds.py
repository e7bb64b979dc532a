"""Checks of what was bought without competition against the thresholds of the law and the council's own bands.

A threshold of the law includes VAT and every option; a value in the register is net. They are compared in two ways
alone: procurement.threshold_value, which is recorded for this; or a net value that is by itself at the threshold,
since VAT only adds to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.law import Threshold, known_to, light_touch, threshold
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import minimum_value
from commreg.values.dates import long_date
from commreg.values.money import format_pounds

_MEASURED = ("pcr2015", "pa2023", "pa2023-light-touch")
_WITHOUT_TENDER = (None, "direct-award", "quotation")
_NOT_BOUGHT = ("grant", "inter-authority-agreement")
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
    limits = _limits(procurement, procurement.commenced_on)
    if not limits:
        yield from _not_known(procurement.commenced_on)
        return
    reached = _reached(contract, max(limits, key=lambda limit: limit.amount))
    what, field_path = _award_phrase(procurement)
    if reached:
        hint = "check which ground in law it rests on, and say so in notes"
        yield Violation("CR224", f"{what}, and {reached}", field_path, hint=hint)
    elif procurement.threshold_value is None:
        amounts = " or ".join(f"{format_pounds(limit.amount)} {_KIND[limit.kind]}" for limit in limits)
        yield Violation(
            "CR225",
            f"procurement.threshold_value is not recorded, so it is not clear whether {_award_noun(procurement)} "
            f"is below the threshold, {amounts}",
            VALUE,
            hint="add threshold_value: with the most it could come to, with every option and VAT",
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
    limits = _limits(procurement, procurement.commenced_on)
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


def _uncompeted(contract: Contract, procurement: Procurement) -> bool:
    """Whether it was let without competition, other than by user choice, from a framework, or between authorities."""
    if procurement.regime not in _MEASURED or contract.kind in ("call-off", *_NOT_BOUGHT) or procurement.framework:
        return False
    return procurement.route == "direct-award" or (
        procurement.exemption is not None and procurement.route in _WITHOUT_TENDER
    )


def _limits(procurement: Procurement, on: date) -> list[Threshold]:
    """The threshold that applied on a day, or both where the codes do not tell; the lower first."""
    limits = [threshold(procurement.regime or "", on, kind) for kind in _kinds(procurement)]
    return [limit for limit in limits if limit]


def _kinds(procurement: Procurement) -> list[str]:
    """Which threshold the regime or the CPV codes call for; both where neither tells.

    Codes of light touch services alone make a light touch contract, whatever regime is recorded (section 9).
    """
    law = "pcr2015" if procurement.regime == "pcr2015" else "pa2023"
    light = {light_touch(code, law) for code in procurement.cpv or ()}
    if procurement.regime == "pa2023-light-touch" or light == {True}:
        return ["light-touch"]
    if procurement.regime == "pa2023" or light == {False}:
        return ["services"]
    return ["services", "light-touch"]


def _reached(contract: Contract, limit: Threshold) -> str | None:
    """What shows that a contract was at or above a threshold, in words; None where nothing does for certain."""
    procurement = contract.procurement
    gross = procurement.threshold_value if procurement else None
    on = long_date(procurement.commenced_on) if procurement and procurement.commenced_on else ""
    name = f"{format_pounds(limit.amount)}, the threshold {_KIND[limit.kind]} when the procurement commenced on {on}"
    if gross is not None:
        beyond = "" if limit.with_vat else " net of VAT, at whatever rate"
        what = f"procurement.threshold_value is {format_pounds(gross)}: at or above {name}{beyond}"
        return what if limit.reached(gross) else None
    least = minimum_value(contract)
    if least is None or least.amount < limit.amount:
        return None
    return (
        f"{least.field} comes to {format_pounds(least.amount)} or more over the longest term, before any VAT: "
        f"at or above {name}"
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
