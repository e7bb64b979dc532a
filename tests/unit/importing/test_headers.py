"""Where a table begins, what its columns are, and which of its rows are no contracts."""

from __future__ import annotations

from typing import Any

import pytest

from commreg.diagnostics.errors import InputError
from commreg.importing import headers
from commreg.importing.choose_columns import DATE_FIELDS
from commreg.importing.column_names import headings_by_field, normalize_heading, require_target
from commreg.importing.headers import Sheet
from commreg.importing.sheet_grid import Cell, Grid, to_grid

ROW = ["Parent Advice", "Rutland Families", "1 April 2020"]
HEAD = ["Contract", "Provider", "Start date"]


def grid(*rows: list[str | Cell]) -> Grid:
    cells = {
        number: {
            place: text if isinstance(text, Cell) else Cell(text)
            for place, text in enumerate(row, 1)
            if (text.text if isinstance(text, Cell) else text)
        }
        for number, row in enumerate(rows, 1)
    }
    return to_grid({number: row for number, row in cells.items() if row}, ["a test"])


def find(*rows: Any, **mapping: str) -> Sheet:
    return headers.find_table(grid(*rows), mapping)


def fields_of(sheet: Sheet) -> dict[str, str | None]:
    return {column.heading: column.field for column in sheet.columns}


def test_a_heading_in_the_first_row() -> None:
    table = find(HEAD, ROW)
    assert fields_of(table) == {"Contract": "title", "Provider": "provider.name", "Start date": "term.start"}
    assert [number for number, _ in table.rows] == [2]


def test_titles_and_blank_rows_above_are_reported() -> None:
    table = find(["Wexcombe Council"], [], ["As at", "1 June 2026"], HEAD, ROW)
    assert [(aside.number, aside.reason) for aside in table.skipped_rows] == [
        (1, "above the table"),
        (3, "above the table"),
        (4, "the heading"),
    ]
    assert [number for number, _ in table.rows] == [5]


def test_a_heading_over_two_lines() -> None:
    table = find(["Contract", "Provider", "", "Start", "End"], ["", "Name", "Company number", "date", "date"], ROW)
    assert fields_of(table) == {
        "Contract": "title",
        "Provider Name": "provider.name",
        "Company number": "provider.company_number",
        "Start date": "term.start",
        "End date": "term.end",
    }


def test_a_merged_cell_over_two_columns_says_its_words_in_both() -> None:
    wide = Cell("Term", is_merged=True)
    table = find(["Contract", "Provider", "Term", wide], ["", "", "Start date", "End date"], [*ROW, "31 March 2023"])
    assert fields_of(table)["Term Start date"] == "term.start"
    assert fields_of(table)["Term End date"] == "term.end"


def test_a_heading_and_a_title_again_on_the_next_page_are_no_contracts() -> None:
    table = find(["Contracts of the year"], HEAD, ROW, ["", "Contracts of the  year"], HEAD, ROW)
    assert [number for number, _ in table.rows] == [3, 6]
    assert [aside.reason for aside in table.skipped_rows][2:] == ["the title again", "the heading again"]


def test_where_no_name_is_known_the_first_full_row_of_words_is_the_heading() -> None:
    table = find(["Register"], ["Emri", "Shuma", "Fillimi"], ["Shembulli", "1", "2"])
    assert list(fields_of(table)) == ["Emri", "Shuma", "Fillimi"]
    assert set(fields_of(table).values()) == {None}


def test_a_sheet_without_a_table_has_all_its_rows_beside_it() -> None:
    table = find(["only"], ["words"])
    assert (table.columns, table.rows) == ((), ())
    assert [aside.reason for aside in table.skipped_rows] == ["no table", "no table"]


def test_columns_with_one_heading_and_with_none_are_distinguished() -> None:
    table = find([*HEAD, "A", "A", "A (2)", "", "column G"], [*ROW, "1", "2", "3", "4", "5"])
    assert list(fields_of(table))[3:] == ["A", "A (3)", "A (2)", "column G (2)", "column G"]


def test_a_long_heading_is_cut_and_one_with_odd_characters_cleaned() -> None:
    table = find([*HEAD, "x" * 2000, "a\u2028b\x07c\n d"], [*ROW, "1", "2"])
    assert list(fields_of(table))[3:] == ["x" * 200, "a b c d"]


