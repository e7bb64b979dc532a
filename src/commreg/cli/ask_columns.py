"""Ask on a terminal which field each column of a sheet is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from commreg.cli.errors import UsageError
from commreg.cli.output import warn
from commreg.diagnostics.errors import InputError

if TYPE_CHECKING:
    from commreg.importing.choose_columns import Column
    from commreg.importing.headers import Sheet

_SAMPLES = 3  # different cells of a column that are shown


def ask_columns(sheet: Sheet) -> dict[str, str]:
    """The field of each column, as answered. An empty answer keeps the field that the column was recognised as.

    Raises UsageError if there is no terminal, or the input ends.
    """
    if not sys.stdin.isatty():
        raise UsageError("--interactive asks questions, and there is no terminal", hint="use --map instead")
    warn("Press Enter to keep what is in brackets. Or type a field such as term.end, a heading such as End date,")
    warn("nothing to keep the column as text, or skip to leave it out.")
    answers: dict[str, str] = {}
    for number, column in enumerate(sheet.columns, 1):
        warn(f"\nColumn {number} of {len(sheet.columns)}: {column.heading}")
        warn(f"  {_samples(sheet, column)}")
        answers[column.heading] = _ask(column, answers)
    return answers


def _samples(sheet: Sheet, column: Column) -> str:
    from commreg.values.text import truncate

    texts = dict.fromkeys(" ".join(cells[column.place].text.split()) for _, cells in sheet.rows)
    samples = [f"“{truncate(text)}”" for text in texts if text][:_SAMPLES]
    return ", ".join(samples) or "all its cells are empty"


def _ask(column: Column, answers: dict[str, str]) -> str:
    """Ask until the answer can be used."""
    from commreg.importing.column_names import KEEP_AS_TEXT, LEAVE_OUT, fields_of, require_target

    default = LEAVE_OUT if column.is_left_out else column.field or KEEP_AS_TEXT
    while True:
        print(f"  Field [{default}]: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise UsageError("the input ended before all columns were decided")
        answer = line.strip() or default
        try:
            require_target(answer)
        except InputError as error:
            named = next(iter(fields_of(answer)), "")
            if not named:
                warn(f"  {error.message}" + (f" ({error.hint})" if error.hint else ""))
                continue
            answer = named
        holder = next((heading for heading, field in answers.items() if field == answer), None)
        if holder and answer not in (KEEP_AS_TEXT, LEAVE_OUT):
            warn(f"  “{holder}” is {answer} already: choose another field, or nothing")
            continue
        return answer
