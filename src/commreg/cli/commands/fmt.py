"""commreg fmt"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.edit_session import File, Written
from commreg.cli.errors import UsageError
from commreg.cli.output import warn, write, write_file
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.register.discovery import SourceFile


def fmt(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="These files or folders alone. [default: all]")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Name the files that are not in order, write nothing; exit 1 if any.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print the patch, write nothing; exit 1 if there is one.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the patch, and write nothing.")] = False,
) -> None:
    """Put contract files in order: fields as the reference lists them, one way of quoting and setting in.

    What a file says does not change, and no comment is lost. A file of which that is not certain is left as it is.

    \b
    Examples:
      commreg fmt --check
      commreg fmt contracts/youth-justice-2019.yaml --diff
    """
    from commreg.register import discovery
    from commreg.values.text import pluralize
    from commreg.yamlio.unified_diff import unified_diff

    if check + diff + dry_run > 1:
        raise UsageError("--check, --diff and --dry-run each stand alone")
    session: Session = ctx.obj
    config = session.config()
    wanted = discovery.report_filter(config, paths or (), {})
    found = [one for one in discovery.discover_files(config, paths or (), ()) if wanted(one.shown)]
    if not found:
        raise RegisterError("there are no contract files there", hint="name a file or a folder of the register")
    tidied = [_tidied(one) for one in found]
    changed = [one for one in tidied if one and one.changes]
    left = sum(one is None for one in tidied)
    if diff or dry_run:
        write("".join(unified_diff(one.file.shown, one.file.text, one.text) for one in changed), None)
    else:
        for one in changed if not check else ():
            write_file(one.file.path, one.data)
        write("".join(f"{one.file.shown}\n" for one in changed), None)
    verb = "would be put in order" if check or diff or dry_run else "put in order"
    already = pluralize(len(tidied) - len(changed) - left, "file")
    said = [f"{pluralize(len(changed), 'file')} {verb}", f"{already} in order already"]
    warn(
        ", ".join(
            [*said, f"{pluralize(left, 'file')} left as {'it is' if left == 1 else 'they are'}"] if left else said
        )
    )
    if left or (changed and (check or diff)):
        raise typer.Exit(1)


def _tidied(one: SourceFile) -> Written | None:
    """The file in order; None, said on stderr, where it is to be left as it is."""
    from commreg.diagnostics.finding import Violation
    from commreg.edit.contract_file import format_text
    from commreg.yamlio import source
    from commreg.yamlio.edit import EditError

    data = one.fault or source.read_bytes(one.path)
    if isinstance(data, Violation):
        warn(f"{one.shown} {data.message}")
        return None
    file = File(one.path, one.shown, data)
    try:
        return Written(file, format_text(file.text))
    except EditError as reason:
        warn(f"{one.shown} was not changed: {reason.reason}")
    except RegisterError as reason:
        warn(reason.message)
    return None
