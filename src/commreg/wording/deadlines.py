"""Deadlines in words: what is to be done, how the day was worked out, and on what authority."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch

from commreg.model.contract import Break
from commreg.model.vocabularies import FREQUENCY, ROUTE
from commreg.planning.deadlines import (
    AssuranceExpiry,
    Deadline,
    EntryCheck,
    ExemptionEnd,
    KpiReturn,
    PrivateMeetingNotice,
    StaffTransfer,
    StageDeadline,
    WindowOpening,
)
from commreg.planning.decisions import KEY_DECISION_DAYS, PRIVATE_MEETING_DAYS, StageDecision
from commreg.planning.derived import derived
from commreg.planning.extensions import ExtensionNotice
from commreg.planning.meetings import MeetingDue
from commreg.planning.notice_days import break_notice_by
from commreg.planning.procurement_notices import Notice, NoticeKind, Standstill
from commreg.planning.register_duties import PipelineNotice, PsrSummary, TransparencyReturn
from commreg.planning.renewals import NextRenewal
from commreg.planning.stages import DEFAULT_TIMETABLE
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import boundary, last_day, long_date
from commreg.values.durations import format_months
from commreg.values.money import format_pounds
from commreg.values.text import pluralize
from commreg.wording.next_action import stage_phrase
from commreg.wording.notice import beside_successor, notice_basis

# Applies to councils that operate executive arrangements (reg 2).
_EXECUTIVE_LAW = (
    "Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012, "
    "SI 2012/2089, regulation {}"
)
_ACT = "Procurement Act 2023, section {}"
_PSR = "Health Care Services (Provider Selection Regime) Regulations 2023, {}"
_TRANSPARENCY_CODE = "Local Government Transparency Code 2015, part 2 (SI 2015/480), as the LGA's guidance sets it out"
_TUPE = (
    "Transfer of Undertakings (Protection of Employment) Regulations 2006, SI 2006/246, regulation 11(6), "
    "as amended by SI 2014/16"
)
_DECISION_MAKERS = "the council's settings (policy.decision_makers)"
# Section 75(2)(a) exempts a change of the estimated value by 10% or less, and that value counts options (schedule 3).
_OPTION_DOUBT = (
    "not required if the estimated value already counted the extension and so changes by 10% or less "
    "(section 75(2)(a)): whether it does is not confirmed, so ask your procurement adviser"
)
_MAX_IDS_LISTED = 5
_NOTICES = {
    NoticeKind.DETAILS: ("publish the contract details notice", _ACT.format("53(1)")),
    NoticeKind.COPY: ("publish a copy of the contract", _ACT.format("53(3)")),
    NoticeKind.CHANGE: ("publish the contract change notice", _ACT.format("75")),
    NoticeKind.CHANGE_COPY: ("publish a copy of the contract as modified", _ACT.format("77")),
    NoticeKind.TERMINATION: ("publish the contract termination notice", _ACT.format("80")),
    NoticeKind.PERFORMANCE: ("publish the contract performance notice, with the KPIs", _ACT.format("71")),
    NoticeKind.PSR_AWARD: ("publish the notice of the award", _PSR.format("regulations 7 to 11 and 18")),
}


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """A deadline in words: what is to be done, how the day was worked out, and on what authority."""

    what: str = field(metadata=derived("text", "What is to be done."))
    basis: str = field(metadata=derived("text", "How the day was worked out."))
    source: str = field(metadata=derived("text", "Law, policy or contract term that it comes from."))


def deadline_text(deadline: Deadline) -> DeadlineText:
    """A deadline in words."""
    return cause_text(deadline.cause, deadline.kind)


@singledispatch
def cause_text(cause: object, kind: str = "") -> DeadlineText:
    """What a deadline depends on, in words; stages need its kind. Raises TypeError for an unknown cause."""
    raise TypeError(f"no words for a deadline of kind {kind} that depends on {cause!r}")


@cause_text.register
def _(due: MeetingDue, _kind: str = "") -> DeadlineText:
    return DeadlineText("hold the monitoring meeting", meeting_basis(due), "the entry (monitoring)")


@cause_text.register
def _(kpi: KpiReturn, _kind: str = "") -> DeadlineText:
    return DeadlineText(f"get the next result for “{kpi.name}”", "as recorded", "the entry (monitoring.kpis)")


@cause_text.register
def _(expiry: AssuranceExpiry, _kind: str = "") -> DeadlineText:
    last_seen = f", last seen on {long_date(expiry.seen_on)}" if expiry.seen_on else ""
    return DeadlineText(f"see the renewal of “{expiry.what}”", f"its last day{last_seen}", "the entry (assurances)")


@cause_text.register
def _(transfer: StaffTransfer, _kind: str = "") -> DeadlineText:
    what = "the provider gives employee liability information to the next provider"
    basis = f"28 whole days before staff transfer on {long_date(transfer.transfer_on)}"
    return DeadlineText(what, basis, _TUPE)


@cause_text.register
def _(end: ExemptionEnd, _kind: str = "") -> DeadlineText:
    basis = f"the last day it covers, as approved by {end.exemption.approved_by}"
    basis += f" on {long_date(end.approved_on)}" if end.approved_on else ""
    source = "the entry (procurement.exemption)"
    if end.months and end.exemption.until:
        runs = f"runs to {long_date(end.contract_end)}" if end.contract_end else "has no end date"
        until = long_date(end.exemption.until)
        basis = f"{format_months(end.months)} before {until}, {basis}; the contract {runs}"
        source += ", with the usual notice (policy.notice_months)"
    return DeadlineText("decide whether to renew the exemption", basis, source)


@cause_text.register
def _(check: EntryCheck, _kind: str = "") -> DeadlineText:
    basis = f"{format_months(check.months)} after it was last checked, {long_date(check.checked_on)}"
    return DeadlineText("check that the entry is still correct", basis, "the council's rule (policy.check_months)")


@cause_text.register
def _(notice: Notice, _kind: str = "") -> DeadlineText:
    what, source = _NOTICES[notice.kind]
    basis = _notice_basis(notice)
    if notice.kind in (NoticeKind.CHANGE, NoticeKind.CHANGE_COPY) and notice.is_option:
        basis += f"; {_OPTION_DOUBT}"
    if notice.condition is not None:
        what += f", if the contract is at or above {format_pounds(notice.condition)}"
        basis += "; the entry does not show whether it is a public contract (section 3; procurement.threshold_value)"
    return DeadlineText(what, basis, source)


@cause_text.register
def _(facts: ContractFacts, _kind: str = "") -> DeadlineText:
    if facts.current_end is None:
        return DeadlineText("review the contract, which has no end date", "as recorded", "the entry (term.review_on)")
    if facts.renewal:
        to_end, by = long_date(facts.renewal.to_end), long_date(facts.renewal.notice_by)
        what = f"the current period ends; the contract renews to {to_end} unless notice is given by {by}"
        return DeadlineText(
            what, "its current end: the last day of service unless it renews", "the contract (term.renewal)"
        )
    ended = facts.state is State.ENDED
    what = "record the outcome of the contract, which has ended" if ended else "the contract ends"
    return DeadlineText(what, "its current end: the last day of service", "the contract (term)")


@cause_text.register
def _(opening: WindowOpening, _kind: str = "") -> DeadlineText:
    facts = opening.facts
    end = long_date(boundary(facts.current_end)) if facts.current_end else ""
    basis = f"{end}, the day after the end, less {facts.window_months} months"
    if facts.window_opens == facts.start:
        basis += "; not before the contract started"
    source = (
        "the contract's own window (recommissioning.window_months)"
        if opening.is_own
        else "the council's window (policy.window_months)"
    )
    return DeadlineText("the recommissioning window opens", basis, source)


@cause_text.register
def _(deadline: StageDeadline, kind: str = "") -> DeadlineText:
    decision = deadline.scheduled.decision
    phrase = stage_phrase(deadline.plan.outcome, deadline.scheduled.stage)
    if decision and kind == "decision-notice":
        return DeadlineText(
            f"publish the notice that {decision.decision_maker} is to decide",
            _decision_notice_basis(decision),
            _decision_notice_source(decision, "9") if decision.clear_days == KEY_DECISION_DAYS else _DECISION_MAKERS,
        )
    if decision and kind == "decision":
        what = f"{decision.decision_maker} to decide, at the end of {phrase}"
        source = "the entry (recommissioning.decision)" if decision.planned_on else _DECISION_MAKERS
        return DeadlineText(what, _decision_basis(decision), source)
    timetable = deadline.plan.timetable
    whose = (
        "lead times by default" if timetable.startswith(DEFAULT_TIMETABLE) else f"the council's lead times, {timetable}"
    )
    source = f"{whose} (policy.lead_times)"
    if kind == "stage-start":
        return DeadlineText(f"start {phrase}", _stage_basis(deadline, "latest start"), source)
    return DeadlineText(f"finish {phrase}", _stage_basis(deadline, "latest finish"), source)


@cause_text.register
def _(notice: PrivateMeetingNotice, _kind: str = "") -> DeadlineText:
    decision, first = notice.decision, notice.clear_days == PRIVATE_MEETING_DAYS[0]
    which = "notice" if first else "further notice"
    what = f"publish the {which} that part of the meeting of {decision.decision_maker} is private"
    basis = f"{notice.clear_days} clear days before {long_date(decision.decide_by)}"
    return DeadlineText(what, basis, _decision_notice_source(decision, "5(2)" if first else "5(4)"))


def _decision_notice_basis(decision: StageDecision) -> str:
    basis = f"{pluralize(decision.clear_days, 'clear day')} before {long_date(decision.decide_by)}"
    if not decision.urgent_clear_days:
        return basis
    day = long_date(decision.last_day_of_notice(decision.urgent_clear_days))
    days = f"{pluralize(decision.urgent_clear_days, 'clear day')}, by {day}"
    if not decision.executive:
        return f"{basis}; if that is impracticable, {days}"
    return (
        f"{basis}; if that is impracticable, the general exception needs {days} (regulation 10), "
        "and after that the scrutiny chair must agree that it is urgent (regulation 11)"
    )


def _decision_notice_source(decision: StageDecision, regulation: str) -> str:
    """The law for an executive decision; for a committee system only the council's own rules."""
    if decision.executive is False:
        return _DECISION_MAKERS
    if decision.executive:
        return _EXECUTIVE_LAW.format(regulation)
    return f"{_DECISION_MAKERS}; if the council has executive arrangements, SI 2012/2089, regulation {regulation}"