def test_the_first_column_of_a_field_has_it_and_the_next_says_so() -> None:
    table = find(["Contract", "Provider", "Supplier", "Start date"], [*ROW])
    assert fields_of(table)["Supplier"] is None
    assert table.columns[2].note == "another column is provider.name already"


def test_what_is_mapped_comes_before_what_is_known_by_name() -> None:
    table = find([*HEAD, "Begins"], [*ROW, "1 May 2020"], Begins="term.start", Contract="nothing")
    assert fields_of(table) == {
        "Contract": None,
        "Provider": "provider.name",
        "Start date": None,
        "Begins": "term.start",
    }


def test_one_mapped_column_is_enough_to_find_the_heading() -> None:
    table = find(["Register"], ["Emri", "Shuma"], ["Shembulli", "1"], Emri="title")
    assert fields_of(table) == {"Emri": "title", "Shuma": None}


def test_a_column_is_mapped_whatever_its_letters() -> None:
    table = headers.find_table(
        grid([*HEAD, "", "№", "Ënde"], [*ROW, "1", "2", "3"]), {"№": "notes", "ËNDE": "reference"}
    )
    assert fields_of(table)["№"] == "notes"
    assert fields_of(table)["Ënde"] == "reference"
    assert fields_of(table)["column D"] is None


def test_a_mapping_that_does_not_fit_is_reported() -> None:
    with pytest.raises(InputError, match="there is no column “Stop” to map") as error:
        find(HEAD, ROW, Stop="term.end")
    assert error.value.hint == "the columns are: Contract, Provider, Start date"
    with pytest.raises(InputError, match="“Contract” and “Provider” are both mapped to title"):
        find(HEAD, ROW, Contract="title", Provider="title")
    own = ["id", "title", "provider.name", "term.start"]
    with pytest.raises(InputError, match="the columns have the fields' own names"):
        find(own, ["a", "b", "c", "2020-01-01"], title="notes")


def test_titles_and_ids_that_are_all_numbers_are_references() -> None:
    table = find(["Contract", "Description", "Provider", "Start date"], ["4400", "Advice", *ROW[1:]])
    assert fields_of(table) == {
        "Contract": "reference",
        "Description": "title",
        "Provider": "provider.name",
        "Start date": "term.start",
    }
    assert fields_of(find(["id", *HEAD], ["1", *ROW]))["id"] == "reference"
    assert fields_of(find(["id", "Reference", *HEAD], ["1", "R1", *ROW]))["id"] is None


def test_a_register_of_our_own_is_known_by_its_names() -> None:
    table = find(["id", "title", "provider.name", "term.start", "local. Team "], ["a", "b", "c", "2020-01-01", "d"])
    assert table.has_field_names
    assert fields_of(table)["local. Team "] == "local. Team "


@pytest.mark.parametrize(
    ("heading", "same_heading"),
    [
        ("Start Date of Contract", "start_date of  contract"),
        ("Area of Children's Services it sits under", "area of children\u2019s services it sits under"),
        ("ContractTitle", "Contract title"),
        ("Start date (DD/MM/YYYY)", "start date dd mm yyyy"),
        ("SME?", "sme"),
    ],
)
def test_headings_are_compared_without_case_signs_and_spaces(heading: str, same_heading: str) -> None:
    assert normalize_heading(heading) == normalize_heading(same_heading)


def test_every_known_heading_leads_to_a_field_that_is_there() -> None:
    from commreg.model.field_path import is_field, parse_column

    assert set(DATE_FIELDS) <= set(headings_by_field())
    for field in set(headings_by_field()) - {"current_end", "final_end", "term_months", "extension_notice"}:
        assert is_field(parse_column(field)), field


# ---- several columns for one field


def test_awarded_dates_come_before_advertised_ones_and_both_are_named() -> None:
    table = find(
        ["Title", "Supplier", "Start Date", "End Date", "Contract start date", "Contract end date"],
        ["Day opportunities", "Acme", "2017-07-01", "2047-06-30", "2020-07-28", "2035-07-27"],
    )
    assert fields_of(table)["Contract start date"] == "term.start"
    assert fields_of(table)["Contract end date"] == "term.end"
    contest = next(contest for contest in table.contests if contest.field == "term.end")
    assert (contest.chosen, contest.rivals) == ("Contract end date", ("End Date",))
    assert contest.is_open
    assert contest.differing_rows == 1


