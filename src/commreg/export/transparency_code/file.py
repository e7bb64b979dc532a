"""The lists of the Local Government Transparency Code, as the LGA's guidance of 2015 (v1.3) sets them out.

Contracts and grants have the 39 columns of its Annex I, in order, under its headings, and invitations to tender those
of page 25; `field-names` gives the 38 of the machine-readable schema (Contracts.json) under theirs, with that schema's
words. One column of our own follows, as the guidance allows: the
value in words. A cell that is withheld holds the guidance's words of redaction. What the Code asks for and the
register does not have stays blank; `remarks` says so, contract by contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commreg.diagnostics.errors import InputError
from commreg.export.request import ExportRequest
from commreg.export.transparency_code.cells import Row, basis_unstated
from commreg.export.transparency_code.columns import COLUMNS, INVITATION_COLUMNS, OWN, Column
from commreg.export.transparency_code.quarter import Quarter, parse_quarter
from commreg.export.transparency_code.scope import LISTS, Scope, scope
from commreg.register.redact import UNPUBLISHED
from commreg.values.csv_text import to_csv_text, write_csv
from commreg.values.dates import long_date

_PERIODS = {
    "contracts": "In force on any day",
    "invitations": "Invited on a day",
    "grants": "In force on any day",
}
_DUE = {
    "contracts": "the Code asks for it to be published by {}",
    "invitations": "the Code asks for it to be published by {}",
    "grants": "the Code asks for grants at least once a year",
}


def render(request: ExportRequest) -> str:
    """RFC 4180, UTF-8 without a byte order mark. Raises InputError for a quarter that is none or has not begun."""
    by_schema = bool(request.options.get("field-names"))
    columns = [column for column in (*_columns(request), OWN) if column.name or not by_schema]
    iso = bool(request.options.get("iso-dates"))
    rows = ([_text(_value(column, row), iso=iso) for column in columns] for row in _rows(request))
    return write_csv([[column.heading(by_schema=by_schema) for column in columns], *rows], line_end="\r\n")


def remarks(request: ExportRequest) -> Iterator[str]:
    """What the publisher of the file should know: what it leaves out, what is in doubt, and every gap."""
    quarter, chosen = _quarter(request), _scope(request)
    if quarter:
        yield (
            f"{_PERIODS[_list_name(request)]} from {long_date(quarter.start)} to {long_date(quarter.end)}; "
            f"{_DUE[_list_name(request)].format(long_date(quarter.publish_by))}."
        )
    yield from _about(chosen)
    if chosen.not_listed and _list_name(request) == "grants":
        yield f"Left out, as they are not grants to voluntary bodies: {len(chosen.not_listed)}."
    if _list_name(request) == "invitations":
        if chosen.not_listed:
            why = "no published invitation to tender is recorded (procurement.route)"
            yield f"Left out, as {why}: {_listed(chosen.not_listed)}."
        yield "Not in the list: invitations for contracts that are still drafts. Add them by hand."
    rows = list(_rows(request))
    if unstated := sum(1 for row in rows if basis_unstated(row)):
        yield f"Contract value does not say whether it is for the whole term or a year: {unstated} (value.basis)."
    yield from _gaps(rows, _columns(request), by_schema=bool(request.options.get("field-names")))


def _about(chosen: Scope) -> Iterator[str]:
    if chosen.small:
        yield f"Left out, as they do not exceed £5,000: {_listed(chosen.small)}."
    if chosen.outside_period:
        yield f"Left out, as they were not in force then: {_listed(chosen.outside_period)}."
    for name, why in chosen.doubts:
        yield f"Included, though in doubt: {name}: {why}."


def _gaps(rows: list[Row], columns: tuple[Column, ...], *, by_schema: bool) -> Iterator[str]:
    gaps = [(row.contract.id, missing) for row in rows if (missing := [c for c in columns if gap(c, row)])]
    if not gaps:
        return
    yield "Left blank, though the Code asks for it:"
    for name, missing in gaps:
        yield f"  {name}: {', '.join(column.heading(by_schema=by_schema) for column in missing)}"
    blank = {column.title for _, missing in gaps for column in missing}
    yield "Where each is written in a contract file:"
    for column in columns:
        if column.title in blank:
            yield f"  {column.heading(by_schema=by_schema)}: {column.asks}"


def gap(column: Column, row: Row) -> bool:
    """Whether the Code asks for this column of this contract, and there is nothing to put in it."""
    return bool(column.asks) and column.applies(row) and _value(column, row) is None


def _rows(request: ExportRequest) -> Iterator[Row]:
    quarter = _quarter(request)
    effective = quarter.end if quarter else request.as_of
    by_schema = bool(request.options.get("field-names"))
    for view in _scope(request).views:
        yield Row(view, request.settings, effective, by_schema=by_schema)


def _scope(request: ExportRequest) -> Scope:
    return scope(request.views, _quarter(request), _list_name(request))


def _list_name(request: ExportRequest) -> str:
    """Which list is asked for. Raises InputError for a name that is not one of the three."""
    name = str(request.options.get("list") or LISTS[0])
    if name not in LISTS:
        raise InputError(f"{name} is not a list of the Code", hint=f"write {', '.join(LISTS[:-1])} or {LISTS[-1]}")
    return name


def _columns(request: ExportRequest) -> tuple[Column, ...]:
    return INVITATION_COLUMNS if _list_name(request) == "invitations" else COLUMNS


def _quarter(request: ExportRequest) -> Quarter | None:
    named = str(request.options.get("quarter") or "")
    return parse_quarter(named, request.as_of) if named else None


def _value(column: Column, row: Row) -> object:
    """What goes into a cell: the words of redaction, where a field that it comes from is withheld."""
    hidden = row.view.redaction_of(*column.fields) if column.fields else None
    if hidden is None:
        return column.value(row)
    return None if hidden.words == UNPUBLISHED and not column.asks else hidden.words


def _text(value: object, *, iso: bool) -> str:
    """Days as DD/MM/YYYY, ten characters; amounts as 125123.00 (guidance, pages 30 and 48 to 50)."""
    if value is None:
        return ""
    if isinstance(value, date) and not iso:
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return to_csv_text(value)


def _listed(names: tuple[str, ...]) -> str:
    return f"{len(names)} ({', '.join(names)})"
