"""Dates (DESIGN, section 4). Each docstring is the rule that the test holds to."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commreg.export.tables import extension_rows
from commreg.listings.contract_row import extension_words
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.extensions import extended_end
from commreg.planning.notice_days import last_notice_day
from commreg.planning.term import ContractFacts, State, derive_facts
from commreg.values.dates import add_months, boundary, end_of_months, last_day, long_date
from commreg.values.durations import Duration, parse_duration
from commreg.wording.dates import explained_dates, state_with_date
from tests.unit.builders import AS_OF, contract, contract_view, register_of, values

POLICY = Policy()


def explain_dates(model: Contract, facts: ContractFacts) -> list[tuple[str, date, str]]:
    return [(explained.name, explained.day, explained.explanation) for explained in explained_dates(model, facts)]


days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
lengths = st.integers(1, 60)
yes: st.SearchStrategy[bool] = st.booleans()


def term(start: date = date(2020, 4, 1), end: date | None = date(2023, 3, 31), **more: Any) -> Contract:
    """A contract with this term; `more` are further fields of it."""
    return contract(term={"start": str(start), "end": str(end) if end else None, **more})


def contract_with(fields: dict[str, Any]) -> Contract:
    return contract(**{f"term.{name}": value for name, value in fields.items()})


def option(months: int | None = None, state: str = "available", **more: Any) -> dict[str, Any]:
    return {**({"months": str(months)} if months else {}), "state": state, **more}


def facts_of(model: Contract, as_of: date = AS_OF, policy: Policy = POLICY, **after: Any) -> ContractFacts:
    return derive_facts(model, as_of, policy, **after)


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """A term that the checks have nothing against: extensions in order, those that name a day past the end before."""
    start = draw(days)
    end = start + timedelta(draw(st.integers(0, 3000)))
    fields: dict[str, Any] = {"start": str(start), "end": str(end)}
    states = ["exercised"] * draw(st.integers(0, 3)) + draw(
        st.lists(st.sampled_from(["available", "declined", "lapsed"]), max_size=4)
    )
    extensions = []
    latest = end
    for state in states:
        months = draw(lengths)
        if draw(yes):
            latest = end_of_months(boundary(latest), months)
            extensions.append(option(months, state))
        else:
            latest += timedelta(days=draw(st.integers(1, 900)))
            extensions.append(option(state=state, until=str(latest)))
        if draw(yes):
            extensions[-1]["notice"] = f"{draw(st.integers(0, 24))}{draw(st.sampled_from('mwd'))}"
        latest += timedelta(days=31)  # months are added up from the end as signed, so a sum may pass it by days
    listed = draw(yes)
    if extensions or listed:
        fields["extensions"] = extensions
    if draw(st.integers(0, 4)) == 0:
        fields["terminated"] = {"on": str(start + timedelta(draw(st.integers(0, (end - start).days)))), "reason": "r"}
    return fields


@pytest.mark.parametrize(
    ("end", "months", "expected"),
    [
        (date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2022, 9, 30), 6, date(2023, 3, 31)),
        (date(2022, 3, 31), 12, date(2023, 3, 31)),
        (date(2022, 3, 31), 6, date(2022, 9, 30)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2022, 3, 31), 5, date(2022, 8, 31)),
        (date(2022, 7, 18), 1, date(2022, 8, 18)),
        (date(2021, 12, 31), 1, date(2022, 1, 31)),
        (date(2022, 1, 30), 1, date(2022, 2, 28)),
        (date(2022, 1, 29), 1, date(2022, 2, 28)),
        (date(2022, 1, 28), 1, date(2022, 2, 28)),
        (date(2022, 1, 27), 1, date(2022, 2, 27)),
        (date(2024, 2, 28), 12, date(2025, 2, 28)),
        (date(2022, 8, 30), 6, date(2023, 2, 28)),
        (date(2022, 2, 28), 240, date(2042, 2, 28)),
    ],
)
@pytest.mark.parametrize("state", ["exercised", "available"])
def test_months_are_added_to_the_day_after_the_end(end: date, months: int, expected: date, state: str) -> None:
    """All month arithmetic happens on the boundary day. So 28 Feb 2027 + 12 months ends 29 Feb 2028; 30 Sep + 6 months
    ends 31 Mar.
    """
    facts = facts_of(term(end=end, extensions=[option(months, state)]))
    assert facts.final_end == expected
    assert facts.current_end == (expected if state == "exercised" else end)
    assert facts.initial_end == end


@given(days, st.sampled_from([("available", "available"), ("exercised", "available"), ("exercised", "exercised")]))
@example(date(2022, 8, 30), ("available", "available"))
@example(date(2022, 8, 31), ("exercised", "available"))
def test_two_six_month_extensions_equal_one_of_twelve(end: date, states: tuple[str, str]) -> None:
    """Two six-month extensions equal one of twelve."""
    start = end - timedelta(days=30)
    two = facts_of(term(start, end, extensions=[option(6, state) for state in states]), start)
    twelve = facts_of(term(start, end, extensions=[option(12)]), start)
    assert two.final_end == twelve.final_end


@given(days, st.lists(lengths, min_size=1, max_size=5))
def test_months_add_up_however_they_are_divided(end: date, parts: list[int]) -> None:
    """Two six-month extensions equal one of twelve."""
    divided = term(date(1980, 1, 1), end, extensions=[option(months, "exercised") for months in parts])
    assert extended_end(divided.term) == end_of_months(boundary(end), sum(parts))


@given(days, lengths)
def test_a_contract_that_ends_with_a_month_goes_on_ending_with_a_month(end: date, months: int) -> None:
    """All month arithmetic happens on the boundary day."""
    end = last_day(end.replace(day=1))
    final = facts_of(term(date(1980, 1, 1), end, extensions=[option(months)])).final_end
    assert final
    assert boundary(final).day == 1


@given(terms())
def test_the_three_ends_are_in_order(fields: dict[str, Any]) -> None:
    """Initial end = `term.end`. Current end = initial end plus exercised extensions (or the termination day). Final
    end = current end plus extensions still available.
    """
    facts = facts_of(contract_with(fields))
    assert facts.initial_end
    assert facts.current_end
    assert facts.final_end
    assert facts.initial_end == date.fromisoformat(fields["end"])
    assert facts.current_end <= facts.final_end
    if "terminated" in fields:
        assert facts.current_end == date.fromisoformat(fields["terminated"]["on"])
    else:
        assert facts.initial_end <= facts.current_end


@given(terms())
def test_without_extensions_used_or_left_the_three_ends_are_one(fields: dict[str, Any]) -> None:
    """Three dates, never one field for all: but where nothing was extended they fall on one day."""
    fields = {**fields, "extensions": [], "terminated": None}
    facts = facts_of(contract_with(fields))
    assert facts.initial_end == facts.current_end == facts.final_end
    assert facts.options == ()


@given(terms(), st.integers(1, 120))
def test_the_window_is_the_last_months_of_the_term_and_never_opens_before_the_start(
    fields: dict[str, Any], months: int
) -> None:
    """It opens on (current end + 1 day) − 18 months and never before the contract starts."""
    facts = facts_of(contract_with(fields), policy=Policy(window_months=months))
    assert facts.current_end
    assert facts.window_opens == max(facts.start, add_months(facts.current_end + timedelta(days=1), -months))
    assert facts.window_months == months


def test_the_window_is_eighteen_months_unless_somebody_says_otherwise() -> None:
    """The recommissioning window is the last N months (18) of the current term."""
    assert facts_of(term()).window_opens == date(2021, 10, 1)
    own = contract(recommissioning={"window_months": "6"})
    assert facts_of(own).window_opens == date(2022, 10, 1)
    assert facts_of(own).window_months == 6


@given(terms())
def test_the_second_window_never_opens_before_the_first(fields: dict[str, Any]) -> None:
    """A second window is measured from the final end and shown beside it."""
    facts = facts_of(contract_with(fields))
    assert facts.window_opens
    assert facts.final_window_opens
    assert facts.final_end
    assert facts.final_window_opens == max(facts.start, add_months(boundary(facts.final_end), -18))
    assert facts.start <= facts.window_opens <= facts.final_window_opens


@given(terms())
def test_notice_is_in_time_however_the_clause_counts(fields: dict[str, Any]) -> None:
    """Last day to give notice of an extension: the day before the corresponding date."""
    facts = facts_of(contract_with(fields))
    before = facts.current_end
    for usable in facts.options:
        assert usable.from_end == before
        assert usable.notice_by == last_day(usable.notice.before(boundary(usable.from_end)))
        assert usable.notice.after(usable.notice_by) <= usable.from_end
        assert usable.to_end == (usable.extension.until or usable.to_end)
        before = usable.to_end
    assert facts.next_option == (facts.options[0] if facts.options else None)


@pytest.mark.parametrize(
    ("recorded", "notice", "by_default", "notice_by"),
    [
        ("6m", "6m", False, date(2022, 9, 30)),
        ("0m", "0m", False, date(2023, 3, 31)),
        ("12w", "12w", False, date(2023, 1, 6)),
        ("3m", "3m", False, date(2022, 12, 31)),
        (None, "3m", True, date(2022, 12, 31)),
    ],
)
def test_notice_that_is_not_recorded_is_the_policys_and_says_so(
    recorded: str | None, notice: str, by_default: bool, notice_by: date
) -> None:
    """Without notice months the policy default applies and the output says "by default"."""
    extra = {"notice": recorded} if recorded else {}
    example = term(extensions=[option(12, **extra)])
    (usable,) = facts_of(example).options
    assert (usable.notice.written, usable.notice_by_default, usable.notice_by) == (notice, by_default, notice_by)
    explained = {date_.name: date_ for date_ in explained_dates(example, facts_of(example))}
    assert explained["Notice for extension 1 by"].by_default is by_default
    assert ("by default" in explained["Notice for extension 1 by"].explanation) is by_default


def test_the_policys_notice_can_be_set() -> None:
    """Without notice months the policy default applies."""
    (usable,) = facts_of(term(extensions=[option(12)]), policy=Policy(notice_months=9)).options
    assert usable.notice_by == date(2022, 6, 30)


@given(terms())
def test_declined_and_lapsed_options_lead_nowhere(fields: dict[str, Any]) -> None:
    """Final end = current end plus extensions still available."""
    without = [e for e in fields.get("extensions", ()) if e["state"] not in ("declined", "lapsed")]
    full, rest = facts_of(contract_with(fields)), facts_of(contract_with({**fields, "extensions": without}))
    assert replace(full, options=(), missed_option=None) == replace(rest, options=(), missed_option=None)
    of_full, of_rest = (
        [(o.from_end, o.to_end, o.notice_by) for o in (*facts.options, facts.missed_option) if o]
        for facts in (full, rest)
    )
    assert of_full == of_rest


def test_options_keep_their_place_in_the_list() -> None:
    listed = [option(12, "exercised"), option(6, "declined"), option(6), option(3, "lapsed"), option(3)]
    assert [usable.number for usable in facts_of(term(extensions=listed)).options] == [3, 5]


def test_an_extension_to_a_day_ends_on_that_day() -> None:
    """`until: 2022-08-31`"""
    facts = facts_of(term(extensions=[option(until="2023-08-31", state="exercised"), option(until="2024-07-31")]))
    assert facts.current_end == date(2023, 8, 31)
    assert facts.final_end == date(2024, 7, 31)


def test_months_after_an_extension_to_a_day_are_added_to_that_day() -> None:
    listed = [option(1, "exercised"), option(until="2023-08-30", state="exercised"), option(6), option(6)]
    facts = facts_of(term(extensions=listed))
    assert facts.current_end == date(2023, 8, 30)
    assert [usable.to_end for usable in facts.options] == [date(2024, 2, 29), date(2024, 8, 30)]


def test_a_termination_is_the_end_whatever_was_signed() -> None:
    """Current end = initial end plus exercised extensions (or the termination day)."""
    example = term(
        extensions=[option(12, "exercised"), option(12)], terminated={"on": "2021-06-30", "reason": "closed"}
    )
    facts = facts_of(example)
    assert facts.initial_end == date(2023, 3, 31)
    assert facts.current_end == facts.final_end == date(2021, 6, 30)
    assert facts.options == ()
    assert facts.window_opens == facts.final_window_opens == date(2020, 4, 1)


STATES = [
    # as of, what the term says besides 1 April 2020 to 31 March 2023, the state
    ("2020-03-31", {}, State.NOT_STARTED, "not started"),
    ("2020-04-01", {}, State.RUNNING, "in force until 31 March 2023"),
    ("2023-03-31", {}, State.RUNNING, "in force until 31 March 2023"),
    ("2023-04-01", {}, State.ENDED, "ended on 31 March 2023, outcome not recorded"),
    ("2023-04-01", {"extensions": [option(12)]}, State.ENDED, "ended on 31 March 2023, outcome not recorded"),
    ("2023-04-01", {"extensions": [option(12, "exercised")]}, State.RUNNING, "in force until 31 March 2024"),
    ("2024-04-01", {"extensions": [option(12, "exercised")]}, State.ENDED,
     "ended on 31 March 2024, outcome not recorded"),
    ("2023-04-30", {"closed_on": "2023-05-01"}, State.ENDED, "ended on 31 March 2023, outcome not recorded"),
    ("2023-05-01", {"closed_on": "2023-05-01"}, State.CLOSED, "closed"),
    ("2021-06-30", {"terminated": {"on": "2021-06-30", "reason": "r"}}, State.RUNNING, "in force until 30 June 2021"),
    ("2021-07-01", {"terminated": {"on": "2021-06-30", "reason": "r"}}, State.TERMINATED, "terminated"),
    ("2020-01-01", {"terminated": {"on": "2021-06-30", "reason": "r"}}, State.NOT_STARTED, "not started"),
    ("2050-01-01", {"end": None, "ends_when": "it is replaced", "review_on": "2023-01-01"}, State.OPEN_ENDED,
     "open-ended"),
    ("2020-03-01", {"end": None, "ends_when": "it is replaced", "review_on": "2023-01-01"}, State.NOT_STARTED,
     "not started"),
    ("2050-01-01", {"end": None, "ends_when": "x", "review_on": "2023-01-01", "closed_on": "2024-01-01"},
     State.CLOSED, "closed"),
]  # fmt: skip


@pytest.mark.parametrize(("as_of", "more", "state", "words"), STATES)
def test_the_state_of_a_contract_follows_from_its_dates(
    as_of: str, more: dict[str, Any], state: State, words: str
) -> None:
    """A contract past its current end that is neither terminated, superseded nor marked ended is always listed, first,
    as *ended, outcome not recorded*.
    """
    facts = facts_of(contract_with(more), date.fromisoformat(as_of))
    assert facts.state is state
    assert state_with_date(facts) == words


@pytest.mark.parametrize(
    ("as_of", "starts", "state"),
    [
        ("2023-03-31", "2023-04-01", State.RUNNING),
        ("2023-04-01", "2023-04-01", State.SUPERSEDED),
        ("2023-04-01", "2023-04-02", State.ENDED),
        ("2023-04-01", "2022-01-01", State.SUPERSEDED),
        ("2023-03-31", "2022-01-01", State.RUNNING),
    ],
)
def test_a_contract_is_superseded_once_it_has_ended_and_the_next_has_begun(
    as_of: str, starts: str, state: State
) -> None:
    facts = facts_of(
        contract(), date.fromisoformat(as_of), successor="next", successor_start=date.fromisoformat(starts)
    )
    assert facts.state is state
    assert facts.successor == "next"


def test_over_means_nothing_is_left_to_do() -> None:
    """Of a draft there is nothing to do yet."""
    over = {State.CLOSED, State.SUPERSEDED, State.TERMINATED, State.DRAFT}
    assert {state for state in State if state.is_inactive} == over


@pytest.mark.parametrize("side", ["supersedes", "successor"])
def test_either_side_of_a_succession_is_enough(tmp_path: Path, side: str) -> None:
    first, then = values(), values(id="parent-advice-2023", term={"start": "2023-04-01", "end": "2026-03-31"})
    if side == "supersedes":
        then["supersedes"] = first["id"]
    else:
        first["recommissioning"] = {"successor": then["id"]}
    loaded = register_of(tmp_path, first, then, as_of=date(2023, 4, 1))
    assert [entry.facts.successor for entry in loaded.entries] == ["parent-advice-2023", None]
    assert [entry.facts.state for entry in loaded.entries] == [State.SUPERSEDED, State.RUNNING]


def test_a_contract_with_no_end_date_has_no_window_and_no_options() -> None:
    """Contracts with no end date are listed with their review date, never as expiring."""
    facts = facts_of(term(end=None, ends_when="it is replaced", review_on="2023-01-01", extensions=[option(12)]))
    assert (facts.initial_end, facts.current_end, facts.final_end) == (None, None, None)
    assert (facts.window_opens, facts.final_window_opens, facts.days_left, facts.days_in_window) == (None,) * 4
    assert facts.options == ()
    assert not facts.window_open


@given(terms(), days)
def test_days_left_are_zero_on_the_last_day(fields: dict[str, Any], as_of: date) -> None:
    facts = facts_of(contract_with(fields), as_of)
    assert facts.current_end
    assert facts.days_left is not None
    assert as_of + timedelta(facts.days_left) == facts.current_end


@given(terms(), days)
def test_a_window_is_open_from_its_day_until_the_contract_is_over(fields: dict[str, Any], as_of: date) -> None:
    """It opens on (current end + 1 day) − 18 months."""
    facts = facts_of(contract_with(fields), as_of)
    assert facts.window_opens
    assert facts.days_in_window == (as_of - facts.window_opens).days
    assert facts.window_open == (facts.days_in_window >= 0 and not facts.state.is_inactive)


@given(terms(), days, days)
def test_facts_change_with_the_day_alone(fields: dict[str, Any], first_day: date, second_day: date) -> None:
    """The same register and the same `--as-of` give the same bytes."""
    first, again, later = (
        facts_of(contract_with(fields), first_day),
        facts_of(contract_with(fields), first_day),
        facts_of(contract_with(fields), second_day),
    )
    assert first == again
    changing = ("options", "missed_option", "final_end", "final_window_opens")
    unchanged = {name: getattr(later, name) for name in changing}
    assert replace(first, as_of=second_day, state=later.state, **unchanged) == later


@given(terms(), days)
def test_time_only_ever_carries_a_contract_forward(fields: dict[str, Any], day: date) -> None:
    order = [State.NOT_STARTED, State.RUNNING, State.ENDED, State.TERMINATED]
    example = contract_with(fields)
    states = [order.index(facts_of(example, day + timedelta(days=step)).state) for step in range(0, 4000, 400)]
    assert states == sorted(states)


@given(terms())
def test_every_computed_date_explains_itself(fields: dict[str, Any]) -> None:
    """Every computed date can explain itself: the sum, in words."""
    example = contract_with(fields)
    facts = facts_of(example)
    lines = explain_dates(example, facts)
    explained: dict[str, date] = {name: day for name, day, _ in lines if name != "Extended to"}
    expected: dict[str, date | None] = {
        "Original end": facts.initial_end,
        "Current end": facts.current_end,
        "Final end": facts.final_end,
        "Window opens": facts.window_opens,
        "Window from the final end": facts.final_window_opens,
    }
    for usable in facts.options:
        expected[f"With extension {usable.number}"] = usable.to_end
        expected[f"Notice for extension {usable.number} by"] = usable.notice_by
    if missed := facts.missed_option:
        expected[f"Last day for notice of extension {missed.number}"] = missed.notice_by
    assert explained == expected
    assert all(how.strip() for *_, how in lines)
    used = [day for name, day, _ in lines if name == "Extended to"]
    assert len(used) == sum(e["state"] == "exercised" for e in fields.get("extensions", ()))
    assert (used[-1] if used else facts.initial_end) == extended_end(example.term)


def test_an_open_ended_contract_has_no_calculated_dates() -> None:
    example = term(end=None, ends_when="it is replaced", review_on="2023-01-01")
    assert explain_dates(example, facts_of(example)) == []


NOT_COUNTED, DECIDES = "not counting the day of giving notice", "the contract decides when notice counts as given"


def test_the_calculation_is_explained_in_words() -> None:
    """Every computed date can explain itself (`show ID --explain`): the sum, in words."""
    example = term(extensions=[option(12, "exercised"), option(6, notice="4m"), option(until="2025-03-31")])
    assert explain_dates(example, facts_of(example)) == [
        ("Original end", date(2023, 3, 31), "as signed (term.end)"),
        ("Extended to", date(2024, 3, 31),
         "31 March 2023 plus 1 year, counted from the day after: 1 April 2023 becomes 1 April 2024"),
        ("Current end", date(2024, 3, 31), "the original end and the extensions used"),
        ("With extension 2", date(2024, 9, 30),
         "31 March 2024 plus 6 months, counted from the day after: 1 April 2024 becomes 1 October 2024"),
        ("Notice for extension 2 by", date(2023, 11, 30), f"4 months before 31 March 2024, {NOT_COUNTED}; {DECIDES}"),
        ("With extension 3", date(2025, 3, 31), "as agreed (until)"),
        ("Notice for extension 3 by", date(2024, 6, 30),
         (f"3 months before 30 September 2024, {NOT_COUNTED} (last working day 28 June 2024); {DECIDES} (by default: "
          "the contract does not say)")),
        ("Final end", date(2025, 3, 31), "the current end and every extension that can still be used"),
        ("Window opens", date(2022, 10, 1), "1 April 2024, the day after the end, less 18 months"),
        ("Window from the final end", date(2023, 10, 1), "1 April 2025, the day after the end, less 18 months"),
    ]  # fmt: skip


def test_the_sum_says_so_where_months_are_added_up_from_the_end_as_signed() -> None:
    """Two six-month extensions equal one of twelve."""
    example = term(end=date(2022, 8, 30), extensions=[option(6, "exercised"), option(6)])
    sums = {name: how for name, _, how in explain_dates(example, facts_of(example))}
    assert facts_of(example).final_end == date(2023, 8, 30)
    assert sums["With extension 2"].endswith("(all months are added together from the original end)")


def test_the_sum_says_so_where_the_window_opened_with_the_contract() -> None:
    """It opens on (current end + 1 day) − 18 months and never before the contract starts."""
    example = term(start=date(2021, 9, 1), end=date(2022, 8, 31))
    sums = {name: (day, how) for name, day, how in explain_dates(example, facts_of(example))}
    day, how = sums["Window opens"]
    assert day == date(2021, 9, 1)
    assert how == (
        "1 September 2022, the day after the end, less 18 months would be 1 March 2021, before the contract "
        "started, so it opens when the contract starts"
    )


@given(terms())
def test_the_words_of_a_sum_name_the_days_that_are_in_it(fields: dict[str, Any]) -> None:
    """Every computed date can explain itself (`show ID --explain`): the sum, in words."""
    example = contract_with(fields)
    facts = facts_of(example)
    for name, day, how in explain_dates(example, facts):
        if name.startswith("With extension") and "counted" in how:
            assert long_date(boundary(day)) in how
        if name.startswith("Notice for"):
            used = next(usable for usable in facts.options if usable.number == int(name.split()[3]))
            assert long_date(used.from_end) in how or not used.notice.count


def test_the_termination_tells_its_reason() -> None:
    example = term(terminated={"on": "2021-06-30", "reason": "The provider closed."})
    assert ("Current end", date(2021, 6, 30), "early end: The provider closed.") in explain_dates(
        example, facts_of(example)
    )


ENDS_2024_TO_2032 = [
    date(2024, 1, 1) + timedelta(days=days) for days in range((date(2033, 1, 1) - date(2024, 1, 1)).days)
]


@pytest.mark.parametrize("months", range(1, 13))
def test_notice_and_its_months_never_pass_the_end(months: int) -> None:
    """Every end of 2024 to 2032: notice on the last day, plus its months, is within the term, and clear months too."""
    for end in ENDS_2024_TO_2032:
        day = last_notice_day(end, Duration(months, "m"))
        assert add_months(day, months) <= end
        assert last_day(add_months(boundary(day), months)) <= end
        assert add_months(day, months) > end - timedelta(days=4)  # and it is not days too early


@pytest.mark.parametrize(
    ("end", "notice", "expected"),
    [
        ("2027-03-31", "6m", "2026-09-30"),
        ("2027-03-31", "3m", "2026-12-31"),
        ("2027-08-31", "3m", "2027-05-31"),
        ("2012-09-30", "6m", "2012-03-31"),
        ("2023-05-30", "3m", "2023-02-27"),  # in time on clear months too
        ("2027-03-31", "12w", "2027-01-06"),
        ("2027-03-31", "90d", "2026-12-31"),
        ("2027-03-31", "0m", "2027-03-31"),
    ],
)
def test_the_last_day_for_notice(end: str, notice: str, expected: str) -> None:
    assert last_notice_day(date.fromisoformat(end), parse_duration(notice)) == date.fromisoformat(expected)


MISSED = [option(12, notice="6m"), option(12, notice="1m")]


def test_an_option_out_of_time_is_no_option_nor_is_any_after_it() -> None:
    example = term(extensions=MISSED)
    last, after = facts_of(example, date(2022, 9, 30)), facts_of(example, date(2022, 10, 1))
    assert [usable.number for usable in last.options] == [1, 2]
    assert (last.can_extend_to, last.notice_passed_on) == (date(2025, 3, 31), None)
    assert after.options == ()
    assert (after.can_extend_to, after.final_end, after.notice_by) == (None, date(2023, 3, 31), None)
    assert after.notice_passed_on == date(2022, 9, 30)
    sums = {name: how for name, _, how in explain_dates(example, after)}
    assert sums["Last day for notice of extension 1"].endswith(
        "ask the provider whether the contract can still be extended"
    )


def test_a_later_option_out_of_time_leaves_the_earlier_one() -> None:
    facts = facts_of(term(extensions=[option(1, notice="1m"), option(12, notice="6m")]), date(2023, 1, 1))
    assert [usable.number for usable in facts.options] == [1]
    assert facts.notice_passed_on == date(2022, 10, 31)


def test_the_usual_notice_rules_no_option_out() -> None:
    facts = facts_of(term(extensions=[option(12)]), date(2023, 3, 31))
    assert facts.next_option
    assert (facts.notice_by, facts.notice_by_default, facts.notice_passed_on) == (date(2022, 12, 31), True, None)
    assert facts_of(term(extensions=[option(12)]), date(2023, 4, 1)).options == ()


def test_the_table_of_awkward_days_in_the_docs_is_right() -> None:
    """Every row of the table in docs/explanation/dates.md."""
    page = (Path(__file__).parents[3] / "docs/explanation/dates.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+ \w+ \d{4}) \| (\d+) \| [^|]+ \| \**(\d+ \w+ \d{4})\** \|", page, re.MULTILINE)
    assert len(rows) >= 9
    for end, months, expected in rows:
        extended = end_of_months(boundary(parse_long(end)), int(months))
        assert long_date(extended) == expected


def test_the_table_of_notice_days_in_the_docs_is_right() -> None:
    page = (Path(__file__).parents[3] / "docs/explanation/dates.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+ \w+ \d{4}) \| (\d+) (\w+)s \| (\d+ \w+ \d{4})", page, re.MULTILINE)
    assert len(rows) >= 6
    for end, count, unit, expected in rows:
        day = last_notice_day(parse_long(end), parse_duration(f"{count}{unit[0]}"))
        assert long_date(day) == expected


def parse_long(text: str) -> date:
    day, month, year = text.split()
    return date(int(year), list(calendar.month_name).index(month), int(day))


def test_an_option_out_of_time_leads_to_no_end_in_the_exports_nor_does_any_after_it() -> None:
    view = contract_view(term(extensions=MISSED), as_of=date(2022, 10, 1))
    first, second = extension_rows(view)
    assert (first["to_end"], first["notice_by"]) == (None, date(2022, 9, 30))
    assert (second["to_end"], second["notice_by"]) == (None, None)
    assert extension_words(view) == (
        "1 year available (last day for notice of extension 1 was 30 September 2022: ask the provider); "
        "1 year available only after extension 1"
    )
