"""What the commands that write have in common: the file, what the change would do to the checks, the patch, the write.

Nothing is written that gives a file an error it had not, and nothing where a file was changed in the meantime.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.output import print_findings, warn, write, write_file
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.diagnostics.finding import Finding
    from commreg.planning.contract_view import ContractView
    from commreg.register.config import Config
    from commreg.register.load import Register

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the patch, and write nothing.")]


@dataclass(frozen=True, slots=True)
class File:
    """A contract file as it was read. `data` is None for one that is still to be made."""

    path: Path
    shown: str
    data: bytes | None

    @property
    def text(self) -> str:
        """What it holds, a byte order mark and line ends included. Raises RegisterError where that is no text."""
        from commreg.yamlio import source

        _, flaws = source.decode(self.shown, self.data or b"")
        if any(flaw.violation.code in ("CR002", "CR003") for flaw in flaws):
            raise RegisterError(f"{self.shown} cannot be read", hint=f"commreg validate {self.shown} says why")
        return (self.data or b"").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Written:
    """A file and what it is to hold."""

    file: File
    text: str

    @property
    def data(self) -> bytes:
        """The bytes to write."""
        return self.text.encode("utf-8")

    @property
    def changes(self) -> bool:
        """Whether anything in it changes."""
        return self.data != self.file.data


@dataclass(frozen=True)
class EditSession:
    """One writing command at work: the register's settings and its day."""

    session: Session
    config: Config
    day: date
    pinned: str | None
    _loaded: dict[tuple[tuple[str, bytes], ...], Register] = field(default_factory=dict, init=False, repr=False)

    def file(self, contract_id: str) -> File:
        """The file of a contract, by its id. Raises RegisterError where there is none, or two."""
        from commreg.diagnostics.finding import Violation
        from commreg.model.vocabularies import did_you_mean
        from commreg.register import discovery
        from commreg.yamlio import source

        found: dict[str, list[discovery.SourceFile]] = {}
        for one in discovery.discover_files(self.config, (), ()):
            found.setdefault(one.path.stem if one.path.suffix == discovery.ENDING else "", []).append(one)
        if contract_id not in found:
            near = did_you_mean(contract_id, found)
            hint = f"did you mean {near}?" if near else "commreg list shows them all"
            raise RegisterError(f"the register has no contract “{contract_id}”", hint=hint)
        first, *others = found[contract_id]
        if others:
            names = ", ".join(one.shown for one in (first, *others))
            raise RegisterError(f"there are {len(others) + 1} files for “{contract_id}”: {names}")
        data = first.fault or source.read_bytes(first.path)
        if isinstance(data, Violation):
            raise RegisterError(f"{first.shown} {data.message}", hint=data.hint)
        return File(first.path, first.shown, data)

    def new_file(self, contract_id: str) -> File:
        """The file that a new contract is to have. Raises UsageError where one is there: nothing is overwritten."""
        from commreg.register import discovery

        path = self.config.contracts / f"{contract_id}{discovery.ENDING}"
        if path.exists() or path.is_symlink():
            raise UsageError(f"{discovery.shown(self.config.root, path)} is there already, and nothing is overwritten")
        return File(path, discovery.shown(self.config.root, path), None)

    def register(self, *files: Written, before: bool = False) -> Register | None:
        """The register with the files as they are to be, or were; what it reports is of these files alone."""
        held = {one.file.shown: one.file.data if before else one.data for one in files}
        known = {name: data for name, data in held.items() if data is not None}
        if not known and before:
            return None
        key = tuple(sorted(known.items()))
        if key not in self._loaded:
            self._loaded[key] = self.session.load(self.config, self.day, replaced=known)
        return self._loaded[key]

    def record(self, register: Register | None, contract_id: str) -> ContractView | None:
        """A contract of the register as colleagues see it; None where it has errors or is not there."""
        from commreg.register.redact import redact_for

        if register is None:
            return None
        found = {record.contract.id: record for record in redact_for(register, "internal").records}
        return found.get(contract_id)

    def finish(self, files: Sequence[Written], said: Sequence[str], *, dry_run: bool) -> None:
        """Check, then write or print the patch; say what was done, and what the checks have to say now."""
        from commreg.diagnostics.finding import Severity
        from commreg.yamlio.unified_diff import unified_diff

        changed = [one for one in files if one.changes]
        if not changed:
            warn("The register says so already. Nothing is written.")
            return
        new = self._new(changed)
        if any(item.severity is Severity.ERROR for item in new):
            self._report([item for item in new if item.severity is Severity.ERROR], changed)
            warn("Nothing is written: the register would have an error that it has not now.")
            raise typer.Exit(1)
        if dry_run:
            patches = (unified_diff(one.file.shown, _text(one.file), one.text) for one in changed)
            write("".join(patches), None)
        else:
            self._put(changed)
            write("".join(f"{one.file.shown}\n" for one in changed), None)
        for line in said:
            warn(line)
        if new:
            self._report(new, changed)
        if dry_run:
            warn("Nothing is written: --dry-run.")

    def _new(self, changed: Sequence[Written]) -> list[Finding]:
        """What the checks say of the files that they did not say before."""
        before, after = self.register(*changed, before=True), self.register(*changed)
        had = Counter((item.path, item.code, item.message) for item in (before.findings if before else ()))
        new = []
        for item in after.findings if after else ():
            if not item.is_active:
                continue
            key = (item.path, item.code, item.message)
            if had[key]:
                had[key] -= 1
            else:
                new.append(item)
        return new

    def _report(self, items: Sequence[Finding], changed: Sequence[Written]) -> None:
        from commreg.diagnostics.report import FindingsReport

        names = tuple(one.file.shown for one in changed)
        print_findings(FindingsReport(tuple(items), names, self.day, self.pinned), sys.stderr)

    def _put(self, changed: Sequence[Written]) -> None:
        """All files or none: a new one that was put in place is taken away again if one after it cannot be."""
        made: list[Path] = []
        for one in changed:
            now = one.file.path.read_bytes() if one.file.path.is_file() else None
            if now != one.file.data:
                raise UsageError(f"{one.file.shown} was changed in the meantime", hint="run the command again")
        try:
            for one in changed:
                one.file.path.parent.mkdir(parents=True, exist_ok=True)
                write_file(one.file.path, one.data)
                made += [one.file.path] if one.file.data is None else []
        except UsageError:
            for path in made:
                path.unlink()
            raise


