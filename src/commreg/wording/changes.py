"""Word changes to the register: the effects of a change, a summary of all changes, and what was not compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from commreg.diagnostics.finding import Finding
from commreg.diff.compare import Change
from commreg.diff.effects import Effect, EffectKind
from commreg.diff.field_changes import Significance
from commreg.diff.redacted import WithheldSummary
from commreg.diff.registers import RegisterChanges, SkippedFile
from commreg.model.vocabularies import STAGE
from commreg.planning.deadlines import Deadline
from commreg.values.dates import long_date
from commreg.values.text import pluralize
from commreg.wording.deadlines import deadline_text
from commreg.wording.field_changes import describe

MAX_DEADLINES = 6  # deadlines listed for one change; the rest are counted

SIGNIFICANCE: Mapping[Significance, str] = {
    Significance.TERMS: "terms",
    Significance.PLAN: "plan",
    Significance.WORDING: "wording",
    Significance.CHECKS: "checks",
    Significance.LAYOUT: "layout",
}


def field_change_lines(change: Change) -> list[str]:
    """The field changes of one contract, each without a capital or a full stop."""
    return [describe(field_change, change.before, change.after) for field_change in change.field_changes]


def field_change_sentences(change: Change) -> list[str]:
    """The field changes of one contract as sentences; a field path keeps its small letter."""
    sentences = [capitalise(line) for line in field_change_lines(change)]
    return [sentence if sentence.endswith((".", ".”")) else f"{sentence}." for sentence in sentences]


def capitalise(words: str) -> str:
    """Words with a capital, except if they start with a field path."""
    first = words.partition(" ")[0]
    return words if any(mark in first for mark in "._[") else f"{words[:1].upper()}{words[1:]}"


def effect_sentences(change: Change) -> list[str]:
    """The effects of a change to one contract. Of many deadlines the first are listed and the others counted."""
    sentences = [effect_sentence(effect, change) for effect in change.effects if effect.kind is not EffectKind.DEADLINE]
    moved = [effect_sentence(effect, change) for effect in change.effects if effect.kind is EffectKind.DEADLINE]
    omitted = len(moved) - MAX_DEADLINES
    counted = [f"And {pluralize(omitted, 'more deadline')}."] if omitted > 0 else []
    return [*sentences, *moved[:MAX_DEADLINES], *counted]


def effect_sentence(effect: Effect, change: Change) -> str:
    """One effect of a change, as a sentence."""
    before, after = effect.before, effect.after
    as_of = change.after.facts.as_of if change.after else None
    match effect.kind:
        case EffectKind.DEADLINE:
            return _deadline(effect)
        case EffectKind.PLAN:
            return "Recommissioning has to be planned." if after else "No recommissioning left to plan."
        case EffectKind.NEW_WINDOW:
            verb = "opened" if as_of and isinstance(after, date) and after <= as_of else "opens"
            return f"Its recommissioning window {verb} on {_day(after)}."
        case EffectKind.NOT_CLOSED:
            return "It was not closed. To close a contract, record term.closed_on and keep its file."
        case EffectKind.OTHER_DATES:
            count = int(str(after))
            return (
                f"The settings alone change the dates of {pluralize(count, 'contract')}."
                if count
                else "No contract's dates change."
            )
        case _:
            label, format_value = _LABELS[effect.kind]
            was = "" if effect.kind is EffectKind.LATENESS and before is None else f" (was {format_value(before)})"
            return f"{label}: {format_value(after)}{was}."


def _deadline(effect: Effect) -> str:
    before, after = effect.before, effect.after
    if isinstance(after, Deadline):
        overdue = " (overdue)" if after.overdue else ""
        if isinstance(before, Deadline):
            moved = f"{long_date(after.day)}{overdue} (was {long_date(before.day)})"
            return f"Deadline moved to {moved}: {deadline_text(after).what}."
        return f"New deadline, {long_date(after.day)}{overdue}: {deadline_text(after).what}."
    assert isinstance(before, Deadline)
    return f"No longer due by {long_date(before.day)}: {deadline_text(before).what}."


def _day(value: object) -> str:
    return long_date(value) if isinstance(value, date) else "none"


def _stage(value: object) -> str:
    return STAGE.label(value).lower() if isinstance(value, str) else "all done"


def _lateness(value: object) -> str:
    if not isinstance(value, int):
        return "every stage done"
    if value > 0:
        return f"{pluralize(value, 'day')} behind"
    return f"{pluralize(-value, 'day')} in hand" if value else "on time"


def _gap(value: object) -> str:
    return pluralize(value, "day") if isinstance(value, int) and value else "none"


_LABELS: Mapping[EffectKind, tuple[str, Callable[[object], str]]] = {
    EffectKind.CURRENT_END: ("Current end", _day),
    EffectKind.FINAL_END: ("Final end", _day),
    EffectKind.WINDOW_OPENS: ("Recommissioning window opens", _day),
    EffectKind.STATE: ("State", str),
    EffectKind.STAGE: ("Stage", _stage),
    EffectKind.LATENESS: ("Plan", _lateness),
    EffectKind.EARLIEST_NEW_START: ("Earliest new start", _day),
    EffectKind.GAP: ("Gap after the end", _gap),
}


def finding_line(finding: Finding) -> str:
    """warning CR405 checked_on is …"""
    return f"{finding.severity} {finding.code} {finding.message}"


def skipped_reason(file: SkippedFile) -> str:
    """Why a file was not compared, after its path."""
    if file.where == "before":
        return "had errors before, and has none now"
    if file.where == "after":
        return "has errors now"
    return "has errors before and after" + (", and did not change" if file.is_same else "")


def summary_sentences(changes: RegisterChanges) -> tuple[str, ...]:
    """How much changed, what could not be compared, and what is withheld."""
    return tuple(_summary_sentences(changes))


def _summary_sentences(changes: RegisterChanges) -> Iterator[str]:
    public = changes.audience == "public"
    if changes.changes:
        yield _count(changes.changes)
    elif public:
        yield "No change in what is public."
    else:
        yield "No change in what could be compared." if changes.has_changes else "No change."
    yield from changes.remarks
    if public and changes.skipped:
        yield f"Not compared: {pluralize(len(changes.skipped), 'file')} with errors."
    if withheld := _withheld(changes.withheld):
        yield withheld


def _count(changes: Iterable[Change]) -> str:
    """4 contracts: 1 added, 2 changed in terms, 1 in wording. The settings changed."""
    listed = list(changes)
    contracts = [change for change in listed if change.id]
    settings = "The settings changed." if len(contracts) < len(listed) else ""
    return " ".join(part for part in (_count_contracts(contracts), settings) if part)


def _count_contracts(contracts: list[Change]) -> str:
    if not contracts:
        return ""
    if all(change.significance is Significance.LAYOUT for change in contracts):
        return f"No change of terms: {pluralize(len(contracts), 'file')} changed only in comments, layout or place."
    changed = Counter(change.significance for change in contracts if change.event in {"changed", "renamed"})
    events = Counter(change.event for change in contracts)
    parts = [(events["added"], "added"), (events["removed"], "removed")]
    parts += [(changed[level], f"changed in {SIGNIFICANCE[level]}") for level in Significance]
    counts = [(count, words) for count, words in parts if count]
    if len(contracts) == 1:
        return f"1 contract {counts[0][1]}."
    return f"{len(contracts):,} contracts: {', '.join(f'{count:,} {words}' for count, words in counts)}."


def _withheld(summary: WithheldSummary) -> str:
    """What a public version leaves out; empty if nothing is withheld."""
    if not summary.fields and not summary.entries:
        return ""
    fields = pluralize(summary.fields, "field")
    entries = pluralize(summary.entries, "whole entry", "whole entries")
    return f"Withheld in one version or both, so not shown here: {fields}, {entries}."
