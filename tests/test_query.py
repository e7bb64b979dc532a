"""`query`: each shipped query on three registers, its answer worked out by hand; and what a query cannot do."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from commreg.dataset.queries import query_names
from tests.conftest import ROOT, Program

pytest.importorskip("pyarrow", reason="pyarrow is an extra, and is not installed here")
pytest.importorskip("duckdb", reason="DuckDB is an extra, and is not installed here")

RICH = ROOT / "tests" / "data" / "rich"
WEXCOMBE = """\
as_of = 2025-11-03
[organisation]
name = "Wexcombe Council"
identifiers = { GSS = "E06000098" }
region = "South West"
[service_areas]
families = "Families"
"""
# Who and until when; amounts and codes where a query needs them.
CONTRACTS = {
    "family-line": (
        "Family line",
        "service-contract",
        'name: Ashcombe Families Limited\n  company_number: "00412876"',
        ("2024-04-01", "2026-03-31"),
        "value: {amount: 60000, basis: annual}",
    ),
    "foster-places": (
        "Foster places",
        "call-off",
        "name: Harbour Fostering Limited",
        ("2024-07-01", "2027-06-30"),
        "statutory: {basis: 'Children Act 1989, section 22G'}",
    ),
    "speech": (
        "Speech therapy",
        "service-contract",
        "name: Wexcombe NHS Trust",
        ("2024-01-01", "2025-12-31"),
        (
            "statutory: {basis: 'Children and Families Act 2014, section 42'}\n"
            "value: {amount: 500000, basis: whole-term, certainty: estimated}\n"
            "procurement: {cpv: [85312300-2]}"
        ),
    ),
    "therapy": (
        "Occupational therapy",
        "service-contract",
        'name: Second Therapy CIC\n  company_number: "05555555"',
        ("2025-01-01", "2027-12-31"),
        "statutory: {basis: 'Children and Families Act 2014, section 42'}",
    ),
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real register, the rich one and a small one of another council, joined."""
    from commreg.dataset.join import join_registers
    from commreg.values.dates import parse_day

    top = tmp_path_factory.mktemp("query")
    rich, wexcombe = top / "rich", top / "wexcombe"
    shutil.copytree(RICH, rich)
    settings = (rich / "commreg.toml").read_text()
    identifiers = 'identifiers = { GB-LAE = "MRW" }'
    assert identifiers in settings
    better = 'identifiers = { GSS = "E06000099" }\nregion = "North East"'
    (rich / "commreg.toml").write_text(settings.replace(identifiers, better))
    (wexcombe / "contracts").mkdir(parents=True)
    (wexcombe / "commreg.toml").write_text(WEXCOMBE)
    for name, (title, kind, provider, (start, end), more) in CONTRACTS.items():
        text = f"id: {name}\ntitle: {title}\nkind: {kind}\nprovider:\n  {provider}\nservice_area: families\n"
        text += f"term: {{start: {start}, end: {end}, extensions: []}}\n{more}\n"
        (wexcombe / "contracts" / f"{name}.yaml").write_text(text)
    sources = [str(ROOT), str(rich), str(wexcombe)]
    joined = list(join_registers(sources, top / "dataset", "public", None, parse_day("2025-11-03")))
    assert not [register for register in joined if hasattr(register, "error")]
    return top / "dataset"


@pytest.fixture
def ask(commreg: Program, dataset: Path) -> Any:
    """The rows of an answer, without the columns that are not named."""

    def rows(name: str, *columns: str) -> list[tuple[Any, ...]]:
        ran = commreg("query", name, "--dataset", str(dataset), "--format", "json")
        assert ran.code == 0, ran.err
        answer = json.loads(ran.out)["rows"]
        return [tuple(row[column] for column in columns) for row in answer]

    return rows


