"""commreg export"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import Reading, reading
from commreg.cli.session import choose, write

FORMS = ("ics",)
AUDIENCES = ("public", "internal")


@reading()
def export(
    reading: Reading,
    form: Annotated[str, typer.Argument(metavar="FORM", help=f"One of: {', '.join(FORMS)}.")],
    audience: Annotated[
        str,
        typer.Option("--audience", metavar="WHO", help="internal, or public without what is withheld or internal."),
    ] = "internal",
) -> None:
    """Write the register for another program: ics is a calendar of every deadline to come or overdue.

    \b
    Example:
      commreg export ics --owner "Head of Service" -o deadlines.ics
    """
    choose("form", form, FORMS)
    choose("audience", audience, AUDIENCES)
    register, _ = reading.open()
    from commreg.deadlines import deadlines
    from commreg.exchange import ics

    records = reading.records(register, "internal" if audience == "internal" else "public")
    found = deadlines(records, register.settings, register.as_of)
    wanted = [one for one in found if one.day >= register.as_of or one.overdue(register.as_of)]
    name = f"{reading.heading(register)}: deadlines"
    write(ics.render(wanted, name, register.settings.organisation.name, register.as_of), reading.output)
    reading.session.finish(register)
