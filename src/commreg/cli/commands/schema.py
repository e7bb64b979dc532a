"""commreg schema"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.options import Output
from commreg.cli.session import require_choice, write


def schema(
    what: Annotated[str, typer.Argument(metavar="contract|settings|export", help="What to describe.")] = "contract",
    output: Output = None,
) -> None:
    """Print the JSON Schema that an editor reads for completion, hover and checks; or that of export json.

    \b
    Example:
      commreg schema -o contract.schema.json
    """
    from commreg.model.json_schema import WHAT, schema_text

    if require_choice("schema", what, (*WHAT, "export")) == "export":
        from commreg.export.json.schema import export_schema

        write(export_schema(), output)
        return
    write(schema_text(what), output)
