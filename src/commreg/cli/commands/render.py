"""commreg render"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.options import AUDIENCES, ListingOptions, listing_command, look_ahead, parse_within, warn_withheld
from commreg.cli.session import require_choice, write


@listing_command("markdown", "html")
def render(
    reading: ListingOptions,
    template: Annotated[str | None, typer.Argument(metavar="TEMPLATE", help="The paper: see --list.")] = None,
    audience: Annotated[
        str,
        typer.Option(
            "--audience", metavar="WHO", help="public leaves out what is withheld or internal; internal shows it."
        ),
    ] = "public",
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="SPAN",
            help="How far the paper looks ahead: 24m, 2y. [default: 24m; for pipeline 36m]",
        ),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="Look for templates in DIR first.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the papers there are.")] = False,
) -> None:
    """Render a register paper in Markdown or HTML, through Jinja.

    \b
    Example:
      commreg render appendix --format html -o appendix.html
    """
    from commreg.papers import context, templating
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    session = reading.session
    if templates and not templates.is_dir():
        raise UsageError(f"there is no folder {templates}", hint="name the folder of templates after --templates")
    if list_:
        papers = templating.papers(session.config().root, templates)
        width = max((len(found.name) for found in papers), default=0)
        lines = [
            f"{found.name:<{width}} {' '.join(found.forms):<14} {', '.join(found.origins):<13} {found.about}".rstrip()
            for found in papers
        ]
        write("\n".join(lines) + "\n", reading.output)
        return
    if template is None:
        raise UsageError("say which paper to render", hint="commreg render --list shows them")
    require_choice("audience", audience, AUDIENCES)
    form = _form(reading, template)
    name = template.removesuffix(".j2").removesuffix(".html").removesuffix(".md")
    span = parse_within(within) if within is not None else context.within(name)
    register, pinned = reading.open()
    look_ahead(span, register.as_of)
    published = redact_for(register, "internal" if audience == "internal" else "public")
    chosen = select(published.records, reading.filters, register.settings)
    given = context.context(
        published,
        chosen,
        register.settings,
        register.as_of,
        pinned,
        span,
        filters=reading.filters.describe(),
        left_out=len(register.excluded_files),
    )
    write(templating.render(name, form, given, register.config.root, templates), reading.output)
    warn_withheld(published, chosen)
    session.finish(register)


def _form(reading: ListingOptions, template: str) -> str:
    """html or markdown: what --format says, else what the name of the template or the file says, else Markdown."""
    if reading.form:
        return reading.form
    names = (template.removesuffix(".j2"), reading.output.name if reading.output else "")
    return "html" if any(name.endswith((".html", ".htm")) for name in names) else "markdown"
