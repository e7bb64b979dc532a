"""commreg confirm"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session, parse_day_option
from commreg.cli.options import AsOf, ContractName
from commreg.values.dates import long_date


def confirm(
    ctx: typer.Context,
    contract: ContractName,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Date it was checked. [default: the --as-of date]")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that an entry has been checked.

    \b
    Examples:
      commreg confirm youth-justice-2019
      commreg confirm youth-justice-2019 --on 2021-12-08
    """
    from commreg.edit.contract_file import apply_edits

    session = open_edit_session(ctx.obj, as_of)
    day = parse_day_option("--on", on) if on is not None else session.day
    file = session.file(contract)
    edit = FileEdit(file, apply_edits(file.text, [(("checked_on",), day)]))
    session.finish_change(edit, [f"Confirmed on {long_date(day)}."], dry_run=dry_run)
