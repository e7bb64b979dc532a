"""Every dated obligation. The days of the tables were reckoned by hand, on a calendar, before the program was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.export.ics.calendar import REMINDERS, uid
from commreg.listings import deadlines as view
from commreg.model.contract import Contract
from commreg.model.settings import Policy, Settings
from commreg.model.vocabularies import DEADLINE, KIND, STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import Deadline, deadlines
from commreg.planning.term import derive_facts
from commreg.register.redact import redact_for
from commreg.wording.deadlines import deadline_text
from tests.unit.builders import AS_OF, contract, contract_view, full_contract, register_of, related_contracts
from tests.unit.register.test_redact import FULL, SHORT, WITHHOLDABLE, at, item, secrets

PLAIN = Settings()
STAGES = tuple(STAGE)
# What can only happen, and so is never overdue.
EVENTS = {"window", "break-notice", "standstill", "end"}


UNSETTLED_LAW = (
    "the council's settings (policy.decision_makers); if the council has executive arrangements, "
    "SI 2012/2089, regulation 9"
)


def settings(**policy: Any) -> Settings:
    """The settings with changes to the policy, as the settings file says them."""
    return Settings.model_validate({"policy": policy})


def every(
    example: Contract,
    as_of: date = AS_OF,
    rules: Settings = PLAIN,
    successor: str | None = None,
    starts: date | None = None,
) -> list[Deadline]:
    """Every deadline of a contract, as colleagues see it."""
    return list(
        deadlines([ContractView(example, derive_facts(example, as_of, rules.policy, successor, starts))], rules, as_of)
    )


def of_kind(kind: str, listed: Sequence[Deadline]) -> list[Deadline]:
    return [deadline for deadline in listed if deadline.kind == kind]


def kinds(listed: Sequence[Deadline]) -> set[str]:
    return {deadline.kind for deadline in listed}


# The sound contract runs from 1 April 2020 to 31 March 2023, so that its window opened on 1 October 2021.
LEADS = "lead times by default (policy.lead_times)"
END = "worked back from the end on 31 March 2023"


NOT_COUNTED = "not counting the day of giving notice; the contract decides when notice counts as given"


@pytest.mark.parametrize(
    ("changes", "kind", "key", "day", "what", "basis", "source", "overdue"),
    [
        (
            {},
            "end",
            "",
            date(2023, 3, 31),
            "the contract ends",
            "its current end: the last day of service",
            "the contract (term)",
            False,
        ),
        (
            {"term": {"end": "2021-11-30"}},
            "review",
            "",
            date(2021, 11, 30),
            "record the outcome of the contract, which has ended",
            "its current end: the last day of service",
            "the contract (term)",
            True,
        ),
        (
            {},
            "window",
            "",
            date(2021, 10, 1),
            "the recommissioning window opens",
            "1 April 2023, the day after the end, less 18 months",
            "the council's window (policy.window_months)",
            False,
        ),
        (
            {"recommissioning": {"window_months": "12"}},
            "window",
            "",
            date(2022, 4, 1),
            "the recommissioning window opens",
            "1 April 2023, the day after the end, less 12 months",
            "the contract's own window (recommissioning.window_months)",
            False,
        ),
        (
            {"term": {"start": "2021-11-01"}},
            "window",
            "",
            date(2021, 11, 1),
            "the recommissioning window opens",
            "1 April 2023, the day after the end, less 18 months; not before the contract started",
            "the council's window (policy.window_months)",
            False,
        ),
        ({}, "stage-start", "review", date(2021, 10, 1), "start the review", f"latest start, {END}", LEADS, True),
        (
            {"recommissioning": {"stages": {"review": {"started_on": "2021-10-04"}}}},
            "stage-finish",
            "review",
            date(2021, 11, 30),
            "finish the review",
            f"latest finish, {END}",
            LEADS,
            True,
        ),
        (
            # Room for 12 of the 18 months: 365 days for 546.
            {"term": {"start": "2022-04-01"}},
            "stage-start",
            "review",
            date(2022, 4, 1),
            "start the review",
            f"latest start, {END}, lead times compressed to 66%",
            LEADS,
            False,
        ),
        (
            {"term": {"extensions": [{"months": "12", "notice": "6m"}]}},
            "extension-notice",
            "1",
            date(2022, 9, 30),
            "decide on extension to 31 March 2024 (last day for notice)",
            f"6 months before 31 March 2023, {NOT_COUNTED}",
            "the contract (term.extensions)",
            False,
        ),
        (
            {"term": {"end": "2022-02-28", "extensions": [{"months": "12"}]}},
            "extension-notice",
            "1",
            date(2021, 11, 30),
            "decide on extension to 28 February 2023 (last day for notice, by default)",
            f"3 months before 28 February 2022, {NOT_COUNTED}",
            "the usual notice, as the contract gives none (policy.notice_months)",
            True,
        ),
        (
            {"term": {"extensions": [{"until": "2023-08-31", "notice": "0m"}]}},
            "extension-notice",
            "1",
            date(2023, 3, 31),
            "decide on extension to 31 August 2023 (no notice is needed)",
            "the end itself: no notice is needed",
            "the contract (term.extensions)",
            False,
        ),
        (
            {"term": {"breaks": [{"on": "2022-09-30", "notice": "6m"}]}},
            "break-notice",
            "1",
            date(2022, 3, 31),
            "break on 30 September 2022 (last day to give notice)",
            f"6 months before 30 September 2022, {NOT_COUNTED}",
            "the contract (term.breaks)",
            False,
        ),
        (
            {"term": {"breaks": [{"on": "2022-09-30"}]}},
            "break-notice",
            "1",
            date(2022, 9, 30),
            "break on 30 September 2022 (last day to give notice)",
            "no notice period is recorded",
            "the contract (term.breaks)",
            False,
        ),
        (
            {"monitoring": {"last_meeting_on": "2021-08-31"}},
            "meeting",
            "",
            date(2021, 11, 30),
            "hold the monitoring meeting",
            "quarterly, last met on 31 August 2021",
            "the entry (monitoring)",
            True,
        ),
        (
            {"monitoring": {"kpis": [{"name": "Families seen"}, {"name": "Waiting time", "due_on": "2021-12-15"}]}},
            "kpi",
            "2",
            date(2021, 12, 15),
            "get the next result for “Waiting time”",
            "as recorded",
            "the entry (monitoring.kpis)",
            True,
        ),
        (
            {
                "procurement": {
                    "exemption": {
                        "reason": "One provider.",
                        "approved_by": "Cabinet",
                        "approved_on": "2021-03-16",
                        "until": "2021-12-16",
                    }
                }
            },
            "exemption",
            "",
            date(2021, 9, 16),
            "decide whether to renew the exemption",
            (
                "3 months before 16 December 2021, the last day it covers, as approved by Cabinet on 16 March 2021; "
                "the contract runs to 31 March 2023"
            ),
            "the entry (procurement.exemption), with the usual notice (policy.notice_months)",
            True,
        ),
        (
            {
                "term": {"end": "2021-12-31"},
                "procurement": {
                    "exemption": {
                        "reason": "One provider.",
                        "approved_by": "Cabinet",
                        "approved_on": "2021-03-16",
                        "until": "2021-12-31",
                    }
                },
            },
            "exemption",
            "",
            date(2021, 12, 31),
            "decide whether to renew the exemption",
            "the last day it covers, as approved by Cabinet on 16 March 2021",
            "the entry (procurement.exemption)",
            False,
        ),
        (
            {"term": {"end": None, "ends_when": "either side ends it", "review_on": "2021-12-01"}},
            "review",
            "",
            date(2021, 12, 1),
            "review the contract, which has no end date",
            "as recorded",
            "the entry (term.review_on)",
            True,
        ),
        (
            {"checked_on": "2020-11-30"},
            "check",
            "",
            date(2021, 11, 30),
            "check that the entry is still correct",
            "1 year after it was last checked, 30 November 2020",
            "the council's rule (policy.check_months)",
            True,
        ),
        (
            {"procurement": {"regime": "pa2023", "signed_on": "2021-11-01", "threshold_value": "300000"}},
            "publication",
            "details",
            date(2021, 11, 30),
            "publish the contract details notice",
            "30 days beginning with the day it was entered into on 1 November 2021",
            "Procurement Act 2023, section 53(1)",
            True,
        ),
        (
            # 13 to 17 December are five; 20, 21 and 22 the rest.
            {
                "procurement": {
                    "regime": "pa2023",
                    "notices": [{"name": "Contract award notice", "published_on": "2021-12-13"}],
                }
            },
            "standstill",
            "",
            date(2021, 12, 22),
            "the standstill ends; the contract may be entered into from the next day",
            "8 working days beginning with the award notice of 13 December 2021",
            "Procurement Act 2023, section 51",
            False,
        ),
    ],
)
def test_each_kind_has_its_date_and_explains_it(
    changes: dict[str, Any],
    kind: str,
    key: str,
    day: date,
    what: str,
    basis: str,
    source: str,
    overdue: bool,
) -> None:
    matching = [deadline for deadline in of_kind(kind, every(contract(**changes))) if deadline.key == key]
    assert [
        (item.day, deadline_text(item).what, deadline_text(item).basis, deadline_text(item).source) for item in matching
    ] == [(day, what, basis, source)]
    assert matching[0].overdue is overdue
    assert (matching[0].contract, matching[0].title) == ("parent-advice-2020", "Parent Advice")


def test_the_tables_name_every_kind() -> None:
    assert set(REMINDERS) == set(DEADLINE)
    assert set(DEADLINE) >= EVENTS


def test_a_word_after_kind_is_a_kind_of_deadline_or_of_contract_and_never_both() -> None:
    assert not set(DEADLINE) & set(KIND)


def test_a_plan_in_time_lists_every_stage_still_to_come() -> None:
    """18 months before 1 April 2023, then 16, 14, 12, 10, 8, 4 and 3; each ends the day before the next begins."""
    listed = every(contract(), date(2021, 9, 1))
    assert [(deadline.key, deadline.day) for deadline in of_kind("stage-start", listed)] == [
        ("review", date(2021, 10, 1)),
        ("needs-assessment", date(2021, 12, 1)),
        ("options-appraisal", date(2022, 2, 1)),
        ("market-engagement", date(2022, 4, 1)),
        ("specification", date(2022, 6, 1)),
        ("procurement", date(2022, 8, 1)),
        ("award", date(2022, 12, 1)),
        ("mobilisation", date(2023, 1, 1)),
    ]
    assert [deadline.day for deadline in of_kind("stage-finish", listed)] == [
        date(2021, 11, 30),
        date(2022, 1, 31),
        date(2022, 3, 31),
        date(2022, 5, 31),
        date(2022, 7, 31),
        date(2022, 11, 30),
        date(2022, 12, 31),
        date(2023, 3, 31),
    ]


@pytest.mark.parametrize(
    ("stages", "listed"),
    [
        ({}, [("stage-start", "review")]),
        ({"review": {"started_on": "2021-10-01"}}, [("stage-finish", "review")]),
        ({"needs-assessment": {"started_on": "2021-11-25"}}, None),
    ],
)
def test_a_plan_that_is_behind_lists_only_the_stage_reached(
    stages: dict[str, Any], listed: list[tuple[str, str]] | None
) -> None:
    all_deadlines = every(contract(recommissioning={"stages": stages}))
    stage_deadlines = [(deadline.kind, deadline.key) for deadline in all_deadlines if deadline.kind.startswith("stage")]
    if listed is not None:
        assert stage_deadlines == listed
    else:  # ahead: the stage that is begun has only its end to come
        assert stage_deadlines[0] == ("stage-finish", "needs-assessment")
        assert ("stage-start", "needs-assessment") not in stage_deadlines
        assert len(stage_deadlines) == 1 + 2 * 6


def test_what_is_done_is_gone() -> None:
    cabinet = settings(decision_makers=({"name": "Cabinet"},))
    before = {
        "term": {"extensions": [{"months": "12"}, {"months": "12"}]},
        "recommissioning": {"decision": {"body": "Cabinet"}},
        "monitoring": {"last_meeting_on": "2021-09-30"},
        "procurement": {"regime": "pa2023", "signed_on": "2021-11-01"},
    }
    after = {
        "term": {"extensions": [{"months": "12", "state": "declined"}, {"months": "12", "state": "lapsed"}]},
        "recommissioning": {
            "stages": {"review": {"completed_on": "2021-11-30"}},
            "decision": {"body": "Cabinet", "forward_plan": "FP/1"},
        },
        "monitoring": {"last_meeting_on": "2021-12-15"},
        "procurement": {
            "regime": "pa2023",
            "signed_on": "2021-11-01",
            "notices": [{"name": "Contract details notice", "published_on": "2021-11-12"}],
        },
    }
    old = {(deadline.kind, deadline.key): deadline.day for deadline in every(contract(**before), rules=cabinet)}
    new = {(deadline.kind, deadline.key): deadline.day for deadline in every(contract(**after), rules=cabinet)}
    assert {
        ("extension-notice", "1"),
        ("extension-notice", "2"),
        ("stage-start", "review"),
        ("decision-notice", "award"),
        ("publication", "details"),
    } <= set(old) - set(new)
    assert old["meeting", ""] == date(2021, 12, 30)
    assert new["meeting", ""] == date(2022, 3, 15)


def test_an_option_used_moves_the_end_and_leaves_the_next_option() -> None:
    used = {"months": "12", "state": "exercised"}
    listed = every(contract(term={"extensions": [used, {"months": "12", "notice": "6m"}]}))
    assert [deadline.day for deadline in of_kind("end", listed)] == [date(2024, 3, 31)]
    assert [(deadline.key, deadline.day) for deadline in of_kind("extension-notice", listed)] == [
        ("2", date(2023, 9, 30))
    ]


def test_an_option_out_of_time_is_asked_about_and_those_after_it_are_in_no_deadline() -> None:
    options = [{"months": "1", "notice": "4m"}, {"months": "1", "notice": "1m"}, {"months": "24"}]
    listed = every(contract(term={"end": "2022-03-31", "extensions": options}))
    assert [(deadline.key, deadline.day, deadline.overdue) for deadline in of_kind("extension-notice", listed)] == [
        ("1", date(2021, 11, 30), True)
    ]
    assert deadline_text(of_kind("extension-notice", listed)[0]).what == (
        "ask the provider whether it can still be extended to 30 April 2022 (last day for notice was 30 November 2021)"
    )


def test_the_usual_notice_rules_no_option_out() -> None:
    listed = every(contract(term={"end": "2022-02-28", "extensions": [{"months": "1"}, {"months": "1"}]}))
    assert [(deadline.key, deadline.day, deadline.overdue) for deadline in of_kind("extension-notice", listed)] == [
        ("1", date(2021, 11, 30), True),
        ("2", date(2021, 12, 31), False),
    ]


def test_notice_has_a_working_day_beside_it() -> None:
    extensions = [{"months": "12", "notice": "3m"}]
    (notice,) = of_kind("extension-notice", every(contract(term={"end": "2022-03-31", "extensions": extensions})))
    assert (notice.day, notice.working_day) == (date(2021, 12, 31), date(2021, 12, 31))
    (notice,) = of_kind("extension-notice", every(contract(term={"extensions": extensions})))
    assert (notice.day, notice.working_day) == (date(2022, 12, 31), date(2022, 12, 30))
    assert "(last working day 30 December 2022)" in deadline_text(notice).basis
    (end,) = of_kind("end", every(contract()))
    assert end.working_day is None


def test_a_contract_that_has_ended_cannot_be_extended_and_its_past_end_is_a_thing_to_settle() -> None:
    listed = every(contract(term={"end": "2021-11-30", "extensions": [{"months": "12"}]}))
    assert {"extension-notice", "end"}.isdisjoint(kinds(listed))
    assert len(of_kind("review", listed)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"term": {"end": "2021-11-30", "closed_on": "2021-12-01"}},
        {"term": {"terminated": {"on": "2021-11-30", "reason": "The provider withdrew."}}},
    ],
)
def test_a_contract_that_is_over_is_left_with_the_notices_of_the_law(changes: dict[str, Any]) -> None:
    example = contract(
        **changes,
        procurement={"regime": "pa2023-light-touch", "signed_on": "2021-10-01"},
        monitoring={"last_meeting_on": "2021-01-01"},
        checked_on="2020-01-01",
    )
    assert [(d.kind, d.key, d.day) for d in every(example)] == [
        ("publication", "termination", date(2021, 12, 29)),
        ("publication", "details", date(2022, 1, 28)),
    ]


def test_a_superseded_contract_is_left_with_nothing_else_either() -> None:
    example = contract(term={"end": "2021-11-30"})
    assert every(example, successor="parent-advice-2021", starts=date(2021, 12, 1)) == []


def test_a_successor_that_starts_late_leaves_mobilisation_alone() -> None:
    listed = every(contract(), successor="parent-advice-2023", starts=date(2023, 5, 1))
    assert [
        (deadline.kind, deadline.key, deadline.day) for deadline in listed if deadline.kind.startswith("stage")
    ] == [
        ("stage-start", "mobilisation", date(2023, 2, 1)),
        ("stage-finish", "mobilisation", date(2023, 4, 30)),
    ]


MEETS = [date(2022, 11, 15), date(2022, 12, 13), date(2023, 1, 17)]


@pytest.mark.parametrize(
    ("bodies", "planned_decision", "decision", "notice"),
    [
        # The award is to be done by 31 December: the meeting before it, and 28 clear days before that.
        ([{"name": "Cabinet", "meetings": MEETS}], None, date(2022, 12, 13), date(2022, 11, 14)),
        # No meetings known: the last day of the stage.
        ([{"name": "Cabinet"}], None, date(2022, 12, 31), date(2022, 12, 2)),
        ([{"name": "Director", "clear_days": 0}], None, date(2022, 12, 31), None),
        ([], {"body": "Cabinet", "on": "2022-11-15", "key_decision": "yes"}, date(2022, 11, 15), date(2022, 10, 17)),
        ([], {"body": "Cabinet", "on": "2022-11-15", "key_decision": "no"}, date(2022, 11, 15), None),
        (
            [],
            {"body": "Cabinet", "on": "2022-11-15", "key_decision": "yes", "forward_plan": "FP/9"},
            date(2022, 11, 15),
            None,
        ),
    ],
)
def test_a_decision_and_its_notice_have_their_days(
    bodies: list[dict[str, Any]], planned_decision: dict[str, str] | None, decision: date, notice: date | None
) -> None:
    rules = settings(decision_makers=tuple({**body, "meetings": tuple(body.get("meetings", ()))} for body in bodies))
    example = contract(recommissioning={"decision": planned_decision}) if planned_decision else contract()
    listed = every(example, date(2021, 9, 1), rules)
    (sitting,) = of_kind("decision", listed)
    assert (sitting.key, sitting.day) == ("award", decision)
    assert deadline_text(sitting).what.endswith(" to decide, at the end of the award")
    assert [deadline.day for deadline in of_kind("decision-notice", listed)] == ([notice] if notice else [])


def test_the_notice_of_the_next_decision_stays_however_late_and_those_after_it_only_while_to_come() -> None:
    """On 16 December 2021 the options appraisal is to be decided by 31 March 2022, and the award by 31 December."""
    rules = settings(
        decision_makers=({"name": "Cabinet", "stages": ("options-appraisal", "award"), "clear_days": 120},)
    )
    listed = every(contract(), rules=rules)
    # 121 days before 31 March, and before 31 December: both of the days before those of notice are whole.
    assert [(deadline.key, deadline.day, deadline.overdue) for deadline in of_kind("decision-notice", listed)] == [
        ("options-appraisal", date(2021, 11, 30), True),
        ("award", date(2022, 9, 1), False),
    ]
    later = every(contract(), date(2022, 10, 1), rules)
    assert [deadline.key for deadline in of_kind("decision-notice", later)] == ["options-appraisal"]
    assert [deadline.key for deadline in of_kind("decision", later)] == ["options-appraisal", "award"]


@pytest.mark.parametrize(
    ("body", "planned_decision", "source"),
    [
        ({"clear_days": 28}, None, UNSETTLED_LAW),
        ({"clear_days": 5}, {"body": "Schools Forum", "key_decision": "yes"},
         UNSETTLED_LAW),
        ({"clear_days": 5}, None, "the council's settings (policy.decision_makers)"),
        ({"clear_days": 60}, None, "the council's settings (policy.decision_makers)"),
    ],
)  # fmt: skip
def test_the_law_is_named_only_for_the_notice_that_it_asks_for(
    body: dict[str, int], planned_decision: dict[str, str] | None, source: str
) -> None:
    example = contract(recommissioning={"decision": planned_decision}) if planned_decision else contract()
    listed = every(example, date(2021, 9, 1), settings(decision_makers=({"name": "Schools Forum", **body},)))
    assert [deadline_text(notice).source for notice in of_kind("decision-notice", listed)] == [source]


def test_a_stage_that_takes_no_time_is_begun_and_done_on_one_day_and_not_after_the_end() -> None:
    example = contract(**{"recommissioning.lead_times": dict.fromkeys(STAGES, "0w")})
    listed = every(example, date(2021, 9, 1))
    assert {deadline.day for deadline in listed if deadline.kind.startswith("stage")} == {date(2023, 3, 31)}


def test_a_decision_names_the_meeting_or_says_that_none_is_known() -> None:
    texts = {
        deadline_text(
            of_kind(
                "decision",
                every(contract(), date(2021, 9, 1), settings(decision_makers=({"name": "Cabinet", "meetings": days},))),
            )[0]
        ).basis
        for days in (tuple(MEETS), ())
    }
    assert texts == {
        "its last meeting by 31 December 2022, the last day that leaves time for what follows",
        "the latest finish of the stage, as no meeting is listed",
    }


def test_a_meeting_that_falls_after_the_end_is_not_asked_for() -> None:
    example = contract(term={"end": "2021-12-31"}, monitoring={"last_meeting_on": "2021-11-08"})
    assert "meeting" not in kinds(every(example))
    assert "meeting" in kinds(every(contract(monitoring={"last_meeting_on": "2021-11-08"})))


def test_a_meeting_in_terms_goes_by_the_school_terms_of_the_settings() -> None:
    example = contract(monitoring={"frequency": "termly", "last_meeting_on": "2021-11-08"})
    terms = (
        {"name": "Autumn 2021", "start": date(2021, 8, 31), "end": date(2021, 12, 17)},
        {"name": "Spring 2022", "start": date(2022, 1, 4), "end": date(2022, 4, 8)},
    )
    assert "meeting" not in kinds(every(example))
    assert [d.day for d in of_kind("meeting", every(example, rules=settings(school_terms=terms)))] == [date(2022, 4, 8)]


def test_a_break_that_is_past_is_no_longer_listed_and_one_that_cannot_be_noticed_any_more_is_not_overdue() -> None:
    example = contract(term={"breaks": [{"on": "2021-12-15"}, {"on": "2022-01-31", "notice": "6m"}]})
    (left,) = of_kind("break-notice", every(example))
    assert (left.key, left.day) == ("2", date(2021, 7, 31))
    assert not left.overdue


# --- assurances, and the transfer of staff ---------------------------------------------------------------------------


def test_what_must_stay_in_place_is_due_on_its_last_day_until_it_is_renewed() -> None:
    insurance = {"what": "Public liability insurance", "seen_on": "2020-12-01", "expires_on": "2021-11-30"}
    example = contract(assurances=[{"what": "Exit plan", "seen_on": "2021-01-01"}, insurance])
    (due,) = of_kind("assurance", every(example))
    assert (due.key, due.day, due.overdue) == ("2", date(2021, 11, 30), True)
    assert deadline_text(due).what == "see the renewal of “Public liability insurance”"
    assert deadline_text(due).basis == "its last day, last seen on 1 December 2020"
    assert not of_kind("assurance", every(contract(assurances=[insurance], term={"closed_on": "2021-12-01"})))


@pytest.mark.parametrize(
    ("successor_start", "day"),
    [
        # 28 whole days: 4 to 31 March before 1 April.
        (None, date(2023, 3, 3)),
        (date(2023, 3, 1), date(2023, 1, 31)),
    ],
)
def test_employee_information_is_due_28_whole_days_before_staff_transfer(
    successor_start: date | None, day: date
) -> None:
    example = contract(recommissioning={"tupe": "true"})
    listed = every(example, successor="next-2023" if successor_start else None, starts=successor_start)
    (due,) = of_kind("staff-transfer", listed)
    assert due.day == day
    assert deadline_text(due).source.endswith("regulation 11(6), as amended by SI 2014/16")
    assert not of_kind("staff-transfer", every(contract(recommissioning={"tupe": "false"})))
    assert not of_kind("staff-transfer", every(contract()))


# --- the pipeline notice ---------------------------------------------------------------------------------------------

PIPELINE = settings(pipeline_notice=True)
# Procurement begins eight months before the boundary: 1 August 2026, which is in the 18 months from 1 April 2026.
COMING: dict[str, dict[str, Any]] = {
    "term": {"start": "2024-04-01", "end": "2027-03-31", "extensions": []},
    "recommissioning": {"estimated_value": {"amount": "2000000.01", "basis": "whole-term"}},
}


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        # 30 days of April and 26 of May: 56.
        (date(2025, 2, 23), None),
        (date(2025, 2, 24), date(2025, 5, 26)),
        (date(2025, 5, 26), date(2025, 5, 26)),
        (date(2025, 5, 27), date(2026, 5, 26)),
    ],
)
def test_the_pipeline_notice_is_due_by_26_may_from_the_day_the_act_was_in_force(as_of: date, day: date | None) -> None:
    listed = [
        deadline for deadline in every(contract(**COMING), as_of, PIPELINE) if deadline.key.startswith("pipeline")
    ]
    assert [deadline.day for deadline in listed] == ([day] if day else [])
    assert not [deadline for deadline in every(contract(**COMING), as_of) if deadline.key.startswith("pipeline")]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"recommissioning": {"estimated_value": {"amount": "2000000.00", "basis": "whole-term"}}}, 0),
        # £520,000 a year over four years is £2,080,000; without a term it cannot be worked out.
        ({"recommissioning": {"estimated_value": {"amount": "520000", "basis": "annual", "term_months": "48"}}}, 1),
        ({"recommissioning": {"estimated_value": {"amount": "520000", "basis": "annual"}}}, 0),
        ({"recommissioning": {"estimated_value": None}}, 0),
        # Procurement from 1 October 2027 is past the 18 months; from 30 September it is in them.
        ({"term": {"end": "2028-05-31"}}, 0),
        ({"term": {"end": "2028-05-29"}}, 1),
        # Late, and still to be tendered; or begun before 1 April, and tendered already.
        ({"term": {"end": "2026-09-30"}}, 1),
        ({"recommissioning": {"stages": {"procurement": {"started_on": "2026-03-31"}}}}, 0),
        ({"recommissioning": {"stages": {"procurement": {"started_on": "2026-04-01"}}}}, 1),
    ],
)
def test_the_pipeline_notice_counts_what_is_to_be_tendered_in_the_eighteen_months(
    changes: dict[str, Any], count: int
) -> None:
    merged = {group: {**COMING[group], **changes.get(group, {})} for group in COMING}
    example = contract(**{name: {k: v for k, v in group.items() if v is not None} for name, group in merged.items()})
    (notice,) = [
        deadline for deadline in every(example, date(2026, 4, 2), PIPELINE) if deadline.key.startswith("pipeline")
    ]
    contracts = "1 contract" if count == 1 else "0 contracts"
    assert deadline_text(notice).what == f"publish the pipeline notice ({contracts} over £2 million in the register)"
    ids = ": parent-advice-2020" if count else ""
    assert (
        deadline_text(notice).basis == f"56 days beginning with 1 April 2026, for tenders up to 30 September 2027{ids}"
    )
    assert (notice.contract, notice.key, deadline_text(notice).source) == (
        "",
        "pipeline-2026",
        "Procurement Act 2023, section 93",
    )


def test_the_pipeline_notice_of_a_large_register_names_a_few_and_counts_all() -> None:
    contracts = [contract(id=f"parent-advice-{number}", **COMING) for number in range(1, 9)]
    listed = deadlines(
        [contract_view(deadline, date(2026, 4, 2)) for deadline in contracts], PIPELINE, date(2026, 4, 2)
    )
    (notice,) = (deadline for deadline in listed if deadline.key.startswith("pipeline"))
    assert "(8 contracts over £2 million" in deadline_text(notice).what
    assert deadline_text(notice).basis.endswith(
        "2027: " + ", ".join(f"parent-advice-{n}" for n in range(1, 6)) + " and 3 more"
    )


def test_what_has_ended_is_not_counted_as_open_ended() -> None:
    ended = every(contract(term={"end": "2021-11-30"}))
    (line,) = (line for line in view.notes(ended, [], AS_OF, AS_OF) if "By kind" in line)
    assert "contract to review or to close 1" in line


def test_a_filtered_list_leaves_out_what_concerns_the_whole_register() -> None:
    view = ContractView(contract(**COMING), derive_facts(contract(**COMING), date(2026, 4, 2), Policy()))
    assert not [
        deadline
        for deadline in deadlines([view], PIPELINE, date(2026, 4, 2), is_whole_register=False)
        if deadline.key.startswith("pipeline")
    ]


# --- what is withheld ------------------------------------------------------------------------------------------------


def words(listed: Sequence[Deadline]) -> str:
    """All that a list, a digest or a calendar could print of deadlines."""
    return "\n".join(
        f"{deadline!r} {deadline.day.isoformat()} {deadline.day:%Y%m%d} {uid(deadline, 'anyshire')}"
        for deadline in listed
    )


@pytest.mark.parametrize("name", WITHHOLDABLE)
def test_a_field_withheld_leaves_no_trace_in_a_public_calendar(tmp_path: Path, name: str) -> None:
    hidden = [text for text in secrets(at(FULL, name)) if text not in SHORT and len(text) > 2]
    more_contracts = [entry for entry in related_contracts() if entry["id"] not in hidden]
    register = register_of(
        tmp_path,
        {**FULL, **item(name)},
        *more_contracts,
        settings='[severities]\nCR302 = "note"\nCR303 = "note"\n[policy]\npipeline_notice = true\n',
    )
    assert not register.errors, [fault.message for fault in register.errors]
    calendar_text = words(deadlines(redact_for(register, "public").views, register.settings, AS_OF))
    assert not [text for text in hidden if text in calendar_text]


@pytest.mark.parametrize("field", ["recommissioning", "recommissioning.stages", "value", "statutory.limited_choice"])
def test_public_output_has_no_stages_or_decisions_of_a_plan_that_depends_on_withheld_information(
    tmp_path: Path, field: str
) -> None:
    rules = '[[policy.decision_makers]]\nname = "Cabinet"\n'
    full = full_contract() | {"recommissioning": {"intention": "recommission", "stages": {}}}
    register = register_of(tmp_path, full | item(field), *related_contracts(), settings=rules)
    public = deadlines(redact_for(register, "public").views, register.settings, AS_OF)
    internal = deadlines(redact_for(register, "internal").views, register.settings, AS_OF)
    kinds_of_plan = {"stage-start", "stage-finish", "decision", "decision-notice"}
    assert not [deadline for deadline in public if deadline.contract == full["id"] and deadline.kind in kinds_of_plan]
    assert [deadline for deadline in internal if deadline.contract == full["id"] and deadline.kind in kinds_of_plan]


def test_public_output_has_no_notices_if_the_procurement_is_withheld(tmp_path: Path) -> None:
    full = full_contract()
    for field in ("procurement", "procurement.regime", "procurement.awarded_on"):
        register = register_of(tmp_path, full | item(field), *related_contracts())
        public = deadlines(redact_for(register, "public").views, register.settings, AS_OF)
        assert not {"publication", "standstill"} & {
            deadline.kind for deadline in public if deadline.contract == full["id"]
        }


def test_the_owner_is_for_colleagues(tmp_path: Path) -> None:
    register = register_of(tmp_path, full_contract(), *related_contracts())
    owner = full_contract()["monitoring"]["owner"]
    internal = deadlines(redact_for(register, "internal").views, register.settings, AS_OF)
    public = deadlines(redact_for(register, "public").views, register.settings, AS_OF)
    assert owner in {deadline.owner for deadline in internal}
    assert {deadline.owner for deadline in public} == {None}


# --- properties ------------------------------------------------------------------------------------------------------

_DAYS = st.dates(date(2018, 1, 1), date(2031, 12, 31)).map(date.isoformat)
_EXTENSIONS = st.lists(
    st.fixed_dictionaries(
        {
            "months": st.sampled_from(["1", "6", "12", "24"]),
            "state": st.sampled_from(["available", "exercised", "declined", "lapsed"]),
        },
        optional={"notice": st.sampled_from(["0m", "3m", "12w"])},
    ),
    max_size=4,
)
_STAGE = st.fixed_dictionaries({}, optional={"started_on": _DAYS, "completed_on": _DAYS})
_NAMES = st.sampled_from(
    ["Contract details notice", "Contract change notice", "Contract award notice", "Contract termination notice",
     "Notice of intention to make an award", "Contract performance notice", "Notice of award"]
)  # fmt: skip


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract with any of what deadlines come from."""
    start = draw(st.dates(date(2018, 1, 1), date(2029, 12, 31)))
    end = start + timedelta(days=draw(st.integers(0, 2500)))
    term: dict[str, Any] = {"start": start.isoformat(), "end": end.isoformat(), "extensions": draw(_EXTENSIONS)}
    term["breaks"] = [{"on": day} for day in draw(st.lists(_DAYS, max_size=3))]
    if draw(st.booleans()):
        term["terminated"] = {"on": draw(_DAYS), "reason": "It did not work."}
    changes: dict[str, Any] = {
        "id": draw(st.sampled_from(["a-1", "a-1-end", "b-2020"])),
        "term": term,
        "checked_on": draw(_DAYS),
        "monitoring": {
            "owner": draw(st.sampled_from(["Head of Service", "Early Help Manager"])),
            "last_meeting_on": draw(_DAYS),
            "kpis": [{"name": "Families seen", "due_on": day} for day in draw(st.lists(_DAYS, max_size=3))],
        },
        "recommissioning": {"stages": {name: draw(_STAGE) for name in draw(st.sets(st.sampled_from(STAGES)))}},
        "procurement": {
            "regime": draw(st.sampled_from(["pa2023", "pa2023-light-touch", "psr", "pcr2015"])),
            "awarded_on": draw(_DAYS),
            "threshold_value": draw(st.sampled_from(["100.00", "6000000.00"])),
            "notices": [{"name": name, "published_on": draw(_DAYS)} for name in draw(st.lists(_NAMES, max_size=3))],
        },
    }
    if draw(st.booleans()):
        changes["recommissioning"]["decision"] = {"body": "Cabinet", "on": draw(_DAYS)}
    return contract(**changes)


