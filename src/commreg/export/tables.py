"""The register as three typed tables, which the workbook, the database and the Parquet file share.

One row a contract, one an extension, one a deadline. Cells hold days, exact amounts and words; nothing is made to look
like something else. The names of columns mean the same in all three forms, and those of `reckoned` the same as in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commreg.export import derived_fields
from commreg.export.derived_fields import FACTS, PLAN, Field, Kind, Value
from commreg.export.request import ExportRequest
from commreg.model.contract import VALUE_FIELDS, Contract
from commreg.model.paths import find_field, model_at
from commreg.model.settings import Settings
from commreg.planning.contract_view import PLAN_INPUT_FIELDS, ContractView
from commreg.planning.deadlines import deadlines
from commreg.planning.term import UsedExtension, steps

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column(Field):
    """A field of a table, and the fields of the contract file that it rests on: it is hidden where one of them is."""

    rests_on: tuple[str, ...] = ()

    def hidden(self, record: ContractView) -> str | None:
        """The words in its place, if what it rests on is withheld."""
        words = record.redaction_of(*self.rests_on) if self.rests_on else None
        return str(words) if words else None


def _recorded(name: str, field: str, kind: Kind = "text", about: str = "") -> Column:
    """A column that holds a field as it stands in the file; it says what the field does, unless told otherwise."""
    *groups, last = field.split(".")
    owner = model_at(Contract, tuple(groups))
    _, info = find_field(owner, last) if owner else ("", None)
    return Column(name, kind, about or (info and info.description) or "", (field,))


def _reckoned(fields: Iterable[Field], rests_on: Mapping[str, tuple[str, ...]], usual: tuple[str, ...]) -> list[Column]:
    return [Column(field.name, field.kind, field.about, rests_on.get(field.name, usual)) for field in fields]


_VALUE = dict.fromkeys(("value", "value_basis", "value_firm"), VALUE_FIELDS)
RECORDED = (
    _recorded("id", "id"),
    _recorded("reference", "reference"),
    _recorded("title", "title"),
    _recorded("kind", "kind"),
    _recorded("provider", "provider.name"),
    _recorded("provider_type", "provider.type"),
    _recorded("company_number", "provider.company_number"),
    _recorded("charity_number", "provider.charity_number"),
    _recorded("sme", "provider.sme", "flag"),
    _recorded("vcse", "provider.vcse", "flag"),
    _recorded("service_area", "service_area"),
    _recorded("description", "description"),
    _recorded("statutory_basis", "statutory.basis"),
    _recorded("limited_choice", "statutory.limited_choice"),
    _recorded("ends_when", "term.ends_when"),
    _recorded("review_on", "term.review_on", "day"),
    _recorded("terminated_on", "term.terminated.on", "day", "The last day of service, if it was ended early."),
    _recorded("termination_reason", "term.terminated.reason"),
    _recorded("closed_on", "term.closed_on", "day"),
    _recorded("value_certainty", "value.certainty"),
    _recorded("value_at_award", "value.at_award", "pounds"),
    _recorded("value_variation", "value.variation"),
    _recorded("value_uplift", "value.uplift"),
    _recorded("irrecoverable_vat", "value.irrecoverable_vat", "pounds"),
    _recorded("regime", "procurement.regime"),
    _recorded("route", "procurement.route"),
    _recorded("commenced_on", "procurement.commenced_on", "day"),
    _recorded("awarded_on", "procurement.awarded_on", "day"),
    _recorded("signed_on", "procurement.signed_on", "day"),
    _recorded("threshold_value", "procurement.threshold_value", "pounds"),
    _recorded("framework", "procurement.framework"),
    _recorded("lot", "procurement.lot"),
    _recorded(
        "exemption_reason", "procurement.exemption.reason", "text", "Why there is leave not to compete, if there is."
    ),
    _recorded("exemption_until", "procurement.exemption.until", "day", "The last day that leave covers."),
    _recorded("frequency", "monitoring.frequency"),
    _recorded("owner", "monitoring.owner"),
    _recorded("forum", "monitoring.forum"),
    _recorded("last_meeting_on", "monitoring.last_meeting_on", "day"),
    _recorded("rating", "monitoring.performance.rating", "text", "The latest performance rating."),
    _recorded("rated_on", "monitoring.performance.on", "day", "The day of that rating."),
    _recorded("rating_reason", "monitoring.performance.reason", "text", "What that rating rests on."),
    _recorded("oversight", "monitoring.oversight"),
    _recorded("value_for_money", "monitoring.value_for_money"),
    _recorded("intention", "recommissioning.intention"),
    _recorded("estimated_value", "recommissioning.estimated_value", "pounds"),
    _recorded("supersedes", "supersedes"),
    _recorded("checked_on", "checked_on", "day"),
    _recorded("notes", "notes"),
)
CONTRACT: tuple[Column, ...] = (
    *RECORDED,
    Column("service_area_name", "text", "The name of the service area, from the settings."),
    Column("statutory", "flag", "Whether it discharges a statutory duty.", ("statutory",)),
    Column("extensions", "number", "How many extensions are provided for; 0 says none, blank says not recorded."),
    *_reckoned(FACTS, {**_VALUE, "successor": ("recommissioning.successor",)}, ()),
    *_reckoned(PLAN, {}, PLAN_INPUT_FIELDS),
    Column("withheld", "text", "The fields that this audience is not shown, with a semicolon between."),
)
EXTENSION = (
    Field("contract", "text", "Id of the contract."),
    Field("number", "number", "Its place in the contract's list, from 1."),
    Field("months", "number", "How many months it adds."),
    Field("until", "day", "The last day it extends to, where the contract names a day."),
    Field("state", "text", "available, exercised, declined or lapsed."),
    Field("from_end", "day", "The end it extends; blank where it was declined or lapsed."),
    Field("to_end", "day", "The last day it leads to; blank likewise."),
    Field("notice_months", "number", "Months of notice, as the contract says."),
    Field("notice_by", "day", "The last day to serve notice, where it can still be used."),
    Field("notice_by_default", "flag", "Whether that day rests on the council's usual notice."),
    Field("provided", "flag", "Whether the contract as signed provides for it."),
    Field("decided_by", "text", "Who decided on it."),
    Field("decided_on", "day", "The day of the decision."),
    Field("decision", "text", "What was decided."),
    Field("decision_reference", "text", "Report or minute number."),
    Field("note", "text", "Anything a reader should know of it."),
)
DEADLINE = (
    Field("due_on", "day", "The last day for it, or the day it happens."),
    Field("contract", "text", "Id of the contract; blank for what concerns the whole register."),
    Field("title", "text", "Title of the contract."),
    Field("kind", "text", "What it is about: a word of the kinds of deadline."),
    Field("what", "text", "What is to be done."),
    Field("overdue", "flag", "Whether the day has passed and it is still to be done."),
    Field("days_left", "number", "Days to it; negative where it has passed."),
    Field("owner", "text", "The post that answers for the contract."),
    Field("basis", "text", "How the day was reckoned."),
    Field("source", "text", "On what authority."),
    Field("event", "flag", "Whether it only happens, so that nobody can be late with it."),
    Field("key", "text", "Tells it from others of its kind of the same contract."),
)


def contract(record: ContractView, settings: Settings) -> dict[str, Value]:
    """The row of a contract. What is withheld is the words in a text column, and blank in any other."""
    one = record.contract
    row: dict[str, Value] = {
        **{column.name: at(one, column.rests_on[0]) for column in RECORDED},
        "service_area_name": settings.area_name(one.service_area),
        "statutory": None if record.redaction_of("statutory") else one.statutory is not None,
        "extensions": None if one.term.extensions is None else len(one.term.extensions),
        **derived_fields.facts(record),
        **derived_fields.plan_fields(record, settings),
        "withheld": "; ".join(record.redacted) or None,
    }
    blank = [column for column in CONTRACT if column.kind == "text" and row[column.name] is None]
    return {**row, **{column.name: words for column in blank if (words := column.hidden(record))}}


def at(value: Any, field: str) -> Any:
    """The value of a field by its dotted name; None where it or a group round it is not recorded."""
    for step in field.split("."):
        value = getattr(value, step, None)
    return value


def extensions(record: ContractView) -> list[dict[str, Value]]:
    """A row for each extension, in order, whatever became of it."""
    term = record.contract.term
    led = {step.number: step for step in steps(term)}
    options = {option.number: option for option in record.facts.options}
    found: list[dict[str, Value]] = []
    for number, extension in enumerate(term.extensions or (), 1):
        step: UsedExtension | None = led.get(number)
        option = options.get(number)
        decision = extension.decision
        found.append(
            {
                "contract": record.contract.id,
                "number": number,
                "months": extension.months,
                "until": extension.until,
                "state": extension.state,
                "from_end": step.from_end if step else None,
                "to_end": step.to_end if step else None,
                "notice_months": extension.notice_months,
                "notice_by": option.notice_by if option else None,
                "notice_by_default": option.notice_by_default if option else None,
                "provided": extension.provided,
                "decided_by": decision.body if decision else None,
                "decided_on": decision.on if decision else None,
                "decision": decision.what if decision else None,
                "decision_reference": decision.reference if decision else None,
                "note": extension.note,
            }
        )
    return found


def deadline_rows(outgoing: ExportRequest) -> list[dict[str, Value]]:
    """A row for each deadline to come or overdue, by day; what concerns the register only where it is whole."""
    as_of = outgoing.as_of
    whole = len(outgoing.records) == len(outgoing.published.records)
    return [
        {
            "due_on": one.day,
            "contract": one.contract or None,
            "title": one.title,
            "kind": one.kind,
            "what": one.what,
            "overdue": one.overdue(as_of),
            "days_left": (one.day - as_of).days,
            "owner": one.owner,
            "basis": one.basis,
            "source": one.source,
            "event": one.informational,
            "key": one.key,
        }
        for one in deadlines(outgoing.records, outgoing.settings, as_of, whole=whole)
        if one.day >= as_of or one.overdue(as_of)
    ]


# What an export does not have in it, by name, in words.
LEFT_OUT = {
    "filtered_out": "Contracts not chosen by the filters",
    "files_with_errors": "Files with errors, which are not in it",
    "withheld_entries": "Contracts withheld whole from this audience",
    "withheld_fields": "Fields withheld from this audience",
}


def left_out(outgoing: ExportRequest) -> dict[str, int]:
    """How much is not in the export, by the names of LEFT_OUT. Nothing is quietly short."""
    published = outgoing.published
    shown = {record.contract.id for record in outgoing.records}
    return {
        "filtered_out": len(published.records) - len(outgoing.records),
        "files_with_errors": outgoing.left_out,
        "withheld_entries": len(published.withheld_entries),
        "withheld_fields": sum(1 for name, _ in published.withheld_fields if name in shown),
    }
