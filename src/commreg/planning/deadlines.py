"""Every dated obligation of the register, as one type in one list.

Each says on what day it falls, what is to be done, how the day was reckoned and on what authority. What is done is no
longer here; what is only an event (a window opening, a chance to break) is never overdue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commreg.law import PA2023_FROM
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.decisions import KEY_DECISION_DAYS
from commreg.planning.derived import derived, derived_property
from commreg.planning.meetings import next_meeting
from commreg.planning.next_action import work
from commreg.planning.notices import ACT, notices, standstill
from commreg.planning.plan import Plan
from commreg.planning.stages import ScheduledStage
from commreg.planning.term import Option, State, break_notice_by
from commreg.values.dates import add_months, boundary, last_day, long_date
from commreg.values.durations import format_months
from commreg.values.text import pluralize

PIPELINE_SINCE = PA2023_FROM
PIPELINE_FROM = Decimal(2_000_000)
KEY_DECISION_LAW = "Local Authorities (Executive Arrangements) Regulations 2012, SI 2012/2089"
_BODIES = "the council's settings (policy.bodies)"
_MOST_NAMED = 5  # contracts in one line of the list
_EVENTS = frozenset(("window", "break-notice", "standstill", "end"))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is to be done, or on which something happens.

    `day` is the last day for it. `contract` is an id, empty for what concerns the whole register. `key` tells it from
    the others of its kind, and stays the same when the day moves.
    """

    as_of: date
    day: date = field(metadata=derived("day", "The last day for it, or the day it happens.", name="due_on"))
    contract: str = field(metadata=derived("text", "Id of the contract; blank for what concerns the whole register."))
    title: str = field(metadata=derived("text", "Title of the contract."))
    kind: str = field(metadata=derived("text", "What it is about: a word of the kinds of deadline."))
    what: str = field(metadata=derived("text", "What is to be done."))

    @property
    @derived_property("flag", "Whether the day has passed and it is still to be done.")
    def overdue(self) -> bool:
        """Whether its day has passed and it is still to be done."""
        return self.day < self.as_of and not self.informational

    @property
    @derived_property("number", "Days to it; negative where it has passed.")
    def days_left(self) -> int:
        """Days from `as_of` to its day; negative where it has passed."""
        return (self.day - self.as_of).days

    owner: str | None = field(metadata=derived("text", "The post that answers for the contract."))
    basis: str = field(metadata=derived("text", "How the day was reckoned."))
    source: str = field(metadata=derived("text", "On what authority."))

    @property
    @derived_property("flag", "Whether it only happens, so that nobody can be late with it.", name="event")
    def informational(self) -> bool:
        """Whether it only happens, so that nobody can be late with it."""
        return self.kind in _EVENTS

    key: str = field(metadata=derived("text", "Tells it from others of its kind of the same contract."))

    def __lt__(self, other: Deadline) -> bool:
        """Deadlines are in order of day; no two of one register have the same contract, kind and key."""
        return self._identity < other._identity

    @property
    def _identity(self) -> tuple[date, str, str, str]:
        return self.day, self.contract, self.kind, self.key


@dataclass(frozen=True, slots=True)
class _DeadlineDraft:
    """A deadline before it is known whose it is."""

    day: date
    kind: str
    key: str
    what: str
    basis: str
    source: str


_Rule = Callable[[ContractView, Plan | None, Settings], Iterator[_DeadlineDraft]]


def deadlines(
    records: Iterable[ContractView], settings: Settings, as_of: date, *, whole: bool = True
) -> tuple[Deadline, ...]:
    """Every deadline of the records, by day; with what concerns the register, where they are the whole of it."""
    found = list(records)
    listed = [deadline for record in found for deadline in _of(record, settings)]
    listed += _pipeline(found, settings, as_of) if whole else ()
    return tuple(sorted(listed))


def _of(record: ContractView, settings: Settings) -> Iterator[Deadline]:
    contract = record.contract
    planned = record.plan(settings.policy)
    owner = contract.monitoring.owner if contract.monitoring and not record.redaction_of("monitoring.owner") else None
    for rule in _RULES if not record.facts.state.is_inactive else (_publications,):
        for due in rule(record, planned, settings):
            yield Deadline(
                as_of=record.facts.as_of,
                day=due.day,
                contract=contract.id,
                title=contract.title,
                kind=due.kind,
                what=due.what,
                owner=owner,
                basis=due.basis,
                source=due.source,
                key=due.key,
            )


