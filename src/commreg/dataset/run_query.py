"""Run a query on a dataset with DuckDB, which reads the files itself: nothing of them is held here but the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from commreg.dataset.partition import ENDING, read_marker
from commreg.dataset.schema import SCHEMA, schema_name, tables
from commreg.diagnostics.errors import InputError
from commreg.listings.table import Cell, Column, Kind, Row, Table
from commreg.values.text import join_words, pluralize

try:
    import duckdb
except ImportError:
    raise InputError(
        "queries need DuckDB, which is not installed", hint='install it with: pip install "commreg[query]"'
    ) from None

_PARTITION = re.compile(r"as_of=(\d{4}-\d{2}-\d{2})")
_NOT_IN_TABLES = {
    "files_with_errors": "file with errors",
    "withheld_entries": "contract withheld completely",
    "withheld_fields": "withheld field",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query, with the days of the registers that it is from, and notes on what is not in them."""

    table: Table
    first_day: date
    last_day: date
    notes: tuple[str, ...]


def run_query(dataset: Path, sql: str, until: date | None = None) -> Answer:
    """The answer to a query on the latest part of each council, up to and including `until`.

    Raises InputError if the folder is no dataset of this schema, has no such part, or the query cannot be run.
    """
    _require_schema(dataset)
    folders = list(_latest_folders(dataset.resolve(), until))
    if not folders:
        raise InputError(f"{dataset} has no register{f' up to {until.isoformat()}' if until else ''}")
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET python_enable_replacements = false")
        for table in tables():
            _create_view(connection, table, [folder / f"{table}{ENDING}" for folder in folders])
        # A query reads the dataset, and neither another file nor the network.
        connection.execute(f"SET allowed_directories = [{_quote(f'{dataset.resolve()}/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            _require_same_schema(connection)
            (statement,) = _statements(connection, sql)
            result = connection.execute(statement)
            columns = tuple(_column(name, str(kind)) for name, kind, *_ in result.description)
            rows = tuple(_rows(result, columns))
            first_day, last_day, notes = _origin(connection)
        except duckdb.Error as error:
            raise InputError(f"the query cannot be run: {str(error).strip().splitlines()[0]}") from None
    return Answer(Table("rows", columns, rows, empty="The answer has no rows."), first_day, last_day, notes)


def _require_schema(dataset: Path) -> None:
    schema = str(read_marker(dataset)["schema"])
    if schema.partition("-")[0] != str(SCHEMA):
        raise InputError(
            f"{dataset} has schema {schema}, and this version of commreg reads {schema_name()}",
            hint="use the version of commreg that wrote it",
            parameter="dataset",
        )


def _latest_folders(dataset: Path, until: date | None) -> Iterator[Path]:
    """The latest part of each council that is complete; its last file to be copied is that of its register."""
    for council in sorted(dataset.glob("council=*")):
        days = {
            match[1]: folder
            for folder in council.iterdir()
            if (match := _PARTITION.fullmatch(folder.name))
            and all((folder / f"{table}{ENDING}").is_file() for table in tables())
            and (until is None or match[1] <= until.isoformat())
        }
        if days:
            yield days[max(days)]


def _create_view(connection: Any, table: str, files: list[Path]) -> None:
    names = ", ".join(_quote(str(file)) for file in files)
    connection.execute(
        f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{names}], hive_partitioning = true, "  # noqa: S608
        "hive_types = {'council': VARCHAR, 'as_of': DATE})"
    )


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _require_same_schema(connection: Any) -> None:
    """Raise InputError if the parts were written with different schemas, as they can be in a copied dataset."""
    rows = connection.execute("SELECT schema, min(council) FROM registers GROUP BY schema ORDER BY schema").fetchall()
    if len(rows) > 1:
        parts = join_words([f"{schema} ({council} …)" for schema, council in rows])
        raise InputError(
            f"the parts of the dataset have different schemas: {parts}",
            hint="export every council again with one version of commreg",
            parameter="dataset",
        )


def _statements(connection: Any, sql: str) -> list[Any]:
    """The one SELECT in a text. Raises InputError for anything else."""
    statements = list(connection.extract_statements(sql))
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise InputError("a query is one SELECT", hint="leave out every other statement")
    return statements


def _column(name: str, kind: str) -> Column:
    """A column of the answer; `kind` is DuckDB's name of the type."""
    kinds: dict[str, Kind] = {"DATE": "day", "BOOLEAN": "flag", "INTEGER": "number", "BIGINT": "number"}
    written: Kind = kinds.get(kind, "text")
    if kind.startswith("DECIMAL"):
        written = "pounds"
    if kind.endswith("[]"):
        written = "list"
    shrinkable = written in ("text", "list")
    return Column(name, name.replace("_", " ").capitalize(), kind=written, shrinkable=shrinkable)


def _rows(result: Any, columns: tuple[Column, ...]) -> Iterator[Row]:
    while batch := result.fetchmany(1000):
        for values in batch:
            yield Row({column.key: _cell(value) for column, value in zip(columns, values, strict=True)})


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return value if value is None or isinstance(value, (str, bool, int, date, Decimal)) else str(value)


def _origin(connection: Any) -> tuple[date, date, tuple[str, ...]]:
    """The first and the last as-of day, how many registers the answer is from, and what is not in them."""
    sums = ", ".join(f"sum({name})::BIGINT" for name in _NOT_IN_TABLES)
    query = f"SELECT min(as_of), max(as_of), count(*), sum(contracts)::BIGINT, {sums} FROM registers"  # noqa: S608
    first, last, registers, contracts, *counts = connection.execute(query).fetchone()
    notes = [f"From {pluralize(registers, 'register')} with {pluralize(contracts, 'contract')}."]
    nouns = zip(counts, _NOT_IN_TABLES.values(), strict=True)
    plurals = {"file with errors": "files with errors", "contract withheld completely": "contracts withheld completely"}
    missing = [pluralize(count, noun, plurals.get(noun)) for count, noun in nouns if count]
    if missing:
        notes.append(f"Not in them: {join_words(missing)}.")
    return first, last, tuple(notes)
