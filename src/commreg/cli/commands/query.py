"""commreg query"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import parse_date_option, require_choice
from commreg.cli.options import Output, format_option, write_in_format
from commreg.listings.formats import DEFAULT, format_names
from commreg.listings.table import Listing
from commreg.values.dates import long_date

if TYPE_CHECKING:
    from commreg.dataset.queries import Query


def complete_query_names(incomplete: str) -> Iterator[str]:
    """The names of the queries, for completion."""
    from commreg.dataset.queries import query_names

    return (name for name in query_names() if name.startswith(incomplete))


def query(
    name: Annotated[
        str,
        typer.Argument(metavar="[NAME|FILE]", help="A query, or a file with one.", autocompletion=complete_query_names),
    ] = "",
    dataset: Annotated[Path, typer.Option("--dataset", metavar="DIR", help="The dataset to ask.")] = Path(),
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Use the latest registers up to this date.")
    ] = None,
    format_name: format_option(format_names()) = DEFAULT,  # type: ignore[valid-type]  # made by a function
    output: Output = None,
) -> None:
    """Ask a question of a dataset of many councils.

    Without a name the queries are listed. A file holds one SELECT on the tables of the dataset.

    \b
    Examples:
      commreg query shared-providers --dataset regional/
      commreg query my-own.sql --dataset regional/ --format csv -o answer.csv
    """
    from commreg.dataset.queries import query_names, shipped_query

    require_choice("format", format_name, format_names())
    if not name:
        width = max(map(len, query_names()))
        for query_name in query_names():
            print(f"{query_name:<{width}}  {shipped_query(query_name).title}.")
        return
    chosen = _query(name)
    until = parse_date_option("--as-of", as_of) if as_of is not None else None
    from commreg.dataset.run_query import run_query

    answer = run_query(dataset, chosen.sql, until)
    days = f" As-of dates from {long_date(answer.first_day)} to {long_date(answer.last_day)}."
    notes = (answer.notes[0] + days, *answer.notes[1:], *filter(None, [chosen.explanation]))
    listing = Listing("query", chosen.title, answer.last_day, None, (answer.table,), notes, {"query": chosen.name})
    write_in_format(listing, format_name, output)


def _query(name: str) -> Query:
    """The query of a name, or in a file. Raises UsageError if there is neither."""
    from commreg.dataset.queries import ENDING, parse_query, query_names, shipped_query

    if name in query_names():
        return shipped_query(name)
    if not name.endswith(ENDING):
        require_choice("query", name, query_names())
    try:
        return parse_query(Path(name).stem, Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {(error.strerror or '').lower()}", hint="check the name") from None
    except UnicodeError:
        raise UsageError(f"{name} is not text in UTF-8", hint="save it as UTF-8") from None
