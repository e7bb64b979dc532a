"""commreg explain"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from commreg.cli.option_values import require_choice
from commreg.cli.output import write
from commreg.diagnostics.codes import CODES, explanation


def complete_codes(incomplete: str) -> Iterator[str]:
    """Codes, for completion."""
    return (code for code in CODES if code.startswith(incomplete))


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code such as CR201.", autocompletion=complete_codes)
    ] = None,
) -> None:
    """Explain the code of a finding. Without a code, list them all.

    \b
    Example:
      commreg explain CR201
    """
    if code is None:
        lines = [f"{entry.id}  {entry.severity:<7}  {entry.title}" for entry in CODES.values()]
        write("\n".join(lines) + "\n", None)
        return
    entry = CODES[require_choice("code", code.upper(), CODES)]
    fixed = "; cannot be changed by a comment or a setting" if entry.unsuppressible else ""
    write(f"# {entry.id} {entry.name}\n\n{entry.title} ({entry.severity}{fixed}).\n\n{explanation(entry.id)}", None)
