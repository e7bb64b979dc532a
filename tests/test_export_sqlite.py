"""`export sqlite`: a database that other programs open, whose keys hold and whose sums are exact."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlite_utils

from commreg.export.sqlite.schema import TABLES, VIEWS
from tests.conftest import ROOT, Program
from tests.unit.hypothesis_profile import thorough_only

RICH = ROOT / "tests" / "data" / "rich"
Opened = Callable[..., sqlite3.Connection]


@pytest.fixture
def opened(commreg: Program, tmp_path: Path) -> Iterator[Opened]:
    connections: list[sqlite3.Connection] = []

    def export(*more: str, root: Path = RICH) -> sqlite3.Connection:
        out = tmp_path / "register.db"
        assert commreg("export", "sqlite", "-o", str(out), *more, cwd=root).code == 0
        connections.append(sqlite3.connect(out))
        return connections[-1]

    yield export
    for database in connections:
        database.close()


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize("root", [ROOT, RICH], ids=["real", "rich"])
def test_the_database_is_whole_and_its_keys_hold(root: Path, audience: str, opened: Opened) -> None:
    database = opened("--audience", audience, root=root)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for view in VIEWS:
        assert database.execute(f"SELECT count(*) FROM {view}").fetchone()


def test_sqlite_utils_opens_it_and_finds_its_tables_keys_and_views(opened: Opened) -> None:
    database = sqlite_utils.Database(opened())
    assert set(database.table_names()) == {table.name for table in TABLES}
    assert set(database.view_names()) == set(VIEWS)
    assert {(key.column, key.other_table) for key in database.table("contracts").foreign_keys} == {
        ("provider_id", "providers"),
        ("service_area", "service_areas"),
    }
    for name in ("extensions", "deadlines", "stages", "spend", "value_parts", "decisions", "fields", "withheld"):
        assert ("contract", "contracts") in {(key.column, key.other_table) for key in database.table(name).foreign_keys}
    assert database.table("contracts").pks == ["id"]


def test_the_schema_is_the_one_that_was_read(opened: Opened, same_as: Callable[[str, Path | str], None]) -> None:
    statements = opened().execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    same_as(";\n\n".join(sql for (sql,) in statements) + ";\n", "export-schema.sql")


def test_it_says_what_it_is_and_what_is_not_in_it(opened: Opened) -> None:
    meta = dict(opened("--audience", "public", "--service-area", "send").execute("SELECT name, value FROM meta"))
    assert meta == {
        "format": "1",
        "organisation": "Merrowdale Council, children's services: service area send",
        "identifier GB-LAE": "MRW",
        "as_of": "2025-11-03",
        "audience": "public",
        "filtered_out": "7",
        "files_with_errors": "0",
        "withheld_entries": "1",
        "withheld_fields": "3",
    }


def test_days_are_text_and_amounts_are_exact_with_their_pence(opened: Opened) -> None:
    database = opened()
    row = database.execute(
        "SELECT start, current_end, value, value_pence, statutory, typeof(value), notice_by_default FROM contracts "
        "WHERE id = 'speech-therapy-2024'"
    ).fetchone()
    assert row == ("2024-09-01", "2026-08-31", "612480.10", 61248010, 1, "text", 0)
    assert database.execute("SELECT amount, amount_pence FROM value_parts WHERE number = 1").fetchone() == (
        "604.80",
        60480,
    )


def test_none_and_not_recorded_are_not_the_same(opened: Opened) -> None:
    extensions = dict(opened().execute("SELECT id, extensions FROM contracts"))
    assert extensions["advocacy-2022"] == 0
    assert extensions["family-hubs-2020"] is None


def test_every_field_of_every_contract_is_in_it(opened: Opened, commreg: Program) -> None:
    database = opened()
    for row in csv.DictReader(io.StringIO(commreg("export", "csv", cwd=RICH).out, newline="")):
        fields = dict(database.execute("SELECT field, value FROM fields WHERE contract = ?", (row["id"],)))
        assert fields.keys() == {name for name, cell in row.items() if cell}
    assert ("=B2*12",) in list(database.execute("SELECT value FROM fields WHERE field = 'local.Cost centre'"))


def test_a_provider_is_one_row_with_what_all_its_contracts_say(opened: Opened) -> None:
    database = opened()
    row = database.execute(
        "SELECT p.type, p.company_number, p.sme, count(*) FROM providers p JOIN contracts c ON c.provider_id = p.id "
        "WHERE p.name = 'Ashcombe Families'"
    ).fetchone()
    assert row == ("charity", "00412876", 1, 2)


def test_providers_whose_names_are_withheld_are_not_taken_for_one(opened: Opened) -> None:
    database = opened("--audience", "public")
    assert database.execute("SELECT count(*) FROM providers WHERE name LIKE 'REDACTED%'").fetchone() == (0,)
    assert database.execute(
        "SELECT provider, provider_id, value, value_pence, value_basis FROM contracts WHERE id = 'tuition-2025'"
    ).fetchone() == ("REDACTED PERSONAL DATA", None, None, None, "REDACTED COMMERCIAL CONFIDENTIALITY")
    assert list(
        database.execute("SELECT field, basis FROM withheld WHERE contract = 'tuition-2025' AND basis IS NOT NULL")
    ) == [("provider.name", "foi-40"), ("value", "foi-43"), ("monitoring.performance", "foi-40")]


def test_nothing_withheld_is_in_the_bytes_of_the_public_file(commreg: Program, tmp_path: Path) -> None:
    out = tmp_path / "register.db"
    assert commreg("export", "sqlite", "--audience", "public", "-o", str(out), cwd=RICH).code == 0
    for secret in ("Thistlewood", "18240.55", "nine in ten", "Quernstone", "Ombersley", "133701.33", "old spreadsheet"):
        assert secret.encode() not in out.read_bytes()


def test_the_views_answer_for_the_real_register(opened: Opened) -> None:
    database = opened(root=ROOT)
    ending = database.execute("SELECT title, current_end FROM ending LIMIT 1").fetchone()
    assert ending == ("The Provision of Early Bird Pilot Plus Project", "2021-12-31")
    assert database.execute("SELECT count(*) FROM ending WHERE days_left <= 730").fetchone() == (28,)
    total = database.execute("SELECT sum(value_pence) FROM contracts").fetchone()
    assert total == (375019713,), "Appendix A: £3,750,197.13"
    values = database.execute("SELECT sum(contracts) FROM value_by_service_area").fetchone()
    assert values == (28,)


def test_a_draft_is_in_no_view_and_the_count_is_that_of_summary(
    opened: Opened, commreg: Program, tmp_path: Path
) -> None:
    root = tmp_path / "register"
    shutil.copytree(ROOT / "contracts", root / "contracts")
    shutil.copy(ROOT / "pyproject.toml", root)
    assert commreg("renew", "sacre-2021", "--end", "2023-03-31", cwd=root).code == 0
    database = opened(root=root)
    assert database.execute("SELECT count(*) FROM contracts WHERE state = 'draft'").fetchone() == (1,)
    counted = sum(
        row["contracts"] for row in json.loads(commreg("summary", "--format", "json", cwd=root).out)["service_areas"]
    )
    assert database.execute("SELECT count(*) FROM not_over").fetchone() == (counted,)
    assert database.execute("SELECT sum(contracts) FROM value_by_service_area").fetchone() == (counted,)
    for view in ("not_over", "ending"):
        assert database.execute(f"SELECT count(*) FROM {view} WHERE state = 'draft'").fetchone() == (0,)


def test_values_that_cover_different_things_are_not_added_up(opened: Opened) -> None:
    sums = opened().execute("SELECT service_area_name, covers, contracts, stated_value FROM value_by_service_area")
    assert ("Early Help", "annual", 1, "133701.33") in (rows := list(sums))
    assert ("Early Help", "whole-term", 1, "89177.46") in rows
    assert ("Early Help", "no amount shown", 1, None) in rows


@thorough_only
def test_the_same_register_and_day_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    files = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.db"
        subprocess.run(
            [sys.executable, "-m", "commreg", "export", "sqlite", "-o", str(out)],
            cwd=RICH,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        )
        files.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert files[0] == files[1]
    assert out.read_bytes()[96:100] == bytes(4), "the version of the library that wrote it is not in it"
