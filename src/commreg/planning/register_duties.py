"""What the law asks of the whole register: the pipeline notice, the Transparency Code's returns, the PSR summary.

A contract file has no place to record that one of these was published. So only the next one is listed, and none is ever
overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.law import PA2023_FROM, PSR_FROM
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.expected_value import estimated_value
from commreg.values.dates import ONE_DAY, add_months, boundary, last_day

PIPELINE_MIN_VALUE = Decimal(2_000_000)
PSR = "psr"
_PSR_INPUTS = ("procurement.regime", "procurement.route", "procurement.awarded_on", "provider.name")


@dataclass(frozen=True, slots=True)
class PipelineNotice:
    """The pipeline notice for tenders from `first` to `last`, both inclusive (Procurement Act 2023, section 93).

    `contracts` are the ids of those over £2 million; None if estimates are withheld.
    """

    first: date
    last: date
    contracts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class TransparencyReturn:
    """What the Local Government Transparency Code 2015 asks to be published for `first` to `last`, both inclusive.

    `is_grants` is the yearly list of grants; otherwise the quarterly lists of invitations to tender and of contracts.
    """

    first: date
    last: date
    is_grants: bool


@dataclass(frozen=True, slots=True)
class PsrSummary:
    """The annual summary of awards under the Provider Selection Regime (reg 25) from `first` to `last`, inclusive.

    `awards` has the number of awards by route, frameworks and call-offs apart; None if any of it is withheld.
    `new_providers` had no contract under the regime in the year before; `former_providers` had one, and have none now.
    """

    first: date
    last: date
    awards: tuple[tuple[str, int], ...] | None
    frameworks: int = 0
    call_offs: int = 0
    new_providers: int = 0
    former_providers: int = 0


@dataclass(frozen=True, slots=True)
class RegisterDuty:
    """A duty that concerns the register as a whole, with its last day and its key among deadlines."""

    day: date
    key: str
    cause: PipelineNotice | TransparencyReturn | PsrSummary


def register_duties(views: Sequence[ContractView], settings: Settings, as_of: date) -> Iterator[RegisterDuty]:
    """The next of each duty that applies to the council and has contracts to report."""
    if settings.policy.pipeline_notice and as_of >= PA2023_FROM:
        yield _pipeline_notice(views, settings, as_of)
    if settings.policy.transparency_code and not all(view.facts.state.is_inactive for view in views):
        yield from _transparency_returns(views, as_of)
    yield from _psr_summary(views, as_of)


def _pipeline_notice(views: Sequence[ContractView], settings: Settings, as_of: date) -> RegisterDuty:
    """Before the end of 56 days from 1 April, for a council that must publish one (s. 93)."""
    day = _next_yearly(as_of, 5, 26)
    first, end = date(day.year, 4, 1), add_months(date(day.year, 4, 1), 18)
    contracts = tuple(
        sorted(
            view.contract.id
            for view in views
            if (plan := view.plan(settings.policy))
            and (procurement := plan.remaining_stage("procurement"))
            and procurement.latest_start < end
            and not (procurement.started_on and procurement.started_on < first)
            and _is_over_pipeline_value(view)
        )
    )
    are_withheld = any(view.redaction_of("recommissioning.estimated_value") for view in views)
    return RegisterDuty(
        day, f"pipeline-{day.year}", PipelineNotice(first, last_day(end), None if are_withheld else contracts)
    )


def _is_over_pipeline_value(view: ContractView) -> bool:
    """Whether the estimate for the next contract is over £2 million net over its term; it is then so with VAT too."""
    recommissioning = view.contract.recommissioning
    if recommissioning is None or recommissioning.estimated_value is None:
        return False
    lowest = estimated_value(recommissioning.estimated_value, view.contract).lowest
    return lowest is not None and lowest > PIPELINE_MIN_VALUE


def _transparency_returns(views: Sequence[ContractView], as_of: date) -> Iterator[RegisterDuty]:
    """Within a month after each quarter; grants within a month after the council's year (LGA guidance, pages 17, 32).

    A month after 30 September is 30 October: the earlier of two readings.
    """
    quarter_end = date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1) - ONE_DAY
    if add_months(quarter_end, 1) < as_of:
        quarter_end = last_day(add_months(boundary(quarter_end), 3))
    first = add_months(boundary(quarter_end), -3)
    key = f"transparency-{first.year}-q{(first.month + 2) // 3}"
    yield RegisterDuty(add_months(quarter_end, 1), key, TransparencyReturn(first, quarter_end, is_grants=False))
    if any(view.contract.kind == "grant" for view in views):
        day = _next_yearly(as_of, 4, 30)
        period = TransparencyReturn(date(day.year - 1, 4, 1), date(day.year, 3, 31), is_grants=True)
        yield RegisterDuty(day, f"transparency-grants-{day.year}", period)


def _psr_summary(views: Sequence[ContractView], as_of: date) -> Iterator[RegisterDuty]:
    """By 30 September for the council's year before it; the first was for 1 January 2024 to 31 March 2025.

    Reg 25 asks for a yearly summary and gives no day: the period and the day are those of NHS England's guidance.
    """
    day = max(_next_yearly(as_of, 9, 30), date(2025, 9, 30))
    first, last = max(date(day.year - 1, 4, 1), PSR_FROM), date(day.year, 3, 31)
    if day.year == 2025:
        first = PSR_FROM
    visible = [view for view in views if not view.redaction_of("procurement.regime")]
    psr_contracts = [view for view in visible if view.contract.procurement and view.contract.procurement.regime == PSR]
    if as_of < PSR_FROM or not psr_contracts:
        return
    key = f"psr-summary-{day.year}"
    if any(view.redaction_of(*_PSR_INPUTS) for view in views):
        yield RegisterDuty(day, key, PsrSummary(first, last, None))
        return
    awarded = [view for view in psr_contracts if _was_awarded(view, first, last)]
    direct = [view for view in awarded if view.contract.kind not in ("framework", "call-off")]
    routes = Counter(_route(view) for view in direct)
    before = {_provider(view) for view in psr_contracts if _was_in_force(view, add_months(first, -12), first - ONE_DAY)}
    during = {_provider(view) for view in psr_contracts if _was_in_force(view, first, last)}
    yield RegisterDuty(
        day,
        key,
        PsrSummary(
            first,
            last,
            tuple(sorted(routes.items())),
            frameworks=sum(view.contract.kind == "framework" for view in awarded),
            call_offs=sum(view.contract.kind == "call-off" for view in awarded),
            new_providers=len({_provider(view) for view in awarded} - before),
            former_providers=len(before - during),
        ),
    )


def _was_awarded(view: ContractView, first: date, last: date) -> bool:
    procurement = view.contract.procurement
    awarded_on = procurement.awarded_on or procurement.signed_on if procurement else None
    return awarded_on is not None and first <= awarded_on <= min(last, view.facts.as_of)


def _was_in_force(view: ContractView, first: date, last: date) -> bool:
    return view.facts.start <= last and (view.facts.current_end is None or view.facts.current_end >= first)


def _route(view: ContractView) -> str:
    return (view.contract.procurement.route if view.contract.procurement else None) or ""


def _provider(view: ContractView) -> str:
    return view.contract.provider.name


def _next_yearly(as_of: date, month: int, day: int) -> date:
    """The day of the year on or after `as_of`."""
    this_year = date(as_of.year, month, day)
    return this_year if this_year >= as_of else date(as_of.year + 1, month, day)
