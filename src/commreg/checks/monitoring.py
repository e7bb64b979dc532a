"""Checks of how a contract is monitored."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation


@check("CR219", "no-oversight", Severity.WARNING, "No oversight arrangements are recorded")
def no_oversight(context: CheckContext) -> Iterator[Violation]:
    """The frequency, the forum or the oversight of monitoring is recorded."""
    monitoring = context.contract.monitoring
    if monitoring is None or not (monitoring.frequency or monitoring.forum or monitoring.oversight):
        yield Violation(
            "CR219",
            "monitoring has no oversight arrangements",
            ("monitoring",),
            hint="add monitoring: with frequency, forum or oversight",
            at="key",
        )


@check("CR221", "no-value-for-money", Severity.NOTE, "No assessment of value for money is recorded")
def no_value_for_money(context: CheckContext) -> Iterator[Violation]:
    """Value for money is recorded."""
    monitoring = context.contract.monitoring
    if monitoring is None or monitoring.value_for_money is None:
        yield Violation(
            "CR221",
            "monitoring.value_for_money is not recorded",
            ("monitoring", "value_for_money"),
            hint="say what the council gets for its money, if it is known",
            at="key",
        )
