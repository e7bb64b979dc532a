"""Options that several commands share, declared once.

`reading` gives a command the options of every listing (day, form, output, filters) and hands them over as one
`Reading`; Typer sees them all in the command's signature.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.errors import UsageError
from commreg.cli.session import Session, require_choice, terminal_width, warn, write, write_lines
from commreg.listings.formats import FORMATS

if TYPE_CHECKING:
    from datetime import date

    from commreg.listings.table import Listing
    from commreg.planning.contract_view import ContractView
    from commreg.register.filters import Filters
    from commreg.register.load import Register
    from commreg.register.redact import Audience, RedactedRegister
    from commreg.values.durations import Duration

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Work as of this day, written 2021-12-16. [default: today]"),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all.")
]
Rev = Annotated[
    str | None,
    typer.Option(
        "--rev", metavar="REV", help="The register as it stood at a commit, branch, tag or day of its history."
    ),
]
AUDIENCES = ("public", "internal")
KeepGoing = Annotated[
    bool,
    typer.Option("--keep-going", help="Show the contracts that are sound, though others have errors. Still exit 1."),
]


def ids(incomplete: str) -> Iterator[str]:
    """Contract ids, for completion: the names of the files, unread."""
    from commreg.diagnostics.errors import CommregError

    try:
        config = Session().config()
    except CommregError:
        return iter(())
    found = sorted(path.stem for path in config.contracts.rglob("*.yaml"))
    return (name for name in found if name.startswith(incomplete))


@dataclass(frozen=True)
class ListingOptions:
    """The shared options of a listing, and what every listing does with them."""

    session: Session
    as_of: str | None
    form: str
    output: Path | None
    keep_going: bool
    filters: Filters
    rev: str | None = None

    def open(self) -> tuple[Register, str | None]:
        """The register, sound or kept going with; and the file that pins its day."""
        config, files, stood = self.session.config(), None, None
        if self.rev is not None:
            config, files, stood = self.session.at(config, self.rev)
        day, pinned = self.session.as_of(config, self.as_of, stood)
        register = self.session.load(config, day, given=files)
        self.session.stop_on_errors(register, pinned, keep_going=self.keep_going)
        return register, pinned

    def records(self, register: Register, audience: Audience = "internal") -> tuple[ContractView, ...]:
        """The contracts that pass the filters, as an audience may see them: colleagues, unless said otherwise."""
        from commreg.register.filters import select
        from commreg.register.redact import redact_for

        return select(redact_for(register, audience).records, self.filters, register.settings)

    def heading(self, register: Register, *, stood: bool = True) -> str:
        """Whose register it is, the revision it stood at unless `stood` is false, and what it is filtered by."""
        name = register.settings.organisation.heading
        name = (
            f"{name}, as it stood at {self.session.revision_label}" if stood and self.session.revision_label else name
        )
        return f"{name}: {self.filters.describe()}" if self.filters.any else name

    def write(self, listing: Listing) -> None:
        """The listing in the form asked for, fitted to the terminal if it goes to one."""
        if self.form == "text" and self.output is None and sys.stdout.isatty():
            from commreg.listings.formats import text

            write_lines(text.lines(listing, terminal_width(sys.stdout)), sys.stdout)
            return
        from importlib import import_module

        others = [table for table in listing.tables[1:] if table.optional and table.rows]
        if self.form == "csv" and others:
            warn(
                f"Not in this CSV: {', '.join(f'{len(table.rows)} {table.about}' for table in others)}. JSON has them."
            )
        write(import_module(f"commreg.listings.formats.{self.form}").render(listing), self.output)


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
            typer.Option("--service-area", metavar="AREA", help="Only this service area: its id or its name."),
        ],
        None,
    ),
    "provider": (
        Annotated[
            list[str] | None, typer.Option("--provider", metavar="NAME", help="Only providers with this in their name.")
        ],
        None,
    ),
    "owner": (
        Annotated[
            list[str] | None, typer.Option("--owner", metavar="POST", help="Only contracts this post answers for.")
        ],
        None,
    ),
    "kind": (
        Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="Only this kind, for example grant.")],
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
        Annotated[str, typer.Option("--search", metavar="WORDS", help="Only contracts with all these words in them.")],
        "",
    ),
}


def warn_withheld(published: RedactedRegister, records: Sequence[ContractView]) -> None:
    """Say on stderr how much a public output leaves out; nothing where nothing is withheld."""
    from commreg.values.text import pluralize

    shown = {record.contract.id for record in records}
    withheld = [item for name, item in published.withheld_fields if name in shown]
    if withheld or published.withheld_entries:
        fields = pluralize(len(withheld), "field")
        entries = pluralize(len(published.withheld_entries), "whole entry", "whole entries")
        warn(f"Withheld from this public output: {fields}, {entries}. --audience internal shows them.")


def form_option(forms: tuple[str, ...]) -> Any:
    """--format, for a command that has these forms."""
    return Annotated[str, typer.Option("--format", metavar="FORM", help=f"One of: {', '.join(forms)}.")]


def listing_command(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command, whose first parameter is a `Reading`, the options of every listing.

    Its forms are those of a listing, the first being the default, unless it has forms of its own and no default.
    """
    options = {"form": (form_option(forms or FORMATS), "" if forms else FORMATS[0]), **_SHARED, **_FILTERS}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_options(ctx: typer.Context, **given: Any) -> None:
            chosen = {name: given.pop(name) for name in options}
            if chosen.setdefault("form", ""):
                require_choice("format", chosen["form"], forms or FORMATS)
            plain = {name: chosen[name] for name in ("form", *_SHARED)}
            command(ListingOptions(session=ctx.obj, filters=_filters(chosen), **plain), **given)

        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        for parameter in own:  # a command's own option stands in place of the shared one
            options.pop(parameter.name, None)
        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in options.items()
        ]
        parameters = [context, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *added]
        with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
        with_options.__annotations__ = {p.name: p.annotation for p in parameters}
        return with_options

    return decorate


def _filters(chosen: dict[str, Any]) -> Filters:
    from commreg.register.filters import Filters

    return Filters(
        **{name: tuple(chosen.get(name) or ()) for name in ("service_area", "provider", "owner", "kind", "tag")},
        statutory=chosen["statutory"],
        text=chosen["search"],
    )


def parse_within(text: str, option: str = "--within") -> Duration:
    """The span that an option gives. Raises UsageError for anything else."""
    from commreg.values.durations import parse_duration

    try:
        return parse_duration(text)
    except ValueError as reason:
        raise UsageError(f"{option}: {reason}") from None


def look_ahead(span: Duration, as_of: date, option: str = "--within") -> date:
    """The last day that a listing looks ahead to. Raises UsageError past the end of the calendar."""
    try:
        return span.after(as_of)
    except OverflowError:
        raise UsageError(f"{option} {span} reaches past the end of the calendar") from None


def listing(report: str, register: Register, heading: str, pinned: str | None, **parts: Any) -> Listing:
    """A listing under the register's heading and day."""
    from commreg.listings.table import Listing
    from commreg.values.text import pluralize

    details = {"left_out": len(register.excluded_files), **parts.pop("details", {})}
    if register.excluded_files:
        files = pluralize(len(register.excluded_files), "file")
        short = f"Not in this: {files} with errors ({register.left_out_words()})."
        parts["notes"] = (*parts.get("notes", ()), short)
    return Listing(report=report, heading=heading, as_of=register.as_of, pinned_in=pinned, details=details, **parts)
