"""JSON: each contract nested as in its file, what follows from it on the day, and what is withheld.

Amounts are text, so that they stay exact; days are 2022-03-31. What is not recorded is left out of `recorded`, and is
null in `facts` and `plan`. `commreg schema export` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from commreg.export.request import ExportRequest
from commreg.export.tables import contract_facts, plan_status, stages
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived_values
from commreg.planning.term import Option
from commreg.values.json_values import to_json_value

FORMAT = 1


def render(outgoing: ExportRequest) -> str:
    """One object: what it is, as at which day, for whom, what is left out of it, and the contracts by id."""
    whole = {
        "format": FORMAT,
        "report": "export",
        "organisation": outgoing.heading,
        "identifiers": outgoing.settings.organisation.identifiers,
        "as_of": outgoing.as_of.isoformat(),
        "audience": outgoing.published.audience,
        "left_out": outgoing.left_out,
        "withheld_entries": [
            {"basis": item.basis, "reason": item.reason} for item in outgoing.published.withheld_entries
        ],
        "contracts": [_contract(record, outgoing.settings) for record in outgoing.records],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _contract(record: ContractView, settings: Settings) -> dict[str, Any]:
    return {
        "recorded": plain(record.contract),
        "facts": {
            **plain(contract_facts(record)),
            "options": [plain(derived_values(Option, option)) for option in record.facts.options],
        },
        "plan": {
            **plain(plan_status(record, settings)),
            "stages": plain(stages(record, settings)),
        },
        "withheld": dict(record.redacted),
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it; a group under the names of its file, without what is not recorded."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        named = ((info.alias or name, getattr(value, name)) for name, info in fields.items())
        return {name: plain(item) for name, item in named if item is not None}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return to_json_value(value)
