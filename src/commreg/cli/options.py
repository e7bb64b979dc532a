"""Options that several commands share, declared once.

`listing_command` gives a command the options of every listing (as-of day, format, output, filters); the command gets
their values as one `ListingOptions`.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.option_values import complete_from, require_choice
from commreg.cli.output import print_lines, terminal_width, warn, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import CommregError
from commreg.listings.formats import Format, format_names, get_format, iter_formats
from commreg.listings.table import Listing
from commreg.model.vocabularies import KIND
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.planning.contract_view import ContractView
    from commreg.register.filters import Filters
    from commreg.register.load import Register
    from commreg.register.redact import Audience, RedactedRegister

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Use this date instead of today, for example 2021-12-16."),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE.")]
Rev = Annotated[
    str | None,
    typer.Option("--rev", metavar="REV", help="Read the register as it was at a commit, branch, tag or date."),
]
Reference = Annotated[
    str | None, typer.Option("--reference", metavar="NUMBER", help="Report or minute number of the decision.")
]
AUDIENCES = ("public", "internal")
KeepGoing = Annotated[
    bool,
    typer.Option("--keep-going", help="Show contracts without errors, even if others have errors (exit code still 1)."),
]


def complete_ids(incomplete: str) -> Iterator[str]:
    """Contract ids, for completion: the names of the files, which are not read."""
    from commreg.register.discovery import discover_files

    try:
        config = Session().config()
    except CommregError:
        return iter(())
    ids = sorted(file.path.stem for file in discover_files(config, (), ()))
    return (contract_id for contract_id in ids if contract_id.startswith(incomplete))


ContractName = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="The contract: its id, its reference, or part of its title.", autocompletion=complete_ids
    ),
]


@dataclass(frozen=True, slots=True)
class Selection:
    """The values of the filters, for a command that changes the contracts that pass them."""

    session: Session
    filters: Filters


@dataclass(frozen=True, kw_only=True)
class ListingOptions:
    """The values of the options that every listing has, and the steps that every listing takes with them."""

    session: Session
    as_of: str | None
    format_name: str
    output: Path | None
    keep_going: bool = False
    filters: Filters
    rev: str | None = None

    def open(self) -> tuple[Register, str | None]:
        """The register, and the settings file that fixes its as-of day if one does. Exits 1 if it has errors."""
        config, files, revision_day = self.session.config(), None, None
        if self.rev is not None:
            config, files, revision_day = self.session.open_revision(config, self.rev)
        day, pinned_in = self.session.as_of(config, self.as_of, revision_day)
        register = self.session.load(config, day, files=files)
        self.session.stop_on_errors(register, pinned_in, keep_going=self.keep_going)
        return register, pinned_in

    def select(self, register: Register, audience: Audience = "internal") -> tuple[ContractView, ...]:
        """The contracts that pass the filters, as the audience may see them."""
        from commreg.register.filters import select
        from commreg.register.redact import redact_for

        return select(redact_for(register, audience).views, self.filters, register.settings)

    def heading(self, register: Register, *, with_revision: bool = True) -> str:
        """The council, the revision that the register is read at, and the filters."""
        heading = register.settings.organisation.heading
        if with_revision and self.session.revision_label:
            heading = f"{heading}, as it was at {self.session.revision_label}"
        return f"{heading}: {self.filters.describe()}" if self.filters.any else heading

    def write_listing(
        self, name: str, register: Register, pinned_in: str | None, *, heading: str = "", **parts: Any
    ) -> None:
        """Write a listing of the register, and exit 1 if files with errors are missing from it."""
        parts["details"] = {"files_with_errors": len(register.excluded_files), **parts.get("details", {})}
        if register.excluded_files:
            files = pluralize(len(register.excluded_files), "file")
            missing = f"Not included: {files} with errors ({register.excluded_names()})."
            parts["notes"] = (*parts.get("notes", ()), missing)
        heading = heading or self.heading(register)
        self.write(Listing(name=name, heading=heading, as_of=register.as_of, pinned_in=pinned_in, **parts))
        self.session.exit_if_incomplete(register)

    def write(self, listing: Listing) -> None:
        """Write a listing in the format asked for, fitted to the terminal if it goes to one."""
        write_in_format(listing, self.format_name, self.output)


def write_in_format(listing: Listing, format_name: str, output: Path | None) -> None:
    """Write a listing in a format, fitted to the terminal if it goes to one."""
    output_format = get_format(format_name)
    if output_format.lines and output is None and sys.stdout.isatty():
        print_lines(output_format.lines(listing, terminal_width(sys.stdout)), sys.stdout)
        return
    if omitted := output_format.omitted_tables(listing):
        counts = ", ".join(table.count_rows() for table in omitted)
        warn(f"Not in --format {output_format.name}: {counts}. Use {_formats_with_all_tables()}.")
    write(output_format.render_listing(listing), output)


def _formats_with_all_tables() -> str:
    """The data formats that hold every table of a listing, as options."""
    formats: list[Format] = [f for f in iter_formats() if f.holds_several_tables and not f.for_people]
    return " or ".join(f"--format {output_format.name}" for output_format in formats)


def format_option(names: Sequence[str]) -> Any:
    """The option --format of a command that has these formats."""
    return Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help=f"One of: {', '.join(names)}.", autocompletion=complete_from(names)
        ),
    ]


_SHARED: dict[str, tuple[Any, Any]] = {
    "as_of": (AsOf, None),
    "output": (Output, None),
    "keep_going": (KeepGoing, False),
    "rev": (Rev, None),
}
_FILTERS: dict[str, tuple[Any, Any]] = {
    "service_area": (
        Annotated[
            list[str] | None,
            typer.Option("--service-area", metavar="AREA", help="Only this service area (id or name)."),
        ],
        None,
    ),
    "provider": (
        Annotated[list[str] | None, typer.Option("--provider", metavar="NAME", help="Only this provider.")],
        None,
    ),
    "owner": (
        Annotated[list[str] | None, typer.Option("--owner", metavar="POST", help="Only contracts owned by this post.")],
        None,
    ),
    "kind": (
        Annotated[
            list[str] | None,
            typer.Option(
                "--kind",
                metavar="KIND",
                help="Only this kind of contract, for example grant.",
                autocompletion=complete_from(KIND),
            ),
        ],
        None,
    ),
    "tag": (
        Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Only contracts with this tag.")],
        None,
    ),
    "statutory": (
        Annotated[
            bool | None, typer.Option("--statutory/--not-statutory", help="Only statutory services, or only others.")
        ],
        None,
    ),
    "search": (
        Annotated[str, typer.Option("--search", metavar="WORDS", help="Only contracts that contain all these words.")],
        "",
    ),
}


def warn_withheld(published: RedactedRegister, views: Sequence[ContractView]) -> None:
    """Say on stderr how much a public output leaves out; nothing if nothing is withheld."""
    ids = {view.contract.id for view in views}
    withheld = [field for contract_id, field in published.withheld_fields if contract_id in ids]
    if withheld or published.withheld_entries:
        fields = pluralize(len(withheld), "field")
        entries = pluralize(len(published.withheld_entries), "whole entry", "whole entries")
        warn(f"Withheld from this public output: {fields}, {entries}. --audience internal shows them.")


def listing_command(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Turn a function of `ListingOptions` and its own options into a command with the options of every listing too.

    The formats are those of listings, with "text" as the default; `names` gives a command other formats and no
    default.
    """
    choices = names or format_names()
    options = {"format_name": (format_option(choices), "" if names else choices[0]), **_SHARED, **_FILTERS}

    def listing_options(ctx: typer.Context, shared: dict[str, Any]) -> ListingOptions:
        if shared.setdefault("format_name", ""):
            require_choice("format", shared["format_name"], names or format_names())
        settings = {name: shared[name] for name in ("format_name", *_SHARED)}
        return ListingOptions(session=ctx.obj, filters=_filters(shared), **settings)

    return lambda command: _with_options(command, options, listing_options)


