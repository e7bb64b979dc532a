"""commreg decline"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.commands.extend import next_option
from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session, parse_decision_options
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, ContractName, Reference


def decline(
    ctx: typer.Context,
    contract: ContractName,
    body: Annotated[str, typer.Option("--body", metavar="WHO", help="Who decided: Cabinet, or a post.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Date of the decision.")],
    reference: Reference = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that the next extension is not used.

    \b
    Example:
      commreg decline youth-justice-2019 --body Cabinet --on 2021-12-14
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.edit.decide import decide_option

    decision = parse_decision_options(body, parse_date_option("--on", on), reference)
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    option = next_option(session, file)
    edit = FileEdit(file, apply_edits(file.text, decide_option(option, "declined", decision)))
    session.finish_change(edit, [f"Extension {option.number} is declined."], dry_run=dry_run)
