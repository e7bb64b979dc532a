"""Find the field changes between two versions of a contract.

Specific rules run first. Each takes the differences that it accounts for out of `pending`; what is left is reported
field by field. So every difference is reported exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diff.fields import FieldDifference, differences
from commreg.model.contract import Contract, Extension
from commreg.model.vocabularies import STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import ExtensionStep, extension_steps


class Significance(IntEnum):
    """How much a change matters, the most significant first."""

    TERMS = 0
    PLAN = 1
    WORDING = 2
    CHECKS = 3
    LAYOUT = 4


class ChangeKind(StrEnum):
    """What kind of change it is; it decides how the change is worded."""

    # of a whole entry
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    FILE_MOVED = "file-moved"
    LAYOUT = "layout"
    # of what is withheld, for the public
    PUBLISHED = "published"
    FIELD_WITHHELD = "field-withheld"
    FIELD_PUBLISHED = "field-published"
    # of the settings
    SETTING = "setting"
    SETTINGS = "settings"
    # of a field
    FIELD_RECORDED = "field-recorded"
    FIELD_CLEARED = "field-cleared"
    FIELD_CHANGED = "field-changed"
    ITEM_ADDED = "item-added"
    ITEM_REMOVED = "item-removed"
    # of a field, where it has a meaning of its own
    TERMINATED = "terminated"
    CLOSED = "closed"
    OPTIONS = "options"
    OPTION_ADDED = "option-added"
    OPTION_REMOVED = "option-removed"
    OPTION_LENGTH = "option-length"
    OPTION_USED = "option-used"
    OPTION_UNUSED = "option-unused"
    OPTION_STATE = "option-state"
    VALUE = "value"
    PROVIDER_RENAMED = "provider-renamed"
    PROVIDER_CHANGED = "provider-changed"
    STAGE = "stage"
    SUCCESSOR = "successor"
    DRAFT = "draft"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A change to a field. `before` and `after` are its values; None means none.

    `path` is empty for a change that is not of one field. `also` are other fields that the change accounts for.
    """

    path: FieldPath
    kind: ChangeKind
    before: object
    after: object
    significance: Significance
    also: tuple[FieldPath, ...] = ()

    @property
    def field(self) -> str:
        """The field as people write it."""
        return format_path(self.path)


Pending = dict[FieldPath, FieldDifference]
_Rule = Callable[[ContractView, ContractView, Pending], Iterator[FieldChange]]
EXTENSIONS: FieldPath = ("term", "extensions")
_SUCCESSOR: FieldPath = ("recommissioning", "successor")


def field_changes(before: ContractView, after: ContractView) -> Iterator[FieldChange]:
    """Every field that differs, once; none that is redacted in either version."""
    pending = {
        difference.path: difference
        for difference in differences(before.contract, after.contract)
        if not any(view.redacted and view.redaction_of(_without_indexes(difference.path)) for view in (before, after))
    }
    for rule in _RULES:
        yield from rule(before, after, pending)
    for difference in pending.values():
        yield _change(difference, _kind(difference))


def used_extension(contract: Contract, number: int) -> ExtensionStep | None:
    """The extension of this number, with the ends it leads from and to, if it was used."""
    return next((step for step in extension_steps(contract.term) if step.number == number), None)


def option_number(change: FieldChange) -> int:
    """The number of the option that a change is about, from 1."""
    index = change.path[len(EXTENSIONS)]
    return int(index) + 1


def _without_indexes(path: FieldPath) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _kind(difference: FieldDifference) -> ChangeKind:
    if difference.is_item:
        return ChangeKind.ITEM_ADDED if difference.before is None else ChangeKind.ITEM_REMOVED
    if difference.before is None:
        return ChangeKind.FIELD_RECORDED
    return ChangeKind.FIELD_CLEARED if difference.after is None else ChangeKind.FIELD_CHANGED


def _change(difference: FieldDifference, kind: ChangeKind, also: tuple[FieldPath, ...] = ()) -> FieldChange:
    significance = _significance(_without_indexes(difference.path))
    return FieldChange(difference.path, kind, difference.before, difference.after, significance, also)


