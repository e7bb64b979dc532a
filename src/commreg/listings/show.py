"""`show ID`: one contract, with every date that follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.listings import contract_row, contracts
from commreg.listings import plan as plans
from commreg.listings.table import Column, Row, Table
from commreg.model.contract import Contract
from commreg.model.field_path import iter_values
from commreg.model.settings import Settings
from commreg.model.vocabularies import KIND
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import are_options_recorded
from commreg.values.dates import long_date
from commreg.values.money import pounds_and_pence
from commreg.wording.dates import explained_dates, state_with_date
from commreg.wording.notice import MISSED, notice_day
from commreg.wording.value import amount_words, amounts_words, annual_value_words, options_value_words

FIELDS = (Column("field", "Field"), Column("value", "Value", kind="prose"))


def tables(view: ContractView, settings: Settings, *, explain: bool, plan: bool) -> tuple[Table, ...]:
    """The contract in sections, and its dates; with `explain` each date says how it was worked out.

    With `plan`, its recommissioning plan in place of what is recorded.
    """
    if explain:
        dates = [_dates(view), _section("terms", "", _not_dates(view), optional=True)]
    else:
        dates = [_section("dates", "Dates", _dates_plain(view))]
    if plan:
        return (_section("contract", "", _heading(view, settings)), *plans.tables(view, settings, explain=explain))
    return (
        _section("contract", "", _heading(view, settings)),
        *dates,
        _section("details", "As recorded", _recorded(view.contract)),
    )


def data(view: ContractView, settings: Settings) -> tuple[Table, ...]:
    """For programs: the row that every listing shares, every date with its explanation, and the plan."""
    return (contracts.table((view,), settings), _dates(view), *plans.data(view, settings))


def recorded(view: ContractView) -> dict[str, object]:
    """The contract as recorded in its file, for JSON."""
    return view.contract.model_dump(exclude_none=True, by_alias=True)


def _section(name: str, title: str, pairs: Iterator[tuple[str, str]], *, optional: bool = False) -> Table:
    return Table(
        name=name,
        title=title,
        columns=FIELDS,
        rows=tuple(Row({"field": field, "value": value}) for field, value in pairs),
        empty="Nothing recorded.",
        optional=optional,
    )


def _heading(view: ContractView, settings: Settings) -> Iterator[tuple[str, str]]:
    contract = view.contract
    yield "Contract", contract.title
    yield "Kind", KIND.label(contract.kind)
    yield "Provider", str(view.provider_name)
    yield "Service area", settings.area_name(contract.service_area)
    yield "Statutory", contract.statutory.basis if contract.statutory else "not recorded"
    yield "State", state_with_date(view.facts)
    yield "Verdict", str(contract_row.verdict_cells(view, settings)["verdict_line"])
    yield from _value_pairs(view)


def _value_pairs(view: ContractView) -> Iterator[tuple[str, str]]:
    """The contract value, each of its parts, and the annual value."""
    hidden, value = view.redaction_of(*VALUE_FIELDS), view.contract.value
    if hidden or value is None or not (texts := amounts_words(value, pounds_and_pence)):
        yield "Contract value", str(hidden or "not recorded")
        return
    stated = value.stated()
    if value.amount is None and stated is not None and len(texts) > 1:
        texts = [amount_words(stated, value.stated_basis(), pounds=pounds_and_pence), *texts]
    estimate = "" if value.firm() or value.certainty not in (None, "fixed") else " (in part an estimate)"
    yield "Contract value", texts[0] + (estimate if stated is not None else "")
    yield from (("", text) for text in texts[1:])
    if annual := annual_value_words(view.contract):
        yield "Annual value", annual
    if with_options := options_value_words(view.contract):
        yield "With every option", with_options


def _dates_plain(view: ContractView) -> Iterator[tuple[str, str]]:
    yield "Start", long_date(view.facts.start)
    for explained in explained_dates(view.contract, view.facts):
        day = notice_day(explained.day) if explained.is_notice else long_date(explained.day)
        default = " (by default)" if explained.by_default else ""
        yield explained.name, f"{day}{default}" + (f"; {MISSED}" if explained.is_missed else explained.remark)
    yield from _not_dates(view)


def _not_dates(view: ContractView) -> Iterator[tuple[str, str]]:
    term = view.contract.term
    if term.end is None:
        yield "Ends when", term.ends_when or "not recorded"
        if term.review_on:
            yield "Review on", long_date(term.review_on)
    if term.renewal:
        limit = f", to {long_date(term.renewal.limit)} at the latest" if term.renewal.limit else ", without a limit"
        yield (
            "Automatic renewal",
            f"every {term.renewal.every}, unless notice is given {term.renewal.notice} before{limit}",
        )
    if not are_options_recorded(term):
        yield "Extensions", "not recorded"
    elif term.extensions == ():
        yield "Extensions", "none provided for"
    if view.keep_records_until:
        yield "Keep award records to", long_date(view.keep_records_until)


def _dates(view: ContractView) -> Table:
    lines = [
        Row({"name": explained.name, "day": explained.day, "how": explained.explanation})
        for explained in explained_dates(view.contract, view.facts)
    ]
    return Table(
        name="dates",
        title="How each date was worked out",
        columns=(Column("name", "Date"), Column("day", "Day", "day"), Column("how", "How", kind="prose")),
        rows=(Row({"name": "Start", "day": view.facts.start, "how": "as signed (term.start)"}), *lines),
    )


def _recorded(contract: Contract) -> Iterator[tuple[str, str]]:
    """Every other field that is recorded, under its own name; a list of plain values on one line."""
    listed_above = {"id", "title", "kind", "provider.name", "service_area", "term.start", "term.end", "value.amount"}
    for path, leaves in groupby(iter_values(contract), key=lambda leaf: _list_path(leaf[0])):
        if format_path(path) not in listed_above:
            yield format_path(path), ", ".join(_words(value) for _, value in leaves)


def _list_path(path: FieldPath) -> FieldPath:
    """The path of the list, for the path of one of its items; otherwise the path itself."""
    return path[:-1] if isinstance(path[-1], int) else path


def _words(value: object) -> str:
    if value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    return pounds_and_pence(value) if isinstance(value, Decimal) else str(value)
