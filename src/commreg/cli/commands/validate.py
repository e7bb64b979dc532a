"""commreg validate"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf, Output
from commreg.cli.session import Session, require_choice, show_report, warn, write
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.register.config import Config

STDIN = Path("-")


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH…|-", help="Report on these files or folders alone; - reads standard input."),
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORM", help="One of: text, json, github, gitlab, sarif, junit, markdown."),
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")] = False,
    show_ignored: Annotated[
        bool, typer.Option("--show-ignored", help="Show what comments ignore, with the reasons given.")
    ] = False,
    stdin_filename: Annotated[
        str | None, typer.Option("--stdin-filename", metavar="FILE", help="The name of what standard input holds.")
    ] = None,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Check every contract file, and say what is wrong, where, and what to write instead.

    \b
    Examples:
      commreg validate
      commreg validate contracts/youth-justice-2019.yaml
      commreg validate --format sarif
    """
    from commreg.diagnostics.finding import Severity
    from commreg.diagnostics.formats import FORMATS, Report, render

    require_choice("format", form, FORMATS)
    session: Session = ctx.obj
    chosen = [path for path in paths or () if path != STDIN]
    piped = STDIN in (paths or ())
    if piped and chosen:
        raise UsageError("- stands alone: standard input is checked by itself")
    if stdin_filename is not None and not piped:
        raise UsageError("--stdin-filename goes with -", hint="commreg validate - --stdin-filename contracts/x.yaml")
    config = _config(session, alone=bool(paths), near=stdin_filename)
    day, pinned = session.as_of(config, as_of)
    replaced = {_stdin_name(config, stdin_filename): _standard_input()} if piped else None
    register = session.load(config, day, only=chosen or None, replaced=replaced)
    if not register.checked:
        raise RegisterError("there are no contract files there", hint="name a file or a folder of the register")
    report = Report(register.findings, register.checked, day, pinned, show_ignored, config.path_in_repository)
    if form == "text" and output is None:
        show_report(report, sys.stdout)
    else:
        write(render(report, form), output)
    if report.count(Severity.ERROR):
        raise typer.Exit(1)
    if strict and report.count(Severity.WARNING):
        warn("Exit 1 because of --strict: there are warnings, and no errors.")
        raise typer.Exit(1)


def _config(session: Session, *, alone: bool, near: str | None) -> Config:
    """The register's settings: of the register that the named file is in, wherever the editor was started, else ours.

    A file named by itself can be checked without a register round it.
    """
    from commreg.model.settings import Settings
    from commreg.register import config

    if near is not None:
        with suppress(RegisterError):
            return config.find(next(folder for folder in Path(near).absolute().parents if folder.is_dir()))
    try:
        return session.config()
    except RegisterError:
        if not alone:
            raise
        return config.Config(Path.cwd(), Settings())


def _stdin_name(config: Config, given: str | None) -> str:
    """The file that standard input stands for, as the register names it, by whichever way the editor reached it."""
    from commreg.register import discovery as folder

    if not given:
        return folder.STDIN
    path = Path(given)
    return folder.shown(config.root, path.parent.resolve() / path.name)


def _standard_input() -> bytes:
    from commreg.yamlio.source import MAX_BYTES

    if sys.stdin is None:
        raise UsageError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)
