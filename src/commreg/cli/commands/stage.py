"""commreg stage"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli import options
from commreg.cli.edit_session import DryRun, Written, day_of, describe_effects, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf


def stage(
    ctx: typer.Context,
    contract_id: Annotated[
        str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.complete_ids)
    ],
    stage_name: Annotated[str, typer.Argument(metavar="STAGE", help="The stage, for example options-appraisal.")],
    started_on: Annotated[
        str | None, typer.Option("--started-on", metavar="DATE", help="The day work on it began.")
    ] = None,
    completed_on: Annotated[
        str | None, typer.Option("--completed-on", metavar="DATE", help="The day it was done.")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that a stage of recommissioning was begun or done, and show what that does to the plan.

    \b
    Examples:
      commreg stage youth-justice-2019 review --started-on 2021-11-01
      commreg stage youth-justice-2019 review --completed-on 2021-12-10
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.model.vocabularies import STAGE
    from commreg.values.dates import long_date

    require_choice("stage", stage_name, list(STAGE))
    given = {"started_on": ("--started-on", started_on), "completed_on": ("--completed-on", completed_on)}
    days = {name: day_of(option, text) for name, (option, text) in given.items() if text is not None}
    if not days:
        raise UsageError("say when it was begun or done", hint="give --started-on or --completed-on with the day")
    work = open_edit_session(ctx.obj, as_of)
    file = work.file(contract_id)
    route = ("recommissioning", "stages", stage_name)
    written = Written(file, apply_edits(file.text, [((*route, name), day) for name, day in days.items()]))
    verbs = {"started_on": "begun", "completed_on": "done"}
    said = [f"{STAGE.label(stage_name)}: {verbs[name]} on {long_date(day)}." for name, day in days.items()]
    work.finish([written], [*said, *describe_effects(work, [written], contract_id)], dry_run=dry_run)
