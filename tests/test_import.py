"""Bringing in a register as an officer does: nothing lost, nothing overwritten, and an account that adds up."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from commreg.importing.column_names import headings_by_field
from commreg.model.contract import Contract
from commreg.model.flatten import flatten
from commreg.register import config, load
from tests.conftest import ROOT, Program, tree
from tests.unit.hypothesis_profile import thorough_only

DATA = ROOT / "tests" / "data" / "import"
FILES = sorted(path.name for path in DATA.iterdir() if path.suffix in (".csv", ".xlsx"))
HEAD = "Contract,Provider,Department,Value,Start date,End date\n"
ROWS = (
    'Parent Advice,Example Families,Early Help,"£24,000",1 April 2024,31 March 2027\n'
    "Young Carers,Sample Trust,Early Help,18250.50,1 April 2024,31 March 2026\n"
)
SETTINGS = 'as_of = 2026-06-01\n[service_areas]\nearly-help = "Early Help"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty register."""
    (tmp_path / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def contracts(root: Path) -> dict[str, Contract]:
    loaded = load.load(config.find(root), config.find(root).settings.as_of or pytest.fail("no day"))
    assert not loaded.errors, [finding.message for finding in loaded.errors]
    return {entry.contract.id: entry.contract for entry in loaded.entries}


def cells_of(path: Path) -> Counter[str]:
    """Every cell of a file that holds anything, read without the program."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = max(book.worksheets, key=lambda candidate: candidate.max_row * candidate.max_column)
        return Counter(str(cell.coordinate) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    data = path.read_bytes()
    for encoding in ("utf-8", "mac_roman" if b"\n" not in data else "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    return Counter(cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell.strip())


@pytest.mark.source_only
@pytest.mark.parametrize("name", FILES)
def test_every_cell_of_registers_from_many_places_is_accounted_for(
    name: str, root: Path, commreg: Program, tmp_path: Path
) -> None:
    before = tree(root)
    report = tmp_path.parent / f"{tmp_path.name}.json"
    ran = commreg("import", str(DATA / name), "--dry-run", "--report", str(report), cwd=root)
    assert ran.code in (0, 1), ran.err
    assert tree(root) == before
    cells = json.loads(report.read_text(encoding="utf-8"))["cells"]
    expected = cells_of(DATA / name)
    if name.endswith(".csv"):
        assert Counter(cell["text"] for cell in cells) == expected
    else:  # a merged cell is accounted for in each row that it covers
        assert len(cells) >= expected.total()
    assert {cell["status"] for cell in cells} <= {"read", "guessed", "kept as text", "refused", "not imported"}
    assert all(cell["became"] for cell in cells)


@pytest.mark.source_only
@pytest.mark.parametrize("name", FILES)
def test_the_account_of_a_register_reads_clearly(
    name: str, root: Path, commreg: Program, same_as: Callable[[str, str], None]
) -> None:
    ran = commreg("import", str(DATA / name), "--dry-run", cwd=root)
    same_as(f"{ran.out}---\n{ran.err}", f"import/{name}.txt")


@pytest.mark.source_only
def test_the_account_in_markdown(root: Path, commreg: Program, same_as: Callable[[str, str], None]) -> None:
    commreg("import", str(DATA / "wexcombe-register.xlsx"), "--dry-run", "--report", "account.md", cwd=root)
    same_as((root / "account.md").read_text(encoding="utf-8"), "import/account.md")


@pytest.mark.source_only
def test_the_files_of_a_register(root: Path, commreg: Program, same_as: Callable[[str, str], None]) -> None:
    commreg("import", str(DATA / "wexcombe-register.xlsx"), cwd=root)
    files = sorted((root / "contracts").iterdir())
    text = "".join(f"==> {path.name}\n{path.read_text(encoding='utf-8')}" for path in files)
    same_as(text, "import/files.txt")


# ---- Appendix A

# What differs from the register that was written by hand, and why. Everything else of these fields is the same.
EXPECTED = {
    # The five months are told in a narrative alone: refused, and kept in words.
    ("0-19-healthy-child-programme-2017", "term.extensions"),
    # What each part of the price is for is told in the paper's words here, and in ours there; the amounts are the same.
    ("east-midlands-disagreement-resolution-2019", "value.parts"),
}
COMPARED = (
    "title",
    "provider.name",
    "term.",
    "value.amount",
    "value.parts",
    "monitoring.oversight",
    "monitoring.value",
)


@pytest.mark.source_only
def test_appendix_a_comes_in_as_the_register_that_was_written_by_hand(root: Path, commreg: Program) -> None:
    ran = commreg("import", str(DATA / "appendix-a.csv"), cwd=root)
    assert ran.code == 0, ran.err
    settings_lines = [line.strip() for line in ran.err.split("[service_areas]:\n")[1].splitlines() if " = " in line]
    with (root / "commreg.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(settings_lines) + "\n")
    imported = contracts(root)
    assert len(imported) == 28
    by_hand = contracts(ROOT)
    differ = set()
    for name, contract in imported.items():
        (same,) = [
            candidate
            for candidate in by_hand.values()
            if candidate.title == contract.title and provider(candidate) == provider(contract)
        ]
        differ |= {(name, field) for field in differences(contract, same)}
    assert differ == EXPECTED
    parts = imported["east-midlands-disagreement-resolution-2019"].value
    assert parts is not None
    assert parts.parts is not None
    assert [(part.amount, part.certainty) for part in parts.parts] == [
        (Decimal("604.80"), None),
        (Decimal("12000.00"), "estimated"),
    ]
    assert sum(
        (candidate.value.amount for candidate in imported.values() if candidate.value and candidate.value.amount),
        Decimal(0),
    ) == Decimal("3737592.33"), "all amounts but the one that is in parts"


def provider(contract: Contract) -> str:
    return contract.provider.name


def differences(first: Contract, second: Contract) -> set[str]:
    """The compared fields in which two contracts differ, lists as wholes; notes on the options are not in a cell."""
    mine, theirs = (
        {
            name: " ".join(value.split())
            for name, value in flatten(contract).items()
            if name.startswith(COMPARED) and not re.search(r"\.(note|decision|basis|provided|notice)", name)
        }
        for contract in (first, second)
    )
    return {re.sub(r"\[.*", "", name) for name in {*mine, *theirs} if mine.get(name) != theirs.get(name)}


# ---- the command


def write(root: Path, text: str = HEAD + ROWS, name: str = "register.csv") -> str:
    (root / name).write_text(text, encoding="utf-8", newline="")
    return name


def test_an_import_writes_one_file_a_contract(root: Path, commreg: Program) -> None:
    ran = commreg("import", write(root), cwd=root)
    assert ran.code == 0
    assert ran.out == "contracts/parent-advice-2024.yaml\ncontracts/young-carers-2024.yaml\n"
    assert "2 rows: 2 new, written." in ran.err
    assert set(contracts(root)) == {"parent-advice-2024", "young-carers-2024"}
    assert (root / "contracts" / "parent-advice-2024.yaml").read_text(encoding="utf-8") == (
        "# From row 2 of register.csv.\n"
        "id: parent-advice-2024\n"
        "title: Parent Advice\n"
        "kind: service-contract\n"
        "provider:\n"
        "  name: Example Families\n"
        "service_area: early-help\n"
        "term:\n"
        "  start: 2024-04-01\n"
        "  end: 2027-03-31\n"
        "value:\n"
        "  amount: 24000.00\n"
        "  basis: unstated\n"
    )


def test_a_dry_run_writes_nothing(root: Path, commreg: Program) -> None:
    write(root)
    before = tree(root)
    ran = commreg("import", "register.csv", "--dry-run", cwd=root)
    assert ran.code == 0
    assert tree(root) == before
    assert "2 rows: 2 new, to be written." in ran.err
    assert ran.err.endswith("Nothing was written: this was a dry run.\n")


def test_the_second_import_of_the_same_file_changes_nothing(root: Path, commreg: Program) -> None:
    commreg("import", write(root), cwd=root)
    before = tree(root)
    ran = commreg("import", "register.csv", cwd=root)
    assert (ran.code, ran.out) == (0, "")
    assert "2 rows: 2 the same as in the register." in ran.err
    assert tree(root) == before


def test_differences_in_a_newer_file_are_listed_field_by_field_and_nothing_is_overwritten(
    root: Path, commreg: Program
) -> None:
    commreg("import", write(root), cwd=root)
    before = tree(root / "contracts")
    newer = HEAD + ROWS.splitlines(keepends=True)[0].replace("24,000", "25,000")
    report = "account.json"
    ran = commreg("import", write(root, newer), "--report", report, cwd=root)
    assert ran.code == 0
    assert "parent-advice-2024 (row 2): value.amount was 24000.00, is 25000.00." in ran.err
    assert "In the register but not in the file, and not changed: 1 contract (young-carers-2024)." in ran.err
    assert tree(root / "contracts") == before
    document = json.loads((root / report).read_text(encoding="utf-8"))
    assert document["rows"][0]["changes"] == [{"field": "value.amount", "was": "24000.00", "now": "25000.00"}]
    assert document["gone"] == ["young-carers-2024"]


def test_ids_that_are_taken_get_a_number_and_are_reported(root: Path, commreg: Program) -> None:
    ran = commreg("import", write(root, HEAD + ROWS + ROWS.replace("Example", "Other")), cwd=root)
    assert "parent-advice-2024-2.yaml" in ran.out
    assert "Ids with a number at the end" in ran.err
    assert len(contracts(root)) == 4


def test_a_file_that_is_there_is_never_overwritten(root: Path, commreg: Program) -> None:
    (root / "contracts" / "old").mkdir(parents=True)
    (root / "contracts" / "old" / "parent-advice-2024.yaml").write_text("kept", encoding="utf-8")
    ran = commreg("import", write(root), cwd=root)
    assert ran.code == 2
    assert "the register has errors, so rows cannot be compared with it" in ran.err
    assert not (root / "contracts" / "young-carers-2024.yaml").exists()


def test_rows_that_are_not_imported_can_be_corrected_and_imported(root: Path, commreg: Program) -> None:
    text = (
        HEAD.replace("\n", ",Their Notes\n")
        + "Parent Advice,Example Families,Early Help,£24,03/04/2024,13/04/2025,=1+1\n"
        + "Young Carers,Sample Trust,Early Help,18250.50,13/04/2024,,-5\n"
    )
    ran = commreg("import", write(root, text), cwd=root)
    assert ran.code == 1
    assert ran.err.endswith(
        "The rows that were not imported are in not-imported.csv: correct them there, and import that file.\n"
    )
    path = root / "not-imported.csv"
    left = path.read_text(encoding="utf-8-sig")
    assert left.splitlines()[1].startswith("Young Carers,Sample Trust,Early Help,18250.50,2024-04-13,,'-5,")
    path.write_text(left.replace("2024-04-13,,", "2024-04-13,2026-04-12,"), encoding="utf-8-sig")
    again = commreg("import", "not-imported.csv", cwd=root)
    assert again.code == 0, again.err
    imported = contracts(root)
    assert imported["young-carers-2024"].local == {"Their Notes": "-5"}
    assert imported["parent-advice-2024"].local == {"Their Notes": "=1+1"}


def test_columns_are_mapped_on_the_line_and_in_a_file(root: Path, commreg: Program) -> None:
    text = "Emri,Shuma,Kompania,Fillimi,Fundi\nKujdesi,24000,Shembulli,2024-04-01,2027-03-31\n"
    fields = ("Emri=title", "Kompania=provider.name", "Fillimi=term.start", "Fundi=term.end", "Shuma=value.amount")
    options = [part for field in fields for part in ("--map", field)]
    ran = commreg("import", write(root, text), *options, "--dry-run", "--write-map", "map.toml", cwd=root)
    assert ran.code == 0, ran.err
    again = commreg("import", "register.csv", "--map-file", "map.toml", "--dry-run", cwd=root)
    assert again.code == 0, again.err
    first = (root / "map.toml").read_text(encoding="utf-8")
    commreg("import", "register.csv", "--map-file", "map.toml", "--dry-run", "--write-map", "again.toml", cwd=root)
    assert (root / "again.toml").read_text(encoding="utf-8") == first


def test_a_saved_map_of_nasty_headings_can_be_read_again(root: Path, commreg: Program) -> None:
    text = HEAD.replace("\n", ',A,A,"a ""b"" = c",,\\,\x7f\n') + ROWS.replace("\n", ",1,2,3,4,5,6\n")
    ran = commreg("import", write(root, text), "--dry-run", "--write-map", "map.toml", cwd=root)
    assert ran.code == 0, ran.err
    again = commreg("import", "register.csv", "--map-file", "map.toml", "--dry-run", cwd=root)
    assert again.code == 0, again.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--map", "Contract"], "--map Contract has no = in it"),
        (["--map", "Contract=titel"], "there is no field “titel”"),
        (["--map", "Contrat=title"], "there is no column “Contrat” to map"),
        (["--map-file", "no.toml"], "no.toml cannot be read as a column map"),
        (["--sheet", "One"], "register.csv is not a workbook, so it has no sheets"),
        (["--date-order", "year-first"], "there is no date order “year-first”"),
        (["--report", "no/such/account.md"], "cannot be written"),
    ],
)
def test_options_that_do_not_fit_are_reported(options: list[str], message: str, root: Path, commreg: Program) -> None:
    before = {**tree(root), "register.csv": (HEAD + ROWS).encode()}
    ran = commreg("import", write(root), *options, "--dry-run", cwd=root)
    assert ran.code == 2
    assert message in ran.err
    assert tree(root) == before


@pytest.mark.parametrize(("text", "message"), [("", "is empty"), (" \n", "is empty")])
def test_a_file_with_nothing_in_it(text: str, message: str, root: Path, commreg: Program) -> None:
    ran = commreg("import", write(root, text), cwd=root)
    assert (ran.code, message in ran.err) == (2, True)


def test_a_file_that_is_not_there_and_a_folder(root: Path, commreg: Program) -> None:
    assert "there is no file no.csv" in commreg("import", "no.csv", cwd=root).err
    assert "is not a file" in commreg("import", ".", cwd=root).err


def test_a_heading_alone_has_no_rows(root: Path, commreg: Program) -> None:
    ran = commreg("import", write(root, HEAD), cwd=root)
    assert ran.code == 1
    assert "There are no rows below the heading." in ran.err


def test_the_order_of_dates_is_reported_and_can_be_set(root: Path, commreg: Program) -> None:
    text = HEAD + "Parent Advice,Example Families,Early Help,1,03/04/2024,05/06/2026\n"
    ran = commreg("import", write(root, text), cwd=root)
    assert ran.code == 1
    assert "Say which with --date-order day-first or month-first." in ran.err
    ran = commreg("import", "register.csv", "--date-order", "month-first", cwd=root)
    assert ran.code == 0
    assert contracts(root)["parent-advice-2024"].term.start.isoformat() == "2024-03-04"


def test_a_sheet_is_chosen(root: Path, commreg: Program) -> None:
    shutil.copy(DATA / "wexcombe-register.xlsx", root / "register.xlsx")
    ran = commreg("import", "register.xlsx", "--sheet", "Notes", "--dry-run", cwd=root)
    assert ran.code == 1
    assert "No table was found in it" in ran.err


def test_a_register_with_errors_is_not_compared(root: Path, commreg: Program) -> None:
    (root / "contracts").mkdir()
    (root / "contracts" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    ran = commreg("import", write(root), cwd=root)
    assert ran.code == 2
    assert "correct them first: commreg validate" in ran.err


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_reported(root: Path, commreg: Program) -> None:
    (root / "contracts").mkdir(mode=0o500)
    ran = commreg("import", write(root), cwd=root)
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_a_folder_that_cannot_be_created_is_reported(root: Path, commreg: Program) -> None:
    (root / "contracts").write_text("a file", encoding="utf-8")
    ran = commreg("import", write(root), cwd=root)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_words_of_a_cell_are_never_instructions(root: Path, commreg: Program) -> None:
    nasty = "£5 to £9 # commreg: ignore[CR220] x yaml-language-server: $schema=https://x.example/s"
    ran = commreg(
        "import", write(root, f"{HEAD}Advice,Example,Early Help,{nasty},1 April 2024,31 March 2027\n"), cwd=root
    )
    assert ran.code == 0
    text = (root / "contracts" / "advice-2024.yaml").read_text(encoding="utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith(("#", "  #")))
    assert "commreg:" not in comments
    assert "$schema=" not in comments


def test_what_export_writes_comes_back_the_same(root: Path, commreg: Program) -> None:
    commreg("import", write(root), cwd=root)
    out = commreg("export", "csv", cwd=root).out
    ran = commreg("import", write(root, out, "ours.csv"), cwd=root)
    assert "2 rows: 2 the same as in the register." in ran.err
    ran = commreg("import", write(root, out.replace("24000.00", ""), "ours.csv"), cwd=root)
    assert "parent-advice-2024 (row 2): value.amount was 24000.00, is blank." in ran.err


@thorough_only
def test_five_thousand_rows_come_in_whole(root: Path, commreg: Program) -> None:
    rows = "".join(
        f'R{number},Contract {number},Example {number % 90} Ltd,Early Help,"£{number:,}.50",13/04/2024,31/03/2027,'
        f'1+1 years,"Some words, and more words about contract number {number}."\n'
        for number in range(1, 5001)
    )
    write(root, "Reference,Contract,Provider,Department,Value,Start,End,Extensions,Concerns\n" + rows)
    ran = commreg("import", "register.csv", cwd=root)
    assert ran.code == 0
    assert "5,000 rows: 5,000 new, written." in ran.err
    again = commreg("import", "register.csv", "--dry-run", cwd=root)
    assert "5,000 rows: 5,000 the same as in the register." in again.err


def test_corrected_rows_are_not_written_over(root: Path, commreg: Program) -> None:
    write(root, HEAD + "Parent Advice,Example Families,Early Help,1,1 April 2024,\n")
    assert "not-imported.csv: correct" in commreg("import", "register.csv", cwd=root).err
    (root / "not-imported.csv").write_text("corrected\n", encoding="utf-8")
    assert "not-imported-2.csv: correct" in commreg("import", "register.csv", cwd=root).err
    assert (root / "not-imported.csv").read_text(encoding="utf-8") == "corrected\n"


# ---- people


PEOPLE = (
    "Title,Supplier,Department,Start Date,End Date,Contract Owner,Contact Email,Contact,Phone\n"
    "Advocacy,Acme,Early Help,2024-04-01,2027-03-31,Jane Example,jo@example.org,Jo Sample,01572 700000\n"
    "Mentoring,Trust,Early Help,2024-04-01,2027-03-31,Early Help Manager,al@example.org,Al Test,01572 700001\n"
)


def test_columns_about_people_are_named_with_the_way_to_leave_them_out(root: Path, commreg: Program) -> None:
    write(root, PEOPLE)
    ran = commreg("import", "register.csv", "--dry-run", cwd=root)
    assert "telephone numbers: Contact Email; Contact; Phone. Git keeps" in ran.err
    assert 'To leave one out: --skip "Contact Email".' in ran.err
    assert "Contract Owner: looks like a person's name: write the post instead (row 2)." in ran.err
    skipped = [word for column in ("Contact Email", "Contact", "Phone") for word in ("--skip", column)]
    again = commreg("import", "register.csv", *skipped, "--report", "account.json", cwd=root)
    assert "telephone numbers" not in again.err
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "register.csv"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert not [text for text in texts if "example.org" in text or "01572" in text or "Jo Sample" in text]


def test_the_report_for_a_pull_request_has_doubts_and_no_cells(root: Path, commreg: Program) -> None:
    write(root, PEOPLE)
    commreg("import", "register.csv", "--dry-run", "--report", "account.md", cwd=root)
    text = (root / "account.md").read_text(encoding="utf-8")
    assert "| Contract Owner | guessed | looks like a person's name: write the post instead | 2 |" in text
    assert "example.org" not in text
    assert "Jane Example" not in text


# ---- which column


TWO_ENDS = (
    "Title,Supplier,Department,Start Date,End Date,Contract end date,Statutory,Signed,E-mail,Owner type\n"
    "Advocacy,Acme,Early Help,2024-04-01,2047-06-30,2035-07-27,Y,13/03/2024,jo@example.org,x\n"
)


def test_an_import_stops_until_somebody_says_which_column(root: Path, commreg: Program) -> None:
    write(root, TWO_ENDS)
    dry = commreg("import", "register.csv", "--dry-run", cwd=root)
    assert dry.code == 1
    stopped = commreg("import", "register.csv", cwd=root)
    assert stopped.code == 2
    assert "term.end: “Contract end date” is used, as its heading is more exact, not “End Date”" in stopped.err
    assert "several columns could be term.end, and their cells differ" in stopped.err
    assert not (root / "contracts").exists()
    assert commreg("import", "register.csv", "--accept", cwd=root).code == 0
    assert contracts(root)["advocacy-2024"].term.end == date(2035, 7, 27)


def test_a_column_is_mapped_to_any_field_or_left_out(root: Path, commreg: Program) -> None:
    write(root, TWO_ENDS)
    options = ("End Date=term.end", "Statutory=statutory.basis", "Signed=procurement.signed_on", "Owner type=tags")
    arguments = [argument for option in options for argument in ("--map", option)]
    report = ("--report", "report.json")
    ran = commreg("import", "register.csv", *arguments, "--skip", "E-mail", *report, cwd=root)
    assert ran.code == 0, ran.err
    assert "Columns left out: E-mail." in ran.err
    contract = contracts(root)["advocacy-2024"]
    assert contract.term.end == date(2047, 6, 30)
    assert contract.procurement is not None
    assert contract.procurement.signed_on == date(2024, 3, 13)
    assert contract.tags == ("x",)
    text = (root / "contracts" / "advocacy-2024.yaml").read_text(encoding="utf-8")
    assert "# To check: Statutory is “Y” (write the Act and section of the duty instead)." in text
    for name in ("contracts/advocacy-2024.yaml", "report.json"):
        assert "jo@example.org" not in (root / name).read_text(encoding="utf-8")


def test_interactive_asks_only_on_a_terminal(root: Path, commreg: Program) -> None:
    write(root, TWO_ENDS)
    ran = commreg("import", "register.csv", "--interactive", cwd=root)
    assert ran.code == 2
    assert "--interactive asks questions, and there is no terminal" in ran.err


# ---- the docs


@pytest.mark.source_only
def test_the_reference_lists_every_heading_that_is_known() -> None:
    text = (ROOT / "docs" / "reference" / "import.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| `([a-z][a-z_.]+)` \| (.+) \|$", text))
    assert rows == {field: ", ".join(headings) for field, headings in headings_by_field().items()}


_FILE = re.compile(r"^Save this as `([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.source_only
def test_the_way_from_a_spreadsheet_runs_as_written(tmp_path: Path) -> None:
    """Each file is written as given, each command run, and its output compared; a line with … stands for others."""
    text = (ROOT / "docs" / "how-to" / "from-a-spreadsheet.md").read_text(encoding="utf-8")
    steps = sorted([*_FILE.finditer(text), *_CONSOLE.finditer(text)], key=lambda match: match.start())
    assert len(steps) > 8
    folder = tmp_path / "register"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "origin")], check=True)
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    for step in steps:
        if step.re is _FILE:
            (folder / step[1]).write_text(step[2], encoding="utf-8")
            continue
        for part in re.split(r"(?m)^\$ ", step[1])[1:]:
            command, _, expected = part.partition("\n")
            ran: Any = subprocess.run(
                command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            pattern = ".*".join(map(re.escape, expected.split("…\n")))
            assert re.fullmatch(pattern, ran.stdout + ran.stderr, re.DOTALL), f"{command}\n{ran.stdout}{ran.stderr}"
