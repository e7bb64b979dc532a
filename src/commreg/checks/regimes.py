"""Checks of whether the regime recorded is the one that the day and the services call for, and of its limits."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.law import PA2023_FROM, PSR_FROM, health_service, light_touch, partial_health_note
from commreg.model.contract import Contract
from commreg.values.dates import long_date

REGIME: FieldPath = ("procurement", "regime")
CPV: FieldPath = ("procurement", "cpv")
# Regimes under which a service is procured, and so might have been procured under another.
_PROCURED = ("pcr2015", "pa2023", "pa2023-light-touch", "below-threshold")
_FROM_A_FRAMEWORK = ("framework-call-off", "framework-mini-competition", "dynamic-market")


@check(
    "CR233",
    "regime-not-in-force",
    Severity.WARNING,
    "A regime was not in force when the procurement commenced",
    skip_after_fixed_error=True,
)
def regime_and_day(context: CheckContext) -> Iterator[Violation]:
    """The regime was in force on the day the procurement commenced.

    Procurement Act 2023 from 24 February 2025 (SI 2024/716, reg 5, as amended); Provider Selection Regime from
    1 January 2024 (its reg 29). What is called off from an older framework stays under the older Regulations.
    """
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or procurement.regime is None or procurement.commenced_on is None:
        return
    day, regime = procurement.commenced_on, procurement.regime
    if regime in ("pa2023", "pa2023-light-touch") and day < PA2023_FROM:
        when = f"before the Procurement Act 2023 applied (from {long_date(PA2023_FROM)})"
    elif regime == "psr" and day < PSR_FROM:
        when = f"before the Provider Selection Regime applied (from {long_date(PSR_FROM)})"
    elif regime == "pcr2015" and day >= PA2023_FROM and not _called_off(contract):
        when = f"when the Procurement Act 2023 had taken their place (from {long_date(PA2023_FROM)})"
    else:
        return
    yield Violation(
        "CR233",
        f"procurement.regime is {regime}, and the procurement commenced on {long_date(day)}, {when}",
        REGIME,
        hint="check the regime and procurement.commenced_on",
        may_be_right=True,
    )


@check(
    "CR234",
    "health-outside-regime",
    Severity.WARNING,
    "Health care services are not under the Provider Selection Regime",
    skip_after_fixed_error=True,
)
@check(
    "CR235",
    "health-and-other-services",
    Severity.NOTE,
    "A contract has health care services and other services",
    skip_after_fixed_error=True,
)
def health_services(context: CheckContext) -> Iterator[Violation]:
    """Health care services, alone or beside others. Provider Selection Regime, reg 3 and schedule 1."""
    contract = context.contract
    procurement = contract.procurement
    if (
        procurement is None
        or not procurement.cpv
        or procurement.commenced_on is None
        or procurement.commenced_on < PSR_FROM
    ):
        return
    health = [code for code in procurement.cpv if health_service(code)]
    if not health or procurement.regime not in (*_PROCURED, "psr") or procurement.route == "dynamic-market":
        return
    if len(health) < len(procurement.cpv):
        yield Violation(
            "CR235",
            f"procurement.cpv has health care services ({', '.join(health)}) and others",
            CPV,
            hint="check which part has the higher value over its lifetime: it decides whether the Provider Selection "
            "Regime applies (reg 3)",
            may_be_right=True,
            at="key",
        )
    elif procurement.regime != "psr":
        extent = "; ".join(dict.fromkeys(f"{code} is {part}" for code in health if (part := partial_health_note(code))))
        yield Violation(
            "CR234",
            f"procurement.regime is {procurement.regime}, and procurement.cpv has health care services alone, "
            f"which came under the Provider Selection Regime on {long_date(PSR_FROM)}"
            f"{f' ({extent})' if extent else ''}",
            REGIME,
            hint="check whether they are services for the health service in England",
            may_be_right=True,
        )


@check(
    "CR236",
    "no-light-touch-code",
    Severity.WARNING,
    "A light touch contract has no code of a light touch service",
    skip_after_fixed_error=True,
)
@check(
    "CR239",
    "light-touch-codes-alone",
    Severity.NOTE,
    "All codes are of light touch services, and the regime is not",
    skip_after_fixed_error=True,
)
def light_touch_codes(context: CheckContext) -> Iterator[Violation]:
    """A light touch contract has a light touch service, and nearly always no other contract has.

    Procurement Act 2023, section 9; Procurement Regulations 2024, reg 42 and schedule 1.
    """
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or not procurement.cpv:
        return
    light = [light_touch(code) for code in procurement.cpv]
    if procurement.regime == "pa2023" and all(light) and not all(map(health_service, procurement.cpv)):
        yield Violation(
            "CR239",
            "procurement.regime is pa2023, and every code in procurement.cpv is of a light touch service",
            REGIME,
            hint="check whether it is a light touch contract: pa2023-light-touch; other days and limits hold for it",
            may_be_right=True,
        )
    elif procurement.regime == "pa2023-light-touch" and not any(light):
        yield Violation(
            "CR236",
            "procurement.regime is pa2023-light-touch, and no code in procurement.cpv is of a light touch service",
            CPV,
            hint="check the codes against Schedule 1 of the Procurement Regulations 2024, or the regime",
            may_be_right=True,
            at="key",
        )


def _called_off(contract: Contract) -> bool:
    procurement = contract.procurement
    return contract.kind == "call-off" or (
        procurement is not None and (procurement.framework is not None or procurement.route in _FROM_A_FRAMEWORK)
    )
