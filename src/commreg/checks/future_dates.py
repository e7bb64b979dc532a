"""A check of dates that can only be in the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.contract import Contract
from commreg.values.dates import long_date


@check(
    "CR406",
    "dated-ahead",
    Severity.WARNING,
    "A completed event is dated in the future",
    skip_after_fixed_error=True,
)
def dated_ahead(context: CheckContext) -> Iterator[Violation]:
    """Something recorded as done on a day after the as-of date."""
    contract, facts = context.contract, context.facts
    for field_path, day in _past_dates(contract):
        if day > facts.as_of:
            yield Violation(
                "CR406",
                f"{format_path(field_path)} is {long_date(day)}, after {long_date(facts.as_of)}",
                field_path,
                hint="this field is for what has happened; check the year",
            )


def _past_dates(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    """The dates that can only be past."""
    if contract.checked_on:
        yield ("checked_on",), contract.checked_on
    monitoring = contract.monitoring
    if monitoring and monitoring.last_meeting_on:
        yield ("monitoring", "last_meeting_on"), monitoring.last_meeting_on
    if monitoring and monitoring.performance and monitoring.performance.on:
        yield ("monitoring", "performance", "on"), monitoring.performance.on
    procurement = contract.procurement
    for name in ("awarded_on", "signed_on"):
        day = getattr(procurement, name) if procurement else None
        if day:
            yield ("procurement", name), day
    if procurement and procurement.exemption:
        yield ("procurement", "exemption", "approved_on"), procurement.exemption.approved_on
    yield from _evidence_dates(contract)
    yield from _decided(contract)
    if contract.term.closed_on:
        yield ("term", "closed_on"), contract.term.closed_on
    yield from _stage_dates(contract)


def _evidence_dates(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    """When notices were published, and evidence was seen."""
    for index, notice in enumerate((contract.procurement and contract.procurement.notices) or ()):
        if notice.published_on:
            yield ("procurement", "notices", index, "published_on"), notice.published_on
    for index, assurance in enumerate(contract.assurances or ()):
        if assurance.seen_on:
            yield ("assurances", index, "seen_on"), assurance.seen_on


def _decided(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    for index, decision in enumerate(contract.decisions or ()):
        if decision.on:
            yield ("decisions", index, "on"), decision.on
    for index, extension in enumerate(contract.term.extensions or ()):
        if extension.decision and extension.decision.on:
            yield ("term", "extensions", index, "decision", "on"), extension.decision.on


def _stage_dates(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    stages = contract.recommissioning.stages if contract.recommissioning else None
    for name, stage in stages or ():
        for field in ("started_on", "completed_on"):
            day = getattr(stage, field) if stage else None
            if day:
                yield ("recommissioning", "stages", name.replace("_", "-"), field), day
