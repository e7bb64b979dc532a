"""The recommissioning plan (DESIGN, sections 4 and 5). Each docstring of a property is the rule that it holds to.

Every expected day was reckoned by hand, on a calendar, before the program was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from commreg.model.contract import Contract
from commreg.model.settings import DecisionMaker, Policy
from commreg.model.vocabularies import STAGE
from commreg.planning.decisions import KEY_DECISION_DAYS, StageDecision
from commreg.planning.plan import Plan, plan
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts, derive_facts
from commreg.values.dates import add_months, boundary, last_day
from tests.unit.builders import AS_OF, contract

POLICY = Policy()
STAGES = tuple(STAGE)
ONE_DAY = timedelta(days=1)
MONTHS_OF = {"review": 2, "needs-assessment": 2, "options-appraisal": 2, "market-engagement": 2,
             "specification": 2, "procurement": 4, "award": 1, "mobilisation": 3}  # fmt: skip


def policy(**changes: Any) -> Policy:
    """The default policy with changes, as the settings file says them."""
    return Policy.model_validate(changes)


def make_plan(
    example: Contract,
    as_of: date = AS_OF,
    rules: Policy = POLICY,
    successor: str | None = None,
    starts: date | None = None,
) -> Plan | None:
    """The plan of a contract on a day."""
    return plan(example, derive_facts(example, as_of, rules, successor, starts), rules)


def plan_with(
    as_of: date = AS_OF,
    rules: Policy = POLICY,
    successor: str | None = None,
    starts: date | None = None,
    **changes: Any,
) -> Plan:
    """The plan of the sound contract with changes: 1 April 2020 to 31 March 2023, no extension, £24,000 a year."""
    result = make_plan(contract(**changes), as_of, rules, successor, starts)
    assert result
    return result


def fields(by_name: dict[str, Any]) -> Any:
    """Fields by their dotted names, which are no names of Python."""
    return by_name


def laid(worked_plan: Plan) -> list[tuple[str, str, str]]:
    """Each stage with its latest start and latest finish."""
    return [(slot.stage, slot.latest_start.isoformat(), slot.latest_finish.isoformat()) for slot in worked_plan.stages]


def stages(**done: Mapping[str, str]) -> dict[str, Any]:
    """What is recorded of stages, by name with underscores."""
    return {"recommissioning": {"stages": {name.replace("_", "-"): dict(record) for name, record in done.items()}}}


def done(on: str) -> dict[str, str]:
    return {"completed_on": on}


def begin(on: str) -> dict[str, str]:
    return {"started_on": on}


# What can be drawn -------------------------------------------------------------------------------------------------

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
spans = st.one_of(
    st.integers(0, 12).map("{}m".format), st.integers(0, 30).map("{}w".format), st.integers(0, 90).map("{}d".format)
)
month_spans = st.integers(0, 9).map("{}m".format)


def lead_times(some: st.SearchStrategy[str] = spans) -> st.SearchStrategy[dict[str, str]]:
    """Lead times of some of the stages, at least one."""
    return st.dictionaries(st.sampled_from(STAGES), some, min_size=1)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """A body that decides at the end of some stages, with or without notice and a list of meetings."""
    meets = draw(st.lists(days, max_size=6, unique=True).map(sorted))
    deciding = draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=3, unique=True))
    clear_days = draw(st.sampled_from((0, 5, 28)))
    return ({"name": "Cabinet", "stages": tuple(deciding), "clear_days": clear_days, "meetings": tuple(meets)},)


@st.composite
def policies(draw: st.DrawFn, *, decisions: bool = True) -> Policy:
    """A council's rules."""
    return policy(
        window_months=draw(st.integers(1, 36)),
        lead_times=draw(lead_times()),
        decision_makers=draw(bodies()) if decisions and draw(st.booleans()) else (),
        exemption_months=draw(st.none() | st.integers(1, 12)),
    )


@st.composite
def contracts(draw: st.DrawFn, until: date | None = None) -> Contract:
    """A contract with an end, and stages recorded; with `until`, none of them on a later day."""
    start = draw(days)
    recorded = {}
    latest = until or date(2065, 1, 1)
    for stage in draw(st.lists(st.sampled_from(STAGES), max_size=4, unique=True)):
        drawn = {
            name: str(latest - timedelta(days=back))
            for name in ("started_on", "completed_on")
            if (back := draw(st.none() | st.integers(0, 900))) is not None
        }
        recorded[stage] = drawn
    changes: dict[str, Any] = {
        "term.start": str(start),
        "term.end": str(start + timedelta(days=draw(st.integers(0, 2500)))),
        "term.extensions": [{"months": str(draw(st.integers(1, 24)))}] if draw(st.booleans()) else [],
        "recommissioning": {
            "stages": recorded,
            "intention": draw(st.sampled_from(("undecided", "insource", "decommission", "extend"))),
        },
    }
    if draw(st.booleans()):
        changes["statutory"] = {"basis": "A duty", "limited_choice": "One provider"}
    return contract(**changes)


def before_end(example: Contract) -> st.SearchStrategy[date]:
    """A day before the end of a contract, from some years before it."""
    end = example.term.end
    assert end
    return st.integers(0, 1500).map(timedelta).map(end.__sub__)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Contract, date, Policy]:
    """A contract, a day before its end up to which stages are recorded, and the council's rules."""
    example = draw(contracts())
    as_of = draw(before_end(example))
    upto = draw(contracts(until=as_of))
    return example.model_copy(update={"recommissioning": upto.recommissioning}), as_of, draw(policies())


def with_stage(example: Contract, stage: str, **days_of: date) -> Contract:
    """A contract with a stage recorded besides what it has."""
    was = example.recommissioning.model_dump(by_alias=True, exclude_none=True) if example.recommissioning else {}
    record = was.get("stages", {}).get(stage, {}) | days_of
    recorded = {**was, "stages": {**was.get("stages", {}), stage: record}}
    text = {
        **{key: value for key, value in recorded.items() if key != "stages"},
        "stages": {name: {key: str(day) for key, day in inner.items()} for name, inner in recorded["stages"].items()},
    }
    return example.model_copy(update={"recommissioning": contract(recommissioning=text).recommissioning})


