"""CSV: every field of the contract files, one row per contract, a column for each field that any contract has.

Columns have the names of `model.flatten`, in the order of the model, so that the file can be imported again. In a
public file every column of a withheld field has the redaction: a blank would mean *not recorded*.
"""

from __future__ import annotations

from collections.abc import Iterable

from commreg.export.request import ExportRequest
from commreg.model.field_path import order_columns, parse_column
from commreg.model.flatten import flatten
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.values.csv_text import write_csv


def render(request: ExportRequest) -> str:
    """RFC 4180 quoting, lines ended by LF, with a header."""
    rows = [flatten(view.contract) for view in request.views]
    recorded = {name for row in rows for name in row}
    withheld = {name for view in request.views for name in _without_column(view, recorded)}
    names = order_columns(recorded | withheld) or ["id"]
    cells = (
        [row.get(name) or _redaction(view, name) for name in names]
        for view, row in zip(request.views, rows, strict=True)
    )
    return write_csv([names, *cells])


def _without_column(view: ContractView, names: Iterable[str]) -> list[str]:
    """The withheld fields of a contract that have no column yet."""
    fields = [_field(name) for name in names]
    return [field for field in view.redacted if not any(_inside(name, field) for name in fields)]


def _redaction(view: ContractView, name: str) -> str:
    """The redaction of a cell, if its field or the group it is in is withheld; else empty."""
    field = _field(name)
    amounts = VALUE_FIELDS[1:]  # if one of them is withheld, so is the other
    fields = {*amounts, field} if any(_inside(field, amount) for amount in amounts) else {field}
    texts = (text for hidden, text in view.redacted.items() if any(_inside(name, hidden) for name in fields))
    return next(texts, "")


def _inside(field: str, group: str) -> bool:
    return field == group or field.startswith(f"{group}.")


def _field(name: str) -> str:
    """The field of a column, as `publication.withhold` names it: without the numbers of list items."""
    return ".".join(step for step in parse_column(name) if isinstance(step, str))
