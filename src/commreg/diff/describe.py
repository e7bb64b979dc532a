"""What changed in a contract itself, in words: first what has a name of its own, then every other field by its name.

Each rule takes out of what was found whatever its words account for, so that nothing is told twice, and nothing lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from pydantic import BaseModel

from commreg.diff.fields import Difference, differences
from commreg.model.contract import Contract, Extension, Provider, Value
from commreg.model.field_path import iter_values
from commreg.model.vocabularies import INTENTION, KIND, RATING, STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.term import extension_steps
from commreg.values.dates import long_date
from commreg.values.durations import format_months
from commreg.values.money import format_pounds
from commreg.wording.value import amount_words


class Significance(IntEnum):
    """How much a change matters: the heaviest first."""

    TERMS = 0
    PLAN = 1
    WORDING = 2
    CHECKS = 3
    LAYOUT = 4


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that changed, in words; the field it is about, and what it was and is, as text.

    `also` are other fields that the words account for.
    """

    significance: Significance
    words: str
    path: str = ""
    before: str | None = None
    after: str | None = None
    also: tuple[str, ...] = ()


_PLACE = re.compile(r"\[\d+\]")
Found = dict[str, Difference]
_Rule = Callable[[ContractView, ContractView, Found], Iterator[FieldChange]]


def describe_changes(before: ContractView, after: ContractView) -> Iterator[FieldChange]:
    """Every field that is not the same, each told once; none that either side keeps back."""
    found = {
        one.name: one
        for one in differences(before.contract, after.contract)
        if not any(side.redacted and side.redaction_of(_PLACE.sub("", one.name)) for side in (before, after))
    }
    for rule in _RULES:
        yield from rule(before, after, found)
    for name, one in found.items():
        yield FieldChange(_weight(name), _words(one), name, text(one.before), text(one.after))


def summary(record: ContractView) -> str:
    """A contract in a line, but for its title: what, with whom, from when to when, for how much."""
    contract, known = record.contract, record.facts
    end = f"to {long_date(known.current_end)}" if known.current_end else "with no end date"
    value = contract.value
    stated = value.stated() if value else None
    amount = f", {amount_words(stated, value.stated_basis())}" if value and stated is not None else ""
    kind = KIND.label(contract.kind)
    what = f"{kind[:1].lower()}{kind[1:]} with {contract.provider.name}"
    return f"{what}, from {long_date(contract.term.start)} {end}{amount}"


def _ended(_before: ContractView, after: ContractView, found: Found) -> Iterator[FieldChange]:
    ended = after.contract.term.terminated
    day, reason = found.get("term.terminated.on"), found.get("term.terminated.reason")
    if day and reason and (day.before is None or day.after is None):
        words = f"ended early, on {long_date(ended.on)}: {ended.reason}" if ended else "no longer ended early"
        del found[day.name], found[reason.name]
        yield FieldChange(Significance.TERMS, words, day.name, text(day.before), text(day.after), (reason.name,))
    closed = found.get("term.closed_on")
    if closed and (closed.before is None or closed.after is None):
        words = f"closed on {_day(closed.after)}" if closed.after else "no longer closed"
        yield _pop_change(found, closed, Significance.TERMS, words)


def _extended(before: ContractView, after: ContractView, found: Found) -> Iterator[FieldChange]:
    whole = found.get("term.extensions")
    if whole:
        words = "extensions: none provided for" if whole.after == () else "extensions: not recorded any more"
        yield _pop_change(found, whole, Significance.TERMS, words)
    old, new = (one.contract.term.extensions or () for one in (before, after))
    for place in range(max(len(old), len(new))):
        name = f"term.extensions[{place + 1}]"
        if name in found:  # it came or went
            one = found[name]
            here, extension = (after.contract, one.after) if one.after else (before.contract, one.before)
            if isinstance(extension, Extension):
                how = "added" if one.after else "taken out"
                words = f"option {place + 1} {how}: {_length(extension)}, {extension.state}"
                if extension.state == "exercised":
                    words += f" ({_from_to(here, place + 1)}; {_decided(extension)})"
                yield _pop_change(found, one, Significance.TERMS, words)
        elif place < min(len(old), len(new)):
            yield from _option(before.contract, after.contract, place, found)


