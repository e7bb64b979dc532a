"""Every dated obligation of the register, as data in one list; `wording.deadlines` puts each into words.

What is done is no longer listed. What only happens (a window opening, a chance to break) is never overdue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from commreg.law import last_working_day
from commreg.model.contract import Break, Exemption
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.decisions import StageDecision
from commreg.planning.derived import derived, derived_property
from commreg.planning.extensions import ExtensionNotice
from commreg.planning.meetings import MeetingDue, next_meeting
from commreg.planning.notice_days import break_notice_by
from commreg.planning.plan import Plan
from commreg.planning.procurement_notices import Notice, Standstill, notices, standstill
from commreg.planning.register_duties import PipelineNotice, PsrSummary, TransparencyReturn, register_duties
from commreg.planning.renewals import NextRenewal
from commreg.planning.stages import ScheduledStage
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import add_months, boundary, last_day

_NOTICE_KINDS = frozenset(("extension-notice", "renewal-notice", "break-notice"))
# TUPE Regulations 2006 (SI 2006/246), reg 11(6), as amended by SI 2014/16, reg 10: not less than 28 days before the
# transfer. Whole days are counted, so that it is in time on every reading.
EMPLOYEE_INFORMATION_DAYS = 28
_EVENT_KINDS = frozenset(("window", "break-notice", "standstill", "end"))
_END_KINDS = frozenset(("window", "end", "review", "exemption", "stage-start", "stage-finish")) | _NOTICE_KINDS - {
    "break-notice"
}


@dataclass(frozen=True, slots=True)
class StageDeadline:
    """What a stage deadline depends on: the stage, the decision it ends with, and the plan it belongs to."""

    plan: Plan
    scheduled: ScheduledStage


@dataclass(frozen=True, slots=True)
class PrivateMeetingNotice:
    """The notice, so many clear days before, that part of the meeting for a decision will be private."""

    decision: StageDecision
    clear_days: int


@dataclass(frozen=True, slots=True)
class WindowOpening:
    """What the opening of the recommissioning window depends on; `is_own`: the entry gives the window's length."""

    facts: ContractFacts
    is_own: bool


@dataclass(frozen=True, slots=True)
class ExemptionEnd:
    """The end of an exemption; `approved_on` is None if it is withheld.

    `months` is how long before its last day it is to be renewed, if the contract runs on after it: to `contract_end`,
    or with no end date.
    """

    exemption: Exemption
    approved_on: date | None
    months: int = 0
    contract_end: date | None = None


@dataclass(frozen=True, slots=True)
class KpiReturn:
    """The next result of a performance indicator, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class AssuranceExpiry:
    """The last day of something that must stay in place, with the day its evidence was seen."""

    what: str
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class StaffTransfer:
    """The employee liability information for a transfer of staff on `transfer_on` (TUPE Regulations 2006, reg 11)."""

    transfer_on: date


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """The next check of an entry: the day it was last checked, and after how many months it is checked again."""

    checked_on: date
    months: int


# What a deadline depends on, by kind: the end or review of a contract has its facts.
Cause = (
    ContractFacts
    | WindowOpening
    | StageDeadline
    | PrivateMeetingNotice
    | ExtensionNotice
    | NextRenewal
    | Break
    | MeetingDue
    | KpiReturn
    | AssuranceExpiry
    | StaffTransfer
    | ExemptionEnd
    | EntryCheck
    | Notice
    | Standstill
    | PipelineNotice
    | TransparencyReturn
    | PsrSummary
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is to be done, or on which something happens; `day` is the last day for it.

    `contract` is an id, empty for what concerns the whole register. `key` tells it from others of its kind of the same
    contract, and does not change when the day moves. `cause` is what it depends on.
    """

    as_of: date
    cause: Cause
    day: date = field(metadata=derived("day", "Due by this day, or the day of the event.", name="due_on"))
    contract: str = field(metadata=derived("text", "Id of the contract; blank if it concerns the whole register."))
    title: str = field(metadata=derived("text", "Title of the contract."))
    kind: str = field(metadata=derived("text", "Kind of deadline."))

    @property
    @derived_property("flag", "Whether the day has passed and it is still to be done.")
    def overdue(self) -> bool:
        """Whether its day has passed and it is still to be done."""
        return self.day < self.as_of and not self.informational

    @property
    @derived_property("number", "Days until then; negative if the day has passed.")
    def days_left(self) -> int:
        """Days from `as_of` to its day; negative if it has passed."""
        return (self.day - self.as_of).days

    owner: str | None = field(metadata=derived("text", "The post that owns the contract."))

    @property
    @derived_property("flag", "Whether it is an event, with nothing to be late for.", name="event")
    def informational(self) -> bool:
        """Whether it is an event, with nothing to be late for."""
        return self.kind in _EVENT_KINDS

    @property
    def concerns_end(self) -> bool:
        """Whether it concerns what follows the end of the contract."""
        return self.kind in _END_KINDS

    @property
    @derived_property(
        "day", "For notice to the other side: the last working day by then, if the bank holidays are published."
    )
    def working_day(self) -> date | None:
        """For notice to the other side: the last working day in England on or before its day, if that is known."""
        return last_working_day(self.day) if self.kind in _NOTICE_KINDS else None

    key: str = field(metadata=derived("text", "Identifies it among deadlines of the same kind and contract."))

    def __lt__(self, second: Deadline) -> bool:
        """Deadlines are in order of day; no two of one register have the same contract, kind and key."""
        return self._sort_key < second._sort_key

    @property
    def _sort_key(self) -> tuple[date, str, str, str]:
        return self.day, self.contract, self.kind, self.key


