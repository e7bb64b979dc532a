"""JSON Schema (draft 2020-12) from the models, for editors and for other programs."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel

from commreg.model.contract import Contract
from commreg.model.settings import Settings

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "contract": (Contract, "commreg contract"),
    "settings": (Settings, "commreg settings"),
}


def schema_text(subject: str) -> str:
    """The schema of a contract file or of the settings, as JSON."""
    model, title = SCHEMAS[subject]
    schema = _tidied(model.model_json_schema(by_alias=True))
    for group in schema.get("$defs", {}).values():
        group["type"] = ["object", "null"]
    for owner, group in ((model, schema), *((_named(model, n), g) for n, g in schema.get("$defs", {}).items())):
        _describe(group, owner)
    document = {"$schema": DRAFT, "title": title, **schema}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _tidied(schema: Any) -> Any:
    """A schema without pydantic's titles and null defaults, and with null as a second type instead of `anyOf`.

    Every optional field accepts a blank. With `anyOf`, editors could not locate an error inside a group.
    """
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidied: dict[str, Any] = {}
    for key, value in schema.items():
        if (key == "title" and isinstance(value, str)) or (key == "default" and value is None):
            continue
        if key in ("properties", "$defs"):
            tidied[key] = {name: _tidied(item) for name, item in value.items()}
        elif key == "anyOf" and {"type": "null"} in value:
            tidied |= _or_null(_tidied(next(option for option in value if option != {"type": "null"})))
        else:
            tidied[key] = _tidied(value)
    return tidied


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that accepts null too; the groups in $defs already do."""
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema = {**schema, "type": [*kinds, "null"]}
    return {**schema, "enum": [*schema["enum"], None]} if "enum" in schema else schema


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Give each property the description of its field. A required group must not be null."""
    for name, info in model.model_fields.items():
        field = schema["properties"][info.alias or name]
        if info.description:
            field["description"] = info.description
        if "$ref" in field and info.is_required():
            field["type"] = "object"


def _named(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model of a group by its class name, which pydantic uses in $defs."""
    group: type[BaseModel] = getattr(sys.modules[model.__module__], name)
    return group
