"""What the commands that edit contract files share: reading a file, checking the edit, the patch, and writing it.

An edit is refused if it would add an error, or if the file changed on disk in the meantime.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.errors import UsageError
from commreg.cli.output import print_findings, show_progress, warn, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError
from commreg.diagnostics.finding import Severity
from commreg.diagnostics.report import FindingsReport

if TYPE_CHECKING:
    from commreg.diagnostics.finding import Finding
    from commreg.diff.compare import Change
    from commreg.planning.contract_view import ContractView
    from commreg.register.config import Config
    from commreg.register.discovery import SourceFile
    from commreg.register.load import Register

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the patch, and write nothing.")]


@dataclass(frozen=True, slots=True)
class ContractFile:
    """A contract file as it was read, by its name in reports. `data` is None for a new file."""

    path: Path
    name: str
    data: bytes | None

    @property
    def contract_id(self) -> str:
        """The id of its contract, which is the file's name."""
        return self.path.stem

    @property
    def text(self) -> str:
        """Its text, with any byte order mark and the line ends. Raises RegisterError if it is not text."""
        from commreg.yamlio import source

        _, problems = source.decode(self.name, self.data or b"")
        if any(problem.violation.code in ("CR002", "CR003") for problem in problems):
            raise RegisterError(f"{self.name} cannot be read", hint=f"commreg validate {self.name} shows why")
        return (self.data or b"").decode("utf-8")

    @property
    def values(self) -> Any:
        """Its contents as typed; None if they cannot be read as YAML, which an edit itself reports."""
        from commreg.yamlio import reader
        from commreg.yamlio.source import Source

        return reader.read(Source("", self.text.removeprefix("\ufeff"))).values


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file and its new text."""

    file: ContractFile
    text: str

    @property
    def data(self) -> bytes:
        """The bytes to write."""
        return self.text.encode("utf-8")

    @property
    def is_changed(self) -> bool:
        """Whether the new text differs."""
        return self.data != self.file.data


@dataclass(frozen=True)
class EditSession:
    """One run of a command that edits: the register's settings, and the day that dates are worked out for."""

    session: Session
    config: Config
    day: date
    pinned: str | None
    _registers: dict[tuple[tuple[str, bytes], ...], Register] = field(default_factory=dict, init=False, repr=False)

    def file(self, words: str) -> ContractFile:
        """The file of the contract that `words` name. Raises RegisterError if there is none, or more than one."""
        from commreg.register import discovery, lookup

        files = discovery.discover_files(self.config, (), ())
        matching = [file for file in files if file.path.name == f"{words}{discovery.ENDING}"]
        if not matching:
            contract_id = lookup.find_id(words, lookup.read_names(files))
            matching = [file for file in files if file.path.name == f"{contract_id}{discovery.ENDING}"]
        if len(matching) > 1:
            names = ", ".join(file.name for file in matching)
            raise RegisterError(f"there are {len(matching)} files for “{words}”: {names}")
        return _read_file(matching[0])

    def files(self) -> list[ContractFile]:
        """Every contract file. Raises RegisterError if one of them cannot be read."""
        from commreg.register import discovery

        return [_read_file(file) for file in discovery.discover_files(self.config, (), ())]

    def new_file(self, contract_id: str) -> ContractFile:
        """The file for a new contract. Raises UsageError if it exists already: nothing is overwritten."""
        from commreg.register import discovery

        path = self.config.contracts / f"{contract_id}{discovery.ENDING}"
        name = discovery.display_path(self.config.root, path)
        if path.exists() or path.is_symlink():
            raise UsageError(f"{name} exists already, and nothing is overwritten")
        return ContractFile(path, name, None)

    def used_ids(self) -> frozenset[str]:
        """The ids that a new contract cannot have. Says so if git has only a part of the history."""
        from commreg.register import git

        if git.is_shallow(self.config.root):
            warn("This clone has only a part of the history, so ids used before may be missed: git fetch --unshallow.")
        return git.used_ids(self.config)

    def register(self, *edits: FileEdit, before: bool = False) -> Register | None:
        """The register after the edits, or before them; its findings are those of the edited files only.

        None for the register before a new file.
        """
        data = {edit.file.name: edit.file.data if before else edit.data for edit in edits}
        contents = {name: content for name, content in data.items() if content is not None}
        if not contents and before:
            return None
        key = tuple(sorted(contents.items()))
        if key not in self._registers:
            self._registers[key] = self.session.load(self.config, self.day, replaced=contents)
        return self._registers[key]

    def view(self, register: Register | None, contract_id: str) -> ContractView | None:
        """A contract as colleagues see it; None if it has errors or is not in the register."""
        from commreg.register.redact import redact_for

        views = redact_for(register, "internal").views if register else ()
        return next((view for view in views if view.contract.id == contract_id), None)

    def current_view(self, file: ContractFile) -> ContractView:
        """A contract as it is now. Raises RegisterError if its file has errors."""
        view = self.view(self.register(FileEdit(file, file.text), before=True), file.contract_id)
        if view is None:
            hint = f"commreg validate {file.name} shows them"
            raise RegisterError(f"{file.name} has errors, so its dates cannot be worked out", hint=hint)
        return view

    def change(self, edits: Sequence[FileEdit], contract_id: str) -> Change | None:
        """What the edits change in a contract, and the effects; None if it has errors before or after."""
        from commreg.diff.compare import compare_versions
        from commreg.diff.effects import contract_version

        before = self.view(self.register(*edits, before=True), contract_id)
        after = self.view(self.register(*edits), contract_id)
        if before is None or after is None:
            return None
        settings = self.config.settings
        return compare_versions(contract_version(before, settings), contract_version(after, settings))

    def finish_change(self, edit: FileEdit, done: Sequence[str], notes: Sequence[str] = (), *, dry_run: bool) -> None:
        """Finish the edit of one contract, and report it as `diff` does.

        `done` says what was done if the contract cannot be compared; `notes` come before the effects.
        """
        from commreg.wording.changes import effect_sentences, field_change_sentences

        change = self.change([edit], edit.file.contract_id) if edit.is_changed else None
        if change and change.field_changes:
            done = field_change_sentences(change)
        effects = effect_sentences(change) if change else []
        self.finish([edit], [*done, *notes, *effects], dry_run=dry_run)

    def finish(self, edits: Sequence[FileEdit], lines: Sequence[str], *, dry_run: bool) -> None:
        """Check the edits, then write them or print the patch; report what was done, and any new findings."""
        from commreg.yamlio.unified_diff import unified_diff

        changed = [edit for edit in edits if edit.is_changed]
        if not changed:
            warn("No change: this is already recorded.")
            return
        new_findings = self._new_findings(changed)
        errors = [finding for finding in new_findings if finding.severity is Severity.ERROR]
        if errors:
            self._report(errors, changed)
            warn("Not saved: this change would cause an error.")
            raise typer.Exit(1)
        if dry_run:
            patches = (unified_diff(edit.file.name, _text_before(edit.file), edit.text) for edit in changed)
            write("".join(patches), None)
        else:
            save(self.config.root, changed)
            write("".join(f"{edit.file.name}\n" for edit in changed), None)
        for line in lines:
            warn(line)
        if new_findings:
            self._report(new_findings, changed)
        if dry_run:
            warn("Nothing was written: this was a dry run.")

    def _new_findings(self, changed: Sequence[FileEdit]) -> list[Finding]:
        """The findings on the files that were not there before, without the comments that the command itself wrote."""
        from commreg.register.locate import OPEN_COMMENT

        before, after = self.register(*changed, before=True), self.register(*changed)
        earlier = Counter(
            (finding.path, finding.code, finding.message) for finding in (before.findings if before else ())
        )
        new = []
        for finding in after.findings if after else ():
            if not finding.is_active or finding.code == OPEN_COMMENT:
                continue
            key = (finding.path, finding.code, finding.message)
            if earlier[key]:
                earlier[key] -= 1
            else:
                new.append(finding)
        return new

    def _report(self, findings: Sequence[Finding], changed: Sequence[FileEdit]) -> None:

        names = tuple(edit.file.name for edit in changed)
        print_findings(FindingsReport(tuple(findings), names, self.day, self.pinned), sys.stderr)


