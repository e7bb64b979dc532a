"""What changed between two states of a register, told of contracts and in words, not of lines.

Both sides have been through the same loader. A contract is the same one by its id; one that has gone and one that has
come with the same reference, or with the same title, provider and start, are one that was renamed. What changed is
sorted by weight: the terms, then the plan, then wording; a file that says the same in another layout says so.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from commreg.dates import long_date, months_in_words
from commreg.deadlines import Deadline
from commreg.diagnostics import Diagnostic, route_text
from commreg.filters import fold
from commreg.model.contract import Contract, Extension
from commreg.model.walk import leaves
from commreg.money import pounds
from commreg.plan import Plan
from commreg.timeline import Facts
from commreg.vocab import INTENTION, STAGE

Deadlines = Mapping[tuple[str, str], Deadline]  # by kind and key


class Weight(IntEnum):
    """How much a change matters: the heaviest first."""

    TERMS = 0
    PLAN = 1
    WORDING = 2
    LAYOUT = 3


@dataclass(frozen=True, slots=True)
class Side:
    """A contract as one side has it: with its file, what is known of it, and what is said of it."""

    contract: Contract
    path: str
    text: bytes
    facts: Facts
    plan: Plan | None
    deadlines: Deadlines
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changed, in words; the field it is about, and what it was and is, as text."""

    weight: Weight
    words: str
    field: str = ""
    was: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one contract, and what follows from it."""

    id: str
    title: str
    event: str  # added, removed, renamed or changed
    told: tuple[Told, ...]
    follows: tuple[str, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    mended: tuple[Diagnostic, ...] = ()

    @property
    def weight(self) -> Weight:
        """That of the weightiest thing told."""
        return min((one.weight for one in self.told), default=Weight.LAYOUT)


def compare(before: Mapping[str, Side], after: Mapping[str, Side], unread: Container[str] = ()) -> tuple[Change, ...]:
    """Everything that changed, the weightiest first, then by id. Sides are by id.

    `unread` are ids whose file could not be used on one side: what became of them is not known, so nothing is told.
    """
    gone = {name: before[name] for name in before.keys() - after.keys() if name not in unread}
    come = {name: after[name] for name in after.keys() - before.keys() if name not in unread}
    renamed = dict(_renamed(gone, come))
    found = [_changed(before[name], after[name], "changed") for name in before.keys() & after.keys()]
    found += [_changed(gone.pop(old), come.pop(new), "renamed") for old, new in renamed.items()]
    found += [_removed(side) for side in gone.values()]
    found += [_added(side) for side in come.values()]
    return tuple(sorted((one for one in found if one.told), key=lambda one: (one.weight, one.id)))


def _renamed(gone: Mapping[str, Side], come: Mapping[str, Side]) -> Iterator[tuple[str, str]]:
    """Ids that went and ids that came for the same contract, each once."""
    left = dict(sorted(come.items()))
    for old, side in sorted(gone.items()):
        for key in (_reference, _likeness):
            new = next((name for name, one in left.items() if key(side) and key(one) == key(side)), None)
            if new:
                del left[new]
                yield old, new
                break


def _reference(side: Side) -> object:
    return side.contract.reference


def _likeness(side: Side) -> object:
    one = side.contract
    return fold(one.title), fold(one.provider.name), one.term.start


def _added(side: Side) -> Change:
    words = f"added: {_summary(side.contract, side.facts)}"
    told = [Told(Weight.TERMS, words, now=side.contract.id)]
    if side.contract.supersedes:
        told.append(
            Told(
                Weight.TERMS,
                f"takes over from {side.contract.supersedes}",
                "supersedes",
                None,
                side.contract.supersedes,
            )
        )
    return Change(
        side.contract.id, side.contract.title, "added", tuple(told), tuple(_dates_of(side)), faults=side.faults
    )


def _removed(side: Side) -> Change:
    words = f"removed: {_summary(side.contract, side.facts)}"
    follows = (
        () if side.facts.state.over else ("It had not been closed: an entry is closed (term.closed_on), not deleted.",)
    )
    told = (Told(Weight.TERMS, words, was=side.contract.id),)
    return Change(side.contract.id, side.contract.title, "removed", told, follows, mended=side.faults)


def _summary(contract: Contract, known: Facts) -> str:
    end = f"to {long_date(known.current_end)}" if known.current_end else "with no end date"
    value = contract.value.stated() if contract.value else None
    amount = f", {pounds(value)} as stated" if value is not None else ""
    return f"{contract.title}, with {contract.provider.name}, from {long_date(contract.term.start)} {end}{amount}"


def _dates_of(side: Side) -> Iterator[str]:
    if side.facts.window_opens:
        yield f"Its recommissioning window opens on {long_date(side.facts.window_opens)}."


def _changed(before: Side, after: Side, event: str) -> Change:
    old, new = before.contract, after.contract
    things = list(told(before, after))
    if event == "renamed":
        things.insert(0, Told(Weight.TERMS, f"renamed from {old.id} to {new.id}", "id", old.id, new.id))
    elif before.path != after.path:
        things.append(
            Told(Weight.LAYOUT, f"file moved from {before.path} to {after.path}", "", before.path, after.path)
        )
    if not things and before.text != after.text:
        things.append(Told(Weight.LAYOUT, "no change of terms: comments or layout only"))
    known, now = {_key(d) for d in before.faults}, {_key(d) for d in after.faults}
    return Change(
        new.id,
        new.title,
        event,
        tuple(sorted(things, key=lambda one: one.weight)),
        tuple(_follows(before, after)) if old != new else (),
        tuple(d for d in after.faults if _key(d) not in known),
        tuple(d for d in before.faults if _key(d) not in now),
    )


def _key(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.code, diagnostic.message


def told(before: Side, after: Side) -> Iterator[Told]:
    """What changed in the contract itself: first what has a name of its own, then every other field."""
    old, new = before.contract, after.contract
    said: set[str] = set()
    for rule in _RULES:
        for one in rule(before, after):
            said.add(one.field)
            yield one
    yield from _fields(old, new, said)


def _ended(before: Side, after: Side) -> Iterator[Told]:
    old, new = before.contract.term, after.contract.term
    if old.terminated != new.terminated:
        if new.terminated:
            words = f"ended early on {long_date(new.terminated.on)}: {new.terminated.reason}"
        else:
            words = "no longer ended early"
        was, now = (str(term.terminated.on) if term.terminated else None for term in (old, new))
        yield Told(Weight.TERMS, words, "term.terminated", was, now)
    if old.closed_on != new.closed_on:
        words = f"closed on {long_date(new.closed_on)}" if new.closed_on else "no longer closed"
        yield Told(Weight.TERMS, words, "term.closed_on", _text(old.closed_on), _text(new.closed_on))


def _extended(before: Side, after: Side) -> Iterator[Told]:
    old, new = before.contract.term.extensions, after.contract.term.extensions
    if old == new:
        return
    if old is None or new is None:
        now = "none provided for" if new == () else f"{len(new)} recorded" if new else "not recorded any more"
        yield Told(Weight.TERMS, f"extensions: {now}", "term.extensions", _options(old), _options(new))
        return
    for number, (was, now_) in enumerate(zip(old, new, strict=False), 1):
        if was != now_:
            yield _one_extension(number, was, now_, before.facts, after.facts)
    if len(new) > len(old):
        added = "; ".join(_length(one) for one in new[len(old) :])
        yield Told(Weight.TERMS, f"options added: {added}", "term.extensions", _options(old), _options(new))
    if len(new) < len(old):
        lost = "; ".join(_length(one) for one in old[len(new) :])
        yield Told(Weight.TERMS, f"options taken out: {lost}", "term.extensions", _options(old), _options(new))


def _one_extension(number: int, was: Extension, now: Extension, before: Facts, after: Facts) -> Told:
    field = f"term.extensions[{number}]"
    if was.state != now.state:
        words = f"option {number} ({_length(now)}) {now.state}"
        if now.state == "exercised":
            words = f"extended by option {number} ({_length(now)})"
            if before.current_end and after.current_end:
                words += f", from {long_date(before.current_end)} to {long_date(after.current_end)}"
            if now.decision:
                words += f"; decided by {now.decision.body} on {long_date(now.decision.on)}"
            else:
                words += "; no decision is recorded"
        return Told(Weight.TERMS, words, field, was.state, now.state)
    words = f"option {number} changed from {_length(was)} to {_length(now)}"
    if _length(was) == _length(now):
        words = f"option {number} ({_length(now)}): notice, decision or note changed"
    return Told(Weight.TERMS, words, field, _length(was), _length(now))


def _length(extension: Extension) -> str:
    if extension.months:
        return months_in_words(extension.months)
    return f"until {long_date(extension.until)}" if extension.until else "of no length"


def _options(extensions: Sequence[Extension] | None) -> str | None:
    return None if extensions is None else "; ".join(f"{_length(one)} {one.state}" for one in extensions) or "none"


def _ends(before: Side, after: Side) -> Iterator[Told]:
    old, new = before.contract.term, after.contract.term
    for field, was, now, what in (
        ("term.start", old.start, new.start, "start"),
        ("term.end", old.end, new.end, "end as signed, which is never to be edited,"),
        ("term.review_on", old.review_on, new.review_on, "next review"),
    ):
        if was != now:
            words = f"{what} changed from {_day(was)} to {_day(now)}"
            yield Told(Weight.TERMS, words, field, _text(was), _text(now))


def _value(before: Side, after: Side) -> Iterator[Told]:
    old, new = before.contract.value, after.contract.value
    was, now = (value.stated() if value else None for value in (old, new))
    if was == now:
        return
    words = f"value {'recorded' if was is None else 'changed from ' + pounds(was)}"
    words += (
        f" to {pounds(now)}"
        if now is not None and was is not None
        else f": {pounds(now)}"
        if now is not None
        else " to not recorded"
    )
    if was and now is not None:
        words += f" ({_percent(was, now)})"
    yield Told(Weight.TERMS, words, "value.amount", _text(was), _text(now))


def _percent(was: Decimal, now: Decimal) -> str:
    """The change in per cent, to one place: '+4.5%'."""
    return f"{(now - was) * 100 / was:+.1f}%"


def _provider(before: Side, after: Side) -> Iterator[Told]:
    was, now = before.contract.provider.name, after.contract.provider.name
    if was != now:
        yield Told(Weight.TERMS, f"provider renamed from {was} to {now}", "provider.name", was, now)


def _stage(before: Side, after: Side) -> Iterator[Told]:
    old, new = (side.contract.recommissioning for side in (before, after))
    was, now = (one.stages if one else None for one in (old, new))
    for stage in STAGE:
        name = stage.replace("-", "_")
        one, other = (getattr(stages, name) if stages else None for stages in (was, now))
        for field, verb in (("started_on", "begun"), ("completed_on", "done")):
            before_, after_ = (getattr(each, field) if each else None for each in (one, other))
            if before_ != after_:
                words = (
                    f"{STAGE.label(stage)}: {verb} on {_day(after_)}"
                    if after_
                    else f"{STAGE.label(stage)}: no longer {verb}"
                )
                route = f"recommissioning.stages.{stage}.{field}"
                yield Told(Weight.PLAN, words, route, _text(before_), _text(after_))


def _successor(before: Side, after: Side) -> Iterator[Told]:
    was, now = before.facts.successor, after.facts.successor
    if was != now:
        words = f"successor: {now}" if now else f"no successor any more (it was {was})"
        yield Told(Weight.PLAN, words, "recommissioning.successor", was, now)


def _intention(before: Side, after: Side) -> Iterator[Told]:
    was, now = (
        one.contract.recommissioning.intention if one.contract.recommissioning else None for one in (before, after)
    )
    if was != now:
        words = f"intention: {INTENTION.label(now).lower() if now else 'not recorded any more'}"
        yield Told(Weight.PLAN, words, "recommissioning.intention", was, now)


def _owner(before: Side, after: Side) -> Iterator[Told]:
    was, now = (one.contract.monitoring.owner if one.contract.monitoring else None for one in (before, after))
    if was != now:
        words = f"owner changed from {was or 'nobody'} to {now or 'nobody'}"
        yield Told(Weight.PLAN, words, "monitoring.owner", was, now)


_RULES: tuple[Callable[[Side, Side], Iterator[Told]], ...] = (
    _ended,
    _extended,
    _ends,
    _value,
    _provider,
    _stage,
    _successor,
    _intention,
    _owner,
)
# Fields by the weight of a change to them; the longest beginning that fits counts, and what is not here are terms.
_WEIGHTS: dict[str, Weight] = {
    "recommissioning": Weight.PLAN,
    "monitoring": Weight.PLAN,
    "checked_on": Weight.PLAN,
    "decisions": Weight.PLAN,
    "queries": Weight.WORDING,
    "title": Weight.WORDING,
    "description": Weight.WORDING,
    "notes": Weight.WORDING,
    "tags": Weight.WORDING,
    "local": Weight.WORDING,
    "documents": Weight.WORDING,
    "monitoring.oversight": Weight.WORDING,
    "monitoring.value_for_money": Weight.WORDING,
    "value.variation": Weight.WORDING,
    "statutory": Weight.TERMS,
}
_LONG = 60


def _fields(old: Contract, new: Contract, said: set[str]) -> Iterator[Told]:
    """Every other field that differs, by its name."""
    was, now = dict(leaves(old)), dict(leaves(new))
    for route in dict.fromkeys((*was, *now)):
        name = route_text(route)
        before, after = was.get(route), now.get(route)
        if before == after or name == "id" or _covered(name, said):
            continue
        yield Told(_weight(name), _field_words(name, before, after), name, _text(before), _text(after))


def _covered(name: str, said: Iterable[str]) -> bool:
    return any(name == field or name.startswith((f"{field}.", f"{field}[")) for field in said if field)


def _weight(name: str) -> Weight:
    fits = [field for field in _WEIGHTS if name == field or name.startswith((f"{field}.", f"{field}["))]
    return _WEIGHTS[max(fits, key=len)] if fits else Weight.TERMS


def _field_words(name: str, before: object, after: object) -> str:
    if before is None:
        return f"{name} recorded: {_short(after)}"
    if after is None:
        return f"{name} taken out (it was {_short(before)})"
    if isinstance(after, str) and max(len(str(before)), len(after)) > _LONG:
        return f"{name} reworded"
    return f"{name} changed from {_short(before)} to {_short(after)}"


def _short(value: object) -> str:
    text = _text(value) or ""
    if isinstance(value, date):
        text = long_date(value)
    elif isinstance(value, Decimal):
        text = pounds(value)
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()}…"


def _text(value: object) -> str | None:
    """A value as a file has it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "none" if value == () else str(value)


