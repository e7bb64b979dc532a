"""commreg digest"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.options import ListingOptions, listing_command, look_ahead, parse_within
from commreg.cli.session import write


@listing_command("markdown")
def digest(
    reading: ListingOptions,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="The day of the last digest. [default: a week before]"),
    ] = None,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "6w",
) -> None:
    """Write what a weekly job posts: newly open, newly late, due soon, by owner. Nothing, if there is nothing.

    \b
    Example:
      commreg digest --since 2021-12-09 --within 6w
    """
    from datetime import timedelta

    from commreg.listings import digest as view
    from commreg.planning.deadlines import deadlines
    from commreg.values.dates import parse_day

    span = parse_within(within)
    try:
        first = parse_day(since.strip()) if since is not None else None
    except ValueError as reason:
        raise UsageError(f"--since {since} {reason}", hint="write it as 2021-12-09") from None
    register, _ = reading.open()
    if first and first > register.as_of:
        raise UsageError(
            f"--since {since} is after the day the digest is for, {register.as_of.isoformat()}",
            hint="name the day of the last digest",
        )
    records, whole = reading.records(register), not reading.filters.any
    found = deadlines(records, register.settings, register.as_of, whole=whole)
    horizon = look_ahead(span, register.as_of)
    last = first or register.as_of - timedelta(days=7)
    write(view.render(found, reading.heading(register), last, register.as_of, horizon), reading.output)
    reading.session.finish(register)
