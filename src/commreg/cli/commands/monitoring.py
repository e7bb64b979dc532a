"""commreg monitoring"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def monitoring(
    options: ListingOptions,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only contracts with a review meeting overdue.")] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Only contracts with no monitoring or no value for money recorded.")
    ] = False,
) -> None:
    """List review meetings due and overdue, and ratings.

    Also what is not recorded about monitoring and value for money.

    \b
    Example:
      commreg monitoring --overdue
    """
    from commreg.listings import monitoring, monitoring_notes

    register, pinned_in = options.open()
    current = monitoring.pick(options.select(register), register.settings)
    picked = [status for status in current if (status.overdue_days or not overdue) and (status.gaps or not gaps)]
    empty = monitoring.empty(current, overdue=overdue, gaps=gaps)
    options.write_listing(
        "monitoring",
        register,
        pinned_in,
        tables=(
            monitoring.table(picked, register.settings, empty),
            monitoring.kpis(picked),
            monitoring.inspection(picked),
        ),
        notes=monitoring_notes.notes(current, len(picked), register.as_of, register.settings.policy),
        details={"overdue_only": overdue, "gaps_only": gaps, **monitoring_notes.counts(current)},
    )
