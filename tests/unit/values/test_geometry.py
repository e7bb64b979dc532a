"""Days on an axis and parts of a bar, in per cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from commreg.values.geometry import MIN_WIDTH, Stretch, TimeScale, parts_of_bar

TEN_DAYS = TimeScale(date(2022, 1, 1), date(2022, 1, 10))


def test_a_day_lies_where_it_starts_and_the_axis_ends_after_its_last_day() -> None:
    assert TEN_DAYS.place(date(2022, 1, 1)) == 0
    assert TEN_DAYS.place(date(2022, 1, 11)) == 100
    assert TEN_DAYS.place(date(2021, 12, 31)) == -10


def test_a_stretch_includes_its_last_day() -> None:
    assert TEN_DAYS.stretch(date(2022, 1, 2), date(2022, 1, 3)) == Stretch(10, 20)


def test_a_stretch_is_cut_to_the_axis() -> None:
    assert TEN_DAYS.stretch(date(2000, 1, 1), date.max) == Stretch(0, 100)
    assert TEN_DAYS.stretch(date(2022, 1, 11), date(2022, 2, 1)) is None
    assert TEN_DAYS.stretch(date(2021, 1, 1), date(2021, 12, 31)) is None


def test_a_short_stretch_can_be_seen() -> None:
    long_axis = TimeScale(date(1950, 1, 1), date(2050, 1, 1))
    stretch = long_axis.stretch(date(2000, 1, 1), date(2000, 1, 1))
    assert stretch
    assert stretch.width == MIN_WIDTH


def test_ticks_are_the_quarters_and_name_the_years() -> None:
    ticks = list(TimeScale(date(2021, 10, 1), date(2022, 4, 30)).ticks())
    assert [tick.year for tick in ticks] == [2022, None]


def test_parts_of_a_bar_follow_each_other() -> None:
    assert parts_of_bar([1, 0, 3], 4) == [Stretch(0, 25), Stretch(25, 0), Stretch(25, 75)]
    assert parts_of_bar([Decimal(1)], Decimal(0)) == [Stretch(0, 0)]
