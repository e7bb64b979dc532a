"""The `commreg` program: its commands, its exit codes, and how errors are reported.

Exit code 0: fine. 1: the register has errors. 2: the program could not run. 130: stopped by Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commreg import __version__
from commreg.cli.errors import UsageError, describe_error
from commreg.cli.lazy import Commands
from commreg.cli.output import warn
from commreg.cli.session import Session
from commreg.diagnostics.errors import CommregError, SettingsError
from commreg.values.text import truncate

app = typer.Typer(
    name="commreg",
    cls=Commands,
    help="A council's register of commissioned contracts: one YAML file for each contract, kept in git.",
    epilog="To start, run: commreg expiring --within 24m\n\n"
    "Tutorial and how-to pages: the folder docs in your copy of commreg (docs/index.md).",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(is_requested: bool) -> None:
    if is_requested:
        print(f"commreg {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", "--directory", metavar="DIR", help="Work in DIR; paths are relative to it.")
    ] = Path(),
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")] = False,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    try:
        os.chdir(directory)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"-C {directory}: {reason}", hint="check the name of the folder") from None
    Session.debug = debug
    ctx.obj = Session()


def run() -> NoReturn:
    """Run the program and leave with its exit code."""
    Session.debug = False
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # they would be looked for in every installed package
    gc.disable()  # off for one short run: collecting took a fifth of the time and freed nothing
    _prepare_streams()
    try:
        app()
    except CommregError as error:
        sys.exit(_explain_failure(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if Session.debug:
            traceback.print_exc()
        sys.unraisablehook = lambda _: None  # files that cannot be closed either, for the same reason
        sys.exit(_explain_system_failure(error))
    except MemoryError:
        warn("commreg: there is not enough memory for this")
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - an unexpected error is one line, with where to report it
        if Session.debug:
            traceback.print_exc()
            sys.exit(2)
        warn(f"commreg: an unexpected error: {type(error).__name__}: {error}")
        warn("Run it again with --debug before the command, and report what it prints: CONTRIBUTING.md says where.")
        sys.exit(2)
    finally:
        gc.enable()
    sys.exit(0)


def _prepare_streams() -> None:
    """Make the standard streams UTF-8, with the same line ends on every system; open them if they were closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the process that started this one
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):  # the same bytes on every system
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _explain_system_failure(error: OSError) -> int:
    """Report an error of the system that no command expects, by the file that it is about."""
    reason = (error.strerror or "the system gives no reason").lower()
    if error.filename is None:
        warn(f"commreg: the output cannot be written, or a file cannot be read: {reason}")
    else:
        warn(f"commreg: {truncate(os.fsdecode(error.filename))} cannot be used: {reason}")
    return 2


def _explain_failure(error: CommregError) -> int:
    if isinstance(error, SettingsError):
        from commreg.diagnostics.formats import text

        for diagnostic in error.findings:
            warn(text.first_line(diagnostic))
            if diagnostic.hint:
                warn(f"      = hint: {diagnostic.hint}")
    for single in (error, *(error.further_errors if isinstance(error, UsageError) else ())):
        message, hint = describe_error(single)
        warn(f"commreg: {message}")
        if hint:
            warn(f"  hint: {hint}")
    return 2
