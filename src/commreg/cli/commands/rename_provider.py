"""commreg rename-provider"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session, parse_text_option
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf
from commreg.values.text import pluralize


def rename_provider(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The provider's name as the files have it.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name to write.")],
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Change a provider's name in every contract file.

    Registration numbers are not changed: check them if another organisation takes over.

    \b
    Example:
      commreg rename-provider "Futures in Mind" "Futures in Mind CIC" --dry-run
    """
    from commreg.edit.contract_file import apply_edits
    from commreg.model.vocabularies import did_you_mean

    name = parse_text_option("NEW", new)
    session = open_edit_session(ctx.obj, as_of)
    provider_by_file = {file: _provider_name(file.values) for file in session.files()}
    matching = [file for file, provider in provider_by_file.items() if provider == old]
    if not matching:
        nearest = did_you_mean(old, {provider for provider in provider_by_file.values() if provider})
        hint = f"did you mean “{nearest}”?" if nearest else "commreg summary lists the providers"
        raise UsageError(f"no contract has the provider “{old}”", hint=hint)
    edits = [FileEdit(file, apply_edits(file.text, [(("provider", "name"), name)])) for file in matching]
    done = f"“{old}” is now “{name}” in {pluralize(len(edits), 'contract')}."
    session.finish(edits, [done], dry_run=dry_run)


def _provider_name(values: Any) -> str | None:
    """The provider's name in the contents of a contract file; None if it has none."""
    provider = values.get("provider") if isinstance(values, dict) else None
    name = provider.get("name") if isinstance(provider, dict) else None
    return name if isinstance(name, str) else None