def _termination(_before: ContractView, _after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    day, reason = (pending.get(("term", "terminated", name)) for name in ("on", "reason"))
    if day and reason and (day.before is None or day.after is None):
        del pending[day.path], pending[reason.path]
        yield _change(day, ChangeKind.TERMINATED, (reason.path,))
    closed = pending.get(("term", "closed_on"))
    if closed and (closed.before is None or closed.after is None):
        yield _change(pending.pop(closed.path), ChangeKind.CLOSED)


def _extensions(before: ContractView, after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    if EXTENSIONS in pending:
        yield _change(pending.pop(EXTENSIONS), ChangeKind.OPTIONS)
    old, new = (view.contract.term.extensions or () for view in (before, after))
    for index in range(max(len(old), len(new))):
        path = (*EXTENSIONS, index)
        if path in pending:
            difference = pending[path]
            if isinstance(difference.after or difference.before, Extension):
                del pending[path]
                yield _change(difference, ChangeKind.OPTION_ADDED if difference.after else ChangeKind.OPTION_REMOVED)
        elif index < min(len(old), len(new)):
            yield from _option(old[index], new[index], path, pending)


def _option(before: Extension, after: Extension, path: FieldPath, pending: Pending) -> Iterator[FieldChange]:
    """The changes to one option: its length, and whether it was used."""
    length = [part for name in ("months", "until") if (part := pending.pop((*path, name), None))]
    if length:
        yield _change(length[0], ChangeKind.OPTION_LENGTH, tuple(part.path for part in length[1:]))
    state = pending.pop((*path, "state"), None)
    if state is None:
        return
    if "exercised" not in (before.state, after.state):
        yield _change(state, ChangeKind.OPTION_STATE)
        return
    kind = ChangeKind.OPTION_USED if after.state == "exercised" else ChangeKind.OPTION_UNUSED
    parts = ((*path, "decision", name) for name in ("body", "on", "reference"))
    decision = [name for name in parts if name in pending and None in (pending[name].before, pending[name].after)]
    for name in decision:
        del pending[name]
    yield _change(state, kind, tuple(decision))


def _value(before: ContractView, after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    old, new = before.contract.value, after.contract.value
    old_amount, new_amount = (value.stated() if value else None for value in (old, new))
    if old_amount == new_amount:
        return
    amount = pending.pop(("value", "amount"), None)
    basis = pending.pop(("value", "basis"), None) if old is None or new is None else None
    also = (basis.path,) if basis else ()
    path = amount.path if amount else ()
    yield FieldChange(path, ChangeKind.VALUE, old_amount, new_amount, Significance.TERMS, also)


def same_registration(before: Contract, after: Contract) -> str | None:
    """The field of the registration number that the providers of two versions share, if there is one."""
    for name in ("company_number", "charity_number"):
        number = getattr(before.provider, name)
        if number and number == getattr(after.provider, name):
            return name
    return None


def _provider(before: ContractView, after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    if name := pending.pop(("provider", "name"), None):
        renamed = same_registration(before.contract, after.contract)
        yield _change(name, ChangeKind.PROVIDER_RENAMED if renamed else ChangeKind.PROVIDER_CHANGED)


def _stages(_before: ContractView, _after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    for stage in STAGE:
        for name in ("started_on", "completed_on"):
            if difference := pending.pop(("recommissioning", "stages", stage, name), None):
                yield _change(difference, ChangeKind.STAGE)


def _successor(before: ContractView, after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    old, new = before.facts.successor, after.facts.successor
    if old == new or any(view.redaction_of("recommissioning.successor") for view in (before, after)):
        return
    path = _SUCCESSOR if pending.pop(_SUCCESSOR, None) else ()
    yield FieldChange(path, ChangeKind.SUCCESSOR, old, new, Significance.PLAN)


def _other_named(_before: ContractView, _after: ContractView, pending: Pending) -> Iterator[FieldChange]:
    if draft := pending.pop(("draft",), None):
        yield _change(draft, ChangeKind.DRAFT)
    checked_on: FieldPath = ("checked_on",)
    if checked_on in pending and pending[checked_on].after:
        yield _change(pending.pop(checked_on), ChangeKind.CONFIRMED)


_RULES: tuple[_Rule, ...] = (_termination, _extensions, _value, _provider, _stages, _successor, _other_named)
# The significance of a change to a field or group. The longest name that fits counts; other fields are terms.
_SIGNIFICANCE: dict[str, Significance] = {
    "recommissioning": Significance.PLAN,
    "monitoring": Significance.PLAN,
    "checked_on": Significance.PLAN,
    "decisions": Significance.PLAN,
    "service_area": Significance.PLAN,
    "queries": Significance.WORDING,
    "title": Significance.WORDING,
    "description": Significance.WORDING,
    "notes": Significance.WORDING,
    "tags": Significance.WORDING,
    "local": Significance.WORDING,
    "documents": Significance.WORDING,
    "monitoring.oversight": Significance.WORDING,
    "monitoring.value_for_money": Significance.WORDING,
}


def _significance(name: str) -> Significance:
    fitting = [field for field in _SIGNIFICANCE if name == field or name.startswith(f"{field}.")]
    return _SIGNIFICANCE[max(fitting, key=len)] if fitting else Significance.TERMS
