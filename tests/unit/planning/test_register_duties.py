"""What the law asks of the whole register: the day, the period, and what the register can count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commreg.model.settings import Settings
from commreg.planning.register_duties import PsrSummary, RegisterDuty, TransparencyReturn, register_duties
from commreg.wording.deadlines import cause_text
from tests.unit.builders import contract, contract_view

ON = Settings()
OFF = Settings.model_validate({"policy": {"transparency_code": False}})


def duties(as_of: date, *changes: dict[str, Any], settings: Settings = OFF) -> list[RegisterDuty]:
    entries = [contract(id=f"entry-{number}", **change) for number, change in enumerate(changes or ({},), 1)]
    return list(register_duties([contract_view(entry, as_of) for entry in entries], settings, as_of))


@pytest.mark.parametrize(
    ("as_of", "day", "first", "last", "key"),
    [
        (date(2021, 12, 16), date(2022, 1, 31), date(2021, 10, 1), date(2021, 12, 31), "transparency-2021-q4"),
        (date(2022, 1, 31), date(2022, 1, 31), date(2021, 10, 1), date(2021, 12, 31), "transparency-2021-q4"),
        (date(2022, 2, 1), date(2022, 4, 30), date(2022, 1, 1), date(2022, 3, 31), "transparency-2022-q1"),
        # A month after 30 September or 30 June is the 30th: the earlier of two readings.
        (date(2022, 10, 30), date(2022, 10, 30), date(2022, 7, 1), date(2022, 9, 30), "transparency-2022-q3"),
        (date(2022, 10, 31), date(2023, 1, 31), date(2022, 10, 1), date(2022, 12, 31), "transparency-2022-q4"),
        (date(2022, 7, 1), date(2022, 7, 30), date(2022, 4, 1), date(2022, 6, 30), "transparency-2022-q2"),
    ],
)
def test_the_next_return_of_the_transparency_code_is_due_a_month_after_the_quarter(
    as_of: date, day: date, first: date, last: date, key: str
) -> None:
    assert duties(as_of, settings=ON) == [RegisterDuty(day, key, TransparencyReturn(first, last, is_grants=False))]


def test_grants_are_listed_yearly_if_the_register_has_any() -> None:
    quarterly, grants = duties(date(2022, 4, 30), {"kind": "grant"}, settings=ON)
    assert quarterly.cause == TransparencyReturn(date(2022, 1, 1), date(2022, 3, 31), is_grants=False)
    assert grants.day == date(2022, 4, 30)
    assert (
        "taken as one month after the council's year, 1 April 2021 to 31 March 2022" in cause_text(grants.cause).basis
    )
    assert duties(date(2022, 5, 1), {"kind": "grant"}, settings=ON)[1].day == date(2023, 4, 30)


def test_a_register_with_no_contract_in_force_or_a_council_it_does_not_bind_has_no_return() -> None:
    assert not duties(date(2021, 12, 16))
    assert not duties(date(2021, 12, 16), {"term": {"end": "2021-01-01", "closed_on": "2021-01-02"}}, settings=ON)


def health(route: str | None, awarded_on: str, provider: str, **changes: Any) -> dict[str, Any]:
    return {
        "provider": {"name": provider},
        "procurement": {"regime": "psr", "awarded_on": awarded_on} | ({"route": route} if route else {}),
        "term": {"start": "2025-07-01", "end": "2028-06-30", "extensions": []},
        **changes,
    }


@pytest.mark.parametrize(
    ("as_of", "day", "first", "last"),
    [
        # The first summary is for 1 January 2024 to 31 March 2025 (guidance).
        (date(2024, 1, 1), date(2025, 9, 30), date(2024, 1, 1), date(2025, 3, 31)),
        (date(2025, 9, 30), date(2025, 9, 30), date(2024, 1, 1), date(2025, 3, 31)),
        (date(2025, 10, 1), date(2026, 9, 30), date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 12, 1), date(2027, 9, 30), date(2026, 4, 1), date(2027, 3, 31)),
    ],
)
def test_the_summary_of_health_care_contracts_is_due_by_30_september(
    as_of: date, day: date, first: date, last: date
) -> None:
    (duty,) = duties(as_of, health("psr-competitive", "2025-05-01", "A"))
    assert isinstance(duty.cause, PsrSummary)
    assert (duty.day, duty.cause.first, duty.cause.last, duty.key) == (day, first, last, f"psr-summary-{day.year}")


def test_the_summary_counts_awards_by_route_and_providers_new_and_gone() -> None:
    earlier = {"start": "2024-04-01", "end": "2025-03-31", "extensions": []}
    (duty,) = duties(
        date(2026, 6, 1),
        health("psr-direct-award-c", "2025-05-01", "A"),
        health("psr-direct-award-c", "2026-03-31", "A"),
        health("psr-competitive", "2025-04-01", "B"),
        health(None, "2025-04-01", "B"),
        health("psr-competitive", "2025-05-01", "C", kind="framework"),
        health("psr-direct-award-a", "2025-05-01", "C", kind="call-off"),
        health("psr-competitive", "2026-04-01", "D"),  # the next year
        health("psr-direct-award-b", "2024-03-01", "A", term=earlier),
        health("psr-direct-award-b", "2024-03-01", "E", term=earlier),
        {"procurement": {"regime": "pcr2015", "awarded_on": "2025-05-01"}},
    )
    assert duty.cause == PsrSummary(
        date(2025, 4, 1),
        date(2026, 3, 31),
        (("", 1), ("psr-competitive", 1), ("psr-direct-award-c", 2)),
        frameworks=1,
        call_offs=1,
        new_providers=2,
        former_providers=1,
    )
    text = cause_text(duty.cause)
    assert "by NHS England's guidance (the Regulations give no day)" in text.basis
    assert "Provider Selection Regime, direct award C 2" in text.basis
    assert text.source == "Health Care Services (Provider Selection Regime) Regulations 2023, regulation 25"


def test_a_register_with_no_health_care_contract_has_no_summary() -> None:
    assert not duties(date(2026, 6, 1), {"procurement": {"regime": "pa2023"}})


def test_what_is_withheld_is_not_counted_and_no_count_is_shown() -> None:
    entry = contract(**health("psr-competitive", "2025-05-01", "A"))
    as_of = date(2026, 6, 1)
    hidden = contract_view(entry, as_of, {"procurement": "withheld"})
    assert not list(register_duties([hidden], OFF, as_of))
    (duty,) = register_duties([contract_view(entry, as_of), hidden], OFF, as_of)
    assert isinstance(duty.cause, PsrSummary)
    assert duty.cause.awards is None
    assert "awards in the register" not in cause_text(duty.cause).basis
