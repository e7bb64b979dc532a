"""Where the table of a sheet begins, what its columns are, and which rows of it are not contracts.

The heading is the row, or two rows together, with the most columns that are known by name; where none is known, the
first row that is full and holds no figures. What stands above it is a title, and is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commreg.diagnostics.errors import InputError
from commreg.importing.column_names import KEEP_AS_TEXT, field_of, normalize_heading
from commreg.importing.parse_cells import is_blank_marker
from commreg.importing.sheet_grid import Cell, Grid
from commreg.model.field_path import is_field, parse_column
from commreg.yamlio.source import UNSAFE_CHARACTERS

MAX_HEADING_ROW = 40  # rows looked at for a heading
MAX_HEADING_LENGTH = 200  # characters; a name in a contract file must stay below 1,024
Cells = tuple[Cell, ...]
_EXPORT_HEADINGS = frozenset(("id", "title", "provider.name", "term.start"))
REJECT_REASON_HEADING = "Why not imported"  # the column that a file of rows to be mended has beside theirs


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, made different from any other's, its field if it has one, and why that."""

    place: int
    heading: str
    field: str | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no contract, with its number and what it is taken for."""

    number: int
    cells: Cells
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns, the rows that are contracts with their numbers, and the rows that are not."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Cells], ...]
    skipped_rows: tuple[SkippedRow, ...]
    letters: tuple[str, ...] = ()
    since_1904: bool = False

    @property
    def has_field_names(self) -> bool:
        """Whether it is a register as `export csv` writes it: every field under its own name."""
        return {column.heading for column in self.columns} >= _EXPORT_HEADINGS

    @property
    def is_rejects_file(self) -> bool:
        """Whether it is a file of rows that an import has left, to be mended."""
        return any(column.heading == REJECT_REASON_HEADING for column in self.columns)

    def column(self, field: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def find_table(grid: Grid, mapping: Mapping[str, str]) -> Sheet:
    """The table of a grid. `mapping` names the field of a heading, or nothing where it is to be kept in words.

    Where no row could be a heading, the table has no columns, and all rows stand beside it. Raises InputError where the
    mapping names a column that is not there, or two columns for one field.
    """
    named = {_key(heading): field for heading, field in mapping.items()}
    top, height = _heading_rows(grid.rows[:MAX_HEADING_ROW], named)
    if not height:
        beside = (SkippedRow(number, cells, "no table") for number, cells in zip(grid.numbers, grid.rows, strict=True))
        return Sheet((), (), tuple(beside), grid.letters)
    headings = _make_unique(_joined(grid.rows[top : top + height]), grid.letters)
    _must_be_there(mapping, headings)
    asides = [SkippedRow(grid.numbers[i], grid.rows[i], "above the table") for i in range(top)]
    asides += [SkippedRow(grid.numbers[i], grid.rows[i], "the heading") for i in range(top, top + height)]
    rows: list[tuple[int, Cells]] = []
    for number, cells in zip(grid.numbers[top + height :], grid.rows[top + height :], strict=True):
        taken_for = _no_contract(cells, grid.rows[top : top + height], asides)
        if taken_for:
            asides.append(SkippedRow(number, cells, taken_for))
        else:
            rows.append((number, cells))
    columns = _columns(headings, _by_name(headings, grid.rows[top + height - 1]), named, [cells for _, cells in rows])
    return Sheet(columns, tuple(rows), tuple(asides), grid.letters, grid.since_1904)


def _must_be_there(mapping: Mapping[str, str], headings: Sequence[str]) -> None:
    if mapping and set(headings) >= _EXPORT_HEADINGS:
        raise InputError("the columns have the fields' own names", hint="leave the mapping out")
    known = {_key(heading) for heading in headings}
    fields: dict[str, str] = {}
    for heading, field in mapping.items():
        if _key(heading) not in known:
            listing = ", ".join(headings)
            raise InputError(f"there is no column “{heading}” to map", hint=f"the columns are: {listing}")
        first = fields.setdefault(field, heading)
        if field != KEEP_AS_TEXT and _key(first) != _key(heading):
            hint = "map one of them, and the other to nothing, which keeps it in words"
            raise InputError(f"“{first}” and “{heading}” are both mapped to {field}", hint=hint)


def _heading_rows(rows: Sequence[Cells], named: Mapping[str, str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it has: one or two; none, after the last row, where none fits."""
    own = next((top for top, row in enumerate(rows) if {cell.text for cell in row} >= _EXPORT_HEADINGS), None)
    if own is not None:
        return own, 1
    best, found = 0, None
    for height in (1, 2):  # two lines only where they say more than one
        for top in range(len(rows) - height + 1):
            if height == 2 and not _continues(rows[top], rows[top + 1]):
                continue
            texts = _joined(rows[top : top + height])
            known = {field for field in _by_name(texts, rows[top + height - 1]) if field}
            score = len(known) + 2 * len({_key(text) for text in texts} & set(named))
            if score > best:
                best, found = score, (top, height)
    if found and best >= 2:
        return found
    widest = max((sum(not cell.is_empty for cell in row) for row in rows), default=0)
    for top, row in enumerate(rows):
        distinct = {cell.text for cell in row if not cell.is_empty}
        if len(distinct) >= max(2, widest // 2) and all(cell.value is None for cell in row):
            return top, 1
    return len(rows), 0


def _by_name(headings: Sequence[str], last: Cells) -> list[str | None]:
    """The field that each heading names: all its lines together, else the last of them alone."""
    return [field_of(text) or field_of(cell.text) for text, cell in zip(headings, last, strict=True)]


def _continues(above: Cells, below: Cells) -> bool:
    """Whether a row could be the second line of a heading: words alone, and short ones."""
    texts = [cell for cell in below if not cell.is_empty]
    short = all(cell.value is None and len(cell.text) <= 40 and not is_blank_marker(cell.text) for cell in texts)
    parted = any(one.is_empty or one.is_merged or two.is_merged for one, two in zip(above, below, strict=True))
    return bool(texts) and short and parted


def _joined(rows: Sequence[Cells]) -> list[str]:
    """The heading of every column: its lines joined, a merged cell's words said once, nothing that cannot be seen."""
    if len(rows) == 1 and {cell.text for cell in rows[0]} >= _EXPORT_HEADINGS:
        return [cell.text for cell in rows[0]]
    found = []
    for cells in zip(*rows, strict=True):
        words: list[str] = []
        for cell in cells:
            text = " ".join(UNSAFE_CHARACTERS.sub(" ", cell.text).replace("\u200b", "").split())
            if text and text not in words:
                words.append(text)
        found.append(" ".join(words)[:MAX_HEADING_LENGTH].strip())
    return found


def _make_unique(headings: Sequence[str], letters: Sequence[str]) -> list[str]:
    """Every heading unlike all others: a blank one has the letter of its column, a second one a number."""
    given = set(headings)
    found: dict[str, None] = {}
    for heading, letter in zip(headings, letters, strict=False):
        base = heading or f"column {letter}"
        name, number = base, 2
        while name in found or (name != heading and name in given):
            name = f"{base} ({number})"
            number += 1
        found[name] = None
    return list(found)


def _columns(
    headings: Sequence[str], by_name: Sequence[str | None], named: Mapping[str, str], rows: Sequence[Cells]
) -> tuple[Column, ...]:
    """Each column with its field. What is mapped comes first; else the first column of a field has it."""
    own = set(headings) >= _EXPORT_HEADINGS
    fields: list[str | None] = []
    how: list[str] = []
    for heading, name in zip(headings, by_name, strict=True):
        mapped = named.get(_key(heading))
        field = heading if own and is_field(parse_column(heading)) else None if own else name
        fields.append(mapped or field)
        how.append("as mapped" if mapped else "by its name" if field else "its name says nothing")
    if not own:
        _by_content(fields, how, rows)
    taken = {field for field, why in zip(fields, how, strict=True) if why == "as mapped"}
    columns = []
    for place, (heading, why) in enumerate(zip(headings, how, strict=True)):
        field = fields[place]
        if field == KEEP_AS_TEXT or heading == REJECT_REASON_HEADING:
            field = None
        elif field and field in taken and why != "as mapped":
            columns.append(Column(place, heading, None, f"another column is {field} already"))
            continue
        elif field:
            taken.add(field)
        columns.append(Column(place, heading, field, why))
    return tuple(columns)


def _by_content(fields: list[str | None], how: list[str], rows: Sequence[Cells]) -> None:
    """Put right what a name alone gets wrong, and say what a name leaves open.

    Titles or ids that are all numbers are references. For want of a column of titles the descriptions are taken for
    them. A column of true dates that stands alone is left alone: which date it is would be a guess.
    """
    for place, field in enumerate(fields):
        if field not in ("title", "id") or how[place] == "as mapped":
            continue
        texts = [cells[place].text for cells in rows if not cells[place].is_empty]
        if texts and sum(not any(char.isalpha() for char in text) for text in texts) * 5 > len(texts) * 4:
            numbers = "reference" not in fields
            fields[place] = "reference" if numbers else None
            how[place] = "by what is in it: numbers" + ("" if numbers else ", and another column has the references")
    if "title" not in fields and "description" in fields:
        place = fields.index("description")
        fields[place], how[place] = "title", "for want of a column of titles"


def _no_contract(cells: Cells, heading: Sequence[Cells], asides: Sequence[SkippedRow]) -> str:
    """What a row is taken for that repeats the heading, or a title that stood above it; empty for a contract."""
    texts = _said(cells)
    if any(texts == _said(row) for row in heading):
        return "the heading again"
    words = {text for text in texts if text}
    if any(words == {text for text in _said(aside.cells) if text} for aside in asides):
        return "the title again"
    return ""


def _said(cells: Cells) -> list[str]:
    return [" ".join(cell.text.split()) for cell in cells]


def _key(heading: str) -> str:
    """What two headings are compared by; one without a letter or a figure by its very signs."""
    return normalize_heading(heading) or " ".join(heading.split())
