"""commreg extend"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli import options
from commreg.cli.edit_session import DryRun, Written, day_of, describe_effects, open_edit_session, words_of
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf
from commreg.diagnostics.errors import RegisterError


def extend(
    ctx: typer.Context,
    contract_id: Annotated[
        str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.complete_ids)
    ],
    body: Annotated[str, typer.Option("--body", metavar="WHO", help="Who decided: Cabinet, or a post.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the decision.")],
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="NUMBER", help="The report or minute number.")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Use the next extension that a contract has left, with the decision; show the new end and what it moves.

    \b
    Examples:
      commreg extend youth-justice-2019 --body Cabinet --on 2021-12-14 --reference 187/2021
      commreg extend youth-justice-2019 --body Cabinet --on 2021-12-14 --dry-run
    """
    from commreg.edit import extend as extension
    from commreg.edit.contract_file import apply_edits

    decided = day_of("--on", on)
    decision: dict[str, object] = {"body": words_of("--body", body), "on": decided}
    if reference is not None:
        decision["reference"] = words_of("--reference", reference)
    work = open_edit_session(ctx.obj, as_of)
    file = work.file(contract_id)
    record = work.record(work.register(Written(file, file.text), before=True), contract_id)
    if record is None:
        raise RegisterError(f"{file.shown} has errors, so its end is not known", hint=f"commreg validate {file.shown}")
    option = record.facts.next_option
    if option is None:
        message, hint = extension.none_left(record.contract)
        raise UsageError(f"{contract_id} {message}", hint=hint)
    written = Written(file, apply_edits(file.text, extension.exercised(option, decision)))
    said = extension.told(option, decided)
    work.finish([written], [*said, *describe_effects(work, [written], contract_id)], dry_run=dry_run)