@dataclass(frozen=True, slots=True)
class _Draft:
    """A deadline not yet attached to its contract."""

    day: date
    kind: str
    key: str
    cause: Cause


_Rule = Callable[[ContractView, Plan | None, Settings], Iterator[_Draft]]


def deadlines(
    views: Iterable[ContractView], settings: Settings, as_of: date, *, is_whole_register: bool = True
) -> tuple[Deadline, ...]:
    """Every deadline of the contracts, by day; with those of the register itself if the contracts are all of it."""
    contract_views = list(views)
    listed = [deadline for view in contract_views for deadline in _contract_deadlines(view, settings)]
    listed += _register_deadlines(contract_views, settings, as_of) if is_whole_register else ()
    return tuple(sorted(listed))


def _contract_deadlines(view: ContractView, settings: Settings) -> Iterator[Deadline]:
    contract = view.contract
    plan = view.plan(settings.policy)
    owner = contract.monitoring.owner if contract.monitoring and not view.redaction_of("monitoring.owner") else None
    for rule in _RULES if not view.facts.state.is_inactive else (_publications,):
        for draft in rule(view, plan, settings):
            yield Deadline(
                as_of=view.facts.as_of,
                cause=draft.cause,
                day=draft.day,
                contract=contract.id,
                title=contract.title,
                kind=draft.kind,
                owner=owner,
                key=draft.key,
            )


