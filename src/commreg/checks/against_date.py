"""Checks of dates against the as-of date (CR4xx). They warn: time alone never breaks a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Violation
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.term import ContractFacts, State, extension_steps
from commreg.values.dates import add_months, long_date

Rule = Callable[[Contract, ContractFacts, Policy], Iterator[Violation]]


def ended_still_open(contract: Contract, known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR401: past its end, and neither terminated, superseded nor closed."""
    if known.state is not State.ENDED or known.current_end is None:
        return
    used = [step.number for step in extension_steps(contract.term) if step.extension.state == "exercised"]
    route: FieldPath = ("term", "extensions", used[-1] - 1) if used else ("term", "end")
    yield Violation(
        "CR401",
        f"term ended on {long_date(known.current_end)}, {-(known.days_left or 0):,} days ago, "
        "and nothing says what became of it",
        route,
        hint="record the extension that was used, terminated:, or closed_on: with the day it was closed",
    )


def not_checked(contract: Contract, known: ContractFacts, policy: Policy) -> Iterator[Violation]:
    """CR402: nobody has confirmed the entry for `policy.check_months`."""
    if known.state.is_inactive:
        return
    if contract.checked_on is None:
        yield Violation(
            "CR402",
            "checked_on is not recorded, so nobody knows how fresh the entry is",
            ("checked_on",),
            hint="add checked_on: with the day somebody last confirmed the entry",
            at="key",
        )
    elif add_months(contract.checked_on, policy.check_months) < known.as_of:
        yield Violation(
            "CR402",
            f"checked_on is {long_date(contract.checked_on)}, more than {policy.check_months} months ago",
            ("checked_on",),
            hint="ask the contract's owner whether the entry is still right, then write the day",
        )


def exemption_past(contract: Contract, known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR403: the service goes on, and the exemption it rests on has run out."""
    exemption = contract.procurement.exemption if contract.procurement else None
    if exemption is None or exemption.until is None or exemption.until < exemption.approved_on:
        return
    if exemption.until < known.as_of and not known.state.is_inactive:
        yield Violation(
            "CR403",
            f"procurement.exemption.until was {long_date(exemption.until)}, and the contract goes on",
            ("procurement", "exemption", "until"),
            hint="have the exemption renewed, or record how the contract stands without it",
        )


def notice_day_past(_contract: Contract, known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR404: an extension is still marked available after the last day to serve notice of it."""
    option = known.next_option
    if not option or option.notice_by_default or known.as_of <= option.notice_by or known.state.is_inactive:
        return
    yield Violation(
        "CR404",
        f"term.extensions[{option.number}] could be used by notice on {long_date(option.notice_by)} at the latest",
        ("term", "extensions", option.number - 1),
        hint="record it as exercised with its decision, or as lapsed",
        at="key",
    )


def review_past(contract: Contract, known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR405: an open-ended contract was to be reviewed by now."""
    review = contract.term.review_on
    if known.state is State.OPEN_ENDED and review and review < known.as_of:
        yield Violation(
            "CR405",
            f"term.review_on was {long_date(review)}",
            ("term", "review_on"),
            hint="review the contract, and write the day of the next review",
        )


def dated_ahead(contract: Contract, known: ContractFacts, _policy: Policy) -> Iterator[Violation]:
    """CR406: something recorded as done on a day after the as-of date."""
    for route, day in _done(contract):
        if day > known.as_of:
            yield Violation(
                "CR406",
                f"{format_path(route)} is {long_date(day)}, after {long_date(known.as_of)}",
                route,
                hint="this field is for what has happened; check the year",
            )


def _done(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
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
    for index, notice in enumerate((procurement and procurement.notices) or ()):
        if notice.published_on:
            yield ("procurement", "notices", index, "published_on"), notice.published_on
    yield from _decided(contract)
    if contract.term.closed_on:
        yield ("term", "closed_on"), contract.term.closed_on
    yield from _stage_dates(contract)


def _decided(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    for index, decision in enumerate(contract.decisions or ()):
        yield ("decisions", index, "on"), decision.on
    for index, extension in enumerate(contract.term.extensions or ()):
        if extension.decision:
            yield ("term", "extensions", index, "decision", "on"), extension.decision.on


def _stage_dates(contract: Contract) -> Iterator[tuple[FieldPath, date]]:
    stages = contract.recommissioning.stages if contract.recommissioning else None
    for name, stage in stages or ():
        for field in ("started_on", "completed_on"):
            day = getattr(stage, field) if stage else None
            if day:
                yield ("recommissioning", "stages", name.replace("_", "-"), field), day


RULES: tuple[Rule, ...] = (
    ended_still_open,
    not_checked,
    exemption_past,
    notice_day_past,
    review_past,
    dated_ahead,
)
