"""Lengths of time in words."""

from __future__ import annotations

import pytest

from commreg.values.durations import humanize_days


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (28, "28 days"),
        (29, "4 weeks"),
        (34, "4 weeks"),
        (35, "5 weeks"),
        (189, "27 weeks"),
        (190, "6 months"),
        (729, "23 months"),
        (730, "2 years"),
        (1094, "2 years"),
        (1095, "3 years"),
        (-15, "15 days"),
        (-730, "2 years"),
    ],
)
def test_days_are_rounded_down_in_the_unit_people_use(days: int, words: str) -> None:
    assert humanize_days(days) == words
