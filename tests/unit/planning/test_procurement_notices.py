"""The notices that the law asks for because of an entry. Every day was counted on a calendar before it was asked for.

Procurement Act 2023: sections 50 to 53, 71, 75 and 80. Provider Selection Regime: regulations 7 to 12 and 18.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.procurement_notices import Notice, Standstill, is_standstill_beyond_calendar, notices, standstill
from commreg.planning.term import derive_facts
from commreg.wording.deadlines import cause_text
from tests.unit.builders import contract, contract_view

LARGE = "5000000.01"
TERM = {"start": "2025-04-01", "end": "2027-03-31", "extensions": []}
AS_OF = date(2025, 6, 2)


def procured(regime: str = "pa2023", **changes: Any) -> dict[str, Any]:
    """How a contract came about that was signed on 3 March 2025."""
    return {"regime": regime, "commenced_on": "2025-02-24", "signed_on": "2025-03-03"} | changes


def entry(procurement: dict[str, Any], **changes: Any) -> Contract:
    return contract(**({"term": TERM, "procurement": procurement} | changes))


def published(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "published_on": day} for name, day in pairs]


def called_for(example: Contract, as_of: date = AS_OF) -> dict[str, Notice]:
    """The notices by key; no key stands twice."""
    all_notices = list(notices(example, derive_facts(example, as_of, Policy())))
    assert len({notice.key for notice in all_notices}) == len(all_notices)
    return {notice.key: notice for notice in all_notices}


def day_of(example: Contract, key: str, as_of: date = AS_OF) -> date | None:
    notice = called_for(example, as_of).get(key)
    return notice.day if notice else None


@pytest.mark.parametrize(
    ("regime", "key", "value", "day"),
    [
        # 3 March is the first day, 31 March the 29th, 1 April the 30th.
        ("pa2023", "details", None, date(2025, 4, 1)),
        # 29 days of March, 30 of April, 31 of May, 30 of June: 120.
        ("pa2023-light-touch", "details", None, date(2025, 6, 30)),
        ("pa2023", "copy", LARGE, date(2025, 5, 31)),
        ("pa2023-light-touch", "copy", LARGE, date(2025, 8, 29)),
        # "More than £5 million": not at it, and not where it is not recorded.
        ("pa2023", "copy", "5000000.00", None),
        ("pa2023", "copy", None, None),
    ],
)
def test_details_and_a_copy_are_due_from_the_day_of_entry(
    regime: str, key: str, value: str | None, day: date | None
) -> None:
    procurement = procured(regime) | ({"threshold_value": value} if value else {})
    assert day_of(entry(procurement), key) == day


@pytest.mark.parametrize(("net", "is_large"), [("5000000.00", False), ("5000000.01", True)])
def test_a_net_value_over_five_million_counts_as_vat_only_adds_to_it(net: str, *, is_large: bool) -> None:
    example = entry(procured(), value={"amount": net, "basis": "whole-term"})
    assert ({"copy", "performance"} <= set(called_for(example))) is is_large


@pytest.mark.parametrize("regime", ["pa2023", "pa2023-light-touch"])
def test_a_contract_below_the_threshold_has_none_of_the_notices_of_a_public_contract(regime: str) -> None:
    example = entry(procured(regime, threshold_value="90000.00"), term=TERM | {"extensions": [USED]})
    assert not called_for(example)
    notice = published(("UK6", "2026-03-16"))
    assert standstill(entry(procured(regime, signed_on=None, threshold_value="90000", notices=notice)), AS_OF) is None


@pytest.mark.parametrize(
    ("regime", "changes", "keys", "condition"),
    [
        ("pa2023", {"threshold_value": "214904"}, {"details", "termination"}, None),
        ("pa2023", {"threshold_value": "214903.99"}, set(), None),
        ("pa2023-light-touch", {"threshold_value": "663540"}, {"details", "termination"}, None),
        ("pa2023-light-touch", {"threshold_value": "663539.99"}, set(), None),
        ("pa2023", {"commenced_on": "2026-01-01", "threshold_value": "207720"}, {"details", "termination"}, None),
        # With no day the procurement commenced, the threshold of either year could apply.
        ("pa2023", {"commenced_on": None, "signed_on": "2026-03-02", "threshold_value": "207719.99"}, set(), None),
        (
            "pa2023",
            {"commenced_on": None, "signed_on": "2026-03-02", "threshold_value": "210000"},
            {"details", "termination"},
            "214904",
        ),
        ("pa2023", {"commenced_on": None, "signed_on": "2025-03-03", "threshold_value": "210000"}, set(), None),
        ("pa2023", {}, {"details", "termination"}, "214904"),
        ("pa2023-light-touch", {}, {"details", "termination"}, "663540"),
    ],
)
def test_only_a_public_contract_has_notices_and_a_doubt_is_a_condition(
    regime: str, changes: dict[str, Any], keys: set[str], condition: str | None
) -> None:
    due = called_for(entry({k: v for k, v in (procured(regime) | changes).items() if v is not None}))
    assert set(due) == keys
    assert {str(notice.condition) for notice in due.values()} <= {str(condition)}


def test_a_condition_is_part_of_what_is_to_be_done() -> None:
    text = cause_text(called_for(entry(procured("pa2023-light-touch")))["details"])
    assert text.what == "publish the contract details notice, if the contract is at or above £663,540"
    assert text.basis.endswith(
        "; the entry does not show whether it is a public contract (section 3; procurement.threshold_value)"
    )


def test_the_day_of_the_award_replaces_an_unknown_day_of_entry_and_says_so() -> None:
    notice = called_for(entry({"regime": "pa2023", "awarded_on": "2025-03-03"}))["details"]
    assert notice.day == date(2025, 4, 1)
    assert cause_text(notice).basis == (
        "30 days beginning with the day it was awarded on 3 March 2025 (the day it was signed is not recorded)"
        "; the entry does not show whether it is a public contract (section 3; procurement.threshold_value)"
    )


def test_with_no_day_of_entry_or_award_none_is_made_up() -> None:
    assert set(called_for(entry({"regime": "pa2023", "threshold_value": LARGE}))) == {"termination"}


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        # The last day of service is the first of the thirty: 31 March, then 29 days of April.
        ({}, date(2027, 4, 29)),
        ({"end": "2028-02-29"}, date(2028, 3, 29)),
        ({"terminated": {"on": "2025-12-15", "reason": "The provider withdrew."}}, date(2026, 1, 13)),
        ({"extensions": [{"months": "6", "state": "exercised"}]}, date(2027, 10, 29)),
        ({"extensions": [{"months": "6"}]}, date(2027, 4, 29)),
    ],
)
@pytest.mark.parametrize("regime", ["pa2023", "pa2023-light-touch"])
def test_the_end_is_to_be_published_within_thirty_days_expiry_included(
    regime: str, changes: dict[str, Any], day: date
) -> None:
    assert day_of(entry(procured(regime), term=TERM | changes), "termination") == day


def test_a_contract_with_no_end_date_calls_for_no_termination_notice_yet() -> None:
    example = entry(procured(), term={"start": "2025-04-01", "ends_when": "either side ends it", "end": None})
    assert "termination" not in called_for(example)


USED = {"months": "12", "state": "exercised"}


@pytest.mark.parametrize(
    ("extensions", "days"),
    [
        ([USED], {"change-1": date(2027, 3, 31)}),
        ([USED, USED], {"change-1": date(2027, 3, 31), "change-2": date(2028, 3, 31)}),
        ([{"months": "12"}], {}),
        ([{"months": "12", "state": "declined"}], {}),
        # Two months of 26 are no more than a tenth, three of 27 are more.
        ([{"months": "2", "state": "exercised"}], {}),
        ([{"months": "3", "state": "exercised"}], {"change-1": date(2027, 3, 31)}),
        # The longest term provided for on award: what was not used later counts, what was not provided for does not.
        ([{"months": "3", "state": "exercised"}, {"months": "12"}], {}),
        ([{"months": "3", "state": "exercised"}, {"months": "12", "state": "declined"}], {}),
        ([{"months": "3", "state": "exercised", "provided": "no"}], {"change-1": date(2027, 3, 31)}),
    ],
)
def test_a_change_is_to_be_published_before_an_extension_used_takes_effect(
    extensions: list[dict[str, Any]], days: dict[str, date]
) -> None:
    by_key = called_for(entry(procured(), term=TERM | {"extensions": extensions}))
    assert {key: notice.day for key, notice in by_key.items() if key.startswith("change")} == days


def test_exactly_a_tenth_of_the_longest_term_calls_for_no_change_notice() -> None:
    def with_days(more: int) -> Contract:
        start = date(2025, 4, 1)
        end, until = start + timedelta(days=899), start + timedelta(days=899 + more)
        extension = {"until": until.isoformat(), "state": "exercised"}
        return entry(procured(), term={"start": "2025-04-01", "end": end.isoformat(), "extensions": [extension]})

    assert "change-1" not in called_for(with_days(100))  # of 1,000
    assert "change-1" in called_for(with_days(101))  # of 1,001


def decided(on: str) -> dict[str, Any]:
    return USED | {"decision": {"body": "Cabinet", "on": on}}


@pytest.mark.parametrize(
    ("extension", "day"),
    [
        (decided("2026-09-01"), date(2026, 8, 31)),
        (decided("2027-03-31"), date(2027, 3, 30)),
        # A decision recorded after the extension started does not move the day.
        (decided("2027-06-01"), date(2027, 3, 31)),
        (USED, date(2027, 3, 31)),
    ],
)
def test_a_change_is_published_before_the_decision_to_extend_where_its_day_is_recorded(
    extension: dict[str, Any], day: date
) -> None:
    notice = called_for(entry(procured(), term=TERM | {"extensions": [extension]}))["change-1"]
    assert notice.day == day
    assert ("was decided on" in cause_text(notice).basis) is (day < date(2027, 3, 31))
    assert "not confirmed" in cause_text(notice).basis


def test_an_extension_that_was_not_provided_for_has_no_doubt_over_the_estimated_value() -> None:
    extension = decided("2026-09-01") | {"provided": "no"}
    notice = called_for(entry(procured(), term=TERM | {"extensions": [extension]}))["change-1"]
    assert "not confirmed" not in cause_text(notice).basis


@pytest.mark.parametrize(
    ("value", "is_due"),
    [
        ({"amount": "330000", "at_award": "300000", "basis": "whole-term"}, False),
        ({"amount": "330000.01", "at_award": "300000", "basis": "whole-term"}, True),
        ({"amount": "100000", "at_award": "100000", "basis": "annual"}, True),
        ({"amount": "300000", "basis": "whole-term"}, True),
    ],
)
def test_a_change_of_the_value_by_a_tenth_or_less_calls_for_no_notice(value: dict[str, str], *, is_due: bool) -> None:
    example = entry(procured(), term=TERM | {"extensions": [decided("2026-09-01")]}, value=value)
    assert ("change-1" in called_for(example)) is is_due


def test_a_copy_of_a_large_modification_is_due_ninety_days_from_the_decision() -> None:
    term = TERM | {"extensions": [decided("2026-09-01")]}
    notice = called_for(entry(procured(threshold_value=LARGE), term=term))["change-copy-1"]
    assert notice.day == date(2026, 11, 29)  # 30 days of September, 31 of October, 29 of November
    assert cause_text(notice).source == "Procurement Act 2023, section 77"
    assert "change-copy-1" not in called_for(entry(procured(threshold_value="5000000"), term=term))
    done = procured(threshold_value=LARGE, notices=published(("Copy of the modification", "2026-10-01")))
    assert "change-copy-1" not in called_for(entry(done, term=term), date(2026, 10, 1))
    assert "copy" in called_for(entry(done, term=term), date(2026, 10, 1))


def test_light_touch_calls_for_no_change_notice_and_none_on_performance() -> None:
    example = entry(procured("pa2023-light-touch", threshold_value=LARGE), term=TERM | {"extensions": [USED]})
    assert set(called_for(example)) == {"details", "copy", "termination"}


def test_each_change_notice_published_answers_for_one_extension_that_needs_one() -> None:
    small, large = {"months": "1", "state": "exercised"}, {"months": "12", "state": "exercised"}
    notice = published(("Contract change notice", "2027-04-01"))
    example = entry(procured(notices=notice), term=TERM | {"extensions": [small, large]})
    assert not [key for key in called_for(example, date(2027, 4, 1)) if key.startswith("change")]
    two = entry(procured(notices=notice), term=TERM | {"extensions": [large, small, large]})
    assert [key for key in called_for(two, date(2027, 4, 1)) if key.startswith("change")] == ["change-3"]


@pytest.mark.parametrize(
    ("signed", "notice", "day"),
    [
        # The duty came into force on 1 January 2026 (SI 2025/1316).
        ("2025-06-02", None, date(2026, 12, 31)),
        ("2026-05-11", None, date(2027, 5, 10)),
        ("2025-06-02", "2026-03-01", date(2027, 2, 28)),
    ],
)
def test_performance_is_published_once_in_every_twelve_months(signed: str, notice: str | None, day: date) -> None:
    procurement = procured(signed_on=signed, threshold_value=LARGE, notices=[])
    if notice:
        procurement["notices"] = published(("Contract performance notice", notice))
    assert day_of(entry(procurement, term=TERM | {"end": "2030-03-31"}), "performance", date(2026, 6, 1)) == day


def test_performance_is_published_on_termination_as_well_and_then_no_more() -> None:
    term = {"start": "2026-02-01", "end": "2026-09-30", "extensions": []}
    procurement = procured(signed_on="2026-01-12", threshold_value=LARGE)
    notice = called_for(entry(procurement, term=term))["performance"]
    assert (notice.day, cause_text(notice).source) == (date(2026, 9, 30), "Procurement Act 2023, section 71")
    assert cause_text(notice).basis.endswith("and on termination, 30 September 2026")
    done = procurement | {"notices": published(("Contract performance notice", "2026-10-05"))}
    assert "performance" not in called_for(entry(done, term=term), date(2027, 12, 1))


def test_a_contract_that_ended_before_the_duty_began_has_no_performance_to_publish() -> None:
    procurement = procured(signed_on="2025-03-03", threshold_value=LARGE)
    assert "performance" not in called_for(entry(procurement, term=TERM | {"end": "2025-12-31"}), date(2026, 6, 1))


@pytest.mark.parametrize("changes", [{"kind": "framework"}, {"threshold": "5000000.00"}, {"regime": "below-threshold"}])
def test_a_framework_or_a_smaller_contract_has_no_indicators_to_publish(changes: dict[str, str]) -> None:
    procurement = procured(changes.get("regime", "pa2023"), threshold_value=changes.get("threshold", LARGE))
    assert "performance" not in called_for(entry(procurement, kind=changes.get("kind", "service-contract")))


@pytest.mark.parametrize("regime", ["pcr2015", "below-threshold", "exempt", "grant"])
def test_other_regimes_call_for_nothing_that_has_a_day(regime: str) -> None:
    example = entry(procured(regime, threshold_value=LARGE), term=TERM | {"extensions": [USED]})
    assert not called_for(example)
    assert standstill(example, AS_OF) is None


def test_with_no_procurement_or_no_regime_recorded_nothing_is_called_for() -> None:
    assert not called_for(contract(term=TERM))
    assert not called_for(entry({"signed_on": "2025-03-03"}))


def test_a_user_choice_contract_calls_for_no_notice() -> None:
    assert not called_for(entry(procured("pa2023-light-touch", route="user-choice", threshold_value=LARGE)))


def test_a_dynamic_purchasing_system_is_no_contract() -> None:
    """An arrangement and not a contract (Procurement Act 2023, section 35(5))."""
    assert not called_for(entry(procured(threshold_value=LARGE), kind="dynamic-purchasing-system"))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("details", "Contract details notice"),
        ("details", "UK7 CONTRACT DETAILS NOTICE"),
        ("details", "UK7"),
        ("details", "uk 7"),
        ("details", "Notice UK07, published late"),
        ("termination", "UK11"),
        ("copy", "Copy of the contract"),
        ("termination", "Contract termination notice"),
    ],
)
def test_a_notice_that_is_recorded_as_published_is_no_longer_called_for(key: str, name: str) -> None:
    procurement = procured(threshold_value=LARGE)
    before = set(called_for(entry(procurement)))
    after = set(called_for(entry(procurement | {"notices": published((name, "2025-03-20"))})))
    assert before - after == {key}
    without_day = procurement | {"notices": [{"name": name}]}
    assert set(called_for(entry(without_day))) == before


def test_a_notice_dated_after_the_day_asked_for_has_not_been_published_yet() -> None:
    example = entry(procured(notices=published(("Contract details notice", "2025-03-20"))))
    assert "details" in called_for(example, date(2025, 3, 19))
    assert "details" not in called_for(example, date(2025, 3, 20))
    awarded = entry({"regime": "pa2023", "notices": published(("Contract award notice", "2025-04-14"))})
    assert standstill(awarded, date(2025, 4, 13)) is None
    assert standstill(awarded, date(2025, 4, 14)) is not None


def test_each_notice_names_its_section() -> None:
    example = entry(procured(threshold_value=LARGE), term=TERM | {"extensions": [USED]})
    assert {key: cause_text(notice).source for key, notice in called_for(example).items()} == {
        "details": "Procurement Act 2023, section 53(1)",
        "copy": "Procurement Act 2023, section 53(3)",
        "change-1": "Procurement Act 2023, section 75",
        "termination": "Procurement Act 2023, section 80",
        "performance": "Procurement Act 2023, section 71",
    }


PSR = {"regime": "psr", "awarded_on": "2025-01-31"}


def test_under_the_provider_selection_regime_an_award_is_published_within_thirty_days_of_it() -> None:
    notice = called_for(entry(PSR))["award"]
    assert notice.day == date(2025, 3, 2)  # 28 days of February, and two more
    assert cause_text(notice).basis == "within 30 days of the award on 31 January 2025"
    assert cause_text(notice).source == (
        "Health Care Services (Provider Selection Regime) Regulations 2023, regulations 7 to 11 and 18"
    )
    assert set(called_for(entry(PSR))) == {"award"}


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("Notice of award", True),
        ("Confirmation of award notice", True),
        ("Notice of conclusion of a framework agreement", True),
        ("Notice of intention to make an award", False),
        ("Intention to award notice", False),
        ("Notice of intention to conclude a framework agreement", False),
    ],
)
def test_a_notice_of_intention_is_not_the_notice_of_the_award(name: str, *, done: bool) -> None:
    example = entry(PSR | {"notices": published((name, "2025-01-20"))})
    assert ("award" not in called_for(example)) is done


def ends(regime: str, name: str, day: str, **changes: Any) -> Standstill | None:
    procurement = {"regime": regime, "notices": published((name, day))}
    return standstill(entry(procurement | changes.pop("procurement", {}), **changes), date(2999, 1, 1))


@pytest.mark.parametrize(
    ("day", "until"),
    [
        # Monday before Easter 2025: 14 to 17 April are four, Good Friday and Easter Monday none, 22 to 25 four more.
        ("2025-04-14", date(2025, 4, 25)),
        # Over the new year: 2 January is a bank holiday in Scotland.
        ("2025-12-19", date(2026, 1, 5)),
        ("2025-12-18", date(2025, 12, 31)),
        # St Patrick's Day, in Northern Ireland.
        ("2026-03-16", date(2026, 3, 26)),
        # A Saturday is not the first of them.
        ("2025-03-08", date(2025, 3, 20)),
    ],
)
def test_the_standstill_of_the_act_is_eight_working_days_anywhere_in_the_kingdom(day: str, until: date) -> None:
    last_days = ends("pa2023", "Contract award notice", day)
    assert last_days
    assert last_days.until == until
    assert cause_text(last_days).source == "Procurement Act 2023, section 51"


@pytest.mark.parametrize(
    ("day", "until"),
    [
        # It begins on 15 April; 16 and 17 are two, 22 to 25 four more, 28 and 29 the rest.
        ("2025-04-14", date(2025, 4, 29)),
        # It begins on 18 December; 2 January is worked in England.
        ("2025-12-17", date(2026, 1, 2)),
        # It begins on a Saturday; 17 March is worked in England.
        ("2026-03-13", date(2026, 3, 25)),
    ],
)
def test_the_standstill_of_the_provider_selection_regime_counts_from_the_day_after_it_starts(
    day: str, until: date
) -> None:
    last_days = ends("psr", "Notice of intention to make an award", day)
    assert last_days
    assert last_days.until == until
    assert "regulation 12(9)" in cause_text(last_days).source


@pytest.mark.parametrize(
    ("regime", "name", "changes"),
    [
        ("pa2023-light-touch", "Contract award notice", {}),
        ("pa2023", "Contract award notice", {"procurement": {"signed_on": "2025-05-01"}}),
        ("pa2023", "Tender notice", {}),
        # Awarded in accordance with a framework or by a dynamic market (s. 51(3)(d) and (e)).
        ("pa2023", "Contract award notice", {"kind": "call-off"}),
        ("pa2023", "Contract award notice", {"procurement": {"route": "framework-mini-competition"}}),
        ("pa2023", "Contract award notice", {"procurement": {"route": "dynamic-market"}}),
        # The first step of that process, and not the intention to award.
        ("psr", "Notice of intention to follow the Most Suitable Provider Process", {}),
        ("psr", "Notice of award", {}),
    ],
)
def test_nothing_else_starts_a_standstill(regime: str, name: str, changes: dict[str, Any]) -> None:
    assert ends(regime, name, "2025-04-14", **changes) is None


def test_no_date_is_given_beyond_the_known_bank_holidays() -> None:
    assert ends("pa2023", "Contract award notice", "2028-12-20") is None
    assert ends("psr", "Notice of intention to make an award", "2035-03-01") is None


def test_the_last_award_notice_counts() -> None:
    two = published(("Contract award notice", "2025-03-03"), ("Contract award notice", "2025-04-14"))
    result = standstill(entry({"regime": "pa2023", "notices": two}), AS_OF)
    assert result
    assert result.until == date(2025, 4, 25)


@given(signed=st.dates(date(2025, 2, 24), date(2060, 1, 1)), later=st.integers(0, 5000))
def test_what_is_called_for_does_not_depend_on_the_day_it_is_asked(signed: date, later: int) -> None:
    example = entry(procured(signed_on=signed.isoformat(), threshold_value=LARGE), term=TERM | {"extensions": [USED]})
    assert called_for(example, AS_OF + timedelta(days=later)) == called_for(example)


@pytest.mark.parametrize(
    ("procurement", "until"),
    [
        # Three years beginning with the day: 3 March 2025 is the first of them.
        (procured(threshold_value="300000"), date(2028, 3, 2)),
        (procured(signed_on="2025-02-28", threshold_value="300000"), date(2028, 2, 27)),
        (procured(), date(2028, 3, 2)),
        ({"regime": "pa2023", "awarded_on": "2025-03-03"}, date(2028, 3, 2)),
        (procured(threshold_value="90000"), None),
        (procured("pcr2015", threshold_value="300000"), None),
        ({"regime": "pa2023"}, None),
    ],
)
def test_records_of_the_award_of_a_public_contract_are_kept_for_three_years(
    procurement: dict[str, Any], until: date | None
) -> None:
    assert contract_view(entry(procurement)).keep_records_until == until
    assert contract_view(entry(procurement), redacted={"procurement.signed_on": "x"}).keep_records_until is None


@pytest.mark.parametrize(
    ("regime", "name", "last_in_time"),
    [("pa2023", "Contract award notice", "2028-12-15"), ("psr", "Intention to award notice", "2028-12-15")],
)
def test_a_standstill_past_the_bank_holidays_listed_is_counted_as_not_worked_out(
    regime: str, name: str, last_in_time: str
) -> None:
    as_of = date(2028, 12, 31)
    for day, beyond in ((last_in_time, False), ("2028-12-20", True)):
        example = entry({"regime": regime, "notices": published((name, day))})
        assert is_standstill_beyond_calendar(example, as_of) is beyond
        assert (standstill(example, as_of) is None) is beyond
    signed = entry({"regime": regime, "notices": published((name, "2028-12-20")), "signed_on": "2028-12-30"})
    assert not is_standstill_beyond_calendar(signed, as_of)
