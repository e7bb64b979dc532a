"""commreg export"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AUDIENCES, ListingOptions, listing_command, warn_withheld
from commreg.cli.output import warn, write
from commreg.export.formats import ExportFormat, ExportOption, export_formats

FORMATS = export_formats()
_PUBLIC = " and ".join(name for name, export_format in FORMATS.items() if export_format.audience == "public")


def complete_format_names(incomplete: str) -> Iterator[str]:
    """The names of the formats, for completion."""
    return (name for name in FORMATS if name.startswith(incomplete))


def _own_options() -> dict[ExportOption, list[str]]:
    """The options that only some formats have, with the names of those formats."""
    options: dict[ExportOption, list[str]] = {}
    for export_format in FORMATS.values():
        for option in export_format.options:
            options.setdefault(option, []).append(export_format.name)
    return options


def _with_own_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command a parameter for each option that a format declares, in place of `own`."""
    signature = inspect.signature(command, eval_str=True)
    parameters = [parameter for name, parameter in signature.parameters.items() if name != "own"]
    for option, names in _own_options().items():
        info: Any = typer.Option(
            f"--{option.name}", metavar=option.metavar or None, help=f"{', '.join(names)}: {option.help}"
        )
        annotation: Any = Annotated[str, info] if option.metavar else Annotated[bool, info]
        name = option.name.replace("-", "_")
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=annotation)
        )
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
    return command


def _describe(formats: Iterable[ExportFormat]) -> str:
    return "; ".join(f"{export_format.name}: {export_format.description}" for export_format in formats) + "."


@listing_command()
@_with_own_options
def export(
    listing_options: ListingOptions,
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help=_describe(FORMATS.values()), autocompletion=complete_format_names)
    ],
    audience: Annotated[
        str,
        typer.Option(
            "--audience",
            metavar="WHO",
            help=f"public leaves out what is withheld or internal. [default: public for {_PUBLIC}, else internal]",
        ),
    ] = "",
    **own: Any,
) -> None:
    """Write the register for another program.

    \b
    Examples:
      commreg export csv -o register.csv
      commreg export ics --owner "Head of Service" -o deadlines.ics
      commreg export transparency-code --quarter 2021-Q3 -o contracts.csv
    """
    from commreg.export.request import ExportRequest
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    export_format = FORMATS[require_choice("export format", format_name, FORMATS)]
    audience = require_choice("audience", audience or export_format.audience, AUDIENCES)
    chosen = {option.name: own[option.name.replace("-", "_")] for option in _own_options()}
    for option, names in _own_options().items():
        if chosen[option.name] and option not in export_format.options:
            message = f"--{option.name} belongs to export {' and '.join(names)}, and not to {export_format.name}"
            raise UsageError(message, hint="leave it out")
    register, _ = listing_options.open()
    published = redact_for(register, "internal" if audience == "internal" else "public")
    request = ExportRequest(
        views=select(published.views, listing_options.filters, register.settings),
        published=published,
        settings=register.settings,
        as_of=register.as_of,
        heading=listing_options.heading(register, with_revision=False),  # a return made again has the same bytes
        options=chosen,
        files_with_errors=len(register.excluded_files),
    )
    write(export_format.render(request), listing_options.output)
    for remark in export_format.remarks(request):
        warn(remark)
    warn_withheld(published, request.views)
    listing_options.session.exit_if_incomplete(register)
