"""Changes between two states of a register: for a terminal, for a pull request, for programs, and for a committee."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from commreg.audience import publish
from commreg.changes import Change, Side, Weight, compare, settings_changed
from commreg.dates import counted, long_date
from commreg.deadlines import deadlines
from commreg.diagnostics import Diagnostic
from commreg.register import Register
from commreg.render.json import plain
from commreg.reports.text import head
from commreg.timeline import facts

FORMAT = 1
NAMES = {Weight.TERMS: "terms", Weight.PLAN: "plan", Weight.WORDING: "wording", Weight.LAYOUT: "layout"}
Segment = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, between which two states, as at which day; and the files of either that could not be used."""

    organisation: str
    before: str
    after: str
    as_of: date
    pinned_in: str | None
    changes: tuple[Change, ...]
    left_out_before: tuple[str, ...]
    left_out_after: tuple[str, ...]

    def sentence(self) -> str:
        """How many contracts changed, and how."""
        if not self.changes:
            return "Nothing has changed."
        weights = Counter(change.weight for change in self.changes)
        if set(weights) == {Weight.LAYOUT}:
            return f"No change of terms: {counted(len(self.changes), 'file')} changed in layout or comments alone."
        parts = ", ".join(f"{NAMES[weight]} {weights[weight]}" for weight in Weight if weight in weights)
        return f"{counted(len(self.changes), 'change')}: {parts}."

    def short(self) -> tuple[str, ...]:
        """What could not be compared, in sentences."""
        return tuple(
            f"Not compared: {counted(len(files), 'file')} with errors {where} ({', '.join(files)})."
            for files, where in ((self.left_out_before, "before"), (self.left_out_after, "after"))
            if files
        )


def of(
    before: Register | None,
    after: Register | None,
    texts: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    names: tuple[str, str],
    pinned: str | None,
    audience: str = "internal",
) -> Changes:
    """The changes from one register to another; None stands for one that is not there yet, or no more."""
    sides = tuple(_sides(one, text, audience) if one else {} for one, text in zip((before, after), texts, strict=True))
    some = after or before
    if some is None:
        raise ValueError("there is a register on one side at least")
    unread = {PurePosixPath(path).stem for one in (before, after) if one for path in one.left_out}
    found = compare(sides[0], sides[1], unread)
    if before and after:
        settings = settings_changed(_flat(before), _flat(after), _moved(before, after))
        found = (*([settings] if settings else []), *found)
    return Changes(
        organisation=some.settings.organisation.heading,
        before=names[0],
        after=names[1],
        as_of=some.as_of,
        pinned_in=pinned,
        changes=found,
        left_out_before=before.left_out if before else (),
        left_out_after=after.left_out if after else (),
    )


def _sides(register: Register, texts: Mapping[str, bytes], audience: str) -> dict[str, Side]:
    records = publish(register, "internal" if audience == "internal" else "public").records
    paths = {entry.contract.id: entry.path for entry in register.entries}
    faults: dict[str, list[Diagnostic]] = {}
    for diagnostic in register.diagnostics:
        if diagnostic.counts:
            faults.setdefault(diagnostic.path, []).append(diagnostic)
    return {
        record.contract.id: Side(
            contract=record.contract,
            path=paths[record.contract.id],
            text=texts.get(paths[record.contract.id], b""),
            facts=record.facts,
            plan=record.plan(register.settings.policy),
            deadlines={(d.kind, d.key): d for d in deadlines([record], register.settings, register.as_of)},
            faults=tuple(faults.get(paths[record.contract.id], ())) if audience == "internal" else (),
        )
        for record in records
    }


def _flat(register: Register) -> dict[str, object]:
    """The settings by dotted name, as plain values."""
    found: dict[str, object] = {}

    def walk(value: Any, name: str) -> None:
        if isinstance(value, dict) and value:
            for key, item in value.items():
                walk(item, f"{name}.{key}" if name else key)
        else:
            found[name] = value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)

    walk(plain(register.settings.model_dump(by_alias=True, exclude_none=True)), "")
    return found


def _moved(before: Register, after: Register) -> int:
    """How many contracts of the later register have other dates by its settings than by the earlier one's."""
    old, new = before.settings.policy, after.settings.policy
    if old == new:
        return 0
    return sum(
        1
        for entry in after.entries
        if facts(entry.contract, after.as_of, old, entry.facts.successor, entry.facts.successor_start) != entry.facts
    )


def lines(found: Changes) -> Iterator[list[Segment]]:
    """The changes for a terminal or a pipe."""
    yield [(f"{found.organisation}: changes from {found.before} to {found.after}", "title")]
    pinned = f" (pinned in {found.pinned_in})" if found.pinned_in else ""
    yield [(f"as of {long_date(found.as_of)}{pinned}", "quiet")]
    for change in found.changes:
        yield []
        yield [(change.title, "title"), (f"  {change.id}" if change.id else "", "quiet")]
        for one in change.told:
            yield [(f"  {NAMES[one.weight]:<8} {one.words}", "late" if one.weight is Weight.TERMS else "")]
        for follow in change.follows:
            yield [(f"  {'so':<8} {follow}", "")]
        for words, faults in (("new", change.faults), ("mended", change.mended)):
            for fault in faults:
                yield [(f"  {words:<8} {fault.severity} {fault.code} {fault.message}", "")]
    yield []
    for sentence in (found.sentence(), *found.short()):
        yield [(sentence, "note")]


def context(found: Changes, audience: str) -> dict[str, Any]:
    """What the templates of changes are given."""
    return {
        "organisation": found.organisation,
        "as_of": found.as_of,
        "pinned_in": found.pinned_in,
        "audience": audience,
        "before": found.before,
        "after": found.after,
        "changes": found.changes,
        "weights": {int(weight): name for weight, name in NAMES.items()},
        "said": (found.sentence(), *found.short()),
        "heads": {id(fault): head(fault) for change in found.changes for fault in (*change.faults, *change.mended)},
    }


def as_json(found: Changes) -> str:
    """The changes for programs."""
    whole = {
        "format": FORMAT,
        "report": "diff",
        "organisation": found.organisation,
        "before": found.before,
        "after": found.after,
        "as_of": found.as_of.isoformat(),
        "pinned_in": found.pinned_in,
        "left_out": {"before": list(found.left_out_before), "after": list(found.left_out_after)},
        "changes": [_change(change) for change in found.changes],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id or None,
        "title": change.title,
        "event": change.event,
        "weight": NAMES[change.weight],
        "changes": [
            {
                "weight": NAMES[one.weight],
                "words": one.words,
                "field": one.field or None,
                "was": one.was,
                "now": one.now,
            }
            for one in change.told
        ],
        "follows": list(change.follows),
        "new_faults": _faults(change.faults),
        "mended_faults": _faults(change.mended),
    }


def _faults(found: Iterable[Diagnostic]) -> list[dict[str, str]]:
    return [{"code": one.code, "severity": str(one.severity), "message": one.message} for one in found]
