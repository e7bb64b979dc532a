"""Hypothesis strategies for the text of contract files as people write them: any order, quoting, comments, blank lines.

A strategy gives only the text of a file; tests read it to find out what it contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from commreg.yamlio import scalars

from .strategies import _SCHEMA, _group, _values

_SIMPLE = re.compile(r"[A-Za-z0-9£][A-Za-z0-9£é .,'()/-]*\Z")
_PRINTED = re.compile(r"[^\x00-\x1f\x7f-\xa0\u2000-\u206f\u3000\ufeff\ufffe\uffff]+\Z")
REMARKS = (
    "# a remark",
    "#",
    "#: odd",
    "# key: value",
    "# - item",
    "# “é” £5",
    "# commreg: remark",
    "#   set in # twice",
)
ODD_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True)
class Manner:
    """How one file is laid out throughout."""

    step: int
    list_step: int
    newline: str
    remarks: bool
    blanks: bool


manners = st.builds(
    Manner,
    st.sampled_from((2, 2, 2, 4, 3)),
    st.sampled_from((0, 2, 2, 4)),
    st.sampled_from(("\n", "\n", "\n", "\r\n", "\r")),
    st.booleans(),
    st.booleans(),
)


class _Page:
    """Writes one file, line by line, drawing as it goes."""

    def __init__(self, draw: st.DrawFn, manner: Manner) -> None:
        self.draw, self.manner = draw, manner

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def above(self, margin: int) -> Iterator[str]:
        """Blank lines and comments that stand on lines of their own."""
        if self.manner.blanks and self.chance(5):
            yield self.draw(st.sampled_from(("", "", "  "))) if margin else ""
        while self.manner.remarks and self.chance(4):
            odd = self.draw(st.sampled_from((margin, margin, margin, 0, margin + 2)))
            yield " " * odd + self.draw(st.sampled_from(REMARKS))

    def beside(self) -> str:
        if self.manner.remarks and self.chance(5):
            return self.draw(st.sampled_from((" ", "   ", "\t"))) + self.draw(st.sampled_from(REMARKS))
        return ""

    def group(self, fields: Mapping[str, Any], margin: int) -> Iterator[str]:
        for name in self.draw(st.permutations(list(fields))):
            yield from self.above(margin)
            yield from self.field(name, fields[name], margin)

    def field(self, name: str, value: Any, margin: int) -> Iterator[str]:
        lead = f"{' ' * margin}{self.name(name)}{self.draw(st.sampled_from((':', ':', ':', ' :')))}"
        if self.chance(12):
            value = None
        if isinstance(value, (dict, tuple)) and (not value or self.chance(4)):
            yield f"{lead} {self.flow(value)}{self.beside()}"
        elif isinstance(value, dict):
            yield lead + self.beside()
            yield from self.group(value, margin + self.manner.step)
        elif isinstance(value, tuple):
            yield lead + self.beside()
            for item in value:
                yield from self.above(margin + self.manner.list_step)
                yield from self.item(item, margin + self.manner.list_step)
        else:
            yield from self.scalar(lead, value, margin + self.manner.step)

    def item(self, value: Any, margin: int) -> Iterator[str]:
        lead = f"{' ' * margin}-"
        if isinstance(value, dict) and value and not self.chance(5):
            gap = self.draw(st.sampled_from((1, 1, 3)))
            inner = margin + 1 + gap
            names = self.draw(st.permutations(list(value)))
            first, *more_lines = self.field(names[0], value[names[0]], inner)
            yield f"{lead}{' ' * gap}{first.lstrip(' ')}"
            yield from more_lines
            for name in names[1:]:
                yield from self.above(inner)
                yield from self.field(name, value[name], inner)
        elif isinstance(value, (dict, tuple)):
            yield f"{lead} {self.flow(value)}{self.beside()}"
        else:
            yield from self.scalar(lead, value, margin + 2)

    def scalar(self, lead: str, value: str | None, margin: int) -> Iterator[str]:
        if value is None:
            yield lead + self.draw(st.sampled_from(("", " ~", " null"))) + self.beside()
            return
        styles = ["double"]
        styles += ["single"] * bool(_PRINTED.match(value.replace(" ", "")) and value)
        styles += ["plain"] * 3 * bool(_SIMPLE.match(value) and value == value.strip() and value != "null")
        blocks = _PRINTED.match(value.replace("\n", "").replace(" ", "")) and value == value.strip()
        styles += ["literal", "folded"] if blocks and "\n " not in value and " \n" not in value else []
        style = self.draw(st.sampled_from(styles))
        if style in ("literal", "folded"):
            sign = ("|" if style == "literal" else ">") + self.draw(st.sampled_from(("", "-", "+")))
            yield f"{lead} {sign}{self.beside()}"
            between = [""] if style == "folded" else []
            for place, line in enumerate(value.split("\n")):
                yield from between if place else ()
                yield " " * margin + line if line else ""
            return
        words = {"plain": value, "double": scalars.double_quoted(value), "single": "'" + value.replace("'", "''") + "'"}
        if style == "plain" and " " in value and self.chance(4):
            begin, _, rest = value.partition(" ")
            if rest.strip():
                yield f"{lead} {begin}"
                yield " " * margin + rest.strip() + self.beside()
                return
        yield f"{lead} {words[style]}{self.beside()}"

    def flow(self, value: Any) -> str:
        gap = self.draw(st.sampled_from(("", " ")))
        if isinstance(value, dict):
            names = self.draw(st.permutations(list(value)))
            inner = ", ".join(f"{self.name(name, flow=True)}: {self.flow(value[name])}" for name in names)
            return "{" + gap + inner + gap + "}"
        if isinstance(value, tuple):
            return "[" + gap + ", ".join(map(self.flow, value)) + gap + "]"
        if _SIMPLE.match(value) and "," not in value and value == value.strip() and self.draw(st.booleans()):
            return str(value)
        return scalars.double_quoted(value)

    def name(self, name: str, *, flow: bool = False) -> str:
        if _SIMPLE.match(name) and name == name.strip() and not (flow and "," in name):
            return name if flow or not self.chance(15) else f'"{name}"'
        return scalars.double_quoted(name)


def _visible(value: Any) -> Any:
    """The value with nothing in it that no file may hold."""
    if isinstance(value, dict):
        return {ODD_CHARACTERS.sub("?", name) or "x": _visible(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_visible(item) for item in value)
    return ODD_CHARACTERS.sub("?", value)


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """Some fields of a contract, as they are written."""
    names = draw(st.sets(st.sampled_from(sorted(_SCHEMA["properties"])), min_size=1, max_size=6)) | {"id"}
    schema = {"properties": {name: of for name, of in _SCHEMA["properties"].items() if name in names}}
    drawn: dict[str, Any] = _visible(draw(_group({**schema, "required": sorted(names)})))
    return drawn


@st.composite
def files(draw: st.DrawFn) -> str:
    """The text of a contract file."""
    manner = draw(manners)
    page = _Page(draw, manner)
    lines = list(page.above(0))
    lines += draw(st.sampled_from(([], [], [], ["---"], ["--- # head"])))
    lines += page.group(draw(fields()), 0)
    lines += page.above(0)
    lines += draw(st.sampled_from(([], [], [], [], ["..."])))
    text = manner.newline.join(lines) + draw(st.sampled_from((manner.newline, manner.newline, "")))
    return draw(st.sampled_from(("", "", "", "\ufeff"))) + text


@st.composite
def written(draw: st.DrawFn, schema: dict[str, Any], name: str) -> Any:
    """A value that a field may have, as it is written."""
    return _visible(draw(_values(schema, name)))
