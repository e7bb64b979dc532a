"""commreg summary"""

from __future__ import annotations

from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def summary(options: ListingOptions) -> None:
    """Count contracts by area, provider and year of expiry.

    Also by procurement route and type of provider, with the contract values that can be added up.

    \b
    Example:
      commreg summary --format markdown
    """
    from commreg.listings import summary

    register, pinned_in = options.open()
    contracts = options.select(register)
    tables = summary.tables(contracts, register.settings)
    options.write_listing(
        "summary",
        register,
        pinned_in,
        tables=tables,
        single_table=summary.flat(tables),
        notes=summary.notes(contracts),
    )
