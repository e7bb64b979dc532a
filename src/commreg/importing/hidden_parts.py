"""What is easily overlooked in a workbook: hidden rows and columns, struck-out rows, and notes on cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence

from commreg.importing.sheet_grid import column_letter
from commreg.values.text import pluralize

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\b(r|min|max)=[\"'](\d{1,7})[\"']")
_COMMENTS_PART = re.compile(r"""Target=["']([^"']*comments[^"']*\.xml)["']""")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_MAX_LISTED = 5
_MAX_COLUMNS = 200


def describe_hidden(
    archive: zipfile.ZipFile, part: str, xml: bytes, rows: Collection[int], struck_rows: Sequence[int]
) -> Iterator[str]:
    """A note on each kind of part of a sheet that is easily overlooked. `rows` are those with cells."""
    hidden = [number for number in _hidden_rows(xml) if number in rows]
    if hidden:
        yield f"{pluralize(len(hidden), 'hidden row')} read like the others ({_listed(map(str, hidden))})"
    columns = [column_letter(number) for number in _hidden_columns(xml)]
    if columns:
        yield f"{pluralize(len(columns), 'hidden column')} read like the others ({_listed(columns)})"
    if struck_rows:
        count = pluralize(len(struck_rows), "struck-out row")
        yield f"{count} read like the others ({_listed(map(str, struck_rows))})"
    notes = _notes(archive, part)
    if notes:
        yield f"{pluralize(len(notes), 'note')} on cells, not read ({_listed(notes)})"


def _listed(items: Iterable[str]) -> str:
    texts = list(items)
    return ", ".join(texts[:_MAX_LISTED]) + (" …" if len(texts) > _MAX_LISTED else "")


def _hidden_rows(xml: bytes) -> list[int]:
    numbers = []
    for match in _ROW.finditer(xml):
        if _HIDDEN.search(match[1]):
            numbers += [int(number) for name, number in _NUMBER.findall(match[1]) if name == b"r"]
    return numbers


def _hidden_columns(xml: bytes) -> list[int]:
    numbers: list[int] = []
    for match in _COLUMN.finditer(xml):
        if _HIDDEN.search(match[1]):
            bounds = dict(_NUMBER.findall(match[1]))
            first, last = int(bounds.get(b"min", 1)), int(bounds.get(b"max", 1))
            numbers += range(first, min(last, first + _MAX_COLUMNS) + 1)
    return numbers


def _notes(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The cells with notes, from the comments that belong to a sheet."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return []
    cells = []
    for target in _COMMENTS_PART.findall(archive.read(relations).decode("utf-8", "replace")):
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path in archive.namelist():
            cells += [match.decode("ascii") for match in _COMMENT.findall(archive.read(path))]
    return cells
