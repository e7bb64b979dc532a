"""Checks of the dates of a procurement and its exemption."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation
from commreg.values.dates import long_date


@check("CR210", "started-before-award", Severity.WARNING, "A contract started before it was awarded")
def awarded_before_start(context: CheckContext) -> Iterator[Violation]:
    """Outsiders found £61 million of Kent's contracts that had started before they were awarded."""
    contract = context.contract
    awarded = contract.procurement.awarded_on if contract.procurement else None
    if awarded and awarded > contract.term.start:
        yield Violation(
            "CR210",
            f"procurement.awarded_on is {long_date(awarded)}, after term.start {long_date(contract.term.start)}",
            ("procurement", "awarded_on"),
            hint="check both dates",
            may_be_right=True,
        )


@check(
    "CR230",
    "signed-before-award",
    Severity.WARNING,
    "A contract was signed before it was awarded",
    skip_after_fixed_error=True,
)
def signed_before_award(context: CheckContext) -> Iterator[Violation]:
    """A contract is signed on or after the day of its award. Procurement Act 2023, sections 50 and 51."""
    procurement = context.contract.procurement
    if procurement is None or procurement.signed_on is None or procurement.awarded_on is None:
        return
    if procurement.signed_on < procurement.awarded_on:
        yield Violation(
            "CR230",
            f"procurement.signed_on is {long_date(procurement.signed_on)}, "
            f"before procurement.awarded_on {long_date(procurement.awarded_on)}",
            ("procurement", "signed_on"),
            hint="check both dates",
            may_be_right=True,
        )


@check(
    "CR231",
    "started-before-signed",
    Severity.NOTE,
    "A service started before its contract was signed",
    skip_after_fixed_error=True,
)
def started_before_signed(context: CheckContext) -> Iterator[Violation]:
    """A term starts on or after the day that the contract is signed."""
    procurement, start = context.contract.procurement, context.contract.term.start
    if procurement and procurement.signed_on and start < procurement.signed_on:
        yield Violation(
            "CR231",
            f"procurement.signed_on is {long_date(procurement.signed_on)}, after term.start {long_date(start)}",
            ("procurement", "signed_on"),
            hint="check both dates, and on what basis the service ran until then",
            may_be_right=True,
        )


@check("CR214", "exemption-dates", Severity.ERROR, "An exemption ends before it was approved")
def exemption_dates(context: CheckContext) -> Iterator[Violation]:
    """An exemption covers time after its approval."""
    contract = context.contract
    exemption = contract.procurement.exemption if contract.procurement else None
    if exemption and exemption.until and exemption.until < exemption.approved_on:
        yield Violation(
            "CR214",
            f"procurement.exemption.until is {long_date(exemption.until)}, "
            f"before it was approved on {long_date(exemption.approved_on)}",
            ("procurement", "exemption", "until"),
            hint="write the last day that the exemption covers",
        )


@check("CR403", "exemption-past", Severity.WARNING, "An exemption has ended", skip_after_fixed_error=True)
def exemption_past(context: CheckContext) -> Iterator[Violation]:
    """The service goes on, and the exemption it rests on has run out."""
    contract, facts = context.contract, context.facts
    exemption = contract.procurement.exemption if contract.procurement else None
    if exemption is None or exemption.until is None or exemption.until < exemption.approved_on:
        return
    if exemption.until < facts.as_of and not facts.state.is_inactive:
        yield Violation(
            "CR403",
            f"procurement.exemption.until was {long_date(exemption.until)}, and the contract goes on",
            ("procurement", "exemption", "until"),
            hint="have the exemption renewed, or record the basis on which the contract continues without it",
        )


@check(
    "CR410",
    "exemption-ends-first",
    Severity.WARNING,
    "An exemption ends before the contract does",
    skip_after_fixed_error=True,
)
def exemption_ends_first(context: CheckContext) -> Iterator[Violation]:
    """The exemption that a contract rests on ends before the contract. Once it has ended it is CR403."""
    facts = context.facts
    exemption = context.contract.procurement.exemption if context.contract.procurement else None
    if exemption is None or exemption.until is None or exemption.until < exemption.approved_on:
        return
    end = facts.current_end
    if facts.state.is_inactive or exemption.until < facts.as_of or (end is not None and end <= exemption.until):
        return
    ends = f"runs to {long_date(end)}" if end else "has no end date"
    yield Violation(
        "CR410",
        f"procurement.exemption.until is {long_date(exemption.until)}, and the contract {ends}",
        ("procurement", "exemption", "until"),
        hint="ask for the exemption to be renewed before it ends, or re-let the service by then",
    )
