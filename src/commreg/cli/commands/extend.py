"""commreg extend"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.edit_session import (
    ContractFile,
    DryRun,
    EditSession,
    FileEdit,
    open_edit_session,
    parse_decision_options,
)
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, ContractName, Reference
from commreg.values.dates import long_date

if TYPE_CHECKING:
    from commreg.model.contract import Contract
    from commreg.planning.extensions import Option

_ALTERNATIVE = "start a new contract (commreg renew), or record an exemption in procurement.exemption"


def extend(
    ctx: typer.Context,
    contract: ContractName,
    body: Annotated[str, typer.Option("--body", metavar="WHO", help="Who decided: Cabinet, or a post.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Date of the decision.")],
    reference: Reference = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Use the next extension of a contract, and show the effects.

    \b
    Examples:
      commreg extend youth-justice-2019 --body Cabinet --on 2021-12-14 --reference 187/2021
      commreg extend youth-justice-2019 --body Cabinet --on 2021-12-14 --dry-run
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.edit.decide import decide_option
    from commreg.wording.edits import timing_notes

    decided_on = parse_date_option("--on", on)
    decision = parse_decision_options(body, decided_on, reference)
    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    option = next_option(session, file)
    edit = FileEdit(file, apply_edits(file.text, decide_option(option, "exercised", decision)))
    done = [f"Extension {option.number} is used."]
    session.finish_change(edit, done, timing_notes(option, decided_on), dry_run=dry_run)


def next_option(session: EditSession, file: ContractFile) -> Option:
    """The next option of a contract, even if its notice day has passed. Raises UsageError if it has none left."""
    from commreg.planning.extensions import available_options

    view = session.current_view(file)
    option = next(iter(available_options(view.contract.term, session.config.settings.policy)), None)
    if option is None:
        message, hint = _explain_no_option(view.contract)
        raise UsageError(f"{view.contract.id} {message}", hint=hint)
    return option


def _explain_no_option(contract: Contract) -> tuple[str, str]:
    """Why no option can be used, to follow the contract's id, and what to do instead."""
    term = contract.term
    if term.terminated:
        return f"was terminated on {long_date(term.terminated.on)}, so it cannot be extended", _ALTERNATIVE
    if term.closed_on:
        return f"was closed on {long_date(term.closed_on)}, so it cannot be extended", _ALTERNATIVE
    if term.end is None:
        return "has no end date, so it cannot be extended", "set term.review_on if the review date has changed"
    if term.renewal and not term.extensions:
        return "renews by itself, so there is no extension to use", (
            f"to stop it from renewing, record the notice: commreg terminate {contract.id}; if the parties agreed "
            "something else, change term.renewal"
        )
    record = f"commreg set {contract.id} term.extensions[{len(term.extensions or ()) + 1}].months 12"
    if term.extensions is None:
        return "has no extensions recorded, so it is not known whether it has any", (
            f"if the contract has an option, record it first: {record}"
        )
    hint = f"if it was extended anyway, first record that as an option: {record}; otherwise {_ALTERNATIVE}"
    if not term.extensions:
        return "has no extension options", hint
    return "has no extension left: every option was used, declined or has lapsed", hint
