"""commreg export"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.options import AUDIENCES, ListingOptions, listing_command, warn_withheld
from commreg.cli.session import require_choice, warn, write

# Each form with what it is; _MODULES says which module writes it.
FORMS = {
    "csv": "every field, one row a contract",
    "json": "every field, with dates and plan",
    "xlsx": "a workbook of contracts, extensions and deadlines",
    "sqlite": "a database that Datasette opens",
    "parquet": "one typed table, to query many councils together",
    "ics": "a calendar of every deadline",
    "lgtc": "the contracts file of the Transparency Code",
    "ocds": "an Open Contracting release package",
}
# The options that one form alone has.
OWN_OPTIONS = {"quarter": "lgtc", "iso-dates": "lgtc", "field-names": "lgtc", "uri": "ocds"}
_MODULES = {
    "csv": "commreg.export.csv",
    "json": "commreg.export.json",
    "xlsx": "commreg.export.xlsx.workbook",
    "sqlite": "commreg.export.sqlite.database",
    "parquet": "commreg.export.parquet",
    "ics": "commreg.export.ics",
    "lgtc": "commreg.export.transparency_code.file",
    "ocds": "commreg.export.ocds.package",
}
MADE_TO_BE_PUBLISHED = frozenset(("lgtc", "ocds"))


@listing_command()
def export(
    reading: ListingOptions,
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
    quarter: Annotated[
        str,
        typer.Option(
            "--quarter",
            metavar="QUARTER",
            help="lgtc: only contracts in force then. 2021-Q3 is July to September 2021; 2021/22-Q3 is the third "
            "quarter of the council's year.",
        ),
    ] = "",
    iso_dates: Annotated[
        bool, typer.Option("--iso-dates", help="lgtc: dates as 2022-03-31, in place of 31/03/2022.")
    ] = False,
    field_names: Annotated[
        bool,
        typer.Option("--field-names", help="lgtc: the columns and words of the machine-readable schema."),
    ] = False,
    uri: Annotated[str, typer.Option("--uri", metavar="ADDRESS", help="ocds: where the file will be published.")] = "",
) -> None:
    """Write the register for another program.

    \b
    Examples:
      commreg export csv -o register.csv
      commreg export ics --owner "Head of Service" -o deadlines.ics
      commreg export lgtc --quarter 2021-Q3 -o contracts.csv
    """
    from commreg.export.request import ExportRequest
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    require_choice("export format", form, FORMS)
    audience = audience or ("public" if form in MADE_TO_BE_PUBLISHED else "internal")
    require_choice("audience", audience, AUDIENCES)
    given: dict[str, str | bool] = {
        "quarter": quarter, "iso-dates": iso_dates, "field-names": field_names, "uri": uri
    }  # fmt: skip
    for name, own in OWN_OPTIONS.items():
        if given[name] and form != own:
            raise UsageError(f"--{name} belongs to export {own}, and not to {form}", hint="leave it out")
    register, _ = reading.open()
    published = redact_for(register, "internal" if audience == "internal" else "public")
    outgoing = ExportRequest(
        records=select(published.records, reading.filters, register.settings),
        published=published,
        settings=register.settings,
        as_of=register.as_of,
        heading=reading.heading(register, stood=False),  # a return made again has the same bytes
        options=given,
        left_out=len(register.excluded_files),
    )
    module = import_module(_MODULES[form])
    write(module.render(outgoing), reading.output)
    for remark in module.remarks(outgoing) if hasattr(module, "remarks") else ():
        warn(remark)
    warn_withheld(published, outgoing.records)
    reading.session.finish(register)