def _text(file: File) -> str | None:
    return None if file.data is None else file.text


def open_edit_session(session: Session, as_of: str | None) -> EditSession:
    """The register that the working folder is in, on its day."""
    config = session.config()
    day, pinned = session.as_of(config, as_of)
    return EditSession(session, config, day, pinned)


def day_of(option: str, given: str) -> date:
    """The day that an option gives. Raises UsageError for anything else."""
    from commreg.values.dates import parse_day

    try:
        return parse_day(given.strip())
    except ValueError as reason:
        raise UsageError(f"{option} {given} {reason}", hint="write it as 2021-12-16") from None


def words_of(option: str, given: str) -> str:
    """The words that an option gives. Raises UsageError where there are none."""
    if not given.strip():
        raise UsageError(f"{option} says nothing")
    return given.strip()


def schema_path(config: Config, path: Path) -> str | None:
    """The way from a contract file to the register's schema, for editors; None where there is no schema."""
    schema = config.root / "contract.schema.json"
    return Path(os.path.relpath(schema, path.parent)).as_posix() if schema.is_file() else None


def describe_effects(desk: EditSession, changed: Sequence[Written], contract_id: str) -> list[str]:
    """What a change moves, in lines; none where the contract has errors before or after, or nothing changes."""
    from commreg.diff.effects import effects

    if not any(one.changes for one in changed):
        return []
    before = desk.record(desk.register(*changed, before=True), contract_id)
    after = desk.record(desk.register(*changed), contract_id)
    return effects(before, after, desk.config.settings) if before and after else []
