"""Find the table of a sheet: its heading, its columns, and the rows that are not contracts.

The heading is the row, or two rows together, with the most columns that are recognised by name; if none is recognised,
the first full row. If that row has dates or figures, it is a contract and the sheet has no heading: its columns are
named by their letters. Rows above it are titles, which the report lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from commreg.diagnostics.errors import InputError
from commreg.importing.choose_columns import Cells, Column, Contest, choose_columns
from commreg.importing.column_names import KEEP_AS_TEXT, LEAVE_OUT, fields_of, normalize_heading
from commreg.importing.sheet_grid import Cell, Grid
from commreg.model.field_path import is_field, parse_column
from commreg.values.parsed import is_blank_marker
from commreg.values.written_dates import possible_days
from commreg.yamlio.source import UNSAFE_CHARACTERS

MAX_HEADING_ROW = 40  # rows looked at for a heading
MAX_HEADING_LENGTH = 200  # characters; a name in a contract file must stay below 1,024
_EXPORT_HEADINGS = frozenset(("id", "title", "provider.name", "term.start"))
REJECT_REASON_HEADING = "Why not imported"  # the column that a file of rejected rows has in addition
_FIGURES = re.compile(r"(?:£|gbp)?\s*\d[\d,.]*(?:k|m)?\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\Z")


class SkipReason(StrEnum):
    """Why a row is not a contract."""

    NO_TABLE = "no table"
    ABOVE_TABLE = "above the table"
    HEADING = "the heading"
    HEADING_REPEATED = "the heading again"
    TITLE_REPEATED = "the title again"


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is not a contract, with its number and the reason."""

    number: int
    cells: Cells
    reason: SkipReason


@dataclass(frozen=True)
class Sheet:
    """A table: its columns, the rows that are contracts with their numbers, and the rows that are not.

    `contests` are the fields that several columns could be. Without a heading the columns are named by letters.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Cells], ...]
    skipped_rows: tuple[SkippedRow, ...]
    letters: tuple[str, ...] = ()
    since_1904: bool = False
    contests: tuple[Contest, ...] = ()
    has_heading: bool = True

    @cached_property
    def has_field_names(self) -> bool:
        """Whether it is a register as the CSV export writes it: every field under its own name."""
        return {column.heading for column in self.columns} >= _EXPORT_HEADINGS

    @cached_property
    def currency_places(self) -> tuple[int, ...]:
        """The columns that say in which currency the amounts of a row are."""
        return tuple(
            column.place
            for column in self.columns
            if normalize_heading(column.heading) in ("currency", "currency code")
        )

    @cached_property
    def is_rejects_file(self) -> bool:
        """Whether it is a file of rows that an import rejected."""
        return any(column.heading == REJECT_REASON_HEADING for column in self.columns)

    def column(self, field: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def find_table(grid: Grid, mapping: Mapping[str, str]) -> Sheet:
    """The table of a grid. `mapping` names the field of a heading, KEEP_AS_TEXT or LEAVE_OUT.

    If no row could be a heading, the table has no columns, and all rows are skipped. Raises InputError if the mapping
    names a column that is not there, or two columns for one field.
    """
    field_by_key = {_key(heading): field for heading, field in mapping.items()}
    top, height = _heading_rows(grid.rows[:MAX_HEADING_ROW], field_by_key)
    numbered = list(zip(grid.numbers, grid.rows, strict=True))
    if top == len(grid.rows[:MAX_HEADING_ROW]):
        no_table = tuple(SkippedRow(number, cells, SkipReason.NO_TABLE) for number, cells in numbered)
        return Sheet((), (), no_table, grid.letters)
    heading = grid.rows[top : top + height]
    headings = _make_unique(_joined(heading) if height else [""] * len(grid.letters), grid.letters)
    _check_mapping(mapping, headings)
    skipped = [SkippedRow(number, cells, SkipReason.ABOVE_TABLE) for number, cells in numbered[:top]]
    skipped += [SkippedRow(number, cells, SkipReason.HEADING) for number, cells in numbered[top : top + height]]
    rows: list[tuple[int, Cells]] = []
    for number, cells in numbered[top + height :]:
        if reason := _skip_reason(cells, heading, skipped):
            skipped.append(SkippedRow(number, cells, reason))
        else:
            rows.append((number, cells))
    mapped = [KEEP_AS_TEXT if text == REJECT_REASON_HEADING else field_by_key.get(_key(text)) for text in headings]
    named = _named(headings, heading[-1] if height else None)
    columns, contests = choose_columns(headings, named, mapped, [cells for _, cells in rows])
    return Sheet(columns, tuple(rows), tuple(skipped), grid.letters, grid.since_1904, contests, bool(height))


def _named(headings: Sequence[str], last: Cells | None) -> list[Mapping[str, int]]:
    """The fields that each heading can name. In a file of the CSV export, a field's own name is that field."""
    if set(headings) >= _EXPORT_HEADINGS:
        return [{text: 0} if is_field(parse_column(text)) else {} for text in headings]
    return _by_name(headings, last) if last else [{} for _ in headings]


