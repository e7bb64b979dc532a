"""Dates, amounts, options and words in every form that registers have them: read as what they say, or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.importing import parse_amounts, parse_dates, parse_options, parse_words
from commreg.importing.parse_dates import DateOrder
from commreg.importing.sheet_grid import Cell
from commreg.model.vocabularies import FREQUENCY, KIND, PROVIDER_TYPE
from commreg.values import parsed
from commreg.values.parsed import Parsed, Unparsed
from commreg.values.written_dates import DAY_FIRST, MONTH_FIRST
from commreg.values.written_lengths import parse_written_length


def read(parsed: Parsed | Unparsed) -> Parsed:
    assert isinstance(parsed, Parsed), parsed
    return parsed


def refused(parsed: Parsed | Unparsed) -> str:
    assert isinstance(parsed, Unparsed), parsed
    return parsed.reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01-Jan- 20", "2020-01-01"),
        ("31-Mar-23", "2023-03-31"),
        ("31 Mar 23", "2023-03-31"),
        ("31.Mar.2023", "2023-03-31"),
        ("15 June 2015", "2015-06-15"),
        ("15th of June, 2015", "2015-06-15"),
        ("29th July 2013", "2013-07-29"),
        ("1st Sept 2021", "2021-09-01"),
        ("Thursday 31 March 2022", "2022-03-31"),
        ("Thu, 31 Mar 2022", "2022-03-31"),
        ("March 31, 2022", "2022-03-31"),
        ("Mar 31st 2022", "2022-03-31"),
        ("31 Mar 2022 00:00", "2022-03-31"),
        ("31/03/2023", "2023-03-31"),
        ("31.03.2023", "2023-03-31"),
        ("31-03-23", "2023-03-31"),
        ("31/03/2023 00:00:00", "2023-03-31"),
        ("31/3/23", "2023-03-31"),
        ("3/31/2023", "2023-03-31"),
        ("04/04/2021", "2021-04-04"),
        ("20150630", "2015-06-30"),
        ("2022-03-31", "2022-03-31"),
        ("2022/3/31", "2022-03-31"),
        ("2022-02-07T00:00:00", "2022-02-07"),
        ("2022-02-07 09:30:00.000+01:00", "2022-02-07"),
        ("2022-02-07T23:59:59Z", "2022-02-07"),
        ("  31\xa0March  2022 ", "2022-03-31"),
        ("31 December 69", "2069-12-31"),
        ("31 December 70", "1970-12-31"),
        ("44651", "2022-03-31"),
        ("44651.5", "2022-03-31"),
        ("29 Feb 2024", "2024-02-29"),
    ],
)
def test_a_date_in_any_form_is_the_day_that_it_says(text: str, day: str) -> None:
    assert read(parse_dates.parse_date(Cell(text), None)).value == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2021", DAY_FIRST, "2021-04-03"),
        ("03/04/2021", MONTH_FIRST, "2021-03-04"),
        ("3.4.21", DAY_FIRST, "2021-04-03"),
        ("3 / 4 / 21", MONTH_FIRST, "2021-03-04"),
        ("10/12/2021 14:30 pm", DAY_FIRST, "2021-12-10"),
    ],
)
def test_a_date_in_figures_is_read_in_the_order_of_its_column(text: str, order: str, day: str) -> None:
    assert read(parse_dates.parse_date(Cell(text), order)).value == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("03/04/2021", None, "could have the day or the month first"),
        ("31/03/2022", MONTH_FIRST, "is not a date in the calendar"),
        ("30 Feb 2022", None, "is not a date in the calendar"),
        ("31/11/2022", None, "is not a date in the calendar"),
        ("00/00/0000", DAY_FIRST, "is not a date in the calendar"),
        ("31 Marsh 2022", None, "has “Marsh” where the name of a month should be"),
        ("Monday 31 March 2022", None, "says Monday, but 31 March 2022 is a Thursday"),
        ("March 2022", None, "gives no day"),
        ("Mar-22", None, "gives no day"),
        ("03/2022", None, "gives no day"),
        ("2022", None, "gives no day"),
        ("2021/22", None, "is not a date in a known form"),
        ("ongoing", None, "is not a date in a known form"),
        ("before 31 March 2022", None, "is not a date in a known form"),
        ("approx 31 March 2022", None, "is not a date in a known form"),
        ("31 March 2022 to 31 March 2023", None, "is not a date in a known form"),
        ("31 March 2022 or later", None, "is not a date in a known form"),
        ("31 March 2022 - 31 March 2023", None, "is not a date in a known form"),
        ("31 March 1066", None, "has a year outside 1900 to 2999"),
        ("99999", None, "is not a day number of a spreadsheet"),
        ("12", None, "is not a date in a known form"),
    ],
)
def test_what_is_no_day_beyond_doubt_is_refused(text: str, order: str | None, reason: str) -> None:
    assert refused(parse_dates.parse_date(Cell(text), order)).startswith(reason)


def test_true_dates_and_numbers_of_a_workbook() -> None:
    assert read(parse_dates.parse_date(Cell("2022-03-31", date(2022, 3, 31)), None)).value == date(2022, 3, 31)
    assert (
        refused(parse_dates.parse_date(Cell("1850-01-01", date(1850, 1, 1)), None)) == "has a year outside 1900 to 2999"
    )
    serial = Cell("44651", Decimal(44651))
    assert read(parse_dates.parse_date(serial, None)).value == date(2022, 3, 31)
    assert read(parse_dates.parse_date(Cell("43189", Decimal(43189)), None, since_1904=True)).value == date(2022, 3, 31)
    assert not read(parse_dates.parse_date(serial, None)).is_certain, "a number is a day by the column alone"
    assert read(parse_dates.parse_date(Cell("20150630", Decimal(20150630)), None)).value == date(2015, 6, 30)


@pytest.mark.parametrize(
    "text",
    ["28-Feb-22 Due to the late start, work goes on until June 2022.", "28/02/2022 (extended)", "2022-02-28 tbc"],
)
def test_words_after_a_date_make_it_one_to_check_and_are_left(text: str) -> None:
    parsed = read(parse_dates.parse_date(Cell(text), None))
    assert (parsed.value, parsed.leftover, parsed.is_certain) == (date(2022, 2, 28), text, False)


def test_a_year_of_two_figures_is_reported() -> None:
    assert read(parse_dates.parse_date(Cell("31-Mar-23"), None)).note == "year 23 read as 2023"


@pytest.mark.parametrize(
    ("texts", "order", "why"),
    [
        (["01/02/2021", "31/03/2021"], DAY_FIRST, "“31/03/2021” has the day first"),
        (["01/02/2021", "3/31/2021"], MONTH_FIRST, "“3/31/2021” has the month first"),
        (["01/02/2021", "02/03/2021"], None, "the dates could be day/month or month/day"),
        (["13/01/2021", "01/13/2021"], None, "“13/01/2021” has the day first and “01/13/2021” the month first"),
        (["31 March 2021", "2021-03-31", ""], None, ""),
        (["32/13/2021", "45/01/2021"], None, "the dates could be day/month or month/day"),
        ([], None, ""),
    ],
)
def test_a_column_has_the_order_that_its_dates_prove(texts: list[str], order: str | None, why: str) -> None:
    assert parse_dates.detect_date_order(map(Cell, texts)) == DateOrder(order, why)


def test_true_dates_say_nothing_of_the_order_of_texts() -> None:
    assert parse_dates.detect_date_order([Cell("2021-12-31", date(2021, 12, 31)), Cell("01/02/2021")]).order is None


def test_in_a_mixed_column_only_dates_that_decide_themselves_are_read() -> None:
    order = parse_dates.detect_date_order(map(Cell, ["13/01/2021", "01/13/2021", "01/02/2021"])).order
    assert read(parse_dates.parse_date(Cell("13/01/2021"), order)).value == date(2021, 1, 13)
    assert read(parse_dates.parse_date(Cell("01/13/2021"), order)).value == date(2021, 1, 13)
    assert refused(parse_dates.parse_date(Cell("01/02/2021"), order)).startswith(
        "could have the day or the month first"
    )


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from((DAY_FIRST, MONTH_FIRST)))
def test_a_day_written_in_any_form_is_that_day(day: date, order: str) -> None:
    figures = "%d/%m/%Y" if order == DAY_FIRST else "%m/%d/%Y"
    for form in (figures, "%d-%b-%y", "%d %B %Y", "%Y%m%d", "%Y-%m-%dT00:00:00", "%B %d, %Y", "%A %d %B %Y"):
        assert read(parse_dates.parse_date(Cell(day.strftime(form)), order)).value == day, form


@pytest.mark.parametrize(
    ("text", "amount", "left"),
    [
        ("74000", "74000.00", ""),
        ("74,000.00", "74000.00", ""),
        ("£89,177.46", "89177.46", ""),
        ("£ 1,057.00", "1057.00", ""),
        ("GBP 1,057.00", "1057.00", ""),
        ("1057 GBP", "1057.00", "GBP"),
        ("£1.2m", "1200000.00", ""),
        ("£25k", "25000.00", ""),
        ("2.5 million", "2500000.00", ""),
        ("1.06E7", "10600000.00", ""),
        ("1.06e+07", "10600000.00", ""),
        (
            "£11,269.44 subject to plus or minus 10% in years 2 and 3",
            "11269.44",
            "subject to plus or minus 10% in years 2 and 3",
        ),
        ("£74,000 per annum", "74000.00", "per annum"),
        ("c. £25,000", "25000.00", "c"),
        ("approx £25,000 a year", "25000.00", "approx a year"),
        ("25000 p.a.", "25000.00", "p.a"),
        ("25000 (estimated)", "25000.00", "(estimated)"),
        ("£24,000 (2021/22)", "24000.00", "(2021/22)"),
        ("£0.00", "0.00", ""),
        ("£604.80 per case", "604.80", "per case"),
    ],
)
def test_an_amount_is_read_and_the_words_round_it_are_left(text: str, amount: str, left: str) -> None:
    parsed = read(parse_amounts.parse_amount(Cell(text)))
    assert (parsed.value, parsed.leftover) == (Decimal(amount), left)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("£25,000 to £50,000", "has more than one amount, and does not say what each is for"),
        ("£25,000 - 50,000", "has more than one amount, and does not say what each is for"),
        ("£25k-£30k", "has more than one amount"),
        ("£5-10k", "has more than one amount, and does not say what each is for"),
        (
            "£25,000 for the first year, then 30,000",
            "has more than one amount, and does not say what each is for",
        ),
        ("£25,000 and £30,000", "has more than one amount, and does not say what each is for"),
        ("$3,880.00", "is not in pounds"),
        ("1,311,936.00 USD", "is not in pounds"),
        ("€500", "is not in pounds"),
        ("-£500", "is less than zero"),
        ("(£500)", "is less than zero"),
        ("-500", "is less than zero"),
        ("24 hours a week", "has figures, but no clear amount"),
        ("3 year contract at 50000", "has figures, but no clear amount"),
        ("12,50", "has figures, but no clear amount"),
        ("1,00,000", "has figures, but no clear amount"),
        ("1.234,56", "has figures, but no clear amount"),
        ("£1 250,00", "has more than one amount, and does not say what each is for"),
        ("0.00548726.77", "has figures, but no clear amount"),
        ("10%", "has figures, but no clear amount"),
        ("£12.345", "has more than two decimal places"),
        ("1e20", "is larger than any contract value"),
        ("9" * 40, "is larger than any contract value"),
        ("varies", "has no amount"),
        ("see contract", "has no amount"),
    ],
)
def test_what_is_not_one_amount_in_pounds_is_refused(text: str, reason: str) -> None:
    assert refused(parse_amounts.parse_amount(Cell(text))).startswith(reason)


def test_amounts_with_what_each_is_for_are_parts() -> None:
    parsed = read(parse_amounts.parse_amount(Cell("Contract Management Cost £604.80 Cases approx. £12,000.00")))
    assert parsed.value == (
        {"what": "Contract Management Cost", "amount": "604.80"},
        {"what": "Cases", "amount": "12000.00", "certainty": "estimated"},
    )


def test_words_that_say_more_than_the_basis_make_an_amount_one_to_check() -> None:
    assert read(parse_amounts.parse_amount(Cell("£74,000 per annum"))).is_certain
    assert read(parse_amounts.parse_amount(Cell("approx. £74,000"))).is_certain
    assert not read(parse_amounts.parse_amount(Cell("£500 x 12 months"))).is_certain
    assert not read(parse_amounts.parse_amount(Cell("£500 plus VAT"))).is_certain


@pytest.mark.parametrize(
    ("number", "amount"), [("74000", "74000.00"), ("89177.46", "89177.46"), ("0.3", "0.30"), ("1000000", "1000000.00")]
)
def test_a_number_of_a_workbook_is_an_amount(number: str, amount: str) -> None:
    assert read(parse_amounts.parse_amount(Cell(number, Decimal(number)))).value == Decimal(amount)


@pytest.mark.parametrize("number", ["33333.3333333333", "-1", "1E+13", "1E-7"])
def test_a_number_that_is_no_amount_of_pounds_is_refused(number: str) -> None:
    refused(parse_amounts.parse_amount(Cell(number, Decimal(number))))


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("per annum", "annual"),
        ("p.a.", "annual"),
        ("£500 pa", "annual"),
        ("Annual value", "annual"),
        ("per month", "monthly"),
        ("a week", "weekly"),
        ("per placement", "per-case"),
        ("Contract value", None),
        ("space", None),
    ],
)
def test_the_basis_of_an_amount_is_read_from_the_words_beside_it(text: str, basis: str | None) -> None:
    assert parse_amounts.detect_basis(text) == basis


@pytest.mark.parametrize(
    ("text", "months", "sure"),
    [
        ("None", [], True),
        ("nil", [], True),
        ("No", [], True),
        ("0", [], True),
        ("1+1 years", [12, 12], True),
        ("1 + 1 + 1 years", [12, 12, 12], True),
        ("6+6 months", [6, 6], True),
        ("1 year + 6 months", [12, 6], True),
        ("12 months + 12 months", [12, 12], True),
        ("1 year", [12], True),
        ("12 months", [12], True),
        ("24 months", [24], True),
        ("36 months", [36], True),
        ("18 mths", [18], True),
        ("one year extension", [12], True),
        ("2 years", [24], False),
        ("two years", [24], False),
        ("up to 12 months", [12], False),
        ("2 x 1 year", [12, 12], True),
        ("2x12 months", [12, 12], True),
        ("two one-year extensions", [12, 12], True),
        ("two 12 month periods", [12, 12], True),
        ("3 further one year options", [12, 12, 12], True),
        ("3 years with the option of two one year extensions", [12, 12], False),
        ("3 years, with an option to extend for a further 12 months", [12], False),
        ("3+1+1 years", [36, 12, 12], False),
    ],
)
def test_options_to_extend(text: str, months: list[int], sure: bool) -> None:
    parsed = parse_options.parse_extensions(Cell(text))
    assert [int(option["months"]) for option in read(parsed).value] == months
    assert read(parsed).is_certain == sure


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1+1", "does not say whether it means months or years"),
        ("Yes", "says that there is an option, but not how long it is"),
        ("Extension of 5 months agreed, to allow for retendering", "is free text"),
        ("2 years at the council's discretion", "is free text"),
        ("up to 31 March 2024", "is free text"),
        ("99 years", "gives extensions of a length or number that no contract has"),
        ("0 months", "gives extensions of a length or number that no contract has"),
        ("999999999 x 1 year", "gives extensions of a length or number that no contract has"),
        ("1+" * 5000 + "1 years", "is free text"),
        ("1 year " * 100_000, "is free text"),
    ],
)
def test_options_described_in_other_words_are_not_accepted(text: str, reason: str) -> None:
    assert refused(parse_options.parse_extensions(Cell(text))).startswith(reason)


@given(st.integers(1, 240))
def test_one_option_of_any_length_is_one_option(months: int) -> None:
    assert read(parse_options.parse_extensions(Cell(f"{months} months"))).value == ({"months": str(months)},)


def test_the_term_before_an_option_is_left_over() -> None:
    parsed = read(parse_options.parse_extensions(Cell("3 years with the option of two one year extensions")))
    assert (parsed.leftover, parsed.note) == ("3 years", "“3 years” before it is the term")


@pytest.mark.parametrize("text", ["Yes", "y", "TRUE", "1", "1.0", " yes "])
def test_yes(text: str) -> None:
    assert read(parse_words.parse_flag(text)).value == "true"


@pytest.mark.parametrize("text", ["No", "N", "false", "0", "0.0"])
def test_no(text: str) -> None:
    assert read(parse_words.parse_flag(text)).value == "false"


@pytest.mark.parametrize("text", ["maybe", "2", "✓", "yes (small)"])
def test_neither_yes_nor_no(text: str) -> None:
    assert refused(parse_words.parse_flag(text)) == "is not yes or no"


@pytest.mark.parametrize(
    ("text", "words", "word"),
    [
        ("Quarterly", FREQUENCY, "quarterly"),
        ("Twice a year", FREQUENCY, "twice-yearly"),
        ("three weekly", FREQUENCY, "three-weekly"),
        ("Annually", FREQUENCY, "annual"),
        ("Local  Authority", PROVIDER_TYPE, "local-authority"),
        ("School or academy trust", PROVIDER_TYPE, "school"),
        ("CIC", PROVIDER_TYPE, "cic"),
        ("Framework", KIND, "framework"),
    ],
)
def test_a_word_of_a_list_in_any_of_its_forms(text: str, words: Any, word: str) -> None:
    assert read(parse_words.parse_word(text, words)).value == word


def test_a_word_that_is_near_to_one_is_refused_with_that_one() -> None:
    assert (
        refused(parse_words.parse_word("Quartely", FREQUENCY))
        == "is not a known monitoring frequency; did you mean quarterly?"
    )


@pytest.mark.parametrize(
    ("text", "number", "sure"),
    [
        ("00123456", "00123456", True),
        ("123456", "00123456", False),
        ("8369787", "08369787", False),
        ("8369787.0", "08369787", False),
        ("sc123456", "SC123456", True),
        ("OC 301540", "OC301540", True),
    ],
)
def test_a_company_number_gets_its_zeros_back(text: str, number: str, sure: bool) -> None:
    parsed = read(parse_words.parse_company_number(text))
    assert (parsed.value, parsed.is_certain) == (number, sure)


@pytest.mark.parametrize("text", ["0", "1234", "123456789", "n/k", "AB12345"])
def test_what_is_no_company_number_is_refused(text: str) -> None:
    assert refused(parse_words.parse_company_number(text)) == "is not in the form of a company number"


@pytest.mark.parametrize(
    ("text", "number"), [("1096908", "1096908"), ("1096908.0", "1096908"), ("sc 012345", "SC012345")]
)
def test_a_charity_number(text: str, number: str) -> None:
    assert read(parse_words.parse_charity_number(text)).value == number


def test_what_is_no_charity_number_is_refused() -> None:
    assert refused(parse_words.parse_charity_number("applied for")) == "is not in the form of a charity number"


@pytest.mark.parametrize("text", ["", " ", "-", "\u2013", "N/A", "tbc", "NaN", "Not known", "?"])
def test_words_for_nothing(text: str) -> None:
    assert parsed.is_blank_marker(text)


@pytest.mark.parametrize("text", ["#REF!", "#n/a", "#VALUE!", "#####"])
def test_errors_of_a_spreadsheet(text: str) -> None:
    assert parse_words.is_spreadsheet_error(text)


@given(st.text(max_size=60), st.sampled_from((None, DAY_FIRST, MONTH_FIRST)))
def test_no_text_makes_a_reader_fail(text: str, order: str | None) -> None:
    for reading in (
        parse_dates.parse_date(Cell(text), order),
        parse_amounts.parse_amount(Cell(text)),
        parse_options.parse_extensions(Cell(text)),
        parse_words.parse_company_number(text),
        parse_words.parse_charity_number(text),
        parse_words.parse_word(text, KIND),
    ):
        assert isinstance(reading, (Parsed, Unparsed))


@pytest.mark.parametrize("text", ["9" * 100_000, "1,000," * 20_000, "1+" * 50_000, "a " * 100_000, "£1 " * 5000])
def test_no_text_makes_a_reader_slow(text: str) -> None:
    parse_dates.parse_date(Cell(text), None)
    parse_amounts.parse_amount(Cell(text))
    parse_options.parse_extensions(Cell(text))


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("3 months", "3m"),
        ("12 weeks' notice", "12w"),
        ("90 days", "90d"),
        ("six months before the end", "6m"),
        ("6m", "6m"),
        ("3", None),
        ("1 year", "12m"),
        ("reasonable", None),
    ],
)
def test_a_notice_period_needs_its_unit(text: str, notice: str | None) -> None:
    period = parse_written_length(text)
    assert (period.written if period else None) == notice


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        ("pa", ""),
        ("p.a.", ""),
        ("per annum", ""),
        ("a year", ""),
        ("/yr", ""),
        ("approx (per year)", ""),
        ("approx a year plus VAT", "plus VAT"),
        ("about a week for up to 3 places", "for up to 3 places"),
    ],
)
def test_words_that_are_understood_are_used_up(words: str, extra: str) -> None:
    assert parse_amounts.extra_words(words) == extra
