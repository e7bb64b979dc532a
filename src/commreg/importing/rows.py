"""The rows of somebody's spreadsheet into contracts, with an account of every cell.

Nothing is lost and nothing is guessed in silence. Each cell that holds anything ends as a field, or word for word in
the entry (under `local`, or where a field takes words), or with a row that could not be made a contract; and the
account says which, how it was read and what was doubtful about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commreg.checks import within_contract as rules
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Severity
from commreg.importing import parse_cells as reading
from commreg.importing.column_names import END_NOW, LONGEST, MONTHS
from commreg.importing.headers import REJECT_REASON_HEADING, Column, Sheet
from commreg.importing.parse_cells import Parsed, Unparsed
from commreg.importing.sheet_grid import Cell
from commreg.model.contract import Contract
from commreg.model.fields import LONGEST_ID
from commreg.model.flatten import unflatten
from commreg.model.ids import new_id, slug
from commreg.model.read import read
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY, KIND, PROVIDER_TYPE, ROUTE, Vocabulary
from commreg.values.csv_text import unescape_formula
from commreg.values.dates import add_months, last_day, long_date
from commreg.yamlio.source import UNSAFE_CHARACTERS

READ, GUESSED, KEPT, REFUSED, LEFT = "read", "guessed", "kept as text", "refused", "not imported"
DATE_FIELDS = ("term.start", "term.end", END_NOW, LONGEST, "term.review_on", "procurement.awarded_on", "checked_on")
UNASSIGNED_AREA = "unassigned"
MAX_ROW_BYTES = 400_000  # of a row's cells: with quotation marks and comments the file stays below what it may be


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What became of one cell: where it stands, its text, where it went, how, and why where that is doubtful."""

    row: int
    column: str
    text: str
    status: str
    destination: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row: the contract made of it, or why there is none."""

    row: int
    cells: tuple[Cell, ...]
    contract: Contract | None
    reasons: tuple[str, ...]
    outcomes: tuple[CellOutcome, ...]


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """Everything that was read: a draft a row, the order of each column of dates, and areas the settings lack."""

    sheet: Sheet
    drafts: tuple[Draft, ...]
    date_orders: Mapping[str, tuple[str | None, str]]
    new_service_areas: Mapping[str, str]


@dataclass
class _Row:
    """A row on its way: the values of a file, and the account of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    accounts: list[CellOutcome] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    later: dict[str, tuple[Column, Cell]] = field(default_factory=dict)  # cells of ends that depend on the others
    raw: dict[int, str] = field(default_factory=dict)  # the text of cells with characters that no file may hold

    def put(self, name: str, value: Any) -> None:
        """A value at a dotted name."""
        group = self.values
        *steps, last = name.split(".")
        for step in steps:
            group = group.setdefault(step, {})
        group[last] = value

    def get(self, name: str) -> Any:
        """The value at a dotted name, or None."""
        found: Any = self.values
        for step in name.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found

    def account(self, column: Column, cell: Cell, status: str, became: str, reason: str = "") -> None:
        """What became of a cell; told with its text as it stands in the spreadsheet."""
        text = self.raw.get(column.place, cell.text)
        if text != cell.text:
            reason = "; ".join(part for part in (reason, "a space stands for what cannot be seen") if part)
        self.accounts.append(CellOutcome(self.number, column.heading, text, status, became, reason))

    def keep(self, column: Column, cell: Cell, status: str = KEPT, reason: str = "") -> None:
        """The cell word for word in the entry, under the heading of its column."""
        name = self.keep_words(column, cell)
        self.account(column, cell, status, f"local.{name}", reason)

    def keep_words(self, column: Column, cell: Cell) -> str:
        """Put the cell under `local`, beside what is there; the name that it has there."""
        local = self.values.setdefault("local", {})
        name, number = column.heading, 2
        while name in local:
            name, number = f"{column.heading} ({number})", number + 1
        local[name] = cell.text.strip()
        return name


