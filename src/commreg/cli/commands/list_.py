"""commreg list"""

from __future__ import annotations

from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def list_contracts(options: ListingOptions) -> None:
    """List the contracts of the register.

    \b
    Example:
      commreg list --service-area early-help-send --format csv
    """
    from commreg.listings import contracts as listing

    register, pinned_in = options.open()
    contracts = options.select(register)
    options.write_listing(
        "list",
        register,
        pinned_in,
        tables=(listing.table(contracts, register.settings),),
        notes=listing.notes(contracts),
    )
