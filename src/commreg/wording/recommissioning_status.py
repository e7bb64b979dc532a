"""The state of recommissioning of a contract as single values, under the names that listings and exports use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from commreg.model.contract import Contract
from commreg.planning.derived import derived
from commreg.planning.next_action import next_action
from commreg.planning.plan import PLAN_INPUT_FIELDS as INPUTS
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts
from commreg.wording.next_action import action_text, gap_cover_sentence


@dataclass(frozen=True, slots=True)
class RecommissioningStatus:
    """The plan of a contract and the next action as single values; None where there is no plan."""

    planned_outcome: str | None = field(metadata=derived("text", f"The planned outcome: {', '.join(Outcome)}.", INPUTS))
    stage: str | None = field(
        metadata=derived("text", "Current stage; blank if every stage is done or there is no plan.", INPUTS)
    )
    days_behind: int | None = field(
        metadata=derived("number", "Days behind the plan; negative if there are days in hand.", INPUTS)
    )
    earliest_new_start: date | None = field(
        metadata=derived("day", "The earliest day the next contract can start, if work continues now.", INPUTS)
    )
    closes_gap: str | None = field(metadata=derived("text", "How to cover the gap, in words.", INPUTS))
    closes_gap_with: str | None = field(
        metadata=derived("text", "What covers the gap: extension, exemption, nothing, not recorded.", INPUTS)
    )
    gap_days_left_open: int | None = field(metadata=derived("number", "Days with no contract even then.", INPUTS))
    next_action: str | None = field(metadata=derived("text", "Next step.", INPUTS))
    next_by: date | None = field(metadata=derived("day", "The last day for the next step.", INPUTS))
    plan_begins: date | None = field(metadata=derived("day", "The latest day the plan can start.", INPUTS))
    timetable: str | None = field(
        metadata=derived(
            "text",
            "Which lead times apply: usual, a timetable of the settings, or default if the settings have none.",
            INPUTS,
        )
    )
    lead_times_percent: int | None = field(
        metadata=derived("number", "Lead times as a percentage of their full length, if compressed to fit.", INPUTS)
    )


def recommissioning_status(contract: Contract, facts: ContractFacts, plan: Plan | None) -> RecommissioningStatus:
    """The state of recommissioning of a contract; without a plan only the next action can have a value."""
    action = next_action(contract, facts, plan)
    cover = plan.gap_cover if plan else None
    return RecommissioningStatus(
        planned_outcome=str(plan.outcome) if plan else None,
        stage=plan.stage if plan else None,
        days_behind=plan.days_behind if plan else None,
        earliest_new_start=plan.earliest_new_start if plan else None,
        closes_gap=gap_cover_sentence(plan) or None,
        closes_gap_with=cover.kind if cover else None,
        gap_days_left_open=cover.days_uncovered if cover else None,
        next_action=action_text(action).without_due_date if action else None,
        next_by=action.due if action else None,
        plan_begins=plan.stages[0].latest_start if plan else None,
        timetable=plan.timetable if plan else None,
        lead_times_percent=plan.compressed_percent if plan else None,
    )
