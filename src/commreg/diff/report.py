"""Changes between two states of a register: for a terminal, for a pull request, for programs, and for a committee."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from textwrap import wrap
from typing import Any, Literal

from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats.text import head
from commreg.diff.compare import (
    Change,
    ContractVersion,
    FieldChange,
    Significance,
    compare,
    match_renames,
    normalize_newlines,
    settings_changed,
)
from commreg.diff.describe import LONG
from commreg.diff.redacted import WithheldSummary, redact_both
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import deadlines
from commreg.planning.term import derive_facts
from commreg.register.load import Register
from commreg.register.redact import Audience, RedactedRegister, redact_for
from commreg.values.dates import long_date
from commreg.values.json_values import to_json_value
from commreg.values.text import escape_invisible, pluralize

FORMAT = 1
NAMES = {
    Significance.TERMS: "terms",
    Significance.PLAN: "plan",
    Significance.WORDING: "wording",
    Significance.CHECKS: "checks",
    Significance.LAYOUT: "layout",
}
Segment = tuple[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """One of the two states: its name, register if it has one, the bytes of its files, a remark on how it was read."""

    name: str
    register: Register | None
    texts: Mapping[str, bytes]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file with errors on one side or both, so that what became of it is not known."""

    path: str
    where: Literal["before", "after", "both"]
    errors: tuple[Finding, ...]
    same: bool  # on both sides, to the byte

    def words(self) -> str:
        """Why it was not compared."""
        told = {
            "before": "had errors before, and has none now",
            "after": "has errors now",
            "both": "has errors on both sides" + (", and is the same on both" if self.same else ""),
        }
        return told[self.where]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, between which two states, as at which day; and what could not be compared, or is withheld."""

    organisation: str
    before: str
    after: str
    as_of: date
    pinned_in: str | None
    audience: Audience
    changes: tuple[Change, ...]
    uncompared: tuple[SkippedFile, ...] = ()
    remarks: tuple[str, ...] = ()
    kept: WithheldSummary = field(default_factory=WithheldSummary)

    @property
    def faulty(self) -> bool:
        """Whether the later side has files that cannot be used."""
        return any(one.where != "before" for one in self.uncompared)

    @property
    def any(self) -> bool:
        """Whether anything is not the same."""
        return bool(self.changes) or any(not one.same for one in self.uncompared)

    def sentences(self) -> tuple[str, ...]:
        """How much changed, what could not be compared, what is withheld."""
        nothing = "No change in what could be compared." if self.any else "No change."
        nothing = "No change in what is public." if self.audience == "public" else nothing
        found = [_counted(self.changes) or nothing]
        found += self.remarks
        if self.audience == "public" and self.uncompared:
            found.append(f"Not compared: {pluralize(len(self.uncompared), 'file')} with errors.")
        return tuple(sentence for sentence in (*found, self.kept.sentence()) if sentence)


def _counted(changes: Iterable[Change]) -> str:
    """4 contracts: 1 added, 2 changed in terms, 1 in wording. The settings changed."""
    found = list(changes)
    contracts = [change for change in found if change.id]
    events = Counter(change.event for change in contracts)
    weights = Counter(change.significance for change in contracts if change.event in ("changed", "renamed"))
    if contracts and set(weights) == {Significance.LAYOUT} == {change.significance for change in contracts}:
        first = f"No change of terms: {pluralize(len(contracts), 'file')} changed in comments, layout or place alone."
    else:
        parts = [f"{events[event]:,} {event}" for event in ("added", "removed") if events[event]]
        parts += [f"{weights[weight]:,} changed in {NAMES[weight]}" for weight in Significance if weight in weights]
        first = f"{pluralize(len(contracts), 'contract')}: {', '.join(parts)}." if contracts else ""
        if len(contracts) == 1:
            first = f"1 contract {parts[0].removeprefix('1 ')}."
    return " ".join(part for part in (first, "The settings changed." if len(contracts) < len(found) else "") if part)


def build_changes(before: State, after: State, as_of: date, pinned: str | None, audience: str = "internal") -> Changes:
    """The changes from one state to another. Anything but "internal" is treated as public."""
    registers = (before.register, after.register)
    remarks = tuple(dict.fromkeys(one.remark for one in (before, after) if one.remark))
    some = after.register or before.register
    if some is None:
        return Changes("", before.name, after.name, as_of, pinned, "public", (), remarks=remarks)
    who: Audience = "internal" if audience == "internal" else "public"
    ids = _renamed(*registers)
    published, kept = _published(registers, ids, who)
    unread = frozenset[str]().union(*(one.unusable_ids for one in registers if one))
    records = tuple({one.contract.id: one for one in side.records} for side in published)
    sides = _sides(records, (before, after), ids, unread, None if who == "internal" else kept)
    changes = compare(sides[0], sides[1], ids)
    settings = _settings(registers, records, internal=who == "internal")
    return Changes(
        organisation=some.settings.organisation.heading,
        before=before.name,
        after=after.name,
        as_of=as_of,
        pinned_in=pinned,
        audience=who,
        changes=(*settings, *changes),
        uncompared=tuple(_uncompared(before, after)),
        remarks=remarks,
        kept=kept,
    )


def _renamed(before: Register | None, after: Register | None) -> dict[str, str]:
    """Ids that went, with the ids that came for the same contracts; not where a file could not be used."""
    old, new = ({e.contract.id: e.contract for e in one.entries} if one else {} for one in (before, after))
    unread = frozenset[str]().union(*(one.unusable_ids for one in (before, after) if one))
    return match_renames(
        {name: one for name, one in old.items() if name not in new and name not in unread},
        {name: one for name, one in new.items() if name not in old and name not in unread},
    )


def _published(
    registers: tuple[Register | None, Register | None], ids: Mapping[str, str], audience: Audience
) -> tuple[tuple[RedactedRegister, RedactedRegister], WithheldSummary]:
    if audience == "public":
        return redact_both(*registers, ids)
    first, last = (redact_for(one, audience) if one else RedactedRegister((), audience) for one in registers)
    return (first, last), WithheldSummary()


Records = Mapping[str, ContractView]


def _sides(
    records: tuple[Records, ...],
    states: tuple[State, State],
    ids: Mapping[str, str],
    unread: frozenset[str],
    kept: WithheldSummary | None,
) -> tuple[dict[str, ContractVersion], dict[str, ContractVersion]]:
    """Both sides of every contract that is not the same on both: what is the same is not reckoned at all.

    `kept` is what the public is told of what is withheld; None for colleagues, who are told of files and checks too.
    """
    files = tuple(_files(state.register) for state in states)
    before, after = ({name: one for name, one in side.items() if name not in unread} for side in records)
    sides: tuple[dict[str, ContractVersion], dict[str, ContractVersion]] = ({}, {})
    register = states[1].register or states[0].register
    for old, new in ((name, ids.get(name, name)) for name in before):
        if new in after and _same(before[old], after[new], states, files, kept):
            del after[new]
        elif register:
            sides[0][old] = _side(_by(register, before[old]), register, states[0], files[0], kept)
    for name, record in after.items():
        if register:
            sides[1][name] = _side(record, register, states[1], files[1], kept)
    return sides


def _by(register: Register, record: ContractView) -> ContractView:
    """A record with its dates by the settings of a register: what settings do is told by itself, once."""
    known = record.facts
    reckoned = derive_facts(
        record.contract,
        known.as_of,
        register.settings.policy,
        known.successor,
        known.successor_start,
        successor_is_draft=known.successor is None,
    )
    return replace(record, facts=reckoned)


@dataclass(frozen=True, slots=True)
class _Files:
    """Where each contract stands, and what the checks say of each file."""

    paths: dict[str, str]
    faults: dict[str, list[Finding]]


def _files(register: Register | None) -> _Files:
    faults: dict[str, list[Finding]] = {}
    for diagnostic in register.findings if register else ():
        if diagnostic.is_active:
            faults.setdefault(diagnostic.path, []).append(diagnostic)
    entries = register.entries if register else ()
    return _Files({entry.contract.id: entry.path for entry in entries}, faults)


def _same(
    before: ContractView,
    after: ContractView,
    states: tuple[State, State],
    files: tuple[_Files, ...],
    kept: WithheldSummary | None,
) -> bool:
    name = after.contract.id
    if before.contract != after.contract or before.facts.successor != after.facts.successor:
        return False
    if kept is not None:
        return not kept.changes.get(name)
    paths = [file.paths[name] for file in files]
    texts = [normalize_newlines(state.texts.get(path)) for state, path in zip(states, paths, strict=True)]
    checks = [{(d.code, d.message) for d in file.faults.get(path, ())} for file, path in zip(files, paths, strict=True)]
    return all(one == other for one, other in (paths, texts, checks))


def _side(
    record: ContractView, register: Register, state: State, files: _Files, kept: WithheldSummary | None
) -> ContractVersion:
    name = record.contract.id
    found = deadlines([record], register.settings, register.as_of, is_whole_register=False)
    internal = kept is None
    return ContractVersion(
        view=record,
        path=files.paths[name],
        text=state.texts.get(files.paths[name], b"") if internal else None,
        plan=record.plan(register.settings.policy),
        deadlines={(deadline.kind, deadline.key): deadline for deadline in found},
        findings=tuple(files.faults.get(files.paths[name], ())) if internal else (),
        said=kept.changes.get(name, ()) if kept else (),
        added="shown, and withheld before" if kept and name in kept.newly_public else "added",
    )


def _settings(
    registers: tuple[Register | None, Register | None], records: tuple[Records, ...], *, internal: bool
) -> tuple[Change, ...]:
    """What changed in the settings; for the public only that they did, as some are about what is internal."""
    before, after = registers
    if before is None or after is None:
        return ()
    found = settings_changed(_flat(before), _flat(after), _moved(before, after, records[1]))
    if found is None:
        return ()
    if internal:
        return (found,)
    told = (FieldChange(Significance.PLAN, "the settings of the register changed"),)
    return (replace(found, field_changes=told),)


def _flat(register: Register) -> dict[str, object]:
    """The settings by dotted name, as plain values."""
    found: dict[str, object] = {}

    def walk(value: Any, name: str) -> None:
        if isinstance(value, dict) and value:
            for key, item in value.items():
                walk(item, f"{name}.{key}" if name else key)
        else:
            found[name] = value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)

    walk(to_json_value(register.settings.model_dump(by_alias=True, exclude_none=True)), "")
    return found


def _moved(before: Register, after: Register, shown: Records) -> int:
    """How many contracts of the later register have other dates by its settings than by the earlier one's."""
    old, new = before.settings, after.settings
    if old.policy == new.policy:
        return 0
    found = [ContractView(entry.contract, entry.facts) for entry in after.entries if entry.contract.id in shown]
    return sum(_dates(_by(before, record), old) != _dates(record, new) for record in found)