@dataclass
class _Ids:
    """Ids that others have, and those of this import so far."""

    taken: frozenset[str]
    made: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        """The id wanted, or the next one with a number that nobody has."""
        name, number = wanted, 2
        while name in self.taken or name in self.made:
            name = f"{wanted[: LONGEST_ID - 4]}-{number}"
            number += 1
        return name


@dataclass(frozen=True, slots=True)
class _ImportContext:
    """What every row of a table is read with: the settings, the order of each column of dates, new areas, ids."""

    sheet: Sheet
    settings: Settings
    orders: Mapping[str, tuple[str | None, str]]
    areas: dict[str, str]
    ids: _Ids


def import_rows(sheet: Sheet, settings: Settings, taken: Iterable[str], *, order: str | None = None) -> ParsedSheet:
    """A draft of every row. `taken` are ids that others have; `order` says where days stand in dates in figures."""
    orders = {}
    for column in sheet.columns:
        if column.field in DATE_FIELDS and not sheet.has_field_names:
            found = reading.detect_date_order(cells[column.place] for _, cells in sheet.rows)
            orders[column.heading] = (order, "as told") if order and not found[0] else found
    plan = _ImportContext(sheet, settings, orders, {}, _Ids(frozenset(taken)))
    drafts = [_draft(plan, number, cells) for number, cells in sheet.rows]
    used = {draft.contract.service_area for draft in drafts if draft.contract}
    areas = {area: name for area, name in plan.areas.items() if area in used}
    return ParsedSheet(sheet, tuple(drafts), orders, areas)


def _draft(plan: _ImportContext, number: int, given: tuple[Cell, ...]) -> Draft:
    row = _Row(number)
    reasons: tuple[str, ...] = ()
    cells = tuple(_without_invisible(row, place, cell, plan.sheet) for place, cell in enumerate(given))
    if plan.sheet.has_field_names:
        reasons = _take_own(row, plan.sheet, cells)
    for column in plan.sheet.columns:
        cell = cells[column.place]
        if given[column.place].is_empty:
            continue
        if cell.is_empty:
            row.account(column, cell, LEFT, "the report", "it holds nothing that can be seen")
        elif column.heading == REJECT_REASON_HEADING:
            row.account(column, cell, LEFT, "the report", "why the row was not imported before")
        elif not (plan.sheet.has_field_names and column.field):
            _take(row, column, cell, plan)
    if not plan.sheet.has_field_names:
        _ends(row)
        _assumed(row, plan)
    contract, reasons = (None, reasons) if reasons else _checked(row, plan.ids)
    accounts = row.accounts
    if contract is None:
        accounts = [CellOutcome(a.row, a.column, a.text, LEFT, "not-imported", a.reason) for a in accounts]
    return Draft(number, given, contract, reasons, tuple(accounts))


def _take(row: _Row, column: Column, cell: Cell, plan: _ImportContext) -> None:
    """Read a cell as the field of its column, or keep it in words."""
    if column.field is None:
        row.keep(column, cell, reason=column.how)
    elif reading.is_spreadsheet_error(cell.text):
        row.keep(column, cell, REFUSED, f"{column.field}: it is an error of the spreadsheet's")
    elif reading.is_blank_marker(cell.text):
        row.keep(column, cell, reason="it says that nothing is known")
    elif column.field in DATE_FIELDS:
        _date(row, column, cell, plan)
    elif column.field == "service_area":
        _area(row, column, cell, plan)
    else:
        _READERS.get(column.field, _words)(row, column, cell)


def _without_invisible(row: _Row, place: int, cell: Cell, sheet: Sheet) -> Cell:
    """A cell with a space for each character that no contract file may hold, its text noted.

    In a file of rows to be mended, without the mark that kept a spreadsheet from running it.
    """
    text = unescape_formula(cell.text) if sheet.is_rejects_file and not sheet.has_field_names else cell.text
    plain = UNSAFE_CHARACTERS.sub(" ", text).replace("\u200b", "")
    if plain != cell.text:
        row.raw[place] = cell.text if plain != text else plain
    return cell if plain == cell.text else Cell(plain, cell.value, cell.is_merged)


