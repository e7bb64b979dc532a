"""Decide which column of a table is which field, and name the fields that several columns could be.

A column that the officer has mapped comes first. Then the heading decides: its place in `columns.toml` says which of
several is used. The cells decide where a heading alone is ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commreg.importing.column_names import CURRENT_END, FINAL_END, KEEP_AS_TEXT, LEAVE_OUT
from commreg.importing.parse_amounts import parse_amount
from commreg.importing.parse_dates import detect_date_order, parse_date
from commreg.importing.sheet_grid import Cell
from commreg.values.parsed import Parsed

Cells = tuple[Cell, ...]
DATE_FIELDS = (
    *("term.start", "term.end", CURRENT_END, FINAL_END, "term.review_on", "procurement.awarded_on", "checked_on"),
)
# The fields for which an import stops if several columns could be it and their cells differ.
DECISIVE_FIELDS = ("title", "value.amount", "term.start", "term.end", CURRENT_END, FINAL_END)
_MAX_COMPARED_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its unique heading, its field if it has one, and a note on why that."""

    place: int
    heading: str
    field: str | None
    note: str = ""
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """A field that several columns could be: the one that is used, those that are not, and why.

    `differing_rows` counts the rows in which the cells of the columns differ. `is_open`: somebody has to say which
    column it is, as the choice changes a date, an amount or a title.
    """

    field: str
    chosen: str
    rivals: tuple[str, ...]
    reason: str
    differing_rows: int
    is_open: bool


@dataclass
class _Candidate:
    """A column while its field is being decided: the fields that it could be, the likeliest first, with their ranks."""

    place: int
    choices: dict[str, int]
    is_mapped: bool = False
    note: str = ""
    refused: list[str] = field(default_factory=list)  # fields for which another column was better

    @property
    def field(self) -> str | None:
        """The likeliest field that is left."""
        return next(iter(self.choices), None)


def choose_columns(
    headings: Sequence[str], named: Sequence[Mapping[str, int]], mapped: Sequence[str | None], rows: Sequence[Cells]
) -> tuple[tuple[Column, ...], tuple[Contest, ...]]:
    """Each column with its field, and the fields that several columns could be.

    `named` are the fields that each heading can name, with their ranks; `mapped` what the officer has said.
    """
    candidates = []
    for place, (names, mapped_field) in enumerate(zip(named, mapped, strict=True)):
        choices = {mapped_field: -1} if mapped_field else dict(names)
        candidates.append(_Candidate(place, choices, bool(mapped_field), "" if choices else "column not recognised"))
    for candidate in candidates:
        if not candidate.is_mapped:
            _decide_by_content(candidate, candidates, rows)
    holders = _assign(candidates)
    if "title" not in holders and "description" in holders and not holders["description"].is_mapped:
        description = holders.pop("description")
        description.choices, description.note = {"title": 0}, "as there is no column of titles"
        holders["title"] = description
    columns = tuple(_column(candidate, heading) for candidate, heading in zip(candidates, headings, strict=True))
    return columns, tuple(_contests(candidates, holders, headings, rows))


def _column(candidate: _Candidate, heading: str) -> Column:
    name = candidate.field
    if name in (KEEP_AS_TEXT, LEAVE_OUT):
        return Column(candidate.place, heading, None, f"mapped to {name}", is_left_out=name == LEAVE_OUT)
    note = candidate.note
    if name is None and candidate.refused:
        note = f"another column is {candidate.refused[0]} already"
    return Column(candidate.place, heading, name, note)


def _assign(candidates: Iterable[_Candidate]) -> dict[str, _Candidate]:
    """Give each field to the best of the columns that could be it; the others try their next field."""
    holders: dict[str, _Candidate] = {}
    waiting = list(candidates)[::-1]
    while waiting:
        candidate = waiting.pop()
        name = candidate.field
        if name is None or name in (KEEP_AS_TEXT, LEAVE_OUT):
            continue
        holder = holders.get(name)
        if holder is None or _order(candidate, name) < _order(holder, name):
            holders[name] = candidate
            candidate = holder or candidate
        if candidate is not holders[name]:
            del candidate.choices[name]
            candidate.refused.append(name)
            waiting.append(candidate)
    return holders


def _order(candidate: _Candidate, name: str) -> tuple[int, int]:
    return candidate.choices[name], candidate.place


# What the cells say


def _decide_by_content(candidate: _Candidate, candidates: Sequence[_Candidate], rows: Sequence[Cells]) -> None:
    """Correct what a name alone gets wrong, and decide what names leave open.

    Titles or ids that are all numbers are references. A heading that can be a date or something else is what most of
    its cells are. A column of dates without a known name stays as it is: which date it is would be a guess.
    """
    cells = [row[candidate.place] for row in rows if not row[candidate.place].is_empty]
    if candidate.field in ("title", "id") and _are_numbers(cells):
        has_reference = any(rival is not candidate and "reference" in rival.choices for rival in candidates)
        candidate.choices = {} if has_reference else {"reference": 0}
        rest = ", and another column has the references" if has_reference else ""
        candidate.note = f"by its content: numbers{rest}"
    dates = [name for name in candidate.choices if name in DATE_FIELDS]
    if dates and len(dates) < len(candidate.choices) and cells:
        are_dates = sum(isinstance(_day(cell), Parsed) for cell in cells) * 2 > len(cells)
        candidate.choices = {
            name: rank for name, rank in candidate.choices.items() if (name in DATE_FIELDS) == are_dates
        }
        candidate.note = f"by its content: {'dates' if are_dates else 'no dates'}"


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """Whether more than four fifths of the cells have no letters."""
    numbers = sum(not any(char.isalpha() for char in cell.text) for cell in cells)
    return bool(cells) and numbers * 5 > len(cells) * 4


def _day(cell: Cell) -> object:
    return parse_date(cell, detect_date_order([cell]).order or "day first")


# Several columns for one field


def _contests(
    candidates: Sequence[_Candidate],
    holders: Mapping[str, _Candidate],
    headings: Sequence[str],
    rows: Sequence[Cells],
) -> list[Contest]:
    contests = []
    for name, holder in holders.items():
        rivals = [rival for rival in candidates if name in rival.refused]
        if not rivals:
            continue
        unused = [rival for rival in rivals if rival.field is None]
        differing = sum(_differ(name, row, holder, unused) for row in rows[:_MAX_COMPARED_ROWS])
        is_open = name in DECISIVE_FIELDS and not holder.is_mapped and differing > 0
        reason = _reason(holder, rivals)
        rival_headings = tuple(headings[rival.place] for rival in rivals)
        contests.append(Contest(name, headings[holder.place], rival_headings, reason, differing, is_open))
    return contests


def _reason(holder: _Candidate, rivals: Sequence[_Candidate]) -> str:
    if holder.is_mapped:
        return "as mapped"
    if all(rival.field for rival in rivals):
        return "as the heading fits better"
    if "description" in holder.note:
        return holder.note
    return "as its heading is more exact" if holder.place > rivals[0].place else "as it comes first"


def _differ(name: str, row: Cells, holder: _Candidate, rivals: Iterable[_Candidate]) -> bool:
    own = _comparable(name, row[holder.place])
    return any(_comparable(name, row[rival.place]) not in ("", own) for rival in rivals)


def _comparable(name: str, cell: Cell) -> object:
    """What two cells of one field are compared by: the date or amount if it can be read, else the text."""
    if cell.is_empty:
        return ""
    parsed = _day(cell) if name in DATE_FIELDS else parse_amount(cell) if name == "value.amount" else None
    return parsed.value if isinstance(parsed, Parsed) else " ".join(cell.text.casefold().split())
