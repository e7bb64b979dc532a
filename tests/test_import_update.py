"""A newer spreadsheet: what changed is put into the files there are, and no other line is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Program

ENTRY = """\
# Looked after by two people.
id: parent-advice-2020
title: Parent Advice   # as on the sign
kind: service-contract
provider:
  name: Rutland Families
service_area: social-care
term:
  start: 2020-04-01
  end: 2023-03-31
  extensions:
    - months: 12 # the first
      decision: {body: Cabinet, on: 2022-01-11}
      state: exercised
    - months: 12
value:
  amount: 24000.00
  basis: annual
"""
HEAD = "Contract,Provider,Start date,End date,Annual value,Extensions\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "commreg.toml").write_text('as_of = 2021-12-16\n[service_areas]\nsocial-care = "Social care"\n')
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "parent-advice-2020.yaml").write_text(ENTRY)
    return tmp_path


def sheet(register: Path, *rows: str) -> str:
    (register / "newer.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return "newer.csv"


def entry(register: Path) -> str:
    return (register / "contracts" / "parent-advice-2020.yaml").read_text()


def test_only_the_lines_that_change_are_touched(commreg: Program, register: Path) -> None:
    file = sheet(register, 'Parent Advice,Rutland Families,2020-04-01,2023-03-31,"£25,500.00 per annum",1+1 years')
    ran = commreg("import", file, "--update", cwd=register)
    assert ran.code == 0, ran.err
    assert entry(register) == ENTRY.replace("24000.00", "25500.00")
    assert ran.out == "contracts/parent-advice-2020.yaml\n"
    assert "and updated" in ran.err


def test_without_update_changes_are_listed_and_nothing_is_written(commreg: Program, register: Path) -> None:
    file = sheet(register, "Parent Advice,Rutland Families,2020-04-01,2023-03-31,£25500,1+1 years")
    ran = commreg("import", file, cwd=register)
    assert "value.amount was 24000.00, is 25500.00" in ran.err
    assert "--update" in ran.err
    assert entry(register) == ENTRY


def test_a_dry_run_prints_the_patch(commreg: Program, register: Path) -> None:
    file = sheet(register, "Parent Advice,Rutland Families,2020-04-01,2023-03-31,£25500,1+1 years")
    ran = commreg("import", file, "--update", "--dry-run", cwd=register)
    assert "-  amount: 24000.00\n+  amount: 25500.00\n" in ran.out
    assert entry(register) == ENTRY


def test_a_list_of_another_length_is_left_for_a_person(commreg: Program, register: Path) -> None:
    """Which option is which cannot be told, and the decision on one of them is not in the spreadsheet."""
    file = sheet(register, "Parent Advice,Rutland Families,2020-04-01,2023-03-31,£25500,1 year")
    ran = commreg("import", file, "--update", cwd=register)
    assert "term.extensions was not changed, as it has more or fewer items in newer.csv" in ran.err
    assert entry(register) == ENTRY.replace("24000.00", "25500.00")


def test_a_change_that_would_be_an_error_is_not_written(commreg: Program, register: Path) -> None:
    file = register / "newer.csv"
    file.write_text(
        "id,title,provider.name,term.start,kind\nparent-advice-2020,Parent Advice,Rutland Families,2020-04-01,club\n"
    )
    ran = commreg("import", "newer.csv", "--update", cwd=register)
    assert ran.code == 1
    assert entry(register) == ENTRY
    assert "kind is “club”" in ran.err


def test_our_own_csv_comes_back_as_it_was_and_with_a_correction_in_one_step(commreg: Program, real: Path) -> None:
    commreg("export", "csv", "-o", "register.csv", cwd=real)
    before = {path: path.read_bytes() for path in (real / "contracts").iterdir()}
    assert commreg("import", "register.csv", "--update", cwd=real).out == ""
    assert {path: path.read_bytes() for path in (real / "contracts").iterdir()} == before
    text = (real / "register.csv").read_text(encoding="utf-8")
    (real / "register.csv").write_text(text.replace("Youth Justice Services", "Youth Justice"), encoding="utf-8")
    assert commreg("import", "register.csv", "--update", cwd=real).out == "contracts/youth-justice-2019.yaml\n"
    changed = (real / "contracts" / "youth-justice-2019.yaml").read_text(encoding="utf-8")
    assert changed.encode() == before[real / "contracts" / "youth-justice-2019.yaml"].replace(
        b"Youth Justice Services", b"Youth Justice"
    )


def test_our_own_workbook_is_not_taken_for_a_newer_register(commreg: Program, real: Path) -> None:
    """What it shows is worked out or worded, so it would spoil every file."""
    commreg("export", "xlsx", "-o", "register.xlsx", cwd=real)
    ran = commreg("import", "register.xlsx", "--update", cwd=real)
    assert ran.code == 2
    assert "register.xlsx is an export of a register" in ran.err
    assert "as CSV" in ran.err


# ---- which entry


FRAMEWORK = (
    "Reference,Title,Supplier,Department,Start Date,End Date,Contract Value\n"
    "FW1,Supported lodgings framework,Alpha Care,Social care,2022-04-01,2026-03-31,100000\n"
    "FW1,Supported lodgings framework,Beta Homes,Social care,2022-04-01,2026-03-31,200000\n"
    "FW1,Supported lodgings framework,Gamma Ltd,Social care,2022-04-01,2026-03-31,300000\n"
)


def providers(register: Path) -> list[str]:
    lines = [line for path in (register / "contracts").glob("supported*") for line in path.read_text().splitlines()]
    return sorted(line.removeprefix("  name: ") for line in lines if line.startswith("  name: "))


def test_the_suppliers_of_a_framework_keep_their_files(commreg: Program, register: Path) -> None:
    (register / "first.csv").write_text(FRAMEWORK)
    assert commreg("import", "first.csv", cwd=register).code == 0
    header, _, beta, gamma = FRAMEWORK.splitlines()
    later = f"{header}\n{beta.replace('2022-04-01', '2022-05-01')}\n{gamma}\n"
    (register / "later.csv").write_text(later)
    ran = commreg("import", "later.csv", "--update", cwd=register)
    assert ran.code == 0, ran.err
    assert providers(register) == ["Alpha Care", "Beta Homes", "Gamma Ltd"]
    assert "supported-lodgings-framework-2022-2 (row 2): term.start was 2022-04-01, is 2022-05-01" in ran.err


def test_a_row_with_another_supplier_is_not_written_into_the_entry(commreg: Program, register: Path) -> None:
    (register / "first.csv").write_text("\n".join(FRAMEWORK.splitlines()[:2]) + "\n")
    commreg("import", "first.csv", cwd=register)
    (register / "later.csv").write_text((register / "first.csv").read_text().replace("Alpha Care", "Omega Homes CIC"))
    ran = commreg("import", "later.csv", "--update", cwd=register)
    assert "Not written: it names another supplier." in ran.err
    assert providers(register) == ["Alpha Care"]


def test_another_spelling_of_the_supplier_is_written(commreg: Program, register: Path) -> None:
    (register / "first.csv").write_text("\n".join(FRAMEWORK.splitlines()[:2]) + "\n")
    commreg("import", "first.csv", cwd=register)
    (register / "later.csv").write_text((register / "first.csv").read_text().replace("Alpha Care", "Alpha Care Ltd"))
    assert commreg("import", "later.csv", "--update", cwd=register).code == 0
    assert providers(register) == ["Alpha Care Ltd"]


AVAILABLE = ENTRY.replace("      decision: {body: Cabinet, on: 2022-01-11}\n      state: exercised\n", "")


def test_an_end_that_moved_by_an_option_asks_whether_it_was_used(commreg: Program, register: Path) -> None:
    (register / "contracts" / "parent-advice-2020.yaml").write_text(AVAILABLE)
    file = sheet(register, "Parent Advice,Rutland Families,2020-04-01,2024-03-31,£24000,1+1 years")
    ran = commreg("import", file, "--update", cwd=register)
    assert "The end moved by the length of an extension in the entry. Not written" in ran.err
    assert entry(register) == AVAILABLE
    ran = commreg("import", file, "--update", "--options-used", cwd=register)
    assert ran.code == 0, ran.err
    used = AVAILABLE.replace("    - months: 12 # the first\n", "    - months: 12 # the first\n      state: exercised\n")
    assert entry(register) == used
    again = commreg("import", file, "--update", cwd=register)
    assert "1 the same as in the register" in again.err


def test_a_dry_run_of_an_update_says_what_would_be_written(commreg: Program, register: Path) -> None:
    file = sheet(register, "Parent Advice,Rutland Families,2020-04-01,2023-03-31,£25500,1+1 years")
    ran = commreg("import", file, "--update", "--dry-run", cwd=register)
    assert "1 row: 1 changed since, to be updated." in ran.err
