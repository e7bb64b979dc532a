"""The text of a contract file: every field in the model's order, with comments, as a person would write it.

What is written reads back as the same contract: a scalar is quoted only where YAML would read it otherwise, and long
prose is folded at a width that suits a diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Any

from pydantic import BaseModel

from commreg.dates import Span
from commreg.diagnostics import Route
from commreg.model.contract import Contract

WIDTH = 100
SCHEMA_LINE = "# yaml-language-server: $schema={}"
# What YAML reads as these very characters without quotation marks: nothing that could begin or be anything else.
_PLAIN = re.compile(r"[A-Za-z0-9£(“][^\x00-\x1f\x7f-\x9f:#]*\Z")
_WORDLIKE = re.compile(r"[^\s][^\x00-\x1f\x7f-\x9f]*\Z")
_BLANKS = frozenset(("", "~", "null"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def compose(contract: Contract, comments: Mapping[Route, str] | None = None, schema: str | None = None) -> str:
    """The whole file of a contract. `comments` stand above the field of their route; () is the head of the file."""
    said = dict(comments or {})
    lines = [SCHEMA_LINE.format(schema)] if schema else []
    lines += [f"# {part}" for part in _comment(said.pop((), ""))]
    lines += _group(contract, (), 0, said)
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return wrap(" ".join(text.split()), WIDTH - 2)


def _group(group: BaseModel | Mapping[str, Any], route: Route, indent: int, said: Mapping[Route, str]) -> Iterator[str]:
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
    return name if _PLAIN.match(name) and name == name.strip() and name.casefold() not in _BLANKS else _quoted(name)


def _field(name: str, value: Any, route: Route, indent: int, said: Mapping[Route, str]) -> Iterator[str]:
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
        yield from _scalar(f"{margin}{name}:", value, indent + 2)


def _item(item: Any, route: Route, indent: int, said: Mapping[Route, str]) -> Iterator[str]:
    margin = " " * indent
    if isinstance(item, (BaseModel, Mapping)):
        inner = list(_group(item, route, indent + 2, said))
        first = next((place for place, line in enumerate(inner) if not line.lstrip().startswith("#")), 0)
        yield from (line[2:] for line in inner[:first])
        yield f"{margin}- {inner[first].lstrip()}" if inner else f"{margin}- {{}}"
        yield from inner[first + 1 :]
    else:
        yield from _scalar(f"{margin}-", item, indent + 2)


def _scalar(lead: str, value: Any, indent: int) -> Iterator[str]:
    text = _text(value)
    folds = "\n" not in text and len(lead) + len(text) + 1 > WIDTH and _can_fold(text)
    if not folds:
        yield f"{lead} {text if _stands_plain(text) else _quoted(text)}"
        return
    yield f"{lead} >-"
    yield from (
        " " * indent + line for line in wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    )


def _can_fold(text: str) -> bool:
    """Whether folding gives back the very words: single spaces, and no line that would begin with a space."""
    return (
        text == " ".join(text.split(" ")) and "  " not in text and text == text.strip() and bool(_WORDLIKE.match(text))
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value.written if isinstance(value, Span) else str(value)


def _stands_plain(text: str) -> bool:
    return bool(_PLAIN.match(text)) and text == text.strip() and text.casefold() not in _BLANKS


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _shown(char) for char in text) + '"'


def _shown(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFEFF or 0xFEFF < code < 0xFFFE:
        return char if code not in (0x2028, 0x2029) else f"\\u{code:04x}"
    if code > 0xFFFF:
        return char
    return f"\\u{code:04x}"
