"""Field paths against the model: parse a path, its shape and its order, the values of a model by their paths.

`commreg.diagnostics.field_path` defines `FieldPath` and prints it. Here a path is a path in `Contract` unless a model
is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from commreg.diagnostics.errors import InputError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model.contract import Contract
from commreg.model.fields import Label
from commreg.model.old_names import new_field_name, renamed_field_message
from commreg.model.vocabularies import did_you_mean

Shape = Literal["value", "list", "group", "mapping"]  # mapping: the council's own names, each with a text

_STEP = re.compile(r"\[(\d{1,6})\]|(?:\A|\.)([^.\[\]]+)")


# Parsing


def parse_path(text: str) -> FieldPath:
    """The path of a field of a contract, written as in term.extensions[1].state.

    Raises InputError, with what to write instead, if a contract has no such field.
    """
    field_path = _split(text)
    if not field_path or field_path[-1] == "":
        raise InputError(f"“{text}” is not how a field is written", hint="write it as term.extensions[1].state")
    for depth, step in enumerate(field_path):
        parent = field_path[:depth]
        shape = shape_at(parent)
        name = format_path(parent)
        if isinstance(step, int):
            if shape != "list":
                raise InputError(f"{name} is not a list", hint="leave out the number in brackets")
            if step < 0:
                raise InputError(f"{name}[0] is not an item", hint="items count from 1")
        elif shape == "list":
            hint = f"say which item: {name}[1].{format_path(field_path[depth:])}"
            raise InputError(f"{name} is a list", hint=hint)
        elif shape == "value":
            raise InputError(f"{name} is one value, with no fields in it")
        elif shape == "group":
            _require_field(parent, step)
    return field_path


def _require_field(group: FieldPath, name: str) -> None:
    names = field_names(Contract, group)
    if name in names:
        return
    if new_name := new_field_name((*group, name)):
        raise InputError(renamed_field_message((*group, name), new_name), hint=f"write {new_name}")
    suggestion = did_you_mean(name, names)
    label = format_path(group) or "a contract"
    hint = f"did you mean {format_path((*group, suggestion))}?" if suggestion else f"{label} has: {', '.join(names)}"
    raise InputError(f"“{name}” is not a field of {label}", hint=hint)


@cache
def parse_column(name: str) -> FieldPath:
    """The field path that a column name of a flat row means; the whole name as one step if it is not a path."""
    field_path = _split(name)
    return (name,) if not field_path or -1 in field_path else field_path


def _split(text: str) -> FieldPath | None:
    """The steps of a path as written, or None if it is not written as one. [0] becomes -1."""
    field_path: FieldPath = ()
    end = 0
    while end < len(text):
        if field_path and text[end] == "." and shape_at(field_path) == "mapping":
            return (*field_path, text[end + 1 :])  # a name of the council's own may hold dots and brackets
        match = _STEP.match(text, end)
        if not match:
            return None
        field_path = (*field_path, int(match[1]) - 1 if match[1] else match[2])
        end = match.end()
    return field_path if field_path and isinstance(field_path[0], str) else None


# The model at a path


@cache
def shape_at(field_path: FieldPath) -> Shape:
    """What a contract holds at a path; "value" if it has no such field."""
    annotation = _annotation(field_path)
    if _group_model(annotation):
        return "group"
    if _generic(annotation, tuple):
        return "list"
    return "mapping" if _generic(annotation, dict) else "value"


@cache
def value_marks(field_path: FieldPath) -> tuple[Any, ...]:
    """What the type of the single value at a path is marked with: its reader, and its closed list if it has one."""
    owner = _group_model(_annotation(field_path[:-1]))
    _, info = find_field(owner, field_path[-1]) if owner else ("", None)
    nested = (getattr(option, "__metadata__", ()) for option in _options(_annotation(field_path)))
    return (*(info.metadata if info else ()), *(mark for marks in nested for mark in marks))


def is_field(field_path: FieldPath) -> bool:
    """Whether a contract can hold a value at a path."""
    in_mapping = len(field_path) > 1 and isinstance(field_path[-1], str) and shape_at(field_path[:-1]) == "mapping"
    return in_mapping or _annotation(field_path) is not None


def order_columns(names: Iterable[str]) -> list[str]:
    """Column names, without repeats, in the order of the model; the council's own names in alphabetical order."""
    return sorted(set(names), key=lambda name: _order(parse_column(name)))


@cache
def _order(field_path: FieldPath) -> tuple[tuple[int, str], ...]:
    order: list[tuple[int, str]] = []
    for depth, step in enumerate(field_path):
        if isinstance(step, int):
            order.append((step, ""))
            continue
        names = field_names(Contract, field_path[:depth])
        order.append((names.index(step), "") if step in names else (len(names), step))
    return tuple(order)


