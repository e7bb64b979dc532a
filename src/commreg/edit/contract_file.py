"""Write, edit and format the text of a contract file, its fields in the order of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.model.field_path import field_names
from commreg.model.file_values import to_file_values
from commreg.yamlio import edit, formatter, writer


def field_order(path: FieldPath) -> Sequence[str]:
    """The names of the fields of the group at a path, in the order of the model."""
    return field_names(Contract, path)


def compose(contract: Contract, comments: Mapping[FieldPath, str] | None = None, schema: str | None = None) -> str:
    """The text of a new file. `comments` are written above the field at their path; () is the head of the file."""
    return writer.compose(to_file_values(contract), field_order, comments or {}, schema)


def apply_edits(text: str, changes: Sequence[tuple[FieldPath, object]]) -> str:
    """The text with new values, of the model or as a file has them, at some paths. None removes a field.

    Changes only the lines concerned. Raises EditError if that is not certain.
    """
    return edit.apply_edits(text, [(tuple(path), to_file_values(value)) for path, value in changes], field_order)


def format_text(text: str) -> str:
    """The text formatted: fields in order, one way of quoting and indenting.

    Raises EditError if it is not certain that nothing is lost.
    """
    return formatter.format_text(text, field_order)
