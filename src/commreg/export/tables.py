"""The register as typed tables, which the workbook, the database and the Parquet file share.

One row per contract, per extension and per deadline. Cells hold dates, exact amounts and text; nothing is formatted.
A column has the same name and meaning in all three exports, and the same as in JSON. Every column is a field of the
contract file or a derived field declared in `planning`.
"""

from __future__ import annotations

from commreg.export.request import ExportRequest
from commreg.model.contract import Extension
from commreg.model.data_fields import RECORDED, DataField, Value, read_all, recorded_field
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView, StatedValue
from commreg.planning.deadlines import Deadline, deadlines
from commreg.planning.decisions import StageDecision
from commreg.planning.derived import derived_fields, derived_values
from commreg.planning.extensions import ExtensionStep, Option, extension_steps
from commreg.planning.stages import ScheduledStage
from commreg.planning.term import ContractFacts
from commreg.planning.verdict import Verdict
from commreg.wording.deadlines import DeadlineText, deadline_text
from commreg.wording.recommissioning_status import RecommissioningStatus, recommissioning_status
from commreg.wording.verdict import VerdictText, verdict_text

FACTS = (*derived_fields(ContractFacts), *derived_fields(StatedValue))
OPTION = derived_fields(Option)
PLAN = derived_fields(RecommissioningStatus)
VERDICT = (*derived_fields(Verdict), *derived_fields(VerdictText))
STAGE = (*derived_fields(ScheduledStage), *derived_fields(StageDecision))
CONTRACT_ID = DataField("contract", "text", "Id of the contract.")
_AREA = DataField("service_area_name", "text", "The name of the service area, from the settings.")
_WITHHELD = DataField("withheld", "text", "Fields withheld from this audience, separated by semicolons.")
CONTRACT = (*RECORDED, _AREA, *derived_fields(ContractView), *FACTS, *PLAN, *VERDICT, _WITHHELD)

_EXTENSION_FIELDS = tuple(
    recorded_field(name, path, description, Extension)
    for name, path, description in (
        ("months", "months", "How many months it adds."),
        ("until", "until", "The last day it extends to, if the contract names a day."),
        ("state", "state", "available, exercised, declined or lapsed."),
        ("notice", "notice", "Notice period in the contract: 6m, 12w, 90d."),
        ("provided", "provided", ""),
        ("decided_by", "decision.body", "Who took the decision."),
        ("decided_on", "decision.on", "The day of the decision."),
        ("decision", "decision.what", "What was decided."),
        ("decision_reference", "decision.reference", "Report or minute number."),
        ("note", "note", ""),
    )
)
_BY_NAME = {field.name: field for field in (CONTRACT_ID, *OPTION, *_EXTENSION_FIELDS)}
EXTENSION = tuple(
    _BY_NAME[name]
    for name in (
        *("contract", "number", "months", "until", "state", "from_end", "to_end", "notice", "notice_by"),
        *("notice_by_default", "provided", "decided_by", "decided_on", "decision", "decision_reference", "note"),
        "notice_by_working_day",
    )
)
_DEADLINE_BY_NAME = {field.name: field for field in (*derived_fields(Deadline), *derived_fields(DeadlineText))}
DEADLINE = tuple(
    _DEADLINE_BY_NAME[name]
    for name in (
        *("due_on", "contract", "title", "kind", "what", "overdue", "days_left", "owner", "basis", "source", "event"),
        *("key", "working_day"),
    )
)


def contract_facts(view: ContractView) -> dict[str, Value]:
    """The dates of a contract and its value as stated; FACTS names them."""
    return {**derived_values(ContractFacts, view.facts), **derived_values(StatedValue, view.stated_value)}


def plan_status(view: ContractView, settings: Settings) -> dict[str, Value]:
    """The plan of a contract and the next step; PLAN names the values."""
    status = recommissioning_status(view.contract, view.facts, view.plan(settings.policy))
    return derived_values(RecommissioningStatus, status)


