"""commreg digest"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import add_duration, parse_date_option, parse_duration_option
from commreg.cli.options import ListingOptions, listing_command
from commreg.cli.output import write


@listing_command("markdown")
def digest(
    options: ListingOptions,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="The date of the last digest. [default: a week before]"),
    ] = None,
    within: Annotated[
        str, typer.Option("--within", metavar="DURATION", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "6w",
) -> None:
    """Write a weekly summary of deadlines by owner.

    Lists windows that have opened, deadlines newly overdue and deadlines due soon. Writes nothing if nothing is due.

    \b
    Example:
      commreg digest --since 2021-12-09 --within 6w
    """
    from commreg.listings.digest import digest as select_deadlines
    from commreg.papers.digest import as_markdown
    from commreg.planning.deadlines import deadlines
    from commreg.wording.verdict import verdict_sentences

    duration = parse_duration_option("--within", within)
    since_day = parse_date_option("--since", since, "2021-12-09") if since is not None else None
    register, _ = options.open()
    if since_day and since_day > register.as_of:
        raise UsageError(
            f"--since {since} is after the as-of day of the digest, {register.as_of.isoformat()}",
            hint="give the date of the last digest",
        )
    contracts = options.select(register)
    all_deadlines = deadlines(contracts, register.settings, register.as_of, is_whole_register=not options.filters.any)
    horizon = add_duration("--within", duration, register.as_of)
    last_digest = since_day or register.as_of - timedelta(days=7)
    heading = options.heading(register)
    selected = select_deadlines(all_deadlines, last_digest, register.as_of, horizon)
    write(as_markdown(selected, heading, verdict_sentences(contracts, register.settings)), options.output)
    options.session.exit_if_incomplete(register)
