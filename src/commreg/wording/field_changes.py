"""Word the field changes of a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from commreg.diagnostics.field_path import format_path
from commreg.diff.field_changes import ChangeKind, FieldChange, option_number, same_registration, used_extension
from commreg.model.contract import Contract, Extension
from commreg.model.field_path import iter_values
from commreg.model.vocabularies import INTENTION, KIND, RATING, STAGE, Vocabulary
from commreg.planning.contract_view import ContractView
from commreg.values.dates import long_date
from commreg.values.durations import format_months
from commreg.values.money import format_pounds
from commreg.wording.value import amount_words

MAX_QUOTED = 60  # characters of a text quoted in a sentence

# Fields that are called by a name, with the vocabulary of their codes.
_NAMES: Mapping[str, tuple[str, Vocabulary | None]] = {
    "term.start": ("start", None),
    "term.end": ("original end date", None),
    "term.review_on": ("next review", None),
    "title": ("title", None),
    "recommissioning.intention": ("intention", INTENTION),
    "monitoring.owner": ("owner", None),
    "monitoring.performance.rating": ("rating", RATING),
    "supersedes": ("contract it takes over from", None),
}
_OPTION_STATES = {"exercised": "used", "lapsed": "lapsed", "declined": "declined"}
_REGISTRATIONS = {"company_number": "company number", "charity_number": "charity number"}


def describe(change: FieldChange, before: ContractView | None, after: ContractView | None) -> str:
    """One change in words, without a capital or a full stop. The views are those of the contract, if it is of one."""
    if worder := _EVENTS.get(change.kind):
        return worder(change)
    if change.kind in {ChangeKind.ADDED, ChangeKind.PUBLISHED, ChangeKind.REMOVED}:
        view = after or before
        assert view is not None
        return f"{_entry_event(change, view)}: {summarise(view)}"
    if before is None or after is None:
        if change.path == ("supersedes",):
            return f"takes over from {change.after}" if change.after else f"took over from {change.before}"
        return _plain_change(change)
    if contract_worder := _CONTRACT_CHANGES.get(change.kind):
        return contract_worder(change, before.contract, after.contract)
    return _plain_change(change)


def summarise(view: ContractView) -> str:
    """A contract in one line, without its title: kind, provider, term and value."""
    contract, facts = view.contract, view.facts
    end = f"to {long_date(facts.current_end)}" if facts.current_end else "with no end date"
    amount = contract.value.stated() if contract.value else None
    value = (
        f", {amount_words(amount, contract.value.stated_basis(), pounds=format_pounds)}"
        if contract.value and amount is not None
        else ""
    )
    kind = KIND.label(contract.kind)
    what = f"{kind[:1].lower()}{kind[1:]} with {contract.provider.name}"
    return f"{what}, from {long_date(contract.term.start)} {end}{value}"


def quote_value(value: object) -> str:
    """A value in a sentence; a long text is shortened."""
    if value is None:
        return "not recorded"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return format_pounds(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        text = " ".join(value.split())
        text = text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED].rstrip()}…"
        return f"“{text}”" if " " in text else text
    if value == ():
        return "none"
    if not isinstance(value, BaseModel):
        return str(value)
    return ", ".join(quote_value(leaf).strip("“”") for _, leaf in iter_values(value))


def file_text(value: object) -> str | None:
    """A value as a file has it; the values of a group separated by commas."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, BaseModel):
        return ", ".join(file_text(leaf) or "" for _, leaf in iter_values(value))
    return "none" if value == () else str(value)


def is_long_text(change: FieldChange) -> bool:
    """Whether both values are texts and one is too long for a sentence, so that they are shown in full below it."""
    values = change.before, change.after
    return all(isinstance(value, str) and value for value in values) and any(
        len(str(value)) > MAX_QUOTED for value in values
    )


# Of an entry, of what is withheld, and of the settings.


def _entry_event(change: FieldChange, view: ContractView) -> str:
    if change.kind is ChangeKind.REMOVED:
        return "removed"
    event = "published, previously withheld" if change.kind is ChangeKind.PUBLISHED else "added"
    return f"{event} as a draft, not counted as a contract yet" if view.contract.draft else event


