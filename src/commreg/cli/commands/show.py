"""commreg show"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.edit_session import open_edit_session
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf, ContractName, KeepGoing, ListingOptions, Output, Rev, format_option
from commreg.cli.output import write
from commreg.listings.formats import DEFAULT, format_names


def show(
    ctx: typer.Context,
    contract: ContractName,
    plan: Annotated[
        bool, typer.Option("--plan", help="Show the recommissioning plan, with the latest dates of every stage.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Explain how each date was worked out.")] = False,
    path: Annotated[bool, typer.Option("--path", help="Print only the path of its file.")] = False,
    as_of: AsOf = None,
    format_name: format_option(format_names()) = DEFAULT,  # type: ignore[valid-type]  # made by a function
    output: Output = None,
    keep_going: KeepGoing = False,
    rev: Rev = None,
) -> None:
    """Show one contract, with all its dates.

    \b
    Example:
      commreg show youth-justice-2019 --plan
    """
    from commreg.listings import show as listing
    from commreg.register import lookup
    from commreg.register.filters import Filters

    if path:
        write(f"{open_edit_session(ctx.obj, as_of).file(contract).path}\n", output)
        return
    require_choice("format", format_name, format_names())
    options = ListingOptions(
        session=ctx.obj,
        as_of=as_of,
        format_name=format_name,
        output=output,
        keep_going=keep_going,
        filters=Filters(),
        rev=rev,
    )
    register, pinned_in = options.open()
    views = {view.contract.id: view for view in options.select(register)}
    names = (lookup.name_of(view.contract) for view in views.values())
    view, settings = views[lookup.find_id(contract, names)], register.settings
    options.write_listing(
        "show",
        register,
        pinned_in,
        tables=listing.tables(view, settings, explain=explain, plan=plan),
        data_tables=listing.data(view, settings),
        details={"recorded": listing.recorded(view)},
    )
