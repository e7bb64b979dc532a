"""commreg stage"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.option_values import complete_from, parse_date_option, require_choice
from commreg.cli.options import AsOf, ContractName
from commreg.model.vocabularies import STAGE
from commreg.values.dates import long_date


def stage(
    ctx: typer.Context,
    contract: ContractName,
    stage_name: Annotated[
        str,
        typer.Argument(
            metavar="STAGE", help="The stage, for example options-appraisal.", autocompletion=complete_from(STAGE)
        ),
    ],
    started_on: Annotated[
        str | None, typer.Option("--started-on", metavar="DATE", help="Date work on it started.")
    ] = None,
    completed_on: Annotated[
        str | None, typer.Option("--completed-on", metavar="DATE", help="Date it was completed.")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record when a recommissioning stage started or ended.

    \b
    Examples:
      commreg stage youth-justice-2019 review --started-on 2021-11-01
      commreg stage youth-justice-2019 review --completed-on 2021-12-10
    """
    from commreg.edit.contract_file import apply_edits

    stage_name = require_choice("stage", stage_name, STAGE)
    options = {"started_on": ("--started-on", started_on), "completed_on": ("--completed-on", completed_on)}
    days = {name: parse_date_option(option, text) for name, (option, text) in options.items() if text is not None}
    if not days:
        raise UsageError("no date is given", hint="add --started-on or --completed-on with the date")
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    path = ("recommissioning", "stages", stage_name)
    edit = FileEdit(file, apply_edits(file.text, [((*path, name), day) for name, day in days.items()]))
    verbs = {"started_on": "started", "completed_on": "completed"}
    done = [f"{STAGE.label(stage_name)} {verbs[name]} on {long_date(day)}." for name, day in days.items()]
    session.finish_change(edit, done, dry_run=dry_run)
