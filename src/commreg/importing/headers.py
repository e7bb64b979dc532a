"""Find the table of a sheet: its heading, its columns, and the rows that are not contracts.

The heading is the row, or two rows together, with the most columns that are recognised by name; if none is recognised,
the first full row without figures. Rows above it are titles, which the report lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from commreg.diagnostics.errors import InputError
from commreg.importing.column_names import KEEP_AS_TEXT, field_of, normalize_heading
from commreg.importing.sheet_grid import Cell, Grid
from commreg.model.field_path import is_field, parse_column
from commreg.values.parsed import is_blank_marker
from commreg.yamlio.source import UNSAFE_CHARACTERS

MAX_HEADING_ROW = 40  # rows looked at for a heading
MAX_HEADING_LENGTH = 200  # characters; a name in a contract file must stay below 1,024
Cells = tuple[Cell, ...]
_EXPORT_HEADINGS = frozenset(("id", "title", "provider.name", "term.start"))
REJECT_REASON_HEADING = "Why not imported"  # the column that a file of rejected rows has in addition
_NOT_RECOGNISED = "column not recognised"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its unique heading, its field if it has one, and a note on why that."""

    place: int
    heading: str
    field: str | None
    note: str = ""


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
    """A table: its columns, the rows that are contracts with their numbers, and the rows that are not."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Cells], ...]
    skipped_rows: tuple[SkippedRow, ...]
    letters: tuple[str, ...] = ()
    since_1904: bool = False

    @cached_property
    def has_field_names(self) -> bool:
        """Whether it is a register as the CSV export writes it: every field under its own name."""
        return {column.heading for column in self.columns} >= _EXPORT_HEADINGS

    @cached_property
    def is_rejects_file(self) -> bool:
        """Whether it is a file of rows that an import rejected."""
        return any(column.heading == REJECT_REASON_HEADING for column in self.columns)

    def column(self, field: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def find_table(grid: Grid, mapping: Mapping[str, str]) -> Sheet:
    """The table of a grid. `mapping` names the field of a heading, or KEEP_AS_TEXT.

    If no row could be a heading, the table has no columns, and all rows are skipped. Raises InputError if the mapping
    names a column that is not there, or two columns for one field.
    """
    field_by_key = {_key(heading): field for heading, field in mapping.items()}
    top, height = _heading_rows(grid.rows[:MAX_HEADING_ROW], field_by_key)
    numbered = list(zip(grid.numbers, grid.rows, strict=True))
    if not height:
        no_table = tuple(SkippedRow(number, cells, SkipReason.NO_TABLE) for number, cells in numbered)
        return Sheet((), (), no_table, grid.letters)
    heading = grid.rows[top : top + height]
    headings = _make_unique(_joined(heading), grid.letters)
    _check_mapping(mapping, headings)
    skipped = [SkippedRow(number, cells, SkipReason.ABOVE_TABLE) for number, cells in numbered[:top]]
    skipped += [SkippedRow(number, cells, SkipReason.HEADING) for number, cells in numbered[top : top + height]]
    rows: list[tuple[int, Cells]] = []
    for number, cells in numbered[top + height :]:
        if reason := _skip_reason(cells, heading, skipped):
            skipped.append(SkippedRow(number, cells, reason))
        else:
            rows.append((number, cells))
    columns = _columns(headings, _by_name(headings, heading[-1]), field_by_key, [cells for _, cells in rows])
    return Sheet(columns, tuple(rows), tuple(skipped), grid.letters, grid.since_1904)


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
        if field != KEEP_AS_TEXT and _key(first) != _key(heading):
            hint = f"map one of them, and the other to {KEEP_AS_TEXT}, which keeps it as text"
            raise InputError(f"“{first}” and “{heading}” are both mapped to {field}", hint=hint)


def _heading_rows(rows: Sequence[Cells], field_by_key: Mapping[str, str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it has, one or two; (number of rows, 0) if there is none."""
    export = next((top for top, row in enumerate(rows) if {cell.text for cell in row} >= _EXPORT_HEADINGS), None)
    if export is not None:
        return export, 1
    best_score, best = 0, (len(rows), 0)
    for height in (1, 2):  # two lines only if they name more fields than one
        for top in range(len(rows) - height + 1):
            if height == 2 and not _continues(rows[top], rows[top + 1]):
                continue
            texts = _joined(rows[top : top + height])
            fields = {field for field in _by_name(texts, rows[top + height - 1]) if field}
            score = len(fields) + 2 * len({_key(text) for text in texts} & set(field_by_key))
            if score > best_score:
                best_score, best = score, (top, height)
    if best_score >= 2:
        return best
    widest = max((sum(not cell.is_empty for cell in row) for row in rows), default=0)
    for top, row in enumerate(rows):
        distinct = {cell.text for cell in row if not cell.is_empty}
        if len(distinct) >= max(2, widest // 2) and all(cell.value is None for cell in row):
            return top, 1
    return len(rows), 0


def _by_name(headings: Sequence[str], last: Cells) -> list[str | None]:
    """The field that each heading names: all its lines together, else the last line alone."""
    return [field_of(text) or field_of(cell.text) for text, cell in zip(headings, last, strict=True)]


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


@dataclass
class _Candidate:
    """A column while its field is being decided."""

    field: str | None
    is_mapped: bool = False
    note: str = ""


def _columns(
    headings: Sequence[str], by_name: Sequence[str | None], field_by_key: Mapping[str, str], rows: Sequence[Cells]
) -> tuple[Column, ...]:
    """Each column with its field. Mapped columns come first; otherwise the first column for a field gets it."""
    is_export = set(headings) >= _EXPORT_HEADINGS
    candidates = []
    for heading, named_field in zip(headings, by_name, strict=True):
        mapped = field_by_key.get(_key(heading))
        if is_export:
            named_field = heading if is_field(parse_column(heading)) else None  # noqa: PLW2901 - a heading is a path
        field = mapped or named_field
        candidates.append(_Candidate(field, bool(mapped), "" if field else _NOT_RECOGNISED))
    if not is_export:
        _decide_by_content(candidates, rows)
    used = {candidate.field for candidate in candidates if candidate.is_mapped}
    columns = []
    for place, (heading, candidate) in enumerate(zip(headings, candidates, strict=True)):
        field, note = candidate.field, candidate.note
        if field == KEEP_AS_TEXT or heading == REJECT_REASON_HEADING:
            field, note = None, f"mapped to {KEEP_AS_TEXT}"
        elif field and field in used and not candidate.is_mapped:
            field, note = None, f"another column is {field} already"
        elif field:
            used.add(field)
        columns.append(Column(place, heading, field, note))
    return tuple(columns)


def _decide_by_content(candidates: list[_Candidate], rows: Sequence[Cells]) -> None:
    """Correct what a name alone gets wrong, and decide what names leave open.

    Titles or ids that are all numbers are references. Without a column of titles, the descriptions are used as titles.
    A column of dates without a known name stays as it is: which date it is would be a guess.
    """
    for place, candidate in enumerate(candidates):
        if candidate.field not in ("title", "id") or candidate.is_mapped:
            continue
        texts = [cells[place].text for cells in rows if not cells[place].is_empty]
        if texts and sum(not any(char.isalpha() for char in text) for text in texts) * 5 > len(texts) * 4:
            has_reference = any(column.field == "reference" for column in candidates)
            candidate.field = None if has_reference else "reference"
            rest = ", and another column has the references" if has_reference else ""
            candidate.note = f"by its content: numbers{rest}"
    if not any(candidate.field == "title" for candidate in candidates):
        description = next((candidate for candidate in candidates if candidate.field == "description"), None)
        if description:
            description.field, description.note = "title", "as there is no column of titles"


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
