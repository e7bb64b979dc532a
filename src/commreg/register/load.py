"""Load a folder of contract files as a register: the contracts without errors, and the findings of all files.

Loading never raises for bad data, and an error in one file does not hide those in another. A file with an error is
excluded from the register as a whole, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

from commreg.checks import run as checks
from commreg.checks.registry import CheckContext, RegisterContext
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.errors import RegisterError
from commreg.diagnostics.finding import Finding, Related, Severity, TextProblem, Violation
from commreg.model.contract import Contract
from commreg.model.fields import is_id
from commreg.model.read import read
from commreg.model.settings import Settings
from commreg.planning.term import ContractFacts, derive_facts
from commreg.register import discovery
from commreg.register.config import Config
from commreg.register.locate import FileViolations, FindingLocator
from commreg.yamlio import reader, text_problems
from commreg.yamlio import source as sources
from commreg.yamlio.source import Source

Progress = Callable[[int, int], None]
MAX_NAMES = 5  # of excluded files in a message


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A contract of the register, its file, and its facts on the register's as-of date."""

    contract: Contract
    path: str
    facts: ContractFacts


@dataclass(frozen=True)
class Register:
    """A register as loaded. `entries` are the contracts without errors, by id; `checked` are the files reported on.

    `reported` are the violations of those files; they are located, which means parsing the files again, only when
    `findings` or `errors` are used. `unusable_ids` are the ids in, or in the names of, the excluded files.
    """

    config: Config
    as_of: date
    entries: tuple[RegisterEntry, ...]
    reported: tuple[FileViolations, ...]
    locator: FindingLocator
    checked: tuple[str, ...]
    excluded_files: tuple[str, ...]
    unusable_ids: frozenset[str] = frozenset()

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.config.settings

    def excluded_names(self) -> str:
        """The first few excluded files, by name."""
        names = ", ".join(self.excluded_files[:MAX_NAMES])
        return f"{names} …" if len(self.excluded_files) > MAX_NAMES else names

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the checked files, with those that a comment ignores, by file and position."""
        return tuple(sorted(chain.from_iterable(map(self.locator.findings, self.reported))))

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        """The active errors of the checked files, by file and position."""
        files = filter(self.locator.has_errors, self.reported)
        findings = chain.from_iterable(map(self.locator.findings, files))
        return tuple(sorted(f for f in findings if f.is_active and f.severity is Severity.ERROR))


@dataclass
class _File:
    """A contract file while it is loaded."""

    violations: FileViolations
    contract: Contract | None = None

    @property
    def path(self) -> str:
        return self.violations.source.path

    def add(self, *violations: Violation) -> None:
        self.violations.violations.extend(violations)


def load(
    config: Config,
    as_of: date,
    *,
    only: Iterable[Path] | None = None,
    replaced: Mapping[str, bytes] | None = None,
    files: list[discovery.SourceFile] | None = None,
    progress: Progress | None = None,
) -> Register:
    """Read and check the register as at `as_of`.

    `only` limits the findings to those files or folders (files outside the register are read as well); `replaced`
    gives the bytes of a file to use instead of those on disk; `files` are all files of the register, if they are not
    to be looked for in the folder. Raises RegisterError if there are no files.
    """
    replaced = replaced or {}
    selection = list(only or ())
    if files is None:
        files = discovery.discover_files(config, selection, replaced)
    if not files:
        raise RegisterError(
            f"there are no contract files in {config.settings.contracts}/",
            hint=f"put one {discovery.ENDING} file for each contract in that folder",
        )
    loaded = []
    for count, source_file in enumerate(files):
        if progress:
            progress(count, len(files))
        loaded.append(_read_file(source_file, replaced.get(source_file.name, source_file.data)))
    by_id = _by_id(loaded)
    facts = _facts_by_id(by_id, as_of, config.settings)
    unread_ids = {_stem(file.path) for file in loaded if file.contract is None}
    _check(by_id, facts, unread_ids, config.settings)
    locator = FindingLocator(config.settings.severity, {id_: file.violations.source for id_, file in by_id.items()})
    is_reported = discovery.report_filter(config, selection, replaced)
    excluded = []
    unusable_ids: set[str] = set()
    entries = []
    for file in loaded:
        contract = file.contract
        if contract is None or by_id.get(contract.id) is not file or locator.has_errors(file.violations):
            excluded.append(file.path)
            unusable_ids |= {_stem(file.path), *([contract.id] if contract else [])}
        else:
            entries.append(RegisterEntry(contract, file.path, facts[contract.id]))
    return Register(
        config=config,
        as_of=as_of,
        entries=tuple(sorted(entries, key=lambda entry: entry.contract.id)),
        reported=tuple(file.violations for file in loaded if is_reported(file.path)),
        locator=locator,
        checked=tuple(sorted({file.path for file in loaded if is_reported(file.path)})),
        excluded_files=tuple(sorted(excluded)),
        unusable_ids=frozenset(unusable_ids),
    )


def _read_file(source_file: discovery.SourceFile, data: bytes | None) -> _File:
    """A file with its contract, if it has one, and what is wrong in it; no checks are run yet."""
    contents = source_file.fault or (sources.read_bytes(source_file.path) if data is None else data)
    if isinstance(contents, Violation):
        return _File(FileViolations(Source(source_file.name, ""), [TextProblem(contents)], readable=False))
    source, problems = sources.decode(source_file.name, contents)
    result = FileViolations(source, problems)
    file = _File(result)
    if any(problem.violation.code != "CR004" for problem in problems):
        result.readable = False
        return file
    if problems:  # replace unsafe characters and continue, so that one run reports the other faults too
        safe = sources.replace_unsafe(source)
        problems = result.text_problems = text_problems.without_spaces_in_text(source, safe, problems)
        source = safe if problems else source
    tree = reader.read(source)
    if problems and (tree.problems or not isinstance(tree.values, dict)):
        return file  # problems that come from the replacement are not reported
    result.text_problems += tree.problems
    result.text_problems += text_problems.lost_comments(source)
    if not tree.complete:
        result.readable = not any(problem.violation.code == "CR005" for problem in tree.problems)
    elif tree.empty:
        hint = "write a contract in it, or delete it"
        result.text_problems.append(TextProblem(Violation("CR011", "is empty", hint=hint)))
    elif not isinstance(tree.values, dict):
        shape = "a list" if isinstance(tree.values, tuple) else "a text"
        message = f"is {shape}, where the fields of a contract belong"
        hint = "start with a field, for example id: youth-justice-2019"
        result.text_problems.append(TextProblem(Violation("CR012", message, hint=hint)))
    else:
        file.contract, violations = read(Contract, tree.values)
        file.add(*violations)
        _check_name(file)
        if result.text_problems:  # a repeated field, a tag, words lost in a comment: the values may be wrong
            file.contract = None
    return file


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(discovery.ENDING)


def _check_name(file: _File) -> None:
    """CR204: the id is the name of the file, so that each can be found by the other."""
    stem = _stem(file.path)
    if file.contract and file.path != discovery.STDIN and file.contract.id != stem:
        message = f"id is “{file.contract.id}”, and the file's name is {file.path.rsplit('/', 1)[-1]}"
        hint = f"rename the file to {file.contract.id}{discovery.ENDING}"
        if is_id(stem):
            hint += f", or write id: {stem}"
        file.add(Violation("CR204", message, ("id",), hint=hint))


def _by_id(files: Iterable[_File]) -> dict[str, _File]:
    """The files by the id of their contract. A second file with the same id gets CR301 and is left out."""
    by_id: dict[str, _File] = {}
    for file in sorted(files, key=lambda file: file.path != discovery.STDIN):
        if file.contract is None:
            continue
        if by_id.get(file.contract.id, file).path == discovery.STDIN != file.path:
            continue  # standard input replaces the file of that contract
        first = by_id.setdefault(file.contract.id, file)
        if first is not file:
            violation = Violation(
                "CR301",
                f"id is “{file.contract.id}”, as it is in {first.path}",
                ("id",),
                hint="each contract needs its own id; change this one",
                related=(Related(file.contract.id, ("id",), "the first file with this id"),),
            )
            file.add(violation)
    return by_id


def _facts_by_id(by_id: Mapping[str, _File], as_of: date, settings: Settings) -> dict[str, ContractFacts]:
    contracts = {id_: file.contract for id_, file in by_id.items() if file.contract}
    successors: dict[str, Contract] = {}
    with_draft_successor: set[str] = set()  # a draft does not replace a contract yet
    for contract in contracts.values():
        successor_id = contract.recommissioning.successor if contract.recommissioning else None
        if successor_id in contracts and successor_id != contract.id:
            if contracts[successor_id].draft:
                with_draft_successor.add(contract.id)
            else:
                successors.setdefault(contract.id, contracts[successor_id])
        if contract.supersedes in contracts and contract.supersedes != contract.id and not contract.draft:
            successors.setdefault(contract.supersedes, contract)
    return {
        id_: derive_facts(
            contract,
            as_of,
            settings.policy,
            successors[id_].id if id_ in successors else None,
            successors[id_].term.start if id_ in successors else None,
            successor_is_draft=id_ in with_draft_successor,
        )
        for id_, contract in contracts.items()
    }


def _check(
    by_id: Mapping[str, _File], facts: Mapping[str, ContractFacts], unread_ids: Container[str], settings: Settings
) -> None:
    """Run all checks, and add each violation to the file that it is in."""
    contracts = []
    for id_, file in by_id.items():
        if file.contract is None:
            continue
        contracts.append(file.contract)
        context = CheckContext(file.contract, settings, facts[id_])
        file.add(*checks.basic_violations(context))
        file.violations.complete = not any(CODES[item.code].unsuppressible for item in file.violations.violations)
        if file.violations.complete:  # findings that follow from wrong dates would be misleading
            file.add(*checks.further_violations(context))
    for id_, violation in checks.register_violations(RegisterContext(contracts, settings, unread_ids)):
        by_id[id_].add(violation)