def _dates(record: ContractView, settings: Settings) -> object:
    due = deadlines([record], settings, record.facts.as_of, is_whole_register=False)
    return record.facts, record.plan(settings.policy), [(one.kind, one.key, one.day) for one in due]


def _uncompared(before: State, after: State) -> Iterator[SkippedFile]:
    old, new = (frozenset(one.register.excluded_files if one.register else ()) for one in (before, after))
    for path in sorted(old | new):
        where: Literal["before", "after", "both"] = "both"
        if path not in old or path not in new:
            where = "after" if path in new else "before"
        same = where == "both" and before.texts.get(path) == after.texts.get(path)
        register = before.register if where == "before" else after.register
        said = register.findings if register and not same else ()
        errors = (d for d in said if d.path == path and d.is_active and d.severity is Severity.ERROR)
        yield SkippedFile(path, where, tuple(errors), same)


def lines(found: Changes, width: int | None = None) -> Iterator[list[Segment]]:
    """The changes for a terminal of some width, or a pipe."""
    pinned = f" (pinned in {found.pinned_in})" if found.pinned_in else ""
    yield from _wrapped(f"{found.organisation}: changes from {found.before} to {found.after}", "title", width)
    yield [(f"as of {long_date(found.as_of)}{pinned}", "quiet")]
    for change in found.changes:
        yield []
        yield [(escape_invisible(change.title), "title"), (f"  {change.id}" if change.id else "", "quiet")]
        for head_, words, style in _told(change):
            yield from _wrapped(f"  {head_:<8} {escape_invisible(words)}", style, width, _HANG)
    for file in found.uncompared if found.audience == "internal" else ():
        yield []
        yield from _wrapped(f"Not compared: {escape_invisible(file.path)} {file.words()}", "title", width)
        for fault in file.errors:
            yield from _wrapped(
                f"  {escape_invisible(head(fault))}", "late" if file.where != "before" else "", width, _HANG
            )
    yield []
    for sentence in found.sentences():
        yield from _wrapped(sentence, "note", width)


