"""Read a spreadsheet file into a grid of cells, with notes on how it was read.

A cell keeps its exact text; one from a workbook its date or number as well. Empty rows and columns are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from commreg.diagnostics.errors import InputError
from commreg.importing.sheet_grid import MAX_BYTES, Cell, Grid, to_grid, too_large_error
from commreg.values.text import pluralize

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a byte order mark", "utf-16": "UTF-16", "cp1252": "Windows-1252",
          "mac_roman": "Mac Roman", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "latin-1": "Latin-1"}  # fmt: skip
_MAX_LISTED_LINES = 5
_OTHER_FORMATS = (
    (b"%PDF", "a PDF", "ask for the spreadsheet that it was made from"),
    (b"<", "a web page or XML", "open it in a spreadsheet program, and save it as .xlsx or .csv"),
    (b"{", "JSON", "save the register as .xlsx or .csv"),
)


def read(path: Path, data: bytes, sheet: str | None = None) -> Grid:
    """The grid of a CSV or XLSX file. Raises InputError if it is neither, or has no such sheet."""
    from commreg.importing import read_xlsx  # noqa: PLC0415 - heavy, and only for workbooks

    if len(data) > MAX_BYTES:
        raise too_large_error(path)
    if read_xlsx.is_workbook(data):
        return read_xlsx.read(path, data, sheet)
    if sheet:
        message = f"{path.name} is not a workbook, so it has no sheets"
        raise InputError(message, hint="leave it out", parameter="sheet")
    for start, what, hint in _OTHER_FORMATS:
        if data.lstrip().startswith(start):
            raise InputError(f"{path.name} is {what}, not a spreadsheet", hint=hint)
    return _text(path, data)


def _text(path: Path, data: bytes) -> Grid:
    encoding = _encoding(data)
    odd_lines: list[int] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, odd_lines = _decode_lines(data) if encoding == "utf-8" else ("\0", [])
    if "\0" in text:
        raise InputError(f"{path.name} is not a spreadsheet that can be read", hint="save it as .xlsx or .csv (UTF-8)")
    csv.field_size_limit(MAX_BYTES)
    delimiter = _delimiter(text)
    cells = {}
    for number, row in _lines(path, text, delimiter):
        filled = {place: Cell(cell) for place, cell in enumerate(row, 1) if cell and not cell.isspace()}
        if filled:
            cells[number] = filled
    notes = [f"text in {_NAMES.get(encoding, encoding)}, columns separated by {_DELIMITERS[delimiter]}s"]
    if odd_lines:
        more = " …" if len(odd_lines) > _MAX_LISTED_LINES else ""
        lines = ", ".join(map(str, odd_lines[:_MAX_LISTED_LINES])) + more
        count = pluralize(len(odd_lines), "line")
        notes.append(f"{count} in another encoding, read as Windows-1252: check the letters there (line {lines})")
    return to_grid(cells, notes)


def _decode_lines(data: bytes) -> tuple[str, list[int]]:
    """A text that is mostly UTF-8, its other lines read as Windows-1252; and the numbers of those lines."""
    texts, odd_lines = [], []
    for number, line in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data), 1):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", errors="replace"))
            odd_lines.append(number)
    return "".join(texts), odd_lines


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more lines have letters beyond ASCII in UTF-8 than in any other encoding."""
    counts = {True: 0, False: 0}
    for line in re.split(rb"[\r\n]+", data):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            counts[False] += 1
        else:
            counts[True] += 1
    return counts[True] > counts[False]


def _lines(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line. Raises InputError if a quotation mark is never closed."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    for row in reader:
        if reader.line_num == len(lines) > before + 1 and _never_closed(lines[before:], delimiter):
            raise InputError(
                f"{path.name} has a quotation mark in line {before + 1} that is never closed",
                hint="close it: otherwise all lines below it are one cell",
            )
        yield before + 1, row
        before = reader.line_num


def _never_closed(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 if most of the bytes are that; else Windows-1252 or, with old Mac line ends, Mac Roman."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    head = data[:4000]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    if _is_mostly_utf8(data):
        return "utf-8"
    old_mac = b"\r" in data and b"\n" not in data
    for encoding in ("utf-8", "mac_roman") if old_mac else ("utf-8", "cp1252", "mac_roman"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _delimiter(text: str) -> str:
    """The delimiter that splits most of the first lines into the same number of columns, the more columns the better.

    One that would leave quotation marks in the middle of cells comes after all others.
    """
    head = text[:200_000]
    return max(_DELIMITERS, key=lambda delimiter: (*_widths(head, delimiter), _has_clean_quotes(head, delimiter))[::-1])


def _widths(text: str, delimiter: str) -> tuple[int, int]:
    """The most frequent number of columns, and how many lines have it."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = Counter(len(row) for row, _ in zip(lines, range(50), strict=False) if any(row))
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
    return width, count if width > 1 else 0


def _has_clean_quotes(text: str, delimiter: str) -> bool:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in zip(lines, range(50), strict=False):
            pass
    except csv.Error as error:
        return "end of data" in str(error)
    return True
