"""What an officer typed never becomes a link, a table edge or a tag. No Markdown library is asked: rules are."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commreg.listings.formats.markdown import FORMAT, table_lines
from commreg.listings.table import Column, Listing, Row, Table
from commreg.values.text import escape_markdown as escape
from tests.unit.builders import AS_OF

SIGNS = r"""|<>`[]*_#~!{}\&@:.+-=1) """


def unescaped(text: str, signs: str) -> list[str]:
    """The signs that stand in a text without a backslash before them."""
    return re.findall(rf"(?<!\\)(?:\\\\)*([{re.escape(signs)}])", text)


def plain(text: str) -> str:
    """The words that a Markdown reader would show."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text.replace("<!-- -->", "")))


PIECES = r"""
http:// https:// www. a@b.example @team #12 | \| <b> &lt; &#124; ![x](y) [x](javascript:y) `x` **x** __x__ ~~x~~
1. 1) - + --- === *** ___ --------- ``` > :tada: \ \\ {{x}} <!-- --> $x$ :
"""
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(st.sampled_from(SIGNS + "ab\n\t"), max_size=60),
    st.lists(
        st.sampled_from(PIECES.split()),
        max_size=8,
    ).map(" ".join),
)


@given(texts)
@example("a|b")
@example("\\|")
@example("\\")
def test_no_sign_of_markdown_is_left_to_work(text: str) -> None:
    """Markdown cells escaped."""
    without_entities = re.sub("&(amp|#58|#46);|<!-- -->", "", escape(text))
    assert unescaped(without_entities, "&|<>`[]*_~!#{}") == []


@given(texts)
@example("a\r\nb\u2028c\x85d\x0be")
def test_ends_of_lines_become_spaces(text: str) -> None:
    """One line of Markdown that shows exactly these words; ends of lines become spaces."""
    assert len(escape(text).splitlines()) <= 1
    assert plain(escape(text)) == " ".join(text.split())


@given(texts)
@example("---")
@example("----")
@example("--- ---")
@example("- - -")
@example("-")
@example("1. x")
@example("+ x")
def test_a_line_begins_no_list_rule_heading_or_quotation(text: str) -> None:
    """One line of Markdown that shows exactly these words."""
    line = escape(text)
    assert not re.match(r"([-+*]|\d{1,9}[.)])(\s|$)", line)
    assert not re.match(r"#{1,6}(\s|$)|>|```|~~~", line)
    assert not re.fullmatch(r"(\s*-){3,}\s*|(\s*_){3,}\s*|(\s*\*){3,}\s*|-+\s*", line)


@pytest.mark.parametrize("text", ["https://x.example/a", "HTTP://x", "www.x.example", "WWW.x.example", "a@b.example"])
def test_bare_addresses_become_no_links(text: str) -> None:
    assert "://" not in escape(text)
    assert not re.search(r"@(?!<!-- -->)", escape(text))
    assert "www." not in escape(text).lower()
    assert plain(escape(text)) == text


@pytest.mark.parametrize("text", ["@rutland", "ask @rutland", "(@rutland)", "a.b@c", "@@x", "a@é.example", "@org/team"])
def test_mentions_and_mail_addresses_become_no_links(text: str) -> None:
    """GitHub looks for them in the text that entities and backslashes give, so those do not stop it."""
    assert not re.search(r"@(?!<!-- -->)", escape(text).replace("@@", "@"))
    assert plain(escape(text)) == text


@pytest.mark.parametrize("text", ["#12", "see owner/name#3", "GH #4"])
def test_numbers_become_no_links_to_issues(text: str) -> None:
    assert not re.search(r"#\d", escape(text))
    assert plain(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Advice for parents", "Advice for parents"),
        ("£1,057.00 – 10% a year", "£1,057.00 – 10% a year"),
        ("Smith & Sons", "Smith &amp; Sons"),
        ("a_b", r"a\_b"),
        ("1. first", r"1\. first"),
        ("2) second", r"2\) second"),
        ("- item", r"\- item"),
        ("1.5 days", "1.5 days"),
        ("-5 degrees", "-5 degrees"),
        ("", ""),
        ("  a  \n b ", "a b"),
        ("<b>", r"\<b\>"),
    ],
)
def test_ordinary_words_are_left_in_peace(text: str, expected: str) -> None:
    assert escape(text) == expected


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_keeps_its_edges_whatever_it_contains(rows: list[list[str]]) -> None:
    table = Table("t", (Column("a", "A|A"), Column("b", "B", "pounds")), tuple(Row({"a": a, "b": b}) for a, b in rows))
    lines = table_lines(table).split("\n")
    assert lines[:2] == [r"| A\|A | B |", "| --- | ---: |"]
    assert len(lines) == 2 + len(rows)
    assert all(len(unescaped(line, "|")) == 3 for line in lines)


def test_a_listing_has_its_heading_its_tables_and_its_notes() -> None:
    table = Table("t", (Column("a", "A"),), (Row({"a": "x"}),), title="Things <b>")
    empty = Table("u", (Column("a", "A"),), (), empty="Nothing * here.")
    hidden = Table("v", (Column("a", "A"),), (), optional=True)
    example = Listing("list", "Council [x]", AS_OF, "commreg.toml", (table, empty, hidden), ("A | note.",))
    assert FORMAT.render_listing(example) == (
        "**Council \\[x\\]**, as of 16 December 2021 (pinned in commreg.toml)\n\n### Things \\<b\\>\n\n"
        "| A |\n| --- |\n| x |\n\nNothing \\* here.\n\nA \\| note.\n"
    )
