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

from commreg.codes import CODES
from commreg.dates import add_months, last_day
from commreg.diagnostics import Severity
from commreg.exchange import cells as reading
from commreg.exchange.cells import Read, Refused
from commreg.exchange.columns import END_NOW, LONGEST, MONTHS
from commreg.exchange.flat import unflatten
from commreg.exchange.grid import Cell
from commreg.exchange.headers import WHY, Column, Sheet
from commreg.model.contract import Contract
from commreg.model.fields import LONGEST_ID
from commreg.model.reading import read
from commreg.model.settings import Settings
from commreg.rules import contract as rules
from commreg.vocab import FREQUENCY, KIND, PROVIDER_TYPE, ROUTE, Vocabulary

READ, GUESSED, KEPT, REFUSED, LEFT = "read", "guessed", "kept as text", "refused", "not imported"
DATES = ("term.start", "term.end", END_NOW, LONGEST, "term.review_on", "procurement.awarded_on", "checked_on")
UNASSIGNED = "unassigned"
LONG_LABEL = 60


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one cell: where it stands, its text, where it went, how, and why where that is doubtful."""

    row: int
    column: str
    text: str
    status: str
    became: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row: the contract made of it, or why there is none."""

    row: int
    cells: tuple[Cell, ...]
    contract: Contract | None
    reasons: tuple[str, ...]
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything that was read: a draft a row, the order of each column of dates, and areas the settings lack."""

    sheet: Sheet
    drafts: tuple[Draft, ...]
    orders: Mapping[str, tuple[str | None, str]]
    new_areas: Mapping[str, str]


@dataclass
class _Row:
    """A row on its way: the values of a file, and the account of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    later: dict[str, tuple[Column, Cell]] = field(default_factory=dict)  # cells of ends that depend on the others

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
        self.accounts.append(Account(self.number, column.heading, cell.text, status, became, reason))

    def keep(self, column: Column, cell: Cell, status: str = KEPT, reason: str = "") -> None:
        """The cell word for word in the entry, under the heading of its column."""
        text = cell.text.strip()
        self.values.setdefault("local", {})[column.heading] = text
        self.account(column, cell, status, f"local.{column.heading}", reason)


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


def make(sheet: Sheet, settings: Settings, taken: Iterable[str], *, order: str | None = None) -> Incoming:
    """A draft of every row. `taken` are ids that others have; `order` says where days stand in dates in figures."""
    orders = {}
    for column in sheet.columns:
        if column.field in DATES:
            found = reading.order(cells[column.place] for _, cells in sheet.rows)
            orders[column.heading] = (order, "as told") if order and not found[0] else found
    areas: dict[str, str] = {}
    ids = _Ids(frozenset(taken))
    drafts = [_draft(sheet, number, cells, settings, orders, areas, ids) for number, cells in sheet.rows]
    used = {draft.contract.service_area for draft in drafts if draft.contract}
    return Incoming(sheet, tuple(drafts), orders, {area: name for area, name in areas.items() if area in used})


def _draft(
    sheet: Sheet,
    number: int,
    cells: tuple[Cell, ...],
    settings: Settings,
    orders: Mapping[str, tuple[str | None, str]],
    areas: dict[str, str],
    ids: _Ids,
) -> Draft:
    row = _Row(number)
    reasons: tuple[str, ...] = ()
    if sheet.own:
        reasons = _take_own(row, sheet, cells)
    for column in sheet.columns:
        cell = cells[column.place]
        if cell.empty or (sheet.own and column.field):
            continue
        if column.heading == WHY:
            row.account(column, cell, LEFT, "the report", "why the row was not imported before")
        elif column.field is None:
            row.keep(column, cell, reason=column.how)
        elif column.field in DATES:
            _date(row, column, cell, orders[column.heading][0])
        elif column.field == "service_area":
            _area(row, column, cell, settings, areas)
        else:
            _READERS.get(column.field, _words)(row, column, cell)
    if not sheet.own:
        _ends(row)
        _assumed(row, settings, areas)
    contract, reasons = (None, reasons) if reasons else _checked(row, ids)
    accounts = row.accounts
    if contract is None:
        accounts = [Account(a.row, a.column, a.text, LEFT, "not-imported", a.reason) for a in accounts]
    return Draft(number, cells, contract, reasons, tuple(accounts))


