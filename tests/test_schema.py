"""The JSON Schema that editors read accepts what the register accepts, and says so in step with the models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT, Program


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as yaml-language-server does (YAML 1.2 core): days stay text, yes and no stay words."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "float", "null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def as_an_editor_reads(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader)


@pytest.fixture(scope="module")
def checker() -> jsonschema.Draft202012Validator:
    schema = json.loads((ROOT / "contract.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("path", sorted((ROOT / "contracts").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_accepts_every_contract(path: Path, checker: jsonschema.Draft202012Validator) -> None:
    assert [error.message for error in checker.iter_errors(as_an_editor_reads(path))] == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"titel": "x"}, []),
        ({"kind": "grnt"}, ["kind"]),
        ({"term": {"start": "01/04/2020", "end": "2021-03-31"}}, ["term", "start"]),
        ({"term": {"start": "2020-04-01", "extentions": []}}, ["term"]),
        ({"value": {"amount": "£5"}}, ["value", "amount"]),
        ({"provider": {"name": "x", "sme": "perhaps"}}, ["provider", "sme"]),
    ],
)
def test_the_schema_flags_what_the_register_refuses(
    change: dict[str, Any], where: list[str], checker: jsonschema.Draft202012Validator
) -> None:
    contract = as_an_editor_reads(ROOT / "contracts" / "youth-justice-2019.yaml") | change
    assert where in [list(error.absolute_path) for error in checker.iter_errors(contract)]


def test_every_field_has_a_description_for_an_editors_hover() -> None:
    schema = json.loads((ROOT / "contract.schema.json").read_text(encoding="utf-8"))
    for group in (schema, *schema["$defs"].values()):
        assert group["description"]
        for name, field in group["properties"].items():
            assert field.get("description"), name


@pytest.mark.parametrize("what", ["contract", "settings", "export"])
def test_schema_prints_a_schema_of_draft_2020_12(what: str, commreg: Program) -> None:
    schema = json.loads(commreg("schema", what).out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
