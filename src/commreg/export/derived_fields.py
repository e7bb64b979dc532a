"""What follows from a contract on the day, under the names that every form uses: its dates, its plan, its options.

The fields are declared here once, with their kinds and what they say; the JSON Schema, the tables and the reference
are made of these lists. Names that a listing has as well mean the same there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from commreg.model.contract import VALUE_FIELDS
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.next_action import recommissioning_status
from commreg.planning.plan import ScheduledStage
from commreg.planning.term import Option

Kind = Literal["text", "day", "pounds", "number", "flag"]
Value = str | date | Decimal | int | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """A value with a name: what kind it is (`pounds` are exact, `number` is whole), and what it says."""

    name: str
    kind: Kind
    about: str


FACTS = (
    Field("state", "text", "Where the contract stands on the day: running, ended, still open, closed …"),
    Field("start", "day", "The first day of service."),
    Field("initial_end", "day", "The last day as signed."),
    Field("current_end", "day", "The last day with the extensions used, or the day of termination."),
    Field("final_end", "day", "The last day if every extension still available is used."),
    Field("days_left", "number", "Days to the current end; 0 on the last day, negative after it."),
    Field("can_extend_to", "day", "The final end, where an extension is still available."),
    Field("notice_by", "day", "The last day to serve notice of the next extension."),
    Field(
        "notice_by_default", "flag", "Whether that day rests on the council's usual notice, as the contract has none."
    ),
    Field("window_months", "number", "Length of the recommissioning window, in months."),
    Field("window_opens", "day", "The day the recommissioning window opens, from the current end."),
    Field("window_open", "flag", "Whether it is open."),
    Field("days_in_window", "number", "Days since it opened; negative while it is to open."),
    Field("final_window_opens", "day", "The same from the final end."),
    Field("successor", "text", "Id of the contract that takes over, where the register has one."),
    Field("successor_start", "day", "The first day of that contract."),
    Field("value", "pounds", "Pounds as stated: the amount, or else the sum of parts on one basis."),
    Field("value_basis", "text", "What that covers: whole-term, annual, monthly, weekly, per-case, ceiling, unstated."),
    Field("value_firm", "flag", "Whether nothing in it is said to be estimated or not guaranteed."),
)
OPTION = (
    Field("number", "number", "Its place in term.extensions, from 1."),
    Field("from_end", "day", "The end it extends."),
    Field("to_end", "day", "The last day it leads to."),
    Field("notice_months", "number", "Months of notice."),
    Field("notice_by", "day", "The last day to serve notice."),
    Field("notice_by_default", "flag", "Whether the months of notice are the council's usual ones."),
)
PLAN = (
    Field("leads_to", "text", "What the work leads to: a new contract, a service of the council's own …"),
    Field("stage", "text", "The stage reached; none where every stage is done, or there is no plan."),
    Field("days_behind", "number", "Days behind the plan; negative where there are days in hand."),
    Field("earliest_new_start", "day", "The earliest first day of what comes next, if work goes on from the day."),
    Field("gap_days", "number", "Days between the current end and that day."),
    Field("closes_gap", "text", "What would close the gap, in words."),
    Field("closes_gap_with", "text", "The same in a word: extension, exemption, nothing, not recorded."),
    Field("gap_days_left_open", "number", "Days that would stay open even so."),
    Field("next_action", "text", "What to do next."),
    Field("next_by", "day", "The last day for it."),
    Field("plan_begins", "day", "The latest first day of the plan."),
    Field("pace", "text", "Which lead times apply: usual, or a pace of the settings."),
    Field("lead_times_cut_to", "number", "Per cent that the lead times were cut to, where there was not room for all."),
)
STAGE = (
    Field("stage", "text", "The stage."),
    Field("latest_start", "day", "The latest day to begin it."),
    Field("latest_finish", "day", "The latest day to finish it."),
    Field("days", "number", "Days it takes."),
    Field("started_on", "day", "The day work on it began, as recorded."),
    Field("completed_on", "day", "The day it was done, as recorded."),
    Field("decided_by", "text", "Who decides at the end of it."),
    Field("decide_by", "day", "The last day for that decision, or the meeting planned for it."),
    Field("decision_notice_by", "day", "The last day to publish the notice of that decision."),
)


def facts(record: ContractView) -> dict[str, Value]:
    """The dates of a contract, and its value as stated; FACTS says which."""
    known, value = record.facts, record.contract.value
    option = known.next_option
    amount = value.stated() if value and not record.redaction_of(*VALUE_FIELDS) else None
    return {
        "state": str(known.state),
        "start": known.start,
        "initial_end": known.initial_end,
        "current_end": known.current_end,
        "final_end": known.final_end,
        "days_left": known.days_left,
        "can_extend_to": known.final_end if option else None,
        "notice_by": option.notice_by if option else None,
        "notice_by_default": option.notice_by_default if option else None,
        "window_months": known.window_months,
        "window_opens": known.window_opens,
        "window_open": known.window_open,
        "days_in_window": known.days_in_window,
        "final_window_opens": known.final_window_opens,
        "successor": known.successor,
        "successor_start": known.successor_start,
        "value": amount,
        "value_basis": value.stated_basis() if value and amount is not None else None,
        "value_firm": value.firm() if value and amount is not None else None,
    }


def option(found: Option) -> dict[str, Value]:
    """An extension that can still be used; OPTION says which fields."""
    return {field.name: getattr(found, field.name) for field in OPTION}


def plan_fields(record: ContractView, settings: Settings) -> dict[str, Value]:
    """How recommissioning stands; PLAN says which fields."""
    return {**recommissioning_status(record.contract, record.facts, record.plan(settings.policy))}


def stages(record: ContractView, settings: Settings) -> list[dict[str, Value]]:
    """Every stage of the plan; STAGE says which fields."""
    found = record.plan(settings.policy)
    return [_stage(slot) for slot in found.slots] if found else []


def _stage(slot: ScheduledStage) -> dict[str, Value]:
    sitting = slot.sitting
    return {
        "stage": slot.stage,
        "latest_start": slot.latest_start,
        "latest_finish": slot.latest_finish,
        "days": slot.days,
        "started_on": slot.started_on,
        "completed_on": slot.completed_on,
        "decided_by": sitting.body if sitting else None,
        "decide_by": sitting.decide_by if sitting else None,
        "decision_notice_by": sitting.notice_by if sitting else None,
    }
