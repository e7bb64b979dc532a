"""commreg monitoring"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import ListingOptions, listing, listing_command


@listing_command()
def monitoring(
    reading: ListingOptions,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only contracts with a review meeting overdue.")] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Only contracts with no oversight or no value for money recorded.")
    ] = False,
) -> None:
    """Show which review meetings are overdue and due, how contracts are rated, and what is not recorded.

    \b
    Example:
      commreg monitoring --overdue
    """
    from commreg.listings import monitoring, monitoring_notes

    register, pinned = reading.open()
    current = monitoring.pick(reading.records(register), register.settings)
    picked = [each for each in current if (each.overdue_days or not overdue) and (each.gaps or not gaps)]
    empty = monitoring.empty(current, overdue=overdue, gaps=gaps)
    reading.write(
        listing(
            "monitoring",
            register,
            reading.heading(register),
            pinned,
            tables=(
                monitoring.table(picked, register.settings, empty),
                monitoring.kpis(picked),
                monitoring.inspection(picked),
            ),
            notes=monitoring_notes.notes(current, len(picked), register.as_of, register.settings.policy),
            details={"overdue_only": overdue, "gaps_only": gaps, **monitoring_notes.counts(current)},
        )
    )
    reading.session.finish(register)