def _stage_basis(deadline: StageDeadline, which: str) -> str:
    plan, counted_from = deadline.plan, deadline.scheduled.counted_from
    cut = f", lead times compressed to {plan.compressed_percent}%" if plan.compressed_percent is not None else ""
    if counted_from == plan.successor_start:
        return f"{which}, worked back from the start of the successor on {long_date(counted_from)}{cut}"
    if counted_from == boundary(plan.end):
        return f"{which}, worked back from the end on {long_date(plan.end)}{cut}"
    return f"{which}, worked back from the last meeting that is in time, on {long_date(last_day(counted_from))}{cut}"


def _decision_basis(decision: StageDecision) -> str:
    if decision.planned_on:
        return "the meeting planned for it"
    call_in = f", less {pluralize(decision.call_in_days, 'day')} for call-in" if decision.call_in_days else ""
    if decision.meeting:
        by = long_date(decision.latest_finish)
        return f"its last meeting by {by}, the last day that leaves time for what follows{call_in}"
    return f"the latest finish of the stage{call_in}, as no meeting is listed"


@cause_text.register
def _(cause: ExtensionNotice, _kind: str = "") -> DeadlineText:
    option = cause.option
    notice = "last day for notice" if option.notice.count else "no notice is needed"
    notice += ", by default" if option.notice_by_default else ""
    basis = "the end itself: no notice is needed"
    if option.notice.count:
        basis = notice_basis(option.notice_by, option.from_end, str(option.notice))
    source = (
        "the usual notice, as the contract gives none (policy.notice_months)"
        if option.notice_by_default
        else "the contract (term.extensions)"
    )
    what = f"decide on extension to {long_date(option.to_end)} ({notice}){beside_successor(cause.beside_from)}"
    if cause.is_missed:
        what = f"ask the provider whether it can still be extended to {long_date(option.to_end)}"
        what += f" (last day for notice was {long_date(option.notice_by)})"
    return DeadlineText(what, basis, source)


