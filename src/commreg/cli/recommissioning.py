"""commreg recommissioning"""

from __future__ import annotations

from commreg.cli.options import Reading, listing, reading


@reading()
def recommissioning(reading: Reading) -> None:
    """Show which recommissioning windows are open, since when, and what can still be extended.

    \b
    Example:
      commreg recommissioning --statutory
    """
    from commreg.views import recommissioning, rows

    register, pinned = reading.open()
    records = reading.records(register)
    picked = recommissioning.pick(records)
    reading.write(
        listing(
            "recommissioning",
            register,
            reading.heading(register),
            pinned,
            tables=(recommissioning.table(picked, register.settings), rows.open_ended(records, register.settings)),
            notes=recommissioning.notes(picked),
            details={"open": sum(1 for record in picked if record.facts.window_open)},
        )
    )
    reading.session.finish(register)
