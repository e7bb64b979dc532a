"""JSON Schema (draft 2020-12) from the models, for editors and for other programs."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel

from commreg.model.contract import Contract
from commreg.model.settings import Settings

DRAFT = "https://json-schema.org/draft/2020-12/schema"
WHAT: dict[str, tuple[type[BaseModel], str]] = {
    "contract": (Contract, "commreg contract"),
    "settings": (Settings, "commreg settings"),
}


def schema_text(what: str) -> str:
    """The schema of a contract file or of the settings, as JSON."""
    model, title = WHAT[what]
    schema = _tidied(model.model_json_schema(by_alias=True))
    for group in schema.get("$defs", {}).values():
        group["type"] = ["object", "null"]
    for owner, group in ((model, schema), *((_named(model, n), g) for n, g in schema.get("$defs", {}).items())):
        _describe(group, owner)
    whole = {"$schema": DRAFT, "title": title, **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _tidied(schema: Any) -> Any:
    """Without pydantic's titles and null defaults, and with "or null" said where the value is.

    A blank is accepted for whatever may be left out. Said as `anyOf` that would cost the reader the place of a fault
    inside a group; said as a second type it does not.
    """
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if (key == "title" and isinstance(value, str)) or (key == "default" and value is None):
            continue
        if key in ("properties", "$defs"):
            found[key] = {name: _tidied(item) for name, item in value.items()}
        elif key == "anyOf" and {"type": "null"} in value:
            found |= _or_null(_tidied(next(option for option in value if option != {"type": "null"})))
        else:
            found[key] = _tidied(value)
    return found


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that accepts null as well; a group in $defs does so of itself."""
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema = {**schema, "type": [*kinds, "null"]}
    return {**schema, "enum": [*schema["enum"], None]} if "enum" in schema else schema


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Give each property the description of its field; one that refers to a group must have the group."""
    for name, info in model.model_fields.items():
        field = schema["properties"][info.alias or name]
        if info.description:
            field["description"] = info.description
        if "$ref" in field and info.is_required():
            field["type"] = "object"


def _named(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model of a group by the name pydantic gives it: the class's own."""
    found: type[BaseModel] = getattr(sys.modules[model.__module__], name)
    return found
