"""Checks of what must stay in place: insurance, policies, plans and inspection outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation
from commreg.values.dates import long_date

_NOTICE_DAYS = 60
_HINT = "ask the provider for the renewal, then record seen_on and the new expires_on"


@check(
    "CR411",
    "assurance-expired",
    Severity.WARNING,
    "Something that must stay in place has expired",
    skip_after_fixed_error=True,
)
@check(
    "CR412",
    "assurance-expiring",
    Severity.NOTE,
    "Something that must stay in place expires soon",
    skip_after_fixed_error=True,
)
def expiry(context: CheckContext) -> Iterator[Violation]:
    """What must stay in place has expired, or expires within 60 days. It is still good on its last day."""
    facts = context.facts
    if facts.state.is_inactive:
        return
    for index, assurance in enumerate(context.contract.assurances or ()):
        if assurance.expires_on is None:
            continue
        days = (assurance.expires_on - facts.as_of).days
        day, path = long_date(assurance.expires_on), ("assurances", index, "expires_on")
        if days < 0:
            message = f"assurances[{index + 1}].expires_on was {day}: {assurance.what}"
            yield Violation("CR411", message, path, hint=_HINT)
        elif days <= _NOTICE_DAYS:
            message = f"assurances[{index + 1}].expires_on is {day}: {assurance.what}"
            yield Violation("CR412", message, path, hint=_HINT)