def _read_file(source_file: SourceFile) -> ContractFile:
    """A file with its bytes. Raises RegisterError if it cannot be read."""
    from commreg.register.discovery import read_contents

    file = read_contents(source_file)
    if file.data is None:
        reason = file.fault
        raise RegisterError(
            f"{file.name} {reason.message if reason else 'cannot be read'}", hint=reason.hint if reason else None
        )
    return ContractFile(file.path, file.name, file.data)


def save(root: Path, edits: Sequence[FileEdit]) -> None:
    """Write all files or none. Raises InputError if one of them is not as it was when it was read."""
    from commreg.register.file_writer import FileChange, write_files

    changes = [FileChange(edit.file.path, edit.file.name, edit.file.data, edit.data) for edit in edits]
    with show_progress("Writing contracts") as progress:
        write_files(root, changes, progress)


def _text_before(file: ContractFile) -> str | None:
    return None if file.data is None else file.text


def open_edit_session(session: Session, as_of: str | None) -> EditSession:
    """A session on the register of the working folder, as at its day."""
    config = session.config()
    day, pinned = session.as_of(config, as_of)
    return EditSession(session, config, day, pinned)


def parse_decision_options(body: str, on: date, reference: str | None) -> dict[str, object]:
    """A decision: who decided, when, and the report or minute number. Raises UsageError if a text is empty."""
    decision: dict[str, object] = {"body": parse_text_option("--body", body), "on": on}
    if reference is not None:
        decision["reference"] = parse_text_option("--reference", reference)
    return decision


def parse_text_option(option: str, text: str) -> str:
    """The text given to an option, without space around it. Raises UsageError if there is none."""
    if not text.strip():
        raise UsageError(f"{option} is empty")
    return text.strip()


def schema_path(config: Config, path: Path) -> str | None:
    """The path from a contract file to the register's schema, for editors; None if there is no schema."""
    schema = config.root / "contract.schema.json"
    return Path(os.path.relpath(schema, path.parent)).as_posix() if schema.is_file() else None
