"""commreg deadlines"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from commreg.cli.options import ListingOptions, listing, listing_command, look_ahead, parse_within
from commreg.cli.session import require_choice


@listing_command()
def deadlines(
    reading: ListingOptions,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead: 90d, 12w, 24m or 2y.")
    ] = "6m",
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only this kind of deadline, for example meeting, or of contract, such as grant.",
        ),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
) -> None:
    """Show every dated obligation in one list: what is overdue, and what falls due.

    \b
    Example:
      commreg deadlines --within 6w --kind extension-notice
    """
    from commreg.listings import deadlines as view
    from commreg.model.vocabularies import DEADLINE, KIND
    from commreg.planning import deadlines as reckoned

    span = parse_within(within)
    for word in kind or ():
        require_choice("kind of deadline or contract", word, (*DEADLINE, *KIND))
    kinds = [word for word in kind or () if word in DEADLINE]
    others = tuple(word for word in kind or () if word not in DEADLINE)
    reading = replace(reading, filters=replace(reading.filters, kind=others))
    register, pinned = reading.open()
    horizon = look_ahead(span, register.as_of)
    records = reading.records(register)
    whole = not reading.filters.any
    found = reckoned.deadlines(records, register.settings, register.as_of, whole=whole)
    picked = view.pick(found, register.as_of, horizon, kinds=kinds, overdue=overdue)
    heading = reading.heading(register)
    if kinds:
        heading += f"{': ' if whole else ', '}kind {' or '.join(kinds)}"
    empty = view.nothing(horizon, kinds=kinds, overdue=overdue)
    reading.write(
        listing(
            "deadlines",
            register,
            heading,
            pinned,
            tables=view.sections(picked, register.as_of, horizon, empty)
            if reading.form in ("text", "markdown")
            else (view.table(picked, register.as_of, empty),),
            notes=view.notes(picked, records, register.as_of, horizon, kinds=kinds, overdue=overdue),
            details={"within": str(span), "until": horizon},
        )
    )
    reading.session.finish(register)
