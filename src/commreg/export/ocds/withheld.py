"""What a public release withholds, and why, by the OCDS extension for withheld information."""

from __future__ import annotations

from commreg.export.ocds.common import Part, omit_empty
from commreg.export.request import ExportRequest
from commreg.model.vocabularies import WITHHOLDING

# Where a field of the register would be in a release; the nearest group counts.
_PLACES = {
    "title": "contracts/title",
    "description": "contracts/description",
    "provider": "parties",
    "provider.name": "parties/name",
    "provider.company_number": "parties/identifier",
    "provider.charity_number": "parties/identifier",
    "provider.identifiers": "parties/additionalIdentifiers",
    "provider.sme": "parties/details/scale",
    "value": "contracts/value",
    "funding": "planning/budget",
    "spend": "contracts/implementation/transactions",
    "procurement": "tender",
    "procurement.awarded_on": "awards/date",
    "procurement.signed_on": "contracts/dateSigned",
    "procurement.cpv": "tender/items",
    "procurement.notices": "contracts/documents",
    "procurement.framework": "relatedProcesses",
    "procurement.exemption": "tender/procurementMethodRationale",
    "monitoring.kpis": "contracts/milestones",
    "recommissioning.stages": "contracts/milestones",
    "recommissioning.successor": "contracts/relatedProcesses",
    "decisions": "contracts/milestones",
    "documents": "contracts/documents",
    "supersedes": "relatedProcesses",
}


def withheld_information(contract: str, request: ExportRequest) -> list[Part]:
    """Each field of a contract that this audience may not see. `name` is what the register calls it."""
    return [
        omit_empty(
            id=item.field,
            field=_place(item.field),
            name=item.field,
            rationale=f"{item.reason.rstrip('.')} ({WITHHOLDING.label(item.basis)})",
        )
        for name, item in request.published.withheld_fields
        if name == contract
    ]


def _place(field: str) -> str | None:
    steps = field.split(".")
    groups = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
    return next((_PLACES[group] for group in groups if group in _PLACES), None)
