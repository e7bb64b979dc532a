"""When the next review meeting is due, and why it sometimes cannot be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.model.settings import SchoolTerm
from commreg.model.vocabularies import FREQUENCY
from commreg.planning.meetings import MeetingDue, next_meeting
from commreg.wording.deadlines import meeting_basis

AUTUMN, SPRING, SUMMER = TERMS = (
    SchoolTerm(name="Autumn 2021", start=date(2021, 8, 31), end=date(2021, 12, 17)),
    SchoolTerm(name="Spring 2022", start=date(2022, 1, 4), end=date(2022, 4, 8)),
    SchoolTerm(name="Summer 2022", start=date(2022, 4, 25), end=date(2022, 7, 22)),
)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [
        ("weekly", date(2021, 12, 9), date(2021, 12, 16)),
        ("three-weekly", date(2021, 12, 9), date(2021, 12, 30)),
        ("monthly", date(2021, 11, 8), date(2021, 12, 8)),
        ("bimonthly", date(2021, 11, 8), date(2022, 1, 8)),
        ("quarterly", date(2021, 11, 8), date(2022, 2, 8)),
        ("twice-yearly", date(2021, 11, 8), date(2022, 5, 8)),
        ("annual", date(2021, 11, 8), date(2022, 11, 8)),
        # A shorter month: its last day.
        ("monthly", date(2022, 1, 31), date(2022, 2, 28)),
        ("quarterly", date(2021, 8, 31), date(2021, 11, 30)),
        ("annual", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_the_next_meeting_is_one_interval_after_the_last(frequency: str, last: date, due: date) -> None:
    assert next_meeting(frequency, last, ()).on == due


@pytest.mark.parametrize(
    ("last", "due", "words"),
    [
        (AUTUMN.start, SPRING.end, "in Autumn 2021; due by the end of Spring 2022"),
        (AUTUMN.end, SPRING.end, "in Autumn 2021; due by the end of Spring 2022"),
        (
            date(2021, 12, 18),
            SPRING.end,
            "in the holiday after Autumn 2021, which counts for that term; due by the end of Spring 2022",
        ),
        (date(2022, 1, 3), SPRING.end, "which counts for that term; due by the end of Spring 2022"),
        (SPRING.start, SUMMER.end, "in Spring 2022; due by the end of Summer 2022"),
        (SUMMER.start, None, "in Summer 2022; the school terms in the settings end on 22 July 2022"),
        (
            date(2022, 8, 20),
            None,
            "which counts for that term; the school terms in the settings end on 22 July 2022",
        ),
        (
            date(2021, 8, 30),
            None,
            "last met on 30 August 2021; the school terms in the settings start on 31 August 2021",
        ),
    ],
)
def test_termly_follows_the_school_terms(last: date, due: date | None, words: str) -> None:
    meeting = next_meeting("termly", last, TERMS)
    assert meeting.on == due
    assert meeting_basis(meeting).startswith("termly, last met on ")
    assert meeting_basis(meeting).endswith(words)


def test_termly_meetings_without_school_terms_have_no_date() -> None:
    due = next_meeting("termly", date(2021, 11, 8), ())
    assert due.on is None
    assert meeting_basis(due) == (
        "termly, last met on 8 November 2021; the settings list no school terms (policy.school_terms)"
    )


def test_the_basis_says_what_the_day_rests_on() -> None:
    assert meeting_basis(next_meeting("monthly", date(2021, 11, 8), ())) == "monthly, last met on 8 November 2021"
    due = next_meeting("three-weekly", date(2021, 11, 8), ())
    assert meeting_basis(due).startswith("every three weeks, last met")


@pytest.mark.parametrize("frequency", list(FREQUENCY))
def test_with_no_meeting_recorded_no_day_is_guessed(frequency: str) -> None:
    meeting = next_meeting(frequency, None, TERMS)
    assert meeting == MeetingDue(None, frequency)
    assert meeting_basis(meeting) == f"{FREQUENCY.label(frequency).lower()}, no meeting recorded"
    assert meeting.overdue_days(date(2021, 12, 16)) is None


def test_with_no_frequency_recorded_no_day_is_guessed() -> None:
    due = next_meeting(None, date(2021, 11, 8), TERMS)
    assert due.on is None
    assert meeting_basis(due) == "how often is not recorded"


def test_a_withheld_frequency_has_no_date() -> None:
    assert next_meeting("Not published", date(2021, 11, 8), TERMS).on is None


@pytest.mark.parametrize(
    ("as_of", "days"), [(date(2021, 12, 7), 0), (date(2021, 12, 8), 0), (date(2021, 12, 9), 1), (date(2022, 1, 8), 31)]
)
def test_a_meeting_is_overdue_from_the_day_after_it_was_due(as_of: date, days: int) -> None:
    assert next_meeting("monthly", date(2021, 11, 8), ()).overdue_days(as_of) == days


@given(frequency=st.sampled_from(list(FREQUENCY)), last=DAYS, later=st.integers(0, 2000))
def test_a_later_meeting_never_makes_the_next_one_due_sooner(frequency: str, last: date, later: int) -> None:
    earlier_due = next_meeting(frequency, last, TERMS).on
    later_due = next_meeting(frequency, last + timedelta(days=later), TERMS).on
    assert earlier_due is None or later_due is None or earlier_due <= later_due


@given(frequency=st.sampled_from(list(FREQUENCY)), last=DAYS)
def test_the_next_meeting_comes_after_the_last(frequency: str, last: date) -> None:
    due = next_meeting(frequency, last, TERMS).on
    assert due is None or due > last