_RULES = settings(
    decision_makers=({"name": "Cabinet", "stages": ("options-appraisal", "award")},), pipeline_notice=True
)
_WHEN = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def _all(contracts: Sequence[Contract], as_of: date) -> tuple[Deadline, ...]:
    views = [
        ContractView(example, derive_facts(example, as_of, _RULES.policy))
        for example in {example.id: example for example in contracts}.values()
    ]
    return deadlines(views, _RULES, as_of)


@given(contracts=st.lists(contracts(), max_size=3), as_of=_WHEN)
def test_they_are_by_day_and_no_event_is_ever_overdue(contracts: list[Contract], as_of: date) -> None:
    listed = _all(contracts, as_of)
    assert [deadline.day for deadline in listed] == sorted(deadline.day for deadline in listed)
    assert not [deadline for deadline in listed if deadline.informational and deadline.overdue]
    assert {deadline.kind for deadline in listed if deadline.informational} <= EVENTS
    assert {deadline.kind for deadline in listed} <= set(DEADLINE)
    assert all(
        deadline_text(deadline).what and deadline_text(deadline).basis and deadline_text(deadline).source
        for deadline in listed
    )


@given(contracts=st.lists(contracts(), max_size=3), as_of=_WHEN)
def test_no_two_have_one_identity(contracts: list[Contract], as_of: date) -> None:
    """A calendar never shows one event for two obligations."""
    listed = _all(contracts, as_of)
    assert len({(deadline.contract, deadline.kind, deadline.key) for deadline in listed}) == len(listed)
    assert len({uid(deadline, "anyshire") for deadline in listed}) == len(listed)


