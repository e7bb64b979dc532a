"""The next action on a contract in words, with the gap that would follow and what would cover it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commreg.planning.extensions import Option
from commreg.planning.gap import GapCover
from commreg.planning.next_action import ActionKind, NextAction
from commreg.planning.plan import Plan
from commreg.planning.renewals import NextRenewal
from commreg.planning.stages import Outcome
from commreg.values.dates import long_date
from commreg.values.durations import format_months, humanize_days
from commreg.values.text import join_words, pluralize

# Each stage as the object of "start" and "finish".
_STAGE_PHRASES = {
    "review": "the review",
    "needs-assessment": "the needs assessment",
    "options-appraisal": "the options appraisal",
    "market-engagement": "market engagement",
    "specification": "the specification",
    "procurement": "the procurement",
    "award": "the award",
    "mobilisation": "mobilisation",
}
_STAGE_PHRASES_BY_OUTCOME = {
    (Outcome.LIMITED_CHOICE, "procurement"): "the negotiation with the provider",
    (Outcome.IN_HOUSE, "mobilisation"): "the move in-house",
    (Outcome.CLOSING, "mobilisation"): "closing the service down",
}
_INSTRUCTIONS = {
    ActionKind.RECORD_OUTCOME: "record the outcome",
    ActionKind.REVIEW_CONTRACT: "review it",
    ActionKind.RECORD_SUCCESSOR: "record the successor",
    ActionKind.LET_END: "let it end, and record the day it closed",
}


@dataclass(frozen=True, slots=True)
class ActionText:
    """A next action in words: the instruction, the last day for it, and the consequence. Both last may be empty."""

    instruction: str
    due: str
    consequence: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return f"{self.instruction}{self.due}{self.consequence}"

    @property
    def without_due_date(self) -> str:
        """The instruction and the consequence, for a table that has the due date in a column of its own."""
        return f"{self.instruction}{self.consequence}"


def action_text(action: NextAction, successor_name: str | None = None) -> ActionText:
    """A next action in words. `successor_name` names the successor, if its id is not for the reader."""
    successor = successor_name or action.successor or ""
    due = ""
    if action.due:
        due = f" (was due by {long_date(action.due)})" if action.is_late else f" by {long_date(action.due)}"
    if action.renewal:
        return _renewal_text(action.kind, action.renewal, due, successor)
    return ActionText(_instruction(action, successor), due, _consequence(action, successor))


def _renewal_text(kind: ActionKind, renewal: NextRenewal, due: str, successor: str) -> ActionText:
    to_end = long_date(renewal.to_end)
    if kind is ActionKind.STOP_RENEWAL:
        return ActionText(
            "give notice that it should not renew", due, f", or it runs on to {to_end} beside {successor}"
        )
    if kind is ActionKind.LET_RENEW:
        by = long_date(renewal.notice_by)
        return ActionText(f"let it renew to {to_end}", due, f"; it does unless notice is given by {by}")
    return ActionText(f"decide whether it should renew to {to_end}", due, "; it does unless notice is given by then")


def _instruction(action: NextAction, successor: str) -> str:
    match action.kind:
        case ActionKind.COVER_GAP:
            return f"cover the gap of {_gap_length(action.plan)}"
        case ActionKind.MOBILISE_SUCCESSOR:
            return f"mobilise {successor}"
        case ActionKind.FINISH_HANDOVER:
            return f"finish handing over to {successor}"
        case ActionKind.EXTEND:
            return f"decide on extension to {_date(action.extend_to)}"
        case ActionKind.AGREE_LATE_EXTENSION:
            return f"agree with the provider to extend to {_date(action.extend_to)}"
        case ActionKind.START_STAGE | ActionKind.FINISH_STAGE:
            verb = "finish" if action.kind is ActionKind.FINISH_STAGE else "start"
            stage = stage_phrase(action.plan.outcome if action.plan else None, action.stage or "")
            return f"{verb} {stage}{' now' if action.is_late else ''}"
        case _:
            return _INSTRUCTIONS[action.kind]


def _consequence(action: NextAction, successor: str) -> str:
    plan = action.plan
    match action.kind:
        case ActionKind.RECORD_OUTCOME:
            return f"; {_after_end(action, successor)}"
        case ActionKind.COVER_GAP:
            start = _date(plan.earliest_new_start if plan else None)
            verb = "starts" if action.successor_start else "can start"
            return f", until {successor} {verb} on {start}; {gap_cover_sentence(plan)}"
        case ActionKind.MOBILISE_SUCCESSOR:
            if action.successor_start is None:
                return "; its start is not recorded"
            return f"; it starts on {long_date(action.successor_start)}"
        case ActionKind.FINISH_HANDOVER:
            return f"; it started on {_date(action.successor_start)}"
        case ActionKind.EXTEND | ActionKind.AGREE_LATE_EXTENSION:
            return _extension_consequence(action)
        case ActionKind.START_STAGE | ActionKind.FINISH_STAGE:
            return f"; {gap_cover_sentence(plan)}" if plan and plan.gap_days and plan.gap_cover else ""
        case ActionKind.RECORD_SUCCESSOR | ActionKind.LET_END:
            return "; every stage is done"
        case _:
            return ""


def _date(day: date | None) -> str:
    return long_date(day) if day else ""


def _after_end(action: NextAction, successor: str) -> str:
    """What the register says about the time after a contract that ended without a recorded outcome."""
    if not action.successor:
        return "no successor is recorded"
    if not action.successor_start or action.plan is None:
        return f"the start of {successor} is not recorded"
    gap = _gap_length(action.plan)
    return f"{successor} starts on {long_date(action.successor_start)}, and nothing covers the gap of {gap}"


def _extension_consequence(action: NextAction) -> str:
    plan, option = action.plan, action.option
    cover = plan.gap_cover if plan else None
    consequence = f", or there will be {gap_phrase(plan)}" if plan and plan.gap_days else ""
    if cover and cover.options and cover.exemption_until:
        consequence += f"; an interim exemption to {long_date(cover.exemption_until)} is needed as well"
    if cover and cover.options and cover.days_uncovered:
        consequence += f"; even with it, {pluralize(cover.days_uncovered, 'day')} would have no contract"
    notice = option.notice if option else None
    by_default = bool(option and option.notice_by_default)
    if action.kind is ActionKind.AGREE_LATE_EXTENSION:
        return f"{consequence}; the usual notice of {notice} has passed"
    if not notice or not notice.count:
        return f" (no notice is needed{', by default' if by_default else ''}){consequence}"
    default = f", {notice} by default" if by_default else ""
    return f" (last day for notice{default}){consequence}"


def stage_phrase(outcome: Outcome | None, stage: str) -> str:
    """A stage as the object of a verb: the review, the procurement, the move in-house."""
    named = _STAGE_PHRASES_BY_OUTCOME.get((outcome, stage)) if outcome else None
    return named or _STAGE_PHRASES[stage]


def gap_phrase(plan: Plan | None) -> str:
    """The gap after a contract: '14 months with no contract from 1 April 2022'."""
    if plan is None:
        return "time with no contract"
    return f"{humanize_days(plan.gap_days or 0)} with no contract from {_date(plan.gap_from)}"


def _gap_length(plan: Plan | None) -> str:
    """The length and first day of a gap: '14 months from 1 April 2022'."""
    return f"{humanize_days(plan.gap_days or 0)} from {_date(plan.gap_from)}" if plan else ""


def gap_cover_sentence(plan: Plan | None) -> str:
    """What would cover the gap, or that nothing would; empty if there is no gap."""
    cover = plan.gap_cover if plan else None
    if cover is None:
        return ""
    if not cover.options and not cover.exemption_until:
        if not cover.options_recorded:
            return f"find out whether it can be extended (not recorded), or there will be {gap_phrase(plan)}"
        return f"no extension left{_missed_option(cover)}: arrange an exemption, or there will be {gap_phrase(plan)}"
    parts = []
    if cover.options:
        first, last = cover.options[0], cover.options[-1]
        default = " by default" if first.notice_by_default else ""
        how = "notice" if first.notice.count else "agreed"
        deadline = f"({how} by {long_date(first.notice_by)}{default})"
        parts.append(f"{_extensions_phrase(cover.options)} to {long_date(last.to_end)} {deadline}")
    if cover.exemption_until:
        parts.append(f"an interim exemption to {long_date(cover.exemption_until)}")
    left = f"still leave {pluralize(cover.days_uncovered, 'day')} with no contract"
    effect = left if cover.days_uncovered else "cover the gap"
    unknown = "" if cover.options_recorded else "; whether it can be extended is not recorded"
    return f"{' and '.join(parts)} would {effect}{_missed_option(cover)}{unknown}"


def _extensions_phrase(options: Sequence[Option]) -> str:
    """Which extensions, and their lengths: 'extension 1, of 1 year,', 'extensions 1 and 2, of 1 year each,'."""
    numbers = join_words([str(option.number) for option in options])
    lengths = [format_months(option.extension.months) for option in options if option.extension.months]
    noun = "extension" if len(options) == 1 else "extensions"
    if len(lengths) < len(options):  # one that names its last day has no length
        return f"{noun} {numbers}"
    length = f"{lengths[0]} each" if len(lengths) > 1 and len(set(lengths)) == 1 else join_words(lengths)
    return f"{noun} {numbers}, of {length},"


def _missed_option(cover: GapCover) -> str:
    """The extension whose own last day for notice has passed, so that nobody looks for it in vain."""
    if cover.missed_option is None:
        return ""
    to, by = long_date(cover.missed_option.to_end), long_date(cover.missed_option.notice_by)
    return f" (notice to extend to {to} was due by {by})"
