"""A contract as one row of cells comes back as it was; and what a row says badly is said by name."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given

from commreg.export.csv import file as out
from commreg.export.request import ExportRequest
from commreg.model.contract import Contract
from commreg.model.field_path import order_columns
from commreg.model.flatten import flatten, unflatten
from commreg.model.read import read
from commreg.model.settings import Settings
from commreg.register import config, load
from commreg.register.redact import RedactedRegister
from commreg.values.csv_text import to_csv_text, unescape_formula
from tests.conftest import ROOT
from tests.unit import strategies
from tests.unit.builders import AS_OF, contract, contract_view, full_contract

RICH = ROOT / "tests" / "data" / "rich"


def back(row: dict[str, str]) -> Contract:
    restored, faults = read(Contract, unflatten(row))
    assert restored, [fault.message for fault in faults]
    return restored


@given(strategies.contracts())
def test_a_row_comes_back_as_the_contract_it_was(original: Contract) -> None:
    row = flatten(original)
    assert back(row) == original
    assert order_columns(row) == list(row), "the columns are in the model's order"


@given(strategies.contracts())
def test_it_comes_back_from_the_text_of_the_csv_and_nothing_in_it_runs(original: Contract) -> None:
    outgoing = ExportRequest((contract_view(original),), RedactedRegister((), "internal"), Settings(), AS_OF, "", {})
    (row,) = csv.DictReader(io.StringIO(out.render(outgoing), newline=""))
    assert back(row) == original
    assert not [text for text in row.values() if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.source_only
@pytest.mark.parametrize("root", [ROOT, RICH], ids=["real", "rich"])
def test_every_contract_of_a_register_comes_back_as_it_was(root: Path) -> None:
    register = load.load(config.find(root), AS_OF)
    assert len(register.entries) == len(list((root / "contracts").glob("*.yaml")))
    for entry in register.entries:
        assert back(flatten(entry.contract)) == entry.contract


def test_a_contract_with_every_field_has_a_cell_for_each() -> None:
    full = contract(**full_contract())
    row = flatten(full)
    assert back(row) == full
    assert row["term.extensions[2].until"] == "2023-03-31"
    assert row["value.parts[1].amount"] == "50011.11"
    assert row["provider.company_number"] == "00987601"
    assert row["provider.sme"] == "true"
    assert row["recommissioning.stages.market-engagement.started_on"] == "2021-05-14"
    assert row["local.cost centre"].startswith("Zq")


def test_none_and_not_recorded_are_not_the_same() -> None:
    assert flatten(contract(**{"term.extensions": []}))["term.extensions"] == "[]"
    assert "term.extensions" not in flatten(contract(**{"term.extensions": None}))
    assert back({**flatten(contract()), "term.extensions": "[]"}).term.extensions == ()
    assert back({**flatten(contract()), "term.extensions": ""}).term.extensions is None
    assert flatten(contract(publication={}))["publication"] == "{}"
    assert flatten(contract(local={}))["local"] == "{}"
    assert flatten(contract(tags=["[]"]))["tags[1]"] == "[]"  # a word like any other, where a word belongs
    assert back(flatten(contract(tags=["[]"]))).tags == ("[]",)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 is a code", "'+44 is a code"),
        ("- a list", "'- a list"),
        ("@home", "'@home"),
        ("＝1+1", "'＝1+1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("'－1", "''－1"),
        ("'=1+1", "''=1+1"),
        ("''=1+1", "'''=1+1"),
        ("'Tween the becks", "'Tween the becks"),
        ("''", "''"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_inert_and_comes_back(text: str, written: str) -> None:
    assert to_csv_text(text) == written
    assert unescape_formula(written) == text


def test_a_row_may_have_its_columns_in_any_order_and_blanks_between_items() -> None:
    row = {
        "term.extensions[3].months": "6",
        "term.extensions[1].months": "12",
        "term.extensions[2].months": " ",
        "term.start": "2020-04-01",
        "id": "a",
        "local.a.b[1]": "x",
    }
    assert unflatten(row) == {
        "term": {"extensions": ({"months": "12"}, {"months": "6"}), "start": "2020-04-01"},
        "id": "a",
        "local": {"a.b[1]": "x"},
    }


@pytest.mark.parametrize(
    "name", ["Contract Title (long)", "term.ned", "titel", "tags[0]", "tags[x]", "a..b", "x.", "[1]"]
)
def test_a_column_that_no_contract_has_is_kept_for_the_reader_to_name(name: str) -> None:
    restored, faults = read(Contract, unflatten({**flatten(contract()), name: "x"}))
    assert restored is None
    assert [fault.code for fault in faults] == ["CR103"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"tags": "[]", "tags[1]": "x"}, "tags and tags[1] are both given"),
        ({"tags[1]": "x", "tags": "[]"}, "tags is given more than once, or as a whole and in parts"),
        ({"local": "{}", "local.a": "x"}, "local and local.a are both given"),
        ({"term": "x", "term.end": "2022-03-31"}, "term and term.end are both given"),
        ({"term[1].end": "x", "term.end": "y"}, "term and term.end are both given"),
    ],
)
def test_cells_that_contradict_each_other_are_named(row: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        unflatten(row)
