"""A file is read as what it is: its encoding, its line ends, its columns; nothing in it is lost or made up."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from commreg.diagnostics.errors import InputError
from commreg.importing import read_sheet, read_xlsx, sheet_grid
from commreg.importing.sheet_grid import Cell, Grid
from tests.unit.hypothesis_profile import thorough_only

CSV = Path("register.csv")
XLSX = Path("register.xlsx")
ROWS = [["Contract", "Provider", "Value"], ["Café visits \u2013 Noël", "Rutland\u2019s Families", "£1,200"]]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def as_csv(rows: list[list[str]], delimiter: str = ",", ends: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue()


def book(rows: list[list[Any]], *, title: str = "Contracts", change: Any = None) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(workbook, sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


@pytest.mark.parametrize(
    ("encoding", "ends"),
    # text in Windows-1252 with the line ends of old Macs is not met: such text is Mac Roman
    [(name, ends) for name in ENCODINGS for ends in ("\n", "\r\n", "\r") if (name, ends) != ("cp1252", "\r")],
)
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    grid = read_sheet.read(CSV, as_csv(ROWS, ends=ends).encode(encoding))
    assert texts(grid) == ROWS
    assert grid.notes == (f"text in {ENCODINGS[encoding]}, columns separated by commas",)


def test_utf_16_with_a_mark_both_ways() -> None:
    text = as_csv(ROWS)
    assert texts(read_sheet.read(CSV, b"\xfe\xff" + text.encode("utf-16-be"))) == ROWS
    assert texts(read_sheet.read(CSV, b"\xff\xfe" + text.encode("utf-16-le"))) == ROWS


def test_text_with_old_mac_line_ends_is_mac_roman() -> None:
    grid = read_sheet.read(CSV, as_csv(ROWS, ends="\r").encode("mac_roman"))
    assert texts(grid) == ROWS
    assert "Mac Roman" in grid.notes[0]


def test_bytes_that_windows_does_not_have_are_mac_roman_too() -> None:
    assert texts(read_sheet.read(CSV, b"Contract,Provider\nCaf\x8e,Fran\x8dois\n"))[1] == ["Café", "François"]


@pytest.mark.parametrize(("sign", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_delimiters(sign: str, name: str) -> None:
    rows = [["Contract", "Provider, in full", "Notes"], ["a; b; c", "x, y", "one | two"], ["d", "z", "1\t2"]]
    grid = read_sheet.read(CSV, as_csv(rows, delimiter=sign).encode())
    assert texts(grid) == rows
    assert f"columns separated by {name}s" in grid.notes[0]


def test_a_cell_with_many_other_signs_does_not_decide_the_delimiter() -> None:
    rows = [["a;b;c;d", "e"], ["f;g;h;i", "j"]]
    assert texts(read_sheet.read(CSV, as_csv(rows).replace("a;", '"a;').replace("d,", 'd",').encode())) == [
        ["a;b;c;d", "e"],
        ["f;g;h;i", "j"],
    ]


def test_rows_keep_the_number_of_their_line_and_blank_ones_are_left_out() -> None:
    grid = read_sheet.read(CSV, b'A,B\n\n ,\n"one\ntwo",x\r\n,,\nlast,y\n')
    assert grid.numbers == (1, 4, 7)
    assert texts(grid) == [["A", "B"], ["one\ntwo", "x"], ["last", "y"]]


def test_rows_of_unequal_length_are_made_even_and_keep_their_columns() -> None:
    grid = read_sheet.read(CSV, b"A,B,C\n1\n1,2,3,,5\n")
    assert texts(grid) == [["A", "B", "C", ""], ["1", "", "", ""], ["1", "2", "3", "5"]]
    assert grid.letters == ("A", "B", "C", "E")


@pytest.mark.parametrize(("place", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_named_as_a_spreadsheet_names_them(place: int, name: str) -> None:
    assert sheet_grid.column_letter(place) == name


def test_an_unclosed_quotation_mark_is_reported_with_its_line() -> None:
    with pytest.raises(InputError, match="quotation mark in line 3 that is never closed"):
        read_sheet.read(CSV, b'A,B\n1,2\n"3,4\n5,6\n7,8\n')


def test_a_quotation_mark_inside_a_cell_is_a_sign_like_any_other() -> None:
    assert texts(read_sheet.read(CSV, b'A,B\nthe "best" one,2\n'))[1] == ['the "best" one', "2"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<html><table>", "a web page or XML"),
        (b'{"a": 1}', "JSON"),
        (b"A,B\n\x00\x01,2\n", "not a spreadsheet that can be read"),
        (b"\xff\xfeA", "not a spreadsheet that can be read"),
        (b"\xef\xbb\xbfA,\xff", "not a spreadsheet that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"PK\x03\x04 broken", "an incomplete workbook"),
    ],
)
def test_a_file_that_is_not_a_spreadsheet_is_reported_as_what_it_is(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_sheet.read(CSV, data)


def test_a_zip_that_is_not_a_workbook_is_reported() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_sheet.read(XLSX, out.getvalue())


def test_cells_of_a_workbook_keep_their_true_dates_and_numbers() -> None:
    values = [date(2022, 3, 31), datetime(2022, 3, 31, 9, 30), time(9, 30), 12, 12.5, 0.1 + 0.2, 1e16, True, "00123"]  # noqa: DTZ001
    grid = read_sheet.read(XLSX, book([values, ["x"]]))
    assert grid.rows[0] == (
        Cell("2022-03-31", date(2022, 3, 31)),
        Cell("2022-03-31 09:30:00", date(2022, 3, 31)),
        Cell("09:30:00"),
        Cell("12", Decimal(12)),
        Cell("12.5", Decimal("12.5")),
        Cell("0.3", Decimal("0.3")),
        Cell("10000000000000000", Decimal(10**16)),
        Cell("TRUE", value=True),
        Cell("00123"),
    )


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_days() -> None:
    def mac(workbook: Any, _sheet: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    grid = read_sheet.read(XLSX, book([["End"], [date(2022, 3, 31)], [40000]], change=mac))
    assert grid.rows[1][0] == Cell("2022-03-31", date(2022, 3, 31))
    assert grid.since_1904
    assert "dates count from 1904" in grid.notes


def test_a_merged_cell_counts_for_every_cell_that_it_covers() -> None:
    def merge(_workbook: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A5:B5")
        sheet.merge_cells("A7:C900")  # nothing in it

    grid = read_sheet.read(XLSX, book([["P", "C"], ["Both", "one"], [None, "two"], ["x", "y"], ["Wide"]], change=merge))
    assert texts(grid) == [["P", "C"], ["Both", "one"], ["Both", "two"], ["x", "y"], ["Wide", "Wide"]]
    assert grid.rows[2][0].is_merged
    assert not grid.rows[1][0].is_merged
    assert "2 merged cells, each copied to every cell it covers" in grid.notes


def test_a_row_that_others_are_merged_over_whole_is_none() -> None:
    def merge(_workbook: Any, sheet: Any) -> None:
        for column in "AB":
            sheet.merge_cells(f"{column}2:{column}3")

    grid = read_sheet.read(XLSX, book([["P", "C"], ["one", "two"], [], ["x", "y"]], change=merge))
    assert grid.numbers == (1, 2, 4)


def test_the_sheet_with_most_content_is_read_and_the_others_are_listed() -> None:
    def more(workbook: Any, _sheet: Any) -> None:
        workbook.create_sheet("Notes").append(["Read me"])
        workbook.create_sheet("Empty")

    data = book([["A", "B"], ["1", "2"]], change=more)
    grid = read_sheet.read(XLSX, data)
    assert grid.sheet == "Contracts"
    assert grid.notes[1] == "not read: 2 other sheets (Notes, Empty)"
    assert texts(read_sheet.read(XLSX, data, "Notes")) == [["Read me"]]
    with pytest.raises(InputError, match="no sheet “Nots”") as error:
        read_sheet.read(XLSX, data, "Nots")
    assert error.value.hint == "it has: Contracts, Notes, Empty"


def test_a_text_has_no_sheets() -> None:
    with pytest.raises(InputError, match="it has no sheets"):
        read_sheet.read(CSV, b"A,B\n1,2\n", "Contracts")


def patched(data: bytes, part: str, change: Any) -> bytes:
    """A workbook with one part of it changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as original, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in original.namelist():
            archive.writestr(name, change(original.read(name).decode()) if name == part else original.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_formula_is_read_as_its_result_and_one_without_is_kept_and_reported() -> None:
    data = book([["Value", "Sum"], [2, "=A2*2"], [3, "=A3*2"]])
    once = patched(
        data, SHEET, lambda xml: re.sub(r"<f>A2\*2</f><v\s*/>|<f>A2\*2</f><v></v>", "<f>A2*2</f><v>4</v>", xml)
    )
    grid = read_sheet.read(XLSX, once)
    assert texts(grid) == [["Value", "Sum"], ["2", "4"], ["3", "=A3*2"]]
    assert any("1 formula without a stored result, kept as text" in line for line in grid.notes)


def test_an_error_in_a_cell_is_its_text() -> None:
    grid = read_sheet.read(XLSX, book([["A"], ["#REF!"], ["#N/A"]]))
    assert texts(grid) == [["A"], ["#REF!"], ["#N/A"]]


def test_a_line_end_that_a_workbook_writes_in_code_is_a_line_end() -> None:
    assert texts(read_sheet.read(XLSX, book([["A"], ["one_x000D_\ntwo"]])))[1] == ["one\r\ntwo"]


def test_a_workbook_that_unpacks_to_far_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = book([["A"], ["x" * 30_000]])
    monkeypatch.setattr(read_xlsx, "MAX_UNPACKED_BYTES", 20_000)
    with pytest.raises(InputError, match="more than any register needs"):
        read_sheet.read(XLSX, data)


def test_a_workbook_that_lies_about_its_size_is_reported() -> None:
    data = book([["A"], ["x" * 30_000]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(InputError, match=r"cannot be read as a workbook|not whole"):
        read_sheet.read(XLSX, lying)


def test_a_row_beyond_the_last_of_excel_does_not_run_for_ever() -> None:
    data = patched(book([["A"], ["b"]]), SHEET, lambda xml: xml.replace('<row r="2"', '<row r="2000000000"'))
    with pytest.raises(InputError, match="more rows than a sheet can have"):
        read_sheet.read(XLSX, data)


def test_a_stray_cell_far_out_costs_nothing() -> None:
    def stray(_workbook: Any, sheet: Any) -> None:
        sheet["XFD1048576"] = "stray"

    grid = read_sheet.read(XLSX, book([["A", "B"], ["1", "2"]], change=stray))
    assert texts(grid)[-1] == ["", "", "stray"]
    assert grid.letters == ("A", "B", "XFD")
    assert grid.numbers == (1, 2, 1_048_576)


@thorough_only
def test_two_million_empty_lines_are_no_rows() -> None:
    grid = read_sheet.read(CSV, b"A,B\n1,2\n" + b",\n" * 2_000_000 + b"3,4\n")
    assert grid.numbers == (1, 2, 2_000_003)


def test_a_cell_of_ten_megabytes_is_one_cell() -> None:
    grid = read_sheet.read(CSV, b"A,B\n" + b"x" * 10_000_000 + b",2\n")
    assert len(grid.rows[1][0].text) == 10_000_000


def test_a_file_larger_than_any_register_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_sheet, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="is larger than"):
        read_sheet.read(CSV, b"A,B\n1,2\n3,4\n")


def test_a_workbook_with_no_cells_is_an_empty_grid() -> None:
    assert read_sheet.read(XLSX, book([])).rows == ()


def test_the_sheet_that_reads_like_a_register_is_taken_before_a_longer_one(tmp_path: Path) -> None:
    """Our own workbook has more deadlines than contracts."""
    book = Workbook()
    dates = book.create_sheet("Deadlines")
    for number in range(200):
        dates.append(["2022-01-01", f"Something {number}", "and more", "words"])
    sheet = book.create_sheet("Contracts")
    sheet.append(["Contract", "Provider", "Start", "Ends"])
    sheet.append(["Parent Advice", "Rutland Families", "2020-04-01", "2023-03-31"])
    path = tmp_path / "register.xlsx"
    book.save(path)
    assert read_sheet.read(path, path.read_bytes()).sheet == "Contracts"
