"""A total always states what it leaves out (DESIGN, section 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.model.contract import Contract
from commreg.model.vocabularies import BASIS
from commreg.planning.price import NoAnnualValue, annual_value, whole_term_value
from commreg.planning.totals import Omission, total
from commreg.values.money import whole_pounds
from commreg.wording.totals import total_sentence
from commreg.wording.value import cell_words, funding_words
from tests.unit.builders import contract, contract_view


def worth(amount: str | None = "100.00", basis: str = "annual", **more: Any) -> Contract:
    return contract(value={"amount": amount, "basis": basis, **more})


def part(amount: str, basis: str = "annual", **more: str) -> dict[str, str]:
    return {"what": "w", "amount": amount, "basis": basis, **more}


@pytest.mark.parametrize(
    ("contracts", "sentence"),
    [
        ([], "No amounts are recorded."),
        ([worth(None)], "No amounts are recorded. Not included: 1 with no amount."),
        ([worth()], "Contract values total £100 a year (1 contract)."),
        ([worth(), worth("0.50")],
         "Contract values total £101 a year (2 contracts). Amounts are to the nearest pound."),
        ([worth(), worth(basis="whole-term")],
         "Contract values total £100 whole term (1 contract) and £100 a year (1 contract)."),
        ([worth(), worth(basis="monthly"), worth(basis="ceiling")],
         "Contract values total £100 a year (1 contract), £100 a month (1 contract) and up to £100 (1 contract)."),
        ([worth(basis="unstated"), worth("9.50", "unstated")],
         ("Contract values total £110; whether they are yearly or whole-term is not stated. "
          "Amounts are to the nearest pound.")),
        ([worth(basis="unstated"), worth()],
         "Contract values total £100 a year (1 contract) and £100, basis not stated (1 contract)."),
        ([worth(certainty="estimated")], ("Contract values total £100 a year (1 contract). 1 of these values is "
         "an estimate.")),
        ([worth(certainty="estimated"), worth(certainty="not-guaranteed"), worth(None)],
         ("Contract values total £200 a year (2 contracts). Not included: 1 with no amount. 2 of these values are "
         "estimates.")),
    ],
)  # fmt: skip
def test_a_total_says_what_it_adds_up_and_what_it_leaves_out(contracts: list[Contract], sentence: str) -> None:
    """A total always states what it leaves out (no amount, other basis, not guaranteed)."""
    assert total_sentence(total(contract_view(model) for model in contracts)) == sentence


@pytest.mark.parametrize("field", ["value", "value.amount", "value.parts"])
def test_a_withheld_value_is_counted_and_not_added(field: str) -> None:
    views = [contract_view(worth()), contract_view(worth("5.00"), redacted={field: "REDACTED"})]
    result = total(views)
    assert result.single_amount == Decimal("100.00")
    assert total_sentence(result) == "Contract values total £100 a year (1 contract). Not included: 1 withheld."


def test_withheld_and_missing_are_distinguished() -> None:
    views = [
        contract_view(worth(None)),
        contract_view(worth(), redacted={"value": "REDACTED"}),
        contract_view(worth()),
    ]
    assert total_sentence(total(views)).endswith("Not included: 1 with no amount, 1 withheld.")


bases = st.sampled_from(list(BASIS))
pennies = st.integers(0, 10**12)


@given(st.lists(st.tuples(pennies, bases), max_size=12))
def test_amounts_on_different_bases_are_never_added_together(rows: list[tuple[int, str]]) -> None:
    """£74,000 a year and £74,000 for a whole term are not £148,000 of anything."""
    result = total(contract_view(worth(f"{amount / 100:.2f}" if amount < 10**9 else f"{amount // 100}", basis))
                  for amount, basis in rows)  # fmt: skip
    used = {basis for _, basis in rows if basis != "per-case"}
    assert set(result.by_basis) == used
    assert sum(result.contracts.values()) + result.omitted[Omission.UNIT_PRICE] == len(rows)
    assert (result.single_amount is not None) == (len(used) == 1)


@pytest.mark.parametrize(
    ("model", "stated", "basis", "firm"),
    [
        (worth("10.00", "annual"), "10.00", "annual", True),
        (worth("10.00", "annual", parts=[part("3.00", "monthly")]), "10.00", "annual", True),
        (worth(None, parts=[part("3.33"), part("6.67")]), "10.00", "annual", True),
        (worth(None, "whole-term", parts=[part("3.00", "monthly")]), "3.00", "monthly", True),
        (worth(None, parts=[part("3.00"), part("4.00", "per-case")]), None, "annual", True),
        (worth(None, parts=[part("3.00", certainty="estimated")]), "3.00", "annual", False),
        (worth("3.00", certainty="not-guaranteed"), "3.00", "annual", False),
        (worth(None), None, "annual", True),
        (worth(None, parts=[]), None, "annual", True),
    ],
)
def test_a_value_without_an_amount_is_its_parts_where_they_are_alike(
    model: Contract, stated: str | None, basis: str, firm: bool
) -> None:
    assert model.value
    assert model.value.stated() == (Decimal(stated) if stated else None)
    assert model.value.stated_basis() == basis
    assert model.value.firm() is firm


@pytest.mark.parametrize(
    ("amount", "basis", "term", "expected"),
    [
        ("24000.00", "annual", {}, "24000.00"),
        ("2000.00", "monthly", {}, "24000.00"),
        ("100.00", "weekly", {}, "5200.00"),
        ("72000.00", "whole-term", {}, "24000.00"),
        ("100.00", "whole-term", {}, "33.33"),
        ("100.00", "whole-term", {"start": "2021-09-01", "end": "2022-07-31"}, "109.09"),
        ("100.00", "whole-term", {"start": "2021-12-01", "end": "2021-12-15"}, None),
        ("100.00", "whole-term", {"end": None, "ends_when": "x", "review_on": "2022-01-01"}, None),
        ("100.00", "per-case", {}, None),
        ("100.00", "ceiling", {}, None),
        ("100.00", "unstated", {}, None),
        (None, "annual", {}, None),
    ],
)
def test_a_value_a_year_is_given_only_where_the_basis_allows_it(
    amount: str | None, basis: str, term: dict[str, Any], expected: str | None
) -> None:
    """Annual value only where the basis allows it."""
    result = annual_value(contract(value={"amount": amount, "basis": basis}, term=term)).amount
    assert result == (Decimal(expected) if expected else None)


def test_a_contract_without_a_value_has_none_a_year() -> None:
    assert annual_value(contract(value=None)).missing is NoAnnualValue.NO_AMOUNT


EXTENDED = {
    "start": "2023-04-01",
    "end": "2026-03-31",
    "extensions": [{"months": "12", "state": "exercised", "decision": {"body": "B", "on": "2025-10-01"}}],
}


@pytest.mark.parametrize(
    ("value", "term", "expected", "agreed_end"),
    [
        # £90,000 for three years at award, £120,000 with the extension: £30,000 a year either way.
        ({"amount": "120000", "at_award": "90000"}, EXTENDED, "30000", date(2027, 3, 31)),
        # The amount at award was not changed: nobody recorded what the extension costs.
        ({"amount": "90000", "at_award": "90000"}, EXTENDED, None, None),
        ({"amount": "90000"}, EXTENDED, None, None),
        ({"amount": "90000"}, {**EXTENDED, "extensions": []}, "30000", date(2026, 3, 31)),
        # Early termination does not change the term that the amount was agreed for.
        ({"amount": "90000"}, {**EXTENDED, "extensions": [], "terminated": {"on": "2024-03-31", "reason": "R"}},
         "30000", date(2026, 3, 31)),
    ],
)  # fmt: skip
def test_a_whole_term_amount_is_spread_over_the_term_it_was_agreed_for(
    value: dict[str, str], term: dict[str, Any], expected: str | None, agreed_end: date | None
) -> None:
    annual = annual_value(contract(value={"basis": "whole-term", **value}, term=term))
    assert annual.amount == (Decimal(expected) if expected else None)
    assert annual.agreed_end == agreed_end
    assert annual.missing is (None if expected else NoAnnualValue.EXTENDED)


@pytest.mark.parametrize(
    ("amount", "basis", "end", "expected"),
    [
        ("1000", "weekly", date(2022, 3, 31), "52142.86"),
        ("1000", "monthly", date(2022, 3, 31), "12000"),
        ("12000", "annual", date(2023, 3, 31), "24000"),
        ("12000", "annual", date(2021, 9, 15), "5500"),
        ("12000", "whole-term", None, "12000"),
        ("12000", "ceiling", None, "12000"),
        ("12000", "annual", None, None),
        ("12000", "per-case", date(2022, 3, 31), None),
        ("12000", "unstated", date(2022, 3, 31), None),
    ],
)
def test_the_value_of_a_whole_term_follows_from_the_basis(
    amount: str, basis: str, end: date | None, expected: str | None
) -> None:
    result = whole_term_value(Decimal(amount), basis, date(2021, 4, 1), end)
    assert result == (Decimal(expected) if expected else None)


def test_a_framework_gives_way_to_its_call_offs_and_a_successor_to_its_predecessor() -> None:
    framework = contract_view(contract(id="f", kind="framework", value={"amount": "400000", "basis": "ceiling"}))
    call_off = contract_view(
        contract(
            id="c", kind="call-off", value={"amount": "100000", "basis": "ceiling"}, procurement={"framework": "f"}
        )
    )
    before = contract_view(worth("60000"))
    before = replace(before, facts=replace(before.facts, successor="after"))
    after = contract_view(
        contract(id="after", value={"amount": "70000", "basis": "annual"}, term={"start": "2022-01-01"})
    )
    both = total([framework, call_off, before, after])
    assert both.by_basis == {"ceiling": Decimal(100000), "annual": Decimal(60000)}
    assert both.omitted == {Omission.FRAMEWORK: 1, Omission.SUCCESSOR: 1}
    assert total([after], [before, after]).omitted == {Omission.SUCCESSOR: 1}
    assert total([after]).by_basis == {"annual": Decimal(70000)}


def test_drafts_and_contracts_that_are_over_are_in_no_total() -> None:
    closed = contract_view(contract(term={"end": "2021-03-31", "closed_on": "2021-04-30"}))
    draft = contract_view(contract(draft="true"))
    sentence = total_sentence(total([contract_view(worth()), closed, draft]))
    assert sentence == "Contract values total £100 a year (1 contract). Not included: 1 that is over, 1 draft."


def test_prices_per_case_are_counted_and_not_added() -> None:
    priced = total([contract_view(worth("300", "per-case")), contract_view(worth("450", "per-case"))])
    assert total_sentence(priced) == "No amounts can be added up. Not included: 2 priced by the case."


def test_what_families_and_partners_pay_is_shown_with_its_basis_and_is_in_no_total() -> None:
    funding = [
        {"source": "Families", "kind": "families", "amount": "1300", "basis": "annual", "certainty": "estimated"},
        {"source": "Leicestershire CC", "kind": "partner", "amount": "500"},
    ]
    priced = contract(value={"amount": "2000", "basis": "monthly"}, funding=funding)
    assert [funding_words(item, priced.value, whole_pounds) for item in priced.funding or ()] == [
        "Families: £1,300 a year (estimated), payments by families",
        "Leicestershire CC: £500 a month, partner's contribution",
    ]
    assert total([contract_view(priced)]).by_basis == {"monthly": Decimal(2000)}


def test_a_value_in_parts_is_shown_as_its_parts() -> None:
    priced = worth(None, parts=[part("20000"), part("450", "per-case")]).value
    assert cell_words(priced) == "£20,000 a year and £450 a case"
