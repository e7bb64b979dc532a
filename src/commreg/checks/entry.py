"""Checks of the entry itself: open queries, and when it was last checked."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation
from commreg.values.dates import add_months, long_date


@check("CR217", "open-query", Severity.WARNING, "A statement elsewhere does not agree with the entry")
def open_queries(context: CheckContext) -> Iterator[Violation]:
    """What another source says is kept beside the field until somebody settles it."""
    contract = context.contract
    for index, query in enumerate(contract.queries or ()):
        source = f" ({query.source})" if query.source else ""
        yield Violation(
            "CR217",
            f"{query.field} is in doubt: {query.says.rstrip('.')}{source}",
            ("queries", index),
            hint="ask the contract's owner, correct the field, and remove the query",
            at="key",
        )


@check(
    "CR402",
    "not-checked",
    Severity.WARNING,
    "Nobody has confirmed the entry for a long time",
    skip_after_fixed_error=True,
)
def not_checked(context: CheckContext) -> Iterator[Violation]:
    """Nobody has confirmed the entry for `policy.check_months`."""
    contract = context.contract
    facts, months = context.facts, context.settings.policy.check_months
    if facts.state.is_inactive:
        return
    if contract.checked_on is None:
        yield Violation(
            "CR402",
            "checked_on is not recorded, so it is not known when the entry was last checked",
            ("checked_on",),
            hint="add checked_on: with the day somebody last confirmed the entry",
            at="key",
        )
    elif add_months(contract.checked_on, months) < facts.as_of:
        yield Violation(
            "CR402",
            f"checked_on is {long_date(contract.checked_on)}, more than {months} months ago",
            ("checked_on",),
            hint="ask the contract's owner whether the entry is still right, then write the day",
        )
