"""A SQLite database, built in memory with the standard library, that Datasette or sqlite-utils opens.

Days are text such as 2022-03-31; an amount is exact text such as 74000.00, with its pence in a column beside it.
The same register on the same as-of date gives the same bytes: rows are inserted by id, in one transaction, and the
version of the SQLite library is blanked in the header.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal

from commreg.export.request import ExportRequest
from commreg.export.sqlite.schema import FORMAT, TABLES, VIEWS, Table
from commreg.model.data_fields import DataField, Row, Value
from commreg.values.csv_text import to_data_text

_LIBRARY_VERSION = slice(96, 100)  # of the file's header: the library that wrote it, on which nothing depends
_TYPES = {"text": "TEXT", "day": "TEXT", "pounds": "TEXT", "number": "INTEGER", "flag": "INTEGER"}


def render(request: ExportRequest) -> bytes:
    """The database as the bytes of its file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("PRAGMA page_size = 4096")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA user_version = {FORMAT}")
        database.execute("BEGIN")
        for table in TABLES:
            database.execute(_create(table))
            for column in table.indexes:
                database.execute(f"CREATE INDEX {table.name}_{column} ON {table.name} ({column})")
        for table in TABLES:
            names = [name for field in table.fields for name in _names(field)]
            marks = ", ".join("?" * len(names))
            insert = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of ours
            database.executemany(insert, (list(_cells(table.fields, row)) for row in table.rows(request)))
        for name, query in VIEWS.items():
            database.execute(f"CREATE VIEW {name} AS\n{query}")
        database.execute("COMMIT")
        contents = bytearray(database.serialize())
    contents[_LIBRARY_VERSION] = bytes(4)
    return bytes(contents)


def _create(table: Table) -> str:
    """The statement that makes a table; each column has its description as a comment."""
    lines = []
    for field in table.fields:
        for name in _names(field):
            pence = name != field.name
            kind = "INTEGER" if pence else _TYPES[field.kind]
            about = f"The same amount in pence ({field.name})." if pence else field.description
            lines.append((" ".join(filter(None, (name, kind, "" if pence else table.keys.get(name, "")))), about))
    if table.key:
        lines.append((f"PRIMARY KEY ({table.key})", ""))
    last = len(lines) - 1
    columns = [
        f"  {line}{'' if place == last else ','}{f'  -- {about}' if about else ''}"
        for place, (line, about) in enumerate(lines)
    ]
    return "\n".join([f"CREATE TABLE {table.name} (", *columns, ")"])


def _names(field: DataField) -> list[str]:
    return [field.name, f"{field.name}_pence"] if field.kind == "pounds" else [field.name]


def _cells(fields: Sequence[DataField], row: Row) -> Iterator[str | int | None]:
    for field in fields:
        value = row[field.name]
        yield _cell(value)
        if field.kind == "pounds":
            yield int(value * 100) if isinstance(value, Decimal) else None


def _cell(value: Value) -> str | int | None:
    if isinstance(value, bool):
        return int(value)
    return to_data_text(value) if isinstance(value, (date, Decimal)) else value
