"""Checks of frameworks and their call-offs."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, RegisterContext, RegisterViolation, check, register_check
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.law import light_touch
from commreg.planning.award import end_with_all_extensions
from commreg.planning.extensions import extended_end
from commreg.planning.renewals import latest_end
from commreg.values.dates import add_months, boundary, long_date

_FRAMEWORK_MONTHS = 48
_FRAMEWORK_LAW = {
    "pa2023": "Procurement Act 2023, section 47",
    "pcr2015": "Public Contracts Regulations 2015, reg 33(3)",
    "psr": "Provider Selection Regime, reg 16(5)",
}


@check(
    "CR232",
    "framework-over-four-years",
    Severity.NOTE,
    "A framework is longer than four years",
    skip_after_fixed_error=True,
)
def framework_term(context: CheckContext) -> Iterator[Violation]:
    """A framework longer than four years, with its options; light touch frameworks have no such limit."""
    contract = context.contract
    procurement = contract.procurement
    law = _FRAMEWORK_LAW.get((procurement and procurement.regime) or "")
    if contract.kind != "framework" or procurement is None or not law:
        return
    longest, extended = end_with_all_extensions(contract.term), extended_end(contract.term)
    if longest is None or extended is None:
        return
    if (
        procurement.regime == "pcr2015"
        and procurement.cpv
        and all(light_touch(code, "pcr2015") for code in procurement.cpv)
    ):
        return
    end, start = max(longest, extended), contract.term.start
    if boundary(end) > add_months(start, _FRAMEWORK_MONTHS):
        yield Violation(
            "CR232",
            f"term runs from {long_date(start)} to {long_date(end)} with every option, "
            "longer than the four years that a framework has as a rule",
            ("term",),
            hint=f"check the reason for the longer term ({law})",
            may_be_right=True,
            at="key",
        )


@register_check(
    "CR308", "call-off-outside-framework", Severity.WARNING, "A call-off does not fit its framework's dates"
)
def call_offs(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A call-off is made while its framework runs, and ends no later than the framework does."""
    contracts = context.contracts
    by_id = {contract.id: contract for contract in contracts}
    for contract in contracts:
        framework = by_id.get((contract.procurement and contract.procurement.framework) or "")
        framework_end = latest_end(framework.term) if framework else None
        if framework is None or framework_end is None:
            continue
        made_on = (contract.procurement and contract.procurement.awarded_on) or contract.term.start
        end = latest_end(contract.term)
        if made_on > framework_end or made_on < framework.term.start:
            when = "ended" if made_on > framework_end else "starts"
            day = framework_end if made_on > framework_end else framework.term.start
            message = (
                f"procurement.framework is {framework.id}, which {when} on {long_date(day)}; "
                f"this call-off was made on {long_date(made_on)}"
            )
        elif end and end > framework_end:
            message = (
                f"procurement.framework is {framework.id}, which ends on {long_date(framework_end)}; "
                f"this call-off runs on to {long_date(end)}"
            )
        else:
            continue
        yield (
            contract.id,
            Violation(
                "CR308",
                message,
                ("procurement", "framework"),
                hint="check that the framework's terms allow it",
                may_be_right=True,
                related=(Related(framework.id, ("term",), "the framework's term"),),
            ),
        )
