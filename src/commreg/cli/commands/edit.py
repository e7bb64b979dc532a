"""commreg edit"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import typer

from commreg.cli.edit_session import open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf, ContractName
from commreg.cli.output import print_findings, warn


def edit(ctx: typer.Context, contract: ContractName, as_of: AsOf = None) -> None:
    """Open a contract file in your editor, then check it.

    The editor is the command in $VISUAL or $EDITOR.

    \b
    Example:
      commreg edit youth-justice-2019
    """
    from commreg.diagnostics.report import FindingsReport

    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not command:
        raise UsageError("no editor is set", hint="set EDITOR, for example: export EDITOR=nano")
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    try:
        code = subprocess.run([*command, str(file.path)], check=False).returncode  # noqa: S603 the user's own command
    except OSError as error:
        raise UsageError(f"the editor {command[0]} cannot be started: {(error.strerror or '').lower()}") from None
    if code:
        raise UsageError(f"the editor ended with code {code}", hint=f"look at {file.name} before you go on")
    after = session.file(file.contract_id) if file.path.is_file() else None
    if after is None or after.data == file.data:
        warn("No change." if after else f"{file.name} is no longer there.")
        return
    register = session.session.load(session.config, session.day, only=[file.path])
    findings = tuple(finding for finding in register.findings if finding.path == file.name)
    print_findings(FindingsReport(findings, (file.name,), session.day, session.pinned), sys.stderr)
    if any(finding.path == file.name for finding in register.errors):
        warn(f"Saved with errors. To correct them: commreg edit {file.contract_id}")
        raise typer.Exit(1)
