"""CSV files: values as text, and text that a spreadsheet would take for a formula kept as text.

A spreadsheet runs a cell that begins with = + - @, their full-width forms, a tab or a line end, so such a text is
written with an apostrophe before it. A text that already has apostrophes before such a character gets one more, and
one is removed on the way back, so that every text comes back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from commreg.values.durations import Duration

_STARTS = r"[=+\-@＝＋－＠\t\r\n]"  # noqa: RUF001 - the full-width forms are meant
_FORMULA = re.compile(f"'*{_STARTS}")
_ESCAPED_FORMULA = re.compile(f"'+{_STARTS}")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text, or the text after apostrophes, for a formula."""
    return _FORMULA.match(text) is not None


def escape_formula(text: str) -> str:
    """A text with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{text}" if is_formula(text) else text


def unescape_formula(cell: str) -> str:
    """The text of a cell without the apostrophe that `escape_formula` added."""
    return cell[1:] if _ESCAPED_FORMULA.match(cell) else cell


def to_data_text(value: object) -> str:
    """A value as files for programs have it: 2022-03-31, 74000.00, true, 24m; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Duration):
        return value.written
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def to_csv_text(value: object) -> str:
    """The cell of a value; a number is never escaped, as a spreadsheet may read it as one."""
    text = to_data_text(value)
    return text if isinstance(value, (bool, int, Decimal, date)) else escape_formula(text)


def write_csv(rows: Iterable[Sequence[str]], line_end: str = "\n") -> str:
    """Rows of cells with the quoting of RFC 4180."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    quoting = csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    for row in rows:
        (quoting if any("\r" in cell for cell in row) else writer).writerow(row)  # csv leaves a bare CR unquoted
    return out.getvalue()
