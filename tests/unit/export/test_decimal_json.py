"""JSON with exact numbers, and days as instants."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.export.ocds.decimal_json import dumps
from commreg.export.ocds.timestamps import end_of_day, start_of_day


@pytest.mark.parametrize(
    "amount", ["0.10", "1942820.00", "0.00", "999999999999.99", "74000.00", "604.80", "0.01", "1E+3"]
)
def test_an_amount_is_written_digit_for_digit(amount: str) -> None:
    assert dumps({"amount": Decimal(amount)}) == f'{{\n  "amount": {Decimal(amount):f}\n}}'


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        dumps([0.1])


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_any_value_comes_back_as_it_was(value: object) -> None:
    assert json.loads(dumps(value), parse_float=Decimal) == value


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2021, 12, 16), "2021-12-16T00:00:00+00:00", "2021-12-16T23:59:59+00:00"),
        (date(2022, 7, 18), "2022-07-18T00:00:00+01:00", "2022-07-18T23:59:59+01:00"),
        # The clocks go forward in the night of the last Sunday in March, and back on that of October.
        (date(2019, 3, 31), "2019-03-31T00:00:00+00:00", "2019-03-31T23:59:59+01:00"),
        (date(2021, 10, 31), "2021-10-31T00:00:00+01:00", "2021-10-31T23:59:59+00:00"),
        (date(2050, 6, 30), "2050-06-30T00:00:00+01:00", "2050-06-30T23:59:59+01:00"),
    ],
)
def test_a_day_has_the_offset_of_the_clocks_on_it(day: date, first: str, last: str) -> None:
    assert (start_of_day(day), end_of_day(day)) == (first, last)
