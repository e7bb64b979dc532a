"""commreg history"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli import options
from commreg.cli.options import AsOf, Output, Reading
from commreg.cli.session import Session, choose
from commreg.errors import RegisterError
from commreg.render import FORMATS

if TYPE_CHECKING:
    from commreg.config import Config
    from commreg.views.history import Version


def history(
    ctx: typer.Context,
    contract_id: Annotated[str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.ids)],
    as_of: AsOf = None,
    form: options.form_option(FORMATS) = "text",  # type: ignore[valid-type]  # an annotation made by a function
    output: Output = None,
) -> None:
    """Show what became of a contract over time, from git: when, who, and what changed in words.

    \b
    Example:
      commreg history youth-justice-2019
    """
    from commreg.filters import Filters
    from commreg.table import Listing
    from commreg.views import history as view

    choose("format", form, FORMATS)
    session: Session = ctx.obj
    config = session.config()
    day, pinned = session.as_of(config, as_of)
    versions = _versions(config, contract_id)
    listing = Listing(
        report="history",
        heading=f"{config.settings.organisation.heading}: {contract_id}",
        as_of=day,
        pinned_in=pinned,
        tables=(view.table(versions, config.settings.policy, day),),
        notes=view.notes(versions),
        details={"id": contract_id},
    )
    Reading(session, as_of, form, output, False, Filters()).write(listing)  # noqa: FBT003 - a field of Reading


def _versions(config: Config, contract_id: str) -> list[Version]:
    """The file of a contract at every commit that changed it, newest first."""
    from commreg import gitio, yamltree
    from commreg.model.contract import Contract
    from commreg.model.reading import read
    from commreg.source import decode
    from commreg.views.history import Version

    repository = gitio.repository(config.root)
    here = [path for path in config.contracts.rglob(f"{contract_id}.yaml") if path.is_file()]
    path = (here[0] if here else config.contracts / f"{contract_id}.yaml").relative_to(config.root).as_posix()
    commits = repository.history(repository.prefix + path)
    if not commits:
        raise RegisterError(
            f"git has no history of {path}", hint="commit it first, or check the id: commreg list shows them all"
        )
    texts = repository.show((commit.sha, name) for commit, name in commits)
    found = []
    for (commit, name), data in zip(commits, texts, strict=True):
        contract = None
        if data is not None:
            source, flaws = decode(name, data)
            tree = yamltree.read(source) if not flaws else None
            if tree and tree.whole and isinstance(tree.values, dict):
                contract, _ = read(Contract, tree.values)
        found.append(Version(commit, name.removeprefix(repository.prefix), data, contract))
    return found
