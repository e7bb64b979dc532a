"""commreg show"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli import options
from commreg.cli.options import AsOf, KeepGoing, ListingOptions, Output, Rev, listing
from commreg.cli.session import require_choice
from commreg.listings.formats import FORMATS


def show(
    ctx: typer.Context,
    contract_id: Annotated[str, typer.Argument(metavar="ID", help="The contract's id.", autocompletion=options.ids)],
    plan: Annotated[
        bool, typer.Option("--plan", help="Show the recommissioning plan: every stage worked back.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each date was reckoned.")] = False,
    as_of: AsOf = None,
    form: options.form_option(FORMATS) = "text",  # type: ignore[valid-type]  # an annotation made by a function
    output: Output = None,
    keep_going: KeepGoing = False,
    rev: Rev = None,
) -> None:
    """Show one contract, with every date that follows from it.

    \b
    Example:
      commreg show youth-justice-2019 --plan
    """
    from commreg.diagnostics.errors import RegisterError
    from commreg.listings import show as view
    from commreg.model.vocabularies import did_you_mean
    from commreg.register.filters import Filters

    require_choice("format", form, FORMATS)
    reading = ListingOptions(ctx.obj, as_of, form, output, keep_going, Filters(), rev)
    register, pinned = reading.open()
    records = {record.contract.id: record for record in reading.records(register)}
    if contract_id not in records:
        near = did_you_mean(contract_id, records)
        hint = f"did you mean {near}?" if near else "commreg list shows them all"
        raise RegisterError(f"the register has no contract “{contract_id}”", hint=hint)
    record, settings = records[contract_id], register.settings
    for_programs = form in ("json", "csv")
    reading.write(
        listing(
            "show",
            register,
            reading.heading(register),
            pinned,
            tables=view.data(record, settings)
            if for_programs
            else view.tables(record, settings, sums=explain, plan=plan),
            details={"recorded": view.recorded(record)} if form == "json" else {},
        )
    )
    reading.session.finish(register)
