"""Where the table of a sheet begins, what its columns are, and which rows of it are not contracts.

The heading is the row, or two rows together, with the most columns that are known by name; where none is known, the
first row that is full and holds no figures. What stands above it is a title, and is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commreg.errors import UsageError
from commreg.exchange.cells import nothing
from commreg.exchange.columns import field_of, plain
from commreg.exchange.flat import is_column
from commreg.exchange.grid import Cell, Grid

NOTHING = "nothing"  # what a column is mapped to that is to be kept in words
FURTHEST = 40  # rows looked at for a heading
Cells = tuple[Cell, ...]
_OWN = frozenset(("id", "title", "provider.name", "term.start"))
WHY = "Why not imported"  # the column that a file of rows to be mended has beside theirs


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, made different from any other's, its field if it has one, and why that."""

    place: int
    heading: str
    field: str | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is no contract, with its number and what it is taken for."""

    number: int
    cells: Cells
    taken_for: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns, the rows that are contracts with their numbers, and the rows that are not."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Cells], ...]
    asides: tuple[Aside, ...]

    @property
    def own(self) -> bool:
        """Whether it is a register as `export csv` writes it: every field under its own name."""
        return {column.heading for column in self.columns} >= _OWN

    def column(self, field: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def find(grid: Grid, mapping: Mapping[str, str]) -> Sheet:
    """The table of a grid. `mapping` names the field of a heading, or nothing where it is to be kept in words.

    Raises UsageError where there is no row that could be a heading, or the mapping names a column that is not there.
    """
    named = {plain(heading): field for heading, field in mapping.items()}
    top, height = _heading_rows(grid.rows[:FURTHEST], named)
    headings = _joined(grid.rows[top : top + height])
    missing = [heading for heading in mapping if plain(heading) not in {plain(one) for one in headings}]
    if missing:
        raise UsageError(
            f"there is no column “{missing[0]}” to map", hint=f"the columns are: {', '.join(filter(None, headings))}"
        )
    above = [Aside(grid.numbers[i], grid.rows[i], "above the table") for i in range(top)]
    above += [Aside(grid.numbers[i], grid.rows[i], "the heading") for i in range(top, top + height)]
    rows: list[tuple[int, Cells]] = []
    asides = [aside for aside in above if any(not cell.empty for cell in aside.cells)]
    for number, cells in zip(grid.numbers[top + height :], grid.rows[top + height :], strict=True):
        if all(cell.empty for cell in cells):
            continue
        taken_for = _no_contract(cells, grid.rows[top : top + height], asides)
        if taken_for:
            asides.append(Aside(number, cells, taken_for))
        else:
            rows.append((number, cells))
    return Sheet(_columns(headings, named, [cells for _, cells in rows]), tuple(rows), tuple(asides))


def _heading_rows(rows: Sequence[Cells], named: Mapping[str, str]) -> tuple[int, int]:
    """The first row of the heading and how many rows it has: one or two."""
    best, found = 0, None
    for top in range(len(rows)):
        if {cell.text for cell in rows[top]} >= _OWN:
            return top, 1
        for height in (1, 2):
            if top + height > len(rows) or (height == 2 and not _continues(rows[top], rows[top + 1])):
                continue
            score = sum(1 for text in set(_joined(rows[top : top + height])) if plain(text) in named or field_of(text))
            if score > best:
                best, found = score, (top, height)
    if found and best >= 2:
        return found
    widest = max((sum(not cell.empty for cell in row) for row in rows), default=0)
    for top, row in enumerate(rows):
        texts = [cell.text for cell in row if not cell.empty]
        if widest > 1 and len(texts) >= max(2, widest // 2) and all(cell.value is None for cell in row):
            return top, 1
    raise UsageError("no row of it could be a heading", hint="the columns need a row of names above them")


def _continues(above: Cells, below: Cells) -> bool:
    """Whether a row could be the second line of a heading: words alone, and short ones."""
    texts = [cell for cell in below if not cell.empty]
    short = all(cell.value is None and len(cell.text) <= 40 and not nothing(cell.text) for cell in texts)
    parted = any(one.empty or one.shared or two.shared for one, two in zip(above, below, strict=True))
    return bool(texts) and short and parted


def _joined(rows: Sequence[Cells]) -> list[str]:
    """The heading of every column: its lines joined, a merged cell's words said once."""
    found = []
    for cells in zip(*rows, strict=True):
        words: list[str] = []
        for cell in cells:
            text = " ".join(cell.text.split())
            if text and text not in words:
                words.append(text)
        found.append(" ".join(words))
    return found


def _columns(headings: Sequence[str], named: Mapping[str, str], rows: Sequence[Cells]) -> tuple[Column, ...]:
    """Each column with its field; the first column of a field has it, and the headings are told apart."""
    fields = [named.get(plain(heading), field_of(heading)) for heading in headings]
    how = ["as mapped" if plain(heading) in named else "by its name" for heading in headings]
    _by_content(fields, how, rows)
    taken: set[str] = set()
    counts: dict[str, int] = {}
    columns = []
    own = set(headings) >= _OWN
    for place, (heading, field) in enumerate(zip(headings, fields, strict=True)):
        if own and is_column(heading) and heading not in counts:
            counts[heading] = 1
            columns.append(Column(place, heading, heading, "the field's own name"))
            continue
        base = heading or f"column {place + 1}"
        counts[base] = counts.get(base, 0) + 1
        name = base if counts[base] == 1 else f"{base} ({counts[base]})"
        if not field or field == NOTHING:
            columns.append(Column(place, name, None, "as mapped" if field else "its name says nothing"))
        elif field in taken:
            columns.append(Column(place, name, None, f"another column is {field} already"))
        else:
            taken.add(field)
            columns.append(Column(place, name, field, how[place]))
    return tuple(columns)


def _by_content(fields: list[str | None], how: list[str], rows: Sequence[Cells]) -> None:
    """Put right what a name alone gets wrong: titles that are all numbers are references.

    For want of a column of titles the descriptions are taken for them.
    """
    for place, field in enumerate(fields):
        if field != "title" or how[place] == "as mapped":
            continue
        texts = [cells[place].text for cells in rows if not cells[place].empty]
        if texts and sum(not any(char.isalpha() for char in text) for text in texts) * 5 > len(texts) * 4:
            fields[place], how[place] = "reference", "by what is in it: numbers, not titles"
    if "title" not in fields and "description" in fields:
        place = fields.index("description")
        fields[place], how[place] = "title", "for want of a column of titles"


def _no_contract(cells: Cells, heading: Sequence[Cells], asides: Sequence[Aside]) -> str:
    """What a row is taken for that repeats the heading, or a title that stood above it; empty for a contract."""
    texts = [" ".join(cell.text.split()) for cell in cells]
    if any(texts == [" ".join(cell.text.split()) for cell in row] for row in heading):
        return "the heading again"
    words = {text for text in texts if text}
    if any(words == {" ".join(c.text.split()) for c in aside.cells if not c.empty} for aside in asides):
        return "the title again"
    return ""
