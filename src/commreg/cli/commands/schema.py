"""commreg schema"""

from __future__ import annotations

from typing import Annotated

import typer

from commreg.cli.option_values import require_choice
from commreg.cli.options import Output
from commreg.cli.output import write


def schema(
    subject: Annotated[
        str, typer.Argument(metavar="contract|settings|export", help="What the schema describes.")
    ] = "contract",
    output: Output = None,
) -> None:
    """Print the JSON Schema of a contract, settings or export.

    Editors use it for completion, help and checks.

    \b
    Example:
      commreg schema -o contract.schema.json
    """
    from commreg.export.json.schema import export_schema
    from commreg.model.json_schema import SCHEMAS, schema_text

    require_choice("schema", subject, (*SCHEMAS, "export"))
    write(schema_text(subject) if subject in SCHEMAS else export_schema(), output)
