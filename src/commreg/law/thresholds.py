"""The threshold amounts of procurement law, by the day a procurement commenced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

from commreg.law.data import known_to, read

# The Procurement Act 2023 applies to procurements that commence from this day (SI 2024/716, reg 5, as amended).
PA2023_FROM = date(2025, 2, 24)
KINDS = ("services", "light-touch", "works")
# The standard rate of VAT since 2011, and the highest: a gross value divided by this is a safe lower bound for the net
# value.
STANDARD_VAT = Decimal("1.2")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold in pounds; a contract of that value or more is above it. `with_vat`: the comparison includes VAT."""

    amount: Decimal
    law: str
    kind: str
    since: date
    until: date
    with_vat: bool
    source: str

    def reached(self, gross: Decimal) -> bool:
        """Whether a value with VAT is certainly at or above it, whatever the rate of VAT."""
        return gross >= (self.amount if self.with_vat else self.amount * STANDARD_VAT)

    def below(self, gross: Decimal) -> bool:
        """Whether a value with VAT is certainly below it. Neither may be certain if the threshold is net of VAT."""
        return gross < self.amount


def threshold(regime: str, on: date, kind: str = "services") -> Threshold | None:
    """The threshold for a procurement under `regime` that commenced on `on`; None if there is none or none is known.

    `regime` is a code of vocabularies.REGIME. Light touch is its own kind, whatever `kind` says; below threshold is
    measured by the law of the day.
    """
    if regime == "pa2023-light-touch":
        regime, kind = "pa2023", "light-touch"
    elif regime == "below-threshold":
        regime = "pa2023" if on >= PA2023_FROM else "pcr2015"
    return next(
        (
            amount
            for amount in _thresholds()
            if (amount.law, amount.kind) == (regime, kind) and amount.since <= on <= amount.until
        ),
        None,
    )


@cache
def _thresholds() -> tuple[Threshold, ...]:
    """Every amount with its last day: the day before the next amount of its law, or of the law that replaced it."""
    rows = sorted(read("thresholds")["amounts"], key=lambda row: row["from"])
    ends = [date.fromordinal(after["from"].toordinal() - 1) for _, after in pairwise(rows)]
    return tuple(
        Threshold(Decimal(row[kind]), row["law"], kind, row["from"], end, row["with_vat"], row["source"])
        for row, end in zip(rows, (*ends, known_to("thresholds")), strict=True)
        for kind in KINDS
    )
