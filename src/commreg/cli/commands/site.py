"""commreg site"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AUDIENCES, AsOf, KeepGoing, warn_withheld
from commreg.cli.output import require_no_register_file, show_progress, warn
from commreg.cli.session import Session
from commreg.values.dates import parse_day
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from datetime import date

    from commreg.diff.registers import RegisterChanges
    from commreg.register.config import Config
    from commreg.register.load import Register
    from commreg.register.redact import RedactedRegister

MARKER = ".commreg-site"


def site(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write the site to the folder DIR.")
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            "--audience", metavar="WHO", help="public leaves out withheld and internal fields; internal shows them."
        ),
    ] = "public",
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="Add what changed since a date, a tag, a branch or a commit."),
    ] = None,
    pages_only: Annotated[
        bool, typer.Option("--pages-only", help="Leave out the papers and the data files, to be quick.")
    ] = False,
    as_of: AsOf = None,
    keep_going: KeepGoing = False,
) -> None:
    """Write the register as a website.

    It is one folder of plain files that works from disk and on any web server. DIR must be new, empty, or hold an
    earlier site: it is replaced as a whole.

    \b
    Examples:
      commreg site -o public
      commreg site -o public --since 2021-09-30
    """
    from commreg.register.folder_writer import write_folder

    require_choice("audience", audience, AUDIENCES)
    if output is None:
        raise UsageError("no folder is given to write the site to", hint="commreg site -o DIR")
    session: Session = ctx.obj
    config = session.config()
    _require_no_register_folder(output, config)
    register, published, files = _build(
        session, config, as_of, audience, since, pages_only=pages_only, keep_going=keep_going
    )
    write_folder(output, files, MARKER)
    warn(f"Wrote {pluralize(len(files), 'file')} to {output}. Open {output / 'index.html'}")
    warn_withheld(published, published.views)
    session.exit_if_incomplete(register)


def _build(
    session: Session,
    config: Config,
    as_of: str | None,
    audience: str,
    since: str | None,
    *,
    pages_only: bool,
    keep_going: bool,
) -> tuple[Register, RedactedRegister, dict[str, bytes]]:
    """The register, what the audience may see of it, and the files of the site."""
    from commreg.register.redact import redact_for
    from commreg.site.entries import Source
    from commreg.site.site import SiteRequest, build_site

    day, pinned_in = session.as_of(config, as_of)
    register = session.load(config, day)
    session.stop_on_errors(register, pinned_in, keep_going=keep_going)
    published = redact_for(register, "internal" if audience == "internal" else "public")
    source = Source(published, register.settings, day, files_with_errors=len(register.excluded_files))
    changes = _changes(session, since, day, pinned_in, published.audience) if since is not None else None
    with show_progress("Writing pages") as progress:
        request = SiteRequest(source, config.root, changes, register.findings, pages_only, progress)
        return register, published, build_site(request)


def _changes(session: Session, since: str, day: date, pinned_in: str | None, audience: str) -> RegisterChanges:
    """What changed since a date or a version."""
    from commreg.cli.commands.diff import load_version, open_snapshots
    from commreg.diff.registers import compare_registers

    try:
        parse_day(since.strip())
        base, date_of_base = None, since
    except ValueError:
        base, date_of_base = since, None
    with tempfile.TemporaryDirectory(prefix="commreg-") as scratch:
        snapshots = open_snapshots(session, base, None, date_of_base, Path(scratch))
        before, after = (load_version(session, snapshot, day) for snapshot in snapshots)
        return compare_registers(before, after, day, pinned_in, audience)


def _require_no_register_folder(output: Path, config: Config) -> None:
    """Raise UsageError if the site would lie among the contracts, or take the place of the register."""
    require_no_register_file(output.resolve())
    target, contracts = output.resolve(), config.contracts.resolve()
    if target.is_relative_to(contracts) or contracts.is_relative_to(target):
        raise UsageError(f"{output} is in the folder of contracts, or holds it", hint="give a folder beside it")
