"""commreg diff"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.options import AUDIENCES, AsOf, Output, form_option
from commreg.cli.session import Session, checkout, choose, write, write_lines
from commreg.errors import RegisterError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from commreg.config import Config
    from commreg.gitio import Commit
    from commreg.register import Register

FORMS = ("text", "markdown", "json", "html")
HERE = "the working folder"


def diff(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Argument(
            metavar="[BASE", help="A commit, branch, tag or day, or a folder. [default: where this branch began]"
        ),
    ] = None,
    head: Annotated[
        str | None, typer.Argument(metavar="[HEAD]]", help="The same. [default: the files as they are]")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="From the register as it stood at the end of that day."),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 if anything changed, as git does.")] = False,
    audience: Annotated[
        str, typer.Option("--audience", metavar="WHO", help="internal, or public without what is withheld.")
    ] = "internal",
    as_of: AsOf = None,
    form: form_option(FORMS) = "text",  # type: ignore[valid-type]  # an annotation made by a function
    output: Output = None,
) -> None:
    """Say what changed in the register, contract by contract, and what follows from it.

    \b
    Examples:
      commreg diff
      commreg diff main --format markdown
      commreg diff --since 2021-09-30 --format html -o changes.html
      commreg diff last-year/ this-year/
    """
    from commreg.views import changes as view

    choose("format", form, FORMS)
    choose("audience", audience, AUDIENCES)
    if since and (base or head):
        raise UsageError("--since takes the place of BASE", hint="leave one of them out")
    session: Session = ctx.obj
    with tempfile.TemporaryDirectory(prefix="commreg-") as scratch:
        sides = _sides(session, since or base, head, Path(scratch), as_of)
        found = view.of(
            sides[0].register, sides[1].register, (sides[0].texts(), sides[1].texts()), (sides[0].name, sides[1].name),
            sides[1].pinned or sides[0].pinned, audience,
        )  # fmt: skip
    if form == "text" and output is None:
        write_lines(view.lines(found), sys.stdout)
    elif form == "text":
        write("".join("".join(part for part, _ in line) + "\n" for line in view.lines(found)), output)
    elif form == "json":
        write(view.as_json(found), output)
    else:
        from commreg import templating

        root = sides[1].config.root if sides[1].config else None
        write(templating.render("_changes", form, view.context(found, audience), root), output)
    if found.left_out_after or (exit_code and found.changes):
        raise typer.Exit(1)


class _State:
    """One side: its config and register, or neither where there is no register there; and what it is called."""

    def __init__(self, name: str, config: Config | None, register: Register | None, pinned: str | None = None) -> None:
        self.name, self.config, self.register, self.pinned = name, config, register, pinned
        self._texts = (
            {entry.path: (config.root / entry.path).read_bytes() for entry in register.entries}
            if config and register
            else {}
        )

    def texts(self) -> dict[str, bytes]:
        """The bytes of every file, by its path."""
        return self._texts


def _sides(session: Session, base: str | None, head: str | None, scratch: Path, as_of: str | None) -> list[_State]:
    """Both states, as at one day: that of the later one."""
    if base and head and Path(base).is_dir() and Path(head).is_dir():
        return _both(session, (base, _found(Path(base))), (head, _found(Path(head))), as_of)
    from commreg import gitio

    here = session.config()
    repository = gitio.repository(here.root)
    commit = repository.commit(base) if base else repository.merge_base()
    before = checkout(repository, commit, scratch / "before")
    after: tuple[str, Config | None] = (HERE, here)
    if head:
        later = repository.commit(head)
        after = (_called(later), checkout(repository, later, scratch / "after"))
    return _both(session, (_called(commit), before), after, as_of)


def _called(commit: Commit) -> str:
    from commreg.dates import long_date

    return f"{commit.short} ({long_date(commit.on)})"


def _found(folder: Path) -> Config | None:
    from commreg import config

    return config.find(folder)


def _both(
    session: Session, before: tuple[str, Config | None], after: tuple[str, Config | None], as_of: str | None
) -> list[_State]:
    day: date | None = None
    pinned: str | None = None
    for _, config in (after, before):
        if config and day is None:
            day, pinned = session.as_of(config, as_of)
    if day is None:
        raise RegisterError("there is no register on either side", hint="name two states that have one")
    return [_state(session, name, config, day, pinned) for name, config in (before, after)]


def _state(session: Session, name: str, config: Config | None, day: date, pinned: str | None) -> _State:
    if config is None:
        return _State(name, None, None)
    try:
        return _State(name, config, session.load(config, day), pinned)
    except RegisterError:  # no contract file yet
        return _State(name, config, None, pinned)
