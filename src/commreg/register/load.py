"""A folder of contract files into a register: what could be read, and a diagnostic for everything else.

Loading never raises for bad data, and one bad file never hides another. A contract with an error is left out of the
register and counted; it is never half there.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

from commreg.checks import (
    across_register,
    personal_data,
    procurement,
    withholding,
)
from commreg.checks import (
    against_date as dated,
)
from commreg.checks import (
    within_contract as contract,
)
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
from commreg.register.locate import FindingLocator, Findings
from commreg.yamlio import reader, text_problems
from commreg.yamlio import source as sources
from commreg.yamlio.source import Source

Progress = Callable[[int, int], None]
MOST_NAMED = 5  # files left out that are named; all are counted


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A contract of the register, the file it stands in, and the facts of it on the register's as-of date."""

    contract: Contract
    path: str
    facts: ContractFacts


@dataclass(frozen=True)
class Register:
    """All that was read on one day. `entries` are free of errors, by id; `checked` are the files reported on.

    `unread` are the ids that the files left out carry, or are named for.
    """

    config: Config
    as_of: date
    entries: tuple[RegisterEntry, ...]
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    excluded_files: tuple[str, ...]
    unusable_ids: frozenset[str] = frozenset()

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.config.settings

    def left_out_words(self) -> str:
        """The first few files left out, by name."""
        names = ", ".join(self.excluded_files[:MOST_NAMED])
        return f"{names} …" if len(self.excluded_files) > MOST_NAMED else names

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        """The diagnostics that make the register faulty."""
        return tuple(d for d in self.findings if d.is_active and d.severity is Severity.ERROR)


@dataclass
class _File:
    """A contract file on its way into the register."""

    found: Findings
    contract: Contract | None = None
    readable: bool = True
    dated: bool = False  # whether the checks of dates were run

    @property
    def path(self) -> str:
        return self.found.source.path


def load(
    config: Config,
    as_of: date,
    *,
    only: Iterable[Path] | None = None,
    replaced: Mapping[str, bytes] | None = None,
    given: list[discovery.SourceFile] | None = None,
    progress: Progress | None = None,
) -> Register:
    """Read and check the register as at `as_of`.

    `only` limits the diagnostics to those files or folders (files outside the register are read as well); `replaced`
    gives the bytes of a file in place of what is on disk; `given` are all files of a register, in place of looking for
    them. Raises RegisterError if there is nothing to read.
    """
    replaced = replaced or {}
    chosen = list(only or ())
    found = discovery.discover_files(config, chosen, replaced) if given is None else given
    if not found:
        raise RegisterError(
            f"there are no contract files in {config.settings.contracts}/",
            hint=f"put one {discovery.ENDING} file a contract into that folder, beside the settings",
        )
    files = []
    for count, one in enumerate(found):
        if progress:
            progress(count, len(found))
        files.append(_read_file(one, replaced.get(one.shown, one.data)))
    by_id = _by_id(files)
    known = _facts_by_id(by_id, as_of, config.settings)
    unread = {_stem(file.path) for file in files if file.contract is None}
    _check(by_id, known, unread, config.settings)
    placer = FindingLocator(config.settings.severity, {name: file.found.source for name, file in by_id.items()})
    wanted = discovery.report_filter(config, chosen, replaced)
    diagnostics: list[Finding] = []
    left_out = []
    lost: set[str] = set()
    entries = []
    for file in files:
        placed = _placed(placer, file)
        diagnostics += placed if wanted(file.path) else ()
        failed = file.contract is None or by_id.get(file.contract.id) is not file
        if failed or any(d.is_active and d.severity is Severity.ERROR for d in placed):
            left_out.append(file.path)
            lost |= {_stem(file.path), *([file.contract.id] if file.contract else [])}
        elif file.contract:
            entries.append(RegisterEntry(file.contract, file.path, known[file.contract.id]))
    return Register(
        config=config,
        as_of=as_of,
        entries=tuple(sorted(entries, key=lambda entry: entry.contract.id)),
        findings=tuple(sorted(diagnostics)),
        checked=tuple(sorted({file.path for file in files if wanted(file.path)})),
        excluded_files=tuple(sorted(left_out)),
        unusable_ids=frozenset(lost),
    )


def _placed(placer: FindingLocator, file: _File) -> list[Finding]:
    if file.found.silent:
        return []
    return placer.place(file.found, readable=file.readable, complete=file.dated)


