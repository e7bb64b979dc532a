"""The verdict on a contract in words: one sentence, with the mark and the tone that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived
from commreg.planning.extensions import Option
from commreg.planning.plan import PLAN_INPUT_FIELDS as INPUTS
from commreg.planning.renewals import NextRenewal
from commreg.planning.term import State
from commreg.planning.verdict import Verdict, VerdictKind
from commreg.values.dates import boundary, long_date, short_date
from commreg.values.durations import humanize_days
from commreg.values.text import agree, join_words, pluralize
from commreg.wording.next_action import stage_phrase

VerdictTone = Literal["red", "amber", "green", ""]


@dataclass(frozen=True, slots=True)
class VerdictText:
    """A verdict for a reader. Mark, label and tone are always shown together; colour is never used alone."""

    mark: str
    label: str
    tone: VerdictTone
    sentence: str = field(metadata=derived("text", "The verdict in a sentence.", INPUTS, "verdict_text"))

    @property
    def line(self) -> str:
        """The mark with the sentence, for people."""
        return f"{self.mark} {self.sentence}"


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


def verdict_sentences(views: Iterable[ContractView], settings: Settings) -> dict[str, str]:
    """The sentences of the verdicts by id of contract, without those that depend on a redacted field."""
    verdicts = ((view.contract.id, view.verdict(settings.policy)) for view in views)
    return {name: verdict_text(verdict).sentence for name, verdict in verdicts if verdict}


def verdict_words(kind: VerdictKind) -> str:
    """The mark and the label of a kind of verdict, for a table that counts them."""
    mark, label, _ = _LOOK[kind]
    return f"{mark} {label}"


def verdict_label(kind: VerdictKind) -> str:
    """The kind of a verdict as a heading: "Decide on extension"."""
    label = _LOOK[kind][1]
    return label[0].upper() + label[1:]


def verdict_heading(kind: VerdictKind) -> str:
    """The mark and the kind of a verdict as a heading: "◆ Decide on extension"."""
    return f"{_LOOK[kind][0]} {verdict_label(kind)}"


def decisions_sentence(verdicts: Sequence[Verdict]) -> str:
    """How many leave a gap, and how many are to be extended, by when."""
    gaps = [verdict for verdict in verdicts if verdict.kind is VerdictKind.GAP]
    extend = [verdict for verdict in verdicts if verdict.kind is VerdictKind.EXTEND]
    parts = []
    if gaps:
        statutory = sum(verdict.is_statutory for verdict in gaps)
        all_statutory = statutory == len(gaps)
        noun = "statutory contract" if all_statutory else "contract"
        of_them = f", {statutory} of them statutory" if statutory and not all_statutory else ""
        parts.append(f"{pluralize(len(gaps), noun)} would leave a gap that nothing recorded covers{of_them}")
    if extend:
        days = [verdict.decide_by for verdict in extend if verdict.decide_by]
        first = f"{', the first' if len(extend) > 1 else ''} by {long_date(min(days))}" if days else ""
        parts.append(f"{pluralize(len(extend), 'extension')} {agree(len(extend), 'is', 'are')} to be decided on{first}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def act_by_words(verdict: Verdict) -> str:
    """The last day to act, or "now" if that has come or passed."""
    day = verdict.act_by
    return "" if day is None else short_date(day) if day > verdict.as_of else "now"


def _sentence(verdict: Verdict, successor: str) -> str:
    match verdict.kind:
        case VerdictKind.ENDED:
            return f"Ended on {_day(verdict.end)}, outcome not recorded."
        case VerdictKind.EXEMPT:
            after = f" Then {_no_contract(verdict)}." if verdict.gap_days else ""
            return f"Ended on {_day(verdict.end)}{_exemption(verdict)}.{after}"
        case VerdictKind.GAP:
            return _gap(verdict, successor)
        case VerdictKind.UNKNOWN:
            return "Find out whether it can be extended."
        case VerdictKind.EXTEND:
            return _extend(verdict, successor)
        case VerdictKind.LATE:
            return _late(verdict)
        case VerdictKind.ON_TIME:
            return _on_time(verdict, successor)
        case _:
            return _nothing_to_decide(verdict)


def _day(day: date | None) -> str:
    return long_date(day) if day else ""


def _exemption(verdict: Verdict) -> str:
    """'; exemption EX/26/006 covers it to 28 February 2027'; empty without an exemption that goes beyond the end."""
    if verdict.exempt_until is None:
        return ""
    reference = f" {verdict.exemption_reference}" if verdict.exemption_reference else ""
    return f"; exemption{reference} covers it to {long_date(verdict.exempt_until)}"


def _no_contract(verdict: Verdict) -> str:
    """'no contract for 10 weeks from 1 April 2023'; a long gap is rounded down to weeks, months or years."""
    return f"no contract for {humanize_days(verdict.gap_days or 0)} from {_day(verdict.gap_from)}"


def _renews(verdict: Verdict) -> str:
    """' It renews to 31 March 2028 unless notice is given by 31 December 2026.'; empty if it does not renew."""
    if verdict.renewal is None:
        return ""
    to_end, by = long_date(verdict.renewal.to_end), long_date(verdict.renewal.notice_by)
    return f" It renews to {to_end} unless notice is given by {by}."


def _gap(verdict: Verdict, successor: str) -> str:
    ends = f"Ends on {_day(verdict.end)}{_exemption(verdict)}."
    if verdict.renewal and verdict.renewal.limit:
        ends = f"Renews to {long_date(verdict.renewal.limit)} at the latest{_exemption(verdict)}."
    if verdict.options:
        left = humanize_days(verdict.gap_days_left)
        extended = f"Extending it to {_ends_with_notice(verdict)} still leaves {left} with no contract."
        return f"{ends} {extended}{_missed(verdict)}"
    if verdict.successor_start:
        sentence = f"{ends} {successor} starts on {long_date(verdict.successor_start)}: {_no_contract(verdict)}."
    elif verdict.successor:
        sentence = f"{ends} The start of {successor} is not recorded: {_no_contract(verdict)}."
    else:
        sentence = f"{ends} Nothing recorded follows it: {_no_contract(verdict)}."
    sentence += _missed(verdict)
    if verdict.interim_exemption_until:
        effect = "would cover part of it" if verdict.gap_days_left else "would cover it"
        sentence += f" An interim exemption to {long_date(verdict.interim_exemption_until)} {effect}."
    return sentence


def _missed(verdict: Verdict) -> str:
    if verdict.missed_option is None:
        return ""
    to, by = long_date(verdict.missed_option.to_end), long_date(verdict.missed_option.notice_by)
    return f" The last day for notice to extend to {to} was {by}: ask the provider."


def _ends_with_notice(verdict: Verdict) -> str:
    """The ends after each extension that would be used, each with its last day for notice."""
    return join_words([f"{long_date(option.to_end)} ({_notice(option, verdict)})" for option in verdict.options])


def _notice(option: Option, verdict: Verdict) -> str:
    if option.notice_by < verdict.as_of:
        return "the usual notice has passed"
    return f"{'notice' if option.notice.count else 'agreed'} by {long_date(option.notice_by)}"


def _extend(verdict: Verdict, successor: str) -> str:
    """One clause for each extension that would be used, with the last day to decide on it; or the renewal."""
    if verdict.renewal:
        return _decide_renewal(verdict, verdict.renewal, successor)
    days = [verdict.decide_by, *(option.notice_by for option in verdict.options[1:])]
    clauses = [
        f"by {_day(day)} whether to extend to {long_date(option.to_end)}"
        for day, option in zip(days, verdict.options, strict=False)
    ]
    decide = f"Decide {', and '.join(clauses)}."
    beside = ""
    if verdict.beside_from:
        beside = f" It would run on beside {successor} from {long_date(verdict.beside_from)}."
    return f"{decide}{f' If not, {_no_contract(verdict)}.' if verdict.gap_days else ''}{beside}"


def _decide_renewal(verdict: Verdict, renewal: NextRenewal, successor: str) -> str:
    by, to_end, after = long_date(renewal.notice_by), long_date(renewal.to_end), boundary(renewal.from_end)
    beside = f"beside {successor} from {long_date(verdict.beside_from)}" if verdict.beside_from else ""
    if verdict.beside_from and verdict.beside_from <= after:
        return f"Give notice by {by} that it should not renew. If not, it runs on to {to_end}, {beside}."
    decide = f"Decide by {by} whether it should renew to {to_end}."
    if verdict.beside_from:
        return (
            f"{decide} It would run on {beside}; if it does not renew, there is no contract from {long_date(after)} "
            "until then."
        )
    return f"{decide} It does unless notice is given by then."


def _late(verdict: Verdict) -> str:
    behind = f"{humanize_days(verdict.days_behind).capitalize()} behind."
    if verdict.stage is None:
        return f"{behind}{_renews(verdict)}"
    verb = "Finish" if verdict.is_stage_started else "Start"
    cover = ""
    if verdict.gap_days and verdict.options:
        noun = "extension" if len(verdict.options) == 1 else "extensions"
        cover = f"; the {noun} to {_ends_with_notice(verdict)} would still cover it"
    return f"{behind} {verb} {stage_phrase(verdict.outcome, verdict.stage)} now{cover}.{_renews(verdict)}"


def _on_time(verdict: Verdict, successor: str) -> str:
    if verdict.successor:
        starts = f" on {long_date(verdict.successor_start)}" if verdict.successor_start else ""
        verb = "starts" if verdict.successor_start else "follows it"
        return f"On time. {successor} {verb}{starts}.{_renews(verdict)}"
    if verdict.renewal and (verdict.stage is None or verdict.is_renewal_intended):
        return f"On time.{_renews(verdict)}"
    if verdict.stage is None or verdict.stage_due is None:
        return f"On time. Ends on {_day(verdict.end)}{_exemption(verdict)}."
    verb = "Finish" if verdict.is_stage_started else "Start"
    phrase = stage_phrase(verdict.outcome, verdict.stage)
    return f"On time. {verb} {phrase} by {long_date(verdict.stage_due)}.{_renews(verdict)}"


def _nothing_to_decide(verdict: Verdict) -> str:
    if verdict.state is State.OPEN_ENDED:
        review = f" Review it by {long_date(verdict.review_on)}." if verdict.review_on else ""
        return f"No end date.{review}"
    if verdict.state is State.DRAFT:
        return "Not awarded yet."
    return "Not started." if verdict.state is State.NOT_STARTED else f"{str(verdict.state).capitalize()}."
