"""The `history ID` listing: each commit to a contract, with its date, author and changes."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.diff.compare import match_renames
from commreg.diff.field_changes import field_changes
from commreg.listings.table import Column, Row, Table
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.contract_view import ContractView
from commreg.planning.term import derive_facts
from commreg.register.git_history import FileRevision
from commreg.values.dates import long_date
from commreg.values.text import pluralize
from commreg.wording.field_changes import describe

COLUMNS = (
    Column("on", "Day", "day"),
    Column("author", "Who", drop_priority=2, shrinkable=True, min_width=12),
    Column("commit", "Commit", drop_priority=3),
    Column("what", "What changed", "prose", min_width=40),
    Column("current_end", kind="day"),
    Column("value", kind="pounds"),
    Column("subject"),
    Column("path"),
)


PERMISSIONS_ONLY = "no change of the text: permissions of the file only"
NO_CHANGE = "no change of terms: comments or layout only"


@dataclass(frozen=True, slots=True)
class Version:
    """One commit to a file, with the contract before and after; None if it was not there or had errors."""

    step: FileRevision
    before: Contract | None
    after: Contract | None


def is_same(path: str, before: Contract | None, path_before: str, after: Contract | None) -> bool:
    """Whether a file that was moved or renamed still holds the same contract."""
    if before is None or after is None:
        return path.rpartition("/")[2] == path_before.rpartition("/")[2]
    return before.id == after.id or bool(match_renames({before.id: before}, {after.id: after}))


def table(versions: Sequence[Version], policy: Policy, as_of: date, boundary: Container[str] = frozenset()) -> Table:
    """One row for each commit, in the order of the versions (newest first).

    `boundary` are the commits at which a shallow clone ends: what was before them is not known.
    """
    rows = [
        Row(
            {
                "on": version.step.commit.on,
                "what": _at_boundary(version, policy, as_of)
                if version.step.commit.sha in boundary and version.after
                else what_changed(version, policy, as_of, first=place == len(versions)),
                "author": version.step.commit.author,
                "commit": version.step.commit.short,
                "current_end": derive_facts(version.after, as_of, policy).current_end if version.after else None,
                "value": version.after.value.stated() if version.after and version.after.value else None,
                "subject": version.step.commit.subject,
                "path": version.step.path,
            }
        )
        for place, version in enumerate(versions, 1)
    ]
    return Table(name="history", columns=COLUMNS, rows=tuple(rows), empty="No commit has this contract's file.")


def what_changed(version: Version, policy: Policy, as_of: date, *, first: bool) -> str:
    """The changes of one commit, in words. `first` says that it is the oldest."""
    step, before, after = version.step, version.before, version.after
    if step.after is None:
        to = (step.path_after or "").rpartition("/")[2].removesuffix(".yaml")
        return f"renamed to {to}" if to else "file removed"
    if after is None:
        return "the file could not be read after this commit"
    if step.before is None:
        return f"{'first recorded' if first else 'recorded again'}: {_summarise(after, policy, as_of)}"
    if before is None:
        return f"the file could be read again: {_summarise(after, policy, as_of)}"
    views = [ContractView(contract, derive_facts(contract, as_of, policy)) for contract in (before, after)]
    changes = sorted(field_changes(*views), key=lambda change: change.significance)
    words = [describe(change, *views) for change in changes]
    if before.id != after.id:
        words.insert(0, f"renamed from {before.id} to {after.id}")
    elif step.path_before != step.path:
        words.append(f"file moved from {step.path_before}")
    return "; ".join(words) or (PERMISSIONS_ONLY if step.before == step.after else NO_CHANGE)


def _at_boundary(version: Version, policy: Policy, as_of: date) -> str:
    """What a commit has at which a shallow clone ends: git shows everything in it as new."""
    assert version.after
    return f"as it was at the first commit of this clone: {_summarise(version.after, policy, as_of)}"


def _summarise(contract: Contract, policy: Policy, as_of: date) -> str:
    end = derive_facts(contract, as_of, policy).current_end
    return f"{contract.provider.name}, {f'to {long_date(end)}' if end else 'with no end date'}"


def notes(versions: Sequence[Version], *, is_shallow: bool, uncommitted: bool) -> tuple[str, ...]:
    """The number of commits, and what is not in them or not in order."""
    lines = [f"{pluralize(len(versions), 'commit')}, newest first; dates are commit dates."]
    if is_shallow:
        lines.append("This clone has only a part of the history: fetch the rest with git to see it.")
    days = [version.step.commit.on for version in versions]
    if days != sorted(days, reverse=True):
        lines.append("The commits are not in the order of their dates: a clock was wrong, or branches were merged.")
    if uncommitted:
        lines.append("The file has changes that are not committed.")
    return tuple(lines)
