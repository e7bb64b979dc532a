"""`export xlsx`: a workbook whose days are days and whose amounts are exact, and in which nothing runs."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from commreg.export.tables import CONTRACT, DEADLINE, EXTENSION
from commreg.export.xlsx import sheet as xlsx_sheet
from commreg.export.xlsx.workbook import PRINTED, heading_of
from tests.conftest import ROOT, Program
from tests.unit.builders import to_yaml, values

RICH = ROOT / "tests" / "data" / "rich"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(commreg: Program, tmp_path: Path, *more: str, root: Path = RICH) -> bytes:
    out = tmp_path / "register.xlsx"
    assert commreg("export", "xlsx", "-o", str(out), *more, cwd=root).code == 0
    return out.read_bytes()


def rows(data: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as a second reader finds them, by heading."""
    head, *body = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_a_second_reader_finds_every_contract_extension_and_deadline(commreg: Program, tmp_path: Path) -> None:
    data = workbook(commreg, tmp_path)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [
        "Contracts",
        "Extensions",
        "Deadlines",
        "About",
    ]
    row_by_id = {row["Contract id"]: row for row in rows(data, "Contracts")}
    assert sorted(row_by_id) == sorted(path.stem for path in (RICH / "contracts").glob("*.yaml"))
    therapy = row_by_id["speech-therapy-2024"]
    assert therapy["Start"] == date(2024, 9, 1)
    assert therapy["Ends"] == date(2026, 8, 31)
    assert therapy["Can extend to"] == date(2027, 8, 31)
    assert therapy["Notice by"] == date(2026, 2, 28)
    assert therapy["Contract value"] == 612480.10
    assert therapy["Value covers"] == "a year"
    assert row_by_id["advocacy-2022"]["Extensions"] == 0, "none"
    assert row_by_id["family-hubs-2020"]["Extensions"] == "", "not recorded"
    led = [row for row in rows(data, "Extensions") if row["Contract id"] == "foster-placements-2024"]
    assert [(row["State"], row["Extends to"]) for row in led] == [("available", date(2026, 10, 31)), ("declined", "")]
    assert all(isinstance(row["Due by"], date) for row in rows(data, "Deadlines"))


@pytest.mark.parametrize(
    ("sheet", "fields"), [("Contracts", CONTRACT), ("Extensions", EXTENSION), ("Deadlines", DEADLINE)]
)
def test_every_field_has_a_heading_of_its_own(
    sheet: str, fields: tuple[Any, ...], commreg: Program, tmp_path: Path
) -> None:
    headings = list(rows(workbook(commreg, tmp_path), sheet)[0])
    assert sorted(headings) == sorted(heading_of(field.name) for field in fields)
    if sheet == "Contracts":
        assert headings[: len(PRINTED)] == list(PRINTED.values())


def test_amounts_are_exact_in_the_file(commreg: Program, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(commreg, tmp_path, root=ROOT))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>74000.00</v>" in sheet
    assert "<v>1942820.00</v>" in sheet


def test_the_largest_amount_there_can_be_keeps_its_pence(commreg: Program, tmp_path: Path) -> None:
    root = tmp_path / "one"
    (root / "contracts").mkdir(parents=True)
    (root / "commreg.toml").write_text("", encoding="utf-8")
    fields = values(**{"value.amount": "999999999999.99"})
    (root / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    data = workbook(commreg, tmp_path, "--as-of", "2021-12-16", root=root)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<v>999999999999.99</v>" in archive.read("xl/worksheets/sheet1.xml")


def test_no_cell_is_a_formula_and_a_text_that_looks_like_one_is_kept_as_text(commreg: Program, tmp_path: Path) -> None:
    data = workbook(commreg, tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not list(ET.fromstring(archive.read(name)).iter(f"{_MAIN}f"))
    book = load_workbook(io.BytesIO(data))
    texts: list[Any] = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    odd = [cell for cell in texts if cell.value.startswith(("=", "+", "-", "@"))]
    assert {cell.value for cell in odd} >= {
        "@Home: advice for parents",
        "=SUM(A1:A9) came over from the old spreadsheet; nobody knows what it added up.",
    }
    assert all(cell.quotePrefix for cell in odd)
    assert {cell.data_type for cell in texts} == {"s"}


def test_a_person_can_work_with_it_on_screen_and_on_paper(commreg: Program, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook(commreg, tmp_path)))
    for sheet in book.worksheets[:3]:
        assert sheet.freeze_panes in ("A2", "B2")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert all(8 <= width.width <= 92 for width in sheet.column_dimensions.values())
    contracts: Any = book["Contracts"]
    heads = {cell.value: cell.column for cell in contracts[1]}
    assert contracts.cell(2, heads["Start"]).number_format == "dd mmm yyyy"
    assert contracts.cell(2, heads["Contract value"]).number_format == "£#,##0.00"
    assert contracts.cell(2, heads["Verdict"]).alignment.wrap_text


def test_the_about_sheet_says_what_it_is_and_what_is_not_in_it(commreg: Program, tmp_path: Path) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook(commreg, tmp_path, "--audience", "public")))
    about = [(row[0], row[1]) for row in sheet.get_sheet_by_name("About").to_python()]
    assert ("As of", date(2025, 11, 3)) in about
    assert ("For", "public") in about
    assert ("Contracts withheld completely from this audience", 1) in about
    assert ("Fields withheld from this audience", 3) in about
    assert any(name == "tuition-2025" and "provider.name" in str(why) for name, why in about)