@given(example=contracts(), as_of=_WHEN, later=st.integers(1, 1500))
def test_an_obligation_keeps_its_identity_and_its_day_as_time_goes_on(
    example: Contract, as_of: date, later: int
) -> None:
    """The same entry on another day: what is in both lists has the same UID; only a plan's days may move."""
    now = {uid(d, "anyshire"): d for d in _all([example], as_of)}
    then = {uid(d, "anyshire"): d for d in _all([example], as_of + timedelta(days=later))}
    moved = {now[name].kind for name in now.keys() & then.keys() if now[name].day != then[name].day}
    assert moved <= {"stage-start", "stage-finish", "decision", "decision-notice"}
    assert all(now[name].kind == then[name].kind for name in now.keys() & then.keys())


@given(example=contracts(), as_of=_WHEN, later=st.integers(0, 1500))
def test_what_is_done_never_comes_back(example: Contract, as_of: date, later: int) -> None:
    stages = example.recommissioning.stages if example.recommissioning else None
    done = {
        name
        for name in STAGES
        if (stage := getattr(stages, name.replace("-", "_"), None))
        and stage.completed_on
        and stage.completed_on <= as_of
    }
    used = {str(n) for n, extension in enumerate(example.term.extensions or (), 1) if extension.state != "available"}
    listed = _all([example], as_of + timedelta(days=later))
    assert not [d for d in listed if d.kind in ("stage-start", "stage-finish") and d.key in done]
    assert not [d for d in listed if d.kind == "extension-notice" and d.key in used]


@given(example=contracts(), as_of=_WHEN)
def test_a_day_that_moves_takes_its_event_with_it(example: Contract, as_of: date) -> None:
    """A month more in the term moves days, and makes no new event of the same obligation."""
    if example.term.end is None or example.term.terminated or as_of > example.term.end:
        return
    longer = example.model_copy(
        update={"term": example.term.model_copy(update={"end": example.term.end + timedelta(days=31)})}
    )
    for kind in ("end", "window", "check", "meeting"):
        before = {uid(d, "anyshire") for d in _all([example], as_of) if d.kind == kind}
        after = {uid(d, "anyshire") for d in _all([longer], as_of) if d.kind == kind}
        assert before <= after


def test_the_end_of_a_table_of_law_is_reported() -> None:
    """What is reckoned with bank holidays and thresholds says how far they are known."""
    procured = contract_view(contract(procurement={"regime": "pa2023"}), date(2030, 1, 1))
    lines = view.notes([], [procured], date(2030, 1, 1), date(2030, 6, 1))
    assert [line for line in lines if line.startswith("Bank holidays are known up to")]
    assert not [line for line in view.notes([], [contract_view(contract())], AS_OF, AS_OF) if "known up to" in line]