def _take_own(row: _Row, sheet: Sheet, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The cells of a row that `export csv` wrote, field for field; what is wrong with them, if two contradict."""
    own = [column for column in sheet.columns if column.field and not cells[column.place].is_empty]
    for column in own:
        row.account(column, cells[column.place], READ, column.heading)
    try:
        row.values = unflatten({column.heading: cells[column.place].text for column in own})
    except ValueError as reason:
        return (str(reason),)
    return ()


def _words(row: _Row, column: Column, cell: Cell) -> None:
    """A field that takes words as they stand."""
    name = column.field or ""
    row.put(name, cell.text.strip())
    row.account(column, cell, READ, name)


def _date(row: _Row, column: Column, cell: Cell, plan: _ImportContext) -> None:
    name = column.field or ""
    if name == "term.end" and reading.is_open_ended(cell.text):
        row.put("term.ends_when", cell.text.strip())
        row.account(column, cell, GUESSED, "term.ends_when", "no end date; kept as what is said of the end")
        return
    found = reading.parse_date(cell, plan.orders[column.heading][0], since_1904=plan.sheet.since_1904)
    if isinstance(found, Unparsed):
        row.keep(column, cell, REFUSED, f"{name}: it {found.reason}")
        return
    row.dates[name] = found.value
    if found.leftover:
        row.keep_words(column, cell)
    if name in (END_NOW, LONGEST):
        row.later[name] = (column, cell)
    else:
        row.put(name, found.value.isoformat())
        row.account(column, cell, _status(found), name, found.note)


def _status(found: Parsed) -> str:
    return READ if found.is_certain else GUESSED


def _amount(row: _Row, column: Column, cell: Cell) -> None:
    found = reading.parse_amount(cell)
    if isinstance(found, Unparsed):
        row.put("value.variation", cell.text.strip())
        row.account(column, cell, REFUSED, "value.variation", f"value.amount: it {found.reason}; kept in words")
        return
    if isinstance(found.value, tuple):
        row.put("value.parts", found.value)
        row.account(column, cell, GUESSED, "value.parts", "read as parts, each with the words before it")
        return
    row.put("value.amount", f"{found.value:f}")
    basis = reading.detect_basis(found.leftover) or reading.detect_basis(column.heading)
    if basis:
        row.put("value.basis", basis)
    if reading.is_estimate(found.leftover):
        row.put("value.certainty", "estimated")
    if found.leftover:
        row.put("value.variation", found.leftover)
    how = "; ".join(
        part for part in (found.note, f"“{found.leftover}” kept in value.variation" if found.leftover else "") if part
    )
    row.account(column, cell, _status(found), "value.amount", how)


def _plain_amount(row: _Row, column: Column, cell: Cell) -> None:
    name = column.field or ""
    found = reading.parse_amount(cell)
    if isinstance(found, Unparsed) or isinstance(found.value, tuple) or found.leftover:
        row.keep(column, cell, REFUSED, f"{name}: it is not one amount alone")
        return
    row.put(name, f"{found.value:f}")
    row.account(column, cell, READ, name, found.note)


def _extensions(row: _Row, column: Column, cell: Cell) -> None:
    found = reading.parse_extensions(cell)
    if isinstance(found, Unparsed):
        row.keep(column, cell, REFUSED, f"term.extensions: it {found.reason}")
        return
    row.put("term.extensions", found.value)
    if found.leftover:
        row.keep_words(column, cell)
    row.account(column, cell, _status(found), "term.extensions", found.note)


def _flag(row: _Row, column: Column, cell: Cell) -> None:
    _found(row, column, cell, reading.parse_flag(cell.text))


def _company(row: _Row, column: Column, cell: Cell) -> None:
    _found(row, column, cell, reading.parse_company_number(cell.text))


def _charity(row: _Row, column: Column, cell: Cell) -> None:
    _found(row, column, cell, reading.parse_charity_number(cell.text))


_CPV = re.compile(r"(?<!\w)\d{8}(?:-\d)?(?!\w)", re.ASCII)


def _cpv(row: _Row, column: Column, cell: Cell) -> None:
    codes = _CPV.findall(cell.text)
    rest = _CPV.sub("", cell.text).strip(" ,;/&|\r\n")
    if not codes or rest:
        row.keep(column, cell, REFUSED, "procurement.cpv: it does not hold CPV codes alone")
        return
    row.put("procurement.cpv", tuple(codes))
    row.account(column, cell, READ, "procurement.cpv")


def _word_of(known: Vocabulary, others: dict[str, str]) -> Callable[[_Row, Column, Cell], None]:
    def take(row: _Row, column: Column, cell: Cell) -> None:
        _found(row, column, cell, reading.parse_word(cell.text, known, others))

    return take


def _found(row: _Row, column: Column, cell: Cell, found: Parsed | Unparsed) -> None:
    name = column.field or ""
    if isinstance(found, Unparsed):
        row.keep(column, cell, REFUSED, f"{name}: it {found.reason}")
        return
    row.put(name, found.value)
    row.account(column, cell, _status(found), name, found.note)


def _months(row: _Row, column: Column, cell: Cell) -> None:
    text = cell.text.strip().removesuffix(".0")
    if not re.fullmatch(r"0{0,2}[1-9]\d{0,2}", text, re.ASCII):
        row.keep(column, cell, REFUSED, "it is no whole number of months")
        return
    row.put("_months", text)
    row.keep(column, cell, reason="used for the end where no end is given")


def _area(row: _Row, column: Column, cell: Cell, plan: _ImportContext) -> None:
    """The service area of that name in the settings; else a new id, which the settings are to be given."""
    name = " ".join(cell.text.split())
    for area, title in plan.settings.service_areas.items():
        if name.casefold() in (area, title.casefold()):
            row.put("service_area", area)
            row.account(column, cell, READ, "service_area")
            return
    area = slug(name)
    if not area:
        row.keep(column, cell, REFUSED, "service_area: no id can be made of it")
        return
    first = plan.settings.service_areas.get(area) or plan.areas.setdefault(area, name)
    row.put("service_area", area)
    if first.casefold() != name.casefold():
        row.account(column, cell, GUESSED, "service_area", f"taken for “{first}”")
    else:
        row.account(column, cell, READ, "service_area", "a new service area: add it to the settings")


_READERS: dict[str, Callable[[_Row, Column, Cell], None]] = {
    "value.amount": _amount,
    "value.irrecoverable_vat": _plain_amount,
    "term.extensions": _extensions,
    "provider.sme": _flag,
    "provider.vcse": _flag,
    "provider.company_number": _company,
    "provider.charity_number": _charity,
    "procurement.cpv": _cpv,
    "kind": _word_of(
        KIND,
        {
            "framework": "framework",
            "framework agreement": "framework",
            "grant agreement": "grant",
            "sla": "service-level-agreement",
            "dps": "dynamic-purchasing-system",
            "contract": "service-contract",
            "single award contract": "service-contract",
            "services": "service-contract",
        },
    ),
    "procurement.route": _word_of(
        ROUTE,
        {
            "invitation to quote": "quotation",
            "quote": "quotation",
            "rfq": "quotation",
            "open": "open",
            "open tender": "open",
            "restricted": "restricted",
            "direct": "direct-award",
            "waiver": "direct-award",
            "call off": "framework-call-off",
            "mini competition": "framework-mini-competition",
        },
    ),
    "provider.type": _word_of(PROVIDER_TYPE, {"council": "local-authority", "voluntary sector": "charity"}),
    "monitoring.frequency": _word_of(
        FREQUENCY,
        {"bi-monthly": "bimonthly", "annually": "annual", "yearly": "annual", "six monthly": "twice-yearly"},
    ),
    MONTHS: _months,
}


def _ends(row: _Row) -> None:
    """The end as signed, and what later ends say of extensions used and left."""
    months = row.values.pop("_months", None)
    start, end = row.dates.get("term.start"), row.dates.get("term.end")
    now, longest = row.dates.get(END_NOW), row.dates.get(LONGEST)
    if row.get("term.ends_when"):
        months = None
    elif end is None and now is not None:
        end = now
        _end_as_signed(row, END_NOW, "taken for the end as signed, as no other end is given")
    if end is None and months and start:
        end = last_day(add_months(start, int(months)))
        row.put("term.end", end.isoformat())
    known = row.get("term.extensions")
    used = bool(now and end and now > end and known is None)
    if used and now:
        row.put("term.extensions", ({"until": now.isoformat(), "state": "exercised"},))
        row.account(*row.later.pop(END_NOW), GUESSED, "term.extensions", "one extension used, to that day")
    latest = now if used else end
    if longest and latest and longest > latest and known is None:
        row.put("term.extensions", (*(row.get("term.extensions") or ()), {"until": longest.isoformat()}))
        said = "one option to that day; whether it is several is not said"
        row.account(*row.later.pop(LONGEST), GUESSED, "term.extensions", said)
    for name, (column, cell) in row.later.items():
        _no_end_of_its_own(row, column, cell, row.dates[name], latest)


def _no_end_of_its_own(row: _Row, column: Column, cell: Cell, day: date, latest: date | None) -> None:
    """A later end that becomes no field: it repeats an end, contradicts it, or no option is said to be used for it."""
    if day == latest:
        row.keep(column, cell, reason="it is the end that another column gives")
    elif latest is None:
        row.keep(column, cell, REFUSED, "no end as signed is given")
    elif day < latest:
        row.keep(column, cell, REFUSED, f"it is before {long_date(latest)}, the end that another column gives")
    else:
        row.keep(
            column, cell, REFUSED, "another column gives the options to extend, and whether this is one is not said"
        )


def _end_as_signed(row: _Row, name: str, reason: str) -> None:
    row.put("term.end", row.dates[name].isoformat())
    row.account(*row.later.pop(name), GUESSED, "term.end", reason)


def _assumed(row: _Row, plan: _ImportContext) -> None:
    """What every contract needs and a register may not have: an ordinary contract, an area to be named."""
    row.values.setdefault("kind", "service-contract")
    if "service_area" not in row.values:
        row.put("service_area", UNASSIGNED_AREA)
        if UNASSIGNED_AREA not in plan.settings.service_areas:
            plan.areas.setdefault(UNASSIGNED_AREA, "Unassigned")


def _checked(row: _Row, ids: _Ids) -> tuple[Contract | None, tuple[str, ...]]:
    """The contract, with an id of its own; or what stands in its way, in the words of the checks."""
    size = sum(len(account.text.encode("utf-8", "replace")) for account in row.accounts)
    if size > MAX_ROW_BYTES:
        return None, (f"the row has {size:,} characters, far more than a contract file may have",)
    missing = [name for name in ("title", "provider.name", "term.start") if not row.get(name)]
    if missing:
        return None, tuple(_wanting(row, name) for name in missing)
    given = row.values.pop("id", None)
    name = ids.free(new_id(row.get("title"), row.get("term.start"))) if given is None else slug(given)
    if name in ids.made:
        return None, (f"id {name} is there twice in the file",)
    contract, faults = read(Contract, _ordered({"id": name, **row.values}))
    if contract is None:
        return None, tuple(fault.message for fault in faults)
    wrong = [fault for rule in rules.RULES for fault in rule(contract) if CODES[fault.code].severity is Severity.ERROR]
    if wrong:
        no_end = contract.term.end is None and contract.term.ends_when is None
        end = _wanting(row, "term.end")
        return None, tuple(end if no_end and fault.code == "CR202" else fault.message for fault in wrong)
    ids.made.add(name)
    return contract, ()


def _wanting(row: _Row, name: str) -> str:
    """That a field is missing; where a cell was there for it, why that could not be read."""
    refused = (one for one in row.accounts if one.status == REFUSED and one.reason.startswith(f"{name}: "))
    found = next(refused, None)
    return f"{name} is missing" + (f", as {found.column} {found.reason.removeprefix(f'{name}: it ')}" if found else "")


def _ordered(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
