"""The text of a contract file: every field in the model's order, with comments, as a person would write it.

What is written reads back as the same contract: a scalar is quoted only where YAML would read it otherwise, and long
prose is folded at a width that suits a diff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from pydantic import BaseModel

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.yamlio import scalars
from commreg.yamlio.source import UNSAFE_CHARACTERS

SCHEMA_LINE = "# yaml-language-server: $schema={}"


def compose(contract: Contract, comments: Mapping[FieldPath, str] | None = None, schema: str | None = None) -> str:
    """The whole file of a contract. `comments` stand above the field of their route; () is the head of the file."""
    said = dict(comments or {})
    lines = [SCHEMA_LINE.format(schema)] if schema else []
    lines += [f"# {part}" for part in _comment(said.pop((), ""))]
    lines += _group(contract, (), 0, said)
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    """The lines of a comment, with plain spaces alone: others are told of as faults outside a value."""
    plain = UNSAFE_CHARACTERS.sub(" ", text).replace("\u200b", "")
    return wrap(" ".join(plain.split()), scalars.WIDTH - 2, break_on_hyphens=False)


def _group(
    group: BaseModel | Mapping[str, Any], route: FieldPath, indent: int, said: Mapping[FieldPath, str]
) -> Iterator[str]:
    for name, value in _fields(group):
        if value is None:
            continue
        here = (*route, name)
        yield from (f"{' ' * indent}# {part}" for part in _comment(said.get(here, "")))
        yield from _field(_key(name), value, here, indent, said)


def _fields(group: BaseModel | Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(group, BaseModel):
        for name, info in type(group).model_fields.items():
            yield info.alias or name, getattr(group, name)
    else:
        yield from group.items()


def _key(name: str) -> str:
    return scalars.one_line(name)


def _field(name: str, value: Any, route: FieldPath, indent: int, said: Mapping[FieldPath, str]) -> Iterator[str]:
    margin = " " * indent
    if isinstance(value, (BaseModel, Mapping)):
        inner = list(_group(value, route, indent + 2, said))
        yield f"{margin}{name}:" if inner else f"{margin}{name}: {{}}"
        yield from inner
    elif isinstance(value, tuple):
        yield f"{margin}{name}:" if value else f"{margin}{name}: []"
        for place, item in enumerate(value):
            yield from _item(item, (*route, place), indent + 2, said)
    else:
        yield from scalars.written(f"{margin}{name}:", scalars.text_of(value), indent + 2)


def _item(item: Any, route: FieldPath, indent: int, said: Mapping[FieldPath, str]) -> Iterator[str]:
    margin = " " * indent
    if isinstance(item, (BaseModel, Mapping)):
        inner = list(_group(item, route, indent + 2, said))
        first = next((place for place, line in enumerate(inner) if not line.lstrip().startswith("#")), 0)
        yield from (line[2:] for line in inner[:first])
        yield f"{margin}- {inner[first].lstrip()}" if inner else f"{margin}- {{}}"
        yield from inner[first + 1 :]
    else:
        yield from scalars.written(f"{margin}-", scalars.text_of(item), indent + 2)