@cause_text.register
def _(renewal: NextRenewal, _kind: str = "") -> DeadlineText:
    basis = "the end itself: no notice is needed"
    if renewal.notice.count:
        basis = notice_basis(renewal.notice_by, renewal.from_end, str(renewal.notice))
    what = f"last day to give notice that it should not renew to {long_date(renewal.to_end)}"
    return DeadlineText(what, basis, "the contract (term.renewal)")


@cause_text.register
def _(clause: Break, _kind: str = "") -> DeadlineText:
    basis = "no notice period is recorded"
    notice, day = clause.notice, break_notice_by(clause)
    if notice and day:
        basis = notice_basis(day, clause.on, str(notice)) if notice.count else "the day itself: no notice is needed"
    what = f"break on {long_date(clause.on)} (last day to give notice)"
    return DeadlineText(what, basis, "the contract (term.breaks)")


def meeting_basis(due: MeetingDue) -> str:
    """How the day of the next meeting was worked out, or why it cannot be."""
    if due.frequency is None:
        return "how often is not recorded"
    often = FREQUENCY.label(due.frequency).lower()
    if due.last_meeting_on is None:
        return f"{often}, no meeting recorded"
    met = f"{often}, last met on {long_date(due.last_meeting_on)}"
    if due.frequency != "termly":
        return met
    if due.first_term_start:
        return f"{met}; the school terms in the settings start on {long_date(due.first_term_start)}"
    if due.term is None:
        return f"{met}; the settings list no school terms (policy.school_terms)"
    in_holiday = f"in the holiday after {due.term.name}, which counts for that term"
    counts = in_holiday if due.was_in_holiday else f"in {due.term.name}"
    if due.next_term is None:
        return f"{met}, {counts}; the school terms in the settings end on {long_date(due.term.end)}"
    return f"{met}, {counts}; due by the end of {due.next_term.name}"


