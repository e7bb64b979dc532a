"""The notices that the law asks for because of an entry: which, by when, and on what ground.

Only what follows from what is recorded: with no day of entry or award there is no day to reckon from, and a notice
that is recorded as published is no longer due. Periods of the Procurement Act 2023 begin with the day they are counted
from, so that the last of 30 days is 29 days after it. A contract procured before 24 February 2025 stays under the
Public Contracts Regulations 2015, for which nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.law import CalendarRangeError, add_working_days, period_end
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import longest_end
from commreg.planning.term import ContractFacts, extension_steps
from commreg.values.dates import add_months, boundary, last_day, long_date
from commreg.values.text import pluralize

LARGE = Decimal(5_000_000)  # from which a copy of the contract and three KPIs are asked for (ss. 52 and 53)
ACT = "Procurement Act 2023, section {}"
PSR = "Health Care Services (Provider Selection Regime) Regulations 2023, {}"
KPI_NOTICES_SINCE = date(2026, 1, 1)  # SI 2025/1316
FULL, LIGHT = "pa2023", "pa2023-light-touch"
# Awarded in accordance with a framework or by a dynamic market: no standstill need be kept (s. 51(3)(d) and (e)).
_NO_STANDSTILL = ("framework-call-off", "framework-mini-competition", "dynamic-market")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with the last day to publish it; `key` tells it from the others of its contract."""

    key: str
    what: str
    day: date
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Standstill:
    """The last day before which a contract may not be entered into."""

    until: date
    basis: str
    source: str


def notices(contract: Contract, known: ContractFacts) -> Iterator[Notice]:
    """The notices that a contract still calls for, however far off their days are."""
    bought = _procurement_as_of(contract, known.as_of)
    if bought is None:
        return
    if bought.regime in (FULL, LIGHT):
        # User choice: s. 50(6)(b), 53(6)(b), 80(4)(b). A dynamic market is an arrangement and no contract: s. 35(5).
        if bought.route == "user-choice" or contract.kind == "dynamic-purchasing-system":
            return
        yield from _details(bought)
        yield from _changes(contract, bought)
        yield from _termination(bought, known)
        yield from _performance(contract, bought, known)
    elif bought.regime == "psr":
        yield from _psr_award(bought)


def _procurement_as_of(contract: Contract, as_of: date) -> Procurement | None:
    """How a contract came about, with the notices published by `as_of`: one dated later has not been yet."""
    bought = contract.procurement
    if bought is None or not bought.notices:
        return bought
    out = tuple(notice for notice in bought.notices if notice.published_on and notice.published_on <= as_of)
    return bought.model_copy(update={"notices": out})


def _published(bought: Procurement, *words: str, without: str = "") -> list[date]:
    """The days on which a notice with any of these words in its name, and not that without, was published."""
    return [
        notice.published_on
        for notice in bought.notices or ()
        if notice.published_on
        and any(word in notice.name.casefold() for word in words)
        and not (without and without in notice.name.casefold())
    ]


def _entered(bought: Procurement) -> tuple[date, str] | None:
    """The day the contract was entered into; the award comes before it, so a day reckoned from that is safe."""
    if bought.signed_on:
        return bought.signed_on, f"entered into on {long_date(bought.signed_on)}"
    if bought.awarded_on:
        return bought.awarded_on, f"awarded on {long_date(bought.awarded_on)} (the day it was signed is not recorded)"
    return None


def _details(bought: Procurement) -> Iterator[Notice]:
    entered = _entered(bought)
    if entered is None:
        return
    day, since = entered
    light = bought.regime == LIGHT
    for key, what, words, days, section in (
        ("details", "publish the contract details notice", "contract details", 120 if light else 30, "53(1)"),
        ("copy", "publish a copy of the contract", "copy of", 180 if light else 90, "53(3)"),
    ):
        if _published(bought, words) or (key == "copy" and (bought.threshold_value or 0) <= LARGE):
            continue
        touch = ", as it is light touch" if light else ""
        basis = f"{pluralize(days, 'day')} beginning with the day it was {since}{touch}"
        yield Notice(key, what, period_end(day, days), basis, ACT.format(section))


