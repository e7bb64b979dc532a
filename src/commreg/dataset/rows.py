"""The rows of each table of a dataset, for one register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commreg.dataset.council_key import CouncilKey
from commreg.dataset.schema import BASES, FIXED_BASES, schema_name
from commreg.export.request import ExportRequest
from commreg.export.tables import CONTRACT, CONTRACT_ID, contract_row, deadline_rows, extension_rows, left_out, stages
from commreg.export.tables import redaction as redaction_of_field
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived_values
from commreg.planning.provider_identity import ProviderIdentity, provider_identity, provider_numbers

Row = dict[str, Any]


def rows_by_table(request: ExportRequest, council: CouncilKey) -> dict[str, list[Row]]:
    """The rows of every table. A withheld value is blank; the list `withheld` of its contract names it."""
    views, settings = request.views, request.settings
    return {
        "registers": [_register_row(request, council)],
        "contracts": [_contract_row(view, settings) for view in views],
        "extensions": [row for view in views for row in extension_rows(view)],
        "deadlines": _deadline_rows(request),
        "plan": [row for view in views for row in _numbered(view, stages(view, settings))],
        "spend": [row for view in views for row in _numbered(view, _spend(view))],
    }


def _identifiers(numbers: Mapping[str, str]) -> list[Row]:
    return [{"scheme": scheme, "identifier": number} for scheme, number in numbers.items()]


def _register_row(request: ExportRequest, council: CouncilKey) -> Row:
    organisation, counts = request.settings.organisation, left_out(request)
    return {
        "organisation": organisation.name or None,
        "service": organisation.service or None,
        "key_made_from": council.made_from,
        "gss_code": organisation.gss_code,
        "council_type": organisation.council_type,
        "region": organisation.region,
        "identifiers": _identifiers(organisation.identifiers),
        "audience": request.published.audience,
        "schema": schema_name(),
        "contracts": len(request.views),
        **{name: counts[name] for name in ("files_with_errors", "withheld_entries", "withheld_fields")},
    }


def _contract_row(view: ContractView, settings: Settings) -> Row:
    contract, row = view.contract, dict[str, Any](contract_row(view, settings))
    row |= {field.name: None for field in CONTRACT if field.kind == "text" and redaction_of_field(field, view)}
    for name, basis in BASES.items():
        covers = basis if basis in FIXED_BASES else row[basis]
        row[f"{name}_basis"] = covers if row[name] is not None else None
    row |= derived_values(ProviderIdentity, provider_identity(view))
    named = not view.redaction_of("provider.name")
    procurement, monitoring = contract.procurement, contract.monitoring
    cpv = procurement.cpv if procurement else None
    return row | {
        "provider_identifiers": _identifiers(provider_numbers(view)) if named else None,
        "cpv": _list(cpv),
        "main_cpv": cpv[0][:8] if cpv else None,
        "tags": _list(contract.tags),
        "inspection": _list(monitoring.inspection if monitoring else None),
        "withheld": [{"field": field, "wording": wording} for field, wording in view.redacted.items()],
    }


def _list(items: Iterable[str] | None) -> list[str] | None:
    """A list of texts; None where it is not recorded."""
    return None if items is None else [str(item) for item in items]


def _deadline_rows(request: ExportRequest) -> list[Row]:
    views = {view.contract.id: view for view in request.views}
    rows = [dict[str, Any](row) for row in deadline_rows(request)]
    for row in rows:
        view = views.get(row[CONTRACT_ID.name])
        if view and view.redaction_of("title"):
            row["title"] = None
    return rows


def _spend(view: ContractView) -> list[Row]:
    return [
        {"year": spend.year, "kind": str(spend.kind), "amount": spend.amount, "amount_basis": "financial-year"}
        for spend in view.contract.spend or ()
    ]


def _numbered(view: ContractView, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows of a contract with its id, numbered from 1."""
    return [{CONTRACT_ID.name: view.contract.id, "number": number, **row} for number, row in enumerate(rows, 1)]
