"""commreg export"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AUDIENCES, ListingOptions, listing_command, warn_withheld
from commreg.cli.output import warn, write
from commreg.export.formats import ExportFormat, ExportOption, export_formats
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.export.request import ExportRequest

FORMATS = export_formats()
_PUBLIC = ", ".join(name for name, export_format in FORMATS.items() if export_format.audience == "public")


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


def _own_values(export_format: ExportFormat, own: dict[str, Any]) -> dict[str, Any]:
    """The values of the options that only some formats have. Raises UsageError for one that this format lacks."""
    chosen = {option.name: own[option.name.replace("-", "_")] for option in _own_options()}
    for option, names in _own_options().items():
        if chosen[option.name] and option not in export_format.options:
            message = f"--{option.name} belongs to export {' and '.join(names)}, and not to {export_format.name}"
            raise UsageError(message, hint="leave it out")
    return chosen


def _write_partition(dataset: Path, request: ExportRequest) -> None:
    """Write the register into a dataset, and say where."""
    from commreg.dataset.partition import write_partition

    partition = write_partition(dataset, request)
    contracts = pluralize(len(request.views), "contract")
    if partition.outcome == "unchanged":
        warn(f"Unchanged: {partition.folder} has these {contracts} already.")
    else:
        warn(f"{partition.outcome.capitalize()}: {partition.folder}, {contracts}.")
    if partition.council.made_from != "gss":
        warn(
            f"The council is known by its {partition.council.made_from}, as {partition.council.key}. A GSS code in "
            "organisation.identifiers of the settings would be better."
        )


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
            help="public leaves out what is withheld or internal. "
            f"[default: public for {_PUBLIC} and --dataset, else internal]",
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
      commreg export parquet --dataset regional/
    """
    from commreg.export.request import ExportRequest
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    export_format = FORMATS[require_choice("export format", format_name, FORMATS)]
    chosen = _own_values(export_format, own)
    dataset = str(chosen.get("dataset") or "")
    audience = require_choice("audience", audience or ("public" if dataset else export_format.audience), AUDIENCES)
    if dataset and (listing_options.filters.any or listing_options.output):
        unfit = "a filter" if listing_options.filters.any else "-o"
        raise UsageError(
            f"{unfit} does not go with --dataset, which takes the whole register and names its own files",
            hint="leave one of them out",
        )
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
    if dataset:
        _write_partition(Path(dataset), request)
    else:
        write(export_format.render(request), listing_options.output)
    for remark in export_format.remarks(request):
        warn(remark)
    warn_withheld(published, request.views)
    listing_options.session.exit_if_incomplete(register)
