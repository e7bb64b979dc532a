"""A bar on an axis of days: where each day falls, what is drawn over what, and the years above it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.listings.chart import Axis, Bar, Span

YEAR = Axis(date(2022, 1, 1), date(2022, 12, 31), ".")


@pytest.mark.parametrize(
    ("day", "column"),
    [
        (date(2022, 1, 1), 0),
        (date(2022, 12, 31), 11),
        (date(2021, 12, 31), -1),
        (date(2023, 1, 1), 12),
        (date(2022, 7, 2), 5),
        (date(2022, 7, 3), 6),
    ],
)
def test_a_day_falls_in_the_column_of_its_part_of_the_axis(day: date, column: int) -> None:
    assert YEAR.column(day, 12) == column


def test_later_spans_are_drawn_over_earlier_and_marks_over_all() -> None:
    term = Span(date(2020, 1, 1), date(2022, 6, 30), "=")
    gap = Span(date(2022, 7, 1), date(2022, 9, 30), "x")
    bar = Bar(YEAR, (term, gap), ((date(2022, 3, 15), "|"), (date(2022, 6, 1), "N"), (date(2024, 1, 1), "?")))
    assert bar.draw(12) == "==|=Nxxxx   "


def test_a_bar_outside_the_axis_leaves_only_the_quarters() -> None:
    assert (
        Bar(YEAR, (Span(date(2024, 1, 1), date(2025, 1, 1), "="),)).draw(12) == ". .  .  .   "
    )  # 1 January, April, July and October


@pytest.mark.parametrize(
    ("width", "heading"), [(24, "2022        2023        "), (8, "2022    "), (5, "2022 "), (3, "   ")]
)
def test_years_are_above_their_first_day_and_never_run_together(width: int, heading: str) -> None:
    assert Axis(date(2022, 1, 1), date(2023, 12, 31), ".").heading(width) == heading


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(0, 9000),
    st.lists(st.tuples(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 9000)), max_size=4),
    st.integers(1, 200),
)
def test_a_bar_has_exactly_its_width(start: date, days: int, spans: list[tuple[date, int]], width: int) -> None:
    axis = Axis(start, start + timedelta(days=days), ".")
    bar = Bar(axis, tuple(Span(first, first + timedelta(days=length), "=") for first, length in spans), ((start, "|"),))
    assert len(bar.draw(width)) == len(axis.heading(width)) == width
    assert bar.draw(width)[0] == "|"
