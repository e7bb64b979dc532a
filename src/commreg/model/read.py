"""Values from a file into a model, with every fault in our own words."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Violation
from commreg.model.field_path import field_names, find_field, model_at
from commreg.model.fields import quote, truncate
from commreg.model.renamed import new_field_name, renamed_field_message
from commreg.model.vocabularies import did_you_mean

M = TypeVar("M", bound=BaseModel)


def read(model: type[M], values: Any) -> tuple[M | None, list[Violation]]:
    """The model, or all the faults that stand in its way, in the order pydantic met them."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [_fault(model, detail) for detail in error.errors(include_url=False)]


def _fault(model: type[BaseModel], detail: ErrorDetails) -> Violation:
    route: FieldPath = detail["loc"]
    kind = detail["type"]
    if kind == "CR102":
        return _blank(model, route, detail["ctx"]["hint"])
    if kind.startswith("CR"):
        return Violation(kind, f"{format_path(route)} {detail['ctx']['message']}", route, hint=detail["ctx"]["hint"])
    if kind == "missing":
        return _missing(model, route)
    if kind == "extra_forbidden":
        return _unknown(model, route)
    value = detail["input"]
    field = format_path(route)
    if value is None:
        return _blank(model, route, "fill it in, or take the line out")
    if kind == "too_long":
        message = f"{field} has {len(value):,} items, more than {detail['ctx']['max_length']}"
        return Violation("CR104", message, route, hint="check the list: some of it belongs elsewhere")
    if kind == "tuple_type":
        hint = "begin each item with a hyphen on a line of its own; write [] to say that there are none"
        return Violation("CR104", f"{field} is {_shape(value)}, where a list belongs", route, hint=hint)
    hint = "put its fields on the lines below, set in by two spaces"
    names = ", ".join(field_names(model, route))
    if names:
        hint += f": {names}"
    return Violation("CR104", f"{field} is {_shape(value)}, where a group of fields belongs", route, hint=hint)


def _blank(model: type[BaseModel], route: FieldPath, hint: str) -> Violation:
    """A field with no value; one that every entry needs is not to be taken out."""
    owner = model_at(model, route[:-1])
    _, info = find_field(owner, route[-1]) if owner else ("", None)
    if info and info.is_required():
        hint = hint.replace(", or take the line out", "")
    return Violation("CR102", f"{format_path(route)} has no value", route, hint=hint)


def _missing(model: type[BaseModel], route: FieldPath) -> Violation:
    name = str(route[-1])
    owner = model_at(model, route[:-1])
    about = owner.model_fields[name].description if owner and name in owner.model_fields else None
    hint = f"add a line {name}: … ({about[0].lower()}{about[1:].rstrip('.')})" if about else f"add a line {name}: …"
    return Violation("CR101", f"{format_path(route)} is missing", route, hint=hint, at="key")


def _unknown(model: type[BaseModel], route: FieldPath) -> Violation:
    name = str(route[-1])
    if new_name := new_field_name(route):
        message = renamed_field_message(route, new_name)
        return Violation("CR103", message, route, hint=f"write {new_name}", at="key")
    known = field_names(model, route[:-1])
    near = did_you_mean(name, known)
    group = format_path(route[:-1]) or "a contract"
    hint = f"did you mean {near}?" if near else f"{group} has: {', '.join(known)}"
    if not near and model.__name__ == "Contract" and len(route) == 1:
        hint = "take it out, or keep it under local: if the council needs it"
    return Violation("CR103", f"{truncate(format_path(route))} is not a field of {group}", route, hint=hint, at="key")


def _shape(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a group of fields" if isinstance(value, dict) else quote(value)
