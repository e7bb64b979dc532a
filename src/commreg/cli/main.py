"""The `commreg` program: its commands, its exit codes, and the last resort for what nobody foresaw.

Exit 0 fine, 1 the register has faults, 2 could not run, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commreg import __version__
from commreg.cli import (
    config,
    expiring,
    explain,
    list_,
    recommissioning,
    render,
    schema,
    show,
    summary,
    validate,
)
from commreg.cli.session import Session
from commreg.errors import CommregError, SettingsError

app = typer.Typer(
    name="commreg",
    help="A council's register of commissioned contracts, kept as one YAML file a contract in git.",
    epilog="Begin with: commreg expiring --within 24m",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"commreg {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", "--directory", metavar="DIR", help="Work as if started in DIR.")
    ] = Path(),
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected fault.")] = False,
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    ctx.obj = Session(directory, debug)


_COMMANDS: dict[str, Callable[..., None]] = {
    "validate": validate.validate,
    "list": list_.list_contracts,
    "show": show.show,
    "expiring": expiring.expiring,
    "recommissioning": recommissioning.recommissioning,
    "summary": summary.summary,
    "render": render.render,
    "explain": explain.explain,
    "schema": schema.schema,
    "config": config.config,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)


def run() -> NoReturn:
    """Run the program and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # the same bytes on every system
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        app()
    except CommregError as error:
        sys.exit(_explain_failure(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _say(f"commreg: an unexpected fault: {type(error).__name__}: {error}")
        _say("Run it again with --debug before the command, and report what it prints: CONTRIBUTING.md says where.")
        sys.exit(2)
    sys.exit(0)


def _explain_failure(error: CommregError) -> int:
    if isinstance(error, SettingsError):
        from commreg.reports import text

        for diagnostic in error.diagnostics:
            _say(text.seen(text.head(diagnostic)))
            if diagnostic.hint:
                _say(f"      = hint: {text.seen(diagnostic.hint)}")
    _say(f"commreg: {error.message}")
    if error.hint:
        _say(f"  hint: {error.hint}")
    return 2


def _say(line: str) -> None:
    print(line, file=sys.stderr)
