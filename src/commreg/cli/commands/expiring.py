"""commreg expiring"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.option_values import add_duration, parse_duration_option
from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def expiring(
    options: ListingOptions,
    within: Annotated[
        str, typer.Option("--within", metavar="DURATION", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "24m",
) -> None:
    """List contracts that end soon, the soonest first.

    Shows the ends that extensions can still give. Contracts that have ended with no outcome recorded come first.

    \b
    Example:
      commreg expiring --within 24m
    """
    from commreg.listings import contract_row, expiring

    duration = parse_duration_option("--within", within)
    register, pinned_in = options.open()
    horizon = add_duration("--within", duration, register.as_of)
    contracts = options.select(register)
    picked = expiring.pick(contracts, horizon)
    options.write_listing(
        "expiring",
        register,
        pinned_in,
        tables=(
            expiring.table(picked, register.settings, horizon),
            contract_row.open_ended(contracts, register.settings),
        ),
        notes=expiring.notes(picked, register.as_of, horizon),
        details={"within": str(duration), "until": horizon},
    )
