"""commreg expiring"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import Reading, listing, reading


@reading()
def expiring(
    reading: Reading,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "24m",
) -> None:
    """Show what ends soon, soonest first, and what can still be extended.

    \b
    Example:
      commreg expiring --within 24m
    """
    from commreg.dates import parse_span
    from commreg.errors import UsageError
    from commreg.views import expiring, rows

    try:
        span = parse_span(within)
    except ValueError as reason:
        raise UsageError(f"--within: {reason}") from None
    register, pinned = reading.open()
    try:
        horizon = span.after(register.as_of)
    except OverflowError:
        raise UsageError(f"--within {within} reaches past the end of the calendar") from None
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
                rows.open_ended(records, register.settings),
            ),
            notes=expiring.notes(picked, register.as_of, horizon),
            details={"within": str(span), "until": horizon},
        )
    )
    reading.session.finish(register)
