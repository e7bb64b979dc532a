"""The notices that the law requires because of an entry, as data: which, and by when.

Only what follows from what is recorded: without a day of entry or award there is nothing to count from, and a notice
recorded as published is no longer due. The notices of the Procurement Act 2023 bind public contracts alone, so a
contract below the threshold has none, and one whose file does not show its value has them on that condition. Periods of
the Act begin with the day they are counted from, so that the last of 30 days is 29 days after it. A contract procured
before 24 February 2025 stays under the Public Contracts Regulations 2015, for which nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from commreg.law import CalendarRangeError, NoticeType, add_working_days, notice_types, period_end
from commreg.model.contract import Contract, Procurement
from commreg.planning.award import end_with_all_extensions, minimum_value
from commreg.planning.extensions import ExtensionStep, extension_steps
from commreg.planning.public_contract import public_contract_test
from commreg.planning.term import ContractFacts
from commreg.values.dates import ONE_DAY, add_months, boundary, last_day

# Above this value a copy of the contract must be published and three KPIs set (ss. 52, 53 and 77).
LARGE_CONTRACT_VALUE = Decimal(5_000_000)
KPI_NOTICES_FROM = date(2026, 1, 1)  # SI 2025/1316
FULL, LIGHT_TOUCH, PSR = "pa2023", "pa2023-light-touch", "psr"
# Awarded in accordance with a framework or by a dynamic market: no standstill is required (s. 51(3)(d) and (e)).
_AWARDS = (NoticeType.AWARD, NoticeType.PSR_AWARD)
_ROUTES_WITHOUT_STANDSTILL = ("framework-call-off", "framework-mini-competition", "dynamic-market")


class NoticeKind(StrEnum):
    """Which notice is due; the value is the key of the deadline."""

    DETAILS = "details"
    COPY = "copy"
    CHANGE = "change"
    CHANGE_COPY = "change-copy"
    TERMINATION = "termination"
    PERFORMANCE = "performance"
    PSR_AWARD = "award"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with the last day to publish it.

    `counted_from` is the day that the period is counted from, or of a modification. `period_days` is the length of the
    period. `is_from_award` means that the day of signing is not recorded, so the award was taken, which is earlier and
    so in time. `previous_on` is the day of the last notice of the kind; `is_on_termination` means that the end of the
    contract comes before the next yearly notice. `is_decided` means that `counted_from` is the day of the decision to
    extend, and not the day before which the extension starts; `is_option` that the contract provided for the extension.
    `condition` is the threshold in pounds from which it is due, if the file does not show whether the contract reaches
    it.
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
    is_decided: bool = False
    is_option: bool = False
    condition: Decimal | None = None

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
        test = public_contract_test(contract)
        if procurement.route == "user-choice" or contract.kind == "dynamic-purchasing-system" or not test.may_be_public:
            return
        for notice in _public_contract_notices(contract, procurement, facts):
            yield replace(notice, condition=test.condition)
    elif procurement.regime == PSR:
        yield from _psr_award(procurement)


def _public_contract_notices(contract: Contract, procurement: Procurement, facts: ContractFacts) -> Iterator[Notice]:
    is_large = _is_large(contract, procurement)
    yield from _details(procurement, is_large=is_large)
    yield from _changes(contract, procurement, is_large=is_large)
    yield from _termination(procurement, facts)
    if is_large:
        yield from _performance(contract, procurement, facts)


def _is_large(contract: Contract, procurement: Procurement) -> bool:
    """Whether it is over £5 million for certain: as recorded with VAT and options, or by a net value that alone is."""
    net = minimum_value(contract)
    return max(procurement.threshold_value or 0, net.amount if net else 0) > LARGE_CONTRACT_VALUE


def _procurement_as_of(contract: Contract, as_of: date) -> Procurement | None:
    """The procurement of a contract with the notices published by `as_of`; later ones are not published yet."""
    procurement = contract.procurement
    if procurement is None or not procurement.notices:
        return procurement
    published = tuple(notice for notice in procurement.notices if notice.published_on and notice.published_on <= as_of)
    return procurement.model_copy(update={"notices": published})


def _publication_days(procurement: Procurement, *types: NoticeType) -> list[date]:
    """The days on which notices of any of these types were published."""
    return [
        notice.published_on
        for notice in procurement.notices or ()
        if notice.published_on and notice_types(notice.name) & set(types)
    ]


def _details(procurement: Procurement, *, is_large: bool) -> Iterator[Notice]:
    """The contract details notice (s. 53(1)) and, above £5 million, a copy of the contract (s. 53(3))."""
    entered_on = procurement.signed_on or procurement.awarded_on
    if entered_on is None:
        return
    is_light_touch = procurement.regime == LIGHT_TOUCH
    for kind, notice_type, days, required in (
        (NoticeKind.DETAILS, NoticeType.DETAILS, 120 if is_light_touch else 30, True),
        (NoticeKind.COPY, NoticeType.CONTRACT_COPY, 180 if is_light_touch else 90, is_large),
    ):
        if required and not _publication_days(procurement, notice_type):
            yield Notice(
                kind,
                period_end(entered_on, days),
                counted_from=entered_on,
                period_days=days,
                is_from_award=procurement.signed_on is None,
                is_light_touch=is_light_touch,
            )


def _changes(contract: Contract, procurement: Procurement, *, is_large: bool) -> Iterator[Notice]:
    """Before each extension that was used (s. 75), and a copy of it above £5 million (s. 77); not for light touch."""
    if procurement.regime == LIGHT_TOUCH:
        return
    required = [step for step in extension_steps(contract.term) if _needs_change_notice(contract, step)]
    for step in required[len(_publication_days(procurement, NoticeType.CHANGE)) :]:
        decided_on = step.extension.decision.on if step.extension.decision else None
        is_decided = decided_on is not None and decided_on <= step.from_end
        day = decided_on if decided_on and is_decided else boundary(step.from_end)
        yield Notice(
            NoticeKind.CHANGE,
            day - ONE_DAY,
            counted_from=day,
            extension_number=step.number,
            is_decided=is_decided,
            is_option=step.extension.provided is not False,
        )
    for step in required[len(_publication_days(procurement, NoticeType.MODIFICATION_COPY)) :] if is_large else ():
        if step.extension.decision and (decided_on := step.extension.decision.on):
            yield Notice(
                NoticeKind.CHANGE_COPY,
                period_end(decided_on, 90),
                counted_from=decided_on,
                period_days=90,
                extension_number=step.number,
                is_option=step.extension.provided is not False,
            )


def _needs_change_notice(contract: Contract, step: ExtensionStep) -> bool:
    """Whether an extension was used and changes both the term and the value by more than a tenth (s. 75(2)).

    The term is measured by the longest provided for on award; the value by `value.at_award`, for a whole-term amount.
    """
    longest = end_with_all_extensions(contract.term)
    if step.extension.state != "exercised" or longest is None:
        return False
    if step.to_end - step.from_end <= (boundary(longest) - contract.term.start) / 10:
        return False
    value = contract.value
    if value is None or value.basis != "whole-term" or value.amount is None or not value.at_award:
        return True
    return abs(value.amount - value.at_award) * 10 > value.at_award


def _termination(procurement: Procurement, facts: ContractFacts) -> Iterator[Notice]:
    """Within 30 days of the end; expiry counts (s. 80)."""
    end = facts.current_end
    if end and not _publication_days(procurement, NoticeType.TERMINATION):
        yield Notice(NoticeKind.TERMINATION, period_end(end, 30), counted_from=end, period_days=30)


def _performance(contract: Contract, procurement: Procurement, facts: ContractFacts) -> Iterator[Notice]:
    """Every 12 months and on termination, above £5 million; not for light touch, nor a framework (ss. 52, 71)."""
    entered_on = procurement.signed_on or procurement.awarded_on
    if procurement.regime == LIGHT_TOUCH or contract.kind == "framework" or entered_on is None:
        return
    end = facts.current_end
    previous_on = max(_publication_days(procurement, NoticeType.PERFORMANCE), default=None)
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
    if awarded_on and not _publication_days(procurement, *_AWARDS):
        day = period_end(boundary(awarded_on), 30)
        yield Notice(NoticeKind.PSR_AWARD, day, counted_from=awarded_on, period_days=30)


def standstill(contract: Contract, as_of: date) -> Standstill | None:
    """The standstill that an award or intention notice began, if the contract is not yet signed.

    Eight working days; those of the Act skip bank holidays in any part of the United Kingdom (s. 123), those of the
    Provider Selection Regime only England's (reg. 12(12)). None beyond the years whose bank holidays are listed.
    """
    start = _standstill_start(contract, as_of)
    if start is None:
        return None
    day, is_psr = start
    try:
        until = add_working_days(boundary(day), 8, "psr") if is_psr else add_working_days(day, 8, "pa2023")
    except CalendarRangeError:
        return None
    return Standstill(until, day, is_psr=is_psr)


def is_standstill_beyond_calendar(contract: Contract, as_of: date) -> bool:
    """Whether a standstill began whose end is not worked out, as bank holidays are not listed so far."""
    return _standstill_start(contract, as_of) is not None and standstill(contract, as_of) is None


def _standstill_start(contract: Contract, as_of: date) -> tuple[date, bool] | None:
    """The day from which a standstill is counted, and whether it is one of the Provider Selection Regime."""
    procurement = _procurement_as_of(contract, as_of)
    if procurement is None or procurement.signed_on:
        return None
    if (
        procurement.regime == FULL
        and contract.kind != "call-off"
        and procurement.route not in _ROUTES_WITHOUT_STANDSTILL
        and public_contract_test(contract).may_be_public
        and (days := _publication_days(procurement, *_AWARDS))
    ):
        return max(days), False
    if procurement.regime == PSR and (days := _publication_days(procurement, NoticeType.PSR_INTENTION)):
        return boundary(max(days)), True
    return None
