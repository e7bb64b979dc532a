"""JSON Schema (draft 2020-12) from the models, for editors and for other programs."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

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
    schema = model.model_json_schema(by_alias=True, schema_generator=_SchemaGenerator)
    document = {"$schema": DRAFT, "title": title, **schema, "type": "object"}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


class _SchemaGenerator(GenerateJsonSchema):
    """A schema without pydantic's titles and null defaults, and with null as a second type instead of `anyOf`.

    Every optional field and group accepts a blank. With `anyOf`, editors could not locate an error inside a group.
    """

    def field_title_should_be_set(self, _schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A schema that accepts null too. Groups do already."""
        nullable = dict(self.generate_inner(schema["schema"]))
        if "type" in nullable:
            types = nullable["type"] if isinstance(nullable["type"], list) else [nullable["type"]]
            nullable["type"] = [*types, "null"]
        if "enum" in nullable:
            nullable["enum"] = [*nullable["enum"], None]
        return nullable

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A schema with its default, unless that is null."""
        with_default = super().default_schema(schema)
        return {key: value for key, value in with_default.items() if key != "default" or value is not None}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A group: each field has its description, and a required group inside it must not be null."""
        group = super().model_schema(schema)
        del group["title"]
        model: type[BaseModel] = schema["cls"]
        for name, info in model.model_fields.items():
            field = group["properties"][info.alias or name]
            if info.description:
                field["description"] = info.description
            if "$ref" in field and info.is_required():
                field["type"] = "object"
        return {**group, "type": ["object", "null"]}