def _changes(contract: Contract, bought: Procurement) -> Iterator[Notice]:
    """Before each extension that was used; not for light touch, nor up to a tenth of the longest term (s. 75)."""
    longest = longest_end(contract.term)
    if bought.regime == LIGHT or longest is None:
        return
    tenth = (boundary(longest) - contract.term.start) / 10
    used = [step for step in extension_steps(contract.term) if step.extension.state == "exercised"]
    needed = [step for step in used if step.to_end - step.from_end > tenth]
    for step in needed[len(_published(bought, "contract change")) :]:
        basis = (
            f"before the contract is modified; extension {step.number} begins on {long_date(boundary(step.from_end))}"
        )
        yield Notice(
            f"change-{step.number}", "publish the contract change notice", step.from_end, basis, ACT.format("75")
        )


def _termination(bought: Procurement, known: ContractFacts) -> Iterator[Notice]:
    if known.current_end is None or _published(bought, "contract termination"):
        return
    basis = f"30 days beginning with the day it ends, {long_date(known.current_end)}; expiry counts"
    day = period_end(known.current_end, 30)
    yield Notice("termination", "publish the contract termination notice", day, basis, ACT.format("80"))


def _performance(contract: Contract, bought: Procurement, known: ContractFacts) -> Iterator[Notice]:
    """Every 12 months and on termination, above £5 million; not for light touch, nor a framework (ss. 52, 71)."""
    entered = _entered(bought)
    if bought.regime == LIGHT or contract.kind == "framework" or (bought.threshold_value or 0) <= LARGE:
        return
    if entered is None:
        return
    end = known.current_end
    last = max(_published(bought, "contract performance"), default=None)
    if end and (end < KPI_NOTICES_SINCE or (last and last >= end)):
        return
    since = last or max(entered[0], KPI_NOTICES_SINCE)
    how = f"the last on {long_date(since)}" if last else f"counted from {long_date(since)}, none published yet"
    day = last_day(add_months(since, 12))
    if end and end <= day:
        day, how = end, f"and on termination, {long_date(end)}"
    what = "publish the contract performance notice, with the KPIs"
    yield Notice("performance", what, day, f"at least once in every 12 months; {how}", ACT.format("71"))


def _psr_award(bought: Procurement) -> Iterator[Notice]:
    """Within 30 days of the award. A notice of the intention to award comes before it, and is another notice."""
    if bought.awarded_on is None or _published(bought, "award", "conclusion", without="intention"):
        return
    basis = f"within 30 days of the award on {long_date(bought.awarded_on)}"
    day = period_end(boundary(bought.awarded_on), 30)
    yield Notice("award", "publish the notice of the award", day, basis, PSR.format("regulations 7 to 11 and 18"))


def standstill(contract: Contract, as_of: date) -> Standstill | None:
    """The standstill that an award or intention notice began, where the contract is not yet signed.

    Eight working days; those of the Act skip bank holidays in any part of the United Kingdom (s. 123), those of the
    Provider Selection Regime only England's (reg. 12(12)). None where bank holidays are not known so far ahead.
    """
    bought = _procurement_as_of(contract, as_of)
    if bought is None or bought.signed_on:
        return None
    free = contract.kind == "call-off" or bought.route in _NO_STANDSTILL
    try:
        if bought.regime == FULL and not free and (days := _published(bought, "contract award")):
            basis = f"8 working days beginning with the award notice of {long_date(max(days))}"
            return Standstill(add_working_days(max(days), 8, "pa2023"), basis, ACT.format("51"))
        # Not the intention to follow the most suitable provider process, which is its first step (reg. 10(2)).
        if bought.regime == "psr" and (days := _published(bought, "intention", without="follow")):
            begins = boundary(max(days))
            basis = f"the eighth working day after it began, {long_date(begins)}; later if representations are made"
            return Standstill(add_working_days(boundary(begins), 8, "psr"), basis, PSR.format("regulation 12(9)"))
    except CalendarRangeError:
        return None
    return None
