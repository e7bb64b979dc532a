"""Compare two versions of a register contract by contract.

Both versions are read by the same loader. A contract is the same one if its id is the same. A contract that was
removed and one that was added are one contract that was renamed if they share their reference, or else their title,
provider and start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from commreg.diagnostics.finding import Finding
from commreg.diff.effects import ContractVersion, Effect, effects, effects_of_adding, effects_of_removing
from commreg.diff.field_changes import ChangeKind, FieldChange, Significance, field_changes
from commreg.model.contract import Contract
from commreg.planning.contract_view import ContractView
from commreg.values.text import normalize_for_search


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one contract, and its effects. `before` and `after` are its views, None where it is not there.

    For a change of the settings `id` is empty, and there are no views.
    """

    id: str
    title: str
    event: Literal["added", "removed", "renamed", "changed"]
    field_changes: tuple[FieldChange, ...]
    effects: tuple[Effect, ...] = ()
    new_findings: tuple[Finding, ...] = ()
    fixed_findings: tuple[Finding, ...] = ()
    before: ContractView | None = None
    after: ContractView | None = None

    @property
    def significance(self) -> Significance:
        """That of its most significant field change."""
        return min((change.significance for change in self.field_changes), default=Significance.CHECKS)


def match_renames(removed: Mapping[str, Contract], added: Mapping[str, Contract]) -> dict[str, str]:
    """Ids that were removed, each with the id that the contract has now. By reference first, then by likeness."""
    renames: dict[str, str] = {}
    for key in (_reference, _identity_key):
        candidates: dict[object, list[str]] = defaultdict(list)
        for new_id in sorted(added.keys() - renames.values()):
            candidates[key(added[new_id])].append(new_id)
        for old_id in sorted(removed.keys() - renames.keys()):
            value = key(removed[old_id])
            if value is not None and candidates[value]:
                renames[old_id] = candidates[value].pop(0)
    return renames


def _reference(contract: Contract) -> object:
    return contract.reference


def _identity_key(contract: Contract) -> object:
    return normalize_for_search(contract.title), normalize_for_search(contract.provider.name), contract.term.start


def compare(
    before: Mapping[str, ContractVersion],
    after: Mapping[str, ContractVersion],
    renames: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """Every change between contracts by id, the most significant first, then by id. `renames` maps old ids to new."""
    renames = renames or {}
    pairs = {old: renames.get(old, old) for old in before if renames.get(old, old) in after}
    changes = [compare_versions(before[old], after[new]) for old, new in pairs.items()]
    changes += [_removed(version) for name, version in before.items() if name not in pairs]
    changes += [_added(version) for name, version in after.items() if name not in pairs.values()]
    reported = [change for change in changes if change.field_changes or change.new_findings or change.fixed_findings]
    return tuple(sorted(reported, key=lambda change: (change.significance, change.id)))


def _added(version: ContractVersion) -> Change:
    contract = version.view.contract
    kind = ChangeKind.PUBLISHED if version.is_newly_public else ChangeKind.ADDED
    changes = [FieldChange((), kind, None, contract.id, Significance.TERMS)]
    if contract.supersedes:
        changes.append(_supersedes(None, contract.supersedes))
    return Change(
        contract.id,
        contract.title,
        "added",
        tuple(changes),
        tuple(effects_of_adding(version)),
        new_findings=version.findings,
        after=version.view,
    )


def _removed(version: ContractVersion) -> Change:
    contract = version.view.contract
    changes = [FieldChange((), ChangeKind.REMOVED, contract.id, None, Significance.TERMS)]
    if contract.supersedes:
        changes.append(_supersedes(contract.supersedes, None))
    return Change(
        contract.id,
        contract.title,
        "removed",
        tuple(changes),
        tuple(effects_of_removing(version)),
        fixed_findings=version.findings,
        before=version.view,
    )


def _supersedes(before: str | None, after: str | None) -> FieldChange:
    kind = ChangeKind.FIELD_RECORDED if after else ChangeKind.FIELD_CLEARED
    return FieldChange(("supersedes",), kind, before, after, Significance.TERMS)


def compare_versions(before: ContractVersion, after: ContractVersion) -> Change:
    """What changed between two versions of one contract, and the effects of it."""
    old, new = before.view.contract, after.view.contract
    changes = list(field_changes(before.view, after.view))
    effects_ = tuple(effects(before, after, changes)) if changes else ()
    changes += after.withholding
    if old.id != new.id:
        changes.insert(0, FieldChange(("id",), ChangeKind.RENAMED, old.id, new.id, Significance.TERMS))
    elif before.text is not None and before.path != after.path:
        changes.append(FieldChange((), ChangeKind.FILE_MOVED, before.path, after.path, Significance.LAYOUT))
    if not changes and before.text is not None and normalize_newlines(before.text) != normalize_newlines(after.text):
        changes.append(FieldChange((), ChangeKind.LAYOUT, None, None, Significance.LAYOUT))
    old_findings, new_findings = ({_finding_key(f) for f in version.findings} for version in (before, after))
    return Change(
        new.id,
        new.title,
        "changed" if old.id == new.id else "renamed",
        tuple(sorted(changes, key=lambda change: change.significance)),
        effects_,
        tuple(finding for finding in after.findings if _finding_key(finding) not in old_findings),
        tuple(finding for finding in before.findings if _finding_key(finding) not in new_findings),
        before.view,
        after.view,
    )


def normalize_newlines(text: bytes | None) -> bytes:
    """The text with LF line ends: git may check out either."""
    return (text or b"").replace(b"\r\n", b"\n")


def _finding_key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message