def _setting(change: FieldChange) -> str:
    name = change.field
    if change.before is None:
        return f"{name} set to {change.after}"
    if change.after is None:
        return f"{name} removed (was {change.before})"
    return f"{name} changed from {change.before} to {change.after}"


_EVENTS: Mapping[ChangeKind, Callable[[FieldChange], str]] = {
    ChangeKind.RENAMED: lambda change: f"renamed from {change.before} to {change.after}",
    ChangeKind.FILE_MOVED: lambda change: f"file moved from {change.before} to {change.after}",
    ChangeKind.LAYOUT: lambda _change: "no change of terms: comments or layout only",
    ChangeKind.FIELD_WITHHELD: lambda change: f"{change.field} is withheld now",
    ChangeKind.FIELD_PUBLISHED: lambda change: f"{change.field} is no longer withheld",
    ChangeKind.SETTING: _setting,
    ChangeKind.SETTINGS: lambda _change: "the settings of the register changed",
}


# Of any field.


def _plain_change(change: FieldChange) -> str:
    """A field by its name, and its values."""
    if change.kind in {ChangeKind.ITEM_ADDED, ChangeKind.ITEM_REMOVED}:
        how, value = ("added", change.after) if change.kind is ChangeKind.ITEM_ADDED else ("removed", change.before)
        return f"{format_path(change.path[:-1])}: {how} {quote_value(value)}"
    name, vocabulary = _NAMES.get(change.field, (change.field, None))
    if change.field not in _NAMES and is_long_text(change):
        return f"{name} reworded"
    before, after = (
        vocabulary.label(value).lower() if vocabulary and isinstance(value, str) else quote_value(value)
        for value in (change.before, change.after)
    )
    if change.before is None:
        return f"{name} recorded: {after}"
    if change.after is None:
        return f"{name} removed (was {before})"
    remark = " (for a typing error; record a longer term as an extension)" if change.path == ("term", "end") else ""
    return f"{name} changed from {before} to {after}{remark}"


# Of a field that has words of its own.


def _termination(_change: FieldChange, _before: Contract, after: Contract) -> str:
    terminated = after.term.terminated
    return f"terminated on {long_date(terminated.on)}: {terminated.reason}" if terminated else "no longer terminated"


def _closed(change: FieldChange, _before: Contract, _after: Contract) -> str:
    return f"closed on {quote_value(change.after)}" if change.after else "no longer closed"


def _options(change: FieldChange, _before: Contract, _after: Contract) -> str:
    return "extensions: none in the contract" if change.after == () else "extensions: no longer recorded"


def _option_added_or_removed(change: FieldChange, before: Contract, after: Contract) -> str:
    contract, option, how = (after, change.after, "added") if change.after else (before, change.before, "removed")
    if not isinstance(option, Extension):
        return _plain_change(change)
    number = option_number(change)
    words = f"option {number} {how}: {_length(option)}, {_option_state(option.state)}"
    if option.state == "exercised":
        words += f" ({_from_to(contract, number)}; {_decision(option)})"
    return words


def _option_length(change: FieldChange, before: Contract, after: Contract) -> str:
    old, new = _options_of(change, before, after)
    return f"option {option_number(change)} changed from {_length(old)} to {_length(new)}"


def _option_used(change: FieldChange, before: Contract, after: Contract) -> str:
    number, (_, option) = option_number(change), _options_of(change, before, after)
    return f"extended by option {number} ({_length(option)}), {_from_to(after, number)}; {_decision(option)}"


def _option_unused(change: FieldChange, before: Contract, after: Contract) -> str:
    number, (old, new) = option_number(change), _options_of(change, before, after)
    state = _option_state(new.state)
    return (
        f"extension by option {number} ({_length(old)}), {_from_to(before, number)}, withdrawn: the option is {state}"
    )


def _option_state_changed(change: FieldChange, before: Contract, after: Contract) -> str:
    number, (old, new) = option_number(change), _options_of(change, before, after)
    return f"option {number} ({_length(new)}) {_option_state(new.state)} (was {_option_state(old.state)})"