def test_the_public_workbook_has_the_words_in_place_of_what_is_withheld(commreg: Program, tmp_path: Path) -> None:
    data = workbook(commreg, tmp_path, "--audience", "public")
    (row,) = [row for row in rows(data, "Contracts") if row["Contract id"] == "tuition-2025"]
    assert row["Provider"] == row["Rated on"] == "REDACTED PERSONAL DATA"
    assert row["Contract value"] == row["Value covers"] == "REDACTED COMMERCIAL CONFIDENTIALITY"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in (
        "Thistlewood",
        "18240.55",
        "nine in ten",
        "Quernstone",
        "Ombersley",
        "133701.33",
        "Inclusion Officer",
    ):
        assert secret not in content


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path, commreg: Program) -> None:
    root = _one_contract(tmp_path, "", description="word " * 8000)
    (row,) = rows(workbook(commreg, tmp_path, "--as-of", "2021-12-16", root=root), "Contracts")
    assert len(row["Description"]) == xlsx_sheet.MAX_CELL_LENGTH
    assert row["Description"].endswith("the entry has the rest)")


def _one_contract(tmp_path: Path, settings: str, **changes: Any) -> Path:
    root = tmp_path / "one"
    (root / "contracts").mkdir(parents=True)
    (root / "commreg.toml").write_text(settings, encoding="utf-8")
    fields = values(**changes)
    (root / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    return root


@pytest.mark.parametrize("title", ["CR_x0041_12", "_x005F_x0041_", "_x000a_ and _x0041 and _X0041_"])
def test_a_text_that_looks_like_an_escape_of_excel_is_read_as_it_was(
    tmp_path: Path, commreg: Program, title: str
) -> None:
    data = workbook(commreg, tmp_path, "--as-of", "2021-12-16", root=_one_contract(tmp_path, "", title=title))
    (row,) = rows(data, "Contracts")
    assert title in row.values()


@pytest.mark.parametrize("name", ["A & B " * 60, "&" * 300, "Long name " * 40])
def test_a_page_header_is_no_longer_than_excel_takes(tmp_path: Path, commreg: Program, name: str) -> None:
    root = _one_contract(tmp_path, f'[organisation]\nname = "{name}"\n')
    data = workbook(commreg, tmp_path, "--as-of", "2021-12-16", root=root)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, 5)]
    headers = [ET.fromstring(sheet).findtext(f".//{_MAIN}oddHeader") or "" for sheet in sheets]
    for header in headers:
        assert 240 < len(header) <= 255
        assert header.endswith("…")
        assert header.removeprefix("&L").replace("&&", "").count("&") == 0


def test_the_same_register_and_day_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    files = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.xlsx"
        subprocess.run(
            [sys.executable, "-m", "commreg", "export", "xlsx", "-o", str(out)],
            cwd=RICH,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        )
        files.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert files[0] == files[1]
    with zipfile.ZipFile(out) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", core) == ["2025-11-03T00:00:00Z"] * 2


def test_the_bytes_reach_a_pipe_as_they_are() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "commreg", "export", "xlsx"], cwd=RICH, capture_output=True, check=False
    )
    assert ran.returncode == 0
    assert ran.stdout.startswith(b"PK")
