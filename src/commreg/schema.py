"""JSON Schema (draft 2020-12) from the models, for editors and for other programs."""

from __future__ import annotations

import json
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
    schema = {"$schema": DRAFT, "title": title, **_tidied(model.model_json_schema(by_alias=True))}
    schema["title"] = title
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _tidied(schema: Any) -> Any:
    """Without pydantic's titles and null defaults, which an editor would show for nothing: a blank is left out."""
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key == "default" and value is None:
            continue
        if key in ("properties", "$defs"):
            found[key] = {name: _tidied(item) for name, item in value.items()}
        else:
            found[key] = _tidied(value)
    return found
