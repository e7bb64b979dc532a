"""commreg recommissioning"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.options import ListingOptions, listing, listing_command, look_ahead, parse_within
from commreg.cli.session import require_choice


@listing_command()
def recommissioning(
    reading: ListingOptions,
    opens_within: Annotated[
        str | None,
        typer.Option("--opens-within", metavar="SPAN", help="Only windows open by then: 6m is six months ahead."),
    ] = None,
    stage: Annotated[
        list[str] | None, typer.Option("--stage", metavar="STAGE", help="Only contracts at this stage: review, need …")
    ] = None,
    group_by: Annotated[
        str, typer.Option("--group-by", metavar="WHAT", help="A table for each: service-area or owner.")
    ] = "",
) -> None:
    """Show what to recommission, most urgent first: how far behind it is, and what to do next.

    \b
    Example:
      commreg recommissioning --opens-within 6m --group-by service-area
    """
    from commreg.listings import contract_row, recommissioning

    if group_by:
        require_choice("group-by", group_by, recommissioning.GROUPS)
    stages = [_stage(name) for name in stage or ()]
    span = parse_within(opens_within, "--opens-within") if opens_within else None
    register, pinned = reading.open()
    settings = register.settings
    records = reading.records(register)
    opens_by = look_ahead(span, register.as_of, "--opens-within") if span else None
    picked = recommissioning.pick(records, settings, opens_by=opens_by, stages=stages)
    empty = recommissioning.nothing(opens_by if records else None, stages)
    whole = (recommissioning.table(picked, settings, empty),)
    for_people = reading.form in ("text", "markdown")
    reading.write(
        listing(
            "recommissioning",
            register,
            reading.heading(register),
            pinned,
            tables=(
                *(recommissioning.grouped(picked, settings, group_by, empty) if group_by and for_people else whole),
                contract_row.open_ended([] if stages else records, settings),
            ),
            notes=recommissioning.notes(picked, settings),
            details={"open": sum(1 for record in picked if record.facts.window_open)},
        )
    )
    reading.session.finish(register)


def _stage(name: str) -> str:
    from commreg.model.vocabularies import STAGE, did_you_mean

    if name in STAGE:
        return name
    near = did_you_mean(name, STAGE)
    hint = f"did you mean {near}?" if near else f"write one of: {', '.join(STAGE)}"
    raise UsageError(f"--stage {name} is not a stage", hint=hint)