def no_later(before: Plan, after: Plan) -> None:
    """What was behind, when a new contract could start, and the gap: none of them is greater than it was."""
    for name in ("days_behind", "earliest_new_start", "gap_days"):
        was, now = getattr(before, name), getattr(after, name)
        assert now is None or (was is not None and now <= was), name


# Properties: backwards ---------------------------------------------------------------------------------------------


@given(contracts(), policies(), st.data())
def test_stages_tile_the_time_to_the_boundary(example: Contract, rules: Policy, data: st.DataObject) -> None:
    """No day between the first latest start and the boundary is in two stages, or in none but those after a meeting.

    "The window opens on (current end + 1 day) - 18 months and never before the contract starts": nor does the plan.
    """
    as_of = data.draw(before_end(example))
    result = make_plan(example, as_of, rules)
    facts = derive_facts(example, as_of, rules)
    assume(result)
    assert result
    assert facts.window_opens
    assert facts.current_end
    for slots, opens, end in (
        (result.stages, facts.window_opens, facts.current_end),
        (result.stages_if_extended, facts.final_window_opens, facts.final_end),
    ):
        if slots:
            assert opens
            assert end
            assert slots[0].latest_start >= example.term.start
            assert slots[0].latest_start >= opens or any(slot.decision for slot in slots)
            finishes = [*(last_day(then.latest_start) for _, then in pairwise(slots)), end]
            for slot, finish in zip(slots, finishes, strict=True):
                assert slot.latest_finish == finish or (slot.decision and slot.latest_finish < finish)
            assert all(slot.days_in_plan >= 0 for slot in slots)
            assert [slot.stage for slot in slots] == sorted((slot.stage for slot in slots), key=STAGES.index)


@given(days, st.integers(0, 400))
@example(date(2022, 8, 30), 0)
@example(date(2024, 2, 28), 0)
def test_the_usual_plan_begins_on_the_day_the_window_opens(end: date, longer: int) -> None:
    """The default adds up to the window: with a term as long, the first stage starts exactly when it opens."""
    start = add_months(boundary(end), -18) - timedelta(days=longer)
    example = contract(**{"term.start": str(start), "term.end": str(end)})
    facts = derive_facts(example, end, POLICY)
    result = make_plan(example, end)
    assert result
    assert result.stages[0].latest_start == facts.window_opens == add_months(boundary(end), -18)
    assert result.compressed_percent is None
    assert [slot.stage for slot in result.stages] == list(STAGES)


@given(st.integers(1, 2500), policies(decisions=False), days)
def test_a_term_too_short_is_cut_and_only_then(length: int, rules: Policy, end: date) -> None:
    """Where the lead times do not fit all are cut in one proportion, and the plan begins as the window opens.

    What a stage takes before any cut (`days`) is never cut.
    """
    example = contract(**{"term.start": str(end - timedelta(days=length)), "term.end": str(end)})
    facts = derive_facts(example, end, rules)
    long = derive_facts(contract(**{"term.start": "1901-01-01", "term.end": str(end)}), end, policy(window_months=120))
    result, uncompressed = (
        make_plan(example, end, rules),
        plan(example, replace(long, window_opens=date(1901, 1, 1)), rules),
    )
    assert result
    assert uncompressed
    assert [slot.days for slot in result.stages] == [slot.days for slot in uncompressed.stages]
    assert facts.window_opens
    needed = sum(slot.days for slot in result.stages)
    room = (boundary(end) - facts.window_opens).days
    assert (result.compressed_percent is not None) == (needed > room)
    if result.compressed_percent is None:
        assert [slot.days_in_plan for slot in result.stages] == [slot.days for slot in result.stages]
        return
    assert result.stages[0].latest_start == facts.window_opens
    assert result.compressed_percent == room * 100 // needed
    for slot in result.stages:
        assert abs(slot.days_in_plan - slot.days * room / needed) < 1


extensions = st.integers(1, 48)


def extended(start: date, end: date, rules: Policy, months: int) -> tuple[Plan, Plan]:
    """The plan of a contract, and that of the same one with an exercised extension."""
    plain = contract(**{"term.start": str(start), "term.end": str(end)})
    used = [{"months": str(months), "state": "exercised", "decision": {"body": "Cabinet", "on": str(start)}}]
    longer = contract(**{"term.start": str(start), "term.end": str(end), "term.extensions": used})
    before, after = make_plan(plain, start, rules), make_plan(longer, start, rules)
    assert before
    assert after
    return before, after


@given(days, lead_times(month_spans), extensions)
@example(date(2022, 8, 30), {"review": "6m"}, 6)
def test_an_exercised_extension_moves_every_latest_start_by_its_months(
    end: date, times: dict[str, str], months: int
) -> None:
    """Adding an exercised extension of N months moves every latest date by N months, to the day.

    Save where the month arrived at is too short: then the new end is its last day.
    """
    rules = policy(lead_times=times, window_months=120)
    before, after = extended(date(1950, 1, 1), end, rules, months)
    for was, now in zip(before.stages, after.stages, strict=True):
        moved = add_months(was.latest_start, months)
        if boundary(end).day <= 28:
            assert now.latest_start == moved
        assert abs((now.latest_start - moved).days) <= 4
    for slot, then in pairwise(after.stages):
        assert slot.latest_finish == last_day(then.latest_start)


@given(days, lead_times(), extensions)
def test_lead_times_in_weeks_keep_their_distance_from_the_boundary(
    end: date, times: dict[str, str], months: int
) -> None:
    """Weeks and days are taken off after the months: what the extension moves is the day that they are counted from."""
    assume(boundary(end).day <= 28)
    before, after = extended(date(1950, 1, 1), end, policy(lead_times=times, window_months=120), months)
    assume(before.compressed_percent is None)
    assume(after.compressed_percent is None)
    for was, now in zip(before.stages, after.stages, strict=True):
        assert was.lead_time_to_end == now.lead_time_to_end
        less = timedelta(days=was.lead_time_to_end[1])
        assert now.latest_start == add_months(was.latest_start + less, months) - less


