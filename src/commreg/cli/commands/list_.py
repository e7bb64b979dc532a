"""commreg list"""

from __future__ import annotations

from commreg.cli.options import ListingOptions, listing, listing_command


@listing_command()
def list_contracts(reading: ListingOptions) -> None:
    """Show the register as a table.

    \b
    Example:
      commreg list --service-area early-help-send --format csv
    """
    from commreg.listings import contracts

    register, pinned = reading.open()
    records = reading.records(register)
    reading.write(
        listing(
            "list",
            register,
            reading.heading(register),
            pinned,
            tables=(contracts.table(records, register.settings),),
            notes=contracts.notes(records),
        )
    )
    reading.session.finish(register)
