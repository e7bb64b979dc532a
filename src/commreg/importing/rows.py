"""Turn the rows of a sheet into contracts, with the outcome of every cell.

Nothing is lost, and nothing is guessed without saying so. Each cell that holds anything becomes a field, or is kept as
text in the entry (under `local`, or in a field for text), or stays with a row that makes no contract; its outcome says
which, how it was read and what was doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commreg.checks.registry import CheckContext
from commreg.checks.run import basic_violations
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Severity
from commreg.importing.choose_columns import DATE_FIELDS
from commreg.importing.column_names import headings_by_field
from commreg.importing.convert_cells import SheetContext, convert_cell
from commreg.importing.headers import REJECT_REASON_HEADING, Sheet
from commreg.importing.outcomes import CellOutcome, CellStatus
from commreg.importing.parse_dates import DateOrder, detect_date_order
from commreg.importing.row_values import RowValues
from commreg.importing.sheet_grid import Cell
from commreg.importing.term_ends import resolve_ends
from commreg.model.contract import Contract
from commreg.model.data_fields import kind_at
from commreg.model.fields import MAX_ID_LENGTH
from commreg.model.flatten import unflatten
from commreg.model.ids import new_id, slug
from commreg.model.read import read
from commreg.model.settings import Settings
from commreg.values.csv_text import unescape_formula
from commreg.yamlio.source import UNSAFE_CHARACTERS

UNASSIGNED_AREA = "unassigned"
MAX_ROW_BYTES = 400_000  # of the texts of its cells; with quotation marks and comments the file stays readable


@dataclass(frozen=True, slots=True)
class Draft:
    """A row: the contract made of it, or the reasons why there is none."""

    row: int
    cells: tuple[Cell, ...]
    contract: Contract | None
    reasons: tuple[str, ...]
    outcomes: tuple[CellOutcome, ...]


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """A draft for every row, the order of each column of dates, and service areas that the settings do not have."""

    sheet: Sheet
    drafts: tuple[Draft, ...]
    date_orders: Mapping[str, DateOrder]
    new_service_areas: Mapping[str, str]


@dataclass
class _Ids:
    """Ids in use elsewhere, and those of this import so far."""

    in_use: frozenset[str]
    imported: set[str] = field(default_factory=set)

    def free(self, preferred: str) -> str:
        """The preferred id, or the first one with a number that is not in use."""
        name, number = preferred, 2
        while name in self.in_use or name in self.imported:
            name = f"{preferred[: MAX_ID_LENGTH - 4]}-{number}"
            number += 1
        return name


def import_rows(
    sheet: Sheet, settings: Settings, ids_in_use: Iterable[str], *, date_order: str | None = None
) -> ParsedSheet:
    """A draft of every row. `date_order` is for columns whose own dates do not show whether the day is first."""
    date_orders = {}
    for column in sheet.columns:
        if column.field and _is_date(column.field) and not sheet.has_field_names:
            detected = detect_date_order(cells[column.place] for _, cells in sheet.rows)
            use_option = date_order and not detected.order
            date_orders[column.heading] = DateOrder(date_order, is_option=True) if use_option else detected
    context = SheetContext(sheet, settings, date_orders)
    ids = _Ids(frozenset(ids_in_use))
    drafts = tuple(_draft(context, ids, number, cells) for number, cells in sheet.rows)
    used = {draft.contract.service_area for draft in drafts if draft.contract}
    new_areas = {area: name for area, name in context.new_areas.items() if area in used}
    return ParsedSheet(sheet, drafts, date_orders, new_areas)


def _is_date(name: str) -> bool:
    return name in DATE_FIELDS or (name not in headings_by_field() and kind_at(name) == "day")


def _draft(context: SheetContext, ids: _Ids, number: int, sheet_cells: tuple[Cell, ...]) -> Draft:
    sheet = context.sheet
    row = RowValues(number)
    cells = tuple(_without_unsafe(row, place, cell, sheet) for place, cell in enumerate(sheet_cells))
    row.currency = next((cells[place].text.strip() for place in sheet.currency_places if not cells[place].is_empty), "")
    reasons = _read_field_names(row, sheet, cells) if sheet.has_field_names else ()
    for column in sheet.columns:
        cell = cells[column.place]
        if sheet_cells[column.place].is_empty:
            continue
        if cell.is_empty:
            row.record(column, cell, CellStatus.NOT_IMPORTED, "the report", "it has only invisible characters")
        elif column.heading == REJECT_REASON_HEADING:
            row.record(column, cell, CellStatus.NOT_IMPORTED, "the report", "why the row was not imported before")
        elif not (sheet.has_field_names and column.field):
            convert_cell(row, column, cell, context)
    if not sheet.has_field_names:
        resolve_ends(row)
        _set_defaults(row, context)
    if contradiction := row.merge_texts():
        reasons = (contradiction,)
    contract, reasons = (None, reasons) if reasons else _validated(row, ids)
    outcomes = tuple(row.outcomes)
    if contract is None:
        outcomes = tuple(
            outcome
            if outcome.status is CellStatus.LEFT_OUT
            else replace(outcome, status=CellStatus.NOT_IMPORTED, destination="not-imported")
            for outcome in outcomes
        )
    return Draft(number, sheet_cells, contract, reasons, outcomes)


def _without_unsafe(row: RowValues, place: int, cell: Cell, sheet: Sheet) -> Cell:
    """A cell with a space for each character that no contract file may hold; its own text is noted in the row.

    In a file of rejected rows, without the mark that keeps a spreadsheet from running a cell.
    """
    text = unescape_formula(cell.text) if sheet.is_rejects_file and not sheet.has_field_names else cell.text
    plain = UNSAFE_CHARACTERS.sub(" ", text).replace("\u200b", "")
    if plain != cell.text:
        row.original_texts[place] = cell.text if plain != text else plain
    return cell if plain == cell.text else Cell(plain, cell.value, cell.is_merged)


def _read_field_names(row: RowValues, sheet: Sheet, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The cells of a row written by the CSV export, field by field. Returns what is wrong if two contradict."""
    columns = [column for column in sheet.columns if column.field and not cells[column.place].is_empty]
    for column in columns:
        row.record(column, cells[column.place], CellStatus.READ, column.heading)
    try:
        row.values = unflatten({column.heading: cells[column.place].text for column in columns})
    except ValueError as reason:
        return (str(reason),)
    return ()


