"""`export parquet`: one typed table a register, so that the files of many councils are one table."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Program
from tests.unit.hypothesis_profile import thorough_only

RICH = ROOT / "tests" / "data" / "rich"
_WHY = "pyarrow is an extra, and is not installed here"


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow.parquet", reason=_WHY)


def table(commreg: Program, arrow: Any, out: Path, *more: str, root: Path = RICH) -> Any:
    ran = commreg("export", "parquet", "-o", str(out), *more, cwd=root)
    assert ran.code == 0, ran.err
    return arrow.read_table(out)


def test_the_columns_are_typed_and_described(commreg: Program, arrow: Any, tmp_path: Path) -> None:
    schema = table(commreg, arrow, tmp_path / "a.parquet").schema
    kinds = {field.name: str(field.type) for field in schema}
    assert list(kinds)[:3] == ["organisation", "as_of", "audience"]
    assert kinds["current_end"] == kinds["as_of"] == "date32[day]"
    assert kinds["value"] == "decimal128(18, 2)"
    assert kinds["statutory"] == "bool"
    assert kinds["days_left"] == "int32"
    assert kinds["id"] == "string"
    assert all(field.metadata[b"description"] for field in schema)
    assert schema.metadata[b"commreg.format"] == b"1"
    assert schema.metadata[b"commreg.files_with_errors"] == b"0"


def test_the_rows_are_the_contracts_with_exact_amounts(commreg: Program, arrow: Any, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in table(commreg, arrow, tmp_path / "a.parquet").to_pylist()}
    assert sorted(rows) == sorted(path.stem for path in (RICH / "contracts").glob("*.yaml"))
    therapy = rows["speech-therapy-2024"]
    assert therapy["organisation"] == "Merrowdale Council"
    assert therapy["as_of"] == date(2025, 11, 3)
    assert therapy["value"] == Decimal("612480.10")
    assert therapy["current_end"] == date(2026, 8, 31)
    assert therapy["statutory"] is True
    assert therapy["stage"] == "needs-assessment"
    assert (rows["advocacy-2022"]["extensions"], rows["family-hubs-2020"]["extensions"]) == (0, None)


def test_files_of_two_councils_are_one_table(commreg: Program, arrow: Any, tmp_path: Path) -> None:
    table(commreg, arrow, tmp_path / "merrowdale.parquet")
    table(commreg, arrow, tmp_path / "rutland.parquet", root=ROOT)
    both = arrow.read_table(tmp_path)
    assert Counter(both.column("organisation").to_pylist()) == {"Merrowdale Council": 12, "Rutland County Council": 28}


def test_nothing_withheld_is_in_the_public_file(commreg: Program, arrow: Any, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in table(commreg, arrow, tmp_path / "a", "--audience", "public").to_pylist()}
    tuition = rows["tuition-2025"]
    assert tuition["provider"] == tuition["rating"] == "REDACTED PERSONAL DATA"
    assert tuition["value"] is None
    assert tuition["rated_on"] is None
    assert {"provider.name", "provider.company_number", "value", "monitoring.performance"} <= {
        *tuition["withheld"].split("; ")
    }
    assert "refuge-2024" not in rows
    for secret in ("Thistlewood", "18240.55", "nine in ten", "Quernstone", "Inclusion Officer", "old spreadsheet"):
        assert secret not in str(rows)


def test_no_contract_left_is_a_table_without_rows(commreg: Program, arrow: Any, tmp_path: Path) -> None:
    empty_table = table(commreg, arrow, tmp_path / "a.parquet", "--search", "zebra")
    assert empty_table.num_rows == 0
    assert "current_end" in empty_table.column_names


@thorough_only
def test_the_same_register_and_day_give_the_same_bytes_in_another_process(arrow: Any, tmp_path: Path) -> None:
    assert arrow
    files = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.parquet"
        subprocess.run(
            [sys.executable, "-m", "commreg", "export", "parquet", "-o", str(out)],
            cwd=RICH,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        )
        files.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert files[0] == files[1]


def test_without_pyarrow_it_says_how_to_install_it(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("file", "arrow"):
        monkeypatch.delitem(sys.modules, f"commreg.export.parquet.{name}", raising=False)
    ran = commreg("export", "parquet", cwd=RICH)
    assert ran.code == 2
    assert ran.err == (
        "commreg: export parquet needs pyarrow, which is not installed\n"
        '  hint: install it with: pip install "commreg[parquet]"\n'
    )
    assert not ran.out