def _option(before: Contract, after: Contract, place: int, found: Found) -> Iterator[FieldChange]:
    """What became of one option: its length, and whether it was used."""
    name, number = f"term.extensions[{place + 1}]", place + 1
    was, now = ((one.term.extensions or ())[place] for one in (before, after))
    length = [one for part in ("months", "until") if (one := found.pop(f"{name}.{part}", None))]
    if length:
        words = f"option {number} changed from {_length(was)} to {_length(now)}"
        names = [one.name for one in length]
        yield FieldChange(
            Significance.TERMS, words, names[0], text(length[0].before), text(length[0].after), tuple(names[1:])
        )
    state = found.pop(f"{name}.state", None)
    if state is None:
        return
    said: tuple[str, ...] = ()
    if "exercised" in (was.state, now.state):
        if now.state == "exercised":
            words = f"extended by option {number} ({_length(now)}), {_from_to(after, number)}; {_decided(now)}"
        else:
            back = f"extension by option {number} ({_length(was)}), {_from_to(before, number)}, taken back"
            words = f"{back}: the option is {_state(now.state)}"
        parts = (f"{name}.decision.{part}" for part in ("body", "on", "reference"))
        said = tuple(one for one in parts if one in found and None in (found[one].before, found[one].after))
    else:
        words = f"option {number} ({_length(now)}) {_state(now.state)} (it was {_state(was.state)})"
    for part in said:
        del found[part]
    yield FieldChange(Significance.TERMS, words, state.name, was.state, now.state, said)


def _from_to(contract: Contract, number: int) -> str:
    """From the end before an option to the end it leads to."""
    step = next((one for one in extension_steps(contract.term) if one.number == number), None)
    return f"from {long_date(step.from_end)} to {long_date(step.to_end)}" if step else "with no end to extend"


def _decided(extension: Extension) -> str:
    if extension.decision is None:
        return "no decision is recorded"
    reference = f" ({extension.decision.reference})" if extension.decision.reference else ""
    return f"decided by {extension.decision.body} on {long_date(extension.decision.on)}{reference}"


def _state(word: str) -> str:
    return {"exercised": "used", "lapsed": "lapsed", "declined": "declined"}.get(word, "available")


def _length(extension: Extension) -> str:
    if extension.months:
        return format_months(extension.months)
    return f"until {long_date(extension.until)}" if extension.until else "of no length"


def _ends(_before: ContractView, _after: ContractView, found: Found) -> Iterator[FieldChange]:
    for name, what in (
        ("term.start", "start"),
        ("term.end", "end as signed"),
        ("term.review_on", "next review"),
    ):
        if one := found.get(name):
            words = f"{what} changed from {_day(one.before)} to {_day(one.after)}"
            if name == "term.end" and one.before and one.after:
                words += " (right for a slip of the pen; a longer term is an extension)"
            yield _pop_change(found, one, Significance.TERMS, words)


def _value(before: ContractView, after: ContractView, found: Found) -> Iterator[FieldChange]:
    old, new = before.contract.value, after.contract.value
    was, now = (value.stated() if value else None for value in (old, new))
    if was == now:
        return
    one = found.pop("value.amount", None)
    also: tuple[str, ...] = ()
    if old is None or new is None:
        also = ("value.basis",) if found.pop("value.basis", None) else ()
    name = one.name if one else ""
    yield FieldChange(Significance.TERMS, _amounts(old, new), name, text(was), text(now), also)


def _amounts(old: Value | None, new: Value | None) -> str:
    was, now = (value.stated() if value else None for value in (old, new))
    if new and now is not None and was is None:
        return f"value recorded: {amount_words(now, new.stated_basis())}"
    if now is None or was is None:
        return f"value no longer recorded (it was {format_pounds(was)})" if was is not None else "value not recorded"
    more = f"{format_pounds(abs(now - was))} {'more' if now > was else 'less'}"
    share = f", {(now - was) * 100 / was:+.1f}%" if was else ""
    return f"value changed from {format_pounds(was)} to {format_pounds(now)} ({more}{share})"


def _provider(before: ContractView, after: ContractView, found: Found) -> Iterator[FieldChange]:
    one = found.get("provider.name")
    if one is None:
        return
    old, new = before.contract.provider, after.contract.provider
    same = next((what for field, what in _NUMBERS if (got := getattr(old, field)) and got == getattr(new, field)), "")
    words = f"provider renamed from {old.name} to {new.name} (the same {same})" if same else _taken_over(old, new)
    yield _pop_change(found, one, Significance.TERMS, words)


_NUMBERS = (("company_number", "company number"), ("charity_number", "charity number"))


def _taken_over(old: Provider, new: Provider) -> str:
    return f"provider changed from {old.name} to {new.name}"


