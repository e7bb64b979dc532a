"""Compare two versions of a whole register: contracts, settings, and files that cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from commreg.diagnostics.finding import Finding, Severity
from commreg.diff.compare import Change, compare, match_renames, normalize_newlines
from commreg.diff.effects import ContractVersion, contract_version
from commreg.diff.redacted import WithheldSummary, redact_both
from commreg.diff.settings import settings_change, with_policy
from commreg.planning.contract_view import ContractView
from commreg.register.load import Register
from commreg.register.redact import Audience, RedactedRegister, redact_for


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """One version of a register: its name, the register if there is one, the bytes of its files, and a remark on it."""

    name: str
    register: Register | None
    texts: Mapping[str, bytes]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was not compared, because it has errors in one version or in both.

    `errors` are those of the later version, or of the earlier one if there are none later. `is_same` says that the
    bytes are the same in both.
    """

    path: str
    where: Literal["before", "after", "both"]
    errors: tuple[Finding, ...]
    is_same: bool


@dataclass(frozen=True, slots=True)
class RegisterChanges:
    """Everything that changed between two versions, as at one day; what was not compared, and what is withheld."""

    organisation: str
    before: str
    after: str
    as_of: date
    pinned_in: str | None
    audience: Audience
    changes: tuple[Change, ...]
    skipped: tuple[SkippedFile, ...] = ()
    remarks: tuple[str, ...] = ()
    withheld: WithheldSummary = field(default_factory=WithheldSummary)

    @property
    def has_errors(self) -> bool:
        """Whether the later version has files that cannot be used."""
        return any(file.where != "before" for file in self.skipped)

    @property
    def has_changes(self) -> bool:
        """Whether anything differs."""
        return bool(self.changes) or any(not file.is_same for file in self.skipped)


def compare_registers(
    before: RegisterVersion, after: RegisterVersion, as_of: date, pinned: str | None, audience: str = "internal"
) -> RegisterChanges:
    """The changes from one version to another. Any audience but "internal" is treated as public."""
    who: Audience = "internal" if audience == "internal" else "public"
    remarks = tuple(dict.fromkeys(version.remark for version in (before, after) if version.remark))
    register = after.register or before.register
    if register is None:
        return RegisterChanges("", before.name, after.name, as_of, pinned, "public", (), remarks=remarks)
    renames = _renames(before.register, after.register)
    redacted, withheld = _redact(before.register, after.register, renames, who)
    views = tuple({view.contract.id: view for view in side.views} for side in redacted)
    versions = _changed_versions(views, (before, after), renames, withheld if who == "public" else None)
    changes = compare(versions[0], versions[1], renames)
    if before.register and after.register:
        settings = settings_change(before.register, after.register, views[1], internal=who == "internal")
        changes = (settings, *changes) if settings else changes
    return RegisterChanges(
        organisation=register.settings.organisation.heading,
        before=before.name,
        after=after.name,
        as_of=as_of,
        pinned_in=pinned,
        audience=who,
        changes=changes,
        skipped=tuple(_skipped_files(before, after)),
        remarks=remarks,
        withheld=withheld,
    )


def _unusable_ids(*registers: Register | None) -> frozenset[str]:
    return frozenset[str]().union(*(register.unusable_ids for register in registers if register))


def _renames(before: Register | None, after: Register | None) -> dict[str, str]:
    """Ids that were removed, with the ids that their contracts have now. Ids of files with errors are left out."""
    old, new = (
        {entry.contract.id: entry.contract for entry in register.entries} if register else {}
        for register in (before, after)
    )
    unusable = _unusable_ids(before, after)
    return match_renames(
        {name: contract for name, contract in old.items() if name not in new and name not in unusable},
        {name: contract for name, contract in new.items() if name not in old and name not in unusable},
    )


