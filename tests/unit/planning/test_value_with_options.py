"""The value over the longest term, worked out on paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commreg.planning.award import minimum_value, value_with_options
from commreg.register.redact import redact_for
from tests.unit.builders import codes, contract, register_of, values


def terms(basis: str, *extensions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """£24,000 on a basis, from 1 April 2020 to 31 March 2023."""
    term = {"start": "2020-04-01", "end": "2023-03-31", "extensions": list(extensions)}
    return {"term": term, "value": {"amount": "24000.00", "basis": basis}, **more}


YEAR = {"months": "12"}


@pytest.mark.parametrize(
    ("fields", "pounds"),
    [
        (terms("whole-term", YEAR | {"amount": "9000"}), "33000.00"),
        (terms("whole-term", YEAR | {"amount": "9000"}, YEAR | {"amount": "9500"}), "42500.00"),
        (terms("whole-term", YEAR | {"amount": "9000", "state": "declined"}), "33000.00"),  # provided for at award
        (terms("whole-term", YEAR | {"amount": "9000", "provided": "false"}), "24000.00"),
        (terms("whole-term", YEAR), None),  # what the extension costs is not recorded
        (terms("whole-term"), "24000.00"),
        (terms("annual", YEAR), "96000.00"),  # four years at £24,000
        (terms("annual", YEAR | {"amount": "25000"}), "97000.00"),  # three at £24,000 and one at £25,000
        (terms("monthly", {"months": "6", "amount": "2000"}), "876000.00"),  # 36 months and 6
        (terms("unstated", YEAR | {"amount": "9000"}), None),
        (terms("ceiling", YEAR | {"amount": "9000"}), None),
        (terms("per-case", YEAR | {"amount": "9000"}), None),
    ],
)
def test_the_value_with_options_is_the_sum_of_what_each_part_of_the_term_costs(
    fields: dict[str, Any], pounds: str | None
) -> None:
    assert value_with_options(contract(**fields)) == (None if pounds is None else Decimal(pounds))


def test_after_an_extension_only_the_amount_at_award_is_for_the_term_as_signed() -> None:
    used = YEAR | {"amount": "9000", "state": "exercised"}
    fields = terms("whole-term", used)
    assert value_with_options(contract(**fields)) is None
    fields["value"] |= {"amount": "33000.00", "at_award": "24000.00"}
    assert value_with_options(contract(**fields)) == Decimal("33000.00")


def test_renewal_counts_to_its_limit_alone() -> None:
    """Five years from 1 April 2020 to 31 March 2025, at £24,000."""
    fields = terms("annual")
    fields["term"]["renewal"] = {"every": "12m", "notice": "3m", "limit": "2025-03-31"}
    assert value_with_options(contract(**fields)) == Decimal("120000.00")
    del fields["term"]["renewal"]["limit"]
    assert value_with_options(contract(**fields)) is None


def test_a_threshold_value_below_it_is_reported(tmp_path: Path) -> None:
    fields = terms("whole-term", YEAR | {"amount": "9000"}, procurement={"threshold_value": "30000"})
    least = minimum_value(contract(**fields))
    assert least
    assert least.amount == Decimal("33000.00")
    assert "CR270" in codes(register_of(tmp_path, values(**fields)))


@pytest.mark.parametrize("field", ["value", "value.amount"])
def test_what_an_extension_costs_is_withheld_with_the_value(tmp_path: Path, field: str) -> None:
    """Another field with the amount of the extension would reveal it; the amount of the value in it would not."""
    withhold = [{"field": field, "basis": "foi-43", "reason": "Prices"}]
    fields = terms("whole-term", YEAR | {"amount": "24000.00"}, publication={"withhold": withhold})
    loaded = register_of(tmp_path, values(**fields))
    assert not loaded.errors
    (view,) = redact_for(loaded, "public").views
    assert "24000" not in repr(view.contract)
    assert "24000" not in repr(view.facts)
    assert view.stated_value.value_with_options is None
    (internal,) = redact_for(loaded, "internal").views
    assert internal.stated_value.value_with_options == Decimal("48000.00")
