"""Every listing command in every format holds the same rows, and the data formats the same cells.

A format thrown in for the test alone shows that a new one is one file, and that it is compared too.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commreg.listings import formats
from commreg.listings.formats import format_names, get_format
from commreg.listings.table import Listing
from tests.conftest import Program
from tests.unit.builders import AS_OF, full_contract, register_of, related_contracts

COMMANDS = (
    "list",
    "expiring --within 10y",
    "recommissioning",
    "recommissioning --group-by service-area",
    "monitoring",
    "deadlines --within 5y",
    "summary",
    "timeline",
    "todo",
)
INJECTED = '''"""Tab-separated values, for this test."""

from commreg.listings.formats import Format
from commreg.values.json_values import to_json_value


def render(_listing, tables):
    (table,) = tables
    rows = [[column.key for column in table.data_columns]]
    rows += [[str(to_json_value(row.cells.get(column.key))) for column in table.data_columns] for row in table.rows]
    return "".join("\\t".join(row) + "\\n" for row in rows)


FORMAT = Format("injected", for_people=False, holds_several_tables=False, render=render)
'''


@pytest.fixture
def injected_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format of one file, in a folder of its own that the registry looks into as well."""
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "injected.py").write_text(INJECTED, encoding="utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])


@pytest.fixture(params=["real", "rich"])
def register(request: pytest.FixtureRequest, real: Path, tmp_path: Path) -> Path:
    """The real register, and a small one with every field."""
    if request.param == "real":
        return real
    root = tmp_path / "rich"
    root.mkdir()
    register_of(root, full_contract(), *related_contracts(), settings=f"as_of = {AS_OF.isoformat()}\n")
    return root


def listings_of(command: str, monkeypatch: pytest.MonkeyPatch, commreg: Program, cwd: Path) -> Listing:
    """The listing that a command makes."""
    listings: list[Listing] = []
    monkeypatch.setattr("commreg.cli.options.ListingOptions.write", lambda _options, listing: listings.append(listing))
    commreg(*command.split(), cwd=cwd)
    (listing,) = listings
    return listing


def json_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of all tables of a JSON listing."""
    tables = [value for value in document.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return [row for table in tables for row in table]


def as_text(value: Any) -> str:
    """A JSON value as a CSV cell."""
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def unescaped(cell: str) -> str:
    return cell.removeprefix("'")


def is_row(line: str) -> bool:
    return line.startswith("| ") and not re.match(r"\| -", line)


@pytest.mark.usefixtures("injected_format")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_format_holds_the_same_rows(
    command: str, register: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "injected" in format_names()
    ran = {name: commreg(*command.split(), "--format", name, cwd=register) for name in format_names()}
    assert {done.code for done in ran.values()} == {0}
    listing = listings_of(command, monkeypatch, commreg, register)

    rows = json_rows(json.loads(ran["json"].out))
    omitted = sum(len(table.rows) for table in get_format("csv").omitted_tables(listing))
    _, *records = csv.reader(io.StringIO(ran["csv"].out, newline=""))
    assert len(records) + omitted == len(rows)
    assert len(ran["injected"].out.splitlines()) == len(records) + 1
    assert (
        ("Not in --format csv" in ran["csv"].err)
        == ("Not in --format injected" in ran["injected"].err)
        == bool(omitted)
    )

    row_count = sum(len(table.rows) for table in listing.visible_tables)
    assert row_count == len(rows)
    headers = sum(len(list(table.groups())) for table in listing.visible_tables)
    assert sum(map(is_row, ran["markdown"].out.splitlines())) == row_count + headers


@pytest.mark.usefixtures("injected_format")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_data_formats_hold_the_same_cells(command: str, register: Path, commreg: Program) -> None:
    by_name = {
        name: commreg(*command.split(), "--format", name, cwd=register).out for name in ("json", "csv", "injected")
    }
    rows = json_rows(json.loads(by_name["json"]))
    records = list(csv.DictReader(io.StringIO(by_name["csv"], newline="")))
    values_in_json = Counter(as_text(value) for row in rows for value in row.values())
    for record in records:
        cells = [unescaped(cell) for name, cell in record.items() if cell and name != "table"]
        missing = [cell for cell in cells if not values_in_json[cell]]
        assert not missing
    header, *lines = by_name["injected"].splitlines()
    assert header.split("\t") == list(records[0] if records else header.split("\t"))
    assert len(lines) == len(records)
    if command != "summary":  # its one table has the names of its several tables beside their cells
        own = rows[: len(records)]
        assert [{key: as_text(value) for key, value in row.items()} for row in own] == [
            {key: unescaped(cell) for key, cell in record.items()} for record in records
        ]


@pytest.mark.usefixtures("injected_format")
def test_a_new_format_of_show_gets_the_tables_for_programs(real: Path, commreg: Program) -> None:
    ran = commreg("show", "youth-justice-2019", "--format", "injected", cwd=real)
    as_csv = commreg("show", "youth-justice-2019", "--format", "csv", cwd=real)
    assert ran.out.splitlines()[0].split("\t") == as_csv.out.splitlines()[0].split(",")
    assert "Not in --format injected: " in ran.err


@pytest.mark.usefixtures("injected_format")
def test_a_new_format_is_in_the_list_of_an_unknown_one(real: Path, commreg: Program) -> None:
    assert ", ".join(format_names()) in commreg("list", "--format", "pdf", cwd=real).err
