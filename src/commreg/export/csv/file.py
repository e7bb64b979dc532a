"""CSV: every field of the contract files, one row a contract, a column for each field that some contract has.

Columns are named as in `flat`, in the model's order, so that the file can be brought in again. In a public file the
words that stand for what is withheld fill every column that it would stand in: a blank there would say *not recorded*.
"""

from __future__ import annotations

from collections.abc import Iterable

from commreg.export.request import ExportRequest
from commreg.model.contract import VALUE_FIELDS
from commreg.model.field_path import order_columns, parse_column
from commreg.model.flatten import flatten
from commreg.planning.contract_view import ContractView
from commreg.values.csv_text import write_csv


def render(outgoing: ExportRequest) -> str:
    """RFC 4180 quoting, lines ended by LF, with a header."""
    rows = [flatten(record.contract) for record in outgoing.records]
    named = {name for row in rows for name in row}
    named |= {name for record in outgoing.records for name in _unseen(record, named)}
    names = order_columns(named) or ["id"]
    cells = (
        [row.get(name) or _hidden(record, name) for name in names]
        for record, row in zip(outgoing.records, rows, strict=True)
    )
    return write_csv([names, *cells])


def _unseen(record: ContractView, names: Iterable[str]) -> list[str]:
    """The withheld fields of a contract that no column stands for yet."""
    shown = [_field(name) for name in names]
    return [field for field in record.redacted if not any(_inside(name, field) for name in shown)]


def _hidden(record: ContractView, name: str) -> str:
    """The words in place of a cell, if its field or a group round it is withheld."""
    field = _field(name)
    amounts = VALUE_FIELDS[1:]  # one of them withheld withholds the other
    fields = {*amounts, field} if any(_inside(field, amount) for amount in amounts) else {field}
    found = (words for kept, words in record.redacted.items() if any(_inside(one, kept) for one in fields))
    return next(found, "")


def _inside(field: str, group: str) -> bool:
    return field == group or field.startswith(f"{group}.")


def _field(name: str) -> str:
    """A column as withholding names it: a list is withheld whole, so its numbers are left out."""
    return ".".join(step for step in parse_column(name) if isinstance(step, str))