def _end(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    if view.facts.current_end:
        kind = "review" if view.facts.state is State.ENDED else "end"
        yield _Draft(view.facts.current_end, kind, "", view.facts)


def _window(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    if view.facts.window_opens and not view.redaction_of("recommissioning.window_months"):
        recommissioning = view.contract.recommissioning
        is_own = bool(recommissioning and recommissioning.window_months)
        yield _Draft(view.facts.window_opens, "window", "", WindowOpening(view.facts, is_own))


def _stages(view: ContractView, plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    """The current stage and, unless the work is behind, later ones: behind plan, their days cannot be met."""
    if plan is None:
        return
    as_of = view.facts.as_of
    for scheduled in plan.remaining[:1] if plan.is_behind else plan.remaining:
        started = scheduled.started_as_of(as_of)
        cause = StageDeadline(plan, scheduled)
        if not started:
            yield _Draft(scheduled.start_by, "stage-start", scheduled.stage, cause)
        if started or scheduled.start_by >= as_of:  # a missed start already reports a missed finish
            yield _Draft(scheduled.latest_finish, "stage-finish", scheduled.stage, cause)


def _decisions(view: ContractView, plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    """The decisions that stages end with, and their notices: the next however late, others only if in the future."""
    as_of = view.facts.as_of
    deciding = [scheduled for scheduled in plan.remaining if scheduled.decision] if plan else []
    for index, scheduled in enumerate(deciding):
        decision = scheduled.decision
        if plan is None or decision is None:
            continue
        cause = StageDeadline(plan, scheduled)
        if index == 0 or decision.decide_by >= as_of:
            yield _Draft(decision.decide_by, "decision", scheduled.stage, cause)
        if decision.notice_by and (index == 0 or decision.notice_by >= as_of):
            yield _Draft(decision.notice_by, "decision-notice", scheduled.stage, cause)
        for clear_days, day in decision.private_notices:
            if day >= as_of:  # there is no field to record that it was published
                key = f"{scheduled.stage}-private-{clear_days}"
                yield _Draft(day, "decision-notice", key, PrivateMeetingNotice(decision, clear_days))


def _extensions(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    """The next extension, however late, and later ones in the future; else the one missed; or the next renewal."""
    if view.facts.state.has_ended:
        return
    if missed := view.facts.missed_option:
        yield _Draft(missed.notice_by, "extension-notice", str(missed.number), ExtensionNotice(missed, is_missed=True))
    for index, option in enumerate(view.facts.options):
        if index == 0 or option.notice_by >= view.facts.as_of:
            notice = ExtensionNotice(option, view.facts.beside_successor_from(option.to_end))
            yield _Draft(option.notice_by, "extension-notice", str(option.number), notice)
    if renewal := view.facts.renewal:
        yield _Draft(renewal.notice_by, "renewal-notice", "", renewal)


def _breaks(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    for number, clause in enumerate(view.contract.term.breaks or (), 1):
        if view.facts.is_break_ahead(clause):
            yield _Draft(break_notice_by(clause) or clause.on, "break-notice", str(number), clause)


def _meetings(view: ContractView, _plan: Plan | None, settings: Settings) -> Iterator[_Draft]:
    monitoring = view.contract.monitoring
    if monitoring is None or view.redaction_of("monitoring.frequency", "monitoring.last_meeting_on"):
        return
    due = next_meeting(monitoring.frequency, monitoring.last_meeting_on, settings.policy.school_terms)
    end = view.facts.current_end
    ends_first = view.facts.state is State.RUNNING and end and due.on and end < due.on
    if due.on and not ends_first:
        yield _Draft(due.on, "meeting", "", due)


def _kpis(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    monitoring = view.contract.monitoring
    for number, kpi in enumerate((monitoring.kpis if monitoring else None) or (), 1):
        if kpi.due_on:
            yield _Draft(kpi.due_on, "kpi", str(number), KpiReturn(kpi.name))


def _assurances(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    for number, assurance in enumerate(view.contract.assurances or (), 1):
        if assurance.expires_on:
            cause = AssuranceExpiry(assurance.what, assurance.seen_on)
            yield _Draft(assurance.expires_on, "assurance", str(number), cause)


def _staff_transfer(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    """The employee liability information, 28 whole days before staff transfer to the next provider."""
    recommissioning, end = view.contract.recommissioning, view.facts.current_end
    if recommissioning and recommissioning.tupe and end:
        transfer_on = view.facts.successor_start or boundary(end)
        if transfer_on > view.facts.as_of:
            day = transfer_on - timedelta(days=EMPLOYEE_INFORMATION_DAYS + 1)
            yield _Draft(day, "staff-transfer", "", StaffTransfer(transfer_on))


def _exemption(view: ContractView, _plan: Plan | None, settings: Settings) -> Iterator[_Draft]:
    """The council's usual notice before the exemption ends, if the contract runs on after it; else its last day."""
    procurement = view.contract.procurement
    exemption = procurement.exemption if procurement else None
    if exemption and exemption.until:
        approved_on = None if view.redaction_of("procurement.exemption.approved_on") else exemption.approved_on
        end = view.facts.current_end
        months = settings.policy.notice_months if end is None or end > exemption.until else 0
        day = last_day(add_months(boundary(exemption.until), -months)) if months else exemption.until
        yield _Draft(day, "exemption", "", ExemptionEnd(exemption, approved_on, months, end))


def _review(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    review_on = view.contract.term.review_on
    if review_on and view.facts.current_end is None:
        yield _Draft(review_on, "review", "", view.facts)


def _check(view: ContractView, _plan: Plan | None, settings: Settings) -> Iterator[_Draft]:
    checked_on, months = view.contract.checked_on, settings.policy.check_months
    if checked_on:
        yield _Draft(add_months(checked_on, months), "check", "", EntryCheck(checked_on, months))


def _publications(view: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_Draft]:
    if view.redaction_of("procurement"):
        return
    for notice in notices(view.contract, view.facts):
        yield _Draft(notice.day, "publication", notice.key, notice)
    if period := standstill(view.contract, view.facts.as_of):
        yield _Draft(period.until, "standstill", "", period)


def _register_deadlines(views: Sequence[ContractView], settings: Settings, as_of: date) -> Iterator[Deadline]:
    for duty in register_duties(views, settings, as_of):
        yield Deadline(
            as_of=as_of,
            cause=duty.cause,
            day=duty.day,
            contract="",
            title="The register as a whole",
            kind="publication",
            owner=None,
            key=duty.key,
        )


_RULES: tuple[_Rule, ...] = (
    _end,
    _window,
    _stages,
    _decisions,
    _extensions,
    _breaks,
    _meetings,
    _kpis,
    _assurances,
    _staff_transfer,
    _exemption,
    _review,
    _check,
    _publications,
)