def _set_defaults(row: RowValues, context: SheetContext) -> None:
    """What every contract needs and a register may not have: the kind, and a service area to be named."""
    row.values.setdefault("kind", "service-contract")
    if "service_area" not in row.values:
        row.put("service_area", UNASSIGNED_AREA)
        if UNASSIGNED_AREA not in context.settings.service_areas:
            context.new_areas.setdefault(UNASSIGNED_AREA, "Unassigned")


def _validated(row: RowValues, ids: _Ids) -> tuple[Contract | None, tuple[str, ...]]:
    """The contract, with an id that is not in use; or the reasons against it, in the words of the checks."""
    size = sum(len(outcome.text.encode("utf-8", "replace")) for outcome in row.outcomes)
    if size > MAX_ROW_BYTES:
        return None, (f"the row has {size:,} characters, more than a contract file can hold",)
    missing = [name for name in ("title", "provider.name", "term.start") if not row.get(name)]
    if missing:
        return None, tuple(_missing(row, name) for name in missing)
    own_id = row.values.pop("id", None)
    contract_id = ids.free(new_id(row.get("title"), row.get("term.start"))) if own_id is None else slug(own_id)
    if own_id is not None and own_id != contract_id:
        row.note_change("id", f"written as {contract_id}")
    if contract_id in ids.imported:
        return None, (f"id {contract_id} is in the file twice",)
    contract, violations = read(Contract, _without_none({"id": contract_id, **row.values}))
    if contract is None:
        return None, tuple(violation.message for violation in violations)
    errors = [
        violation
        for violation in basic_violations(CheckContext(contract, Settings()))
        if CODES[violation.code].severity is Severity.ERROR
    ]
    if errors:
        has_no_end = contract.term.end is None and contract.term.ends_when is None
        no_end = _missing(row, "term.end")
        return None, tuple(no_end if has_no_end and error.code == "CR202" else error.message for error in errors)
    ids.imported.add(contract_id)
    return contract, ()


def _missing(row: RowValues, name: str) -> str:
    """That a field is missing; if there was a cell for it, why that could not be read."""
    refused = next((outcome for outcome in row.outcomes if outcome.refused_field == name), None)
    return f"{name} is missing" + (f", as {refused.column} {refused.reason}" if refused else "")


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
