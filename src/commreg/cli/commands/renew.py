"""commreg renew"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.edit_session import (
    ContractFile,
    DryRun,
    EditSession,
    FileEdit,
    open_edit_session,
    parse_text_option,
    schema_path,
)
from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option
from commreg.cli.options import AsOf, ContractName
from commreg.values.dates import boundary

if TYPE_CHECKING:
    from commreg.edit.draft import SuccessorTerms
    from commreg.model.contract import Contract
    from commreg.model.settings import Policy
    from commreg.planning.contract_view import ContractView


def renew(
    ctx: typer.Context,
    contract: ContractName,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="First day of service. [default: the earliest in the plan]"),
    ] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day of service, if known.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Title, if it changes.")] = None,
    provider: Annotated[str | None, typer.Option("--provider", metavar="NAME", help="Provider, if known.")] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Draft the next contract after one, and link the two. Nothing is overwritten.

    \b
    Examples:
      commreg renew youth-justice-2019
      commreg renew youth-justice-2019 --start 2023-04-01 --title "Youth Justice" --dry-run
    """
    from commreg.edit import draft
    from commreg.edit.contract_file import apply_edits
    from commreg.wording.changes import effect_sentences
    from commreg.wording.edits import renewal_summary

    session = open_edit_session(ctx.obj, as_of)
    file = session.file(contract)
    view = session.current_view(file)
    before = view.contract
    _require_no_successor(session, file, before)
    default_start, start_source = _default_start(view, session.config.settings.policy)
    if start is not None:
        default_start, start_source = parse_date_option("--start", start), ""
    terms = _successor_terms(view, default_start, end=end, title=title, provider=provider)
    new_id = draft.unused_id(terms.title or before.title, terms.start, session.used_ids())
    successor = _read_contract(draft.successor_values(before, new_id, terms))
    new_file = session.new_file(successor.id)
    new_text = draft.successor_text(successor, before, start_source, schema_path(session.config, new_file.path))
    link = apply_edits(file.text, [(("recommissioning", "successor"), successor.id)])
    edits = [FileEdit(new_file, new_text), FileEdit(file, link)]
    change = session.change(edits, before.id)
    lines = [*renewal_summary(before, successor, start_source), *(effect_sentences(change) if change else ())]
    session.finish(edits, lines, dry_run=dry_run)


def _require_no_successor(session: EditSession, file: ContractFile, contract: Contract) -> None:
    """Raise UsageError if another contract takes over from this one already."""
    register = session.register(FileEdit(file, file.text), before=True)
    recommissioning = contract.recommissioning
    successors = [recommissioning.successor] if recommissioning and recommissioning.successor else []
    entries = register.entries if register else ()
    successors += [entry.contract.id for entry in entries if entry.contract.supersedes == contract.id]
    if successors:
        raise UsageError(f"{successors[0]} takes over from {contract.id} already", hint="change that file")


def _default_start(view: ContractView, policy: Policy) -> tuple[date | None, str]:
    """The start if none is given, and where it comes from as a clause: the earliest that the plan allows.

    (None, "") if no start follows from the contract.
    """
    plan, current_end = view.plan(policy), view.facts.current_end
    if current_end is None:
        return None, ""
    follows = boundary(current_end)
    if plan and plan.earliest_new_start and plan.earliest_new_start > follows:
        return plan.earliest_new_start, f"is the earliest new start in the plan of {view.contract.id}"
    return follows, f"follows from the end of {view.contract.id}"


def _successor_terms(
    view: ContractView, start: date | None, *, end: str | None, title: str | None, provider: str | None
) -> SuccessorTerms:
    """The terms in the options. Raises UsageError if there is no start."""
    from commreg.edit.draft import SuccessorTerms

    if start is None:
        hint = "give the start of the next contract: --start 2023-04-01"
        raise UsageError(f"{view.contract.id} has no end date, so no start follows from it", hint=hint)
    return SuccessorTerms(
        start=start,
        end=parse_date_option("--end", end) if end is not None else None,
        title=parse_text_option("--title", title) if title is not None else None,
        provider=parse_text_option("--provider", provider) if provider is not None else None,
    )


def _read_contract(values: dict[str, Any]) -> Contract:
    from commreg.model.contract import Contract
    from commreg.model.read import read

    contract, violations = read(Contract, values)
    if contract is None:
        raise UsageError(violations[0].message, hint=violations[0].hint)
    return contract
