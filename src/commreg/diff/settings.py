"""Compare the settings of two versions of a register."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from commreg.diff.compare import Change
from commreg.diff.effects import Effect, EffectKind
from commreg.diff.field_changes import ChangeKind, FieldChange, Significance
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import deadlines
from commreg.planning.term import derive_facts
from commreg.register.load import Register
from commreg.values.json_values import to_json_value


def settings_change(before: Register, after: Register, ids: Iterable[str], *, internal: bool) -> Change | None:
    """What changed in the settings, and how many of these contracts have other dates by them; None if nothing did.

    The public sees only that settings changed, because some settings name internal fields.
    """
    changes = changed_settings(flat_settings(before.settings), flat_settings(after.settings))
    if not changes:
        return None
    if not internal:
        changes = (FieldChange((), ChangeKind.SETTINGS, None, None, Significance.PLAN),)
    moved = Effect(EffectKind.OTHER_DATES, None, _moved_contracts(before, after, frozenset(ids)))
    return Change("", "Settings", "changed", changes, (moved,))


def changed_settings(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[FieldChange, ...]:
    """The settings that differ, by dotted name."""
    return tuple(
        FieldChange((name,), ChangeKind.SETTING, before.get(name), after.get(name), Significance.PLAN)
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def flat_settings(settings: Settings) -> dict[str, object]:
    """The settings by dotted name, as texts and whole numbers."""
    flat: dict[str, object] = {}

    def add(value: Any, name: str) -> None:
        if isinstance(value, dict) and value:
            for key, item in value.items():
                add(item, f"{name}.{key}" if name else key)
        else:
            flat[name] = value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)

    add(to_json_value(settings.model_dump(by_alias=True, exclude_none=True)), "")
    return flat


def _moved_contracts(before: Register, after: Register, ids: frozenset[str]) -> int:
    """How many contracts of the later register have other dates by its settings than by the earlier ones."""
    old, new = before.settings, after.settings
    if old.policy == new.policy:
        return 0
    views = [ContractView(entry.contract, entry.facts) for entry in after.entries if entry.contract.id in ids]
    return sum(_dates(with_policy(view, old), old) != _dates(view, new) for view in views)


def _dates(view: ContractView, settings: Settings) -> object:
    due = deadlines([view], settings, view.facts.as_of, is_whole_register=False)
    return view.facts, view.plan(settings.policy), [(deadline.kind, deadline.key, deadline.day) for deadline in due]


def with_policy(view: ContractView, settings: Settings) -> ContractView:
    """A view with its dates by the policy of these settings."""
    facts = view.facts
    derived = derive_facts(
        view.contract,
        facts.as_of,
        settings.policy,
        facts.successor,
        facts.successor_start,
        successor_is_draft=facts.successor is None,
    )
    return ContractView(view.contract, derived, view.redacted)
