"""commreg recommissioning"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.option_values import add_duration, complete_from, parse_duration_option, require_choice
from commreg.cli.options import ListingOptions, listing_command
from commreg.model.vocabularies import STAGE


@listing_command()
def recommissioning(
    options: ListingOptions,
    opens_within: Annotated[
        str | None,
        typer.Option(
            "--opens-within",
            metavar="DURATION",
            help="Only contracts whose recommissioning window opens within this time, for example 6m.",
        ),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            "--stage",
            metavar="STAGE",
            help="Only contracts at this stage, for example review.",
            autocompletion=complete_from(STAGE),
        ),
    ] = None,
    group_by: Annotated[
        str, typer.Option("--group-by", metavar="FIELD", help="Group by verdict, service-area or owner.")
    ] = "verdict",
) -> None:
    """List contracts to recommission, most urgent first.

    Shows what to decide, by when, and what happens otherwise.

    \b
    Example:
      commreg recommissioning --opens-within 6m --group-by service-area
    """
    from commreg.listings import contract_row, recommissioning

    require_choice("group", group_by, recommissioning.GROUPS)
    stages = [require_choice("stage", name, STAGE) for name in stage or ()]
    duration = parse_duration_option("--opens-within", opens_within) if opens_within else None
    register, pinned_in = options.open()
    settings = register.settings
    contracts = options.select(register)
    opens_by = add_duration("--opens-within", duration, register.as_of) if duration else None
    picked = recommissioning.pick(contracts, settings, opens_by=opens_by, stages=stages)
    empty = recommissioning.nothing(opens_by if contracts else None, stages)
    open_ended = contract_row.open_ended([] if stages else contracts, settings)
    options.write_listing(
        "recommissioning",
        register,
        pinned_in,
        tables=(recommissioning.table(picked, settings, group_by, empty), open_ended),
        data_tables=(recommissioning.table(picked, settings, empty=empty), open_ended),
        notes=recommissioning.notes(picked, settings),
        details={"open": sum(1 for contract in picked if contract.facts.window_open)},
    )