def _notice_basis(notice: Notice) -> str:
    day = long_date(notice.counted_from)
    match notice.kind:
        case NoticeKind.DETAILS | NoticeKind.COPY:
            since = (
                f"awarded on {day} (the day it was signed is not recorded)"
                if notice.is_from_award
                else f"entered into on {day}"
            )
            light_touch = ", as it is light touch" if notice.is_light_touch else ""
            return f"{pluralize(notice.period_days, 'day')} beginning with the day it was {since}{light_touch}"
        case NoticeKind.CHANGE:
            if notice.is_decided:
                return f"before the contract is modified: extension {notice.extension_number} was decided on {day}"
            return f"before the contract is modified: extension {notice.extension_number} starts on {day}"
        case NoticeKind.CHANGE_COPY:
            return f"90 days beginning with {day}, when extension {notice.extension_number} was decided"
        case NoticeKind.TERMINATION:
            return f"30 days beginning with the day it ends, {day}; expiry counts"
        case NoticeKind.PERFORMANCE:
            how = f"counted from {day}, none published yet"
            if notice.is_on_termination:
                how = f"and on termination, {long_date(notice.day)}"
            elif notice.previous_on:
                how = f"the last on {long_date(notice.previous_on)}"
            return f"at least once in every 12 months; {how}"
        case NoticeKind.PSR_AWARD:
            return f"within 30 days of the award on {day}"


@cause_text.register
def _(period: Standstill, _kind: str = "") -> DeadlineText:
    day = long_date(period.counted_from)
    what = "the standstill ends; the contract may be entered into from the next day"
    if period.is_psr:
        basis = f"the eighth working day after it began, {day}; later if representations are made"
        return DeadlineText(what, basis, _PSR.format("regulation 12(9)"))
    return DeadlineText(what, f"8 working days beginning with the award notice of {day}", _ACT.format("51"))


@cause_text.register
def _(pipeline: PipelineNotice, _kind: str = "") -> DeadlineText:
    what = "publish the pipeline notice"
    basis = f"56 days beginning with {long_date(pipeline.first)}, for tenders up to {long_date(pipeline.last)}"
    if pipeline.contracts is not None:
        count = len(pipeline.contracts)
        what += f" ({pluralize(count, 'contract')} over £2 million in the register)"
        more = f" and {count - _MAX_IDS_LISTED:,} more" if count > _MAX_IDS_LISTED else ""
        basis += f": {', '.join(pipeline.contracts[:_MAX_IDS_LISTED])}{more}" if count else ""
    return DeadlineText(what, basis, _ACT.format("93"))


@cause_text.register
def _(period: TransparencyReturn, _kind: str = "") -> DeadlineText:
    dates = f"{long_date(period.first)} to {long_date(period.last)}"
    if period.is_grants:
        basis = f"at least once a year; taken as one month after the council's year, {dates}"
        return DeadlineText("publish the list of grants to voluntary bodies", basis, _TRANSPARENCY_CODE)
    basis = f"not later than one month after the quarter, {dates}"
    return DeadlineText("publish the lists of contracts and of invitations to tender", basis, _TRANSPARENCY_CODE)


@cause_text.register
def _(summary: PsrSummary, _kind: str = "") -> DeadlineText:
    dates = f"{long_date(summary.first)} to {long_date(summary.last)}"
    basis = (
        f"within six months of the end of the period, {dates}, by NHS England's guidance (the Regulations give no day)"
    )
    if summary.awards is not None:
        counts = [f"{ROUTE.label(route) if route else 'route not recorded'} {count}" for route, count in summary.awards]
        counts += [
            f"frameworks {summary.frameworks}",
            f"call-offs {summary.call_offs}",
            f"new providers {summary.new_providers}",
            f"providers with no contract any more {summary.former_providers}",
        ]
        basis += f"; awards in the register: {', '.join(counts)}"
    what = "publish the annual summary of health care contracts"
    return DeadlineText(what, basis, _PSR.format("regulation 25"))
