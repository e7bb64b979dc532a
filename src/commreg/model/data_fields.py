"""Fields of tables for programs: name, kind, description, and the fields of the contract file that each depends on.

RECORDED lists the fields of a contract file that have a column of their own in the tables of the exports. Their kinds
and descriptions come from the model. Fields that are worked out are declared in `planning`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args

from commreg.model.contract import Contract
from commreg.model.field_path import find_field, model_at
from commreg.values.durations import Duration

Kind = Literal["text", "day", "pounds", "number", "flag"]
Value = str | date | Decimal | int | bool | None
Row = Mapping[str, Value]
WORKBOOK_CREATOR = "commreg"  # in the properties of exported workbooks, by which they are recognised

_KINDS: tuple[tuple[type, Kind], ...] = ((bool, "flag"), (date, "day"), (Decimal, "pounds"), (int, "number"))


@dataclass(frozen=True, slots=True)
class DataField:
    """A column for programs. `pounds` are exact amounts, `number` is whole; `depends_on` are fields of the file.

    `attribute` is where its value is: an attribute, or, for a recorded field, the dotted path in the contract.
    """

    name: str
    kind: Kind
    description: str
    depends_on: tuple[str, ...] = ()
    attribute: str = ""

    def read(self, source: object) -> Value:
        """Its value in the object that it is declared on; None if that object, or a group on the way, is missing."""
        value: Any = source
        for step in (self.attribute or self.name).split("."):
            value = getattr(value, step, None)
        if isinstance(value, Duration):
            return value.written
        return str(value) if isinstance(value, StrEnum) else value


def read_all(fields: tuple[DataField, ...], source: object) -> dict[str, Value]:
    """The values of fields by name; all None if `source` is None."""
    return {field.name: field.read(source) for field in fields}


def recorded_field(name: str, path: str, description: str = "", model: Any = Contract) -> DataField:
    """A field of a contract file, or of the group `model` in one, as a column; the description is the model's own."""
    *groups, last = path.split(".")
    owner = model_at(model, tuple(groups))
    _, info = find_field(owner, last) if owner else ("", None)
    if info is None:
        raise LookupError(f"the model has no field {path}")
    return DataField(name, _kind_of(info.annotation), description or info.description or "", (path,), path)


def kind_at(path: str) -> Kind:
    """The kind of the values of a field of a contract file. An item of a list has the kind of its field."""
    *groups, last = re.sub(r"\[\d+\]", "", path).split(".")
    owner = model_at(Contract, tuple(groups))
    _, info = find_field(owner, last) if owner else ("", None)
    return _kind_of(info.annotation) if info else "text"  # the council's own names hold texts


def _kind_of(annotation: Any) -> Kind:
    """The kind of the values that a type of the model takes."""
    types = [annotation, *get_args(annotation)]
    types += [part for inner in types for part in get_args(inner)]
    return next((kind for type_, kind in _KINDS if type_ in types), "text")


RECORDED = (
    recorded_field("id", "id"),
    recorded_field("reference", "reference"),
    recorded_field("title", "title"),
    recorded_field("kind", "kind"),
    recorded_field("provider", "provider.name"),
    recorded_field("provider_type", "provider.type"),
    recorded_field("company_number", "provider.company_number"),
    recorded_field("charity_number", "provider.charity_number"),
    recorded_field("sme", "provider.sme"),
    recorded_field("vcse", "provider.vcse"),
    recorded_field("service_area", "service_area"),
    recorded_field("description", "description"),
    recorded_field("statutory_basis", "statutory.basis"),
    recorded_field("limited_choice", "statutory.limited_choice"),
    recorded_field("ends_when", "term.ends_when"),
    recorded_field("review_on", "term.review_on"),
    recorded_field("terminated_on", "term.terminated.on", "The last day of service, if the contract ended early."),
    recorded_field("termination_reason", "term.terminated.reason"),
    recorded_field("closed_on", "term.closed_on"),
    recorded_field("value_certainty", "value.certainty"),
    recorded_field("value_at_award", "value.at_award"),
    recorded_field("value_variation", "value.variation"),
    recorded_field("value_uplift", "value.uplift"),
    recorded_field("irrecoverable_vat", "value.irrecoverable_vat"),
    recorded_field("regime", "procurement.regime"),
    recorded_field("route", "procurement.route"),
    recorded_field("commenced_on", "procurement.commenced_on"),
    recorded_field("awarded_on", "procurement.awarded_on"),
    recorded_field("signed_on", "procurement.signed_on"),
    recorded_field("threshold_value", "procurement.threshold_value"),
    recorded_field("framework", "procurement.framework"),
    recorded_field("lot", "procurement.lot"),
    recorded_field(
        "exemption_reason", "procurement.exemption.reason", "Why the contract was exempted from competition."
    ),
    recorded_field("exemption_until", "procurement.exemption.until", "The last day that the exemption covers."),
    recorded_field("frequency", "monitoring.frequency"),
    recorded_field("owner", "monitoring.owner"),
    recorded_field("forum", "monitoring.forum"),
    recorded_field("last_meeting_on", "monitoring.last_meeting_on"),
    recorded_field("rating", "monitoring.performance.rating", "The latest performance rating."),
    recorded_field("rated_on", "monitoring.performance.on", "The day of the latest rating."),
    recorded_field("rating_reason", "monitoring.performance.reason", "The evidence for the latest rating."),
    recorded_field("oversight", "monitoring.oversight"),
    recorded_field("value_for_money", "monitoring.value_for_money"),
    recorded_field("intention", "recommissioning.intention"),
    recorded_field(
        "estimated_value", "recommissioning.estimated_value.amount", "Estimated value of the next contract, in pounds."
    ),
    recorded_field(
        "estimated_value_basis", "recommissioning.estimated_value.basis", "What the estimated value covers."
    ),
    recorded_field("estimated_term_months", "recommissioning.estimated_value.term_months"),
    recorded_field(
        "estimated_value_certainty",
        "recommissioning.estimated_value.certainty",
        "How certain the estimated value is, if that is stated.",
    ),
    recorded_field("supersedes", "supersedes"),
    recorded_field("checked_on", "checked_on"),
    recorded_field("notes", "notes"),
)
