"""Turn each cell into the field of its column, or keep it as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from commreg.importing.choose_columns import DATE_FIELDS, Column
from commreg.importing.column_names import CURRENT_END, EXTENSION_NOTICE, FINAL_END, TERM_MONTHS, headings_by_field
from commreg.importing.convert_mapped import convert_mapped
from commreg.importing.headers import Sheet
from commreg.importing.outcomes import CellStatus
from commreg.importing.parse_amounts import FOREIGN, detect_basis, extra_words, is_estimate, parse_amount
from commreg.importing.parse_dates import DateOrder, is_open_ended, parse_date
from commreg.importing.parse_options import parse_extensions
from commreg.importing.parse_words import (
    is_spreadsheet_error,
    parse_charity_number,
    parse_company_number,
    parse_flag,
    parse_word,
)
from commreg.importing.personal_columns import looks_like_a_name
from commreg.importing.row_values import RowValues
from commreg.importing.sheet_grid import Cell
from commreg.model.ids import slug
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY, KIND, PROVIDER_TYPE, ROUTE, Vocabulary
from commreg.values.parsed import Parsed, Unparsed, is_blank_marker
from commreg.values.written_lengths import parse_written_length

_POUNDS = ("", "gbp", "£", "pound", "pounds", "pounds sterling", "sterling")
_CPV = re.compile(r"(?<!\w)\d{8}(?:-\d)?(?!\w)", re.ASCII)

Converter = Callable[[RowValues, Column, Cell], None]


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What every row of a sheet is read with. `new_areas` collects service areas that the settings do not have."""

    sheet: Sheet
    settings: Settings
    date_orders: Mapping[str, DateOrder]
    new_areas: dict[str, str] = field(default_factory=dict)


def convert_cell(row: RowValues, column: Column, cell: Cell, context: SheetContext) -> None:
    """Put a cell that holds something into the row: as the field of its column, or as text."""
    if column.is_left_out:
        row.leave_out(column)
    elif column.field is None:
        row.keep(column, cell, column.note)
    elif is_spreadsheet_error(cell.text):
        row.refuse(column, cell, "is an error value of the spreadsheet")
    elif is_blank_marker(cell.text):
        row.keep(column, cell, "it says that nothing is known")
    elif column.field in DATE_FIELDS:
        _date(row, column, cell, context)
    elif column.field == "service_area":
        _area(row, column, cell, context)
    elif column.field in _CONVERTERS or column.field in headings_by_field():
        _CONVERTERS.get(column.field, _text)(row, column, cell)
    else:
        order = context.date_orders[column.heading].order if column.heading in context.date_orders else None
        convert_mapped(row, column, cell, order, since_1904=context.sheet.since_1904)


def _text(row: RowValues, column: Column, cell: Cell) -> None:
    """A field that holds text as it is."""
    name = column.field or ""
    row.put(name, cell.text.strip())
    row.record(column, cell, CellStatus.READ, name)


def _provider(row: RowValues, column: Column, cell: Cell) -> None:
    """The name of the provider. Contracts Finder writes `[Name|Address|Ref type|Ref number|Is SME|Is VCSE]`."""
    text = cell.text.strip()
    if not (text.startswith("[") and text.endswith("]") and text.count("|") >= 5):
        _text(row, column, cell)
        return
    if "][" in re.sub(r"\s", "", text):
        row.refuse(column, cell, "names several providers: make a row for each")
        return
    name, *_, scheme, number, sme, vcse = (part.strip() for part in text[1:-1].split("|"))
    if not name:
        row.refuse(column, cell, "has no name in it")
        return
    row.put("provider.name", name)
    company = parse_company_number(number) if scheme.casefold().replace("_", " ") == "companies house" else None
    for field_name, parsed in (
        *(("provider.company_number", company), ("provider.sme", parse_flag(sme)), ("provider.vcse", parse_flag(vcse))),
    ):
        if isinstance(parsed, Parsed) and row.get(field_name) is None:
            row.put(field_name, parsed.value)
    row.keep_text(column, cell)
    row.record(column, cell, CellStatus.READ, "provider.name", "with its numbers, as Contracts Finder writes them")


def _owner(row: RowValues, column: Column, cell: Cell) -> None:
    """The post that is responsible. A person's name is to be checked: people move on, and names are personal data."""
    text = cell.text.strip()
    row.put("monitoring.owner", text)
    if looks_like_a_name(text):
        reason = "looks like a person's name: write the post instead"
        row.record(column, cell, CellStatus.GUESSED, "monitoring.owner", reason)
    else:
        row.record(column, cell, CellStatus.READ, "monitoring.owner")


def _put(row: RowValues, column: Column, cell: Cell, parsed: Parsed | Unparsed) -> None:
    if isinstance(parsed, Unparsed):
        row.refuse(column, cell, parsed.reason)
        return
    name = column.field or ""
    row.put(name, parsed.value)
    if parsed.leftover:
        row.keep_text(column, cell)
    row.record(column, cell, _status(parsed), name, parsed.note)


def _status(parsed: Parsed) -> CellStatus:
    return CellStatus.READ if parsed.is_certain else CellStatus.GUESSED


def _date(row: RowValues, column: Column, cell: Cell, context: SheetContext) -> None:
    name = column.field or ""
    if name == "term.end" and is_open_ended(cell.text):
        row.put("term.ends_when", cell.text.strip())
        row.record(column, cell, CellStatus.GUESSED, "term.ends_when", "no end date; kept as when the contract ends")
        return
    parsed = parse_date(cell, context.date_orders[column.heading].order, since_1904=context.sheet.since_1904)
    if isinstance(parsed, Unparsed):
        row.refuse(column, cell, parsed.reason)
        return
    row.dates[name] = parsed.value
    if parsed.leftover:
        row.keep_text(column, cell)
    if name in (CURRENT_END, FINAL_END):
        row.later_ends[name] = (column, cell)
    else:
        row.put(name, parsed.value.isoformat())
        row.record(column, cell, _status(parsed), name, parsed.note)


