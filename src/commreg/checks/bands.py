"""Checks against the bands of the council's own procedure rules."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush

from commreg.checks.registry import (
    CheckContext,
    RegisterContext,
    RegisterViolation,
    check,
    group_contracts,
    register_check,
)
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.model.contract import Contract
from commreg.model.vocabularies import with_basis
from commreg.planning.renewals import latest_end
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import pluralize

MAX_RELATED = 5  # places listed with a finding; the message counts them all
_NOT_BOUGHT = ("grant", "inter-authority-agreement")


@check(
    "CR238",
    "direct-award-in-band",
    Severity.NOTE,
    "A direct award is in a band that asks for more",
    skip_after_fixed_error=True,
)
def direct_award_in_band(context: CheckContext) -> Iterator[Violation]:
    """A direct award in a band that asks for more, with no exemption recorded. The council's own rules."""
    contract = context.contract
    procurement, value = contract.procurement, contract.value
    stated = value.stated() if value else None
    if procurement is None or procurement.route != "direct-award" or procurement.exemption or stated is None:
        return
    if procurement.framework or contract.kind in ("call-off", *_NOT_BOUGHT):
        return
    crossed = [band for band in context.settings.policy.bands if band.threshold <= stated]
    if crossed:
        highest = max(crossed, key=lambda band: band.threshold)
        amount_with_basis = with_basis(format_pounds(stated), value.stated_basis() if value else "unstated")
        yield Violation(
            "CR238",
            f"procurement.route is direct-award at {amount_with_basis}, with no exemption recorded; "
            f"from {format_pounds(highest.threshold)} the rules ask for {highest.name}",
            ("procurement", "route"),
            hint="record the exemption",
            may_be_right=True,
        )


@register_check(
    "CR310", "band-crossed", Severity.NOTE, "A provider's contracts together cross a band of the procedure rules"
)
def band_crossed(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A note for a provider whose contracts run at once, each below a band that they cross together.

    Procurement Act 2023, schedule 3, paragraph 4 values at the total what could reasonably be one contract. Only
    amounts as stated on one basis are added, net of VAT: this never says that anything was split.
    """
    if not context.settings.policy.bands:
        return
    priced = [c for c in context.contracts if c.value and c.value.stated() and c.value.stated_basis() != "per-case"]
    for group in group_contracts(((c.provider.name, c.value and c.value.stated_basis()), c) for c in priced):
        valued = [(c, v) for c in group if (v := c.value.stated() if c.value else None)]
        crossings = [
            (total, day, band)
            for day, total, largest in _running_together(valued)
            for band in context.settings.policy.bands
            if largest < band.threshold <= total
        ]
        if not crossings:
            continue
        total, day, band = max(crossings, key=lambda crossing: (crossing[0], crossing[2].threshold, crossing[1]))
        running = [c for c, _ in valued if c.term.start <= day <= (latest_end(c.term) or date.max)]
        basis = valued[0][0].value.stated_basis() if valued[0][0].value else "unstated"
        last = max(running, key=lambda contract: (contract.term.start, contract.id))
        earlier = [contract for contract in running if contract is not last][:MAX_RELATED]
        yield (
            last.id,
            Violation(
                "CR310",
                f"provider.name has {pluralize(len(running), 'contract')} running at once that come to "
                f"{with_basis(format_pounds(total), basis)}; from {format_pounds(band.threshold)} the rules ask for "
                f"{band.name}",
                ("provider", "name"),
                hint="when they are next tendered, consider whether they should be one contract",
                may_be_right=True,
                related=tuple(Related(contract.id, ("value",), "another of them") for contract in earlier),
            ),
        )


def _running_together(valued: list[tuple[Contract, Decimal]]) -> Iterator[tuple[date, Decimal, Decimal]]:
    """On each day that a contract starts: what all that run come to, and the dearest of them."""
    spans = sorted((c.term.start, latest_end(c.term) or date.max, value) for c, value in valued)
    running: list[tuple[date, Decimal]] = []
    values: list[Decimal] = []
    total = ZERO
    for start, end, value in spans:
        while running and running[0][0] < start:
            _, ended = heappop(running)
            total -= ended
            del values[bisect_left(values, ended)]
        heappush(running, (end, value))
        insort(values, value)
        total += value
        yield start, total, values[-1]