def _day(day: date | None) -> str:
    return long_date(day) if day else "not recorded"


def _follows(before: Side, after: Side) -> Iterator[str]:
    """What a change does to the dates, the plan and the deadlines."""
    old, new = before.facts, after.facts
    for was, now, what in (
        (old.current_end, new.current_end, "Current end"),
        (old.final_end, new.final_end, "Final end"),
        (old.window_opens, new.window_opens, "Window opens"),
    ):
        if was != now:
            yield f"{what}: {_day(now)} (was {_day(was)})."
    if old.state != new.state:
        yield f"State: {new.state} (was {old.state})."
    yield from _plan_follows(before.plan, after.plan)
    yield from _deadline_follows(before.deadlines, after.deadlines)


def _plan_follows(old: Plan | None, new: Plan | None) -> Iterator[str]:
    if old is None or new is None:
        if old is not None:
            yield "Nothing is left to recommission for."
        return
    if old.days_behind != new.days_behind:
        yield f"Plan: {_behind(new)} (was {_behind(old)})."
    if old.gap_days != new.gap_days:
        yield f"Gap: {_gap(new)} (was {_gap(old)})."


def _behind(plan: Plan) -> str:
    days = plan.days_behind
    if days is None:
        return "every stage done"
    return f"{days:,} days behind" if days > 0 else f"on time, {-days:,} days in hand"


