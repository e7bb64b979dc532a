"""Checks of whether the regime recorded is the one that the day and the services call for, and of its limits."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Violation
from commreg.law import PA2023_FROM, PSR_FROM, health_service, light_touch, partial_health_note
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.award import end_with_all_extensions
from commreg.planning.term import ContractFacts, extended_end
from commreg.values.dates import add_months, boundary, long_date

REGIME: FieldPath = ("procurement", "regime")
CPV: FieldPath = ("procurement", "cpv")
# Regimes under which a service is bought, and so might have been bought under another.
_BOUGHT = ("pcr2015", "pa2023", "pa2023-light-touch", "below-threshold")
_FROM_A_FRAMEWORK = ("framework-call-off", "framework-mini-competition", "dynamic-market")
_FRAMEWORK_MONTHS = 48
_FRAMEWORK_LAW = {
    "pa2023": "Procurement Act 2023, section 47",
    "pcr2015": "Public Contracts Regulations 2015, reg 33(3)",
    "psr": "Provider Selection Regime, reg 16(5)",
}


def signed(contract: Contract, _known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR230, CR231: a contract is awarded, then signed, then begun. Procurement Act 2023, sections 50 and 51."""
    bought = contract.procurement
    if bought is None or bought.signed_on is None:
        return
    day = long_date(bought.signed_on)
    if bought.awarded_on and bought.signed_on < bought.awarded_on:
        yield Violation(
            "CR230",
            f"procurement.signed_on is {day}, before procurement.awarded_on {long_date(bought.awarded_on)}",
            ("procurement", "signed_on"),
            hint="check both dates; if they are right, say why in notes",
        )
    if contract.term.start < bought.signed_on:
        yield Violation(
            "CR231",
            f"procurement.signed_on is {day}, after term.start {long_date(contract.term.start)}",
            ("procurement", "signed_on"),
            hint="check both dates; if they are right, say in notes what the service rested on until then",
        )


def framework_term(contract: Contract, _known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR232: a framework longer than four years, with its options; light touch frameworks have no such limit."""
    bought = contract.procurement
    law = _FRAMEWORK_LAW.get((bought and bought.regime) or "")
    longest, extended = end_with_all_extensions(contract.term), extended_end(contract.term)
    if contract.kind != "framework" or bought is None or not law or longest is None or extended is None:
        return
    if bought.regime == "pcr2015" and bought.cpv and all(light_touch(code, "pcr2015") for code in bought.cpv):
        return
    end, start = max(longest, extended), contract.term.start
    if boundary(end) > add_months(start, _FRAMEWORK_MONTHS):
        yield Violation(
            "CR232",
            f"term runs from {long_date(start)} to {long_date(end)} with every option, "
            "longer than the four years that a framework has as a rule",
            ("term",),
            hint=f"check the reason for the longer term, and say it in notes ({law})",
            at="key",
        )


def regime_and_day(contract: Contract, _known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR233: the regime was in force on the day the procurement commenced.

    Procurement Act 2023 from 24 February 2025 (SI 2024/716, reg 5, as amended); Provider Selection Regime from
    1 January 2024 (its reg 29). What is called off from an older framework stays under the older Regulations.
    """
    bought = contract.procurement
    if bought is None or bought.regime is None or bought.commenced_on is None:
        return
    day, regime = bought.commenced_on, bought.regime
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
    )


def health_services(contract: Contract, _known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR234, CR235: health care services, alone or beside others. Provider Selection Regime, reg 3 and schedule 1."""
    bought = contract.procurement
    if bought is None or not bought.cpv or bought.commenced_on is None or bought.commenced_on < PSR_FROM:
        return
    health = [code for code in bought.cpv if health_service(code)]
    if not health or bought.regime not in (*_BOUGHT, "psr") or bought.route == "dynamic-market":
        return
    if len(health) < len(bought.cpv):
        yield Violation(
            "CR235",
            f"procurement.cpv has health care services ({', '.join(health)}) and others",
            CPV,
            hint="check which part has the higher value over its lifetime: it decides whether the Provider Selection "
            "Regime applies (reg 3)",
            at="key",
        )
    elif bought.regime != "psr":
        extent = "; ".join(dict.fromkeys(f"{code} is {part}" for code in health if (part := partial_health_note(code))))
        yield Violation(
            "CR234",
            f"procurement.regime is {bought.regime}, and procurement.cpv has health care services alone, which came "
            f"under the Provider Selection Regime on {long_date(PSR_FROM)}{f' ({extent})' if extent else ''}",
            REGIME,
            hint="check whether they are services for the health service in England; if not, say so in notes",
        )


def light_touch_codes(contract: Contract, _known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR236, CR239: a light touch contract has a light touch service, and nearly always no other contract has.

    Procurement Act 2023, section 9; Procurement Regulations 2024, reg 42 and schedule 1.
    """
    bought = contract.procurement
    if bought is None or not bought.cpv:
        return
    light = [light_touch(code) for code in bought.cpv]
    if bought.regime == "pa2023" and all(light) and not all(map(health_service, bought.cpv)):
        yield Violation(
            "CR239",
            "procurement.regime is pa2023, and every code in procurement.cpv is of a light touch service",
            REGIME,
            hint="check whether it is a light touch contract: pa2023-light-touch; other days and limits hold for it",
        )
    elif bought.regime == "pa2023-light-touch" and not any(light):
        yield Violation(
            "CR236",
            "procurement.regime is pa2023-light-touch, and no code in procurement.cpv is of a light touch service",
            CPV,
            hint="check the codes against Schedule 1 of the Procurement Regulations 2024, or the regime",
            at="key",
        )


def _called_off(contract: Contract) -> bool:
    bought = contract.procurement
    return contract.kind == "call-off" or (
        bought is not None and (bought.framework is not None or bought.route in _FROM_A_FRAMEWORK)
    )
