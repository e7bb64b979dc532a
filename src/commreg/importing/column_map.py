"""The column map: a TOML file that says which column of a sheet is which field."""

from __future__ import annotations

import tomllib

from commreg.importing.column_names import KEEP_AS_TEXT, LEAVE_OUT
from commreg.importing.headers import Sheet
from commreg.importing.result import toml_text


def parse_column_map(text: str) -> dict[str, str]:
    """The field of each heading in the text of a column map. Raises ValueError if it is not TOML."""
    columns = tomllib.loads(text).get("columns", {})
    if not isinstance(columns, dict):
        raise ValueError("columns is not a table")  # noqa: TRY004 - a fault of the file, as wrong TOML is
    return {str(heading): str(field) for heading, field in columns.items()}


def column_map_text(sheet: Sheet) -> str:
    """The column map that reads a sheet as it was read."""
    lines = ["# How the columns were read. A later import can take them from this file.", "[columns]"]
    for column in sheet.columns:
        field = LEAVE_OUT if column.is_left_out else column.field or KEEP_AS_TEXT
        lines.append(f"{toml_text(column.heading)} = {toml_text(field)}")
    return "\n".join(lines) + "\n"
