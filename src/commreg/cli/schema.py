"""commreg schema"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import Output
from commreg.cli.session import choose, write


def schema(
    what: Annotated[str, typer.Argument(metavar="contract|settings", help="What to describe.")] = "contract",
    output: Output = None,
) -> None:
    """Print the JSON Schema that an editor reads for completion, hover and checks.

    \b
    Example:
      commreg schema -o contract.schema.json
    """
    from commreg.schema import WHAT, schema_text

    write(schema_text(choose("schema", what, WHAT)), output)