def _options_of(change: FieldChange, before: Contract, after: Contract) -> tuple[Extension, Extension]:
    index = option_number(change) - 1
    return (before.term.extensions or ())[index], (after.term.extensions or ())[index]


def _from_to(contract: Contract, number: int) -> str:
    """The end before an extension, and the end after it."""
    extension = used_extension(contract, number)
    if extension is None:
        return "with no end to extend"
    return f"from {long_date(extension.from_end)} to {long_date(extension.to_end)}"


def _decision(extension: Extension) -> str:
    decision = extension.decision
    if decision is None:
        return "no decision recorded"
    reference = f" ({decision.reference})" if decision.reference else ""
    on = f"on {long_date(decision.on)}" if decision.on else "(day not recorded)"
    return f"decided by {decision.body} {on}{reference}"


def _option_state(state: str) -> str:
    return _OPTION_STATES.get(state, "available")


def _length(extension: Extension) -> str:
    if extension.months:
        return format_months(extension.months)
    return f"until {long_date(extension.until)}" if extension.until else "length not recorded"


def _value(change: FieldChange, _before: Contract, after: Contract) -> str:
    old, new = change.before, change.after
    if isinstance(old, Decimal) and isinstance(new, Decimal):
        difference = f"{format_pounds(abs(new - old))} {'more' if new > old else 'less'}"
        share = f", {(new - old) * 100 / old:+.1f}%" if old else ""
        return f"value changed from {format_pounds(old)} to {format_pounds(new)} ({difference}{share})"
    if isinstance(new, Decimal) and after.value:
        return f"value recorded: {amount_words(new, after.value.stated_basis(), pounds=format_pounds)}"
    return f"value no longer recorded (was {quote_value(old)})"


def _provider(change: FieldChange, before: Contract, after: Contract) -> str:
    if registration := same_registration(before, after):
        return f"provider renamed from {change.before} to {change.after} (same {_REGISTRATIONS[registration]})"
    return f"provider changed from {change.before} to {change.after}"


def _stage(change: FieldChange, _before: Contract, _after: Contract) -> str:
    *_, stage, field = change.path
    verb = "started" if field == "started_on" else "completed"
    label = STAGE.label(str(stage))
    words = f"{label} {verb} on {quote_value(change.after)}" if change.after else f"{label} not {verb}"
    return f"{words} (was {quote_value(change.before)})" if change.before else words


def _successor(change: FieldChange, _before: Contract, _after: Contract) -> str:
    words = f"successor: {change.after}" if change.after else f"no longer has a successor (was {change.before})"
    words += f" (was {change.before})" if change.before and change.after else ""
    return words if change.path else f"{words}; recorded in the other contract"


def _draft(change: FieldChange, _before: Contract, _after: Contract) -> str:
    return "now a draft, not counted as a contract" if change.after else "no longer a draft: counted as a contract"


def _confirmed(change: FieldChange, _before: Contract, _after: Contract) -> str:
    return f"confirmed on {quote_value(change.after)}"


_CONTRACT_CHANGES: Mapping[ChangeKind, Callable[[FieldChange, Contract, Contract], str]] = {
    ChangeKind.TERMINATED: _termination,
    ChangeKind.CLOSED: _closed,
    ChangeKind.OPTIONS: _options,
    ChangeKind.OPTION_ADDED: _option_added_or_removed,
    ChangeKind.OPTION_REMOVED: _option_added_or_removed,
    ChangeKind.OPTION_LENGTH: _option_length,
    ChangeKind.OPTION_USED: _option_used,
    ChangeKind.OPTION_UNUSED: _option_unused,
    ChangeKind.OPTION_STATE: _option_state_changed,
    ChangeKind.VALUE: _value,
    ChangeKind.PROVIDER_RENAMED: _provider,
    ChangeKind.PROVIDER_CHANGED: _provider,
    ChangeKind.STAGE: _stage,
    ChangeKind.SUCCESSOR: _successor,
    ChangeKind.DRAFT: _draft,
    ChangeKind.CONFIRMED: _confirmed,
}