def _check_mapping(mapping: Mapping[str, str], headings: Sequence[str]) -> None:
    if mapping and set(headings) >= _EXPORT_HEADINGS:
        raise InputError("the columns have the fields' own names", hint="leave the mapping out")
    keys = {_key(heading) for heading in headings}
    fields: dict[str, str] = {}
    for heading, field in mapping.items():
        if _key(heading) not in keys:
            listing = ", ".join(headings)
            raise InputError(f"there is no column “{heading}” to map", hint=f"the columns are: {listing}")
        first = fields.setdefault(field, heading)
        if field not in (KEEP_AS_TEXT, LEAVE_OUT) and _key(first) != _key(heading):
            hint = f"map one of them, and the other to {KEEP_AS_TEXT}, which keeps it as text"
            raise InputError(f"“{first}” and “{heading}” are both mapped to {field}", hint=hint)


def _heading_rows(rows: Sequence[Cells], field_by_key: Mapping[str, str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it has, one or two; 0 if that row is a contract already.

    (number of rows, 0) if there is no table.
    """
    export = next((top for top, row in enumerate(rows) if {cell.text for cell in row} >= _EXPORT_HEADINGS), None)
    if export is not None:
        return export, 1
    best_score, best = 0, (len(rows), 0)
    for height in (1, 2):  # two lines only if they name more fields than one
        for top in range(len(rows) - height + 1):
            if height == 2 and not _continues(rows[top], rows[top + 1]):
                continue
            texts = _joined(rows[top : top + height])
            fields = {next(iter(names)) for names in _by_name(texts, rows[top + height - 1]) if names}
            score = len(fields) + 2 * len({_key(text) for text in texts} & set(field_by_key))
            if score < 3 and _has_figures(rows[top]):
                continue  # a contract whose cells are like headings
            if score > best_score:
                best_score, best = score, (top, height)
    if best_score >= 2:
        return best
    widest = max((sum(not cell.is_empty for cell in row) for row in rows), default=0)
    for top, row in enumerate(rows):
        distinct = {cell.text for cell in row if not cell.is_empty}
        if len(distinct) >= max(2, widest // 2):
            return top, 0 if _has_figures(row) else 1
    return len(rows), 0


def _has_figures(row: Cells) -> bool:
    """Whether a row has a date, an amount or a number, other than a year: a heading has none."""
    return any(_is_figure(cell) for cell in row if not cell.is_empty)


def _is_figure(cell: Cell) -> bool:
    text = cell.text.strip()
    if _YEAR.match(text):
        return False
    return cell.value is not None or _FIGURES.match(text) is not None or bool(possible_days(text))


def _by_name(headings: Sequence[str], last: Cells) -> list[Mapping[str, int]]:
    """The fields that each heading can name: all its lines together, else the last line alone."""
    return [fields_of(text) or fields_of(cell.text) for text, cell in zip(headings, last, strict=True)]


def _continues(above: Cells, below: Cells) -> bool:
    """Whether a row could be the second line of a heading: short texts, and no figures."""
    texts = [cell for cell in below if not cell.is_empty]
    are_short = all(cell.value is None and len(cell.text) <= 40 and not is_blank_marker(cell.text) for cell in texts)
    are_split = any(
        upper.is_empty or upper.is_merged or lower.is_merged for upper, lower in zip(above, below, strict=True)
    )
    return bool(texts) and are_short and are_split


def _joined(rows: Sequence[Cells]) -> list[str]:
    """The heading of every column: its lines joined, each different text once, without invisible characters."""
    if len(rows) == 1 and {cell.text for cell in rows[0]} >= _EXPORT_HEADINGS:
        return [cell.text for cell in rows[0]]
    headings = []
    for cells in zip(*rows, strict=True):
        texts = [" ".join(UNSAFE_CHARACTERS.sub(" ", cell.text).replace("\u200b", "").split()) for cell in cells]
        headings.append(" ".join(dict.fromkeys(filter(None, texts)))[:MAX_HEADING_LENGTH].strip())
    return headings


def _make_unique(headings: Sequence[str], letters: Sequence[str]) -> list[str]:
    """Headings without repeats: a blank one gets the letter of its column, a second one a number."""
    originals = set(headings)
    unique: dict[str, None] = {}
    for heading, letter in zip(headings, letters, strict=False):
        base = heading or f"column {letter}"
        name, number = base, 2
        while name in unique or (name != heading and name in originals):
            name = f"{base} ({number})"
            number += 1
        unique[name] = None
    return list(unique)


def _skip_reason(cells: Cells, heading: Sequence[Cells], skipped: Sequence[SkippedRow]) -> SkipReason | None:
    """Why a row is not a contract: it repeats the heading, or a title from above it."""
    texts = _texts(cells)
    if any(texts == _texts(row) for row in heading):
        return SkipReason.HEADING_REPEATED
    distinct = set(filter(None, texts))
    if any(distinct == set(filter(None, _texts(row.cells))) for row in skipped):
        return SkipReason.TITLE_REPEATED
    return None


def _texts(cells: Cells) -> list[str]:
    return [" ".join(cell.text.split()) for cell in cells]


def _key(heading: str) -> str:
    """What two headings are compared by; a heading without letters and figures is compared as it is."""
    return normalize_heading(heading) or " ".join(heading.split())
