"""commreg explain"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from commreg.cli.session import require_choice, write


def codes(incomplete: str) -> Iterator[str]:
    """Codes, for completion."""
    from commreg.diagnostics.codes import CODES

    return (code for code in CODES if code.startswith(incomplete))


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code such as CR201.", autocompletion=codes)
    ] = None,
) -> None:
    """Explain a code that a check gave; without one, list them all.

    \b
    Example:
      commreg explain CR201
    """
    from commreg.diagnostics.codes import CODES, explanation

    if code is None:
        lines = [f"{known.id}  {known.severity:<7}  {known.title}" for known in CODES.values()]
        write("\n".join(lines) + "\n", None)
        return
    known = CODES[require_choice("code", code.upper(), CODES)]
    fixed = "; neither a comment nor a setting changes that" if known.unsuppressible else ""
    write(f"# {known.id} {known.name}\n\n{known.title} ({known.severity}{fixed}).\n\n{explanation(known.id)}", None)
