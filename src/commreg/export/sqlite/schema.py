"""The tables and views of the SQLite database: their columns, keys and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from commreg.export.request import ExportRequest
from commreg.export.tables import (
    CONTRACT,
    CONTRACT_ID,
    DEADLINE,
    EXTENSION,
    STAGE,
    contract_row,
    deadline_rows,
    extension_rows,
    left_out,
    stages,
)
from commreg.model.data_fields import DataField, Row, Value
from commreg.model.flatten import flatten
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.values.csv_text import unescape_formula

FORMAT = 1
_TO_CONTRACT = "REFERENCES contracts (id)"
_NUMBER = DataField("number", "number", "Position within the contract, from 1.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, constraints of single columns by name, its primary key and its indexes."""

    name: str
    fields: tuple[DataField, ...]
    rows: Callable[[ExportRequest], Iterable[Row]]
    keys: Mapping[str, str]
    key: str = ""
    indexes: tuple[str, ...] = ()


def _meta(request: ExportRequest) -> Iterator[Row]:
    yield {"name": "format", "value": str(FORMAT)}
    yield {"name": "organisation", "value": request.heading}
    for scheme, identifier in sorted(request.settings.organisation.identifiers.items()):
        yield {"name": f"identifier {scheme}", "value": identifier}
    yield {"name": "as_of", "value": request.as_of.isoformat()}
    yield {"name": "audience", "value": request.published.audience}
    for what, count in left_out(request).items():
        yield {"name": what, "value": str(count)}


def _areas(request: ExportRequest) -> Iterator[Row]:
    settings = request.settings
    used = {view.contract.service_area for view in request.views}
    for area in (*settings.service_areas, *sorted(used - settings.service_areas.keys())):
        yield {"id": area, "name": settings.area_name(area)}


_AGREED = ("type", "company_number", "charity_number", "sme", "vcse")


def _named(views: Iterable[ContractView]) -> dict[str, list[ContractView]]:
    """The contracts of each provider by its exact name; those with a withheld name are left out."""
    views_by_provider: dict[str, list[ContractView]] = {}
    for view in views:
        if not view.redaction_of("provider.name"):
            views_by_provider.setdefault(view.contract.provider.name, []).append(view)
    return dict(sorted(views_by_provider.items(), key=lambda item: (item[0].casefold(), item[0])))


def _providers(request: ExportRequest) -> Iterator[Row]:
    """Each provider with the details that its contracts agree on; blank if none is recorded or they differ."""
    for number, (name, views) in enumerate(_named(request.views).items(), 1):
        row: dict[str, Value] = {"id": number, "name": name}
        for field in _AGREED:
            open_ = (r for r in views if not r.redaction_of(f"provider.{field}"))
            values = {getattr(r.contract.provider, field) for r in open_} - {None}
            row[field] = values.pop() if len(values) == 1 else None
        yield row


def _contracts(request: ExportRequest) -> Iterator[Row]:
    numbers = {name: number for number, name in enumerate(_named(request.views), 1)}
    for view in request.views:
        named = not view.redaction_of("provider.name")
        number = numbers.get(view.contract.provider.name) if named else None
        yield {**contract_row(view, request.settings), "provider_id": number}


def _rows_of_contracts(
    rows: Callable[[ContractView, ExportRequest], Iterable[Row]],
) -> Callable[[ExportRequest], Iterator[Row]]:
    """The rows of every contract, numbered within the contract."""

    def all_rows(request: ExportRequest) -> Iterator[Row]:
        for view in request.views:
            for number, row in enumerate(rows(view, request), 1):
                yield {"contract": view.contract.id, "number": number, **row}

    return all_rows


def _spend(view: ContractView, _: ExportRequest) -> list[Row]:
    return [{"year": spend.year, "kind": spend.kind, "amount": spend.amount} for spend in view.contract.spend or ()]


def _parts(view: ContractView, _: ExportRequest) -> list[Row]:
    value = view.contract.value
    return [
        {"what": part.what, "amount": part.amount, "basis": part.basis, "certainty": part.certainty}
        for part in (value and value.parts) or ()
    ]


def _decisions(view: ContractView, _: ExportRequest) -> list[Row]:
    return [
        {
            "body": decision.body,
            "decided_on": decision.on,
            "what": decision.what,
            "reference": decision.reference,
            "key_decision": decision.key_decision,
            "forward_plan": decision.forward_plan,
        }
        for decision in view.contract.decisions or ()
    ]


def _fields(view: ContractView, _: ExportRequest) -> list[Row]:
    return [{"field": name, "value": unescape_formula(cell)} for name, cell in flatten(view.contract).items()]


def _withheld(request: ExportRequest) -> Iterator[Row]:
    """What is withheld from this audience: by field, and then the entries withheld completely, without their ids."""
    why = {(name, item.field): item for name, item in request.published.withheld_fields}
    for view in request.views:
        for field, words in view.redacted.items():
            item = why.get((view.contract.id, field))
            basis = {"basis": item.basis, "reason": item.reason} if item else {"basis": None, "reason": None}
            yield {"contract": view.contract.id, "field": field, "words": words, **basis}
    for item in request.published.withheld_entries:
        yield {"contract": None, "field": "entry", "words": None, "basis": item.basis, "reason": item.reason}


