"""commreg join"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.option_values import parse_date_option, require_choice
from commreg.cli.options import AUDIENCES, format_option, write_in_format
from commreg.cli.output import warn
from commreg.listings.formats import DEFAULT, format_names
from commreg.listings.table import Listing
from commreg.values.dates import today_in_london
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.register.redact import Audience


def join(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="REGISTER...", help="Folders of registers, and addresses of git repositories."),
    ],
    dataset: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The dataset to write into.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Use this date for all. [default: that of each register's settings, or today]",
        ),
    ] = None,
    audience: Annotated[
        str, typer.Option("--audience", metavar="WHO", help="public leaves out what is withheld or internal.")
    ] = "public",
    format_name: format_option(format_names()) = DEFAULT,  # type: ignore[valid-type]  # made by a function
) -> None:
    """Put the registers of several councils into one dataset.

    Each register is read at its own as-of date. One that cannot be read is reported, and the others are written.

    \b
    Examples:
      commreg join rutland/ merrowdale/ -o regional/
      commreg join https://git.example.gov.uk/council/register.git rutland/ -o regional/
    """
    from commreg.dataset.join import JoinedRegister, UnreadableRegister, join_registers
    from commreg.dataset.join_table import join_table, reason

    require_choice("format", format_name, format_names())
    require_choice("audience", audience, AUDIENCES)
    day = parse_date_option("--as-of", as_of) if as_of is not None else None
    today = today_in_london()
    who: Audience = "internal" if audience == "internal" else "public"
    registers = list(join_registers(sources, dataset, who, day, today))
    joined = [register for register in registers if isinstance(register, JoinedRegister)]
    listing = Listing(
        name="join",
        heading=f"Registers in the dataset {dataset}",
        as_of=max((register.as_of for register in joined), default=day or today),
        pinned_in=None,
        tables=(join_table(registers),),
    )
    write_in_format(listing, format_name, None)
    for register in registers:
        if isinstance(register, UnreadableRegister):
            warn(reason(register))
    files = sum(register.left_out["files_with_errors"] for register in joined)
    if files:
        warn(f"Not included: {pluralize(files, 'file')} with errors. In its own folder, commreg validate lists them.")
    if files or len(joined) < len(registers):
        raise typer.Exit(1)
