"""The locations of settings in a TOML file. tomllib records none, so they are searched for line by line."""

from __future__ import annotations

import re

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Location
from commreg.yamlio.source import Source


def error_location(error: Exception, toml: Source) -> Location:
    """The location of an error of tomllib, from its message."""
    match = re.search(r"at line (\d+), column (\d+)", str(error))
    if not match:  # at the end of the file
        end = len(toml.text.rstrip())
        return toml.location(max(0, end - 1), end)
    line, column = int(match[1]), int(match[2])
    return Location(line, column, line, column + 1)


class TomlLocations:
    """Where each setting and table is in a TOML text."""

    _PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
    _NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"

    def __init__(self, text: str) -> None:
        self._locations: dict[FieldPath, Location] = {}
        table: FieldPath = ()
        for number, line in enumerate(text.splitlines(), 1):
            if header := re.match(rf"\s*(\[\[?)\s*({self._NAME})\s*\]", line):
                table = self._field_path(header[2])
                self._add(table, number, header.start(2), header.end(2))
                if header[1] == "[[":
                    count = sum(
                        1
                        for field_path in self._locations
                        if field_path[:-1] == table and isinstance(field_path[-1], int)
                    )
                    table = (*table, count)
                    self._add(table, number, header.start(2), header.end(2))
            elif pair := re.match(rf"\s*({self._NAME})\s*=", line):
                self._add(table + self._field_path(pair[1]), number, pair.start(1), pair.end(1))

    def _add(self, field_path: FieldPath, line: int, start: int, end: int) -> None:
        self._locations.setdefault(field_path, Location(line, start + 1, line, end + 1))

    def _field_path(self, dotted: str) -> FieldPath:
        return tuple(part.strip("\"'") for part in re.findall(self._PART, dotted))

    def find(self, field_path: FieldPath) -> Location:
        """The location of a setting, or of the nearest table that contains it."""
        while field_path and field_path not in self._locations:
            field_path = field_path[:-1]
        return self._locations.get(field_path, Location())
