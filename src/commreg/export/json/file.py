"""JSON: each contract nested as in its file, its derived fields, and what is withheld.

Amounts are text, so that they stay exact; days are 2022-03-31. What is not recorded is left out of `recorded`, and is
null in `facts` and `plan`. `commreg schema export` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from commreg.export.request import ExportRequest
from commreg.export.tables import contract_facts, left_out, plan_status, stages, verdict_values
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived_values
from commreg.planning.extensions import Option
from commreg.values.json_values import to_json_value

FORMAT = 1


def render(request: ExportRequest) -> str:
    """One object: its format, as-of date and audience, what it leaves out, and the contracts by id."""
    document = {
        "format": FORMAT,
        "report": "export",
        "organisation": request.heading,
        "identifiers": request.settings.organisation.identifiers,
        "as_of": request.as_of.isoformat(),
        "audience": request.published.audience,
        "left_out": left_out(request),
        "withheld_entries": [
            {"basis": item.basis, "reason": item.reason} for item in request.published.withheld_entries
        ],
        "contracts": [contract_document(view, request.settings) for view in request.views],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def contract_document(view: ContractView, settings: Settings) -> dict[str, Any]:
    """A contract as one object: as recorded, its facts, its plan, and what is withheld."""
    return {
        "recorded": plain(view.contract),
        "facts": {
            **plain(contract_facts(view)),
            "options": [plain(derived_values(Option, option)) for option in view.facts.options],
        },
        "plan": {
            **plain(plan_status(view, settings)),
            **plain(verdict_values(view, settings)),
            "stages": plain(stages(view, settings)),
        },
        "withheld": dict(view.redacted),
    }


def plain(value: Any) -> Any:
    """A value as JSON; a group has the names of the file, without fields that are not recorded."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        named = ((info.alias or name, getattr(value, name)) for name, info in fields.items())
        return {name: plain(item) for name, item in named if item is not None}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return to_json_value(value)