def selecting_command(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a function of a `Selection` and its own options into a command with the filters as options."""
    return _with_options(command, _FILTERS, lambda ctx, values: Selection(ctx.obj, _filters(values)))


def _with_options(
    command: Callable[..., None],
    shared: Mapping[str, tuple[Any, Any]],
    make: Callable[[typer.Context, dict[str, Any]], Any],
) -> Callable[..., None]:
    """The command with shared options, whose values `make` puts into the command's first argument.

    Typer reads a command's options from its signature. So the signature is rewritten: the first parameter is replaced
    by Typer's context and one parameter for each shared option. An own option of the command takes the place of the
    shared option of the same name.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    options = {name: option for name, option in shared.items() if name not in {p.name for p in own}}

    @functools.wraps(command)
    def with_options(ctx: typer.Context, **values: Any) -> None:
        argument = make(ctx, {name: values.pop(name) for name in options})
        command(argument, **values)

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in options.items()
    ]
    parameters = [context, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *added]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
    with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return with_options


def _filters(values: dict[str, Any]) -> Filters:
    from commreg.register.filters import Filters

    return Filters(
        **{name: tuple(values.get(name) or ()) for name in ("service_area", "provider", "owner", "kind", "tag")},
        statutory=values["statutory"],
        text=values["search"],
    )