TABLES = (
    Table(
        "meta",
        (
            DataField("name", "text", "Name: format, organisation, as_of, audience, and what is left out."),
            DataField("value", "text", "Value."),
        ),
        _meta,
        {"name": "PRIMARY KEY"},
    ),
    Table(
        "service_areas",
        (DataField("id", "text", "Id in the settings."), DataField("name", "text", "Name in the settings.")),
        _areas,
        {"id": "PRIMARY KEY"},
    ),
    Table(
        "providers",
        (
            DataField("id", "number", "Number in this file only."),
            DataField("name", "text", "Name, as in the contracts."),
            DataField("type", "text", "Type of provider; blank, here and below, if its contracts differ."),
            DataField("company_number", "text", "Companies House number."),
            DataField("charity_number", "text", "Charity Commission number."),
            DataField("sme", "flag", "Whether it has fewer than 250 staff."),
            DataField("vcse", "flag", "Whether it is a voluntary, community or social enterprise."),
        ),
        _providers,
        {"id": "PRIMARY KEY", "name": "NOT NULL UNIQUE"},
    ),
    Table(
        "contracts",
        (*CONTRACT, DataField("provider_id", "number", "The provider; blank if its name is withheld.")),
        _contracts,
        {
            "id": "PRIMARY KEY",
            "title": "NOT NULL",
            "service_area": "NOT NULL REFERENCES service_areas (id)",
            "provider_id": "REFERENCES providers (id)",
        },
        indexes=("provider_id", "service_area", "current_end", "notice_by"),
    ),
    Table(
        "extensions",
        EXTENSION,
        lambda request: (row for view in request.views for row in extension_rows(view)),
        {"contract": _TO_CONTRACT},
        key="contract, number",
        indexes=("notice_by",),
    ),
    Table(
        "deadlines",
        DEADLINE,
        deadline_rows,
        {"contract": _TO_CONTRACT},
        indexes=("contract", "due_on", "kind"),
    ),
    Table(
        "stages",
        (CONTRACT_ID, _NUMBER, *STAGE),
        _rows_of_contracts(lambda view, request: stages(view, request.settings)),
        {"contract": _TO_CONTRACT},
        key="contract, number",
    ),
    Table(
        "spend",
        (
            CONTRACT_ID,
            _NUMBER,
            DataField("year", "text", "Financial year."),
            DataField("kind", "text", "actual, committed or forecast."),
            DataField("amount", "pounds", "Pounds."),
        ),
        _rows_of_contracts(_spend),
        {"contract": _TO_CONTRACT},
        key="contract, number",
    ),
    Table(
        "value_parts",
        (
            CONTRACT_ID,
            _NUMBER,
            DataField("what", "text", "What the part pays for."),
            DataField("amount", "pounds", "Pounds."),
            DataField("basis", "text", "What the amount covers."),
            DataField("certainty", "text", "How certain the amount is."),
        ),
        _rows_of_contracts(_parts),
        {"contract": _TO_CONTRACT},
        key="contract, number",
    ),
    Table(
        "decisions",
        (
            CONTRACT_ID,
            _NUMBER,
            DataField("body", "text", "Who took the decision."),
            DataField("decided_on", "day", "The day of the decision."),
            DataField("what", "text", "What was decided."),
            DataField("reference", "text", "Report or minute number."),
            DataField("key_decision", "flag", "Whether it was a key decision."),
            DataField("forward_plan", "text", "Forward plan reference."),
        ),
        _rows_of_contracts(_decisions),
        {"contract": _TO_CONTRACT},
        key="contract, number",
    ),
    Table(
        "fields",
        (
            CONTRACT_ID,
            _NUMBER,
            DataField("field", "text", "Field of the contract file, named as in export csv."),
            DataField("value", "text", "Value, as in the file."),
        ),
        _rows_of_contracts(_fields),
        {"contract": _TO_CONTRACT},
        key="contract, number",
        indexes=("field",),
    ),
    Table(
        "withheld",
        (
            DataField("contract", "text", "Id of the contract; blank for an entry withheld completely."),
            DataField("field", "text", "Withheld field."),
            DataField("words", "text", "Redaction shown in its place."),
            DataField("basis", "text", "Legal ground; blank if the settings make the field internal."),
            DataField("reason", "text", "Why it applies."),
        ),
        _withheld,
        {"contract": _TO_CONTRACT},
        indexes=("contract",),
    ),
)
_INACTIVE = ", ".join(f"'{state}'" for state in State if state.is_inactive)
VIEWS = {
    "not_over": f"""\
-- Contracts that are not closed, superseded, terminated or drafts.
SELECT * FROM contracts WHERE state NOT IN ({_INACTIVE})""",  # noqa: S608 - our own states
    "ending": """\
-- Contracts by end date, with the extensions still available. Add WHERE days_left <= 730 for the next two years.
SELECT title, provider, service_area_name, current_end, days_left, state, can_extend_to, notice_by, notice_by_default,
       statutory, value, value_basis, id
FROM not_over
WHERE current_end IS NOT NULL
ORDER BY current_end, id""",
    "behind": """\
-- Contracts behind plan or with a gap ahead: what covers it, and the next step.
SELECT title, provider, service_area_name, current_end, stage, days_behind, gap_days, closes_gap_with,
       gap_days_left_open, next_action, next_by, statutory, id
FROM not_over
WHERE days_behind > 0 OR gap_days > 0
ORDER BY days_behind DESC, current_end, id""",
    "value_by_service_area": """\
-- Contract values by service area, added up only on the same basis; and how many contracts have none.
SELECT service_area_name, coalesce(value_basis, 'no amount shown') AS covers, count(*) AS contracts,
       CASE WHEN sum(value_pence) IS NOT NULL
            THEN printf('%d.%02d', sum(value_pence) / 100, sum(value_pence) % 100) END AS stated_value,
       sum(value_firm = 0) AS of_these_not_firm
FROM not_over
GROUP BY service_area_name, value_basis
ORDER BY service_area_name, value_basis""",
}
