"""The JSON Schema (draft 2020-12) of what `export json` writes, from the models and the declared fields.

It differs from the schema of a contract file: amounts and dates are text, a flag is true or false, and any text may be
a redaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from commreg.export.tables import FACTS, LEFT_OUT, OPTION, PLAN, STAGE, VERDICT
from commreg.model.data_fields import DataField
from commreg.model.json_schema import DRAFT, schema_text
from commreg.model.vocabularies import WITHHOLDING
from commreg.model.withholding_rules import NEVER_WITHHELD
from commreg.register.redact import COMMERCIAL, PERSONAL, REDACTED, UNPUBLISHED

WORDS = (PERSONAL, COMMERCIAL, REDACTED, UNPUBLISHED)
_AMOUNT = {"type": "string", "pattern": r"^\d{1,12}\.\d{2}$"}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "pounds": _AMOUNT,
    "number": {"type": "integer"},
    "flag": {"type": "boolean"},
}


def export_schema() -> str:
    """The schema, as JSON."""
    contract = json.loads(schema_text("contract"))
    groups = {name: _sent(group) for name, group in contract["$defs"].items()}
    recorded = {**_sent(contract), "required": sorted({"title", "provider", *NEVER_WITHHELD} & {*contract["required"]})}
    recorded = {key: value for key, value in recorded.items() if key not in ("$schema", "title", "$defs")}
    contract_schemas = {
        "recorded": recorded,
        "facts": {**_derived(FACTS, "Derived fields on the as-of date.", options=OPTION)},
        "plan": {
            **_derived(
                (*PLAN, *VERDICT),
                "The recommissioning plan, the next step and the verdict; null if there is no plan.",
                stages=STAGE,
            )
        },
        "withheld": {
            "type": "object",
            "description": "Fields withheld from this audience, each with its redaction.",
            "additionalProperties": {"enum": list(WORDS)},
        },
    }
    document = {
        "$schema": DRAFT,
        "title": "Register export",
        **_group("A register of contracts, as one audience may see it.", _head()),
    }
    document["properties"]["contracts"] = _list("The contracts, by id.", _group("A contract.", contract_schemas))
    document["required"] = list(document["properties"])
    document["$defs"] = groups
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _head() -> dict[str, Any]:
    entry = {
        "basis": {"enum": list(WITHHOLDING), "description": "The ground in law."},
        "reason": {"type": "string", "description": "Why the ground applies."},
    }
    return {
        "format": {"const": 1, "description": "Version of this format; names and meanings are not changed."},
        "report": {"const": "export"},
        "organisation": {"type": "string", "description": "Organisation and filters."},
        "identifiers": {
            "type": "object",
            "description": "The organisation's published identifiers, by scheme.",
            "additionalProperties": {"type": "string"},
        },
        "as_of": {"type": "string", "format": "date", "description": "The as-of date of the export."},
        "audience": {"enum": ["public", "internal"], "description": "Who the export is for."},
        "left_out": _group(
            "How much is not in the export.",
            {what: {"type": "integer", "minimum": 0, "description": f"{about}."} for what, about in LEFT_OUT.items()},
        ),
        "withheld_entries": _list("Entries withheld completely, with the ground for each.", _group("An entry.", entry)),
    }


def _group(about: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "description": about, "properties": dict(properties), "required": list(properties)}


def _list(about: str, items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "description": about, "items": dict(items)}


def _derived(fields: Iterable[DataField], about: str, **lists: Iterable[DataField]) -> dict[str, Any]:
    properties = {field.name: _or_null(field) for field in fields}
    items = {name: _list("", _group("", {field.name: _or_null(field) for field in of})) for name, of in lists.items()}
    for name, item in items.items():
        item["description"] = f"The {name}, in order."
        del item["items"]["description"]
    return _group(about, {**properties, **items})


def _or_null(field: DataField) -> dict[str, Any]:
    kind = _KINDS[field.kind]
    return {**kind, "type": [kind["type"], "null"], "description": field.description}


def _sent(schema: dict[str, Any]) -> dict[str, Any]:
    """A group of the contract file as exported: nothing is null; a field that can be withheld may be missing."""
    return {**schema, "type": "object", "properties": _value_schemas(schema["properties"]), "required": []}


def _value_schemas(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in properties.items()}


def _value(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field as exported."""
    value_schema = {key: value for key, value in schema.items() if key != "default"}
    kinds = value_schema.pop("type", None)
    kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind not in (None, "null")]
    if "array" in kinds:
        return {**value_schema, "type": "array", "items": _value(value_schema["items"])}
    if "object" in kinds:
        return {**value_schema, "type": "object"}
    if kinds == ["number"]:
        return {**_AMOUNT, **{key: value for key, value in value_schema.items() if key == "description"}}
    if kinds == ["integer"]:
        return {**value_schema, "type": "integer"}
    if value_schema.get("format") == "date":
        return {**value_schema, "type": "string"}
    if True in value_schema.get("enum", ()):
        return {**{key: value for key, value in value_schema.items() if key != "enum"}, "type": "boolean"}
    return _text(value_schema)


def _text(text_schema: dict[str, Any]) -> dict[str, Any]:
    """A text, or a redaction."""
    if "$ref" in text_schema:
        return text_schema
    if "enum" in text_schema:
        return {**text_schema, "type": "string", "enum": [*(word for word in text_schema["enum"] if word), *WORDS]}
    narrow = {key: text_schema.pop(key) for key in ("pattern", "format") if key in text_schema}
    return {**text_schema, "type": "string", **({"anyOf": [narrow, {"enum": list(WORDS)}]} if narrow else {})}
