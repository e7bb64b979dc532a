"""A table that a format leaves out is named with the number of its rows, in the singular or the plural."""

from __future__ import annotations

import pytest

from commreg.listings.table import Row, Table


@pytest.mark.parametrize(
    ("table", "count", "words"),
    [
        (Table("inspection", (), (), row_nouns=("inspectorate", "inspectorates")), 1, "1 inspectorate"),
        (Table("inspection", (), (), row_nouns=("inspectorate", "inspectorates")), 2, "2 inspectorates"),
        (Table("shares", (), (), title="By provider"), 1, "1 row of “By provider”"),
        (Table("shares", (), ()), 8, "8 rows of “shares”"),
    ],
)
def test_the_rows_are_counted(table: Table, count: int, words: str) -> None:
    assert Table(table.name, (), (Row({}),) * count, table.title, row_nouns=table.row_nouns).count_rows() == words
