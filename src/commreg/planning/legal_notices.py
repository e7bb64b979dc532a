"""The notices that the law requires because of an entry, as data: which, and by when.

Only what follows from what is recorded: without a day of entry or award there is nothing to count from, and a notice
recorded as published is no longer due. Periods of the Procurement Act 2023 begin with the day they are counted from, so
that the last of 30 days is 29 days after it. A contract procured before 24 February 2025 stays under the Public
Contracts Regulations 2015, for which nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from commreg.law import CalendarRangeError, add_working_days, period_end
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import end_with_all_extensions
from commreg.planning.extensions import extension_steps
from commreg.planning.term import ContractFacts
from commreg.values.dates import add_months, boundary, last_day

# From this value a copy of the contract must be published and three KPIs set (ss. 52 and 53).
LARGE_CONTRACT_VALUE = Decimal(5_000_000)
KPI_NOTICES_FROM = date(2026, 1, 1)  # SI 2025/1316
FULL, LIGHT_TOUCH, PSR = "pa2023", "pa2023-light-touch", "psr"
# Awarded in accordance with a framework or by a dynamic market: no standstill is required (s. 51(3)(d) and (e)).
_ROUTES_WITHOUT_STANDSTILL = ("framework-call-off", "framework-mini-competition", "dynamic-market")


class NoticeKind(StrEnum):
    """Which notice is due; the value is the key of the deadline."""

    DETAILS = "details"
    COPY = "copy"
    CHANGE = "change"
    TERMINATION = "termination"
    PERFORMANCE = "performance"
    PSR_AWARD = "award"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with the last day to publish it.

    `counted_from` is the day that the period is counted from, or the first day of a modification. `period_days` is the
    length of the period. `is_from_award` means that the day of signing is not recorded, so the award was taken, which
    is earlier and so in time. `previous_on` is the day of the last notice of the kind; `is_on_termination` means that
    the end of the contract comes before the next yearly notice.
    """

    kind: NoticeKind
    day: date
    counted_from: date
    period_days: int = 0
    is_from_award: bool = False
    is_light_touch: bool = False
    extension_number: int | None = None
    previous_on: date | None = None
    is_on_termination: bool = False

    @property
    def key(self) -> str:
        """What tells it from the other notices of its contract."""
        return str(self.kind) if self.extension_number is None else f"{self.kind}-{self.extension_number}"


@dataclass(frozen=True, slots=True)
class Standstill:
    """The standstill after an award or intention notice: the contract may not be entered into before `until` is over.

    `counted_from` is the day of the award notice (Procurement Act) or the day the standstill began (PSR).
    """

    until: date
    counted_from: date
    is_psr: bool


def notices(contract: Contract, facts: ContractFacts) -> Iterator[Notice]:
    """The notices that are still due for a contract, however far in the future."""
    procurement = _procurement_as_of(contract, facts.as_of)
    if procurement is None:
        return
    if procurement.regime in (FULL, LIGHT_TOUCH):
        # User choice: s. 50(6)(b), 53(6)(b), 80(4)(b). A dynamic market is an arrangement and no contract: s. 35(5).
        if procurement.route == "user-choice" or contract.kind == "dynamic-purchasing-system":
            return
        yield from _details(procurement)
        yield from _changes(contract, procurement)
        yield from _termination(procurement, facts)
        yield from _performance(contract, procurement, facts)
    elif procurement.regime == PSR:
        yield from _psr_award(procurement)


def _procurement_as_of(contract: Contract, as_of: date) -> Procurement | None:
    """The procurement of a contract with the notices published by `as_of`; later ones are not published yet."""
    procurement = contract.procurement
    if procurement is None or not procurement.notices:
        return procurement
    published = tuple(notice for notice in procurement.notices if notice.published_on and notice.published_on <= as_of)
    return procurement.model_copy(update={"notices": published})


def _publication_days(procurement: Procurement, *names: str, excluding: str = "") -> list[date]:
    """The days on which notices with any of `names` in their name, and not `excluding`, were published."""
    return [
        notice.published_on
        for notice in procurement.notices or ()
        if notice.published_on
        and any(name in notice.name.casefold() for name in names)
        and not (excluding and excluding in notice.name.casefold())
    ]


