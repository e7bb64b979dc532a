"""What is written of a contract reads back as the same contract, whatever words are in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commreg.diagnostics.field_path import FieldPath
from commreg.edit.contract_file import compose
from commreg.model.contract import Contract
from commreg.model.field_path import iter_values
from commreg.model.read import read
from commreg.yamlio import reader, source, text_problems
from tests.unit import strategies
from tests.unit.builders import contract, full_contract

NASTY = (
    *("yes", "no", "true", "null", "Null", "~", "on", "1", "00123", "1.10", "1e5", "0x1F", "12:30", "2022-03-31", ".5"),
    *(
        "a: b",
        "a:b",
        "a #b",
        "#a",
        "a# b",
        "- a",
        "-",
        "--- a",
        "...",
        "? a",
        "! a",
        "!tag",
        "&a",
        "*a",
        "%a",
        "@a",
        "`a",
    ),
    *(
        '"a"',
        'say "a"',
        "'a'",
        "it's",
        "\u2019tis",
        "a\\b",
        "\\",
        "[a]",
        "[]",
        "{}",
        "{a: b}",
        "a, b",
        "|",
        ">",
        ">-",
        "<<",
        "=",
    ),
    *(
        "a\nb",
        "a\n\nb",
        "a\r\nb",
        "a\rb",
        "a\tb",
        "a  b",
        "a\u00a0b",
        "\u200ba",
        "a\u3000b",
        "café",
        "\U0001f600",
        "£5",
        "(a)",
    ),
    *(
        "a" * 300,
        "a " * 150 + "b",
        "a  " * 60 + "b",
        "- " * 80 + "b",
        "# " * 80 + "b",
        "a\u00a0" * 90 + "b",
        "a-" * 90 + "b",
    ),
    *("<<<<<<< ours", "=======", "a\n=======\nb", "commreg: ignore[CR201] x", "# commreg: ignore[CR201] x"),
)


def back(text: str) -> Contract:
    """A file as the register reads it: no flaw, no fault."""
    read_source, flaws = source.decode("x.yaml", text.encode("utf-8"))
    if flaws:
        flaws = text_problems.without_spaces_in_text(read_source, source.replace_unsafe(read_source), flaws)
    tree = reader.read(read_source)
    messages = [flaw.violation.message for flaw in (*flaws, *tree.problems, *text_problems.lost_comments(read_source))]
    assert not messages, f"{messages}\n{text}"
    restored, faults = read(Contract, tree.values)
    assert restored, [fault.message for fault in faults]
    return restored


def from_a_file(candidate: Contract) -> bool:
    """Whether it could come from a file: every name says something, and no text has a character that cannot be seen."""
    words_in = [words for route, value in iter_values(candidate) for words in (*map(str, route), str(value))]
    return all(words and not source.UNSAFE_CHARACTERS.search(words) for words in words_in)


@given(strategies.contracts())
def test_a_contract_reads_back_as_it_was(original: Contract) -> None:
    assume(from_a_file(original))
    assert back(compose(original)) == original


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("field", ["title", "notes", "provider.name", "local", "heading", "tags"])
def test_any_words_read_back_in_any_place(field: str, words: str) -> None:
    groups: dict[str, dict[str, Any]] = {
        "local": {"local": {"Their Column": words}},
        "heading": {"local": {words: "text"}},
        "tags": {"tags": [words, words]},
    }
    changes = groups.get(field, {field: words})
    original = contract(**changes)
    assert back(compose(original)) == original


def test_a_contract_with_every_field_reads_back_as_it_was() -> None:
    original = contract(**full_contract())
    assert back(compose(original, {(): "Everything."}, "../contract.schema.json")) == original


def routes(drawn: Contract) -> list[FieldPath]:
    """Every route to a group or a value, the head of the file among them."""
    return sorted({route[:count] for route, _ in iter_values(drawn) for count in range(len(route) + 1)}, key=str)


@given(strategies.contracts(), st.data())
def test_comments_anywhere_change_no_value(original: Contract, data: st.DataObject) -> None:
    assume(from_a_file(original))
    words = st.one_of(st.sampled_from(NASTY), st.text(max_size=200))
    places = data.draw(st.lists(st.sampled_from(routes(original)), max_size=4, unique=True))
    comments = {place: data.draw(words) for place in places}
    assume(not any("commreg:" in text for text in comments.values()))  # that is an instruction, and meant as one
    assert back(compose(original, comments, "../contract.schema.json")) == original


def test_a_comment_is_above_its_field_and_is_wrapped() -> None:
    long = "To check: the column says one thing and another, at length, so that it goes on past the width of the page."
    original = contract(**{"term.extensions": [{"months": "12"}], "tags": ["a", "b"]})
    text = compose(
        original,
        {
            (): "From row 2.",
            ("title",): "A title.",
            ("term", "end"): long,
            ("term", "extensions", 0, "months"): "One year?",
            ("tags",): "Words.",
        },
    )
    assert text.startswith("# From row 2.\nid: parent-advice-2020\n# A title.\ntitle: Parent Advice\n")
    assert (
        "  # To check: the column says one thing and another, at length, so that it goes on past the width of" in text
    )
    assert "\n    # One year?\n    - months: 12\n" in text
    assert "\n# Words.\ntags:\n  - a\n  - b\n" in text
    assert max(map(len, text.splitlines())) <= 102


def test_a_file_is_written_as_a_person_would() -> None:
    text = compose(
        contract(
            title="Advice: stage 2 #1",
            description="Help for families, " * 12 + "and no more.",
            notes="one\ntwo",
            local={"Ref. no": "00123", "A: b": "no"},
        )
    )
    assert text == (
        "id: parent-advice-2020\n"
        'title: "Advice: stage 2 #1"\n'
        "kind: service-contract\n"
        "provider:\n"
        "  name: Rutland Families\n"
        "service_area: social-care\n"
        "description: >-\n"
        "  Help for families, Help for families, Help for families, Help for families, Help for families,\n"
        "  Help for families, Help for families, Help for families, Help for families, Help for families,\n"
        "  Help for families, Help for families, and no more.\n"
        "term:\n"
        "  start: 2020-04-01\n"
        "  end: 2023-03-31\n"
        "  extensions: []\n"
        "value:\n"
        "  amount: 24000.00\n"
        "  basis: annual\n"
        "monitoring:\n"
        "  frequency: quarterly\n"
        "  value_for_money: Meets its targets at the price agreed.\n"
        "checked_on: 2021-12-01\n"
        'notes: "one\\ntwo"\n'
        "local:\n"
        "  Ref. no: 00123\n"
        '  "A: b": no\n'
    )