_HANG = 11  # columns that the second line of something told is set in by


def _told(change: Change) -> Iterator[tuple[str, str, str]]:
    """What is told of a change: what it is about, the words, the style."""
    for one in change.field_changes:
        yield NAMES[one.significance], one.words, "late" if one.significance is Significance.TERMS else ""
    for follow in change.effects:
        yield "so", follow, ""
    for fault in change.new_findings:
        yield "new", said(fault), ""
    for fault in change.fixed_findings:
        yield "mended", said(fault), ""


def _wrapped(words: str, style: str, width: int | None, hang: int = 0) -> Iterator[list[Segment]]:
    parts = wrap(words, width, subsequent_indent=" " * hang, break_on_hyphens=False) if width else [words]
    yield from ([(part, style)] for part in parts)


def said(fault: Finding) -> str:
    """warning CR405 checked_on is …"""
    return f"{fault.severity} {fault.code} {fault.message}"


def context(found: Changes) -> dict[str, Any]:
    """What the templates of changes are given."""
    return {
        "organisation": found.organisation,
        "as_of": found.as_of,
        "pinned_in": found.pinned_in,
        "audience": found.audience,
        "before": found.before,
        "after": found.after,
        "changes": [_for_templates(change) for change in found.changes],
        "uncompared": [
            {"path": file.path, "words": file.words(), "errors": [said(fault) for fault in file.errors]}
            for file in (found.uncompared if found.audience == "internal" else ())
        ],
        "said": found.sentences(),
    }


