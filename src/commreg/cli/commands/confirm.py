"""commreg confirm"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli import options
from commreg.cli.edit_session import DryRun, Written, day_of, describe_effects, open_edit_session
from commreg.cli.options import AsOf


def confirm(
    ctx: typer.Context,
    contract_id: Annotated[
        str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.complete_ids)
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day it was confirmed. [default: the --as-of day]")
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
    from commreg.values.dates import long_date

    work = open_edit_session(ctx.obj, as_of)
    day = day_of("--on", on) if on is not None else work.day
    file = work.file(contract_id)
    written = Written(file, apply_edits(file.text, [(("checked_on",), day)]))
    said = [f"{contract_id} was confirmed on {long_date(day)}."]
    work.finish([written], [*said, *describe_effects(work, [written], contract_id)], dry_run=dry_run)