@given(st.integers(1, 800), lead_times(), extensions, days, st.integers(1, 36))
@example(
    659,
    {
        "review": "1m",
        "needs-assessment": "7m",
        "options-appraisal": "4m",
        "market-engagement": "2m",
        "procurement": "7m",
        "award": "2m",
    },
    1,
    date(2026, 12, 7),
    24,
)
def test_an_exercised_extension_gives_a_plan_that_was_cut_more_room(
    length: int, times: dict[str, str], months: int, end: date, window: int
) -> None:
    """Where lead times were cut to fit a short term they get room, and no latest date moves earlier.

    Save by a day or two after an extension of less than half a year: months differ in length, and so does the share of
    the whole that falls to each stage.
    """
    rules = policy(lead_times=times, window_months=window)
    before, after = extended(end - timedelta(days=length), end, rules, months)
    slack = timedelta(days=0 if months >= 6 else 3)
    for was, now in zip(before.stages, after.stages, strict=True):
        assert now.latest_start >= was.latest_start - slack
        assert now.latest_finish >= was.latest_finish - slack
    assert after.stages[0].latest_start >= before.stages[0].latest_start
    assert sum(slot.days_in_plan for slot in after.stages) >= sum(slot.days_in_plan for slot in before.stages) - 4


# Properties: forwards ----------------------------------------------------------------------------------------------


@given(situations(), st.sampled_from(STAGES), st.integers(0, 900))
def test_completing_a_stage_never_makes_a_contract_later(
    situation: tuple[Contract, date, Policy], stage: str, back: int
) -> None:
    """Completing a stage never makes a contract later: not its days behind, its earliest new start, or its gap."""
    example, as_of, rules = situation
    before, after = make_plan(example, as_of, rules), make_plan(
        with_stage(example, stage, completed_on=as_of - timedelta(days=back)), as_of, rules
    )  # fmt: skip
    if before and after:
        no_later(before, after)


@given(situations(), st.sampled_from(STAGES), st.integers(0, 900))
def test_starting_a_stage_never_makes_a_contract_later(
    situation: tuple[Contract, date, Policy], stage: str, back: int
) -> None:
    """A stage that was begun is never later than the same stage not begun."""
    example, as_of, rules = situation
    stage_record = getattr(example.recommissioning.stages, stage.replace("-", "_")) if example.recommissioning else None
    assume(stage_record is None)
    before, after = make_plan(example, as_of, rules), make_plan(
        with_stage(example, stage, started_on=as_of - timedelta(days=back)), as_of, rules
    )  # fmt: skip
    if before and after:
        no_later(before, after)


@given(situations(), st.integers(1, 600))
def test_a_later_day_never_brings_the_new_contract_forward(
    situation: tuple[Contract, date, Policy], later: int
) -> None:
    """With nothing more recorded, a later as-of date makes no earliest new start earlier, and no days behind fewer."""
    example, as_of, rules = situation
    before, after = make_plan(example, as_of, rules), make_plan(example, as_of + timedelta(days=later), rules)
    if before and after:
        no_later(after, before)


@given(situations(), days, st.sampled_from(("yes", "no", None)), st.integers(1, 600))
def test_a_later_day_never_brings_a_planned_decision_forward(
    situation: tuple[Contract, date, Policy], on: date, key: str | None, later: int
) -> None:
    """Nor does it where the entry plans a decision, in time or not: a meeting that was missed is not held again."""
    example, as_of, rules = situation
    decision = {"body": "Cabinet", "on": str(on)} | ({"key_decision": key} if key else {})
    with_decision = contract(**fields({"recommissioning.decision": decision})).recommissioning
    assert with_decision
    assert example.recommissioning
    changed = example.recommissioning.model_copy(update={"decision": with_decision.decision})
    example = example.model_copy(update={"recommissioning": changed})
    before, after = make_plan(example, as_of, rules), make_plan(example, as_of + timedelta(days=later), rules)
    if before and after:
        no_later(after, before)


@given(situations())
def test_a_contract_on_time_has_no_gap(situation: tuple[Contract, date, Policy]) -> None:
    """Work that is not behind ends by the boundary: no gap, unless the plan was cut or a decision is waited for."""
    example, as_of, rules = situation
    result = make_plan(example, as_of, rules.model_copy(update={"decision_makers": ()}))
    if result and result.compressed_percent is None and result.days_behind is not None and result.days_behind <= 0:
        assert result.gap_days in (0, None)
        assert result.gap_cover is None


@given(situations())
def test_a_gap_is_what_lies_between_the_end_and_the_earliest_new_start(
    situation: tuple[Contract, date, Policy],
) -> None:
    """The gap runs from the boundary; what closes it and what is left open come to the gap, never to more."""
    example, as_of, rules = situation
    result = make_plan(example, as_of, rules)
    if not result or result.earliest_new_start is None:
        return
    edge = boundary(result.end)
    assert result.earliest_new_start >= as_of
    assert result.gap_days == max(0, (result.earliest_new_start - edge).days)
    assert (result.gap_cover is None) == (result.gap_days == 0)
    if result.gap_cover:
        assert result.gap_cover.days_uncovered <= result.gap_days
        if not result.gap_cover.options and not result.gap_cover.exemption_until:
            assert result.gap_cover.days_uncovered == result.gap_days


@given(situations())
def test_the_plan_follows_from_its_arguments_alone(situation: tuple[Contract, date, Policy]) -> None:
    """The same register and the same as-of date give the same plan."""
    assert make_plan(*situation) == make_plan(*situation)


