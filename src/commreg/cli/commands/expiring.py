"""commreg expiring"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import ListingOptions, listing, listing_command, look_ahead, parse_within


@listing_command()
def expiring(
    reading: ListingOptions,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "24m",
) -> None:
    """Show what ends soon, soonest first, and what can still be extended.

    \b
    Example:
      commreg expiring --within 24m
    """
    from commreg.listings import contract_row, expiring

    span = parse_within(within)
    register, pinned = reading.open()
    horizon = look_ahead(span, register.as_of)
    records = reading.records(register)
    picked = expiring.pick(records, horizon)
    reading.write(
        listing(
            "expiring",
            register,
            reading.heading(register),
            pinned,
            tables=(
                expiring.table(picked, register.settings, horizon),
                contract_row.open_ended(records, register.settings),
            ),
            notes=expiring.notes(picked, register.as_of, horizon),
            details={"within": str(span), "until": horizon},
        )
    )
    reading.session.finish(register)
