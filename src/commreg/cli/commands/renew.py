"""commreg renew"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli import options
from commreg.cli.edit_session import (
    DryRun,
    EditSession,
    File,
    Written,
    day_of,
    describe_effects,
    open_edit_session,
    schema_path,
    words_of,
)
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.model.contract import Contract
    from commreg.planning.contract_view import ContractView


def renew(
    ctx: typer.Context,
    contract_id: Annotated[
        str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.complete_ids)
    ],
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="Its first day. [default: the day after the current end]"),
    ] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Its last day, if it is known.")] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help="Its title, if it is a new one.")
    ] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", metavar="NAME", help="Who it is with, if that is known.")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Draft the contract that takes over from one, and link the two. Nothing is overwritten.

    \b
    Examples:
      commreg renew youth-justice-2019
      commreg renew youth-justice-2019 --start 2023-04-01 --title "Youth Justice" --dry-run
    """
    from commreg.edit import draft as drafting
    from commreg.edit.contract_file import apply_edits
    from commreg.register.used_ids import used_ids

    work = open_edit_session(ctx.obj, as_of)
    file = work.file(contract_id)
    record = _record(work, file, contract_id)
    before = record.contract
    given = _given(record, start=start, end=end, title=title, provider=provider)
    given["id"] = drafting.free_id(given["title"] or before.title, given["start"], used_ids(work.config))
    contract = _draft(drafting.successor_values(before, given))
    new_file = work.new_file(contract.id)
    text = drafting.successor_text(contract, before, schema_path(work.config, new_file.path))
    linked = Written(file, apply_edits(file.text, [(("recommissioning", "successor"), contract.id)]))
    draft = Written(new_file, text)
    said = [*drafting.renewed(before, contract), *describe_effects(work, (draft, linked), before.id)]
    work.finish([draft, linked], said, dry_run=dry_run)


def _record(work: EditSession, file: File, contract_id: str) -> ContractView:
    """The contract, sound and with nothing that takes over from it yet."""
    register = work.register(Written(file, file.text), before=True)
    record = work.record(register, contract_id)
    if record is None or register is None:
        raise RegisterError(f"{file.shown} has errors, so its end is not known", hint=f"commreg validate {file.shown}")
    planned = record.contract.recommissioning
    taking_over = [entry.contract.id for entry in register.entries if entry.contract.supersedes == contract_id]
    if after := (planned.successor if planned else None) or next(iter(taking_over), None):
        raise UsageError(f"{after} takes over from {contract_id} already", hint="change that file")
    return record


def _given(record: ContractView, **given: str | None) -> dict[str, Any]:
    from commreg.values.dates import boundary

    days = {name: day_of(f"--{name}", text) for name in ("start", "end") if (text := given[name]) is not None}
    words = {name: words_of(f"--{name}", text) for name in ("title", "provider") if (text := given[name]) is not None}
    if "start" not in days and record.facts.current_end is None:
        hint = "say when the next one starts: --start 2023-04-01"
        raise UsageError(f"{record.contract.id} has no end date, so no start follows from it", hint=hint)
    start = days.get("start") or boundary(record.facts.current_end)  # type: ignore[arg-type]  # seen above
    return {"start": start, "end": days.get("end"), "title": words.get("title"), "provider": words.get("provider")}


def _draft(values: dict[str, Any]) -> Contract:
    from commreg.model.contract import Contract
    from commreg.model.read import read

    contract, faults = read(Contract, values)
    if contract is None:
        raise UsageError(faults[0].message, hint=faults[0].hint)
    return contract
