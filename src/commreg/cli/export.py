"""commreg export"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from commreg.cli.options import AUDIENCES, Reading, reading, warn_withheld
from commreg.cli.session import choose, write

# Each form with what it is; the module of the same name in commreg.exchange writes it.
FORMS = {
    "csv": "every field, one row a contract",
    "json": "every field, with dates and plan",
    "ics": "a calendar of every deadline",
}
MADE_TO_BE_PUBLISHED = frozenset(("lgtc", "ocds"))


@reading()
def export(
    reading: Reading,
    form: Annotated[
        str, typer.Argument(metavar="FORM", help="; ".join(f"{name}: {what}" for name, what in FORMS.items()) + ".")
    ],
    audience: Annotated[
        str,
        typer.Option(
            "--audience",
            metavar="WHO",
            help="public leaves out what is withheld or internal. [default: public for lgtc and ocds, else internal]",
        ),
    ] = "",
) -> None:
    """Write the register for another program.

    \b
    Examples:
      commreg export csv -o register.csv
      commreg export ics --owner "Head of Service" -o deadlines.ics
    """
    from commreg.audience import publish
    from commreg.exchange import Outgoing
    from commreg.filters import select

    choose("form", form, FORMS)
    audience = audience or ("public" if form in MADE_TO_BE_PUBLISHED else "internal")
    choose("audience", audience, AUDIENCES)
    register, _ = reading.open()
    published = publish(register, "internal" if audience == "internal" else "public")
    outgoing = Outgoing(
        records=select(published.records, reading.filters, register.settings),
        published=published,
        settings=register.settings,
        as_of=register.as_of,
        heading=reading.heading(register),
        options={},
        left_out=len(register.left_out),
    )
    write(import_module(f"commreg.exchange.{form}").render(outgoing), reading.output)
    warn_withheld(published, outgoing.records)
    reading.session.finish(register)
