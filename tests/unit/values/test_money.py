from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.planning.price import annual_value
from commreg.planning.totals import total
from commreg.values.money import format_pounds, parse_amount, pounds_and_pence, suggest_amount, whole_pounds
from tests.unit.builders import contract, contract_view

amounts = st.decimals(min_value=0, max_value=999_999_999_999, places=2, allow_nan=False, allow_infinity=False)


@given(amounts)
def test_an_amount_is_read_to_the_penny(amount: Decimal) -> None:
    """`Decimal`, two places, never float."""
    amount_read = parse_amount(f"{amount:.2f}")
    assert amount_read == amount
    assert type(amount_read) is Decimal
    assert amount_read.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("74000", "74000.00"),
        ("74000.5", "74000.50"),
        ("89177.46", "89177.46"),
        ("0", "0.00"),
        ("000123.10", "123.10"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_digits_and_at_most_two_places_are_an_amount(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


REFUSED = [
    "",
    "£74000",
    "74,000",
    "-5",
    "+5",
    "1.234",
    "1.",
    ".50",
    "1e3",
    "74000 ",
    "74000\n",
    "0x10",
    "1_000",
    "nan",
    "Infinity",
    "1:30",
    "１２３",
    "1234567890123",
    "about 5000",
]


@pytest.mark.parametrize("text", REFUSED)
def test_nothing_is_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not an amount in pounds$"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("£1,057.00", "1057.00"),
        ("£ 1,057", "1057"),
        ("1,942,820.00", "1942820.00"),
        ("£74000", "74000"),
        ("250k", "250000"),
        ("£250K", "250000"),
        ("1.2m", "1200000"),
        ("  £5 ", "5"),
        ("12,34", None),
        ("1,0000", None),
        ("1.234.567,00", None),
        ("5%", None),
        ("£604.80 management + cases", None),
        ("-£5", None),
        ("£", None),
        ("", None),
        ("€500", None),
        ("$500", None),
    ],
)
def test_a_correction_is_suggested_only_if_it_is_certain(text: str, plain: str | None) -> None:
    assert suggest_amount(text) == plain


@given(st.one_of(st.text("£ 0123456789,.kKmM", max_size=24), st.text(max_size=12), st.sampled_from(REFUSED)))
def test_what_a_hint_says_to_write_can_be_read(text: str) -> None:
    plain = suggest_amount(text)
    if plain is not None:
        parse_amount(plain)


@pytest.mark.parametrize(
    ("amount", "short", "full"),
    [
        ("74000.00", "£74,000", "£74,000.00"),
        ("9177.46", "£9,177.46", "£9,177.46"),
        ("0.50", "£0.50", "£0.50"),
        ("0.00", "£0", "£0.00"),
        ("1942820.00", "£1,942,820", "£1,942,820.00"),
    ],
)
def test_pence_are_shown_only_where_there_are_some(amount: str, short: str, full: str) -> None:
    assert format_pounds(Decimal(amount)) == short
    assert pounds_and_pence(Decimal(amount)) == full


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("74000.00", "£74,000"),
        ("9177.49", "£9,177"),
        ("9177.50", "£9,178"),
        ("9178.50", "£9,179"),
        ("1942819.99", "£1,942,820"),
        ("100.50", "£101"),
        ("99.50", "£99.50"),
        ("17.49", "£17.49"),
        ("0.00", "£0"),
    ],
)
def test_lists_show_whole_pounds(amount: str, rounded: str) -> None:
    """Half a pound is rounded up; less than £100 is a unit price."""
    assert whole_pounds(Decimal(amount)) == rounded


@given(amounts)
def test_an_amount_as_shown_is_the_amount(amount: Decimal) -> None:
    assert Decimal(pounds_and_pence(amount).strip("£").replace(",", "")) == amount
    assert Decimal(format_pounds(amount).strip("£").replace(",", "")) == amount


@given(st.lists(amounts, min_size=1, max_size=20))
def test_no_penny_is_lost_in_a_sum_and_none_is_ever_a_float(pennies: list[Decimal]) -> None:
    """`Decimal`, two places, never float, not even towards XLSX."""
    records = [contract_view(contract(value={"amount": f"{amount:.2f}"})) for amount in pennies]
    amount_read = total(records).single_amount
    assert type(amount_read) is Decimal
    assert int(amount_read * 100) == sum(int(amount * 100) for amount in pennies)


@given(amounts, st.sampled_from(["annual", "monthly", "weekly", "whole-term"]))
def test_a_value_a_year_has_whole_pence(amount: Decimal, basis: str) -> None:
    amount_read = annual_value(contract(value={"amount": f"{amount:.2f}", "basis": basis})).amount
    assert type(amount_read) is Decimal
    assert amount_read.as_tuple().exponent == -2