def test_the_plan_never_reads_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan never uses the clock: with every clock stopped it is the one it was."""

    def stopped(*_: object) -> Any:
        raise AssertionError("the clock was read")

    class Stopped(date):
        today: Any = classmethod(stopped)

    class NoNow:
        now = today = utcnow = staticmethod(stopped)

    before = plan_with()
    monkeypatch.setattr("commreg.planning.plan.date", Stopped)
    monkeypatch.setattr("commreg.values.dates.date", Stopped)
    monkeypatch.setattr("commreg.values.dates.datetime", NoNow)
    monkeypatch.setattr("commreg.values.dates.today_in_london", stopped)
    monkeypatch.setattr("time.time", stopped)
    assert plan_with() == before


# Properties: decisions ---------------------------------------------------------------------------------------------


@st.composite
def sittings(draw: st.DrawFn) -> StageDecision:
    """A decision at the end of a stage."""
    meets = draw(st.lists(st.dates(date(2021, 1, 1), date(2024, 12, 31)), max_size=8, unique=True).map(sorted))
    return StageDecision(
        decision_maker="Cabinet",
        latest_finish=draw(st.dates(date(2021, 1, 1), date(2024, 12, 31))),
        meetings=tuple(meets),
        clear_days=draw(st.integers(0, 60)),
        planned_on=draw(st.none() | st.dates(date(2021, 1, 1), date(2025, 12, 31))),
        notice_published=draw(st.booleans()),
    )


@given(sittings())
def test_a_decision_falls_in_its_stage(sitting: StageDecision) -> None:
    """The plan names the last meeting that still works; a list that stops short names none."""
    if sitting.planned_on:
        assert sitting.decide_by == sitting.planned_on
        return
    assert sitting.decide_by <= sitting.latest_finish
    works = [day for day in sitting.meetings if day <= sitting.latest_finish]
    reaches = any(day >= sitting.latest_finish for day in sitting.meetings)
    assert sitting.meeting == (works[-1] if works and reaches else None)


@given(sittings())
def test_notice_leaves_its_clear_days_whole(sitting: StageDecision) -> None:
    """A key decision needs 28 clear days: neither the day of the notice nor that of the decision is one of them."""
    if not sitting.clear_days or sitting.notice_published:
        assert sitting.notice_by is None
        return
    assert sitting.notice_by
    between = (sitting.decide_by - ONE_DAY) - (sitting.notice_by + ONE_DAY)
    assert between.days + 1 == sitting.clear_days


@given(sittings(), st.dates(date(2021, 1, 1), date(2024, 12, 31)), st.integers(-200, 400))
def test_no_decision_is_taken_before_its_notice_has_run(sitting: StageDecision, as_of: date, ahead: int) -> None:
    """Notice given today at the soonest, and its clear days: no decision before that, planned or not."""
    ready = as_of + timedelta(days=ahead)
    first = sitting.first_day(ready, as_of)
    assert first >= max(ready, as_of)
    if sitting.notice_by:
        assert first >= as_of + timedelta(days=sitting.clear_days + 1)
    if first != sitting.planned_on and any(day >= first for day in sitting.meetings):
        assert first in sitting.meetings


# Cases: backwards --------------------------------------------------------------------------------------------------


def test_the_usual_plan_by_hand() -> None:
    """Boundary 1 April 2023, less 18, 16, 14, 12, 10, 8, 4 and 3 months."""
    assert laid(plan_with()) == [
        ("review", "2021-10-01", "2021-11-30"),
        ("needs-assessment", "2021-12-01", "2022-01-31"),
        ("options-appraisal", "2022-02-01", "2022-03-31"),
        ("market-engagement", "2022-04-01", "2022-05-31"),
        ("specification", "2022-06-01", "2022-07-31"),
        ("procurement", "2022-08-01", "2022-11-30"),
        ("award", "2022-12-01", "2022-12-31"),
        ("mobilisation", "2023-01-01", "2023-03-31"),
    ]
    assert sum(MONTHS_OF.values()) == 18
    assert [slot.lead_time_to_end[0] for slot in plan_with().stages] == [18, 16, 14, 12, 10, 8, 4, 3]


def test_month_ends_are_clipped_once_each_from_the_boundary() -> None:
    """To 30 August 2023: boundary 31 August. Less 18 months is 28 February 2022, less 16 and 14 the 30th."""
    result = plan_with(**fields({"term.end": "2023-08-30"}))
    starts = [slot.latest_start.isoformat() for slot in result.stages]
    assert starts == ["2022-02-28", "2022-04-30", "2022-06-30", "2022-08-31", "2022-10-31", "2022-12-31", "2023-04-30",
                      "2023-05-31"]  # fmt: skip


def test_months_come_off_before_weeks() -> None:
    """Boundary 1 April 2023 less 1 month is 1 March, less 2 weeks is 15 February; less 4 more weeks 18 January."""
    times = {"review": "4w", "award": "2w", "mobilisation": "1m"}
    assert laid(plan_with(rules=policy(lead_times=times))) == [
        ("review", "2023-01-18", "2023-02-14"),
        ("award", "2023-02-15", "2023-02-28"),
        ("mobilisation", "2023-03-01", "2023-03-31"),
    ]


def test_a_contract_shorter_than_the_window_is_cut_in_proportion() -> None:
    """A year to 31 March 2023: room for 365 of the 547 days from 1 October 2021.

    Need: 486 x 365 / 547 = 324.3, so 324 days before 1 April 2023, which is 12 May 2022. Mobilisation: 90 x 365 / 547 =
    60.05, so 60 days before: 31 January 2023.
    """
    result = plan_with(**fields({"term.start": "2022-04-01"}))
    assert (result.compressed_percent, result.stages[0].latest_start) == (66, date(2022, 4, 1))
    assert result.stages[0].latest_finish == date(2022, 5, 11)
    assert (result.stages[0].days, result.stages[0].days_in_plan) == (61, 41)
    assert result.stages[-1].latest_start == date(2023, 1, 31)
    # Before it began: 16 December 2021 and 41 days is 26 January 2022, 106 days before 12 May.
    assert result.days_behind == -106
    # 16 December 2021 and 547 days: 16 June 2023, 76 days after 1 April.
    assert (result.earliest_new_start, result.gap_days) == (date(2023, 6, 16), 76)


def test_a_contract_of_one_day_still_has_a_plan() -> None:
    result = plan_with(**fields({"term.start": "2022-03-31", "term.end": "2022-03-31"}))
    assert [slot.days_in_plan for slot in result.stages] == [1, 0, 0, 0, 0, 0, 0, 0] or sum(
        slot.days_in_plan for slot in result.stages
    ) == 1
    assert result.stages[0].latest_start == date(2022, 3, 31)


def test_a_term_that_ends_before_it_starts_gets_no_day_after_its_end() -> None:
    """Such an entry is a fault of its own (CR211); a plan made all the same has no time at all."""
    result = plan_with(
        **fields({"term.terminated": {"on": "2020-02-29", "reason": "Never began"}}), as_of=date(2020, 1, 1)
    )
    assert {slot.latest_start for slot in result.stages} == {date(2020, 3, 1)}


@pytest.mark.parametrize(
    ("changes", "timetable", "first", "cut"),
    [
        # A window of its own of 12 months opens on 1 April 2022: 365 days of 547.
        ({"recommissioning.window_months": "12"}, "default", "2022-04-01", 66),
        # One of 24 months has room to spare: the plan begins when the work must.
        ({"recommissioning.window_months": "24"}, "default", "2021-10-01", None),
        # Four months of review in place of two need 20; the window of 18 has 547 days of 608.
        ({"recommissioning.lead_times": {"review": "4m"}}, "default, with its own lead times", "2021-10-01", 89),
        # No time for need and half a year less for procurement: 18 - 2 - 3 = 13 months.
        ({"recommissioning.lead_times": {"needs-assessment": "0w", "procurement": "1m"}},
         "default, with its own lead times", "2022-03-01", None),
    ],
)  # fmt: skip
def test_a_contract_may_have_a_window_and_lead_times_of_its_own(
    changes: dict[str, Any], timetable: str, first: str, cut: int | None
) -> None:
    result = plan_with(**changes)
    assert (result.timetable, result.stages[0].latest_start.isoformat(), result.compressed_percent) == (
        timetable,
        first,
        cut,
    )


TIMETABLES = (
    {"name": "framework", "routes": ("framework-call-off",), "lead_times": {"award": "1m", "mobilisation": "2m"}},
    {"name": "small", "below": 25000, "lead_times": {"review": "4w", "mobilisation": "4w"}},
    {"name": "large", "from": 500000, "routes": ("open", "restricted"), "lead_times": {"review": "24m"}},
)


@pytest.mark.parametrize(
    ("changes", "timetable"),
    [
        ({"value.amount": "8333.33"}, "small"),
        ({"value.amount": "8333.34"}, "default"),
        ({"value": None}, "default"),  # not recorded is not nothing
        ({"recommissioning.estimated_value": {"amount": "24000", "basis": "whole-term"}}, "small"),
        (
            {"value.amount": "8000", "recommissioning.estimated_value": {"amount": "25000", "basis": "whole-term"}},
            "default",
        ),
        # £12,000 a year for two years is £24,000; without a term it cannot be worked out.
        ({"recommissioning.estimated_value": {"amount": "12000", "basis": "annual", "term_months": "24"}}, "small"),
        ({"recommissioning.estimated_value": {"amount": "12000", "basis": "annual"}}, "default"),
        ({"value": {"amount": "8333.33", "basis": "unstated"}}, "small"),  # a year or the whole term: below either way
        ({"value": {"amount": "8333.34", "basis": "unstated"}}, "default"),
        ({"value.amount": "8000", "procurement": {"route": "framework-call-off"}}, "framework"),
        (
            {"procurement": {"route": "framework-call-off"}, "recommissioning.route": "open", "value.amount": "8000"},
            "small",
        ),
        ({"value.amount": "200000"}, "default"),  # large, but its route is not recorded
        ({"value.amount": "200000", "procurement": {"route": "open"}}, "large"),
        ({"value.amount": "166666.66", "procurement": {"route": "open"}}, "default"),
    ],
)
def test_the_first_pace_that_fits_counts(changes: dict[str, Any], timetable: str) -> None:
    assert plan_with(rules=policy(timetables=TIMETABLES), **changes).timetable == timetable


def test_the_work_of_a_pace_is_only_what_it_names() -> None:
    """1 April 2023 less 4 weeks is 4 March, less 8 is 4 February."""
    result = plan_with(rules=policy(timetables=TIMETABLES), **fields({"value.amount": "8000"}))
    assert laid(result) == [("review", "2023-02-04", "2023-03-03"), ("mobilisation", "2023-03-04", "2023-03-31")]


# Cases: what the work leads to -------------------------------------------------------------------------------------

LIMITED = {"statutory": {"basis": "A duty", "limited_choice": "One provider"}}
NO_MARKET = ["review", "needs-assessment", "options-appraisal", "mobilisation"]


@pytest.mark.parametrize(
    ("changes", "course", "names", "first"),
    [
        ({}, Outcome.NEW_CONTRACT, list(STAGES), "2021-10-01"),
        # 18 months less 2 of market engagement.
        (LIMITED, Outcome.LIMITED_CHOICE, [s for s in STAGES if s != "market-engagement"], "2021-12-01"),
        # 2 + 2 + 2 + 3 months.
        ({"recommissioning.intention": "insource"}, Outcome.IN_HOUSE, NO_MARKET, "2022-07-01"),
        ({"recommissioning.intention": "decommission"}, Outcome.CLOSING, NO_MARKET, "2022-07-01"),
        ({**LIMITED, "recommissioning.intention": "insource"}, Outcome.IN_HOUSE, NO_MARKET, "2022-07-01"),
        ({"recommissioning.intention": "undecided"}, Outcome.NEW_CONTRACT, list(STAGES), "2021-10-01"),
    ],
)
def test_the_course_decides_the_stages(changes: dict[str, Any], course: Outcome, names: list[str], first: str) -> None:
    result = plan_with(**changes)
    assert (result.outcome, [slot.stage for slot in result.stages]) == (course, names)
    assert result.stages[0].latest_start.isoformat() == first


def test_a_service_that_is_to_end_leaves_no_gap() -> None:
    result = plan_with(as_of=date(2023, 1, 16), **fields({"recommissioning.intention": "decommission"}))
    assert (result.earliest_new_start, result.gap_days, result.gap_cover) == (None, None, None)
    # Review 1 July to 31 August 2022, 62 days; 16 January 2023 and 62 days is 19 March, 199 days after 1 September.
    assert (result.stage, result.days_behind) == ("review", 199)


@pytest.mark.parametrize(
    ("starts", "as_of", "stage", "behind", "earliest", "gap"),
    [
        ("2023-04-01", "2021-12-16", "mobilisation", 0, "2023-04-01", 0),
        ("2023-03-01", "2021-12-16", "mobilisation", -31, "2023-03-01", 0),  # overlapping
        ("2023-03-01", "2023-03-01", None, -31, "2023-03-01", 0),  # and begun
        ("2023-06-01", "2021-12-16", "mobilisation", 61, "2023-06-01", 61),  # late: April and May
    ],
)
def test_a_successor_in_place_leaves_only_its_mobilisation(
    starts: str, as_of: str, stage: str | None, behind: int, earliest: str, gap: int
) -> None:
    result = plan_with(date.fromisoformat(as_of), successor="later-2023", starts=date.fromisoformat(starts))
    assert (result.outcome, result.stage, result.days_behind) == (Outcome.SUCCESSOR, stage, behind)
    assert (result.earliest_new_start, result.gap_days) == (date.fromisoformat(earliest), gap)


def test_a_successor_that_the_register_does_not_have_is_mobilised_from_today() -> None:
    """Mobilisation is 1 January to 31 March 2023, 90 days: 16 December 2022 and 90 days is 16 March 2023."""
    result = plan_with(date(2022, 12, 16), successor="later-2023")
    assert (result.stage, result.days_behind, result.successor_start) == ("mobilisation", -16, None)
    assert (result.earliest_new_start, result.gap_days) == (date(2023, 3, 16), 0)


@pytest.mark.parametrize(
    ("changes", "as_of"),
    [
        ({"term.terminated": {"on": "2021-12-15", "reason": "Ended early"}}, "2021-12-16"),
        ({"term.closed_on": "2023-04-30"}, "2023-05-01"),
        ({"term": {"start": "2020-04-01", "end": None, "ends_when": "All places have ended"}}, "2021-12-16"),
    ],
)
def test_what_is_over_or_has_no_end_has_no_plan(changes: dict[str, Any], as_of: str) -> None:
    assert make_plan(contract(**changes), date.fromisoformat(as_of)) is None


def test_no_plan_where_no_stage_has_a_lead_time() -> None:
    rules = policy(lead_times={"procurement": "4m"})
    assert make_plan(contract(**{"recommissioning.intention": "decommission"}), rules=rules) is None


def test_a_termination_to_come_is_the_end_to_plan_for() -> None:
    """To 30 June 2022: boundary 1 July 2022, less 18 months 1 January 2021. No option survives it."""
    result = plan_with(
        **fields(
            {
                "term.terminated": {"on": "2022-06-30", "reason": "Provider withdrew"},
                "term.extensions": [{"months": "12"}],
            }
        )
    )
    assert (result.end, result.stages[0].latest_start) == (date(2022, 6, 30), date(2021, 1, 1))
    # Review to 28 February 2021 takes 59 days: 16 December and 59 is 13 February 2022, 349 days after 1 March 2021.
    assert result.days_behind == 349
    assert result.gap_cover
    assert (result.gap_cover.kind, result.gap_cover.options) == ("nothing", ())


def test_a_termination_to_come_leaves_nothing_to_find_out_about_extensions() -> None:
    result = plan_with(
        **fields({"term.terminated": {"on": "2022-06-30", "reason": "Provider withdrew"}, "term.extensions": None})
    )
    assert result.gap_cover
    assert result.gap_cover.kind == "nothing"


def test_a_contract_that_has_not_started_is_planned_for_as_well() -> None:
    result = plan_with(**fields({"term": {"start": "2022-04-01", "end": "2025-03-31"}}))
    # 1 October 2023 to 30 November: 61 days. 15 February 2022 to 1 December 2023 is 654 days.
    assert (result.stages[0].latest_start, result.days_behind, result.gap_days) == (date(2023, 10, 1), -654, 0)


def test_a_contract_that_has_ended_cannot_be_extended() -> None:
    """1 May 2023 and 547 days: 29 October 2024, 577 days after 1 April 2023."""
    result = plan_with(date(2023, 5, 1), **fields({"term.extensions": [{"months": "24", "notice": "0m"}]}))
    assert (result.earliest_new_start, result.gap_days) == (date(2024, 10, 29), 577)
    assert result.gap_cover
    assert (result.gap_cover.kind, result.gap_cover.days_uncovered) == ("nothing", 577)


# Cases: the stage reached ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "stage", "behind"),
    [
        # Nothing: 16 December 2021 and 61 days is 15 February 2022, 76 after 1 December 2021.
        ({}, "review", 76),
        # Begun on 1 November: to 1 January 2022, 31 after.
        ({"review": begin("2021-11-01")}, "review", 31),
        # Begun so early that it should be done: it is not, so today is the soonest; 15 days after 1 December.
        ({"review": begin("2021-08-01")}, "review", 15),
        # Done: need takes 62 days from today, to 16 February; 15 days after 1 February.
        ({"review": done("2021-12-10")}, "needs-assessment", 15),
        ({"review": done("2021-12-10"), "needs-assessment": begin("2021-12-11")}, "needs-assessment", 10),
        # A date after today has not happened yet.
        ({"review": done("2021-12-17")}, "review", 76),
        ({"review": begin("2021-12-17")}, "review", 76),
        ({"review": done("2021-12-16")}, "needs-assessment", 15),
        # Out of order: what was passed over counts as done, and a later start does not go back.
        ({"options_appraisal": done("2021-12-01"), "needs-assessment": begin("2021-12-10")}, "market-engagement", -106),
        ({"procurement": begin("2021-12-16")}, "procurement", -228),
        # Every stage done.
        ({"mobilisation": done("2021-12-16")}, None, None),
    ],
)  # fmt: skip
def test_the_stage_reached_and_the_days_behind(
    recorded: dict[str, dict[str, str]], stage: str | None, behind: int | None
) -> None:
    result = plan_with(**stages(**recorded))
    assert (result.stage, result.days_behind) == (stage, behind)


def test_every_stage_done_could_start_today() -> None:
    result = plan_with(**stages(mobilisation=done("2021-12-16")))
    assert (result.earliest_new_start, result.gap_days, result.remaining) == (AS_OF, 0, ())


# Cases: what closes the gap ----------------------------------------------------------------------------------------
# On 1 January 2023, with nothing recorded, a new contract could start 547 days on, on 1 July 2024: a gap of 457 days
# from 1 April 2023 (366 to 1 April 2024, and 91).

NEW_YEAR = date(2023, 1, 1)


@pytest.mark.parametrize(
    ("options", "cap", "kind", "used", "exempt", "left"),
    [
        ([], None, "nothing", [], None, 457),
        (None, None, "not recorded", [], None, 457),
        ([{"months": "24"}], None, "extension", ["2025-03-31"], None, 0),
        ([{"months": "12"}], None, "extension", ["2024-03-31"], None, 91),
        ([{"months": "15"}], None, "extension", ["2024-06-30"], None, 0),  # to the very day
        ([{"until": "2024-06-29"}], None, "extension", ["2024-06-29"], None, 1),
        ([{"months": "12"}, {"months": "12"}], None, "extension", ["2024-03-31", "2025-03-31"], None, 0),
        ([{"months": "24"}, {"months": "12"}], None, "extension", ["2025-03-31"], None, 0),  # one is enough
        ([{"months": "24", "state": "declined"}], None, "nothing", [], None, 457),
        ([{"months": "24", "state": "lapsed"}], None, "nothing", [], None, 457),
        # Its own notice day: 31 January 2023 with 2 months, 31 December 2022 with 3.
        ([{"months": "24", "notice": "2m"}], None, "extension", ["2025-03-31"], None, 0),
        ([{"months": "24", "notice": "3m"}], None, "nothing", [], None, 457),
        # An exemption of at most 6 months: to 30 September 2023, 274 days before 1 July 2024.
        ([], 6, "exemption", [], "2023-09-30", 274),
        ([{"months": "12"}], 6, "extension and exemption", ["2024-03-31"], "2024-06-30", 0),
        ([{"months": "12"}], 2, "extension and exemption", ["2024-03-31"], "2024-05-31", 30),
        ([{"months": "24"}], 6, "extension", ["2025-03-31"], None, 0),
        ([{"months": "24", "notice": "4m"}], 24, "exemption", [], "2024-06-30", 0),
    ],
)  # fmt: skip
def test_what_closes_the_gap(
    options: list[dict[str, str]] | None, cap: int | None, kind: str, used: list[str], exempt: str | None, left: int
) -> None:
    result = plan_with(NEW_YEAR, policy(exemption_months=cap), **fields({"term.extensions": options}))
    assert (result.earliest_new_start, result.gap_days) == (date(2024, 7, 1), 457)
    assert result.gap_cover
    assert result.gap_cover.kind == kind
    assert [option.to_end.isoformat() for option in result.gap_cover.options] == used
    assert (result.gap_cover.exemption_until and result.gap_cover.exemption_until.isoformat()) == exempt
    assert result.gap_cover.days_uncovered == left


def test_a_usual_notice_day_that_has_passed_binds_nobody() -> None:
    """On 2 January 2023 the usual 3 months of notice have passed, and the option still closes the gap."""
    result = plan_with(NEW_YEAR + ONE_DAY, **fields({"term.extensions": [{"months": "24"}]}))
    assert result.gap_cover
    assert result.gap_cover.kind == "extension"


def test_the_plan_if_extended_is_beside_that_of_the_current_end() -> None:
    result = plan_with(**fields({"term.extensions": [{"months": "12"}, {"months": "12"}]}))
    assert result.stages[0].latest_start == date(2021, 10, 1)
    assert (result.stages_if_extended[0].latest_start, result.stages_if_extended[-1].latest_finish) == (
        date(2023, 10, 1),
        date(2025, 3, 31),
    )
    assert plan_with().stages_if_extended == ()


# Cases: decisions --------------------------------------------------------------------------------------------------

CABINET = {"name": "Cabinet", "from": 150000, "meetings": (date(2022, 12, 13), date(2022, 11, 15), date(2023, 1, 17))}
PANEL = {"name": "Panel", "clear_days": 0, "stages": ("options-appraisal", "award")}


def decisions(worked_plan: Plan) -> dict[str, tuple[str, str, str | None]]:
    return {
        slot.stage: (s.decision_maker, s.decide_by.isoformat(), s.notice_by.isoformat() if s.notice_by else None)
        for slot in worked_plan.stages
        if (s := slot.decision)
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # £72,000 over three years: the panel, with no notice, on the last day of each stage.
        ({}, {"options-appraisal": ("Panel", "2022-03-31", None), "award": ("Panel", "2022-12-31", None)}),
        # £150,000 over three years: Cabinet for the award, at its last meeting before 31 December. 28 clear days before
        # 13 December: 15 November to 12 December; notice on the 14th.
        ({"value.amount": "50000"},
         {"options-appraisal": ("Panel", "2022-03-13", None), "award": ("Cabinet", "2022-12-13", "2022-11-14")}),
        # Planned in the entry: it belongs to the next stage that ends with a decision.
        ({"recommissioning.decision": {"body": "Cabinet", "on": "2022-03-15", "key_decision": "yes"}},
         {"options-appraisal": ("Cabinet", "2022-03-15", "2022-02-14"), "award": ("Panel", "2022-12-31", None)}),
        # Notice published.
        ({"recommissioning.decision": {"body": "Cabinet", "on": "2022-03-15", "forward_plan": "FP/12"}},
         {"options-appraisal": ("Cabinet", "2022-03-15", None), "award": ("Panel", "2022-12-31", None)}),
        # A body that the settings do not know, and no day: the last day of the stage; a key decision all the same.
        ({"recommissioning.decision": {"body": "Scrutiny", "key_decision": "yes"}},
         {"options-appraisal": ("Scrutiny", "2022-03-31", "2022-03-02"), "award": ("Panel", "2022-12-31", None)}),
        # Not a key decision: no notice, whatever the body asks for as a rule.
        ({"recommissioning.decision": {"body": "Cabinet", "key_decision": "no"}},
         {"options-appraisal": ("Cabinet", "2022-03-31", None), "award": ("Panel", "2022-12-31", None)}),
        # With the options appraised, or passed over, the decision planned is that of the award.
        ({"recommissioning": {"stages": {"options-appraisal": done("2021-12-01")}, "decision": {"body": "Panel",
          "on": "2022-12-20"}}},
         {"options-appraisal": ("Panel", "2022-03-31", None), "award": ("Panel", "2022-12-20", None)}),
        ({"recommissioning": {"stages": {"procurement": begin("2021-12-01")}, "decision": {"body": "Panel",
          "on": "2022-12-20"}}},
         {"options-appraisal": ("Panel", "2022-03-31", None), "award": ("Panel", "2022-12-20", None)}),
        # A date of completion still to come has not happened.
        ({"recommissioning": {"stages": {"options-appraisal": done("2022-02-01")}, "decision": {"body": "Panel",
          "on": "2022-01-20"}}},
         {"options-appraisal": ("Panel", "2022-01-20", None), "award": ("Panel", "2022-12-31", None)}),
    ],
)  # fmt: skip
def test_decisions_and_their_notice(changes: dict[str, Any], expected: dict[str, tuple[str, str, str | None]]) -> None:
    assert KEY_DECISION_DAYS == 28
    assert decisions(plan_with(rules=policy(decision_makers=(PANEL, CABINET)), **changes)) == expected


def test_a_decision_planned_where_no_body_decides_belongs_to_the_award() -> None:
    planned_on = fields({"recommissioning.decision": {"body": "Cabinet", "on": "2022-12-13"}})
    assert decisions(plan_with(**planned_on)) == {"award": ("Cabinet", "2022-12-13", None)}
    closing = plan_with(**planned_on, **fields({"recommissioning.intention": "decommission"}))
    assert decisions(closing) == {"options-appraisal": ("Cabinet", "2022-12-13", None)}


@pytest.mark.parametrize(
    ("meets", "clear_days", "behind", "earliest"),
    [
        # On 1 December 2022 with the procurement done, the award (31 days) is ready on the 31st; mobilisation 90 days.
        ((), 0, 0, "2023-04-01"),
        # Ready on 31 December, and 28 clear days from today end on the 29th, so that the 30th is the first: no wait.
        ((), 28, 0, "2023-04-01"),
        # Meeting on 17 January 2023: mobilisation from the 18th, 90 days. In plan the award ends at the meeting of
        # 13 December; 30 days of work begun on 1 December end on the 30th, 17 days later.
        (("2022-12-13", "2023-01-17"), 28, 17, "2023-04-18"),
        # The list stops short: as if it could be any day.
        (("2022-12-13",), 28, 0, "2023-04-01"),
        # 60 clear days: notice on 1 December, decision on 31 January; mobilisation from 1 February, 90 days.
        ((), 60, 0, "2023-05-02"),
    ],
)
def test_the_earliest_new_start_waits_for_the_decision(
    meets: tuple[str, ...], clear_days: int, behind: int, earliest: str
) -> None:
    body = {"name": "Cabinet", "clear_days": clear_days, "meetings": tuple(map(date.fromisoformat, meets))}
    result = plan_with(date(2022, 12, 1), policy(decision_makers=(body,)), **stages(procurement=done("2022-12-01")))
    assert (result.stage, result.days_behind) == ("award", behind)
    assert result.earliest_new_start == date.fromisoformat(earliest)


def test_a_planned_day_that_leaves_no_time_for_notice_is_not_counted_on() -> None:
    """Planned for 31 December with notice still to be given on 20 December: 28 clear days make it 18 January 2023."""
    result = plan_with(
        date(2022, 12, 20),
        **fields(
            {
                "recommissioning": {
                    "stages": {"award": begin("2022-12-01")},
                    "decision": {"body": "Cabinet", "on": "2022-12-31", "key_decision": "yes"},
                }
            }
        ),
    )
    assert result.earliest_new_start == date(2023, 4, 19)  # the 19th of January and 90 days
    assert result.gap_days == 18


def test_facts_say_the_day_and_the_plan_repeats_it() -> None:
    facts: ContractFacts = derive_facts(contract(), AS_OF, POLICY)
    result = plan(contract(), facts, POLICY)
    assert result
    assert (result.as_of, result.end) == (facts.as_of, facts.current_end)


# Cases: meetings and successors --------------------------------------------------------------------------------------

MEETS = (date(2022, 11, 15), date(2022, 12, 13), date(2023, 1, 17))
AWARD_BY_CABINET = Policy(decision_makers=(DecisionMaker(name="Cabinet", stages=("award",), meetings=MEETS),))


def test_a_stage_ends_on_its_last_meeting_and_the_stages_before_it_are_worked_back_from_there() -> None:
    """The award is needed by 31 December 2022; the last meeting by then is on 13 December. The day after it, less 1, 5,
    7, 9, 11, 13 and 15 months. Mobilisation keeps its days.
    """
    assert laid(plan_with(rules=AWARD_BY_CABINET)) == [
        ("review", "2021-09-14", "2021-11-13"),
        ("needs-assessment", "2021-11-14", "2022-01-13"),
        ("options-appraisal", "2022-01-14", "2022-03-13"),
        ("market-engagement", "2022-03-14", "2022-05-13"),
        ("specification", "2022-05-14", "2022-07-13"),
        ("procurement", "2022-07-14", "2022-11-13"),
        ("award", "2022-11-14", "2022-12-13"),
        ("mobilisation", "2023-01-01", "2023-03-31"),
    ]


def test_a_list_of_meetings_that_stops_short_moves_no_stage() -> None:
    cabinet = DecisionMaker(name="Cabinet", stages=("award",), meetings=MEETS[:2])
    short = Policy(decision_makers=(cabinet,))
    assert laid(plan_with(rules=short)) == laid(plan_with())


def test_lead_times_that_do_not_fit_are_compressed_and_only_the_end_of_the_stage_moves_to_the_meeting() -> None:
    before, after = (
        laid(plan_with(term={"start": "2022-04-01"})),
        laid(plan_with(rules=AWARD_BY_CABINET, term={"start": "2022-04-01"})),
    )
    assert [start for _, start, _ in before] == [start for _, start, _ in after]
    moved = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    assert [(was[0], now[2]) for was, now in moved] == [("award", "2022-12-13")] or not moved


def test_no_meeting_moves_the_plan_before_the_contract_starts() -> None:
    """Eighteen months fit exactly; worked back from the meeting of 13 December they would begin 17 days too early."""
    plain, result = (
        laid(plan_with(rules=rules, term={"start": "2021-10-01"})) for rules in (Policy(), AWARD_BY_CABINET)
    )
    assert plain[0] == ("review", "2021-10-01", "2021-11-30")
    assert [start for _, start, _ in result] == [start for _, start, _ in plain]
    assert [(now[0], now[2]) for was, now in zip(plain, result, strict=True) if was != now] == [("award", "2022-12-13")]


@pytest.mark.parametrize(
    ("starts", "mobilisation"),
    [
        # 3 months before the day it starts, whether it overlaps with the contract or leaves a gap.
        ("2023-03-01", ("mobilisation", "2022-12-01", "2023-02-28")),
        ("2023-04-01", ("mobilisation", "2023-01-01", "2023-03-31")),
        ("2023-05-01", ("mobilisation", "2023-02-01", "2023-04-30")),
    ],
)
def test_mobilisation_is_worked_back_from_the_start_of_the_successor(starts: str, mobilisation: object) -> None:
    result = plan_with(successor="later-2023", starts=date.fromisoformat(starts))
    assert result.stage == "mobilisation"
    assert laid(result)[-1] == mobilisation