def _redact(
    before: Register | None, after: Register | None, renames: Mapping[str, str], audience: Audience
) -> tuple[tuple[RedactedRegister, RedactedRegister], WithheldSummary]:
    if audience == "public":
        return redact_both(before, after, renames)
    old, new = (
        redact_for(register, audience) if register else RedactedRegister((), audience) for register in (before, after)
    )
    return (old, new), WithheldSummary()


Views = Mapping[str, ContractView]
Versions = dict[str, ContractVersion]


def _changed_versions(
    views: tuple[Views, ...],
    registers: tuple[RegisterVersion, RegisterVersion],
    renames: Mapping[str, str],
    withheld: WithheldSummary | None,
) -> tuple[Versions, Versions]:
    """Both versions of every contract that is not the same in both. Plans are not worked out for the others.

    `withheld` is set for the public, for which files and findings are left out.
    """
    register = registers[1].register or registers[0].register
    unusable = _unusable_ids(*(version.register for version in registers))
    files = tuple(_files(version) for version in registers)
    before, after = ({name: view for name, view in side.items() if name not in unusable} for side in views)
    versions: tuple[Versions, Versions] = ({}, {})
    if register is None:
        return versions
    for old, new in ((name, renames.get(name, name)) for name in before):
        if new in after and _is_same(before[old], after[new], files, withheld):
            del after[new]
        else:  # by the later settings, so that a change of the settings is reported once
            view = with_policy(before[old], register.settings)
            versions[0][old] = _version(view, register, files[0], withheld)
    for name, view in after.items():
        versions[1][name] = _version(view, register, files[1], withheld)
    return versions


@dataclass(frozen=True, slots=True)
class _Files:
    """The file of each contract by id, and the text and the findings of each file by path."""

    paths: Mapping[str, str]
    texts: Mapping[str, bytes]
    findings: Mapping[str, list[Finding]]


def _files(version: RegisterVersion) -> _Files:
    register = version.register
    findings: dict[str, list[Finding]] = {}
    for finding in register.findings if register else ():
        if finding.is_active:
            findings.setdefault(finding.path, []).append(finding)
    paths = {entry.contract.id: entry.path for entry in (register.entries if register else ())}
    return _Files(paths, version.texts, findings)


def _is_same(
    before: ContractView, after: ContractView, files: tuple[_Files, ...], withheld: WithheldSummary | None
) -> bool:
    """Whether nothing is to be reported of a contract."""
    name = after.contract.id
    if before.contract != after.contract or before.facts.successor != after.facts.successor:
        return False
    if withheld is not None:
        return not withheld.changes.get(name)
    old, new = (
        (
            file.paths[name],
            normalize_newlines(file.texts.get(file.paths[name])),
            {(finding.code, finding.message) for finding in file.findings.get(file.paths[name], ())},
        )
        for file in files
    )
    return old == new


def _version(
    view: ContractView, register: Register, files: _Files, withheld: WithheldSummary | None
) -> ContractVersion:
    name = view.contract.id
    path = files.paths[name]
    version = contract_version(view, register.settings)
    if withheld is not None:
        changes, newly_public = withheld.changes.get(name, ()), name in withheld.newly_public
        return replace(version, path=path, withholding=changes, is_newly_public=newly_public)
    return replace(version, path=path, text=files.texts.get(path, b""), findings=tuple(files.findings.get(path, ())))


def _skipped_files(before: RegisterVersion, after: RegisterVersion) -> Iterator[SkippedFile]:
    old, new = (frozenset(version.register.excluded_files if version.register else ()) for version in (before, after))
    for path in sorted(old | new):
        where: Literal["before", "after", "both"] = "both"
        if path not in old or path not in new:
            where = "after" if path in new else "before"
        is_same = where == "both" and before.texts.get(path) == after.texts.get(path)
        register = before.register if where == "before" else after.register
        findings = register.findings if register and not is_same else ()
        errors = (f for f in findings if f.path == path and f.is_active and f.severity is Severity.ERROR)
        yield SkippedFile(path, where, tuple(errors), is_same)
