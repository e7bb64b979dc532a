"""`export csv`: every field, one row a contract, and back again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from commreg.model.contract import Contract
from commreg.model.flatten import unflatten
from commreg.model.read import read
from commreg.register import config, load
from tests.conftest import ROOT, Program
from tests.unit.builders import AS_OF

RICH = ROOT / "tests" / "data" / "rich"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", ["csv-rich-public.csv", "csv-rich-internal.csv"])
def test_the_output_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg("export", "csv", "--audience", name.split("-")[2].removesuffix(".csv"), cwd=RICH)
    assert ran.code == 0
    same_as(ran.out, f"export-{name}")


@pytest.mark.parametrize("root", [ROOT, RICH], ids=["real", "rich"])
def test_every_contract_comes_back_from_the_file_as_it_was(root: Path, commreg: Program) -> None:
    contracts = {entry.contract.id: entry.contract for entry in load.load(config.find(root), AS_OF).entries}
    exported_rows = rows(commreg("export", "csv", cwd=root).out)
    assert len(exported_rows) == len(contracts)
    for row in exported_rows:
        restored, faults = read(Contract, unflatten(row))
        assert restored == contracts[row["id"]], [fault.message for fault in faults]


def test_a_register_as_at_a_day_gives_the_same_bytes(commreg: Program) -> None:
    assert commreg("export", "csv", cwd=RICH).out == commreg("export", "csv", cwd=RICH).out


def test_only_fields_that_some_contract_has_are_columns(commreg: Program) -> None:
    names = rows(commreg("export", "csv").out)[0]
    assert "term.extensions[1].months" in names
    assert "procurement.exemption.reason" not in names


def test_the_replacement_phrase_is_in_every_column_of_a_withheld_value(commreg: Program) -> None:
    (row,) = [
        row
        for row in rows(commreg("export", "csv", "--audience", "public", cwd=RICH).out)
        if row["id"] == "tuition-2025"
    ]
    assert row["provider.name"] == "REDACTED PERSONAL DATA"
    assert {cell for name, cell in row.items() if name.split(".")[0] == "value"} == {
        "REDACTED COMMERCIAL CONFIDENTIALITY"
    }
    assert {cell for name, cell in row.items() if name.startswith("monitoring.performance")} == {
        "REDACTED PERSONAL DATA"
    }
    assert row["monitoring.frequency"] == "monthly"
    assert row["monitoring.owner"] == "Not published"


def test_a_withheld_field_that_no_other_contract_has_gets_a_column_of_its_own(commreg: Program) -> None:
    ran = commreg("export", "csv", "--audience", "public", "--search", "tuition", cwd=RICH)
    (row,) = rows(ran.out)
    assert row["value"] == "REDACTED COMMERCIAL CONFIDENTIALITY"
    assert row["monitoring.performance"] == "REDACTED PERSONAL DATA"


def test_nothing_withheld_or_internal_is_in_the_public_file(commreg: Program) -> None:
    out = commreg("export", "csv", "--audience", "public", cwd=RICH).out
    for secret in ("Thistlewood", "18240.55", "nine in ten", "Quernstone", "Ombersley", "133701.33", "old spreadsheet",
                 "=North", "Minutes of meetings", "Inclusion Officer", "2500000"):  # fmt: skip
        assert secret not in out


def test_no_cell_begins_with_what_a_spreadsheet_would_run(commreg: Program) -> None:
    cells = [cell for row in rows(commreg("export", "csv", cwd=RICH).out) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'@Home: advice for parents" in cells


def test_filters_choose_the_rows_and_none_left_is_a_header_alone(commreg: Program) -> None:
    assert [row["id"] for row in rows(commreg("export", "csv", "--kind", "grant", cwd=RICH).out)] == [
        "holiday-activities-2026"
    ]
    assert commreg("export", "csv", "--search", "zebra", cwd=RICH).out == "id\n"
