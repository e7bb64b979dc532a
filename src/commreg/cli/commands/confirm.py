"""commreg confirm"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.edit_session import DryRun, EditSession, FileEdit, open_edit_session
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, Selection, complete_ids, selecting_command
from commreg.values.dates import long_date
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.cli.edit_session import ContractFile
    from commreg.register.filters import Filters


@selecting_command
def confirm(
    selection: Selection,
    contracts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID", help="The contracts: ids, references or parts of titles.", autocompletion=complete_ids
        ),
    ] = None,
    all_contracts: Annotated[bool, typer.Option("--all", help="Every contract that is not over.")] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Date it was checked. [default: the --as-of date]")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Record that entries have been checked.

    Name them, choose them by filters, or use --all.

    \b
    Examples:
      commreg confirm youth-justice-2019
      commreg confirm --owner "Head of Early Help" --on 2021-12-08
    """
    from commreg.edit.contract_file import apply_edits

    if sum((bool(contracts), selection.filters.any, all_contracts)) != 1:
        raise UsageError("name contracts, choose them by filters, or use --all: one of the three")
    session = open_edit_session(selection.session, as_of)
    day = parse_date_option("--on", on) if on is not None else session.day
    files = [session.file(words) for words in contracts or ()] or _selected_files(session, selection.filters)
    edits = [FileEdit(file, apply_edits(file.text, [(("checked_on",), day)])) for file in dict.fromkeys(files)]
    done = f"Confirmed on {long_date(day)}."
    if len(edits) == 1:
        session.finish_change(edits[0], [done], dry_run=dry_run)
    else:
        changed = sum(edit.is_changed for edit in edits)
        session.finish(edits, [f"{pluralize(changed, 'contract')} confirmed on {long_date(day)}."], dry_run=dry_run)


def _selected_files(session: EditSession, filters: Filters) -> list[ContractFile]:
    """The files of the contracts that pass the filters and are not over."""
    from commreg.register.filters import select
    from commreg.register.redact import redact_for

    register = session.session.load(session.config, session.day)
    session.session.stop_on_errors(register, session.pinned, keep_going=False)
    views = select(redact_for(register, "internal").views, filters, register.settings)
    files = {file.contract_id: file for file in session.files()}
    return [files[view.contract.id] for view in views if not view.facts.state.is_inactive]
