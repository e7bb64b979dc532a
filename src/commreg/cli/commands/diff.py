"""commreg diff"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AUDIENCES, AsOf, Output, format_option
from commreg.cli.output import join_lines, print_lines, terminal_width, write
from commreg.cli.session import Session, warn_if_misdated
from commreg.diagnostics.errors import GitError, RegisterError
from commreg.values.dates import long_date, parse_day

if TYPE_CHECKING:
    from datetime import date

    from commreg.diff.registers import RegisterChanges, RegisterVersion
    from commreg.register.git import Commit, Repository
    from commreg.register.load import Register
    from commreg.register.snapshot import RegisterSnapshot

WORKING_FOLDER = "the working folder"


@dataclass(frozen=True, slots=True)
class ChangesFormat:
    """A format of the changes. `render` takes the folder of the register whose own templates may be used.

    `lines`, if there is one, makes styled lines that fit a terminal of a width.
    """

    render: Callable[[RegisterChanges, Path | None], str]
    lines: Callable[[RegisterChanges, int | None], Iterable[Sequence[tuple[str, str]]]] | None = None


def _text_lines(changes: RegisterChanges, width: int | None = None) -> Iterable[Sequence[tuple[str, str]]]:
    from commreg.listings.changes import text_lines

    return text_lines(changes, width)


def _render_json(changes: RegisterChanges, _root: Path | None) -> str:
    from commreg.listings.changes import as_json

    return as_json(changes)


def _render_template(template_format: str, changes: RegisterChanges, root: Path | None) -> str:
    from commreg.papers import templating
    from commreg.papers.changes import context

    return templating.render("_changes", template_format, context(changes), root)


DEFAULT_FORMAT = "text"
FORMATS = {
    DEFAULT_FORMAT: ChangesFormat(lambda changes, _root: join_lines(_text_lines(changes)), _text_lines),
    "markdown": ChangesFormat(partial(_render_template, "markdown")),
    "json": ChangesFormat(_render_json),
    "html": ChangesFormat(partial(_render_template, "html")),
}


def diff(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Argument(
            metavar="BASE", help="A commit, branch, tag, date or folder. [default: the start of this branch]"
        ),
    ] = None,
    head: Annotated[str | None, typer.Argument(metavar="HEAD", help="As BASE. [default: the current files]")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Compare with the register at the end of that day."),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 if anything changed, as git does.")] = False,
    audience: Annotated[
        str, typer.Option("--audience", metavar="WHO", help="internal, or public (without withheld information).")
    ] = "internal",
    as_of: AsOf = None,
    format_name: format_option(tuple(FORMATS)) = DEFAULT_FORMAT,  # type: ignore[valid-type]  # made by a function
    output: Output = None,
) -> None:
    """Show what changed in the register, and the effects.

    The changes are listed by contract.

    \b
    Examples:
      commreg diff
      commreg diff main --format markdown
      commreg diff --since 2021-09-30 --format html -o changes.html
      commreg diff last-year/ this-year/
    """
    from commreg.diff.registers import compare_registers

    output_format = FORMATS[require_choice("format", format_name, FORMATS)]
    require_choice("audience", audience, AUDIENCES)
    if "" in (base, head):
        raise UsageError("the version to compare is empty", hint="name a commit, branch, tag, date or folder")
    if since is not None and (base is not None or head is not None):
        raise UsageError("--since takes the place of BASE", hint="give one or the other")
    session: Session = ctx.obj
    with tempfile.TemporaryDirectory(prefix="commreg-") as scratch:
        snapshots = open_snapshots(session, base, head, since, Path(scratch))
        day, pinned = _day(session, snapshots, as_of)
        before, after = (load_version(session, snapshot, day) for snapshot in snapshots)
        changes = compare_registers(before, after, day, pinned, audience)
        # The earlier version's templates: a change under review must not write its own review comment.
        root = snapshots[0].config.root if snapshots[0].config else None
        if output_format.lines and output is None:
            print_lines(output_format.lines(changes, terminal_width(sys.stdout)), sys.stdout)
        else:
            write(output_format.render(changes, root), output)
    if changes.has_errors or (exit_code and changes.has_changes):
        raise typer.Exit(1)


def open_snapshots(
    session: Session, base: str | None, head: str | None, since: str | None, scratch: Path
) -> tuple[RegisterSnapshot, RegisterSnapshot]:
    """Both versions, the earlier one first."""
    from commreg.register import git
    from commreg.register.snapshot import at_commit, commit_label, in_folder

    if base and head and _is_folder(base) and _is_folder(head):
        return _folder(base), _folder(head)
    config = session.config()
    repository = git.find_repository(config.root)
    if head is None:
        after = in_folder(config, WORKING_FOLDER)
    else:
        later = _commit(repository, head)
        after = at_commit(repository, later, commit_label(later, head), scratch / "after")
    if since is not None:
        day = _parse_since(since)
        commit, name = repository.last_by(day), f"the end of {long_date(day)}"
        warn_if_misdated(repository, commit, day)
    elif base is not None:
        commit, name = _commit(repository, base), base
    else:
        commit, name = repository.base()
    return at_commit(repository, commit, commit_label(commit, name), scratch / "before", after.config), after


def _is_folder(named: str) -> bool:
    try:
        return Path(named).is_dir()
    except OSError:  # longer than a name can be
        return False


def _commit(repository: Repository, named: str) -> Commit:
    """The commit that an argument names. Raises GitError, with a hint if it is a folder."""
    try:
        return repository.commit(named)
    except GitError:
        if _is_folder(named):
            hint = f"to compare folders, name two: commreg diff {named} ."
            raise GitError(f"git knows no commit “{named}”, which is a folder", hint=hint) from None
        raise


def _parse_since(since: str) -> date:

    try:
        return parse_day(since.strip())
    except ValueError as reason:
        hint = "write it as 2021-09-30; name a branch or tag without --since: commreg diff main"
        raise UsageError(f"--since {since} {reason}", hint=hint) from None


def _folder(named: str) -> RegisterSnapshot:
    """The register in this folder, not in a folder above it. Raises RegisterError if there is none."""
    from commreg.register import config
    from commreg.register.snapshot import in_folder

    try:
        return in_folder(config.find(Path(named), top=Path(named)), named)
    except RegisterError:
        message = f"there is no register in {named}: no {config.OWN_FILE} or {config.SHARED_FILE} with its settings"
        raise RegisterError(message, hint="name the folder that has the settings and the contracts") from None


def _day(
    session: Session, snapshots: tuple[RegisterSnapshot, RegisterSnapshot], as_of: str | None
) -> tuple[date, str | None]:
    """The day that both versions are worked out for: that of the later version if it has a register."""
    config = next((snapshot.config for snapshot in reversed(snapshots) if snapshot.config), None)
    if config is None:
        raise RegisterError("there is no register in either version", hint="name two versions that have one")
    return session.as_of(config, as_of)


def load_version(session: Session, snapshot: RegisterSnapshot, day: date) -> RegisterVersion:
    """The register of a snapshot as at a day."""
    from commreg.diff.registers import RegisterVersion
    from commreg.register.snapshot import file_contents

    register: Register | None = None
    if snapshot.config and snapshot.files:
        register = session.load(snapshot.config, day, files=snapshot.files)
    remark = snapshot.remark or ("" if register else f"There are no contract files at {snapshot.name}.")
    return RegisterVersion(snapshot.name, register, file_contents(snapshot), remark)
