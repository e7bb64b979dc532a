"""The verdict on a contract in words: one sentence, with the mark and the tone that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commreg.planning.term import State
from commreg.planning.verdict import Verdict, VerdictKind
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.wording.next_action import stage_phrase

VerdictTone = Literal["red", "amber", "green", ""]


@dataclass(frozen=True, slots=True)
class VerdictText:
    """A verdict for a reader. Mark, label and tone are always shown together; colour is never used alone."""

    mark: str
    label: str
    tone: VerdictTone
    sentence: str


_LOOK: dict[VerdictKind, tuple[str, str, VerdictTone]] = {
    VerdictKind.ENDED: ("■", "ended", "red"),
    VerdictKind.EXEMPT: ("■", "ended, exempt", "amber"),
    VerdictKind.GAP: ("▲", "gap", "red"),
    VerdictKind.UNKNOWN: ("◆", "unknown", "amber"),
    VerdictKind.EXTEND: ("◆", "decide on extension", "amber"),
    VerdictKind.LATE: ("◆", "late", "amber"),
    VerdictKind.ON_TIME: ("●", "on time", "green"),
    VerdictKind.NOT_STARTED: ("○", "not started", ""),
    VerdictKind.OPEN_ENDED: ("∞", "no end date", ""),
    VerdictKind.CLOSED: ("\u2013", "closed", ""),  # en dash
}


def verdict_text(verdict: Verdict, successor_name: str | None = None) -> VerdictText:
    """A verdict in words. `successor_name` names the successor, if its id is not for the reader."""
    mark, label, tone = _LOOK[verdict.kind]
    return VerdictText(mark, label, tone, _sentence(verdict, successor_name or verdict.successor or ""))


def _sentence(verdict: Verdict, successor: str) -> str:
    end = long_date(verdict.end) if verdict.end else ""
    match verdict.kind:
        case VerdictKind.ENDED:
            return f"Ended on {end}, outcome not recorded."
        case VerdictKind.EXEMPT:
            until = long_date(verdict.exempt_until) if verdict.exempt_until else ""
            reference = f" {verdict.exemption_reference}" if verdict.exemption_reference else ""
            return f"Ended on {end}; exemption{reference} covers it to {until}."
        case VerdictKind.GAP:
            return _gap(verdict, end, successor)
        case VerdictKind.UNKNOWN:
            return "Find out whether it can be extended."
        case VerdictKind.EXTEND:
            return _extend(verdict)
        case VerdictKind.LATE:
            return _late(verdict)
        case VerdictKind.ON_TIME:
            return _on_time(verdict, end, successor)
        case _:
            return _nothing_to_decide(verdict)


def _no_contract(verdict: Verdict) -> str:
    """'no contract for 10 weeks from 1 April 2023'; a long gap is rounded down to weeks, months or years."""
    start = long_date(verdict.gap_from) if verdict.gap_from else ""
    return f"no contract for {humanize_days(verdict.gap_days)} from {start}"


def _gap(verdict: Verdict, end: str, successor: str) -> str:
    if verdict.extend_to:
        by = f" by {long_date(verdict.decide_by)}" if verdict.decide_by else ""
        left = humanize_days(verdict.gap_days_left)
        return (
            f"Ends on {end}. Extending it to {long_date(verdict.extend_to)}{by} still leaves {left} with no contract."
        )
    if verdict.successor_start:
        sentence = (
            f"Ends on {end}. {successor} starts on {long_date(verdict.successor_start)}: {_no_contract(verdict)}."
        )
    elif verdict.successor:
        sentence = f"Ends on {end}. The start of {successor} is not recorded: {_no_contract(verdict)}."
    else:
        sentence = f"Ends on {end}. Nothing recorded follows it: {_no_contract(verdict)}."
    if verdict.interim_exemption_until:
        effect = "would cover part of it" if verdict.gap_days_left else "would cover it"
        sentence += f" An interim exemption to {long_date(verdict.interim_exemption_until)} {effect}."
    return sentence


def _extend(verdict: Verdict) -> str:
    by = f" by {long_date(verdict.decide_by)}" if verdict.decide_by else ""
    to = f" to {long_date(verdict.extend_to)}" if verdict.extend_to else ""
    otherwise = f" If not, {_no_contract(verdict)}." if verdict.gap_days else ""
    return f"Decide{by} whether to extend{to}.{otherwise}"


def _late(verdict: Verdict) -> str:
    behind = f"{humanize_days(verdict.days_behind).capitalize()} behind."
    if verdict.stage is None:
        return behind
    verb = "Finish" if verdict.is_stage_started else "Start"
    cover = ""
    if verdict.gap_days and verdict.extend_to:
        cover = f"; the extension to {long_date(verdict.extend_to)} would still cover it"
    return f"{behind} {verb} {stage_phrase(verdict.outcome, verdict.stage)} now{cover}."


def _on_time(verdict: Verdict, end: str, successor: str) -> str:
    if verdict.successor:
        starts = f" on {long_date(verdict.successor_start)}" if verdict.successor_start else ""
        verb = "starts" if verdict.successor_start else "follows it"
        return f"On time. {successor} {verb}{starts}."
    if verdict.stage is None or verdict.stage_due is None:
        return f"On time. Ends on {end}."
    verb = "Finish" if verdict.is_stage_started else "Start"
    return f"On time. {verb} {stage_phrase(verdict.outcome, verdict.stage)} by {long_date(verdict.stage_due)}."


def _nothing_to_decide(verdict: Verdict) -> str:
    if verdict.state is State.OPEN_ENDED:
        review = f" Review it by {long_date(verdict.review_on)}." if verdict.review_on else ""
        return f"No end date.{review}"
    if verdict.state is State.DRAFT:
        return "Not awarded yet."
    return "Not started." if verdict.state is State.NOT_STARTED else f"{str(verdict.state).capitalize()}."