def _ends(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    known = record.facts
    if known.current_end is None:
        return
    if known.state is State.ENDED:
        what, kind = "record what became of the contract, which has ended", "review"
    else:
        what, kind = "the contract ends", "end"
    yield _DeadlineDraft(
        known.current_end, kind, "", what, "its current end: the last day of service", "the contract (term)"
    )


def _window(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    known = record.facts
    if known.window_opens is None or known.current_end is None or record.redaction_of("recommissioning.window_months"):
        return
    basis = f"{long_date(boundary(known.current_end))}, the day after the end, less {known.window_months} months"
    if known.window_opens == known.start:
        basis += "; not before the contract started"
    own = record.contract.recommissioning and record.contract.recommissioning.window_months
    source = (
        "the contract's own window (recommissioning.window_months)"
        if own
        else "the council's window (policy.window_months)"
    )
    yield _DeadlineDraft(known.window_opens, "window", "", "the recommissioning window opens", basis, source)


def _stages(record: ContractView, planned: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    """The stage reached; and those after it, unless the contract is behind, when their days cannot be met."""
    if planned is None:
        return
    as_of = record.facts.as_of
    source = f"the council's lead times, {planned.timetable} (policy.lead_times)"
    behind = (planned.days_behind or 0) > 0
    for slot in planned.remaining[:1] if behind else planned.remaining:
        begun = slot.started_as_of(as_of)
        words = work(planned.outcome, slot.stage)
        if not begun:
            basis = _stage_basis(planned, "latest start")
            yield _DeadlineDraft(slot.start_by, "stage-start", slot.stage, f"begin {words}", basis, source)
        if begun or slot.start_by >= as_of:  # a start that was missed says it
            basis = _stage_basis(planned, "latest finish")
            yield _DeadlineDraft(slot.latest_finish, "stage-finish", slot.stage, f"finish {words}", basis, source)
    for place, slot in enumerate(slot for slot in planned.remaining if slot.decision):
        yield from _decision(slot, work(planned.outcome, slot.stage), as_of, comes_next=not place)


def _stage_basis(planned: Plan, which: str) -> str:
    cut = f", lead times cut to {planned.compressed_percent}%" if planned.compressed_percent is not None else ""
    return f"{which}, worked back from the end on {long_date(planned.end)}{cut}"


def _decision(slot: ScheduledStage, words: str, as_of: date, *, comes_next: bool) -> Iterator[_DeadlineDraft]:
    """The decision that a stage ends with, and its notice: the next one however late, others while still to come."""
    sitting = slot.decision
    if sitting is None:
        return
    how = "the meeting planned for it" if sitting.planned_on else (
        f"its last meeting by {long_date(sitting.latest_finish)}, when the stage is to be done"
        if sitting.meeting
        else "the latest finish of the stage, as no meeting is listed"
    )  # fmt: skip
    if comes_next or sitting.decide_by >= as_of:
        what = f"{sitting.decision_maker} to decide, at the end of {words}"
        source = "the entry (recommissioning.decision)" if sitting.planned_on else _BODIES
        yield _DeadlineDraft(sitting.decide_by, "decision", slot.stage, what, how, source)
    if sitting.notice_by and (comes_next or sitting.notice_by >= as_of):
        basis = f"{pluralize(sitting.clear_days, 'clear day')} before {long_date(sitting.decide_by)}"
        source = KEY_DECISION_LAW if sitting.clear_days == KEY_DECISION_DAYS else _BODIES
        what = f"publish the notice that {sitting.decision_maker} is to decide"
        yield _DeadlineDraft(sitting.notice_by, "decision-notice", slot.stage, what, basis, source)


def _extensions(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    """The next option, however late; those after it while their days are to come."""
    known = record.facts
    if known.state is State.ENDED:
        return
    for place, option in enumerate(known.options):
        if place and option.notice_by < known.as_of:
            continue
        source = (
            "the council's usual notice, as the contract gives none (policy.notice_months)"
            if option.notice_by_default
            else "the contract (term.extensions)"
        )
        notice = " (serve notice)" if option.notice_months else ""
        what = f"extend to {long_date(option.to_end)}{notice}, or decide not to"
        yield _DeadlineDraft(
            option.notice_by, "extension-notice", str(option.number), what, _notice_basis(option), source
        )


def _notice_basis(option: Option) -> str:
    if not option.notice_months:
        return "the end itself: no notice is needed"
    end = long_date(boundary(option.from_end))
    return f"{end}, the day after that end, less {format_months(option.notice_months)}"


def _breaks(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    for number, clause in enumerate(record.contract.term.breaks or (), 1):
        months = clause.notice_months or 0
        day = break_notice_by(clause) or clause.on
        if clause.on < record.facts.as_of:
            continue
        how = f"less {format_months(months)} of notice" if months else "no notice period is recorded"
        what = f"break on {long_date(clause.on)} (last day to give notice)"
        basis = f"{long_date(boundary(clause.on))}, the day after the break, {how}" if months else how
        yield _DeadlineDraft(day, "break-notice", str(number), what, basis, "the contract (term.breaks)")


def _meetings(record: ContractView, _plan: Plan | None, settings: Settings) -> Iterator[_DeadlineDraft]:
    watched = record.contract.monitoring
    if watched is None or record.redaction_of("monitoring.frequency", "monitoring.last_meeting_on"):
        return
    due = next_meeting(watched.frequency, watched.last_meeting_on, settings.policy.school_terms)
    known = record.facts
    ends_first = known.state is State.RUNNING and known.current_end and due.on and known.current_end < due.on
    if due.on and not ends_first:
        yield _DeadlineDraft(due.on, "meeting", "", "hold the monitoring meeting", due.basis, "the entry (monitoring)")


def _kpis(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    watched = record.contract.monitoring
    for number, kpi in enumerate((watched.kpis if watched else None) or (), 1):
        if kpi.due_on:
            what = f"get the next result for “{kpi.name}”"
            yield _DeadlineDraft(kpi.due_on, "kpi", str(number), what, "as recorded", "the entry (monitoring.kpis)")


def _exemption(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    bought = record.contract.procurement
    exemption = bought.exemption if bought else None
    if exemption and exemption.until:
        what = "have the exemption renewed, or do without it"
        basis = f"the last day it covers, as approved by {exemption.approved_by}"
        if not record.redaction_of("procurement.exemption.approved_on"):
            basis += f" on {long_date(exemption.approved_on)}"
        yield _DeadlineDraft(exemption.until, "exemption", "", what, basis, "the entry (procurement.exemption)")


def _review(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    term = record.contract.term
    if term.review_on and record.facts.current_end is None:
        yield _DeadlineDraft(
            term.review_on,
            "review",
            "",
            "review the contract, which has no end date",
            "as recorded",
            "the entry (term.review_on)",
        )


def _check(record: ContractView, _plan: Plan | None, settings: Settings) -> Iterator[_DeadlineDraft]:
    checked = record.contract.checked_on
    if checked:
        months = settings.policy.check_months
        basis = f"{format_months(months)} after it was last confirmed, {long_date(checked)}"
        what = "confirm that the entry is still right"
        yield _DeadlineDraft(
            add_months(checked, months), "check", "", what, basis, "the council's rule (policy.check_months)"
        )


def _publications(record: ContractView, _plan: Plan | None, _settings: Settings) -> Iterator[_DeadlineDraft]:
    if record.redaction_of("procurement"):
        return
    for notice in notices(record.contract, record.facts):
        yield _DeadlineDraft(notice.day, "publication", notice.key, notice.what, notice.basis, notice.source)
    still = standstill(record.contract, record.facts.as_of)
    if still:
        what = "the standstill ends; the contract may be entered into from the next day"
        yield _DeadlineDraft(still.until, "standstill", "", what, still.basis, still.source)


def _pipeline(found: Sequence[ContractView], settings: Settings, as_of: date) -> Iterator[Deadline]:
    """The pipeline notice: before the end of 56 days from 1 April, for a council that must publish one (s. 93)."""
    if not settings.policy.pipeline_notice or as_of < PIPELINE_SINCE:
        return
    day = date(as_of.year, 5, 26)
    if day < as_of:
        day = date(as_of.year + 1, 5, 26)
    first, last = date(day.year, 4, 1), add_months(date(day.year, 4, 1), 18)
    large = sorted(
        record.contract.id
        for record in found
        if (planned := record.plan(settings.policy))
        and (slot := planned.remaining_stage("procurement"))
        and slot.latest_start < last
        and not (slot.started_on and slot.started_on < first)
        and _large(record)
    )
    what = "publish the pipeline notice"
    basis = f"56 days beginning with {long_date(first)}, for tenders up to {long_date(last_day(last))}"
    if not any(record.redaction_of("recommissioning.estimated_value") for record in found):
        what += f" ({pluralize(len(large), 'contract')} over £2 million in the register)"
        more = f" and {len(large) - _MOST_NAMED:,} more" if len(large) > _MOST_NAMED else ""
        basis += f": {', '.join(large[:_MOST_NAMED])}{more}" if large else ""
    yield Deadline(
        as_of=as_of,
        day=day,
        contract="",
        title="The register as a whole",
        kind="publication",
        what=what,
        owner=None,
        basis=basis,
        source=ACT.format("93"),
        key=f"pipeline-{day.year}",
    )


def _large(record: ContractView) -> bool:
    """Whether what is to come is over £2 million as recorded, net: with VAT it is then so too."""
    planned = record.contract.recommissioning
    return bool(planned and planned.estimated_value and planned.estimated_value > PIPELINE_FROM)


_RULES: tuple[_Rule, ...] = (
    _ends,
    _window,
    _stages,
    _extensions,
    _breaks,
    _meetings,
    _kpis,
    _exemption,
    _review,
    _check,
    _publications,
)
