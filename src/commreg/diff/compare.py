"""What changed between two states of a register, told of contracts and in words, not of lines.

Both sides have been through the same loader. A contract is the same one by its id; one that has gone and one that has
come with the same reference, or with the same title, provider and start, are one that was renamed. What changed is
sorted by weight: the terms, then the plan, then wording; a file that says the same in another layout says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commreg.diagnostics.finding import Finding
from commreg.diff.consequences import Deadlines, consequences
from commreg.diff.describe import FieldChange, Significance, describe_changes, summary
from commreg.model.contract import Contract
from commreg.planning.contract_view import ContractView
from commreg.planning.plan import Plan
from commreg.values.dates import long_date
from commreg.values.text import normalize_for_search, pluralize

__all__ = [
    "Change",
    "ContractVersion",
    "FieldChange",
    "Significance",
    "compare",
    "describe_changes",
    "match_renames",
    "normalize_newlines",
    "settings_changed",
]


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """A contract as one side has it: with its file, what is known of it, and what is said of it.

    No text means that nothing is to be told of the file itself. `said` is to be told besides what the contract shows;
    `added` is what to call it where the other side does not have it.
    """

    view: ContractView
    path: str = ""
    text: bytes | None = None
    plan: Plan | None = None
    deadlines: Deadlines = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    said: tuple[FieldChange, ...] = ()
    added: str = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one contract, and what follows from it."""

    id: str
    title: str
    event: str  # added, removed, renamed or changed
    field_changes: tuple[FieldChange, ...]
    effects: tuple[str, ...] = ()
    new_findings: tuple[Finding, ...] = ()
    fixed_findings: tuple[Finding, ...] = ()

    @property
    def significance(self) -> Significance:
        """That of the weightiest thing told."""
        if not self.field_changes:
            return Significance.CHECKS
        return min(one.significance for one in self.field_changes)


def match_renames(gone: Mapping[str, Contract], come: Mapping[str, Contract]) -> dict[str, str]:
    """Ids that went, each with the id that came for the same contract: by reference first, then by likeness."""
    found: dict[str, str] = {}
    for key in (_reference, _identity_key):
        waiting: dict[object, list[str]] = defaultdict(list)
        for new in sorted(come.keys() - found.values()):
            waiting[key(come[new])].append(new)
        for old in sorted(gone.keys() - found.keys()):
            known = key(gone[old])
            if known is not None and waiting[known]:
                found[old] = waiting[known].pop(0)
    return found


def _reference(contract: Contract) -> object:
    return contract.reference


def _identity_key(contract: Contract) -> object:
    return normalize_for_search(contract.title), normalize_for_search(contract.provider.name), contract.term.start


def compare(
    before: Mapping[str, ContractVersion], after: Mapping[str, ContractVersion], ids: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """Everything that changed, the weightiest first, then by id. Sides are by id; `ids` has those that were renamed."""
    ids = ids or {}
    pairs = {old: ids.get(old, old) for old in before if ids.get(old, old) in after}
    found = [_changed(before[old], after[new]) for old, new in pairs.items()]
    found += [_removed(side) for name, side in before.items() if name not in pairs]
    found += [_added(side) for name, side in after.items() if name not in pairs.values()]
    worth = [one for one in found if one.field_changes or one.new_findings or one.fixed_findings]
    return tuple(sorted(worth, key=lambda one: (one.significance, one.id)))


def _added(side: ContractVersion) -> Change:
    contract = side.view.contract
    how = f"{side.added} as a draft, which counts as no contract yet" if contract.draft else side.added
    things = [FieldChange(Significance.TERMS, f"{how}: {summary(side.view)}", after=contract.id)]
    if contract.supersedes:
        words = f"takes over from {contract.supersedes}"
        things.append(FieldChange(Significance.TERMS, words, "supersedes", None, contract.supersedes))
    return Change(contract.id, contract.title, "added", tuple(things), tuple(_window(side)), new_findings=side.findings)


def _removed(side: ContractVersion) -> Change:
    contract = side.view.contract
    things = [FieldChange(Significance.TERMS, f"removed: {summary(side.view)}", before=contract.id)]
    if contract.supersedes:
        words = f"it took over from {contract.supersedes}"
        things.append(FieldChange(Significance.TERMS, words, "supersedes", contract.supersedes, None))
    still = "It had not been closed: an entry is closed (term.closed_on), and stays in the register."
    loose = () if side.view.facts.state.is_inactive else (still,)
    return Change(contract.id, contract.title, "removed", tuple(things), loose, fixed_findings=side.findings)


def _window(side: ContractVersion) -> Iterator[str]:
    known = side.view.facts
    if (
        known.window_opens
        and not known.state.is_inactive
        and not side.view.redaction_of("recommissioning.window_months")
    ):
        verb = "opened" if known.window_open else "opens"
        yield f"Its recommissioning window {verb} on {long_date(known.window_opens)}."


def _changed(before: ContractVersion, after: ContractVersion) -> Change:
    old, new = before.view.contract, after.view.contract
    things = list(describe_changes(before.view, after.view))
    words = " ".join(one.words for one in things)
    follow = tuple(line for line in consequences(before, after) if not _already_reported(line, words)) if things else ()
    things += after.said
    moved = before.text is not None and before.path != after.path
    if old.id != new.id:
        things.insert(0, FieldChange(Significance.TERMS, f"renamed from {old.id} to {new.id}", "id", old.id, new.id))
    elif moved:
        words = f"file moved from {before.path} to {after.path}"
        things.append(FieldChange(Significance.LAYOUT, words, "", before.path, after.path))
    if not things and before.text is not None and normalize_newlines(before.text) != normalize_newlines(after.text):
        things.append(FieldChange(Significance.LAYOUT, "no change of terms: comments or layout only"))
    known, now = {_key(d) for d in before.findings}, {_key(d) for d in after.findings}
    return Change(
        new.id,
        new.title,
        "changed" if old.id == new.id else "renamed",
        tuple(sorted(things, key=lambda one: one.significance)),
        follow,
        tuple(d for d in after.findings if _key(d) not in known),
        tuple(d for d in before.findings if _key(d) not in now),
    )


def _already_reported(line: str, words: str) -> bool:
    """Whether a change of the current end is what the words tell: an extension says both ends."""
    match = re.fullmatch(r"Current end: (.+) \(was (.+)\)\.", line)
    return match is not None and f"from {match[2]} to {match[1]}" in words


def normalize_newlines(text: bytes | None) -> bytes:
    """A text whatever its line ends: git writes them as a computer likes them."""
    return (text or b"").replace(b"\r\n", b"\n")


def _key(diagnostic: Finding) -> tuple[str, str]:
    return diagnostic.code, diagnostic.message


def settings_changed(before: Mapping[str, object], after: Mapping[str, object], moved: int) -> Change | None:
    """What changed in the settings, by dotted name; `moved` is how many contracts it alone gives other dates."""
    things = tuple(
        FieldChange(Significance.PLAN, _setting(name, was, now), name, _text(was), _text(now))
        for name in sorted(before.keys() | after.keys())
        if (was := before.get(name)) != (now := after.get(name))
    )
    if not things:
        return None
    count = pluralize(moved, "contract")
    effect = f"By themselves the settings give {count} other dates." if moved else "No contract's dates change by it."
    return Change("", "Settings", "changed", things, (effect,))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _setting(name: str, before: object, after: object) -> str:
    if before is None:
        return f"{name} set to {after}"
    return f"{name} changed from {before} to {after}" if after is not None else f"{name} taken out (it was {before})"
