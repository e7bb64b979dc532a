"""commreg render"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import add_duration, parse_duration_option, require_choice
from commreg.cli.options import AUDIENCES, ListingOptions, listing_command, warn_withheld
from commreg.cli.output import write

DEFAULT_FORMAT = "markdown"
# By format other than the default: the endings of file names that select it.
FORMAT_ENDINGS = {"html": (".html", ".htm")}


@listing_command(DEFAULT_FORMAT, *FORMAT_ENDINGS)
def render(
    options: ListingOptions,
    template: Annotated[str | None, typer.Argument(metavar="PAPER", help="The paper: see --list.")] = None,
    audience: Annotated[
        str,
        typer.Option(
            "--audience", metavar="WHO", help="public leaves out withheld and internal fields; internal shows them."
        ),
    ] = "public",
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="DURATION",
            help="How far the paper looks ahead: 24m, 2y. [default: 24m; for pipeline 36m]",
        ),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="Look for templates in DIR first.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the papers.")] = False,
) -> None:
    """Produce a report or committee paper (Markdown or HTML).

    \b
    Example:
      commreg render appendix --format html -o appendix.html
    """
    from commreg.papers import context, templating
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    if templates and not templates.is_dir():
        raise UsageError(f"there is no folder {templates}", hint="give the folder of templates after --templates")
    if list_:
        write(_list_papers(options, templates), options.output)
        return
    if template is None:
        raise UsageError("give the paper to produce", hint="commreg render --list lists them")
    require_choice("audience", audience, AUDIENCES)
    format_name = _format_name(options, template)
    name = template.removesuffix(".j2").removesuffix(".html").removesuffix(".md")
    duration = parse_duration_option("--within", within) if within is not None else context.default_period(name)
    register, pinned_in = options.open()
    add_duration("--within", duration, register.as_of)
    published = redact_for(register, "internal" if audience == "internal" else "public")
    contracts = select(published.views, options.filters, register.settings)
    values = context.build_context(
        published,
        contracts,
        register.settings,
        register.as_of,
        pinned_in,
        duration,
        filters=options.filters.describe(),
        files_with_errors=len(register.excluded_files),
    )
    write(templating.render(name, format_name, values, register.config.root, templates), options.output)
    warn_withheld(published, contracts)
    options.session.exit_if_incomplete(register)


def _list_papers(options: ListingOptions, templates: Path | None) -> str:
    from commreg.papers import templating

    papers = templating.list_papers(options.session.config().root, templates)
    width = max((len(paper.name) for paper in papers), default=0)
    lines = [
        f"{paper.name:<{width}} {' '.join(paper.forms):<14} {', '.join(paper.origins):<13} {paper.about}".rstrip()
        for paper in papers
    ]
    return "\n".join(lines) + "\n"


def _format_name(options: ListingOptions, template: str) -> str:
    """The format of --format, else by the name of the template or the output file, else the default."""
    if options.format_name:
        return options.format_name
    names = (template.removesuffix(".j2"), options.output.name if options.output else "")
    selected = (form for form, endings in FORMAT_ENDINGS.items() if any(name.endswith(endings) for name in names))
    return next(selected, DEFAULT_FORMAT)