def test_providers_of_several_councils_and_what_ends_together(ask: Any) -> None:
    rows = ask("shared-providers", "provider_key", "known_by", "possibly_also", "councils", "quarter_of_end", "ending")
    number, name = "company:08123455", "name:harbour fostering"
    together = ["Merrowdale Council: @Home: advice for parents", "Wexcombe Council: Family line"]
    assert rows == [
        ("company:00412876", "company", None, 2, "2026 Q1", together),
        ("company:00412876", "company", None, 2, "2026 Q4", ["Merrowdale Council: Holiday activities and food"]),
        # One name, in one council with a number and in the other without: shown as a doubt, not counted together.
        (number, "company", [name], 1, "2026 Q2", ["Merrowdale Council: Foster placements, lot 2"]),
        (name, "name", [number], 1, "2027 Q2", ["Wexcombe Council: Foster places"]),
    ]
    (names, *_) = ask("shared-providers", "names")[0]
    assert names == ["Ashcombe Families", "Ashcombe Families Limited"]


def test_where_a_providers_failure_leaves_statutory_services(ask: Any) -> None:
    columns = ("statutory_contracts", "only_provider", "pounds_a_year", "no_value_a_year", "first_end")
    rows = {row[0]: row[1:] for row in ask("provider-failure", "provider_key", *columns)}
    assert rows["ODS:RZ9"] == (1, 1, "612480.10", 0, "2026-08-31")
    assert rows["name:harbour fostering"] == (1, 1, None, 1, "2027-06-30")
    # Two providers under section 42 in Wexcombe: neither is the only one. 500,000 over two years is 250,000 a year.
    assert rows["name:wexcombe nhs trust"] == (1, 0, "250000.00", 0, "2025-12-31")
    assert rows["company:05555555"] == (1, 0, None, 1, "2027-12-31")
    assert rows["name:leicestershire county council"][:2] == (2, 2)
    assert None not in rows
    assert len(rows) == 4 + 3 + 7  # Merrowdale without the withheld refuge, Wexcombe, Rutland


def test_what_goes_to_market_by_region_and_quarter(ask: Any) -> None:
    columns = ("contracts", "statutory_contracts", "pounds_a_year", "no_value_a_year", "services")
    rows = [row for row in ask("going-to-market", "region", "quarter_of_start", *columns) if row[0] == "South West"]
    # Procurement, award and mobilisation take 4, 1 and 3 months: eight months before 30 June 2027 is November 2026.
    late = ["Wexcombe Council: Family line", "Wexcombe Council: Speech therapy"]
    assert rows == [
        ("South West", "2026 Q4", 1, 1, None, 1, ["Wexcombe Council: Foster places"]),
        ("South West", "2027 Q2", 1, 1, None, 1, ["Wexcombe Council: Occupational therapy"]),
        ("South West", "should have started", 2, 1, "310000.00", 0, late),
    ]


def test_frameworks_and_who_calls_off(ask: Any) -> None:
    rows = ask("frameworks", "organisation", "framework", "value", "value_basis", "call_offs", "called_off")
    assert rows == [
        ("Merrowdale Council", "Framework for foster care", "9800000.00", "ceiling", 1, ["Foster placements, lot 2"]),
        ("Wexcombe Council", "not in the register", None, None, 1, ["Foster places"]),
    ]


def test_prices_of_one_service_and_why_they_do_not_compare(ask: Any) -> None:
    rows = ask("prices", "service", "council_type", "organisation", "pounds_a_year", "highest_a_year", "not_comparable")
    assert rows == [
        (
            *("85312300", "unitary authority", "Wexcombe Council", "250000.00", "612480.10"),
            "the value is an estimate or not guaranteed",
        ),
        ("85312300", "unitary authority", "Merrowdale Council", "612480.10", "612480.10", ""),
    ]


