"""A narrow terminal drops columns by importance and says so; it never wraps a row into porridge (section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from commreg.listings.cells import format_cell
from commreg.listings.formats import text
from commreg.listings.table import Cell, Column, Group, Listing, Row, Table
from commreg.register import config, load
from commreg.register.redact import redact_for
from commreg.values.redacted import Redacted
from commreg.values.text import escape_invisible
from tests.conftest import ROOT
from tests.unit.builders import AS_OF, contract, contract_view, listings
from tests.unit.hypothesis_profile import sample

WIDTHS = sample(range(40, 201), 4)


def table(*columns: Column, rows: Sequence[Mapping[str, Cell]] = (), title: str = "", empty: str = "") -> Table:
    return Table("things", columns, tuple(Row(cells) for cells in rows), title, empty)


def listing(
    *tables: Table, heading: str = "Council", notes: tuple[str, ...] = (), pinned: str | None = None
) -> Listing:
    return Listing("list", heading, AS_OF, pinned, tables, notes)


def plain_lines(printed: Listing, width: int | None) -> list[str]:
    return [text.plain(line) for line in text.lines(printed, width)]


@cache
def real() -> dict[str, Listing]:
    """Every listing of this repository's own register, and of one that is harder to fit."""
    configuration = config.find(ROOT)
    loaded = load.load(configuration, AS_OF)
    views = redact_for(loaded, "internal").views
    own = {printed.name: printed for printed in reversed(list(listings(views, loaded.settings, shows=1)))}
    hard = [
        contract_view(contract(id=f"early-help-and-family-support-{n}", title=title, provider={"name": name}, **more))
        for n, (title, name, more) in enumerate(HARD)
    ]
    return own | {
        f"hard {printed.name}": printed for printed in reversed(list(listings(hard, loaded.settings, shows=1)))
    }


HARD: list[tuple[str, str, dict[str, object]]] = [
    ("教育心理学サービス支援プログラム", "健康と福祉の会" * 4, {"statutory": {"basis": "教育法" * 30}}),
    ("Cafe\u0301 " * 20, "O\u0308" * 30, {"value": {"amount": "999999999999.99"}}),
    ("👩‍👩‍👧‍👦" * 20, "👍🏽" * 20, {"term": {"end": None, "ends_when": "👍" * 60, "review_on": "2022-01-01"}}),
    ("W" * 200, "The Provision of the Services of a " + "W" * 60, {"term": {"end": "2020-12-31"}}),
    ("zero\u200bwidth\u200d", "tab\tand\nline", {"term": {"extensions": [{"months": "12"}]}}),
]
REPORTS = ("list", "expiring", "recommissioning", "summary", "show", "show-explain", "show-data")


@pytest.mark.parametrize("name", [*REPORTS, *(f"hard {report}" for report in REPORTS)])
def test_no_row_is_wider_than_the_window(name: str) -> None:
    """Cells shortened first, then columns go by importance."""
    for width in WIDTHS:
        for line in text.lines(real()[name], width):
            if line and line[-1][1] not in ("title", "note") and (line[0][1], line[-1][1]) != ("title", "quiet"):
                assert cell_len(text.plain(line)) <= width, width


@pytest.mark.parametrize("name", [*REPORTS, *(f"hard {report}" for report in REPORTS)])
def test_no_note_is_wider_than_the_window(name: str) -> None:
    for width in WIDTHS:
        for line in text.lines(real()[name], width):
            if line and line[0][1] == "note":
                assert cell_len(text.plain(line)) <= width, width


@pytest.mark.parametrize("name", REPORTS)
def test_no_heading_is_wider_than_the_window(name: str) -> None:
    for width in WIDTHS:
        for line in text.lines(real()[name], width):
            if line and line[0][1] in ("title", "quiet"):
                assert cell_len(text.plain(line)) <= width, width


@given(st.integers(40, 120), st.lists(st.text(st.sampled_from("a教é👍 \u0301W"), max_size=60), min_size=1, max_size=4))
def test_any_words_fit_any_window(width: int, cells: list[str]) -> None:
    columns = (Column("a", "A", shrinkable=True), Column("b", "B", drop_priority=1), Column("c", "C", "day"))
    rows: list[dict[str, Cell]] = [{"a": cell, "b": cell, "c": AS_OF} for cell in cells]
    for line in plain_lines(listing(table(*columns, rows=rows)), width):
        assert cell_len(line) <= width


