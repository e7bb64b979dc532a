"""The effects of a change to a contract: on its dates, its plan and its deadlines, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from commreg.diagnostics.finding import Finding
from commreg.diff.field_changes import ChangeKind, FieldChange, option_number, used_extension
from commreg.model.settings import NEVER_PUBLISHED, Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import Deadline, deadlines
from commreg.planning.plan import Plan

# A deadline by its kind and key, which stay the same when its day moves.
Deadlines = Mapping[tuple[str, str], Deadline]
# Kinds of deadline that the effects on dates and plan already report.
_REPORTED_ELSEWHERE = frozenset(("stage-start", "stage-finish", "window", "end"))
# Fields on which neither plan nor deadlines depend, or only those of colleagues.
_FIELDS_WITHOUT_EFFECT = frozenset((*NEVER_PUBLISHED, "monitoring.owner", "recommissioning.estimated_value"))
_WINDOW_FIELD = "recommissioning.window_months"


class EffectKind(StrEnum):
    """What a change has an effect on. `Effect` says what the values of each are."""

    CURRENT_END = "current-end"
    FINAL_END = "final-end"
    WINDOW_OPENS = "window-opens"
    STATE = "state"
    PLAN = "plan"
    STAGE = "stage"
    LATENESS = "lateness"
    EARLIEST_NEW_START = "earliest-new-start"
    GAP = "gap"
    DEADLINE = "deadline"
    NEW_WINDOW = "new-window"
    NOT_CLOSED = "not-closed"
    OTHER_DATES = "other-dates"


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect, with its value before and after the change; None means none.

    Values are dates, except: a `State`; for PLAN whether there is one; for STAGE the id of the stage; for LATENESS
    days behind, negative if in hand; for GAP days without a contract; for DEADLINE a `Deadline`; for OTHER_DATES how
    many contracts have other dates by a change of the settings.
    """

    kind: EffectKind
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """One version of a contract: its view, its file, its plan, deadlines and findings.

    Without a text, changes of the file itself are not reported. `withholding` are the changes in what is withheld.
    `is_newly_public` says that the earlier version was withheld whole.
    """

    view: ContractView
    path: str = ""
    text: bytes | None = None
    plan: Plan | None = None
    deadlines: Deadlines = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    withholding: tuple[FieldChange, ...] = ()
    is_newly_public: bool = False


def contract_version(view: ContractView, settings: Settings) -> ContractVersion:
    """A version of a contract, with its plan and deadlines by these settings."""
    due = deadlines([view], settings, view.facts.as_of, is_whole_register=False)
    return ContractVersion(
        view,
        plan=view.plan(settings.policy),
        deadlines={(deadline.kind, deadline.key): deadline for deadline in due},
    )


def effects(before: ContractVersion, after: ContractVersion, changes: Sequence[FieldChange]) -> Iterator[Effect]:
    """Every effect that the field changes do not report already.

    If a field is redacted in only one version, effects on plan and deadlines are left out: they could reveal it.
    """
    old, new = before.view.facts, after.view.facts
    if old.current_end != new.current_end and not _is_reported(changes, before.view, after.view):
        yield Effect(EffectKind.CURRENT_END, old.current_end, new.current_end)
    yield from _changed(EffectKind.FINAL_END, old.final_end, new.final_end)
    if not any(version.view.redaction_of(_WINDOW_FIELD) for version in (before, after)):
        yield from _changed(EffectKind.WINDOW_OPENS, old.window_opens, new.window_opens)
    yield from _changed(EffectKind.STATE, old.state, new.state)
    redacted = [version.view.redacted.keys() - _FIELDS_WITHOUT_EFFECT for version in (before, after)]
    if redacted[0] == redacted[1]:
        yield from _plan_effects(before.plan, after.plan)
        yield from _deadline_effects(before.deadlines, after.deadlines)


def effects_of_adding(version: ContractVersion) -> Iterator[Effect]:
    """The effects of a contract that is new to the register."""
    facts = version.view.facts
    if facts.window_opens and not facts.state.is_inactive and not version.view.redaction_of(_WINDOW_FIELD):
        yield Effect(EffectKind.NEW_WINDOW, None, facts.window_opens)


def effects_of_removing(version: ContractVersion) -> Iterator[Effect]:
    """The effects of removing a contract from the register."""
    if not version.view.facts.state.is_inactive:
        yield Effect(EffectKind.NOT_CLOSED)


def _is_reported(changes: Sequence[FieldChange], before: ContractView, after: ContractView) -> bool:
    """Whether the change of an option reports this change of the current end: it states both ends."""
    ends = before.facts.current_end, after.facts.current_end
    used = (
        used_extension(after.contract, option_number(change))
        for change in changes
        if change.kind in {ChangeKind.OPTION_USED, ChangeKind.OPTION_ADDED}
    )
    return any((extension.from_end, extension.to_end) == ends for extension in used if extension)


def _changed(kind: EffectKind, before: object, after: object) -> Iterator[Effect]:
    if before != after:
        yield Effect(kind, before, after)


def _plan_effects(before: Plan | None, after: Plan | None) -> Iterator[Effect]:
    if before is None or after is None:
        yield from _changed(EffectKind.PLAN, before is not None, after is not None)
        if after and after.days_behind is not None:
            yield Effect(EffectKind.LATENESS, None, after.days_behind)
        return
    yield from _changed(EffectKind.STAGE, before.stage, after.stage)
    yield from _changed(EffectKind.LATENESS, before.days_behind, after.days_behind)
    yield from _changed(EffectKind.EARLIEST_NEW_START, before.earliest_new_start, after.earliest_new_start)
    yield from _changed(EffectKind.GAP, before.gap_days, after.gap_days)


def _deadline_effects(before: Deadlines, after: Deadlines) -> Iterator[Effect]:
    """Deadlines that moved, were added or were dropped, by day."""
    changed: list[tuple[Deadline, Effect]] = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        deadline = new or old
        if deadline and key[0] not in _REPORTED_ELSEWHERE and (old is None or new is None or old.day != new.day):
            changed.append((deadline, Effect(EffectKind.DEADLINE, old, new)))
    changed.sort(key=lambda pair: pair[0])
    yield from (effect for _, effect in changed)
