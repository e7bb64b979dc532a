"""Quarters by the calendar and by a council's year."""

from __future__ import annotations

from datetime import date

import pytest

from commreg.diagnostics.errors import InputError
from commreg.export.transparency_code.quarter import parse_quarter

AFTER = date(2030, 1, 1)


@pytest.mark.parametrize(
    ("written", "start", "end", "publish_by"),
    [
        ("2021-Q1", date(2021, 1, 1), date(2021, 3, 31), date(2021, 4, 30)),
        ("2021-Q2", date(2021, 4, 1), date(2021, 6, 30), date(2021, 7, 30)),
        ("2021-Q3", date(2021, 7, 1), date(2021, 9, 30), date(2021, 10, 30)),
        ("2021-Q4", date(2021, 10, 1), date(2021, 12, 31), date(2022, 1, 31)),
        ("2021/22-Q1", date(2021, 4, 1), date(2021, 6, 30), date(2021, 7, 30)),
        ("2021/22-Q3", date(2021, 10, 1), date(2021, 12, 31), date(2022, 1, 31)),
        ("2021/22-Q4", date(2022, 1, 1), date(2022, 3, 31), date(2022, 4, 30)),
        ("1999/00-q4", date(2000, 1, 1), date(2000, 3, 31), date(2000, 4, 30)),
        (" 2021-q3 ", date(2021, 7, 1), date(2021, 9, 30), date(2021, 10, 30)),
    ],
)
def test_a_quarter_is_three_calendar_months(written: str, start: date, end: date, publish_by: date) -> None:
    parsed = parse_quarter(written, AFTER)
    assert (parsed.start, parsed.end, parsed.publish_by) == (start, end, publish_by)


@pytest.mark.parametrize(
    "written", ["", "2021", "2021-Q5", "2021-Q0", "Q3 2021", "2021/23-Q1", "2021-3", "21-Q3", "1850-Q1", "2999-Q1"]
)
def test_anything_else_says_how_to_write_one(written: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_quarter(written, AFTER)
    assert "2021/22-Q3" in (refused.value.hint or "")


def test_a_quarter_that_has_not_begun_is_refused() -> None:
    with pytest.raises(InputError, match="begins on 1 July 2021, after the as-of day, 30 June 2021"):
        parse_quarter("2021-Q3", date(2021, 6, 30))
    assert parse_quarter("2021-Q3", date(2021, 7, 1)).start == date(2021, 7, 1)
