"""What to do next: the whole line, as an officer reads it. Every day in it was reckoned by hand.

The sound contract runs from 1 April 2020 to 31 March 2023. On 16 December 2021 its review, 1 October to 30 November
2021, has not begun: a new contract could start on 16 June 2023, after a gap of 76 days, which is 10 weeks.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.model.vocabularies import STAGE
from commreg.planning.next_action import ActionKind, NextAction, next_action
from commreg.planning.plan import plan
from commreg.planning.term import derive_facts
from commreg.wording.next_action import action_text, gap_cover_sentence
from tests.unit.builders import AS_OF, contract

GAP = "10 weeks with no contract from 1 April 2023"
LATE_REVIEW = "start the review now (was due by 1 October 2021)"
LIMITED = {"statutory": {"basis": "A duty", "limited_choice": "One provider"}}


def action(
    model: Contract,
    as_of: date = AS_OF,
    rules: Policy | None = None,
    successor: str | None = None,
    starts: date | None = None,
) -> NextAction | None:
    rules = rules or Policy()
    facts = derive_facts(model, as_of, rules, successor, starts)
    return next_action(model, facts, plan(model, facts, rules))


def sentence_of(*arguments: Any, **options: Any) -> str:
    upcoming = action(*arguments, **options)
    assert upcoming
    return action_text(upcoming).sentence


def option(**changes: str) -> dict[str, Any]:
    return {"term.extensions": [{"months": "12", **changes}]}


def stage(**recorded: str) -> dict[str, Any]:
    """One stage begun (its day) or done (with `done_` before its name)."""
    return {
        "recommissioning.stages": {
            name.removeprefix("done_").replace("_", "-"): {
                "completed_on" if name.startswith("done_") else "started_on": day
            }
            for name, day in recorded.items()
        }
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"{LATE_REVIEW}; no extension left: arrange an exemption, or there will be {GAP}"),
        ({"term.extensions": None},
         f"{LATE_REVIEW}; find out whether it can be extended (not recorded), or there will be {GAP}"),
        # The review takes 61 days from today, to 15 February 2022; notice can wait until after that.
        (option(), (f"{LATE_REVIEW}; extension 1, of 1 year, to 31 March 2024 (notice by 31 December 2022 by "
         "default) would cover the gap")),
        (option(notice="13m"),
         f"{LATE_REVIEW}; extension 1, of 1 year, to 31 March 2024 (notice by 28 February 2022) would cover the gap"),
        # It cannot: 14 months before 31 March 2023 is 31 January 2022.
        (option(notice="14m"), ("decide on extension to 31 March 2024 by 31 January 2022 (last day for "
         f"notice), or there will be {GAP}")),
        # Its own day, 30 November 2021, has passed.
        (option(notice="16m"), (f"{LATE_REVIEW}; no extension left (notice to extend to 31 March 2024 was due by "
         f"30 November 2021): arrange an exemption, or there will be {GAP}")),
        # Two months to 31 May 2023 leave the first 15 days of June.
        (option(months="2"), (f"{LATE_REVIEW}; extension 1, of 2 months, to 31 May 2023 (notice by 31 December 2022 by "
         "default) would still leave 15 days with no contract")),
        # Begun on 1 November: done on the last day of December; a new contract on 2 May, 31 days late, or 4 weeks.
        (stage(review="2021-11-01"), ("finish the review now (was due by 30 November 2021); no extension left: "
         "arrange an exemption, or there will be 4 weeks with no contract from 1 April 2023")),
        # The review was done on time, the work on need is not begun: 15 days late.
        (stage(done_review="2021-11-30"), ("start the needs assessment now (was due by 1 December 2021); no "
         "extension left: arrange an exemption, or there will be 15 days with no contract from 1 April 2023")),
        # On time from here on.
        (stage(done_needs_assessment="2021-12-10"), "start the options appraisal by 1 February 2022"),
        (stage(options_appraisal="2021-12-10"), "finish the options appraisal by 31 March 2022"),
        (stage(done_options_appraisal="2021-12-10"), "start market engagement by 1 April 2022"),
        (stage(done_market_engagement="2021-12-10"), "start the specification by 1 June 2022"),
        (stage(done_specification="2021-12-10"), "start the procurement by 1 August 2022"),
        (stage(done_procurement="2021-12-10"), "start the award by 1 December 2022"),
        (stage(done_award="2021-12-10"), "start mobilisation by 1 January 2023"),
        (stage(mobilisation="2021-12-10"), "finish mobilisation by 31 March 2023"),
        (stage(done_mobilisation="2021-12-10"), "record the successor by 31 March 2023; every stage is done"),
        # Dated after today: not yet so.
        (stage(done_mobilisation="2021-12-17"), (f"{LATE_REVIEW}; no extension left: arrange an exemption, or "
         f"there will be {GAP}")),
    ],
)  # fmt: skip
def test_the_next_step_and_what_is_left_if_it_comes_too_late(changes: dict[str, Any], expected: str) -> None:
    assert sentence_of(contract(**changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # No market engagement: the review from 1 December 2021; done by 15 February, 15 days after 1 February.
        (LIMITED, ("start the review now (was due by 1 December 2021); no extension left: arrange an exemption, "
         "or there will be 15 days with no contract from 1 April 2023")),
        (LIMITED | stage(done_specification="2021-12-10"), "start the negotiation with the provider by 1 August 2022"),
        ({"recommissioning.intention": "insource"}, "start the review by 1 July 2022"),
        ({"recommissioning.intention": "insource"} | stage(done_options_appraisal="2021-12-10"),
         "start the move in-house by 1 January 2023"),
        ({"recommissioning.intention": "insource"} | stage(done_mobilisation="2021-12-10"),
         "let it end, and record the day it closed; every stage is done"),
        ({"recommissioning.intention": "decommission"}, "start the review by 1 July 2022"),
        ({"recommissioning.intention": "decommission"} | stage(mobilisation="2021-12-10"),
         "finish closing the service down by 31 March 2023"),
        ({"recommissioning.intention": "decommission"} | stage(done_mobilisation="2021-12-10"),
         "let it end, and record the day it closed; every stage is done"),
        # Not started: to 31 March 2025.
        ({"term": {"start": "2022-04-01", "end": "2025-03-31"}}, "start the review by 1 October 2023"),
        # Ends early, on 30 June 2022. 1 January 2021 to 1 July 2022 is 546 days, and so is 16 December 2021 to
        # 15 June 2023: a gap of 349 days, or 11 months. Whatever could be extended ends with it.
        ({"term.terminated": {"on": "2022-06-30", "reason": "Provider withdrew"}, **option()},
         ("start the review now (was due by 1 January 2021); no extension left: arrange an exemption, or there "
         "will be 11 months with no contract from 1 July 2022")),
        ({"term.terminated": {"on": "2022-06-30", "reason": "Provider withdrew"}, "term.extensions": None},
         ("start the review now (was due by 1 January 2021); no extension left: arrange an exemption, or there "
         "will be 11 months with no contract from 1 July 2022")),
        ({"term": {"start": "2020-04-01", "end": None, "ends_when": "All have left", "review_on": "2022-03-01"}},
         "review it by 1 March 2022"),
        ({"term": {"start": "2020-04-01", "end": None, "ends_when": "All have left", "review_on": "2021-12-15"}},
         "review it (was due by 15 December 2021)"),
        ({"term": {"start": "2020-04-01", "end": None, "ends_when": "All have left"}}, "review it"),
        ({"term": {"start": "2018-04-01", "end": "2021-12-15", "extensions": [{"months": "12"}]}},
         "record the outcome (was due by 15 December 2021); no successor is recorded"),
    ],
)  # fmt: skip
def test_each_course_has_words_of_its_own(changes: dict[str, Any], expected: str) -> None:
    assert sentence_of(contract(**changes)) == expected


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        # 16 December to 31 January is 16 + 31 = 47 days, or 6 weeks.
        (
            "2022-02-01",
            "next-2022 starts on 1 February 2022, and nothing covers the gap of 6 weeks from 16 December 2021",
        ),
        (None, "the start of next-2022 is not recorded"),
    ],
)
def test_a_contract_that_ended_before_its_successor_starts_has_a_successor(starts: str | None, expected: str) -> None:
    example = contract(term={"start": "2018-04-01", "end": "2021-12-15"})
    sentence = sentence_of(example, successor="next-2022", starts=date.fromisoformat(starts) if starts else None)
    assert sentence == f"record the outcome (was due by 15 December 2021); {expected}"


def test_a_stage_that_takes_no_time_is_begun_before_the_contract_has_ended() -> None:
    example = contract(**{"recommissioning.lead_times": dict.fromkeys(STAGE, "0w")})
    assert sentence_of(example) == "start the review by 31 March 2023"


# On 31 December 2022 a new contract could start on 30 June 2024, 456 days after 1 April 2023: 14 months.
LONG = "14 months with no contract from 1 April 2023"


@pytest.mark.parametrize(
    ("as_of", "changes", "cap", "expected"),
    [
        # The usual notice day is today: it cannot wait.
        ("2022-12-31", option(months="24"), None,
         ("decide on extension to 31 March 2025 by 31 December 2022 (last day for notice, 3 months by default), or "
         f"there will be {LONG}")),
        ("2022-12-31", {"term.extensions": [{"months": "12"}, {"months": "12"}]}, None,
         ("decide on extension to 31 March 2025 by 31 December 2022 (last day for notice, 3 months by default), or "
         f"there will be {LONG}")),
        ("2022-12-31", option(), None,
         ("decide on extension to 31 March 2024 by 31 December 2022 (last day for notice, 3 months by default), or "
         f"there will be {LONG}; even with it, 90 days would have no contract")),
        ("2022-12-31", option(), 6,
         ("decide on extension to 31 March 2024 by 31 December 2022 (last day for notice, 3 months by default), or "
         f"there will be {LONG}; an interim exemption to 29 June 2024 is needed as well")),
        ("2022-12-31", option(), 2,
         ("decide on extension to 31 March 2024 by 31 December 2022 (last day for notice, 3 months by default), or "
         f"there will be {LONG}; an interim exemption to 31 May 2024 is needed as well; even with it, 29 days "
         "would have no contract")),
        # A month later it has passed, by default alone: 1 February 2023 and 547 days is 1 August 2024, 488 days.
        ("2023-02-01", option(months="24"), None,
         ("agree with the provider to extend to 31 March 2025 by 31 March 2023, or there will be 16 months with "
         "no contract from 1 April 2023; the usual notice of 3 months has passed")),
        # The contract's own has passed: it cannot be used.
        ("2023-02-01", option(months="24", notice="3m"), None,
         ("start the review now (was due by 1 October 2021); no extension left (notice to extend to 31 March "
         "2025 was due by 31 December 2022): arrange an exemption, or there will be 16 months with no contract "
         "from 1 April 2023")),
        # Nothing but an exemption of 6 months, to 30 September 2023: 274 days are left of the 457.
        ("2023-01-01", {}, 6, ("start the review now (was due by 1 October 2021); an interim exemption to 30 September "
         "2023 would still leave 274 days with no contract")),
        ("2023-01-01", {"term.extensions": None}, 24,
         ("start the review now (was due by 1 October 2021); an interim exemption to 30 June 2024 would cover the gap; "
         "whether it can be extended is not recorded")),
        # To be extended: that comes first, though there is time.
        ("2021-06-01", {"recommissioning.intention": "extend", **option()}, None,
         "decide on extension to 31 March 2024 by 31 December 2022 (last day for notice, 3 months by default)"),
        ("2021-06-01", {"recommissioning.intention": "extend", **option(notice="0m")}, None,
         "decide on extension to 31 March 2024 by 31 March 2023 (no notice is needed)"),
        ("2021-06-01", {"recommissioning.intention": "extend", "term.extensions": [{"months": "12"}, {"months": "6"}]},
         None, "decide on extension to 31 March 2024 by 31 December 2022 (last day for notice, 3 months by default)"),
        ("2021-06-01", {"recommissioning.intention": "extend"}, None, "start the review by 1 October 2021"),
    ],
)  # fmt: skip
def test_an_extension_comes_first_only_if_it_is_meant_or_cannot_wait(
    as_of: str, changes: dict[str, Any], cap: int | None, expected: str
) -> None:
    rules = Policy(exemption_months=cap)
    assert sentence_of(contract(**changes), date.fromisoformat(as_of), rules) == expected


def test_no_notice_by_default_is_reported_too() -> None:
    example = contract(**{"recommissioning.intention": "extend", **option()})
    assert sentence_of(example, date(2021, 6, 1), Policy(notice_months=0)) == (
        "decide on extension to 31 March 2024 by 31 March 2023 (no notice is needed, by default)"
    )


@pytest.mark.parametrize(
    ("notice_by", "first"),
    [
        ("2022-02-15", "decide on extension to 15 February 2024 by 15 February 2022 (last day for notice)"),
        ("2022-02-16", "start the review now"),
    ],
)
def test_the_day_on_which_notice_can_no_longer_wait(notice_by: str, first: str) -> None:
    """The review would take up to 14 February 2022: notice on the 15th cannot wait for it, on the 16th it can."""
    end = date.fromisoformat(notice_by)  # the end is a year on: notice of 12 months falls on this day
    example = contract(**{"term.end": str(date(end.year + 1, end.month, end.day)), **option(notice="12m")})
    sentence = sentence_of(
        example, AS_OF, Policy.model_validate({"lead_times": {"review": "61d", "procurement": "18m"}})
    )
    assert sentence.startswith(first)


@pytest.mark.parametrize(
    ("starts", "as_of", "changes", "expected", "by"),
    [
        ("2023-04-01", "2021-12-16", {}, "mobilise later-2023 by 31 March 2023; it starts on 1 April 2023",
         "2023-03-31"),
        # Overlapping: ready by the day before it starts.
        ("2023-03-01", "2021-12-16", {}, "mobilise later-2023 by 28 February 2023; it starts on 1 March 2023",
         "2023-02-28"),
        ("2023-03-01", "2023-03-01", {},
         "finish handing over to later-2023 by 31 March 2023; it started on 1 March 2023", "2023-03-31"),
        # Late by April and May 2023, 61 days.
        ("2023-06-01", "2021-12-16", {}, ("cover the gap of 8 weeks from 1 April 2023 by 31 March 2023, until "
         "later-2023 starts on 1 June 2023; no extension left: arrange an exemption, or there will be 8 weeks "
         "with no contract from 1 April 2023"), (""
         "2023-03-31")),
        ("2023-06-01", "2021-12-16", option(), ("cover the gap of 8 weeks from 1 April 2023 by 31 December 2022, until "
         "later-2023 starts on 1 June 2023; extension 1, of 1 year, to 31 March 2024 (notice by 31 December 2022 by "
         "default) would cover the gap"), "2022-12-31"),
        # Not in the register. Mobilisation takes 90 days: from 16 December 2021 there is time.
        (None, "2021-12-16", {}, "mobilise later-2023 by 31 March 2023; its start is not recorded",
         "2023-03-31"),
        # 1 March 2023 and 90 days is 30 May, 59 days after 1 April.
        (None, "2023-03-01", {}, ("cover the gap of 8 weeks from 1 April 2023 by 31 March 2023, until later-2023 "
         "can start on 30 May 2023; no extension left: arrange an exemption, or there will be 8 weeks with no "
         "contract from 1 April 2023"), (""
         "2023-03-31")),
    ],
)  # fmt: skip
def test_a_successor_in_place(starts: str | None, as_of: str, changes: dict[str, Any], expected: str, by: str) -> None:
    begins = date.fromisoformat(starts) if starts else None
    upcoming = action(contract(**changes), date.fromisoformat(as_of), successor="later-2023", starts=begins)
    assert upcoming
    assert (action_text(upcoming).sentence, upcoming.due) == (expected, date.fromisoformat(by))


def test_a_successor_that_starts_on_an_unknown_day_is_never_given_one() -> None:
    """No date is ever guessed: the earliest that it could start is not the day that it starts."""
    upcoming = action(contract(), successor="later-2023")
    assert upcoming
    assert "it starts" not in action_text(upcoming).sentence.replace("when it starts", "")


@pytest.mark.parametrize(
    ("changes", "as_of"),
    [
        ({"term.terminated": {"on": "2021-12-15", "reason": "Ended early"}}, "2021-12-16"),
        ({"term.closed_on": "2023-04-30"}, "2023-05-01"),
    ],
)
def test_nothing_is_left_to_do_about_what_is_over(changes: dict[str, Any], as_of: str) -> None:
    assert action(contract(**changes), date.fromisoformat(as_of)) is None


def test_a_predecessor_whose_successor_has_begun_is_over() -> None:
    assert action(contract(), date(2023, 4, 1), successor="later-2023", starts=date(2023, 4, 1)) is None


def test_a_line_says_when_only_where_there_is_a_day() -> None:
    review = ActionKind.REVIEW_CONTRACT
    assert action_text(NextAction(review)).sentence == "review it"
    assert action_text(NextAction(review, AS_OF)).sentence == "review it by 16 December 2021"
    assert action_text(NextAction(review, AS_OF, days_late=1)).sentence == "review it (was due by 16 December 2021)"


def test_a_successor_can_be_named_by_its_title() -> None:
    upcoming = action(contract(), successor="later-2023")
    assert upcoming
    assert "mobilise “Advice for parents” by" in action_text(upcoming, "“Advice for parents”").sentence


def test_which_extensions_close_a_gap_and_how_long_each_is() -> None:
    options = [{"months": "6"}, {"months": "6"}, {"months": "12"}]
    example = contract(**{"term.end": "2022-01-31", "term.extensions": options})
    assert "extensions 1, 2 and 3, of 6 months, 6 months and 1 year, to 31 January 2024" in closing(example)
    example = contract(**{"term.end": "2022-09-30", "term.extensions": [{"months": "6"}, {"months": "6"}]})
    assert "extensions 1 and 2, of 6 months each, to 30 September 2023" in closing(example)
    example = contract(**{"term.end": "2022-09-30", "term.extensions": [{"until": "2023-08-31"}]})
    assert "extension 1 to 31 August 2023" in closing(example)


def closing(model: Contract) -> str:
    facts = derive_facts(model, AS_OF, Policy())
    worked_plan = plan(model, facts, Policy())
    assert worked_plan is not None
    return gap_cover_sentence(worked_plan)