def find_field(model: type[BaseModel], name: object) -> tuple[str, FieldInfo | None]:
    """The attribute name and the definition of the field that files call `name`; ("", None) if there is none."""
    matches = ((attribute, info) for attribute, info in model.model_fields.items() if name in (attribute, info.alias))
    return next(matches, ("", None))


def field_names(model: type[BaseModel], field_path: FieldPath) -> list[str]:
    """The names in files of the fields of the group at a path, in order; none if it is not a group."""
    group = model_at(model, field_path)
    return [info.alias or attribute for attribute, info in group.model_fields.items()] if group else []


def model_at(model: type[BaseModel], field_path: FieldPath) -> type[BaseModel] | None:
    """The model of the group at a path in `model`, or of the items of the list there; None if it is a value."""
    group: type[BaseModel] | None = model
    for step in field_path:
        if isinstance(step, int):
            continue
        if group is None:
            return None
        _, info = find_field(group, step)
        group = _nested_model(info.annotation) if info else None
    return group


def read_value(field_path: FieldPath, text: str) -> Any:
    """The value of one field, read from its text as in a file. Raises ValueError with a clause about the field."""
    try:
        return _adapter(field_path).validate_python(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from None


@cache
def _adapter(field_path: FieldPath) -> TypeAdapter[Any]:
    *group, name = field_path
    if shape_at(tuple(group)) == "mapping":
        return TypeAdapter(Label)
    _, info = find_field(model_at(Contract, tuple(group)) or Contract, name)
    if isinstance(name, int) or info is None:
        return TypeAdapter(_annotation(field_path))
    annotation: Any = info.annotation
    return TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)


@cache
def _annotation(field_path: FieldPath) -> Any:
    """The type annotation at a path in `Contract`; None if it has no such field."""
    if not field_path:
        return Contract
    parent = _annotation(field_path[:-1])
    if isinstance(field_path[-1], int):
        list_type = _generic(parent, tuple)
        return get_args(list_type)[0] if list_type else None
    group = _group_model(parent)
    _, info = find_field(group, field_path[-1]) if group else ("", None)
    return info.annotation if info else None


def _generic(annotation: Any, kind: type) -> Any:
    return next((option for option in _options(annotation) if get_origin(option) is kind), None)


def _group_model(annotation: Any) -> type[BaseModel] | None:
    return next((o for o in _options(annotation) if isinstance(o, type) and issubclass(o, BaseModel)), None)


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    """The first model anywhere in an annotation, inside a list or mapping too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for argument in get_args(annotation) if (model := _nested_model(argument))), None)


def _options(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation allows: those of a union with None, otherwise the annotation alone."""
    return get_args(annotation) if type(None) in get_args(annotation) else (annotation,)


# The values of a model


def get_value(model: BaseModel, field_path: FieldPath) -> Any:
    """The value at a path in a model; None if it or a group around it is not recorded."""
    value: Any = model
    for step in field_path:
        if isinstance(value, BaseModel):
            attribute, _ = find_field(type(value), step)
            value = getattr(value, attribute) if attribute else None
        elif isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, tuple) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def iter_values(value: object, field_path: FieldPath = ()) -> list[tuple[FieldPath, object]]:
    """Every value that is recorded in a model, with its path, in order. An empty list counts as a value."""
    values: list[tuple[FieldPath, object]] = []
    _collect_values(value, field_path, values)
    return values


def _collect_values(value: object, field_path: FieldPath, values: list[tuple[FieldPath, object]]) -> None:
    if isinstance(value, BaseModel):
        aliases = _aliases(type(value))
        for name, item in value.__dict__.items():
            if item is not None:
                _collect_values(item, (*field_path, aliases.get(name, name)), values)
    elif isinstance(value, dict):
        for name, item in value.items():
            _collect_values(item, (*field_path, name), values)
    elif isinstance(value, tuple) and value:
        for index, item in enumerate(value):
            _collect_values(item, (*field_path, index), values)
    else:
        values.append((field_path, value))


def all_texts(value: object) -> str:
    """Every text in a model, joined by NUL characters, which no text contains. The order is not defined.

    For a quick search before `iter_values`, which takes three times as long.
    """
    texts: list[str] = []
    pending = [value]
    for item in pending:
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, BaseModel):
            pending += item.__dict__.values()
        elif isinstance(item, tuple):
            pending += item
        elif isinstance(item, dict):
            pending += item.values()
    return "\0".join(texts)


@cache
def _aliases(model: type[BaseModel]) -> dict[str, str]:
    """The names in files by attribute name, for the few fields where they differ."""
    return {name: info.alias for name, info in model.model_fields.items() if info.alias}
