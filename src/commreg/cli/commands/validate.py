"""commreg validate"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import complete_from, require_choice
from commreg.cli.options import AsOf, Output, format_option
from commreg.cli.output import print_findings, print_wrapped, warn, write
from commreg.cli.session import Session
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.errors import RegisterError
from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import DEFAULT, FindingsFormat, format_names, get_format
from commreg.diagnostics.report import FindingsReport

if TYPE_CHECKING:
    from commreg.register.config import Config
    from commreg.register.load import Register

STDIN = Path("-")

_Severities = Annotated[
    list[str] | None,
    typer.Option(
        "--severity",
        metavar="SEVERITY",
        help="List only error, warning or note.",
        autocompletion=complete_from(Severity),
    ),
]
_Codes = Annotated[
    list[str] | None,
    typer.Option(
        "--code", metavar="CODE", help="List only findings with this code.", autocompletion=complete_from(CODES)
    ),
]


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
    errors_only: Annotated[bool, typer.Option("--errors", help="List only errors.")] = False,
    severity: _Severities = None,
    code: _Codes = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List a finding for every file that it is in, not once for all.")
    ] = False,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="File name for text read from standard input."),
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Check what git will commit (its index), not the files in the folder.")
    ] = False,
    as_of: AsOf = None,
    output: Output = None,
) -> None:
    """Check contract files and show what to correct.

    Each finding has its place, what is wrong, and what to write instead.

    \b
    Examples:
      commreg validate
      commreg validate contracts/youth-justice-2019.yaml --errors
      commreg validate --format sarif
      commreg validate --staged
    """
    require_choice("format", format_name, format_names())
    severities = [Severity(require_choice("severity", word, [*Severity])) for word in severity or ()]
    codes = [require_choice("code", word.upper(), list(CODES)) for word in code or ()]
    severities += [Severity.ERROR] if errors_only else []
    register, config, pinned_in = _load(ctx.obj, paths or (), as_of, stdin_filename=stdin_filename, staged=staged)
    listed = tuple(finding for finding in register.findings if _is_listed(finding, severities, codes))
    report = FindingsReport(
        listed,
        register.checked,
        register.as_of,
        pinned_in,
        show_ignored,
        config.path_in_repository,
        omitted_count=len(register.findings) - len(listed),
        folded=not verbose,
    )
    _write(report, get_format(format_name), output)
    _exit_if_faulty(register, strict=strict)


def _exit_if_faulty(register: Register, *, strict: bool) -> None:
    """Exit 1 if there are errors, listed or not, and with `strict` if there are warnings."""
    if register.errors:
        raise typer.Exit(1)
    if strict and any(f.is_active and f.severity is Severity.WARNING for f in register.findings):
        warn("Exit code 1 because of --strict: there are warnings, but no errors.")
        raise typer.Exit(1)


def _load(
    session: Session, paths: Sequence[Path], as_of: str | None, *, stdin_filename: str | None, staged: bool
) -> tuple[Register, Config, str | None]:
    """The register with the findings on the named files, its settings, and the file that fixes its as-of date."""
    only = [path for path in paths if path != STDIN]
    from_stdin = STDIN in paths
    if staged and (from_stdin or stdin_filename is not None):
        raise UsageError("--staged cannot be combined with standard input")
    if staged:
        return _load_staged(session, only, as_of)
    if from_stdin and only:
        raise UsageError("- cannot be combined with files: standard input is checked alone")
    if stdin_filename is not None and not from_stdin:
        raise UsageError("--stdin-filename goes with -", hint="commreg validate - --stdin-filename contracts/x.yaml")
    config = _config(session, register_needed=not paths, stdin_filename=stdin_filename)
    day, pinned_in = session.as_of(config, as_of)
    replaced = {_stdin_name(config, stdin_filename): _read_stdin()} if from_stdin else None
    register = session.load(config, day, only=only or None, replaced=replaced)
    return _require_files(register), config, pinned_in


def _load_staged(session: Session, paths: Sequence[Path], as_of: str | None) -> tuple[Register, Config, str | None]:
    """As `_load`, of what git will commit; the settings returned are those on disk."""
    from commreg.register.discovery import display_path

    config = session.config()
    staged_config, files = session.open_index(config)
    only = [staged_config.root / display_path(config.root, path) for path in paths]
    day, pinned_in = session.as_of(staged_config, as_of)
    register = session.load(staged_config, day, only=only or None, files=files)
    return _require_files(register), config, pinned_in


def _require_files(register: Register) -> Register:
    if not register.checked:
        raise RegisterError("there are no contract files there", hint="name a file or a folder of the register")
    return register


def _write(report: FindingsReport, output_format: FindingsFormat, output: Path | None) -> None:
    if output_format.for_terminals and output is None:
        print_findings(report, sys.stdout)
    else:
        write(output_format.render(report), output)
    if output_format.for_terminals and any(repeats for _, *repeats in report.groups):
        print_wrapped(
            ["A finding that is repeated in other files is listed once. To list each: commreg validate --verbose"]
        )


def _is_listed(finding: Finding, severities: Sequence[Severity], codes: Sequence[str]) -> bool:
    return (not severities or finding.severity in severities) and (not codes or finding.code in codes)


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
