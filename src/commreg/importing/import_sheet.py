"""Import one spreadsheet: read it, find its table, make contracts of its rows and match them with the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from commreg.importing.headers import find_table
from commreg.importing.match import merge
from commreg.importing.read_sheet import read
from commreg.importing.result import ImportResult
from commreg.importing.rows import import_rows
from commreg.register.config import Config
from commreg.register.load import RegisterEntry


def import_sheet(
    path: Path,
    data: bytes,
    config: Config,
    entries: Sequence[RegisterEntry],
    *,
    ids_in_use: Iterable[str],
    mapping: Mapping[str, str],
    sheet_name: str | None = None,
    date_order: str | None = None,
) -> ImportResult:
    """What an import of a file would do. Nothing is written. Raises InputError if the file cannot be read."""
    grid = read(path, data, sheet_name)
    sheet = find_table(grid, mapping)
    parsed = import_rows(sheet, config.settings, ids_in_use, date_order=date_order)
    field_columns = {column.heading for column in sheet.columns if column.field} if sheet.has_field_names else ()
    matches = merge(parsed.drafts, entries, field_columns)
    return ImportResult(path.name, grid, parsed, matches, is_written=False, settings_file=config.file or "commreg.toml")