@pytest.mark.parametrize("name", ["list", "expiring", "recommissioning"])
def test_every_row_stays_on_one_line(name: str) -> None:
    """It never wraps a row into porridge: what to do next stands below its row, set in."""
    printed = real()[name]
    for width in WIDTHS:
        lines = list(text.lines(printed, width))
        of_rows = [line for line in lines[lines.index([]) :] if line and line[0][1] in ("", "late", "soon", "fine")]
        below = [line for line in of_rows if line[0][0].startswith(" " * text.INDENT)]
        rows = [line for line in of_rows if len(line) > 1 and line not in below]
        assert len(rows) == sum(len(visible.rows) for visible in printed.visible_tables)


def test_groups_have_headings_with_counts_under_one_row_of_column_headings() -> None:
    gap, late = Group("▲ Gap", "late"), Group("Late")
    rows = (Row({"a": "one"}, "late", gap), Row({"a": "two"}, "late", gap), Row({"a": "three", "b": "x"}, "", late))
    grouped = Table("things", (Column("a", "A", toned=True), Column("b", "B")), rows)
    assert list(text.lines(listing(grouped), 40))[2:] == [
        [("A      B", "head")],
        [("▲ Gap (2)", "late")],
        [("one  ", "late"), ("  ", ""), (" ", "")],
        [("two  ", "late"), ("  ", ""), (" ", "")],
        [],
        [("Late (1)", "title")],
        [("three", ""), ("  ", ""), ("x", "")],
    ]


@pytest.mark.parametrize("name", ["list", "expiring", "recommissioning", "summary"])
def test_columns_are_hidden_by_importance_and_listed(name: str) -> None:
    """A narrow terminal drops columns by importance and says so."""
    printed = real()[name]
    before: set[str] = set()
    for width in reversed(WIDTHS):
        lines = plain_lines(printed, width)
        parts = " ".join(lines).split("Hidden (window too narrow): ")
        hidden = set(parts[1].rstrip(".").split(", ")) if len(parts) > 1 else set()
        assert hidden >= before
        before = hidden
        for visible in printed.visible_tables:
            columns_left = [column for column in visible.visible_columns if column.full_heading not in hidden]
            ranked = [column for column in visible.visible_columns if column.full_heading in hidden]
            assert all(column.drop_priority for column in ranked)
            if len(printed.visible_tables) == 1 and ranked:
                assert min(column.drop_priority for column in ranked) >= max(
                    column.drop_priority for column in columns_left
                )


def test_columns_of_no_rank_stay_to_the_last() -> None:
    columns = (
        Column("a", "Aaa", shrinkable=True, min_width=5),
        Column("b", "Bbb", drop_priority=1),
        Column("c", "Ccc", drop_priority=3),
        Column("d", "Ddd", drop_priority=2),
    )
    printed = listing(table(*columns, rows=[{"a": "x" * 30, "b": "y" * 12, "c": "z" * 12, "d": "w" * 12}]))
    assert "Left out" not in "\n".join(plain_lines(printed, 72))
    assert plain_lines(printed, 64)[-1] == "Hidden (window too narrow): Ccc."
    assert " ".join(plain_lines(printed, 32)[-2:]) == "Hidden (window too narrow): Ccc, Ddd."
    assert [line for line in plain_lines(printed, 10) if "x" in line] == ["xxxxxxxxx…"]


def test_a_column_with_nothing_in_it_is_not_shown_where_it_may_go() -> None:
    columns = (Column("a", "Aaa"), Column("b", "Bbb", drop_priority=1), Column("c", "Ccc"))
    lines = plain_lines(listing(table(*columns, rows=[{"a": "x", "b": "", "c": None}])), 80)
    assert lines[2].split() == ["Aaa", "Ccc"]


@pytest.mark.parametrize("name", [*REPORTS, *(f"hard {report}" for report in REPORTS)])
def test_a_pipe_gets_every_row_uncut(name: str) -> None:
    """Piped text is never cut or wrapped. A pipe gets the same rows, uncut."""
    printed = real()[name]
    output = text.FORMAT.render_listing(printed)
    assert output == "".join(f"{line}\n" for line in plain_lines(printed, None))
    assert "Hidden (window too narrow)" not in output
    for visible in printed.visible_tables:
        for row in visible.rows:
            for column in visible.visible_columns:
                cell = " ".join(format_cell(row.cells.get(column.key), column).split())
                assert escape_invisible(cell) in output


def test_a_pipe_gets_each_row_on_one_line_and_no_space_at_its_end() -> None:
    rows: list[dict[str, Cell]] = [{"a": "x" * 300, "b": None}, {"a": "y", "b": "z"}]
    lines = text.FORMAT.render_listing(listing(table(Column("a", "A"), Column("b", "B"), rows=rows))).splitlines()
    assert len(lines) == 5
    assert lines[3] == "x" * 300
    assert all(line == line.rstrip() for line in lines)


