"""commreg terminate"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.edit_session import (
    DryRun,
    FileEdit,
    open_edit_session,
    parse_decision_options,
    parse_text_option,
)
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, ContractName, Reference
from commreg.values.dates import long_date


def terminate(
    ctx: typer.Context,
    contract: ContractName,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Last day of service.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it ends early.")],
    body: Annotated[str | None, typer.Option("--body", metavar="WHO", help="Who decided: Cabinet, or a post.")] = None,
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", metavar="DATE", help="Date of the decision.")
    ] = None,
    reference: Reference = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that a contract ends early, and show the effects.

    \b
    Example:
      commreg terminate youth-justice-2019 --on 2022-01-31 --reason "The provider closed." \\
        --body Cabinet --decided-on 2021-12-14
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.edit.decide import add_decision, terminate

    if (body is None) != (decided_on is None):
        raise UsageError("--body and --decided-on belong together", hint="give both, or neither")
    last_day = parse_date_option("--on", on)
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    edits = terminate(last_day, parse_text_option("--reason", reason))
    if body is not None and decided_on is not None:
        decision = parse_decision_options(body, parse_date_option("--decided-on", decided_on), reference)
        edits += add_decision(session.current_view(file).contract, {**decision, "what": "To end the contract early."})
    elif reference is not None:
        raise UsageError("--reference is the number of a decision", hint="add --body and --decided-on")
    edit = FileEdit(file, apply_edits(file.text, edits))
    session.finish_change(edit, [f"Terminated on {long_date(last_day)}."], dry_run=dry_run)
