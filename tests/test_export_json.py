"""`export json`: what it has is what `schema export` describes, for every audience."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT, Program

RICH = ROOT / "tests" / "data" / "rich"


@pytest.fixture
def checker(commreg: Program) -> jsonschema.Draft202012Validator:
    schema = json.loads(commreg("schema", "export").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def exported(commreg: Program, root: Path, audience: str = "internal", *more: str) -> Any:
    ran = commreg("export", "json", "--audience", audience, *more, cwd=root)
    assert ran.code == 0
    return json.loads(ran.out)


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize("root", [ROOT, RICH], ids=["real", "rich"])
def test_the_schema_describes_what_is_exported(
    root: Path, audience: str, commreg: Program, checker: jsonschema.Draft202012Validator
) -> None:
    document = exported(commreg, root, audience)
    assert [(list(error.absolute_path), error.message) for error in checker.iter_errors(document)] == []
    described: Any = checker.schema
    assert list(document) == list(described["properties"])
    properties = described["properties"]["contracts"]["items"]["properties"]
    for contract in document["contracts"]:
        assert list(contract) == list(properties)
        for part in ("facts", "plan"):
            assert list(contract[part]) == list(properties[part]["properties"]), "every key is described, in this order"
        for option in contract["facts"]["options"]:
            assert list(option) == list(properties["facts"]["properties"]["options"]["items"]["properties"])
        for stage in contract["plan"]["stages"]:
            assert list(stage) == list(properties["plan"]["properties"]["stages"]["items"]["properties"])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"value": {"amount": 74000.0, "basis": "annual"}}, ["recorded", "value", "amount"]),
        ({"value": {"amount": "74000", "basis": "annual"}}, ["recorded", "value", "amount"]),
        ({"kind": "grnt"}, ["recorded", "kind"]),
        ({"term": {"start": "01/04/2020"}}, ["recorded", "term", "start"]),
        ({"titel": "x"}, ["recorded"]),
    ],
)
def test_the_schema_flags_what_is_never_exported(
    change: dict[str, Any], where: list[str], commreg: Program, checker: jsonschema.Draft202012Validator
) -> None:
    document = exported(commreg, RICH, "internal", "--kind", "grant")
    document["contracts"][0]["recorded"] |= change
    assert [list(error.absolute_path) for error in checker.iter_errors(document)] == [["contracts", 0, *where]]


def test_the_output_is_the_one_that_was_read(commreg: Program, same_as: Callable[[str, Path | str], None]) -> None:
    same_as(
        commreg("export", "json", "--audience", "public", "--service-area", "send", cwd=RICH).out, "export-send.json"
    )


def test_a_contract_is_nested_as_in_its_file_with_amounts_as_text(commreg: Program) -> None:
    (youth_justice,) = [c for c in exported(commreg, ROOT)["contracts"] if c["recorded"]["id"] == "youth-justice-2019"]
    assert youth_justice["recorded"]["value"]["amount"] == "74000.00"
    assert youth_justice["recorded"]["term"]["start"] == "2019-04-01"
    assert youth_justice["facts"]["current_end"] == "2022-03-31"
    assert youth_justice["facts"]["options"] == [
        {
            "number": 1,
            "from_end": "2022-03-31",
            "to_end": "2023-03-31",
            "notice": "3m",
            "notice_by": "2021-12-31",
            "notice_by_working_day": "2021-12-31",
            "notice_by_default": True,
        }
    ]
    assert youth_justice["withheld"] == {}


def test_the_plan_is_that_of_the_recommissioning_command(commreg: Program) -> None:
    listed = {c["id"]: c for c in json.loads(commreg("recommissioning", "--format", "json", cwd=RICH).out)["contracts"]}
    for item in exported(commreg, RICH)["contracts"]:
        row = listed.get(item["recorded"]["id"])
        if row:
            shared = item["facts"].keys() & row.keys()
            assert {name: row[name] for name in shared} == {name: item["facts"][name] for name in shared}
            assert {name: row[name] for name in item["plan"] if name != "stages"} == {
                name: cell for name, cell in item["plan"].items() if name != "stages"
            }


def test_none_and_not_recorded_are_not_the_same(commreg: Program) -> None:
    recorded_by_id = {item["recorded"]["id"]: item["recorded"] for item in exported(commreg, RICH)["contracts"]}
    assert recorded_by_id["advocacy-2022"]["term"]["extensions"] == []
    assert "extensions" not in recorded_by_id["family-hubs-2020"]["term"]


def test_a_withheld_value_is_marked_and_not_shown(commreg: Program) -> None:
    document = exported(commreg, RICH, "public")
    text = json.dumps(document, ensure_ascii=False)
    for secret in ("Thistlewood", "18240.55", "nine in ten", "Quernstone", "Ombersley", "old spreadsheet", "=North"):
        assert secret not in text
    assert document["withheld_entries"] == [{"basis": "sch12a-7", "reason": "It would tell where families are."}]
    (tuition,) = [c for c in document["contracts"] if c["recorded"]["id"] == "tuition-2025"]
    assert tuition["withheld"]["value"] == "REDACTED COMMERCIAL CONFIDENTIALITY"
    assert tuition["recorded"]["provider"]["name"] == "REDACTED PERSONAL DATA"
    assert tuition["facts"]["value"] is None


def test_files_left_out_are_counted_in_the_export(real: Path, commreg: Program) -> None:
    (real / "contracts" / "mediation-2019.yaml").write_text("id: mediation-2019\n", encoding="utf-8")
    ran = commreg("export", "json", "--keep-going", cwd=real)
    assert ran.code == 1
    assert json.loads(ran.out)["left_out"]["files_with_errors"] == 1