def _details(procurement: Procurement) -> Iterator[Notice]:
    """The contract details notice (s. 53(1)) and, above £5 million, a copy of the contract (s. 53(3))."""
    entered_on = procurement.signed_on or procurement.awarded_on
    if entered_on is None:
        return
    is_light_touch = procurement.regime == LIGHT_TOUCH
    is_large = (procurement.threshold_value or 0) > LARGE_CONTRACT_VALUE
    for kind, name, days, required in (
        (NoticeKind.DETAILS, "contract details", 120 if is_light_touch else 30, True),
        (NoticeKind.COPY, "copy of", 180 if is_light_touch else 90, is_large),
    ):
        if required and not _publication_days(procurement, name):
            yield Notice(
                kind,
                period_end(entered_on, days),
                counted_from=entered_on,
                period_days=days,
                is_from_award=procurement.signed_on is None,
                is_light_touch=is_light_touch,
            )


def _changes(contract: Contract, procurement: Procurement) -> Iterator[Notice]:
    """Before each extension that was used; not for light touch, nor up to a tenth of the longest term (s. 75)."""
    longest = end_with_all_extensions(contract.term)
    if procurement.regime == LIGHT_TOUCH or longest is None:
        return
    tenth = (boundary(longest) - contract.term.start) / 10
    used = [step for step in extension_steps(contract.term) if step.extension.state == "exercised"]
    required = [step for step in used if step.to_end - step.from_end > tenth]
    for step in required[len(_publication_days(procurement, "contract change")) :]:
        yield Notice(
            NoticeKind.CHANGE, step.from_end, counted_from=boundary(step.from_end), extension_number=step.number
        )


def _termination(procurement: Procurement, facts: ContractFacts) -> Iterator[Notice]:
    """Within 30 days of the end; expiry counts (s. 80)."""
    end = facts.current_end
    if end and not _publication_days(procurement, "contract termination"):
        yield Notice(NoticeKind.TERMINATION, period_end(end, 30), counted_from=end, period_days=30)


def _performance(contract: Contract, procurement: Procurement, facts: ContractFacts) -> Iterator[Notice]:
    """Every 12 months and on termination, above £5 million; not for light touch, nor a framework (ss. 52, 71)."""
    entered_on = procurement.signed_on or procurement.awarded_on
    if procurement.regime == LIGHT_TOUCH or contract.kind == "framework":
        return
    if entered_on is None or (procurement.threshold_value or 0) <= LARGE_CONTRACT_VALUE:
        return
    end = facts.current_end
    previous_on = max(_publication_days(procurement, "contract performance"), default=None)
    if end and (end < KPI_NOTICES_FROM or (previous_on and previous_on >= end)):
        return
    counted_from = previous_on or max(entered_on, KPI_NOTICES_FROM)
    day = last_day(add_months(counted_from, 12))
    is_on_termination = bool(end and end <= day)
    yield Notice(
        NoticeKind.PERFORMANCE,
        end if end and is_on_termination else day,
        counted_from=counted_from,
        previous_on=previous_on,
        is_on_termination=is_on_termination,
    )


def _psr_award(procurement: Procurement) -> Iterator[Notice]:
    """Within 30 days of the award. A notice of the intention to award comes before it, and is another notice."""
    awarded_on = procurement.awarded_on
    if awarded_on and not _publication_days(procurement, "award", "conclusion", excluding="intention"):
        day = period_end(boundary(awarded_on), 30)
        yield Notice(NoticeKind.PSR_AWARD, day, counted_from=awarded_on, period_days=30)


def standstill(contract: Contract, as_of: date) -> Standstill | None:
    """The standstill that an award or intention notice began, if the contract is not yet signed.

    Eight working days; those of the Act skip bank holidays in any part of the United Kingdom (s. 123), those of the
    Provider Selection Regime only England's (reg. 12(12)). None beyond the years whose bank holidays are listed.
    """
    procurement = _procurement_as_of(contract, as_of)
    if procurement is None or procurement.signed_on:
        return None
    is_exempt = contract.kind == "call-off" or procurement.route in _ROUTES_WITHOUT_STANDSTILL
    try:
        if procurement.regime == FULL and not is_exempt and (days := _publication_days(procurement, "contract award")):
            return Standstill(add_working_days(max(days), 8, "pa2023"), max(days), is_psr=False)
        # Not the intention to follow the most suitable provider process, which is its first step (reg. 10(2)).
        if procurement.regime == PSR and (days := _publication_days(procurement, "intention", excluding="follow")):
            start = boundary(max(days))
            return Standstill(add_working_days(boundary(start), 8, "psr"), start, is_psr=True)
    except CalendarRangeError:
        return None
    return None
