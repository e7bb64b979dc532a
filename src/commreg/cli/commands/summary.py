"""commreg summary"""

from __future__ import annotations

from commreg.cli.options import ListingOptions, listing, listing_command


@listing_command()
def summary(reading: ListingOptions) -> None:
    """Show the register in figures: by service area, provider, year of end and route.

    \b
    Example:
      commreg summary --format markdown
    """
    from commreg.listings import summary

    register, pinned = reading.open()
    records = reading.records(register)
    tables = summary.tables(records, register.settings)
    reading.write(
        listing(
            "summary",
            register,
            reading.heading(register),
            pinned,
            tables=(summary.flat(tables),) if reading.form == "csv" else tables,
            notes=summary.notes(records),
        )
    )
    reading.session.finish(register)
