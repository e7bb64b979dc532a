"""commreg history"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import typer

from commreg.cli import options
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf, ContractName, ListingOptions, Output
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError
from commreg.listings.formats import DEFAULT, format_names
from commreg.listings.table import Listing

if TYPE_CHECKING:
    from pathlib import Path

    from commreg.listings.history import Version
    from commreg.model.contract import Contract
    from commreg.register.config import Config
    from commreg.register.git import Repository
    from commreg.register.git_history import FileRevision


def history(
    ctx: typer.Context,
    contract: ContractName,
    as_of: AsOf = None,
    format_name: options.format_option(format_names()) = DEFAULT,  # type: ignore[valid-type]  # made by a function
    output: Output = None,
) -> None:
    """Show how a contract changed over time, from git.

    Each change has its date, its author and the fields that changed.

    \b
    Example:
      commreg history youth-justice-2019
    """
    from commreg.listings import history as view
    from commreg.register.filters import Filters

    require_choice("format", format_name, format_names())
    session: Session = ctx.obj
    config = session.config()
    day, pinned = session.as_of(config, as_of)
    contract_id, repository, path, current_file = _find_file(config, contract)
    versions = _versions(repository, path)
    if not versions:
        raise RegisterError(
            f"git has no history of {path.removeprefix(repository.prefix)}",
            hint="commit it first, or check the id: commreg list shows all contracts",
        )
    boundary = repository.boundary_commits()
    listing = Listing(
        name="history",
        heading=f"{config.settings.organisation.heading}: {contract_id}",
        as_of=day,
        pinned_in=pinned,
        tables=(view.table(versions, config.settings.policy, day, boundary),),
        notes=view.notes(
            versions, is_shallow=bool(boundary), uncommitted=_uncommitted(repository, versions[0].step, current_file)
        ),
        details={"id": contract_id},
    )
    ListingOptions(session=session, as_of=as_of, format_name=format_name, output=output, filters=Filters()).write(
        listing
    )


def _find_file(config: Config, words: str) -> tuple[str, Repository, str, Path | None]:
    """The contract's id, the repository, the path of its file there, and the file itself if it exists now."""
    from commreg.model.fields import is_id
    from commreg.register import discovery, git, lookup

    repository = git.find_repository(config.root)
    files = {file.path.name: file for file in discovery.discover_files(config, (), ())}
    contract_id, name = words, f"{words}{discovery.ENDING}"
    if name not in files:  # a contract that was deleted, or a name that is no id
        last = repository.last_path(name, config.settings.contracts) if is_id(words) else None
        if last:
            return words, repository, last, None
        contract_id = lookup.find_id(words, lookup.read_names(files.values()))
    path = files[f"{contract_id}{discovery.ENDING}"].path
    return contract_id, repository, repository.prefix + discovery.display_path(config.root, path), path


def _versions(repository: Repository, path: str) -> list[Version]:
    """The versions of a contract's file, newest commit first."""
    from commreg.listings.history import Version, is_same

    @cache
    def contract(sha: str | None) -> Contract | None:
        data = blobs.get(sha or "") or repository.read([sha]).get(sha) if sha else None
        return _contract(path, data) if data is not None else None

    def is_same_contract(step: FileRevision) -> bool:
        return is_same(step.path_after or step.path, contract(step.before), step.path_before, contract(step.after))

    blobs: dict[str, bytes] = {}
    steps = repository.history(path, is_same_contract)
    blobs |= repository.read(sha for step in steps for sha in (step.before, step.after) if sha)
    return [Version(step, contract(step.before), contract(step.after)) for step in steps]


def _contract(path: str, data: bytes) -> Contract | None:
    """The contract in a file; None if the file has errors."""
    from commreg.model.contract import Contract
    from commreg.model.read import read
    from commreg.yamlio import reader
    from commreg.yamlio.source import decode

    source, problems = decode(path, data)
    tree = reader.read(source) if not problems else None
    if tree is None or tree.problems or not tree.complete or not isinstance(tree.values, dict):
        return None
    return read(Contract, tree.values)[0]


def _uncommitted(repository: Repository, last: FileRevision, current_file: Path | None) -> bool:
    """Whether the file differs from the last commit in more than its line ends."""
    from commreg.diff.compare import normalize_newlines

    if current_file is None or last.after is None:
        return (current_file is None) != (last.after is None)
    committed = repository.read([last.after]).get(last.after)
    return normalize_newlines(committed) != normalize_newlines(current_file.read_bytes())
