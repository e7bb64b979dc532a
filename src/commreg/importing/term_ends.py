"""The original end date of a row, and what its later ends say of extensions used and left."""

from __future__ import annotations

from datetime import date

from commreg.importing.choose_columns import Column
from commreg.importing.column_names import CURRENT_END, EXTENSION_NOTICE, FINAL_END, TERM_MONTHS
from commreg.importing.outcomes import CellStatus
from commreg.importing.row_values import RowValues
from commreg.importing.sheet_grid import Cell
from commreg.values.dates import end_of_months, long_date


def resolve_ends(row: RowValues) -> None:
    """Set the end and the extensions of a row from its end date, current end, final end and length in months."""
    months = row.values.pop(TERM_MONTHS, None)
    start, end = row.dates.get("term.start"), row.dates.get("term.end")
    current, final = row.dates.get(CURRENT_END), row.dates.get(FINAL_END)
    if row.get("term.ends_when"):
        months = None
    elif end is None and current is not None:
        end = current
        row.put("term.end", end.isoformat())
        reason = "used as the original end date, as there is no other end"
        row.record(*row.later_ends.pop(CURRENT_END), CellStatus.GUESSED, "term.end", reason)
    if end is None and months and start:
        end = end_of_months(start, int(months))
        row.put("term.end", end.isoformat())
    options = row.get("term.extensions")
    is_extended = bool(current and end and current > end and options is None)
    if is_extended and current:
        row.put("term.extensions", ({"until": current.isoformat(), "state": "exercised"},))
        reason = "read as one extension used, to that day"
        row.record(*row.later_ends.pop(CURRENT_END), CellStatus.GUESSED, "term.extensions", reason)
    latest = current if is_extended else end
    if final and latest and final > latest and options is None:
        row.put("term.extensions", (*(row.get("term.extensions") or ()), {"until": final.isoformat()}))
        reason = "read as one option to that day; could be several"
        row.record(*row.later_ends.pop(FINAL_END), CellStatus.GUESSED, "term.extensions", reason)
    _put_notice(row)
    for name, (column, cell) in row.later_ends.items():
        _keep_end(row, column, cell, row.dates[name], latest)


def _put_notice(row: RowValues) -> None:
    """Set the notice period of a row's column for extensions on each of its options."""
    if (value := row.values.pop(EXTENSION_NOTICE, None)) is None:
        return
    notice, column, cell = value
    extensions = row.get("term.extensions")
    if not extensions:
        row.refuse(column, cell, "has no extension options to go with")
        return
    row.put("term.extensions", tuple({**extension, "notice": notice} for extension in extensions))
    row.record(column, cell, CellStatus.READ, "term.extensions")


def _keep_end(row: RowValues, column: Column, cell: Cell, day: date, latest: date | None) -> None:
    """Keep a later end that becomes no field: it repeats an end, contradicts it, or may be one of the options."""
    if day == latest:
        row.keep(column, cell, "the same end date as in another column")
    elif latest is None:
        row.refuse(column, cell, "has no original end date to go with")
    elif day < latest:
        row.refuse(column, cell, f"is before {long_date(latest)}, the end date in another column")
    else:
        row.refuse(column, cell, "does not say whether it is one of the extension options in another column")
