"""commreg fmt"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.edit_session import ContractFile, FileEdit, save
from commreg.cli.errors import UsageError
from commreg.cli.output import show_progress, warn, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.register.discovery import SourceFile


def fmt(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Only these files or folders. [default: all]")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="List the files that are not formatted, write nothing; exit 1 if any.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print the patch, write nothing; exit 1 if there is one.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the patch, and write nothing.")] = False,
) -> None:
    """Format contract files (field order, quoting, indentation).

    Values and comments stay the same. If that cannot be guaranteed, the file is not changed.

    \b
    Examples:
      commreg fmt --check
      commreg fmt contracts/youth-justice-2019.yaml --diff
    """
    from commreg.register import discovery
    from commreg.yamlio.unified_diff import unified_diff

    if check + diff + dry_run > 1:
        raise UsageError("--check, --diff and --dry-run cannot be combined")
    session: Session = ctx.obj
    config = session.config()
    is_chosen = discovery.report_filter(config, paths or (), {})
    files = [file for file in discovery.discover_files(config, paths or (), ()) if is_chosen(file.name)]
    if not files:
        raise RegisterError("there are no contract files there", hint="name a file or a folder of the register")
    edits = []
    with show_progress("Formatting contracts") as progress:
        for number, file in enumerate(files):
            if progress:
                progress(number, len(files))
            edits += [edit] if (edit := _format(file)) else []
    changed = [edit for edit in edits if edit.is_changed]
    if diff or dry_run:
        write("".join(unified_diff(edit.file.name, edit.file.text, edit.text) for edit in changed), None)
    else:
        if changed and not check:
            save(config.root, changed)
        write("".join(f"{edit.file.name}\n" for edit in changed), None)
    verb = "would be formatted" if check or diff or dry_run else "formatted"
    counts = {verb: len(changed), "already formatted": len(edits) - len(changed)}
    skipped = len(files) - len(edits)
    warn(
        ", ".join(
            _count(number, words) for words, number in (counts | ({"not changed": skipped} if skipped else {})).items()
        )
    )
    if skipped or (changed and (check or diff)):
        raise typer.Exit(1)


def _count(number: int, words: str) -> str:

    return f"{pluralize(number, 'file')} {words}"


def _format(source_file: SourceFile) -> FileEdit | None:
    """The formatted file; None, with the reason on stderr, if it is not to be changed."""
    from commreg.edit.contract_file import format_text
    from commreg.register import discovery
    from commreg.yamlio.edit import EditError

    read = discovery.read_contents(source_file)
    if read.fault:
        warn(f"{read.name} {read.fault.message}")
        return None
    file = ContractFile(read.path, read.name, read.data)
    try:
        return FileEdit(file, format_text(file.text))
    except EditError as error:
        warn(f"{file.name} was not changed: {error.reason}")
    except RegisterError as error:
        warn(error.message)
    return None
