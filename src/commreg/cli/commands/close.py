"""commreg close"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, ContractName
from commreg.values.dates import long_date


def close(
    ctx: typer.Context,
    contract: ContractName,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Date it was closed. [default: the --as-of date]")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that a contract has ended and is closed.

    \b
    Example:
      commreg close youth-justice-2019 --on 2023-04-03
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.edit.decide import close

    session = open_edit_session(ctx.obj, as_of)
    day = parse_date_option("--on", on) if on is not None else session.day
    file = session.file(contract)
    end = session.current_view(file).facts.current_end
    if end is not None and day < end:
        raise UsageError(
            f"{file.contract_id} ends on {long_date(end)}, after {long_date(day)}",
            hint="if it ends early: commreg terminate",
        )
    edit = FileEdit(file, apply_edits(file.text, close(day)))
    session.finish_change(edit, [f"Closed on {long_date(day)}."], dry_run=dry_run)
