"""commreg validate"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf, Output, format_option
from commreg.cli.output import print_findings, warn, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError
from commreg.diagnostics.finding import Severity
from commreg.diagnostics.formats import DEFAULT, format_names, get_format
from commreg.diagnostics.report import FindingsReport

if TYPE_CHECKING:
    from commreg.register.config import Config

STDIN = Path("-")


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH…|-", help="Check only these files or folders; - checks standard input."),
    ] = None,
    format_name: format_option(format_names()) = DEFAULT,  # type: ignore[valid-type]  # made by a function
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")] = False,
    show_ignored: Annotated[
        bool, typer.Option("--show-ignored", help="Also show ignored findings, with the reasons.")
    ] = False,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="File name for text read from standard input."),
    ] = None,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Check contract files and show what to correct.

    Each finding has the file, the line, what is wrong, and what to write instead.

    \b
    Examples:
      commreg validate
      commreg validate contracts/youth-justice-2019.yaml
      commreg validate --format sarif
    """
    require_choice("format", format_name, format_names())
    session: Session = ctx.obj
    only = [path for path in paths or () if path != STDIN]
    from_stdin = STDIN in (paths or ())
    if from_stdin and only:
        raise UsageError("- cannot be combined with files: standard input is checked alone")
    if stdin_filename is not None and not from_stdin:
        raise UsageError("--stdin-filename goes with -", hint="commreg validate - --stdin-filename contracts/x.yaml")
    config = _config(session, register_needed=not paths, stdin_filename=stdin_filename)
    day, pinned_in = session.as_of(config, as_of)
    replaced = {_stdin_name(config, stdin_filename): _read_stdin()} if from_stdin else None
    register = session.load(config, day, only=only or None, replaced=replaced)
    if not register.checked:
        raise RegisterError("there are no contract files there", hint="name a file or a folder of the register")
    report = FindingsReport(
        register.findings, register.checked, day, pinned_in, show_ignored, config.path_in_repository
    )
    output_format = get_format(format_name)
    if output_format.for_terminals and output is None:
        print_findings(report, sys.stdout)
    else:
        write(output_format.render(report), output)
    if report.count(Severity.ERROR):
        raise typer.Exit(1)
    if strict and report.count(Severity.WARNING):
        warn("Exit code 1 because of --strict: there are warnings, but no errors.")
        raise typer.Exit(1)


def _config(session: Session, *, register_needed: bool, stdin_filename: str | None) -> Config:
    """The settings to check with: of the register that the named file is in, else of the working folder's register.

    A file named on its own can be checked outside a register, with the default settings.
    """
    from commreg.model.settings import Settings
    from commreg.register import config

    if stdin_filename is not None:
        if Path(stdin_filename).is_dir():
            raise UsageError(f"--stdin-filename {stdin_filename} is a folder", hint="give the name of a file")
        with suppress(RegisterError):
            folders = Path(stdin_filename).absolute().parents
            return config.find(next(folder for folder in folders if folder.is_dir()))
    try:
        return session.config()
    except RegisterError:
        if register_needed:
            raise
        return config.Config(Path.cwd(), Settings())


def _stdin_name(config: Config, stdin_filename: str | None) -> str:
    """The name in the register of the file that standard input replaces, whatever path the editor gave."""
    from commreg.register import discovery

    if not stdin_filename:
        return discovery.STDIN
    path = Path(stdin_filename)
    return discovery.display_path(config.root, path.parent.resolve() / path.name)


def _read_stdin() -> bytes:
    from commreg.yamlio.source import MAX_BYTES

    if sys.stdin is None:
        raise UsageError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)