def _for_templates(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "event": change.event,
        "weight": NAMES[change.significance],
        "field_changes": [
            {
                "words": one.words,
                "sentence": _sentence(one.words),
                "before": one.before,
                "after": one.after,
                "long": _long(one),
            }
            for one in change.field_changes
        ],
        "long": [one for one in change.field_changes if _long(one)],
        "follows": change.effects,
        "faults": [said(fault) for fault in change.new_findings],
        "mended": [said(fault) for fault in change.fixed_findings],
    }


def _sentence(words: str) -> str:
    """Words with a capital, but for a field, which stands as it is written."""
    first = words.partition(" ")[0]
    return words if any(mark in first for mark in "._[") else f"{words[:1].upper()}{words[1:]}"


def _long(one: FieldChange) -> bool:
    """Whether a text changed that is too long for the words, so that it stands under them in full."""
    return bool(one.before and one.after) and any(text and len(text) > LONG for text in (one.before, one.after))


def as_json(found: Changes) -> str:
    """The changes for programs."""
    public = found.audience == "public"
    whole = {
        "format": FORMAT,
        "report": "diff",
        "organisation": found.organisation,
        "before": found.before,
        "after": found.after,
        "as_of": found.as_of.isoformat(),
        "pinned_in": found.pinned_in,
        "audience": found.audience,
        "notes": list(found.sentences()),
        "left_out": len(found.uncompared),
        "not_compared": [
            {"path": file.path, "errors": file.where, "same": file.same, "faults": _faults(file.errors)}
            for file in (() if public else found.uncompared)
        ],
        "changes": [_change(change) for change in found.changes],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id or None,
        "title": change.title,
        "event": change.event,
        "weight": NAMES[change.significance],
        "changes": [
            {
                "weight": NAMES[one.significance],
                "words": one.words,
                "field": one.path or None,
                "was": one.before,
                "now": one.after,
                "also": list(one.also),
            }
            for one in change.field_changes
        ],
        "follows": list(change.effects),
        "new_faults": _faults(change.new_findings),
        "mended_faults": _faults(change.fixed_findings),
    }


def _faults(found: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"code": one.code, "severity": str(one.severity), "message": one.message} for one in found]
