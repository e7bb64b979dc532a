from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commreg.listings.formats.csv import FORMAT as CSV
from commreg.listings.formats.json import FORMAT as JSON
from commreg.listings.formats.markdown import FORMAT as MARKDOWN
from commreg.listings.table import Cell, Column, Listing, Row, Table
from commreg.register.redact import redact_for
from commreg.values.redacted import Redacted
from tests.unit.builders import AS_OF, listings, register_of, values

KINDS: dict[str, Cell] = {
    "text": 'a, “b”\n"c"',
    "blank": None,
    "yes": True,
    "no": False,
    "day": date(2022, 3, 31),
    "pounds": Decimal("74000.00"),
    "pennies": Decimal("1E+3"),
    "count": 1200,
    "minus": -5,
    "list": ("a", "b; c"),
    "none": (),
    "hidden": Redacted("REDACTED PERSONAL DATA"),
}


def listing(rows: Sequence[dict[str, Cell]], *columns: Column) -> Listing:
    named = columns or tuple(Column(key, key) for key in dict.fromkeys(key for row in rows for key in row))
    table = Table("things", named, tuple(Row(row) for row in rows))
    return Listing("list", "Council", AS_OF, None, (table,), ("A note.",), {"total": Decimal("1.10"), "count": 2})


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_each_kind_of_cell_is_written_exactly() -> None:
    """Days as YYYY-MM-DD, amounts as 74000.00."""
    header, cells = read(CSV.render_listing(listing([KINDS])))
    assert header == list(KINDS)
    assert cells == [
        'a, “b”\n"c"',
        "",
        "true",
        "false",
        "2022-03-31",
        "74000.00",
        "1000",
        "1200",
        "-5",
        "a; b; c",
        "",
        "REDACTED PERSONAL DATA",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+441572722577",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "＋441572722577",
        "－1+1",
        "＠SUM(A1)",
        "'=1+1",
        '=HYPERLINK("https://x.example","click")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_inert(text: str) -> None:
    """Spreadsheet formulas neutralised."""
    _, (cell,) = read(CSV.render_listing(listing([{"a": text}])))
    assert cell == f"'{text}"


@pytest.mark.parametrize("cell", [("=1+1", "b"), Redacted("=1+1")])
def test_no_kind_of_text_gets_round_it(cell: Cell) -> None:
    _, (row,) = read(CSV.render_listing(listing([{"a": cell}])))
    assert row.startswith("'=")


@pytest.mark.parametrize("text", ["a=b", "1-2", "o'clock", "'quoted'", "#1", "£5", " =1"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    _, (cell,) = read(CSV.render_listing(listing([{"a": text}])))
    assert cell == text


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=20)] * 3), min_size=1, max_size=5)
)
@example([("a\rb", "c", "d")])
@example([("", "", "")])
@example([("a\r\nb", '"', ",")])
def test_what_is_written_is_read_back_the_same(rows: list[tuple[str, str, str]]) -> None:
    """RFC 4180 quoting."""
    written = listing([dict(zip("abc", row, strict=True)) for row in rows])
    header, *body = read(CSV.render_listing(written))
    assert header == ["a", "b", "c"]
    assert [[cell.removeprefix("'") for cell in row] for row in body] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.dates(), st.integers())
def test_amounts_days_and_numbers_come_back_exactly(amount: Decimal, day: date, count: int) -> None:
    """`Decimal`, two places, never float."""
    _, cells = read(CSV.render_listing(listing([{"a": amount, "b": day, "c": count}])))
    assert (Decimal(cells[0]), date.fromisoformat(cells[1]), int(cells[2])) == (amount, day, count)


def test_lines_end_alike_and_there_is_no_mark_at_the_beginning() -> None:
    text = CSV.render_listing(listing([{"a": "x"}, {"a": "y"}]))
    assert text == "a\nx\ny\n"


def test_a_column_for_people_alone_is_in_no_file() -> None:
    printed = listing([{"a": "x", "b": "y"}], Column("a", "A"), Column("b", "B", data=False), Column("c"))
    assert CSV.render_listing(printed) == "a,c\nx,\n"
    assert json.loads(JSON.render_listing(printed))["things"] == [{"a": "x", "c": None}]


def test_json_has_the_names_of_the_csv_and_keeps_amounts_exact() -> None:
    """JSON (versioned, its own shape)."""
    document = json.loads(JSON.render_listing(listing([KINDS])))
    assert list(document) == [
        "format",
        "report",
        "organisation",
        "as_of",
        "pinned_in",
        "total",
        "count",
        "things",
        "notes",
    ]
    assert (document["format"], document["report"], document["organisation"]) == (1, "list", "Council")
    assert (document["as_of"], document["total"], document["count"], document["notes"]) == (
        "2021-12-16",
        "1.10",
        2,
        ["A note."],
    )
    assert document["things"] == [
        {
            "text": 'a, “b”\n"c"',
            "blank": None,
            "yes": True,
            "no": False,
            "day": "2022-03-31",
            "pounds": "74000.00",
            "pennies": "1000",
            "count": 1200,
            "minus": -5,
            "list": ["a", "b; c"],
            "none": [],
            "hidden": "REDACTED PERSONAL DATA",
        }
    ]


def test_every_form_of_a_listing_has_the_same_rows(tmp_path: Path) -> None:
    """A form never changes which rows there are."""
    entries = [values(id=f"c{number}", title=f"Contract {number}", term={"end": "2022-03-31"}) for number in range(7)]
    register = register_of(tmp_path, *entries)
    for printed in listings(redact_for(register, "internal").views, register.settings, shows=0):
        if printed.name == "summary":
            continue
        _, *rows = read(CSV.render_listing(printed))
        assert len(rows) == 7
        data = json.loads(JSON.render_listing(printed))["contracts"]
        assert [row["id"] for row in data] == [row[0] for row in rows]
        assert MARKDOWN.render_listing(printed).count("\n| ") == 2 + 7


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    """The same register and the same `--as-of` give the same bytes."""
    entries = [values(id=name, provider={"name": f"P {name}"}) for name in ("b", "a", "c")]
    digests: list[str] = []
    for order in (entries, entries[::-1]):
        register = register_of(tmp_path / str(len(digests)), *order)
        views = redact_for(register, "public").views
        outputs = [
            form.render_listing(printed)
            for printed in listings(views, register.settings)
            for form in (CSV, JSON, MARKDOWN)
        ]
        digests.append("".join(outputs))
    assert digests[0] == digests[1]