def _take_own(row: _Row, sheet: Sheet, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The cells of a row that `export csv` wrote, field for field; what is wrong with them, if two contradict."""
    own = [column for column in sheet.columns if column.field and not cells[column.place].empty]
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
    if reading.nothing(cell.text):
        row.keep(column, cell, reason="it says that there is nothing")
        return
    row.put(name, cell.text.strip())
    row.account(column, cell, READ, name)


def _date(row: _Row, column: Column, cell: Cell, order: str | None) -> None:
    name = column.field or ""
    found = reading.day(cell, order)
    if isinstance(found, Refused):
        row.keep(column, cell, REFUSED, f"{name}: it {found.reason}")
        return
    row.dates[name] = found.value
    if name in (END_NOW, LONGEST):
        row.later[name] = (column, cell)
    else:
        row.put(name, found.value.isoformat())
        row.account(column, cell, READ, name, found.how)


def _amount(row: _Row, column: Column, cell: Cell) -> None:
    found = reading.amount(cell)
    if isinstance(found, Refused):
        row.put("value.variation", cell.text.strip())
        row.account(column, cell, REFUSED, "value.variation", f"value.amount: it {found.reason}; kept in words")
        return
    if isinstance(found.value, tuple):
        row.put("value.parts", found.value)
        row.account(column, cell, GUESSED, "value.parts", "read as parts, each with the words before it")
        return
    row.put("value.amount", f"{found.value:f}")
    basis = reading.basis(found.left) or reading.basis(column.heading)
    if basis:
        row.put("value.basis", basis)
    if reading.about(found.left):
        row.put("value.certainty", "estimated")
    if found.left:
        row.put("value.variation", found.left)
    how = "; ".join(
        part for part in (found.how, f"“{found.left}” kept in value.variation" if found.left else "") if part
    )
    row.account(column, cell, READ, "value.amount", how)


def _plain_amount(row: _Row, column: Column, cell: Cell) -> None:
    name = column.field or ""
    found = reading.amount(cell)
    if isinstance(found, Refused) or isinstance(found.value, tuple) or found.left:
        row.keep(column, cell, REFUSED, f"{name}: it is not one amount alone")
        return
    row.put(name, f"{found.value:f}")
    row.account(column, cell, READ, name, found.how)


def _extensions(row: _Row, column: Column, cell: Cell) -> None:
    if reading.nothing(cell.text):
        row.keep(column, cell, reason="it says that nothing is known of extensions")
        return
    found = reading.extensions(cell)
    if isinstance(found, Refused):
        row.keep(column, cell, REFUSED, f"term.extensions: it {found.reason}")
        return
    row.put("term.extensions", found.value)
    doubtful = bool(found.how) and found.value != ()
    if found.left:
        row.values.setdefault("local", {})[column.heading] = cell.text.strip()
    row.account(column, cell, GUESSED if doubtful else READ, "term.extensions", found.how)


def _flag(row: _Row, column: Column, cell: Cell) -> None:
    _found(row, column, cell, reading.flag(cell.text))


def _company(row: _Row, column: Column, cell: Cell) -> None:
    _found(row, column, cell, reading.company_number(cell.text))


def _cpv(row: _Row, column: Column, cell: Cell) -> None:
    codes = re.findall(r"\d{8}(?:-\d)?", cell.text)
    rest = re.sub(r"\d{8}(?:-\d)?", "", cell.text).strip(" ,;/&\n")
    if not codes or rest:
        row.keep(column, cell, REFUSED, "procurement.cpv: it does not hold CPV codes alone")
        return
    row.put("procurement.cpv", tuple(codes))
    row.account(column, cell, READ, "procurement.cpv")


def _word_of(words: Vocabulary, others: dict[str, str]) -> Callable[[_Row, Column, Cell], None]:
    def take(row: _Row, column: Column, cell: Cell) -> None:
        _found(row, column, cell, reading.word(cell.text, words, others))

    return take


def _found(row: _Row, column: Column, cell: Cell, found: Read | Refused) -> None:
    name = column.field or ""
    if isinstance(found, Refused):
        row.keep(column, cell, REFUSED, f"{name}: it {found.reason}")
        return
    row.put(name, found.value)
    row.account(column, cell, GUESSED if found.how else READ, name, found.how)


def _months(row: _Row, column: Column, cell: Cell) -> None:
    text = cell.text.strip().removesuffix(".0")
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        row.keep(column, cell, REFUSED, "it is no whole number of months")
        return
    row.values.setdefault("local", {})[column.heading] = cell.text.strip()
    row.put("_months", text)
    row.account(column, cell, KEPT, f"local.{column.heading}", "used for the end where no end is given")


def _area(row: _Row, column: Column, cell: Cell, settings: Settings, areas: dict[str, str]) -> None:
    """The service area of that name in the settings; else a new id, which the settings are to be given."""
    name = " ".join(cell.text.split())
    for area, title in settings.service_areas.items():
        if name.casefold() in (area, title.casefold()):
            row.put("service_area", area)
            row.account(column, cell, READ, "service_area")
            return
    area = slug(name) or UNASSIGNED
    areas.setdefault(area, name)
    row.put("service_area", area)
    said = "a new area: add it to the settings" if settings.service_areas else "an id made of it"
    row.account(column, cell, GUESSED, "service_area", said)


_READERS: dict[str, Callable[[_Row, Column, Cell], None]] = {
    "value.amount": _amount,
    "value.irrecoverable_vat": _plain_amount,
    "term.extensions": _extensions,
    "provider.sme": _flag,
    "provider.vcse": _flag,
    "provider.company_number": _company,
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
    if end is None and now is not None:
        end = now
        _end_as_signed(row, END_NOW, "taken for the end as signed, as no other end is given")
    elif end is None and months and start:
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
    for column, cell in row.later.values():
        row.keep(column, cell, reason="it adds nothing to the ends and options given")


def _end_as_signed(row: _Row, name: str, reason: str) -> None:
    row.put("term.end", row.dates[name].isoformat())
    row.account(*row.later.pop(name), GUESSED, "term.end", reason)


def _assumed(row: _Row, settings: Settings, areas: dict[str, str]) -> None:
    """What every contract needs and a register may not have: an ordinary contract, an area to be named."""
    row.values.setdefault("kind", "service-contract")
    if "service_area" not in row.values:
        row.put("service_area", UNASSIGNED)
        if UNASSIGNED not in settings.service_areas:
            areas.setdefault(UNASSIGNED, "Unassigned")


def _checked(row: _Row, ids: _Ids) -> tuple[Contract | None, tuple[str, ...]]:
    """The contract, with an id of its own; or what stands in its way, in the words of the checks."""
    missing = [name for name in ("title", "provider.name", "term.start") if not row.get(name)]
    if missing:
        return None, tuple(f"{name} is missing" for name in missing)
    given = row.values.pop("id", None)
    name = ids.free(new_id(row.get("title"), row.dates["term.start"])) if given is None else slug(given)
    if name in ids.made:
        return None, (f"id {name} is there twice in the file",)
    contract, faults = read(Contract, _ordered({"id": name, **row.values}))
    if contract is None:
        return None, tuple(fault.message for fault in faults)
    wrong = [fault for rule in rules.RULES for fault in rule(contract) if CODES[fault.code].severity is Severity.ERROR]
    if wrong:
        return None, tuple(fault.message for fault in wrong)
    ids.made.add(name)
    return contract, ()


def _ordered(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def slug(text: str) -> str:
    """Words as an id: small letters, digits and single hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold().replace("'", "")))[:LONGEST_ID].strip("-")


_LEAD_IN = re.compile(r"^(?:the )?(?:provision of|services? for)(?: the services of)?(?: an?| the)? ", re.IGNORECASE)
_SMALL = frozenset(("the", "of", "for", "and", "a", "an", "in", "to", "with", "services", "service"))


def new_id(title: str, start: date) -> str:
    """A short id: the telling words of a title and the year it starts."""
    words = [word for word in slug(_LEAD_IN.sub("", title)).split("-") if word not in _SMALL]
    short: list[str] = []
    for word in words:
        if len("-".join((*short, word))) > 45:
            break
        short.append(word)
    return "-".join((*(short or ["contract"]), str(start.year)))