def _stage(_before: ContractView, _after: ContractView, found: Found) -> Iterator[FieldChange]:
    for stage in STAGE:
        for field, verb in (("started_on", "begun"), ("completed_on", "done")):
            one = found.get(f"recommissioning.stages.{stage}.{field}")
            if one is None:
                continue
            words = (
                f"{STAGE.label(stage)} {verb} on {_day(one.after)}" if one.after else f"{STAGE.label(stage)} not {verb}"
            )
            words += f" (it was {_day(one.before)})" if one.before else ""
            yield _pop_change(found, one, Significance.PLAN, words)


def _successor(before: ContractView, after: ContractView, found: Found) -> Iterator[FieldChange]:
    was, now = before.facts.successor, after.facts.successor
    one = found.get("recommissioning.successor")
    if (
        was == now
        or before.redaction_of("recommissioning.successor")
        or after.redaction_of("recommissioning.successor")
    ):
        return
    words = f"successor: {now}" if now else f"no successor any more (it was {was})"
    words += f" (it was {was})" if was and now else ""
    if one:
        yield _pop_change(found, one, Significance.PLAN, words)
    else:
        yield FieldChange(Significance.PLAN, f"{words}; the other entry says so", "", was, now)


def _describe_named_fields(_before: ContractView, _after: ContractView, found: Found) -> Iterator[FieldChange]:
    """Fields that are told by a name of their own."""
    for name, called, labels in (
        ("title", "title", None),
        ("recommissioning.intention", "intention", INTENTION),
        ("monitoring.owner", "owner", None),
        ("monitoring.performance.rating", "rating", RATING),
        ("supersedes", "contract it takes over from", None),
    ):
        if one := found.get(name):
            was, now = (
                labels.label(value).lower() if labels and isinstance(value, str) else short(value)
                for value in (one.before, one.after)
            )
            yield _pop_change(found, one, _weight(name), _from(called, one, was, now))
    if one := found.get("draft"):
        words = (
            "a draft now, which counts as no contract" if one.after else "no longer a draft: it counts as a contract"
        )
        yield _pop_change(found, one, Significance.TERMS, words)
    if (one := found.get("checked_on")) and one.after:
        yield _pop_change(found, one, _weight(one.name), f"confirmed as right on {_day(one.after)}")


def _pop_change(found: Found, one: Difference, weight: Significance, words: str) -> FieldChange:
    del found[one.name]
    return FieldChange(weight, words, one.name, text(one.before), text(one.after))


_RULES: tuple[_Rule, ...] = (_ended, _extended, _ends, _value, _provider, _stage, _successor, _describe_named_fields)
# Fields by the weight of a change to them; the longest beginning that fits counts, and what is not here are terms.
_WEIGHTS: dict[str, Significance] = {
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
LONG = 60


def _weight(name: str) -> Significance:
    fits = [field for field in _WEIGHTS if name == field or name.startswith((f"{field}.", f"{field}["))]
    return _WEIGHTS[max(fits, key=len)] if fits else Significance.TERMS


def _words(one: Difference) -> str:
    """A field by its name, and what it was and is."""
    if one.item:
        called = one.name.rpartition("[")[0]
        how, value = ("added", one.after) if one.before is None else ("taken out", one.before)
        return f"{called}: {how} {short(value)}"
    if isinstance(one.before, str) and isinstance(one.after, str) and max(len(one.before), len(one.after)) > LONG:
        return f"{one.name} reworded"
    return _from(one.name, one, short(one.before), short(one.after))


def _from(called: str, one: Difference, was: str, now: str) -> str:
    if one.before is None:
        return f"{called} recorded: {now}"
    return f"{called} taken out (it was {was})" if one.after is None else f"{called} changed from {was} to {now}"


def short(value: object) -> str:
    """A value in a sentence; a text of some length is cut."""
    if value is None:
        return "not recorded"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return format_pounds(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        cut = " ".join(value.split())
        cut = cut if len(cut) <= LONG else f"{cut[:LONG].rstrip()}…"
        return f"“{cut}”" if " " in cut else cut
    if value == ():
        return "none"
    if not isinstance(value, BaseModel):
        return str(value)
    parts = [short(leaf).strip("“”") for _, leaf in iter_values(value)]
    return ", ".join(parts) if len(parts) > 1 or not parts else str(parts[0])


def text(value: object) -> str | None:
    """A value as a file has it; the values of a group one after the other."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, BaseModel):
        return ", ".join(text(leaf) or "" for _, leaf in iter_values(value))
    return "none" if value == () else str(value)


def _day(day: object) -> str:
    return long_date(day) if isinstance(day, date) else "not recorded"