def test_a_mapped_column_decides_and_so_does_one_that_is_kept_as_text() -> None:
    rows = ["Contract end date", "End Date", *HEAD], ["2035-07-27", "2047-06-30", *ROW]
    mapped = find(*rows, **{"End Date": "term.end"})
    assert fields_of(mapped)["End Date"] == "term.end"
    assert [(contest.chosen, contest.is_open) for contest in mapped.contests] == [("End Date", False)]
    assert not find(*rows, **{"End Date": "nothing"}).contests
    left_out = find(*rows, **{"End Date": "skip"})
    assert not left_out.contests
    assert [column.heading for column in left_out.columns if column.is_left_out] == ["End Date"]


def test_columns_that_say_the_same_are_no_question() -> None:
    table = find([*HEAD, "Start"], [*ROW, "1st April 2020"], ["Young Carers", "Trust", "1 May 2021", ""])
    assert [(contest.field, contest.is_open) for contest in table.contests] == [("term.start", False)]


def test_a_service_beside_a_title_is_the_area() -> None:
    table = find(
        ["Service", "Contract Title", "Supplier", "Start Date"],
        ["Children's Social Care", "Advocacy for looked after children", "Acme CIC", "2024-04-01"],
    )
    assert fields_of(table)["Service"] == "service_area"
    assert fields_of(table)["Contract Title"] == "title"
    assert not any(contest.is_open for contest in table.contests)
    assert fields_of(find(["Service", "Supplier", "Start"], ["Advocacy", "Acme", "2024-04-01"]))["Service"] == "title"


@pytest.mark.parametrize(
    ("cell", "field"),
    [("12 months", "term.extensions"), ("1+1 years", "term.extensions"), ("31/03/2028", "final_end")],
)
def test_the_cells_decide_what_an_extension_period_is(cell: str, field: str) -> None:
    assert fields_of(find([*HEAD, "Extension Period"], [*ROW, cell]))["Extension Period"] == field


def test_a_sheet_without_a_heading_has_columns_by_letter() -> None:
    rows = (
        ["1", "School transport", "Acme Buses", "01/09/2024", "£12,000"],
        ["2", "Advocacy", "Trust", "01/04/2024", "£9,000"],
    )
    table = find(*rows)
    assert not table.has_heading
    assert [number for number, _ in table.rows] == [1, 2]
    mapped = find(*rows, **{"column B": "title", "column C": "provider.name", "column D": "term.start"})
    assert fields_of(mapped)["column B"] == "title"
    assert len(mapped.rows) == 2


def test_the_download_of_contracts_finder_is_known_by_name() -> None:
    heading = (
        *("Notice Identifier", "Notice Type", "Organisation Name", "Status", "Published Date", "Title", "Description"),
        *("Postcode", "Region", "Cpv Codes", "Contact Name", "Contact Email", "Start Date", "End Date", "Closing Date"),
        *("Suitable for SME", "Value Low", "Value High", "Awarded Date", "Awarded Value"),
        *("Supplier [Name|Address|Ref type|Ref Number|Is SME|Is VCSE]", "Contract start date", "Contract end date"),
        "OJEU Procedure Type",
    )
    fields = fields_of(find([*heading], [f"cell {number}" for number in range(len(heading))]))
    assert {name: field for name, field in fields.items() if field} == {
        "Notice Identifier": "reference",
        "Title": "title",
        "Description": "description",
        "Cpv Codes": "procurement.cpv",
        "Awarded Date": "procurement.awarded_on",
        "Awarded Value": "value.amount",
        "Supplier [Name|Address|Ref type|Ref Number|Is SME|Is VCSE]": "provider.name",
        "Contract start date": "term.start",
        "Contract end date": "term.end",
        "OJEU Procedure Type": "procurement.route",
    }


@pytest.mark.parametrize("target", ["tags", "procurement.signed_on", "term.breaks[1].on", "local.Old number", "skip"])
def test_a_column_can_be_mapped_to_any_field(target: str) -> None:
    require_target(target)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("titel", "did you mean title?"),
        ("statutory", "name one of them, as in statutory.basis"),
        ("decisions", "name one of them, as in decisions[1].body"),
    ],
)
def test_a_target_that_is_no_field_says_what_to_write(target: str, hint: str) -> None:
    with pytest.raises(InputError) as error:
        require_target(target)
    assert error.value.hint == hint
