"""A field path is parsed, printed, ordered and looked up in one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.diagnostics.errors import InputError
from commreg.diagnostics.field_path import FieldPath, format_path, value_at
from commreg.model.contract import Contract
from commreg.model.field_path import get_value, is_field, iter_values, order_columns, parse_column, parse_path, shape_at
from tests.unit import strategies
from tests.unit.builders import contract

PATHS: tuple[tuple[str, FieldPath, str], ...] = (
    ("title", ("title",), "value"),
    ("term", ("term",), "group"),
    ("term.extensions", ("term", "extensions"), "list"),
    ("term.extensions[1]", ("term", "extensions", 0), "group"),
    ("term.extensions[2].months", ("term", "extensions", 1, "months"), "value"),
    ("recommissioning.stages.options-appraisal", ("recommissioning", "stages", "options-appraisal"), "group"),
    ("tags[3]", ("tags", 2), "value"),
    ("local", ("local",), "mapping"),
    ("local.Cost centre 1.2 [b]", ("local", "Cost centre 1.2 [b]"), "value"),
)


@pytest.mark.parametrize(("text", "field_path", "shape"), PATHS)
def test_a_path_is_parsed_printed_and_has_a_shape(text: str, field_path: FieldPath, shape: str) -> None:
    assert parse_path(text) == parse_column(text) == field_path
    assert format_path(field_path) == text
    assert shape_at(field_path) == shape
    assert is_field(field_path)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "“” is not how a field is written", "write it as term.extensions[1].state"),
        ("title.", "“title.” is not how a field is written", "write it as term.extensions[1].state"),
        ("[1]", "“[1]” is not how a field is written", "write it as term.extensions[1].state"),
        ("term..end", "“term..end” is not how a field is written", "write it as term.extensions[1].state"),
        ("title[1]", "title is not a list", "leave out the number in brackets"),
        ("title.x", "title is one value, with no fields in it", None),
        ("tags[1].x", "tags[1] is one value, with no fields in it", None),
        ("term.extensions[0]", "term.extensions[0] is not an item", "items count from 1"),
        ("term.extensions.state", "term.extensions is a list", "say which item: term.extensions[1].state"),
        ("term.extension", "“extension” is not a field of term", "did you mean term.extensions?"),
    ],
)
def test_what_is_not_a_field_is_an_error_that_says_what_to_write(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(InputError) as stopped:
        parse_path(text)
    assert (stopped.value.message, stopped.value.hint) == (message, hint)


@pytest.mark.parametrize("name", ["", "Contract No.", "term.extensions[0]", "[1]", "Cost (£)", "term..end"])
def test_a_heading_that_is_not_a_path_is_one_step(name: str) -> None:
    assert parse_column(name) == (name,)
    assert not is_field((name,))


def test_columns_are_in_the_order_of_the_model() -> None:
    names = ["local.b", "term.end", "term.extensions[10].months", "id", "term.extensions[2].months", "local.a", "x"]
    assert order_columns(names) == [
        "id",
        "term.end",
        "term.extensions[2].months",
        "term.extensions[10].months",
        "local.a",
        "local.b",
        "x",
    ]


@given(strategies.contracts())
def test_every_value_of_a_contract_is_at_its_path(drawn: Contract) -> None:
    for field_path, value in iter_values(drawn):
        assert get_value(drawn, field_path) == value
        assert parse_column(format_path(field_path)) == field_path


@given(st.text())
def test_any_text_is_a_column_of_some_kind(text: str) -> None:
    assert format_path(parse_column(text)) == text


def test_a_path_that_leads_nowhere_has_no_value() -> None:
    assert get_value(contract(), ("monitoring", "forum", "x")) is None
    assert value_at({"a": ({"b": "1"},)}, ("a", 0, "b")) == "1"
    assert value_at({"a": ({"b": "1"},)}, ("a", 1, "b")) is None
    assert value_at({"a": "text"}, ("a", 0)) is None
