"""Whether a contract under the Procurement Act 2023 is a public contract: at or above the threshold of its day.

Sections 3 and 4 and schedules 1 and 3. Sections 50 to 53, 70, 71, 75, 77, 80 and 98 bind public contracts alone; a
light touch contract is one only if it is at or above its own threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from commreg.law import PA2023_FROM, Threshold, known_to, light_touch, threshold
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import minimum_value


class Coverage(StrEnum):
    """How the value of a contract compares with the threshold, as far as its file shows."""

    AT_OR_ABOVE = "at or above"
    BELOW = "below"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PublicContractTest:
    """The comparison of a contract with the threshold; `limit` is the highest threshold that could apply."""

    coverage: Coverage
    limit: Threshold | None

    @property
    def may_be_public(self) -> bool:
        """Whether it is a public contract, or its file does not show that it is not."""
        return self.coverage is not Coverage.BELOW

    @property
    def condition(self) -> Decimal | None:
        """The threshold in pounds from which the duties of a public contract apply, if the file does not settle it."""
        return self.limit.amount if self.limit and self.coverage is Coverage.UNKNOWN else None


def threshold_kinds(procurement: Procurement) -> tuple[str, ...]:
    """Which thresholds the regime or the CPV codes call for: both if neither shows which.

    Codes of light touch services alone make a light touch contract, whatever regime is recorded (section 9).
    """
    law = "pcr2015" if procurement.regime == "pcr2015" else "pa2023"
    light = {light_touch(code, law) for code in procurement.cpv or ()}
    if procurement.regime == "pa2023-light-touch" or light == {True}:
        return ("light-touch",)
    if procurement.regime == "pa2023" or light == {False}:
        return ("services",)
    return ("services", "light-touch")


def thresholds_on(procurement: Procurement, day: date) -> list[Threshold]:
    """The threshold that applied on a day, or both if the codes do not show which; the lower first."""
    limits = [threshold(procurement.regime or "", day, kind) for kind in threshold_kinds(procurement)]
    return [limit for limit in limits if limit]


def public_contract_test(contract: Contract) -> PublicContractTest:
    """Compare a contract under the Act with the threshold on the day its procurement commenced.

    With no day recorded, every threshold from 24 February 2025 until the award counts, and only what is above or below
    all of them is certain. The value is `procurement.threshold_value`; a net value that alone reaches the threshold
    makes it a public contract whatever that says.
    """
    procurement = contract.procurement or Procurement()
    limits = _possible_thresholds(procurement)
    if not limits:
        return PublicContractTest(Coverage.UNKNOWN, None)
    highest = max(limits, key=lambda limit: limit.amount)
    gross, net = procurement.threshold_value, minimum_value(contract)
    at_least = max(gross or Decimal(0), net.amount if net else Decimal(0))
    if highest.reached(at_least):
        return PublicContractTest(Coverage.AT_OR_ABOVE, highest)
    if gross is not None and all(limit.below(at_least) for limit in limits):
        return PublicContractTest(Coverage.BELOW, highest)
    return PublicContractTest(Coverage.UNKNOWN, highest)


def _possible_thresholds(procurement: Procurement) -> list[Threshold]:
    if procurement.commenced_on:
        return thresholds_on(procurement, max(procurement.commenced_on, PA2023_FROM))
    days = {PA2023_FROM}
    last = min(procurement.awarded_on or procurement.signed_on or known_to("thresholds"), known_to("thresholds"))
    while (limit := threshold("pa2023", max(days))) and limit.until < last:
        days.add(date.fromordinal(limit.until.toordinal() + 1))
    return [limit for day in sorted(days) for limit in thresholds_on(procurement, day)]