def verdict_values(view: ContractView, settings: Settings) -> dict[str, Value]:
    """The verdict on a contract; VERDICT names the values. All None if it depends on a redacted field."""
    verdict = view.verdict(settings.policy)
    text = verdict_text(verdict) if verdict else None
    return {**derived_values(Verdict, verdict), **derived_values(VerdictText, text)}


def stages(view: ContractView, settings: Settings) -> list[dict[str, Value]]:
    """A row for every stage of the plan; STAGE names the values."""
    plan = view.plan(settings.policy)
    return [
        {**derived_values(ScheduledStage, stage), **derived_values(StageDecision, stage.decision)}
        for stage in (plan.stages if plan else ())
    ]


def redaction(field: DataField, view: ContractView) -> str | None:
    """The text in place of a value, if a field of the contract file that it depends on is withheld."""
    text = view.redaction_of(*field.depends_on) if field.depends_on else None
    return str(text) if text else None


def contract_row(view: ContractView, settings: Settings) -> dict[str, Value]:
    """The row of a contract. A withheld value is the redaction in a text column, and blank in any other."""
    row: dict[str, Value] = {
        **read_all(RECORDED, view.contract),
        _AREA.name: settings.area_name(view.contract.service_area),
        **derived_values(ContractView, view),
        **contract_facts(view),
        **plan_status(view, settings),
        **verdict_values(view, settings),
        _WITHHELD.name: "; ".join(view.redacted) or None,
    }
    blank = [field for field in CONTRACT if field.kind == "text" and row[field.name] is None]
    return {**row, **{field.name: text for field in blank if (text := redaction(field, view))}}


def extension_rows(view: ContractView) -> list[dict[str, Value]]:
    """A row for each extension, in order, whatever became of it. One out of time has the last day for its notice."""
    used = {step.number: step for step in extension_steps(view.contract.term)}
    missed = view.facts.missed_option
    options = {option.number: option for option in view.facts.options}
    steps = {number: step for number, step in used.items() if step.extension.state == "exercised" or number in options}
    options |= {missed.number: missed} if missed else {}
    return [
        {
            CONTRACT_ID.name: view.contract.id,
            **derived_values(Option, options.get(number)),
            **derived_values(ExtensionStep, steps.get(number)),
            "number": number,
            **read_all(_EXTENSION_FIELDS, extension),
        }
        for number, extension in enumerate(view.contract.term.extensions or (), 1)
    ]


def open_deadlines(request: ExportRequest) -> list[Deadline]:
    """Every deadline to come or overdue, by day; those of the register as a whole only if all its contracts are in."""
    complete = len(request.views) == len(request.published.views)
    return [
        deadline
        for deadline in deadlines(request.views, request.settings, request.as_of, is_whole_register=complete)
        if deadline.days_left >= 0 or deadline.overdue
    ]


def deadline_rows(request: ExportRequest) -> list[dict[str, Value]]:
    """A row for each deadline to come or overdue, by day; `contract` is blank for the register as a whole."""
    rows = [
        {**derived_values(Deadline, deadline), **derived_values(DeadlineText, deadline_text(deadline))}
        for deadline in open_deadlines(request)
    ]
    return [
        {field.name: row[field.name] for field in DEADLINE} | {CONTRACT_ID.name: row[CONTRACT_ID.name] or None}
        for row in rows
    ]


# What an export leaves out: each count by its name in data, with its label.
LEFT_OUT = {
    "filtered_out": "Contracts excluded by filters",
    "files_with_errors": "Files with errors",
    "withheld_entries": "Contracts withheld completely from this audience",
    "withheld_fields": "Fields withheld from this audience",
}


def left_out(request: ExportRequest) -> dict[str, int]:
    """How much is not in the export, by the names of LEFT_OUT."""
    published = request.published
    ids = {view.contract.id for view in request.views}
    return {
        "filtered_out": len(published.views) - len(request.views),
        "files_with_errors": request.files_with_errors,
        "withheld_entries": len(published.withheld_entries),
        "withheld_fields": sum(1 for name, _ in published.withheld_fields if name in ids),
    }
