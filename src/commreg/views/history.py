"""`history ID`: the terms of one contract over time, from git: when, who, and what changed in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.changes import Side, told
from commreg.dates import counted
from commreg.gitio import Commit
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.table import Column, Row, Table
from commreg.timeline import facts

COLUMNS = (
    Column("on", "Day", "day"),
    Column("author", "Who", rank=2, give=True, least=12),
    Column("commit", "Commit", rank=3),
    Column("what", "What changed", "prose", least=40),
    Column("current_end", kind="day"),
    Column("value", kind="pounds"),
    Column("subject"),
    Column("path"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """The file as a commit left it: the contract, or None where it could not be read or was not there."""

    commit: Commit
    path: str
    text: bytes | None
    contract: Contract | None


def table(versions: Sequence[Version], policy: Policy, as_of: date) -> Table:
    """A row a commit, newest first, from versions that are newest first."""
    rows = []
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        end = facts(version.contract, as_of, policy).current_end if version.contract else None
        value = version.contract.value.stated() if version.contract and version.contract.value else None
        rows.append(
            Row(
                {
                    "on": version.commit.on,
                    "what": what_changed(before, version, policy, as_of),
                    "author": version.commit.author,
                    "commit": version.commit.short,
                    "current_end": end,
                    "value": value,
                    "subject": version.commit.subject,
                    "path": version.path,
                }
            )
        )
    return Table(name="history", columns=COLUMNS, rows=tuple(rows), empty="No commit has this contract's file.")


def what_changed(before: Version | None, after: Version, policy: Policy, as_of: date) -> str:
    """What a commit did to the contract, in words."""
    if after.text is None:
        return "file removed"
    if after.contract is None:
        return "the file could not be read after this"
    if before is None or before.text is None:
        return "first recorded"
    if before.contract is None:
        return "the file could be read again"
    words = [one.words for one in told(_side(before, policy, as_of), _side(after, policy, as_of))]
    if before.contract.id != after.contract.id:
        words.insert(0, f"renamed from {before.contract.id} to {after.contract.id}")
    elif before.path != after.path:
        words.append(f"file moved from {before.path}")
    return "; ".join(words) or "no change of terms: comments or layout only"


def _side(version: Version, policy: Policy, as_of: date) -> Side:
    contract = version.contract
    if contract is None:
        raise ValueError("a version that was read has a contract")
    return Side(contract, version.path, version.text or b"", facts(contract, as_of, policy), None, {}, ())


def notes(versions: Iterable[Version]) -> tuple[str, ...]:
    """How many commits there are, and how many changed the terms of nothing."""
    found = list(versions)
    return (f"{counted(len(found), 'commit')}, newest first.",) if found else ()