def _gap(plan: Plan) -> str:
    return f"{plan.gap_days:,} days" if plan.gap_days else "none"


MOST_DEADLINES = 6


def _deadline_follows(old: Deadlines, new: Deadlines) -> Iterator[str]:
    """Deadlines that moved, came or went; stages apart, as the plan says those."""
    lines = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if key[0] in ("stage-start", "stage-finish", "window", "end") or (was and now and was.day == now.day):
            continue
        if was and now:
            lines.append(f"Deadline moved: {now.what}, {long_date(now.day)} (was {long_date(was.day)}).")
        elif now:
            lines.append(f"New deadline: {now.what}, by {long_date(now.day)}.")
        elif was:
            lines.append(f"No longer due: {was.what} ({long_date(was.day)}).")
    yield from lines[:MOST_DEADLINES]
    if len(lines) > MOST_DEADLINES:
        yield f"And {len(lines) - MOST_DEADLINES} more deadlines."


def settings_changed(before: Mapping[str, object], after: Mapping[str, object], moved: int) -> Change | None:
    """What changed in the settings, by dotted name; `moved` is how many contracts it alone gives other dates."""
    told = tuple(
        Told(
            Weight.PLAN,
            _setting_words(name, before.get(name), after.get(name)),
            name,
            _text(before.get(name)),
            _text(after.get(name)),
        )
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )
    if not told:
        return None
    count = f"{moved:,} contract{'' if moved == 1 else 's'}"
    follows = (f"The settings alone give {count} other dates.",) if moved else ("No contract's dates change by it.",)
    return Change("", "Settings", "changed", told, follows)


def _setting_words(name: str, before: object, after: object) -> str:
    if before is None:
        return f"{name} set to {after}"
    return f"{name} changed from {before} to {after}" if after is not None else f"{name} taken out (it was {before})"
