"""Going through a model by the names its file uses."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from commreg.diagnostics.finding import FieldPath


def iter_values(value: object, route: FieldPath = ()) -> list[tuple[FieldPath, object]]:
    """Every value that is recorded, with its route; an empty list stands for itself."""
    found: list[tuple[FieldPath, object]] = []
    _gather(value, route, found)
    return found


def _gather(value: object, route: FieldPath, found: list[tuple[FieldPath, object]]) -> None:
    if isinstance(value, BaseModel):
        aliases = _aliases(type(value))
        for name, item in value.__dict__.items():
            if item is not None:
                _gather(item, (*route, aliases.get(name, name)), found)
    elif isinstance(value, dict):
        for name, item in value.items():
            _gather(item, (*route, name), found)
    elif isinstance(value, tuple) and value:
        for index, item in enumerate(value):
            _gather(item, (*route, index), found)
    else:
        found.append((route, value))


def all_texts(value: object) -> str:
    """Every text in a model, in no order that matters, with a NUL between them, which no text has.

    For a quick look before going through the leaves: it takes a third of the time.
    """
    found: list[str] = []
    waiting = [value]
    for item in waiting:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, BaseModel):
            waiting += item.__dict__.values()
        elif isinstance(item, tuple):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
    return "\0".join(found)


@cache
def _aliases(model: type[BaseModel]) -> dict[str, str]:
    """The names in files that differ from those in code, for the few fields that have one."""
    return {name: info.alias for name, info in model.model_fields.items() if info.alias}


def find_field(model: type[BaseModel], name: object) -> tuple[str, FieldInfo | None]:
    """The field that a file calls so, with its name in code; an empty name and None where there is none."""
    found = ((code, info) for code, info in model.model_fields.items() if name in (code, info.alias))
    return next(found, ("", None))


def field_names(model: type[BaseModel], route: FieldPath) -> list[str]:
    """The names that a file has for the fields of the group at a route; none where there is no group."""
    owner = model_at(model, route)
    return [info.alias or name for name, info in owner.model_fields.items()] if owner else []


def model_at(model: type[BaseModel], route: FieldPath) -> type[BaseModel] | None:
    """The model of the group that a route leads to, or None where it leads to a value or nowhere."""
    found: type[BaseModel] | None = model
    for step in route:
        if isinstance(step, int):
            continue
        if found is None:
            return None
        _, info = find_field(found, step)
        found = _model_in(info.annotation) if info else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