def _amount(row: RowValues, column: Column, cell: Cell) -> None:
    """The value of a contract. Words beside the amount that are not understood are kept in `value.variation`."""
    parsed = _pounds(row, column, cell)
    if isinstance(parsed, Unparsed):
        row.put("value.variation", cell.text.strip())
        field_name = "value.amount"
        row.record(column, cell, CellStatus.REFUSED, "value.variation", parsed.reason, refused_field=field_name)
        return
    if isinstance(parsed.value, tuple):
        row.put("value.parts", parsed.value)
        row.record(column, cell, CellStatus.GUESSED, "value.parts", "read as parts, each with the words before it")
        return
    row.put("value.amount", f"{parsed.value:f}")
    basis = detect_basis(parsed.leftover) or detect_basis(column.heading)
    if basis:
        row.put("value.basis", basis)
    if is_estimate(parsed.leftover):
        row.put("value.certainty", "estimated")
    note = parsed.note
    if words := extra_words(parsed.leftover):
        row.put("value.variation", words)
        note = "; ".join(part for part in (note, f"“{words}” kept in value.variation") if part)
    row.record(column, cell, _status(parsed), "value.amount", note)


def _pounds(row: RowValues, column: Column, cell: Cell) -> Parsed | Unparsed:
    """The amount of a cell, unless its heading or the row says that it is in another currency."""
    if FOREIGN.search(column.heading):
        return Unparsed("is in a column that is not in pounds")
    if row.currency.casefold() not in _POUNDS:
        return Unparsed(f"is in {row.currency}, as the column of currencies says")
    return parse_amount(cell)


def _plain_amount(row: RowValues, column: Column, cell: Cell) -> None:
    parsed = _pounds(row, column, cell)
    if isinstance(parsed, Unparsed) or isinstance(parsed.value, tuple) or parsed.leftover:
        row.refuse(column, cell, "is not one amount alone")
        return
    name = column.field or ""
    row.put(name, f"{parsed.value:f}")
    row.record(column, cell, CellStatus.READ, name, parsed.note)


def _cpv(row: RowValues, column: Column, cell: Cell) -> None:
    codes = _CPV.findall(cell.text)
    rest = _CPV.sub("", cell.text).strip(" ,;/&|\r\n")
    if not codes or rest:
        row.refuse(column, cell, "has something other than CPV codes in it")
        return
    row.put("procurement.cpv", tuple(codes))
    row.record(column, cell, CellStatus.READ, "procurement.cpv")


def _months(row: RowValues, column: Column, cell: Cell) -> None:
    text = cell.text.strip().removesuffix(".0")
    if not re.fullmatch(r"0{0,2}[1-9]\d{0,2}", text, re.ASCII):
        row.refuse(column, cell, "is not a whole number of months")
        return
    row.put(TERM_MONTHS, text)
    row.keep(column, cell, "used for the end date if there is none")


def _extension_notice(row: RowValues, column: Column, cell: Cell) -> None:
    """The notice period of every option to extend, set once the options are known."""
    notice = parse_written_length(cell.text)
    if notice is None:
        row.refuse(column, cell, "is not a notice period such as 3 months or 12 weeks")
        return
    row.put(EXTENSION_NOTICE, (notice.written, column, cell))


def _area(row: RowValues, column: Column, cell: Cell, context: SheetContext) -> None:
    """The service area of that name in the settings; else a new id, to be added to the settings."""
    name = " ".join(cell.text.split())
    for area, title in context.settings.service_areas.items():
        if name.casefold() in (area, title.casefold()):
            row.put("service_area", area)
            row.record(column, cell, CellStatus.READ, "service_area")
            return
    area = slug(name)
    if not area:
        row.refuse(column, cell, "has no letter or figure to make an id of")
        return
    first = context.settings.service_areas.get(area) or context.new_areas.setdefault(area, name)
    row.put("service_area", area)
    if first.casefold() != name.casefold():
        row.record(column, cell, CellStatus.GUESSED, "service_area", f"read as “{first}”")
    else:
        row.record(column, cell, CellStatus.READ, "service_area", "a new service area: add it to the settings")


def _word_of(vocabulary: Vocabulary) -> Converter:
    return lambda row, column, cell: _put(row, column, cell, parse_word(cell.text, vocabulary))


_CONVERTERS: dict[str, Converter] = {
    "provider.name": _provider,
    "monitoring.owner": _owner,
    "value.amount": _amount,
    "value.irrecoverable_vat": _plain_amount,
    "term.extensions": lambda row, column, cell: _put(row, column, cell, parse_extensions(cell)),
    "provider.sme": lambda row, column, cell: _put(row, column, cell, parse_flag(cell.text)),
    "provider.vcse": lambda row, column, cell: _put(row, column, cell, parse_flag(cell.text)),
    "provider.company_number": lambda row, column, cell: _put(row, column, cell, parse_company_number(cell.text)),
    "provider.charity_number": lambda row, column, cell: _put(row, column, cell, parse_charity_number(cell.text)),
    "procurement.cpv": _cpv,
    "kind": _word_of(KIND),
    "procurement.route": _word_of(ROUTE),
    "provider.type": _word_of(PROVIDER_TYPE),
    "monitoring.frequency": _word_of(FREQUENCY),
    TERM_MONTHS: _months,
    EXTENSION_NOTICE: _extension_notice,
}