def test_every_format_says_what_the_answer_is_from(commreg: Program, dataset: Path) -> None:
    for name in ("text", "markdown", "json"):
        ran = commreg("query", "frameworks", "--dataset", str(dataset), "--format", name)
        assert "From 3 registers with 43 contracts. As-of dates from 16 December 2021 to 3 November 2025." in ran.out
        assert "Not in them: 1 contract withheld completely and 5 withheld fields." in ran.out
    assert commreg("query", "frameworks", "--dataset", str(dataset), "--format", "csv").out.count("\n") == 3


def test_without_a_name_the_queries_are_listed(commreg: Program) -> None:
    ran = commreg("query")
    assert [line.split()[0] for line in ran.out.splitlines()] == query_names()


def test_the_latest_register_of_each_council_counts(commreg: Program, dataset: Path, tmp_path: Path) -> None:
    copied = tmp_path / "dataset"
    shutil.copytree(dataset, copied)
    assert commreg("export", "parquet", "--dataset", str(copied), "--as-of", "2022-01-31").code == 0
    file = tmp_path / "days.sql"
    file.write_text("SELECT as_of, count(*) AS n FROM contracts WHERE council LIKE 'rut%' GROUP BY as_of")
    for more, day in (((), "2022-01-31"), (("--as-of", "2021-12-31"), "2021-12-16")):
        ran = commreg("query", str(file), "--dataset", str(copied), "--format", "json", *more)
        assert json.loads(ran.out)["rows"] == [{"as_of": day, "n": 28}], ran.err


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT * FROM read_text('/etc/passwd')", "the query cannot be run: Permission Error"),
        ("SELECT * FROM 'https://example.org/x.parquet'", "the query cannot be run: "),
        ("SELECT * FROM answer", "the query cannot be run: Catalog Error: Table with name answer does not exist!"),
        ("COPY contracts TO 'out.csv'", "a query is one SELECT"),
        ("DROP VIEW contracts", "a query is one SELECT"),
        ("SELECT 1; SELECT 2", "a query is one SELECT"),
        ("INSTALL httpfs", "a query is one SELECT"),
        ("", "a query is one SELECT"),
        ("SELEC", "the query cannot be run: Parser Error"),
    ],
)
def test_a_query_only_reads_the_dataset(
    commreg: Program, dataset: Path, tmp_path: Path, sql: str, message: str
) -> None:
    (tmp_path / "own.sql").write_text(sql)
    ran = commreg("query", "own.sql", "--dataset", str(dataset), cwd=tmp_path)
    assert ran.code == 2
    assert message in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["own.sql"]


def test_parts_of_different_schemas_are_not_mixed(commreg: Program, dataset: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    copied = tmp_path / "dataset"
    shutil.copytree(dataset, copied)
    (file,) = copied.glob("council=E06000098/*/registers.parquet")
    read = parquet.ParquetFile(file).read()
    place = read.column_names.index("schema")
    parquet.write_table(read.set_column(place, read.schema.field("schema"), [["1-00000000"]]), file)
    ran = commreg("query", "prices", "--dataset", str(copied))
    assert ran.code == 2
    assert "the parts of the dataset have different schemas: 1-00000000 (E06000098 …)" in ran.err


def test_other_folders_and_names_are_refused(commreg: Program, tmp_path: Path) -> None:
    ran = commreg("query", "prices", "--dataset", str(tmp_path))
    assert (ran.code, "is not a dataset" in ran.err) == (2, True)
    ran = commreg("query", "price", "--dataset", str(tmp_path))
    assert ran.code == 2
    assert "did you mean prices?" in ran.err
    ran = commreg("query", "none.sql", "--dataset", str(tmp_path), cwd=tmp_path)
    assert "none.sql cannot be read: no such file or directory" in ran.err


def test_without_duckdb_it_says_how_to_install_it(
    commreg: Program, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "commreg.dataset.run_query", raising=False)
    ran = commreg("query", "prices", "--dataset", str(dataset))
    assert ran.code == 2
    assert 'hint: install it with: pip install "commreg[query]"' in ran.err
