"""The queries that are shipped: one `.sql` file each, which DuckDB and Spark SQL run unchanged.

A file begins with a title and, after an empty comment line, what the answer does not say. It reads the tables of
`dataset.schema`, each council at its latest as-of date.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
ENDING = ".sql"


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its title, what a reader should know of the answer, and the text of the file."""

    name: str
    title: str
    explanation: str
    sql: str


def query_names() -> list[str]:
    """The names of the queries that are shipped."""
    return sorted(path.stem for path in _FOLDER.glob(f"*{ENDING}"))


def shipped_query(name: str) -> Query:
    """The query of a name in `query_names()`."""
    return parse_query(name, (_FOLDER / f"{name}{ENDING}").read_text(encoding="utf-8"))


def parse_query(name: str, sql: str) -> Query:
    """A query from the text of its file; without comments at its start the title is its name."""
    comments: list[str] = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    title, *rest = comments or [name]
    return Query(name, title or name, " ".join(filter(None, rest)), sql)
