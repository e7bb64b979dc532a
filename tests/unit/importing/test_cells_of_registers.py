"""Cells that registers have, each with the one value it may become, or the reason why somebody has to look at it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from commreg.diagnostics.errors import InputError
from commreg.importing import headers, parse_amounts, parse_dates, parse_options, parse_words, read_sheet, rows
from commreg.importing.number_formats import as_shown
from commreg.importing.rows import ParsedSheet
from commreg.importing.sheet_grid import Cell
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY
from commreg.values.parsed import Parsed, Unparsed


def what(parsed: Parsed | Unparsed) -> tuple[object, bool] | str:
    """The value with whether it is certain; or the reason why there is none."""
    return parsed.reason if isinstance(parsed, Unparsed) else (parsed.value, parsed.is_certain)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("£250.000", "has more than two decimal places"),
        ("74.000", "has more than two decimal places"),
        ("£250.50", (Decimal("250.50"), True)),
        ("<£5,000", (Decimal(5000), False)),
        (">£50k", (Decimal(50000), False)),
        ("£50k+", (Decimal(50000), False)),
        ("~£50k", (Decimal(50000), False)),
        ("£500-", "is less than zero"),
        ("£2 billion", (Decimal(2_000_000_000), True)),
        ("£1.5 bn", (Decimal(1_500_000_000), True)),
        ("£2.5 mill", (Decimal(2_500_000), True)),
        ("£2 mn", (Decimal(2_000_000), True)),
        ("£2mn", (Decimal(2_000_000), True)),
        ("£24,000/yr", (Decimal(24000), True)),
        ("£24,000 pa", (Decimal(24000), True)),
        ("£24,000 p/a", (Decimal(24000), True)),
        ("£24kpa", (Decimal(24000), True)),
        ("50,000 GBP", (Decimal(50000), True)),
        ("€50,000", "is not in pounds"),
        ("50,000 euros", "is not in pounds"),
        ("500 CHF", "is not in pounds"),
        ("£3,500 per week per placement", (Decimal(3500), False)),
        ("Year 1: £10,000 Year 2: £12,000 Total: £23,000", "has parts and a total that is not their sum"),
    ],
)
def test_an_amount(cell: str, expected: object) -> None:
    assert what(parse_amounts.parse_amount(Cell(cell))) == expected


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("per week per placement", "per-case"),
        ("per night", "per-case"),
        ("/yr", "annual"),
        ("pa", "annual"),
        ("p/a", "annual"),
        ("/month", "monthly"),
        ("pw", "weekly"),
        ("in total", None),
    ],
)
def test_what_an_amount_covers(words: str, basis: str | None) -> None:
    assert parse_amounts.detect_basis(words) == basis


def test_a_total_is_no_part() -> None:
    parsed = parse_amounts.parse_amount(Cell("Year 1: £10,000 Year 2: £12,000 Total: £22,000"))
    assert isinstance(parsed, Parsed)
    assert [part["what"] for part in parsed.value] == ["Year 1", "Year 2"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-03-31T23:00:00Z", (date(2024, 4, 1), True)),
        ("2027-03-30T23:00:00Z", (date(2027, 3, 31), True)),
        ("2027-01-30T00:00:00Z", (date(2027, 1, 30), True)),
        ("2027-03-31T00:00:00+01:00", (date(2027, 3, 31), True)),
        ("2027-03-31T09:30:00Z", (date(2027, 3, 31), False)),
        ("2027-03-31T00:00:00", (date(2027, 3, 31), True)),
        ("2027-03-30T23:00:00", (date(2027, 3, 30), False)),
        ("3/30/2027 11:00:00 PM", (date(2027, 3, 30), False)),
        ("31/03/2027 00:00", (date(2027, 3, 31), True)),
        ("31/12/28", (date(2028, 12, 31), True)),
        ("31/03/2025 (extended to 31/03/2026)", "has two dates"),
        ("31/03/2025 extended until 31 March 2026", "has two dates"),
        ("28-Feb-22 Due to the late start", (date(2022, 2, 28), False)),
    ],
)
def test_a_date(cell: str, expected: object) -> None:
    assert what(parse_dates.parse_date(Cell(cell), None)) == expected


def test_a_true_date_with_a_time_is_to_be_checked() -> None:
    late = Cell("2027-03-30 23:00:00", date(2027, 3, 30))
    assert what(parse_dates.parse_date(late, None)) == (date(2027, 3, 30), False)
    assert what(parse_dates.parse_date(Cell("2027-03-30", date(2027, 3, 30)), None)) == (date(2027, 3, 30), True)


def test_dates_that_a_spreadsheet_has_swapped_are_recognised_by_their_signature() -> None:
    true_dates = [Cell(str(day), day) for day in (date(2024, 1, 4), date(2023, 5, 9), date(2022, 1, 11))]
    texts = [Cell("13/01/2024"), Cell("25/12/2023")]
    assert parse_dates.detect_date_order([*true_dates, *texts]).is_swapped
    later = Cell("2024-01-31", date(2024, 1, 31))
    assert not parse_dates.detect_date_order([*true_dates, later, *texts]).is_swapped
    firsts = [Cell(str(day), day) for day in (date(2024, 4, 1), date(2023, 4, 1), date(2022, 9, 1))]
    assert not parse_dates.detect_date_order([*firsts, *texts]).is_swapped
    assert not parse_dates.detect_date_order(true_dates).is_swapped


@pytest.mark.parametrize(
    ("cell", "months", "is_certain"),
    [
        ("3 years + 2 years", ["36", "24"], False),
        ("3+2 years", ["36", "24"], False),
        ("1 year + 1 year", ["12", "12"], True),
        ("1 year + 6 months", ["12", "6"], True),
    ],
)
def test_extensions(cell: str, months: list[str], is_certain: bool) -> None:
    parsed = parse_options.parse_extensions(Cell(cell))
    assert isinstance(parsed, Parsed)
    assert [option["months"] for option in parsed.value] == months
    assert parsed.is_certain is is_certain


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("Fortnightly", "fortnightly"),
        ("every 2 weeks", "fortnightly"),
        ("Six weekly", "six-weekly"),
        ("Half-termly", "half-termly"),
        ("Half termly", "half-termly"),
        ("6 monthly", "twice-yearly"),
        ("Six-monthly", "twice-yearly"),
        ("every 3 months", "quarterly"),
        ("Every two months", "bimonthly"),
        ("Annually", "annual"),
    ],
)
def test_how_often(cell: str, word: str) -> None:
    parsed = parse_words.parse_word(cell, FREQUENCY)
    assert isinstance(parsed, Parsed)
    assert parsed.value == word


@pytest.mark.parametrize("cell", ["Bi-monthly", "bimonthly", "Bi-annual", "Biweekly"])
def test_what_could_be_twice_or_every_two_is_refused(cell: str) -> None:
    assert str(what(parse_words.parse_word(cell, FREQUENCY))).startswith("could mean twice in the time or once in two")


# ---- workbooks


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        ("50000", "General", "50000"),
        ("50000", '"£"#,##0.00', "50000"),
        ("50000", "[$£-809]#,##0.00", "50000"),
        ("50000", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-', "50000"),
        ("50000", "[$€-2] #,##0.00", "€50000"),
        ("50000", "[$$-409]#,##0.00", "$50000"),
        ("50000", '"$"#,##0_);("$"#,##0)', "50000"),  # comes with the program: the currency of its country
        ("42", "000000", "000042"),
        ("74", '0"k"', "74k"),
        ("74000", '#,##0,"k"', "74k"),
        ("0.5", "0%", "50%"),
        ("0.125", "0.0%", "12.5%"),
        ("42", '"Ref "0', "Ref 42"),
        ("33333.3333", "#,##0.00", "33333.3333"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(number: str, number_format: str, text: str) -> None:
    assert as_shown(Decimal(number), number_format).text == text


def test_the_result_of_a_formula_is_rounded_as_shown() -> None:
    assert as_shown(Decimal("33333.3333"), '"£"#,##0.00', is_result=True).value == Decimal("33333.33")


def workbook(*table: list[Any], change: Any = None) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in table:
        sheet.append(row)
    if change:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["Title", "Supplier", "Start Date", "Contract Value"]
ROW = ["Advocacy", "Acme", date(2024, 4, 1), 50000]


def notes_of(data: bytes) -> str:
    return "; ".join(read_sheet.read(Path("r.xlsx"), data).notes)


def test_hidden_and_struck_out_rows_hidden_columns_and_notes_are_counted_and_named() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["A2"].comment = Comment("Extended to 31 March 2028", "x")
        for cell in sheet[2]:
            cell.font = Font(strike=True)

    notes = notes_of(workbook(HEAD, ROW, ["Mentoring", *ROW[1:]], change=change))
    assert "1 hidden row read like the others (3)" in notes
    assert "1 hidden column read like the others (D)" in notes
    assert "1 struck-out row read like the others (2)" in notes
    assert "1 note on cells, not read (A2)" in notes


def test_a_visible_sheet_comes_before_a_hidden_one_with_more_columns() -> None:
    def change(book: Any, _: Any) -> None:
        hidden = book.create_sheet("Old")
        hidden.append([*HEAD, "End Date", "Reference"])
        hidden.append([*ROW, date(2027, 3, 31), "R1"])
        hidden.sheet_state = "hidden"

    data = workbook(HEAD, ROW, change=change)
    assert "sheet “Sheet”; not read: 1 other sheet (Old, hidden)" in notes_of(data)
    assert "sheet “Old”, which is hidden" in "; ".join(read_sheet.read(Path("r.xlsx"), data, "Old").notes)


def test_an_opendocument_spreadsheet_is_named() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(InputError, match=r"r.ods is an OpenDocument spreadsheet") as error:
        read_sheet.read(Path("r.ods"), out.getvalue())
    assert error.value.hint == "open it and save it as .xlsx or .csv"


# ---- whole rows


def imported(text: str | bytes) -> ParsedSheet:
    data = text.encode() if isinstance(text, str) else text
    sheet = headers.find_table(read_sheet.read(Path("register.csv"), data), {})
    return rows.import_rows(sheet, Settings(), ())


@pytest.mark.parametrize("heading", ["Contract Value ($)", "Contract Value (€)", "Contract Value (EUR)"])
def test_a_heading_in_another_currency_is_no_column_of_pounds(heading: str) -> None:
    draft = imported(f"Title,Supplier,Start,End,{heading}\nAdvocacy,Acme,2024-04-01,2027-03-31,50000\n").drafts[0]
    assert draft.contract is not None
    assert draft.contract.value is None or draft.contract.value.amount is None


def test_a_column_of_currencies_is_read_with_the_amount() -> None:
    text = "Title,Supplier,Start,End,Contract Value,Currency\n"
    text += "".join(
        f"Advocacy {currency},Acme,2024-04-01,2027-03-31,50000,{currency}\n" for currency in ("GBP", "EUR", "")
    )
    amounts = []
    for draft in imported(text).drafts:
        assert draft.contract is not None
        amounts.append(draft.contract.value.amount if draft.contract.value else None)
    assert amounts == [Decimal("50000.00"), None, Decimal("50000.00")]


# ---- encodings


def test_one_odd_byte_does_not_turn_the_others_into_another_encoding() -> None:
    lines = [f"Children’s café {number},Acme,2024-04-01,2027-03-31" for number in range(30)]
    data = ("Title,Supplier,Start,End\n" + "\n".join(lines) + "\n").encode()
    grid = read_sheet.read(Path("register.csv"), data + b"Parents\x92 advice,Acme,2024-04-01,2027-03-31\n")
    assert grid.rows[1][0].text == "Children’s café 0"
    assert grid.rows[31][0].text == "Parents’ advice"
    assert "1 line in another encoding, read as Windows-1252: check the letters there (line 32)" in grid.notes


def test_a_file_in_windows_1252_is_that() -> None:
    data = "Title,Supplier\nChildren’s café,Acme\nParents’ advice,Trust\n".encode("cp1252")
    grid = read_sheet.read(Path("register.csv"), data)
    assert grid.notes == ("text in Windows-1252, columns separated by commas",)