def _read_file(one: discovery.SourceFile, given: bytes | None) -> _File:
    data = one.fault or (sources.read_bytes(one.path) if given is None else given)
    if isinstance(data, Violation):
        return _File(Findings(Source(one.shown, ""), [TextProblem(data)]), readable=False)
    text, flaws = sources.decode(one.shown, data)
    file = _File(Findings(text, flaws))
    if any(flaw.violation.code != "CR004" for flaw in flaws):
        file.readable = False
        return file
    if flaws:  # go on past odd characters, so that one run tells of the other faults too
        plain = sources.replace_unsafe(text)
        flaws = file.found.flaws = text_problems.without_spaces_in_text(text, plain, flaws)
        text = plain if flaws else text
    tree = reader.read(text)
    if flaws and (tree.problems or not isinstance(tree.values, dict)):
        return file  # what a space in the place of an odd character leads to is nobody's fault
    file.found.flaws += tree.problems
    file.found.flaws += text_problems.lost_comments(text)
    if not tree.complete:
        file.readable = not any(flaw.violation.code == "CR005" for flaw in tree.problems)
        return file
    if tree.empty:
        file.found.flaws.append(
            TextProblem(Violation("CR011", "says nothing", hint="write a contract in it, or delete it"))
        )
    elif not isinstance(tree.values, dict):
        what = "a list" if isinstance(tree.values, tuple) else "a text"
        hint = "begin with a field, for example id: youth-justice-2019"
        file.found.flaws.append(
            TextProblem(Violation("CR012", f"is {what}, where the fields of a contract belong", hint=hint))
        )
    else:
        file.contract, faults = read(Contract, tree.values)
        file.found.faults += faults
        _check_name(file)
        if file.found.flaws:  # a repeated field, a tag, words lost in a comment: the values prove nothing
            file.contract = None
    return file


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(discovery.ENDING)


def _check_name(file: _File) -> None:
    """CR204: the id is the file's name, so that whoever knows one finds the other."""
    stem = _stem(file.path)
    if file.contract and file.path != discovery.STDIN and file.contract.id != stem:
        message = f"id is “{file.contract.id}”, and the file's name is {file.path.rsplit('/', 1)[-1]}"
        hint = f"rename the file to {file.contract.id}{discovery.ENDING}"
        if is_id(stem):
            hint += f", or write id: {stem}"
        file.found.faults.append(Violation("CR204", message, ("id",), hint=hint))


def _by_id(files: Iterable[_File]) -> dict[str, _File]:
    """The files by the id of their contract; a second file with an id that is taken gets a fault, and no place."""
    by_id: dict[str, _File] = {}
    for file in sorted(files, key=lambda file: file.path != discovery.STDIN):
        if file.contract is None:
            continue
        if by_id.get(file.contract.id, file).path == discovery.STDIN != file.path:
            continue  # standard input stands for the file of that contract
        first = by_id.setdefault(file.contract.id, file)
        if first is not file:
            message = f"id is “{file.contract.id}”, as it is in {first.path}"
            fault = Violation(
                "CR301",
                message,
                ("id",),
                hint="an id belongs to one contract for ever; give this one its own",
                related=(Related(file.contract.id, ("id",), "the first of them"),),
            )
            file.found.faults.append(fault)
    return by_id


def _facts_by_id(by_id: Mapping[str, _File], as_of: date, settings: Settings) -> dict[str, ContractFacts]:
    contracts = {name: file.contract for name, file in by_id.items() if file.contract}
    after: dict[str, Contract] = {}
    drafted: set[str] = set()  # contracts whose successor is a draft: it is not in place yet
    for one in contracts.values():
        named = one.recommissioning.successor if one.recommissioning else None
        if named in contracts and named != one.id:
            if contracts[named].draft:
                drafted.add(one.id)
            else:
                after.setdefault(one.id, contracts[named])
        if one.supersedes in contracts and one.supersedes != one.id and not one.draft:
            after.setdefault(one.supersedes, one)
    return {
        name: derive_facts(
            one,
            as_of,
            settings.policy,
            after[name].id if name in after else None,
            after[name].term.start if name in after else None,
            successor_is_draft=name in drafted,
        )
        for name, one in contracts.items()
    }


def _check(
    by_id: Mapping[str, _File], known: Mapping[str, ContractFacts], unread: Container[str], settings: Settings
) -> None:
    """Run every rule, and hand each fault to the file it lies in."""
    contracts = []
    for name, file in by_id.items():
        one = file.contract
        if one is None:
            continue
        contracts.append(one)
        faults = file.found.faults
        for rule in (*contract.RULES, *withholding.RULES, *personal_data.RULES):
            faults.extend(rule(one))
        file.dated = not any(CODES[fault.code].unsuppressible for fault in faults)
        if not file.dated:
            continue  # what follows from wrong dates would only confuse
        for dated_rule in (*dated.RULES, *procurement.RULES):
            faults.extend(dated_rule(one, known[name], settings.policy))
    found = [across_register.references(contracts, unread)]
    found += [rule(contracts, settings) for rule in (*across_register.RULES, *withholding.REGISTER_RULES)]
    for name, fault in chain.from_iterable(found):
        by_id[name].found.faults.append(fault)
