"""commreg diff"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AUDIENCES, AsOf, Output, format_option
from commreg.cli.output import print_lines, terminal_width, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from datetime import date

    from commreg.diff.report import State
    from commreg.register.git import Commit, Repository
    from commreg.register.load import Register
    from commreg.register.snapshot import RegisterSnapshot

FORMS = ("text", "markdown", "json", "html")
HERE = "the working folder"


def diff(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Argument(
            metavar="BASE", help="A commit, branch, tag or day, or a folder. [default: where this branch began]"
        ),
    ] = None,
    head: Annotated[
        str | None, typer.Argument(metavar="HEAD", help="The same. [default: the files as they are]")
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
    form: format_option(FORMS) = "text",  # type: ignore[valid-type]  # an annotation made by a function
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
    from commreg.diff import report as view

    require_choice("format", form, FORMS)
    require_choice("audience", audience, AUDIENCES)
    if since is not None and (base is not None or head is not None):
        raise UsageError("--since takes the place of BASE", hint="leave one of them out")
    session: Session = ctx.obj
    with tempfile.TemporaryDirectory(prefix="commreg-") as scratch:
        sides = _sides(session, base, head, since, Path(scratch))
        day, pinned = _day(session, sides, as_of)
        before, after = (_state(session, side, day) for side in sides)
        found = view.build_changes(before, after, day, pinned, audience)
        # The templates are those of the earlier side: a change under review does not write its own review comment.
        root = sides[0].config.root if sides[0].config else None
        if form == "text" and output is None:
            print_lines(view.lines(found, terminal_width(sys.stdout)), sys.stdout)
        elif form == "text":
            write("".join("".join(part for part, _ in line).rstrip() + "\n" for line in view.lines(found)), output)
        elif form == "json":
            write(view.as_json(found), output)
        else:
            from commreg.papers import templating

            write(templating.render("_changes", form, view.context(found), root), output)
    if found.faulty or (exit_code and found.any):
        raise typer.Exit(1)


def _sides(
    session: Session, base: str | None, head: str | None, since: str | None, scratch: Path
) -> tuple[RegisterSnapshot, RegisterSnapshot]:
    """Both states, the earlier one first."""
    from commreg.register import git
    from commreg.register.snapshot import at_commit, commit_label, in_folder
    from commreg.values.dates import long_date

    if base and head and Path(base).is_dir() and Path(head).is_dir():
        return _folder(base), _folder(head)
    here = session.config()
    repository = git.repository(here.root)
    if head is None:
        after = in_folder(here, HERE)
    else:
        later = _commit(repository, head)
        after = at_commit(repository, later, commit_label(later, head), scratch / "after")
    if since is not None:
        day = _day_named(since)
        commit, name = repository.last_by(day), f"the end of {long_date(day)}"
    elif base is not None:
        commit, name = _commit(repository, base), base
    else:
        commit, name = repository.base()
    return at_commit(repository, commit, commit_label(commit, name), scratch / "before", after.config), after


def _commit(repository: Repository, named: str) -> Commit:
    """The commit that an argument names; a folder by itself is not one."""
    from commreg.diagnostics.errors import GitError

    try:
        return repository.commit(named)
    except GitError:
        if Path(named).is_dir():
            hint = f"to compare folders, name two: commreg diff {named} ."
            raise GitError(f"git knows no commit “{named}”, which is a folder", hint=hint) from None
        raise


def _day_named(since: str) -> date:
    from commreg.values.dates import parse_day

    try:
        return parse_day(since.strip())
    except ValueError as reason:
        hint = "write it as 2021-09-30; a branch or tag stands by itself: commreg diff main"
        raise UsageError(f"--since {since} {reason}", hint=hint) from None


def _folder(named: str) -> RegisterSnapshot:
    """A register in a folder that was named: it begins there, and not further up, where both could be the same."""
    from commreg.register import config
    from commreg.register.snapshot import in_folder

    try:
        return in_folder(config.find(Path(named), top=Path(named)), named)
    except RegisterError:
        message = f"there is no register in {named}: no {config.OWN_FILE} or {config.SHARED_FILE} with its settings"
        raise RegisterError(message, hint="name the folder that has the settings and the contracts") from None


def _day(
    session: Session, sides: tuple[RegisterSnapshot, RegisterSnapshot], as_of: str | None
) -> tuple[date, str | None]:
    """The one day that both sides are reckoned as at: by the later side if it has a register."""
    config = next((side.config for side in reversed(sides) if side.config), None)
    if config is None:
        raise RegisterError("there is no register on either side", hint="name two states that have one")
    return session.as_of(config, as_of)


def _state(session: Session, side: RegisterSnapshot, day: date) -> State:
    from commreg.diff import report
    from commreg.register.snapshot import file_contents

    register: Register | None = None
    if side.config and side.files:
        register = session.load(side.config, day, given=side.files)
    remark = side.remark or ("" if register else f"There is no contract file at {side.name}.")
    return report.State(side.name, register, file_contents(side), remark)
