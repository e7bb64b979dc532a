"""Validate the values of a file as a model, with our own messages instead of pydantic's."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Violation
from commreg.model.field_path import field_names, find_field, model_at
from commreg.model.fields import quote
from commreg.model.old_names import new_field_name, renamed_field_message
from commreg.model.vocabularies import BASIS, did_you_mean
from commreg.values.money import parse_amount, suggest_amount
from commreg.values.text import truncate

_BASES = ", ".join(BASIS)
M = TypeVar("M", bound=BaseModel)


def read(model: type[M], values: Any) -> tuple[M | None, list[Violation]]:
    """The model, or None and all violations, in pydantic's order."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [_fault(model, detail) for detail in error.errors(include_url=False)]


def _fault(model: type[BaseModel], detail: ErrorDetails) -> Violation:
    field_path: FieldPath = detail["loc"]
    kind = detail["type"]
    if kind == "CR102":
        return _blank(model, field_path, detail["ctx"]["hint"])
    if kind.startswith("CR"):
        return Violation(
            kind, f"{format_path(field_path)} {detail['ctx']['message']}", field_path, hint=detail["ctx"]["hint"]
        )
    if kind == "missing":
        return _missing(model, field_path)
    if kind == "extra_forbidden":
        return _unknown(model, field_path)
    value = detail["input"]
    field = format_path(field_path)
    if value is None:
        return _blank(model, field_path, "fill it in, or delete the line")
    if kind == "too_long":
        message = f"{field} has {len(value):,} items, more than {detail['ctx']['max_length']}"
        return Violation("CR104", message, field_path, hint="check the list and shorten it")
    if kind == "tuple_type":
        hint = "start each item with a hyphen on its own line; write [] if there are none"
        return Violation("CR104", f"{field} is {_shape(value)}, where a list belongs", field_path, hint=hint)
    hint = "put its fields on the lines below, indented by two spaces"
    names = ", ".join(field_names(model, field_path))
    if isinstance(value, str) and {"amount", "basis"} <= set(field_names(model, field_path)):
        hint = _amount_hint(value)
    elif names:
        hint += f": {names}"
    return Violation("CR104", f"{field} is {_shape(value)}, where a group of fields belongs", field_path, hint=hint)


def _blank(model: type[BaseModel], field_path: FieldPath, hint: str) -> Violation:
    """CR102: a field with no value. The hint for a required field does not suggest deleting it."""
    owner = model_at(model, field_path[:-1])
    _, info = find_field(owner, field_path[-1]) if owner else ("", None)
    if info and info.is_required():
        hint = hint.replace(", or delete the line", "")
    return Violation("CR102", f"{format_path(field_path)} has no value", field_path, hint=hint)


def _missing(model: type[BaseModel], field_path: FieldPath) -> Violation:
    name = str(field_path[-1])
    owner = model_at(model, field_path[:-1])
    about = owner.model_fields[name].description if owner and name in owner.model_fields else None
    hint = f"add a line {name}: … ({about[0].lower()}{about[1:].rstrip('.')})" if about else f"add a line {name}: …"
    return Violation("CR101", f"{format_path(field_path)} is missing", field_path, hint=hint, at="key")


def _unknown(model: type[BaseModel], field_path: FieldPath) -> Violation:
    name = str(field_path[-1])
    if new_name := new_field_name(field_path):
        message = renamed_field_message(field_path, new_name)
        return Violation("CR103", message, field_path, hint=f"write {new_name}", at="key")
    names = field_names(model, field_path[:-1])
    suggestion = did_you_mean(name, names)
    group = format_path(field_path[:-1]) or "a contract"
    hint = f"did you mean {suggestion}?" if suggestion else f"{group} has: {', '.join(names)}"
    if not suggestion and model.__name__ == "Contract" and len(field_path) == 1:
        hint = "remove it, or put it under local: if the council needs it"
    return Violation(
        "CR103", f"{truncate(format_path(field_path))} is not a field of {group}", field_path, hint=hint, at="key"
    )


def _amount_hint(text: str) -> str:
    """What to write for an amount on its own, where a group says what it covers."""
    amount = text if _is_amount(text) else suggest_amount(text)
    lines = "on the line below, indented by two spaces, and basis: below it"
    return f"write amount: {amount or '74000.00'} {lines} ({_BASES})"


def _is_amount(text: str) -> bool:
    try:
        parse_amount(text)
    except ValueError:
        return False
    return True


def _shape(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a group of fields" if isinstance(value, dict) else quote(value)