def test_columns_align_however_wide_the_letters() -> None:
    names = ["plain", "Cafe\u0301", "教育心理", "ﾊﾝｶｸ", "Ｆｕｌｌ"]
    rows = [{"a": name, "b": "|"} for name in names]
    for width in (None, 60):
        lines = [
            line
            for line in plain_lines(listing(table(Column("a", "A"), Column("b", "B"), rows=rows)), width)
            if "|" in line
        ]
        assert {cell_len(line.split("|")[0]) for line in lines} == {cell_len("教育心理") + 2}


def test_a_wide_letter_is_not_cut_in_two() -> None:
    column = Column("a", "A", shrinkable=True, min_width=5)
    lines = plain_lines(listing(table(column, Column("b", "B"), rows=[{"a": "教" * 40, "b": "x"}])), 40)
    row = next(line for line in lines if "教" in line)
    assert cell_len(row) <= 40
    assert "…" in row


def test_amounts_and_numbers_are_right_aligned() -> None:
    columns = (Column("a", "Name"), Column("b", "Value", "pounds"), Column("c", "Count", "number"))
    rows: list[dict[str, Cell]] = [
        {"a": "x", "b": Decimal("74000.00"), "c": 5},
        {"a": "y", "b": Decimal("9.50"), "c": 1200},
        {"a": "z", "b": None, "c": None},
        {"a": "w", "b": Redacted("REDACTED"), "c": 0},
    ]
    lines = plain_lines(listing(table(*columns, rows=rows)), None)
    assert lines[2:7] == [
        "Name         Value  Count",
        "x          £74,000      5",
        "y            £9.50  1,200",
        "z     not recorded",
        "w         REDACTED      0",
    ]


def test_prose_is_wrapped_under_itself() -> None:
    columns = (Column("field", "Field"), Column("value", "Value", kind="prose"))
    lines = plain_lines(
        listing(table(*columns, rows=[{"field": "notes", "value": "one two three four five six " * 2}])), 40
    )
    assert lines[2] == "notes  one two three four five six one"
    assert lines[3] == "       two three four five six"


def test_the_heading_is_beside_its_date_or_above_it() -> None:
    lines = plain_lines(listing(table(Column("a", "A")), pinned="pyproject.toml"), 80)
    assert lines[0] == "Council" + " " * 23 + "as of 16 December 2021 (pinned in pyproject.toml)".rjust(50)
    assert plain_lines(listing(), 20)[:2] == ["Council", "as of 16 December 2021"]


def test_a_table_with_no_rows_says_so() -> None:
    empty_table = table(Column("a", "A"), title="Things", empty="No thing is here.")
    assert plain_lines(listing(empty_table), 80)[1:] == ["", "Things", "No thing is here."]


def test_signs_that_cannot_be_seen_are_written_out() -> None:
    rows = [{"a": "x\u202ey\x1b[31mz\u2028"}]
    output = text.FORMAT.render_listing(
        listing(table(Column("a", "A"), rows=rows), heading="H\x07", notes=("n\u200b",))
    )
    assert "x<U+202E>y<U+001B>[31mz" in output
    assert "H<U+0007>" in output
    assert "n<U+200B>" in output
    assert not [sign for sign in "\x1b\x07\u202e\u2028\u200b" if sign in output]


def test_a_title_loses_its_lead_in_only_where_it_must_be_shortened() -> None:
    title = "The Provision of a parent advice line for families with young children"
    printed = listing(table(Column("a", "A", shrinkable=True), Column("b", "B"), rows=[{"a": title, "b": "x"}]))
    assert title in plain_lines(printed, 100)[3]
    assert plain_lines(printed, 60)[3].startswith("Parent advice line for families")
    assert title in plain_lines(printed, None)[3]


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        (None, "text", ""),
        (None, "pounds", "not recorded"),
        (True, "flag", "yes"),
        (False, "flag", "no"),
        (date(2022, 3, 31), "day", "31 Mar 2022"),
        (Decimal("74000.00"), "pounds", "£74,000"),
        (1200, "number", "1,200"),
        (("a", "b"), "list", "a, b"),
        ((), "list", ""),
        (Redacted("REDACTED"), "pounds", "REDACTED"),
        ("x", "text", "x"),
    ],
)
def test_a_cell_looks_as_people_write_it(cell: Cell, kind: str, expected: str) -> None:
    assert format_cell(cell, Column("a", "A", kind)) == expected  # type: ignore[arg-type]  # a table of cases
