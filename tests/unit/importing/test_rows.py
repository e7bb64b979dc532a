"""Nothing is lost: every cell of any grid is accounted for once, and what is imported is found in the file."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from commreg.diagnostics.field_path import format_path
from commreg.importing import headers, read_sheet
from commreg.importing import match as merging
from commreg.importing import rows as incoming
from commreg.importing.new_files import new_file_texts
from commreg.importing.outcomes import CellStatus
from commreg.importing.rejects import rejects_csv
from commreg.importing.report import to_json
from commreg.importing.result import ImportResult, toml_text
from commreg.importing.rows import Draft
from commreg.model.contract import Contract
from commreg.model.field_path import iter_values
from commreg.model.ids import new_id
from commreg.model.settings import Settings
from commreg.register import config, load
from commreg.yamlio.source import UNSAFE_CHARACTERS
from tests.unit.builders import AS_OF
from tests.unit.hypothesis_profile import examples

HEADINGS = (
    *("Contract", "Provider", "Start date", "End date", "Value", "Extensions", "Department", "Reference", "Notes"),
    *("Current end date", "Maximum end date", "SME", "Company number", "Charity number", "CPV code", "Kind", "Name"),
    *("Description", "Monitoring frequency", "Term months", "Extension notice", "Review date", "id"),
    *("Irrecoverable VAT", "Last checked"),
    *("", " ", "Contract", "Contract (2)", "Their Column", "their column", "£", "#", "a: b", "=1+1", "null", "~", "<<"),
    *("two\nlines", "x" * 1500, "\x0bodd", "Why not imported", "column A", "Ënde", "- a", "local.x", "\u200b"),
)
CELLS = (
    *(
        "Parent Advice",
        "Rutland Families",
        "01-Apr- 20",
        "31/03/2023",
        "03/04/2021",
        "31-Mar-23",
        "44651",
        "£11,269.44 x",
    ),
    *(
        "£25,000 to £50,000",
        "Costs £6.80 Cases approx. £12.00",
        "1.06E7",
        "1+1 years",
        "12 weeks",
        "2 years",
        "None",
        "3+1",
        "Yes",
        "n/a",
    ),
    *(
        "=1+1",
        "+44",
        "-5",
        "@x",
        "'=1",
        "'",
        "a,b",
        'a "b"',
        "a\nb",
        "a\r\nb",
        "a\rb",
        "#REF!",
        "####",
        "a: b #c",
        "~",
        "null",
    ),
    *(
        "yes",
        "00123456",
        "123456",
        "café",
        "\U0001f600",
        "\u2028",
        "a\x0bb",
        "\x07",
        "\u202eabc",
        "\u200b",
        "\xa0",
        "[]",
        "{}",
    ),
    *(
        "commreg: ignore[CR201] x",
        "# commreg: ignore[CR201] x",
        "<<<<<<< ours",
        "a" * 300,
        "word " * 80,
        "Ж",
        "- a",
        "2019",
    ),
    *(
        "1096908",
        "85311300-5; 85312000",
        "quarterly",
        "Framework",
        "36",
        "0",
        "1e99",
        "9" * 30,
        "2022-02-30",
        "31 March 2022",
    ),
    *(
        "QQ123456C",
        "a@example.org",
        "485 777 3456",
        "column A",
        "<b>",
        "{{ x }}",
        "%",
        "!x",
        "&a",
        "*a",
        "|",
        ">",
        "?",
        "\\",
    ),
)
_WORDS = st.one_of(
    st.sampled_from(CELLS), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
)
_DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
_FORMS = st.sampled_from(("%d/%m/%Y", "%d-%b-%y", "%Y-%m-%d", "%d %B %Y", "%m/%d/%Y"))
_WRITTEN = st.builds(lambda day, form: day.strftime(form), _DAYS, _FORMS)
_MOSTLY_BLANK = st.one_of(st.just(""), st.just(""), _WORDS, _WRITTEN)
# A row that could well be a contract, so that there is something to import.
_COMPLETE_HEADINGS = ("Contract", "Provider", "Start date", "End date", "Department")
NUMBERS = st.one_of(st.integers(-5, 10**9), st.decimals(0, 10**6, places=2).map(float), st.booleans(), _DAYS)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Any] = _MOSTLY_BLANK) -> list[list[Any]]:
    """A table as somebody might have it: titles above, a heading with nasty names, good rows and bad ones."""
    more_headings = draw(st.lists(st.sampled_from(HEADINGS), max_size=5))
    headings = list(_COMPLETE_HEADINGS) if draw(st.integers(0, 4)) else []
    heading = draw(st.permutations([*headings, *more_headings]))
    above = draw(st.lists(st.lists(_WORDS, max_size=2), max_size=2))
    rows = []
    for number in range(draw(st.integers(0, 4))):
        row: list[Any] = [draw(cells) for _ in range(len(heading) + draw(st.integers(0, 1)))]
        if draw(st.integers(0, 3)):
            good = (draw(_WORDS) + "x", draw(_WORDS) + "y", f"0{number + 1} April 2020", "31 March 2023", draw(_WORDS))
            for name, value in zip(_COMPLETE_HEADINGS, good, strict=True):
                if name in heading:
                    row[heading.index(name)] = value
        rows.append(row)
    return [*above, heading, *rows]


def as_csv(table: list[list[str]], sign: str = ",", ends: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(table)
    return out.getvalue().encode("utf-8")


def as_xlsx(table: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row_number, row in enumerate(table, 1):
        for place, value in enumerate(row, 1):
            if value != "":
                cell = sheet.cell(row_number, place)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # words, even where they begin with =
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought_in(data: bytes, settings: Settings | None = None, **how: Any) -> ImportResult:
    cells = read_sheet.read(Path("register.x"), data)
    sheet = headers.find_table(cells, how.pop("mapping", {}))
    result = incoming.import_rows(sheet, settings or Settings(), (), **how)
    return ImportResult("register.x", cells, result, merging.merge(result.drafts, ()), is_written=False)


def count_outcomes(done: ImportResult) -> Counter[str]:
    return Counter(cell["text"] for cell in json.loads(to_json(done))["cells"])


def cell_text(value: object) -> str:
    return str(value).strip()


def check_found(draft: Draft, contract: Contract) -> None:
    """Every cell of a row that is imported stands in the contract, as its words or as the value it was read as."""
    values = {format_path(route): value for route, value in iter_values(contract)}
    for outcome in draft.outcomes:
        if outcome.status == CellStatus.NOT_IMPORTED:
            assert outcome.destination == "the report"
            continue
        inside = [
            value
            for name, value in values.items()
            if name == outcome.destination or name.startswith((f"{outcome.destination}.", f"{outcome.destination}["))
        ]
        assert inside or outcome.destination == "term.extensions", outcome
        plain = UNSAFE_CHARACTERS.sub(" ", outcome.text).replace("\u200b", "").strip()
        if outcome.status in (CellStatus.KEPT_AS_TEXT, CellStatus.REFUSED) or outcome.destination in (
            "title",
            "provider.name",
            "notes",
            "description",
            "reference",
        ):
            assert plain in inside, outcome
        elif outcome.destination == "value.amount":
            assert contract.value is not None
            assert contract.value.amount is not None
            left = contract.value.variation or ""
            assert all(word in plain for word in left.split()), outcome


@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(("\n", "\r\n", "\r")))
def test_every_cell_of_a_text_is_accounted_for_once(table: list[list[str]], sign: str, ends: str) -> None:
    done = brought_in(as_csv(table, sign, ends))
    assert count_outcomes(done) == Counter(text for row in table for text in row if text.strip())
    for match in done.merge.matches:
        check_found(match.draft, match.contract)


def seen_in_workbook(table: list[list[Any]]) -> list[list[Any]]:
    """What a workbook can hold of a table."""
    return [[ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row] for row in table]


@given(tables(st.one_of(_MOSTLY_BLANK, NUMBERS)))
def test_every_cell_of_a_workbook_is_accounted_for_once(table: list[list[Any]]) -> None:
    table = seen_in_workbook(table)
    expected = Counter(
        grid_text(value) for row in table for value in row if not isinstance(value, str) or value.strip()
    )
    done = brought_in(as_xlsx(table))
    assert (
        Counter(text.replace("\r\n", "\n").replace("\r", "\n") for text in count_outcomes(done).elements()) == expected
    )
    for match in done.merge.matches:
        check_found(match.draft, match.contract)


def grid_text(value: Any) -> str:
    """The text of a value as a workbook gives it back."""
    from commreg.importing.read_xlsx import _cell

    text = _cell(value)
    assert text is not None
    return text.text.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=examples(60))
@given(table=tables())
def test_a_register_made_of_any_table_has_no_errors(
    table: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("register")
    done = brought_in(as_csv(table))
    assert not done.parsed.sheet.has_field_names
    lines = [f"{area} = {toml_text(name)}" for area, name in done.parsed.new_service_areas.items()]
    (root / "commreg.toml").write_text("\n".join(["[service_areas]", *lines]), encoding="utf-8")
    where = config.find(root)
    texts = {where.contracts / f"{name}.yaml": text for name, text in new_file_texts(done, None).items()}
    (root / "contracts").mkdir()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="")
    if not texts:
        return
    register = load.load(where, AS_OF)
    assert [str(finding.message) for finding in register.errors] == []
    read_back = {entry.contract.id: entry.contract for entry in register.entries}
    assert read_back == {match.contract.id: match.contract for match in done.merge.matches}
    assert not any(finding.code == "CR021" for finding in register.findings), "no word of a cell is an instruction"


@given(tables(), st.sampled_from(("day first", "month first", None)))
def test_the_second_import_of_the_same_table_says_all_the_same(table: list[list[str]], order: str | None) -> None:
    cells = read_sheet.read(Path("register.x"), as_csv(table))
    sheet = headers.find_table(cells, {})
    first = incoming.import_rows(sheet, Settings(), (), date_order=order)
    entries = [entry(draft.contract) for draft in first.drafts if draft.contract]
    again = incoming.import_rows(sheet, Settings(), {contract.contract.id for contract in entries}, date_order=order)
    merged = merging.merge(again.drafts, entries)
    assert Counter(match.status for match in merged.matches) == Counter({"same": len(entries)} if entries else {})
    assert merged.unmatched == ()


def entry(contract: Contract) -> load.RegisterEntry:
    from commreg.model.settings import Policy
    from commreg.planning.term import derive_facts

    return load.RegisterEntry(contract, f"contracts/{contract.id}.yaml", derive_facts(contract, AS_OF, Policy()))


@given(tables())
def test_rows_that_are_left_come_back_cell_for_cell(table: list[list[str]]) -> None:
    done = brought_in(as_csv(table))
    if not done.rejects:
        return
    again = read_sheet.read(Path("not-imported.csv"), rejects_csv(done).encode("utf-8"))
    places = [column.place for column in done.parsed.sheet.columns if column.heading != headers.REJECT_REASON_HEADING]
    given_back = [[cell.text for cell in row] for row in again.rows[1:]]
    assert len(given_back) == len(done.rejects)
    for draft, back in zip(done.rejects, given_back, strict=True):
        filled = [draft.cells[place].text for place in places if not draft.cells[place].is_empty]
        assert len([text for text in back if text.strip()]) == len(filled) + 1


# ---- by hand


HEAD = ["Contract", "Provider", "Department", "Value", "Start date", "End date"]
ROW = ["Parent Advice", "Rutland Families", "Early Help", "£24,000", "1 April 2020", "31 March 2023"]


def import_row(heading: list[str], row: list[str], **how: Any) -> tuple[Draft, ImportResult]:
    done = brought_in(as_csv([heading, row]), **how)
    (draft,) = done.parsed.drafts
    return draft, done


def with_column(heading: str, text: str) -> tuple[Contract, dict[str, tuple[str, str, str]]]:
    """The contract of a sound row with one more column, and what became of its cells."""
    draft, _ = import_row([*HEAD, heading], [*ROW, text])
    assert draft.contract, draft.reasons
    return draft.contract, {
        outcome.column: (outcome.status, outcome.destination, outcome.reason) for outcome in draft.outcomes
    }


def test_a_row_becomes_a_contract() -> None:
    draft, done = import_row(HEAD, ROW)
    imported = draft.contract
    assert imported is not None
    assert (imported.id, imported.title, imported.provider.name) == (
        "parent-advice-2020",
        "Parent Advice",
        "Rutland Families",
    )
    assert (imported.term.start, imported.term.end) == (date(2020, 4, 1), date(2023, 3, 31))
    assert imported.term.extensions is None, "not recorded is not none"
    assert (imported.service_area, done.parsed.new_service_areas) == ("early-help", {"early-help": "Early Help"})
    assert {account.status for account in draft.outcomes} == {CellStatus.READ}


@pytest.mark.parametrize(
    ("heading", "text", "status", "became"),
    [
        ("Extensions", "1+1 years", CellStatus.READ, "term.extensions"),
        ("Extensions", "2 years", CellStatus.GUESSED, "term.extensions"),
        ("Extensions", "TBC", CellStatus.KEPT_AS_TEXT, "local.Extensions"),
        ("Extensions", "five months, as told in the notes", CellStatus.REFUSED, "local.Extensions"),
        ("Company number", "123456", CellStatus.GUESSED, "provider.company_number"),
        ("Charity number", "applied for", CellStatus.REFUSED, "local.Charity number"),
        ("SME", "Y", CellStatus.READ, "provider.sme"),
        ("SME", "small", CellStatus.REFUSED, "local.SME"),
        ("CPV code", "85311300-5, 85312000", CellStatus.READ, "procurement.cpv"),
        ("CPV code", "85311300 Welfare", CellStatus.REFUSED, "local.CPV code"),
        ("Monitoring frequency", "Quarterly", CellStatus.READ, "monitoring.frequency"),
        ("Monitoring frequency", "now and then", CellStatus.REFUSED, "local.Monitoring frequency"),
        ("Notes", "#REF!", CellStatus.REFUSED, "local.Notes"),
        ("Notes", "a\x0bb", CellStatus.GUESSED, "notes"),
        ("Current end date", "31 March 2024", CellStatus.GUESSED, "term.extensions"),
        ("Current end date", "31 March 2023", CellStatus.KEPT_AS_TEXT, "local.Current end date"),
        ("Current end date", "31 March 2022", CellStatus.REFUSED, "local.Current end date"),
        ("Maximum end date", "31 March 2025", CellStatus.GUESSED, "term.extensions"),
        ("Review date", "03/04/2021", CellStatus.REFUSED, "local.Review date"),
        ("Their own", "words", CellStatus.KEPT_AS_TEXT, "local.Their own"),
        ("Value", "second", CellStatus.KEPT_AS_TEXT, "local.Value (2)"),
    ],
)
def test_what_becomes_of_a_cell(heading: str, text: str, status: str, became: str) -> None:
    _, accounts = with_column(heading, text)
    account = next(value for name, value in accounts.items() if name.startswith(heading) and value[1] != "value.amount")
    assert account[:2] == (status, became)


def test_a_current_end_past_the_end_is_an_extension_that_was_used() -> None:
    imported, _ = with_column("Current end date", "31 March 2024")
    assert imported.term.end == date(2023, 3, 31)
    assert imported.term.extensions is not None
    assert [(extension.until, extension.state) for extension in imported.term.extensions] == [
        (date(2024, 3, 31), "exercised")
    ]


def test_options_and_a_later_end_are_not_joined_by_a_guess() -> None:
    draft, _ = import_row([*HEAD, "Extensions", "Current end date"], [*ROW, "1+1 years", "31 March 2024"])
    assert draft.contract is not None
    assert draft.contract.term.extensions is not None
    assert [extension.state for extension in draft.contract.term.extensions] == ["available", "available"]
    assert draft.outcomes[-1].status == CellStatus.REFUSED


def test_months_give_the_end_where_there_is_none() -> None:
    draft, _ = import_row([*HEAD[:5], "Term months"], [*ROW[:5], "36"])
    assert draft.contract is not None
    assert draft.contract.term.end == date(2023, 3, 31)
    assert draft.contract.local == {"Term months": "36"}


def test_invisible_characters_are_replaced_by_a_space_and_reported() -> None:
    imported, accounts = with_column("Notes", "a\u2028b")
    assert imported.notes == "a b"
    assert accounts["Notes"][2] == "invisible characters removed"


@pytest.mark.parametrize(
    ("title", "start", "contract_id"),
    [
        (
            "The Provision of a Family Group Conference Service in Rutland",
            "2019-04-01",
            "family-group-conference-rutland-2019",
        ),
        ("Café\u2019s Gwasanaeth Plânt", "2020-01-01", "cafes-gwasanaeth-plant-2020"),
        ("Services", "2020-01-01", "contract-2020"),
        ("Ж", "2020-01-01", "contract-2020"),
        ("word " * 40, "2020-01-01", "word-word-word-word-word-word-word-word-word-2020"),
    ],
)
def test_an_id_is_made_of_the_title_and_the_year(title: str, start: str, contract_id: str) -> None:
    assert new_id(title, start) == contract_id


def test_ids_that_collide_are_distinguished() -> None:
    done = brought_in(as_csv([HEAD, ROW, [*ROW[:1], "Another Provider", *ROW[2:]], ROW]))
    assert [draft.contract.id for draft in done.parsed.drafts if draft.contract] == [
        "parent-advice-2020",
        "parent-advice-2020-2",
        "parent-advice-2020-3",
    ]


def test_a_row_that_lacks_a_required_field_is_not_imported_and_the_reason_is_reported() -> None:
    done = brought_in(as_csv([HEAD, [*ROW[:4], "", ""], [*ROW[:5], "1 March 2019"]]))
    assert [draft.reasons for draft in done.rejects] == [
        ("term.start is missing",),
        ("term.end is 1 March 2019, before term.start 1 April 2020",),
    ]
    assert {outcome.status for draft in done.rejects for outcome in draft.outcomes} == {CellStatus.NOT_IMPORTED}


def test_a_missing_field_is_reported_with_the_reason_why_its_cell_could_not_be_read() -> None:
    undecided = "could have the day or the month first, and nothing in its column decides"
    done = brought_in(as_csv([HEAD, [*ROW[:4], "03/04/2020", ROW[5]], [*ROW[:5], "soon"]]))
    assert [draft.reasons for draft in done.rejects] == [
        (f"term.start is missing, as Start date {undecided}",),
        ("term.end is missing, as End date is not a date in a known form",),
    ]


def test_an_open_ended_contract_keeps_the_text_about_its_end() -> None:
    draft, _ = import_row([*HEAD, "Review date"], [*ROW[:5], "Ongoing", "1 May 2027"])
    imported = draft.contract
    assert imported is not None
    assert (imported.term.end, imported.term.ends_when, imported.term.review_on) == (None, "Ongoing", date(2027, 5, 1))
    draft, _ = import_row([*HEAD, "Term months"], [*ROW[:5], "rolling contract", "36"])
    assert draft.reasons == ("term.review_on is missing, so there would be no reminder",)


def test_a_row_too_long_for_a_file_is_left() -> None:
    draft, _ = import_row([*HEAD, "Notes"], [*ROW, "x" * 10_000_000])
    assert draft.contract is None
    assert "more than a contract file can hold" in draft.reasons[0]


def test_a_register_of_our_own_without_ids_gets_them() -> None:
    heading = ["id", "title", "kind", "provider.name", "service_area", "term.start", "term.end"]
    row = ["", "Parent Advice", "service-contract", "Rutland Families", "early-help", "2020-04-01", "2023-03-31"]
    draft, _ = import_row(heading, row)
    assert draft.contract is not None
    assert draft.contract.id == "parent-advice-2020"


def test_two_areas_with_one_id_are_reported() -> None:
    done = brought_in(as_csv([HEAD, ROW, [*ROW[:2], "Early-Help!", *ROW[3:]]]))
    assert done.parsed.drafts[1].outcomes[2].reason == "read as “Early Help”"
    assert done.parsed.drafts[1].outcomes[2].status == CellStatus.GUESSED


def test_an_area_of_the_settings_is_known_by_its_name_and_its_id() -> None:
    settings = Settings.model_validate({"service_areas": {"eh": "Early Help"}})
    draft, done = import_row(HEAD, ROW, settings=settings)
    assert draft.contract is not None
    assert draft.contract.service_area == "eh"
    assert done.parsed.new_service_areas == {}


def changes(second: list[str], heading: list[str] = HEAD, first: list[str] = ROW) -> list[tuple[str, Any, Any]]:
    draft, _ = import_row(heading, first)
    assert draft.contract is not None
    again, _ = import_row(heading, second)
    (match,) = merging.merge([again], [entry(draft.contract)]).matches
    return [(change.field, change.before, change.after) for change in match.changes]


def test_changes_in_a_row_are_listed_field_by_field() -> None:
    assert changes([*ROW[:3], "£25,000", ROW[4], "31 March 2024"]) == [
        ("term.end", date(2023, 3, 31), date(2024, 3, 31)),
        ("value.amount", 24000, 25000),
    ]


@pytest.mark.parametrize(
    ("was", "now", "messages"),
    [
        (
            "1+1 years",
            "1 year",
            [("term.extensions[2].months", 12, None), ("term.extensions[2].state", "available", None)],
        ),
        ("1 year", "1+1 years", [("term.extensions[2].months", None, 12)]),
        ("1 year", "None", [("term.extensions[1].months", 12, None), ("term.extensions[1].state", "available", None)]),
        ("", "None", [("term.extensions", None, ())]),
        ("None", "None", []),
        ("1 year", "", []),
    ],
)
def test_added_and_removed_options_are_reported(was: str, now: str, messages: list[Any]) -> None:
    assert changes([*ROW, now], [*HEAD, "Extensions"], [*ROW, was]) == messages


def test_words_that_are_kept_are_compared_too() -> None:
    heading = [*HEAD, "Concerns"]
    assert changes([*ROW, "many"], heading, [*ROW, ""]) == [("local.Concerns", None, "many")]
    assert changes([*ROW, "many"], heading, [*ROW, "few"]) == [("local.Concerns", "few", "many")]
    assert changes([*ROW, "a  few"], heading, [*ROW, "a few"]) == []


def test_of_two_entries_with_a_reference_the_one_that_agrees_is_matched() -> None:
    heading = ["Reference", *HEAD]
    done = brought_in(as_csv([heading, ["R1", "B", *ROW[1:]], ["R1", "A", *ROW[1:]]]))
    entries = [entry(draft.contract) for draft in done.parsed.drafts if draft.contract]
    merged = merging.merge(done.parsed.drafts, entries[::-1])
    assert [match.status for match in merged.matches] == ["same", "same"]
