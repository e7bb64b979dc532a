from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from commreg.values import dates
from commreg.values.dates import (
    ONE_DAY,
    add_months,
    boundary,
    last_day,
    long_date,
    months_between,
    parse_day,
    short_date,
    today_in_london,
)
from commreg.values.durations import Duration, format_months, humanize_days, parse_duration
from commreg.values.text import pluralize

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@given(days)
@example(date(1900, 1, 1))
@example(date(2999, 12, 31))
def test_every_day_of_the_register_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2022-02-30", "is not a day in the calendar"),
        ("2021-02-29", "is not a day in the calendar"),
        ("2022-13-01", "is not a day in the calendar"),
        ("2022-00-10", "is not a day in the calendar"),
        ("2022-04-31", "is not a day in the calendar"),
        ("1899-12-31", "has a year outside 1900 to 2999"),
        ("3000-01-01", "has a year outside 1900 to 2999"),
        ("0000-00-00", "has a year outside 1900 to 2999"),
        ("31/03/2022", "is not a date written year-month-day"),
        ("2022-3-31", "is not a date written year-month-day"),
        ("20220331", "is not a date written year-month-day"),
        ("2022-03-31\n", "is not a date written year-month-day"),
        (" 2022-03-31", "is not a date written year-month-day"),
        ("2022-03-31T00:00:00", "is not a date written year-month-day"),
        ("２０２２-03-31", "is not a date written year-month-day"),
        ("2022-W13-4", "is not a date written year-month-day"),
        ("", "is not a date written year-month-day"),
    ],
)
def test_no_other_writing_is_taken_for_a_day(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        parse_day(text)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2022, 3, 31), -1, date(2022, 2, 28)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
        (date(2022, 1, 15), -1, date(2021, 12, 15)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2022, 4, 1), 0, date(2022, 4, 1)),
        (date(2022, 4, 1), -18, date(2020, 10, 1)),
    ],
)
def test_months_are_calendar_months_clipped_at_a_months_end(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, st.integers(-240, 240))
def test_a_month_added_is_never_more_than_a_day_of_the_month_off(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + ONE_DAY).day == 1)


@given(days.filter(lambda day: day.day <= 28), st.integers(-240, 240), st.integers(-240, 240))
def test_months_add_up_on_a_day_that_every_month_has(day: date, first: int, second: int) -> None:
    assert add_months(add_months(day, first), second) == add_months(day, first + second)


@pytest.mark.parametrize("months", [12 * 9999, -12 * 9999])
def test_a_sum_that_leaves_the_calendar_says_so(months: int) -> None:
    with pytest.raises(OverflowError, match="leaves the calendar"):
        add_months(date(2022, 4, 1), months)


@given(days)
def test_a_boundary_is_the_day_after_the_last_one(end: date) -> None:
    """A term is inclusive in the file (`end` is the last day) and half-open in code: [start, end + 1 day)."""
    assert boundary(end) - end == ONE_DAY
    assert last_day(boundary(end)) == end


@given(days, st.integers(0, 240), st.integers(0, 27))
@example(date(2022, 1, 31), 1, 0)
def test_months_between_are_whole_months_rounded_down(start: date, months: int, more: int) -> None:
    assume(start.year < 2970)
    result = months_between(start, add_months(start, months) + timedelta(more))
    assert result == months


@pytest.mark.parametrize(
    ("text", "expected", "words", "after"),
    [
        ("90d", Duration(90, "d"), "90 days", date(2022, 3, 16)),
        ("12w", Duration(12, "w"), "12 weeks", date(2022, 3, 10)),
        ("24m", Duration(24, "m"), "24 months", date(2023, 12, 16)),
        ("2y", Duration(2, "y"), "2 years", date(2023, 12, 16)),
        ("1 M", Duration(1, "m"), "1 month", date(2022, 1, 16)),
        (" 0d ", Duration(0, "d"), "0 days", date(2021, 12, 16)),
    ],
)
def test_a_span_is_a_number_and_a_letter(text: str, expected: Duration, words: str, after: date) -> None:
    """`d`, `w`, `m`, `y` are understood."""
    assert parse_duration(text) == expected
    assert str(parse_duration(text)) == words
    assert parse_duration(text).after(date(2021, 12, 16)) == after


@pytest.mark.parametrize("text", ["", "24", "m", "-1m", "1.5y", "24 months", "12345d", "1h", "２4m", "24m 1d"])
def test_no_other_writing_is_taken_for_a_span(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time: write a number and d, w, m or y, for example 24m"):
        parse_duration(text)


@given(days.filter(lambda day: day.year < 2900), st.integers(0, 99))
def test_a_year_is_twelve_months(day: date, count: int) -> None:
    assert Duration(count, "y").after(day) == Duration(12 * count, "m").after(day)


def test_days_are_written_in_words_and_never_as_31_03_2022() -> None:
    assert long_date(date(2022, 3, 31)) == "31 March 2022"
    assert long_date(date(2022, 4, 1)) == "1 April 2022"
    assert short_date(date(2022, 9, 5)) == "5 Sep 2022"


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 contracts"), (1, "1 contract"), (2, "2 contracts"), (1200, "1,200 contracts")]
)
def test_things_are_counted_in_english(count: int, expected: str) -> None:
    assert pluralize(count, "contract") == expected


def test_a_plural_can_be_given() -> None:
    assert pluralize(2, "whole entry", "whole entries") == "2 whole entries"
    assert pluralize(1, "whole entry", "whole entries") == "1 whole entry"


@pytest.mark.parametrize(
    ("months", "words"), [(1, "1 month"), (12, "1 year"), (18, "18 months"), (24, "2 years"), (0, "0 months")]
)
def test_whole_years_of_months_are_shown_as_years(months: int, words: str) -> None:
    assert format_months(months) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (15, "15 days"),
        (28, "28 days"),
        (29, "4 weeks"),
        (105, "15 weeks"),
        (189, "27 weeks"),
        (190, "6 months"),
        (365, "12 months"),
        (366, "12 months"),
        (729, "23 months"),
    ],
)
def test_a_distance_is_in_the_unit_a_person_would_use(size: int, words: str) -> None:
    assert humanize_days(size) == words
    assert humanize_days(-size) == words


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)), st.integers(2, 10))
@example(date(2021, 12, 16), 2)
def test_a_day_whole_years_off_is_that_many_years_off(day: date, years: int) -> None:
    words = humanize_days((add_months(day, 12 * years) - day).days)
    assert words in (f"{years} years", f"{12 * years} months")


def test_only_today_in_london_reads_the_clock() -> None:
    assert abs((today_in_london() - date.today()).days) <= 1  # noqa: DTZ011 - any day near by will do


def test_months_reach_the_first_and_the_last_day_of_the_calendar_and_no_further() -> None:
    assert add_months(date(1, 2, 1), -1) == date.min
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    for day, months in ((date.min, -1), (date(2, 1, 1), -13), (date(9999, 12, 1), 1), (date(9998, 12, 1), 13)):
        with pytest.raises(OverflowError):
            add_months(day, months)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_today_is_the_day_in_london_in_summer_too(moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moment.astimezone(tz or UTC)

    monkeypatch.setattr(dates, "datetime", Clock)
    assert dates.today_in_london() == day
