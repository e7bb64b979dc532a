"""commreg deadlines"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from commreg.cli.option_values import add_duration, parse_duration_option, require_choice
from commreg.cli.options import ListingOptions, listing_command
from commreg.model.vocabularies import DEADLINE, KIND


@listing_command()
def deadlines(
    options: ListingOptions,
    within: Annotated[
        str, typer.Option("--within", metavar="DURATION", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "6m",
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only this kind of deadline, for example meeting, or of contract, for example grant.",
        ),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only overdue deadlines.")] = False,
) -> None:
    """List all deadlines: those overdue, then those to come.

    \b
    Example:
      commreg deadlines --within 6w --kind extension-notice
    """
    from commreg.listings import deadlines as listing
    from commreg.planning.deadlines import deadlines

    duration = parse_duration_option("--within", within)
    for word in kind or ():
        require_choice("kind of deadline or contract", word, (*DEADLINE, *KIND))
    kinds = [word for word in kind or () if word in DEADLINE]
    contract_kinds = tuple(word for word in kind or () if word not in DEADLINE)
    options = replace(options, filters=replace(options.filters, kind=contract_kinds))
    register, pinned_in = options.open()
    horizon = add_duration("--within", duration, register.as_of)
    contracts = options.select(register)
    is_unfiltered = not options.filters.any
    all_deadlines = deadlines(contracts, register.settings, register.as_of, is_whole_register=is_unfiltered)
    picked = listing.pick(all_deadlines, register.as_of, horizon, kinds=kinds, overdue=overdue)
    heading = options.heading(register)
    if kinds:
        heading += f"{': ' if is_unfiltered else ', '}kind {' or '.join(kinds)}"
    empty = listing.nothing(horizon, kinds=kinds, overdue=overdue)
    options.write_listing(
        "deadlines",
        register,
        pinned_in,
        heading=heading,
        tables=listing.sections(picked, register.as_of, horizon, empty),
        data_tables=(listing.table(picked, register.as_of, empty),),
        notes=listing.notes(picked, contracts, register.as_of, horizon, kinds=kinds, overdue=overdue),
        details={"within": str(duration), "until": horizon},
    )
