"""Notice of decisions: whom SI 2012/2089 binds, urgency, private meetings and call-in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commreg.model.settings import Settings
from commreg.planning.deadlines import Deadline, deadlines
from commreg.wording.deadlines import deadline_text
from tests.unit.builders import AS_OF, contract, contract_view

LAW = (
    "Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012, "
    "SI 2012/2089, regulation "
)
OWN = "the council's settings (policy.decision_makers)"
UNSETTLED = f"{OWN}; if the council has executive arrangements, SI 2012/2089, regulation 9"
MEETING = date(2022, 12, 13)


def of_decision(maker: dict[str, Any], **policy: Any) -> dict[tuple[str, str], Deadline]:
    """The decision that ends the award, and its notices, by kind and key. The award is to be done by 31 December."""
    decision_maker = {"name": "Cabinet", "meetings": (MEETING, date(2023, 1, 17)), **maker}
    settings = Settings.model_validate({"policy": {"decision_makers": (decision_maker,), **policy}})
    listed = deadlines([contract_view(contract())], settings, AS_OF)
    return {(due.kind, due.key): due for due in listed if due.kind.startswith("decision")}


@pytest.mark.parametrize(
    ("maker", "policy", "day", "source"),
    [
        ({}, {"executive_arrangements": True}, date(2022, 11, 14), f"{LAW}9"),
        ({"executive": True}, {"executive_arrangements": False}, date(2022, 11, 14), f"{LAW}9"),
        # A committee system has its own constitution's notice, and no statutory source.
        ({}, {"executive_arrangements": False}, None, None),
        ({"clear_days": 28}, {"executive_arrangements": False}, date(2022, 11, 14), OWN),
        ({"clear_days": 5}, {"executive_arrangements": False}, date(2022, 12, 7), OWN),
        ({"executive": False}, {"executive_arrangements": True}, None, None),
        # Where the settings do not say, the notice is on the safe side and the law is named on a condition.
        ({}, {}, date(2022, 11, 14), UNSETTLED),
        ({"clear_days": 10}, {"executive_arrangements": True}, date(2022, 12, 2), OWN),
    ],
)
def test_the_regulations_are_the_source_only_for_executive_decisions(
    maker: dict[str, Any], policy: dict[str, Any], day: date | None, source: str | None
) -> None:
    notice = of_decision(maker, **policy).get(("decision-notice", "award"))
    assert (notice and notice.day, notice and deadline_text(notice).source) == (day, source)


def test_urgency_is_said_beside_the_usual_notice() -> None:
    executive = of_decision({}, executive_arrangements=True)["decision-notice", "award"]
    assert deadline_text(executive).basis == (
        "28 clear days before 13 December 2022; if that is impracticable, the general exception needs 5 clear days, "
        "by 7 December 2022 (regulation 10), and after that the scrutiny chair must agree that it is urgent "
        "(regulation 11)"
    )
    own = of_decision({"clear_days": 28, "urgent_clear_days": 3}, executive_arrangements=False)
    assert deadline_text(own["decision-notice", "award"]).basis == (
        "28 clear days before 13 December 2022; if that is impracticable, 3 clear days, by 9 December 2022"
    )
    unknown = of_decision({})["decision-notice", "award"]
    assert deadline_text(unknown).basis == "28 clear days before 13 December 2022"


def test_a_private_meeting_has_two_notices_of_its_own() -> None:
    due = of_decision({"private": True}, executive_arrangements=True)
    first, further = due["decision-notice", "award-private-28"], due["decision-notice", "award-private-5"]
    assert (first.day, further.day) == (date(2022, 11, 14), date(2022, 12, 7))
    assert deadline_text(first).what == "publish the notice that part of the meeting of Cabinet is private"
    assert deadline_text(further).what == "publish the further notice that part of the meeting of Cabinet is private"
    assert [deadline_text(deadline).source for deadline in (first, further)] == [f"{LAW}5(2)", f"{LAW}5(4)"]
    assert len(of_decision({"private": True}, executive_arrangements=False)) == 1
    assert len(of_decision({}, executive_arrangements=True)) == 2


def test_call_in_leaves_its_days_between_the_decision_and_the_end_of_the_stage() -> None:
    assert of_decision({"call_in_days": 18})["decision", "award"].day == MEETING  # 31 December less 18 days
    earlier = of_decision({"call_in_days": 19, "meetings": (date(2022, 12, 12), MEETING, date(2023, 1, 17))})
    assert earlier["decision", "award"].day == date(2022, 12, 12)
    assert deadline_text(earlier["decision", "award"]).basis == (
        "its last meeting by 12 December 2022, the last day that leaves time for what follows, less 19 days for call-in"
    )


def test_a_new_contract_waits_for_call_in() -> None:
    def start(days: int) -> date | None:
        maker = {"name": "Cabinet", "call_in_days": days, "clear_days": 0}
        policy = Settings.model_validate({"policy": {"decision_makers": (maker,)}}).policy
        plan = contract_view(contract()).plan(policy)
        return plan.earliest_new_start if plan else None

    without, with_call_in = start(0), start(10)
    assert without
    assert with_call_in
    assert (with_call_in - without).days == 10
