"""A field as people write it, `term.extensions[1].state`, into the route to it."""

from __future__ import annotations

import re
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from commreg.diagnostics.errors import InputError
from commreg.diagnostics.finding import FieldPath, format_path
from commreg.model.contract import Contract
from commreg.model.paths import field_names, find_field, model_at
from commreg.model.vocabularies import did_you_mean

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d{1,4})\])?(?:\.|\Z)")


def route_of(text: str) -> FieldPath:
    """The route to a field of a contract; items of a list count from 1. Raises InputError for what is no field."""
    route: FieldPath = ()
    at = 0
    while at < len(text) or not route:
        match = _STEP.match(text, at)
        if not match or (match.end() == len(text) and text.endswith(".")):
            raise InputError(f"“{text}” is not how a field is written", hint="write it as term.extensions[1].state")
        route, at = (*route, _known(route, match[1])), match.end()
        kind = shape(route)
        if kind == "names" and at < len(text):
            return (*route, text[at:])
        if match[2] is not None:
            route = (*route, _place(route, kind, int(match[2])))
        elif kind == "list" and at < len(text):
            hint = f"say which item: {format_path(route)}[1].{text[at:]}"
            raise InputError(f"{format_path(route)} is a list", hint=hint)
        elif kind == "value" and at < len(text):
            raise InputError(f"{format_path(route)} is one value, with no fields in it")
    return route


def shape(route: FieldPath) -> str:
    """What a field holds: value, list, group, or names (a group whose names are the council's own)."""
    if isinstance(route[-1], int):
        return "group" if model_at(Contract, route) else "value"
    owner = model_at(Contract, route[:-1])
    _, info = find_field(owner, route[-1]) if owner else ("", None)
    return _shape(info.annotation) if info else "value"


def _shape(annotation: Any) -> str:
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    for option in options:
        if get_origin(option) is tuple:
            return "list"
        if get_origin(option) is dict:
            return "names"
        if isinstance(option, type) and issubclass(option, BaseModel):
            return "group"
    return "value"


def _known(route: FieldPath, name: str) -> str:
    known = field_names(Contract, route)
    if name in known:
        return name
    near = did_you_mean(name, known)
    group = format_path(route) or "a contract"
    hint = f"did you mean {format_path((*route, near))}?" if near else f"{group} has: {', '.join(known)}"
    raise InputError(f"“{name}” is not a field of {group}", hint=hint)


def _place(route: FieldPath, kind: str, number: int) -> int:
    if kind != "list":
        raise InputError(f"{format_path(route)} is not a list", hint="leave out the number in brackets")
    if number == 0:
        raise InputError(f"{format_path(route)}[0] is no item", hint="items count from 1")
    return number - 1
