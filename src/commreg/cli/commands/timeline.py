"""commreg timeline"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.option_values import add_duration, parse_duration_option, require_choice
from commreg.cli.options import ListingOptions, listing_command


@listing_command()
def timeline(
    options: ListingOptions,
    within: Annotated[
        str, typer.Option("--within", metavar="DURATION", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "36m",
    by: Annotated[str, typer.Option("--by", metavar="ORDER", help="Order: end, area, provider or verdict.")] = "end",
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Draw with plain characters only.")] = False,
) -> None:
    """Draw terms, extensions and gaps, one line a contract.

    The verdict is beside it in a window of 120 columns or more.

    \b
    Example:
      commreg timeline --within 24m --by verdict
    """
    from commreg.listings import expiring, timeline

    require_choice("order", by, timeline.GROUPS)
    duration = parse_duration_option("--within", within)
    register, pinned_in = options.open()
    settings, as_of = register.settings, register.as_of
    horizon = add_duration("--within", duration, as_of)
    characters = timeline.ASCII if ascii_only else timeline.BLOCKS
    views = options.select(register)
    picked = expiring.pick(views, horizon)
    options.write_listing(
        "timeline",
        register,
        pinned_in,
        tables=(timeline.table(picked, settings, as_of, horizon, by, characters),),
        data_tables=(timeline.table(picked, settings, as_of, horizon, "end", characters),),
        notes=timeline.notes(picked, views, settings, horizon, characters),
        details={"within": str(duration), "until": horizon},
    )
