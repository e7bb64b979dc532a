"""The edges of each rule: the day, the penny or the letter at which it begins to speak. The corpus has what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commreg.checks.personal_data import nhs_number, personal_data, pupil_number
from commreg.checks.registry import CheckContext
from commreg.diagnostics.finding import Severity
from commreg.model.settings import Settings
from commreg.values.text import normalize_provider_name
from tests.unit.builders import codes, contract, only_finding, register_of, values

OPTION = {"months": "12", "state": "available"}
USED = {"months": "12", "state": "exercised", "decision": {"body": "Cabinet", "on": "2023-01-01"}}
QUIET: list[str] = []


def raised(tmp_path: Path, as_of: date = date(2021, 12, 16), **changes: Any) -> list[str]:
    """What the checks say of one contract."""
    return codes(register_of(tmp_path, values(**changes), as_of=as_of))


def parts(amount: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    listed = [{"what": "w", "amount": amount, "basis": basis} for amount, basis in pairs]
    return {"value": {"amount": amount, "basis": "annual", "parts": listed}}


WITHIN = [
    # CR201: a term may be one day long
    ({"term.end": "2020-04-01"}, ["CR401"]),
    ({"term.end": "2020-03-31"}, ["CR201"]),
    # CR202, CR203: an end, or what ends it and when it is reviewed; never both
    ({"term": {"end": None, "ends_when": "x", "review_on": "2022-01-01"}}, QUIET),
    ({"term": {"end": None, "ends_when": "x"}}, ["CR202"]),
    ({"term": {"end": None, "review_on": "2022-01-01"}}, ["CR202"]),
    ({"term": {"end": None}}, ["CR202"]),
    ({"term": {"ends_when": "x"}}, ["CR203"]),
    ({"term": {"review_on": "2022-01-01"}}, QUIET),
    # CR207: a length, and one
    ({"term.extensions": [{"state": "available"}]}, ["CR207"]),
    ({"term.extensions": [{"months": "12", "until": "2024-03-31"}]}, ["CR207"]),
    ({"term.extensions": [{"state": "declined"}]}, ["CR207"]),
    # CR208: an extension to a day leads past the end that it extends
    ({"term.extensions": [{"until": "2023-04-01"}]}, QUIET),
    ({"term.extensions": [{"until": "2023-03-31"}]}, ["CR208"]),
    ({"term.extensions": [OPTION, {"until": "2024-03-31"}]}, ["CR208"]),
    ({"term.extensions": [OPTION, {"until": "2024-04-01"}]}, QUIET),
    ({"term.extensions": [{"until": "2025-03-31", "state": "declined"}, {"until": "2024-03-31"}]}, QUIET),
    ({"term.extensions": [{"until": "2023-03-31", "state": "lapsed"}]}, QUIET),
    # CR206: used in the order they stand in
    ({"term.extensions": [{**OPTION, "state": "lapsed"}, USED]}, ["CR406"]),
    ({"term.extensions": [OPTION, USED]}, ["CR206"]),
    ({"term.extensions": [OPTION, USED, USED]}, ["CR206", "CR206"]),
    # CR205, CR212: decided, and no later than on the last day of the end it extends
    ({"term.extensions": [{"months": "12", "state": "exercised"}]}, ["CR205"]),
    ({"term": {"end": "2021-03-31", "extensions": [{**USED, "decision": {"body": "B", "on": "2021-03-31"}}]}}, QUIET),
    ({"term": {"end": "2021-03-31", "extensions": [{**USED, "decision": {"body": "B", "on": "2021-04-01"}}]}},
     ["CR212"]),
    # CR209, CR220, CR222: amounts, parts and nought
    (parts("10.00", ("3.33", "annual"), ("6.67", "annual")), QUIET),
    (parts("10.00", ("3.33", "annual"), ("6.66", "annual")), ["CR209"]),
    (parts("10.00", ("3.00", "annual"), ("9.00", "per-case")), ["CR209"]),
    ({"value": {"amount": None, "parts": []}}, ["CR220"]),
    ({"value": {"amount": None, "parts": [{"what": "a", "amount": "5"}]}}, QUIET),
    ({"value": {"amount": None, "parts": [{"what": "a", "amount": "0"}]}}, ["CR222"]),
    ({"value": {"amount": "0.00"}}, ["CR222"]),
    ({"value": {"amount": "0.01"}}, QUIET),
    ({"value": None}, ["CR220"]),
    # CR210: awarded by the day it starts
    ({"procurement": {"awarded_on": "2020-04-01"}}, QUIET),
    ({"procurement": {"awarded_on": "2020-04-02"}}, ["CR210"]),
    # CR211: breaks, terminations and closing days
    ({"term.breaks": [{"on": "2020-04-01"}, {"on": "2023-03-31"}]}, QUIET),
    ({"term.breaks": [{"on": "2020-03-31"}]}, ["CR211"]),
    ({"term.breaks": [{"on": "2023-04-01"}]}, ["CR211"]),
    ({"term": {"breaks": [{"on": "2024-03-31"}], "extensions": [OPTION]}}, QUIET),
    ({"term": {"breaks": [{"on": "2024-04-01"}], "extensions": [OPTION]}}, ["CR211"]),
    ({"term.terminated": {"on": "2020-04-01", "reason": "r"}}, QUIET),
    ({"term.terminated": {"on": "2020-03-31", "reason": "r"}}, ["CR211"]),
    ({"term.terminated": {"on": "2023-03-31", "reason": "r"}}, QUIET),
    ({"term.terminated": {"on": "2023-04-01", "reason": "r"}}, ["CR211"]),
    ({"term": {"end": "2021-03-31", "closed_on": "2021-03-31"}}, QUIET),
    ({"term": {"end": "2021-03-31", "closed_on": "2021-03-30"}}, ["CR211"]),
    # CR213, CR214: the same day will do
    ({"recommissioning": {"stages": {"needs-assessment": {"started_on": "2021-05-01", "completed_on": "2021-05-01"}}}},
     QUIET),
    ({"recommissioning": {"stages": {"market-engagement": {"started_on": "2021-05-02", "completed_on": "2021-05-01"}}}},
     ["CR213"]),
    ({"recommissioning": {"stages": {"needs-assessment": {"completed_on": "2021-05-01"}}}}, QUIET),
    ({"procurement": {"exemption": {"reason": "r", "approved_by": "a", "approved_on": "2021-12-16",
                                    "until": "2021-12-16"}}}, ["CR410"]),
    ({"procurement": {"exemption": {"reason": "r", "approved_by": "a", "approved_on": "2021-12-16",
                                    "until": "2021-12-15"}}}, ["CR214"]),
    # CR218, CR219, CR221: gaps
    ({"term.extensions": None}, ["CR218"]),
    ({"term": {"extensions": None, "end": None, "ends_when": "x", "review_on": "2022-01-01"}}, QUIET),
    ({"monitoring": None}, ["CR219", "CR221"]),
    ({"monitoring": {"frequency": None}}, ["CR219"]),
    ({"monitoring": {"frequency": None, "forum": "Board"}}, QUIET),
    ({"monitoring": {"frequency": None, "owner": "Head of Service"}}, ["CR219"]),
    ({"monitoring": {"value_for_money": None}}, ["CR221"]),
    # CR217: a query is a warning each
    ({"queries": [{"field": "term.end", "says": "a"}, {"field": "title", "says": "b"}]}, ["CR217", "CR217"]),
    ({"queries": []}, QUIET),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), WITHIN)
def test_within_one_contract(tmp_path: Path, changes: dict[str, Any], expected: list[str]) -> None:
    assert raised(tmp_path, **changes) == expected


DATED = [
    # CR401: from the day after the end
    ("2023-03-31", {}, QUIET),
    ("2023-04-01", {}, ["CR401"]),
    ("2023-04-01", {"term.closed_on": "2023-04-01"}, QUIET),
    ("2023-04-01", {"term.terminated": {"on": "2023-03-31", "reason": "r"}}, QUIET),
    # CR402: a confirmation is good for twelve months to the day
    ("2022-12-01", {"checked_on": "2021-12-01"}, QUIET),
    ("2022-12-02", {"checked_on": "2021-12-01"}, ["CR402"]),
    ("2021-02-28", {"checked_on": "2020-02-29"}, QUIET),
    ("2021-03-01", {"checked_on": "2020-02-29"}, ["CR402"]),
    ("2021-12-16", {"checked_on": None}, ["CR402"]),
    ("2030-01-01", {"term": {"end": "2021-03-31", "closed_on": "2021-04-01"}}, QUIET),
    # CR403: an exemption covers its last day
    ("2021-12-16", {"procurement.exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01",
                                              "until": "2021-12-16"}}, ["CR410"]),
    ("2021-12-17", {"procurement.exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01",
                                              "until": "2021-12-16"}}, ["CR403"]),
    ("2021-12-17", {"procurement.exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01"}}, QUIET),
    # CR411, CR412: what must stay in place is good on its last day, and 60 days before it there is a note
    ("2021-12-16", {"assurances": [{"what": "Insurance", "expires_on": "2021-12-15"}]}, ["CR411"]),
    ("2021-12-16", {"assurances": [{"what": "Insurance", "expires_on": "2021-12-16"}]}, ["CR412"]),
    ("2021-12-16", {"assurances": [{"what": "Insurance", "expires_on": "2022-02-14"}]}, ["CR412"]),
    ("2021-12-16", {"assurances": [{"what": "Insurance", "expires_on": "2022-02-15"}]}, QUIET),
    ("2021-12-16", {"assurances": [{"what": "Insurance", "seen_on": "2021-12-17"}]}, ["CR406"]),
    # CR410: before it ends, if the contract runs on after it
    ("2021-12-17", {"procurement.exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01",
                                              "until": "2023-03-30"}}, ["CR410"]),
    ("2021-12-17", {"procurement.exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01",
                                              "until": "2023-03-31"}}, QUIET),
    # CR404: notice can be served on the last day; a default notice is nobody's word
    ("2022-09-30", {"term.extensions": [{**OPTION, "notice": "6m"}]}, QUIET),
    ("2022-10-01", {"term.extensions": [{**OPTION, "notice": "6m"}]}, ["CR404"]),
    ("2023-03-31", {"term.extensions": [OPTION]}, QUIET),
    ("2022-10-02", {"term.extensions": [{**OPTION, "notice": "6m", "state": "declined"}]}, QUIET),
    # a decision without a day is dated neither ahead nor late
    ("2022-10-01", {"decisions": [{"body": "Cabinet"}],
                    "term.extensions": [{**OPTION, "state": "exercised", "decision": {"body": "Cabinet"}}]}, QUIET),
    # CR405: reviewed on the day is in time
    ("2022-01-01", {"term": {"end": None, "ends_when": "x", "review_on": "2022-01-01"}}, QUIET),
    ("2022-01-02", {"term": {"end": None, "ends_when": "x", "review_on": "2022-01-01"}}, ["CR405"]),
    # CR406: today has happened, tomorrow has not
    ("2021-12-16", {"checked_on": "2021-12-16"}, QUIET),
    ("2021-12-16", {"checked_on": "2021-12-17"}, ["CR406"]),
    ("2021-12-16", {"monitoring.last_meeting_on": "2021-12-17"}, ["CR406"]),
    ("2021-12-16", {"monitoring.performance": {"rating": "good", "on": "2021-12-17"}}, ["CR406"]),
    ("2021-12-16", {"decisions": [{"body": "B", "on": "2021-12-16"}, {"body": "B", "on": "2021-12-17"}]}, ["CR406"]),
    ("2021-12-16", {"recommissioning.stages.options-appraisal": {"started_on": "2021-12-17"}}, ["CR406"]),
    ("2021-12-16", {"term": {"end": "2021-11-30", "closed_on": "2021-12-17"}}, ["CR401", "CR406"]),
]  # fmt: skip


@pytest.mark.parametrize(("as_of", "changes", "expected"), DATED)
def test_against_the_day(tmp_path: Path, as_of: str, changes: dict[str, Any], expected: list[str]) -> None:
    """Time alone never breaks a pull request. Wrong data is an error; the calendar moving on is a warning."""
    day = date.fromisoformat(as_of)
    fresh = {"checked_on": as_of} if "checked_on" not in changes and day.year < 2030 else {}
    assert sorted(raised(tmp_path, day, **{**fresh, **changes})) == expected


@given(st.dates(date(1995, 1, 1), date(2090, 1, 1)))
def test_no_day_makes_an_error_of_a_sound_entry(tmp_path: Path, as_of: date) -> None:
    """Time alone never breaks a pull request."""
    loaded = register_of(
        tmp_path,
        values(
            term={"extensions": [{**USED, "decision": {"body": "B", "on": "2021-01-01"}}, OPTION]},
            procurement={"exemption": {"reason": "r", "approved_by": "a", "approved_on": "2020-01-01",
                                       "until": "2022-01-01"}, "awarded_on": "2020-01-01"},
            decisions=[{"body": "B", "on": "2020-01-01"}],
        ),
        as_of=as_of,
    )  # fmt: skip
    assert not loaded.errors
    assert loaded.entries


def entry(name: str, start: str = "2020-04-01", end: str | None = "2023-03-31", **changes: Any) -> dict[str, Any]:
    """A contract of a provider of its own, from and to these days."""
    own: dict[str, Any] = {"id": name, "title": name, "term": {"start": start, "end": end}}
    return values(**{**own, "provider": {"name": f"Provider of {name}"}, **changes})


def found_in(tmp_path: Path, *contracts: dict[str, Any], settings: str = "") -> list[tuple[str, str]]:
    """The codes raised across the register, each with the contract in whose file it lies."""
    loaded = register_of(tmp_path, *contracts, settings=settings)
    return [(Path(d.path).stem, d.code) for d in loaded.findings if d.code.startswith("CR3")]


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("2023-04-01", None),
        ("2023-04-02", "a gap of 1 day"),
        ("2023-05-01", "a gap of 30 days"),
        ("2026-04-01", "a gap of 1,096 days"),
        ("2023-03-31", "an overlap of 1 day"),
        ("2023-03-01", "an overlap of 31 days"),
    ],
)
@pytest.mark.parametrize("side", ["supersedes", "successor", "both"])
def test_a_successor_starts_the_day_after_the_last(tmp_path: Path, start: str, says: str | None, side: str) -> None:
    before, after = entry("a"), entry("b", start, "2027-03-31")
    if side != "successor":
        after["supersedes"] = "a"
    if side != "supersedes":
        before["recommissioning"] = {"successor": "b"}
    loaded = register_of(tmp_path, before, after)
    if says is None:
        assert codes(loaded) == []
    else:
        assert only_finding(loaded, "CR303").message.endswith(says)


def test_the_day_after_counts_from_the_extended_or_terminated_end(tmp_path: Path) -> None:
    longer: dict[str, Any] = {"term.extensions": [{**USED, "decision": {"body": "B", "on": "2021-01-01"}}]}
    extended = entry("a", **longer)
    assert found_in(tmp_path / "x", extended, entry("b", "2024-04-01", "2027-03-31", supersedes="a")) == []
    shorter: dict[str, Any] = {"term.terminated": {"on": "2021-06-30", "reason": "r"}}
    ended = entry("a", **shorter)
    assert found_in(tmp_path / "y", ended, entry("b", "2021-07-01", "2027-03-31", supersedes="a")) == []


def test_an_open_ended_contract_leaves_no_gap(tmp_path: Path) -> None:
    before = entry("a", end=None, **{"term.ends_when": "x", "term.review_on": "2022-01-01"})
    assert found_in(tmp_path, before, entry("b", "2030-01-01", "2031-03-31", supersedes="a")) == []


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("side", ["supersedes", "successor"])
def test_a_circle_of_contracts_that_follow_one_another_is_an_error(tmp_path: Path, size: int, side: str) -> None:
    names = [f"c{number}" for number in range(size)]
    ring = []
    for name, successor in zip(names, names[1:] + names[:1], strict=True):
        link = {"supersedes": successor} if side == "supersedes" else {"recommissioning": {"successor": successor}}
        ring.append(entry(name, **link))
    tail = entry("tail", **({"supersedes": "c0"} if side == "supersedes" else {}))
    loaded = register_of(tmp_path, *ring, tail)
    assert {Path(d.path).stem for d in loaded.errors} >= set(names[:1])
    assert {d.code for d in loaded.errors} == {"CR309"}


@pytest.mark.parametrize("link", [{"supersedes": "a"}, {"recommissioning": {"successor": "a"}}])
def test_no_contract_follows_itself(tmp_path: Path, link: dict[str, Any]) -> None:
    loaded = register_of(tmp_path, entry("a", **link))
    assert [d.code for d in loaded.errors] == ["CR302"]
    assert "which is this contract itself" in loaded.errors[0].message


def test_two_sides_that_name_different_contracts_disagree(tmp_path: Path) -> None:
    before = entry("a", recommissioning={"successor": "c"})
    raised_codes = found_in(
        tmp_path, before, entry("b", "2023-04-01", "2025-03-31", supersedes="a"), entry("c", "2023-04-01")
    )
    assert [code for _, code in raised_codes] == ["CR309"]


def test_two_contracts_cannot_follow_one(tmp_path: Path) -> None:
    then = {"start": "2023-04-01", "end": "2025-03-31", "supersedes": "a"}
    loaded = register_of(tmp_path, entry("a"), entry("b", **then), entry("c", **then))
    assert [d.code for d in loaded.errors] == ["CR309"]
    assert loaded.errors[0].related[0].path in ("contracts/b.yaml", "contracts/c.yaml")


def test_a_succession_recorded_the_same_on_both_sides_has_no_findings(tmp_path: Path) -> None:
    before = entry("a", recommissioning={"successor": "b"})
    assert found_in(tmp_path, before, entry("b", "2023-04-01", "2025-03-31", supersedes="a")) == []


SAME_NAME = [
    ("Rutland Families Ltd", "RUTLAND FAMILIES LIMITED"),
    ("Rutland Families", "Rutland  Families."),
    ("Café Jeunesse", "Cafe Jeunesse"),
    ("Smith & Sons", "Smith and Sons"),
    ("The Bridge", "Bridge"),
    ("O’Neill Care", "O'Neill Care"),
    ("Rutland Families CIC", "Rutland Families Community Interest Company"),
    ("Ｒutland", "Rutland"),
    ("St. John's", "St John's"),
    ("Jean-Luc", "Jean Luc"),
    ("Jean–Luc", "Jean-Luc"),
]


@pytest.mark.parametrize(("name", "spelling"), SAME_NAME)
def test_one_provider_spelt_two_ways_is_found(tmp_path: Path, name: str, spelling: str) -> None:
    assert normalize_provider_name(name) == normalize_provider_name(spelling)
    loaded = register_of(
        tmp_path,
        entry("a", provider={"name": name}),
        entry("b", provider={"name": name}),
        entry("c", provider={"name": spelling}),
    )
    spelt = only_finding(loaded, "CR304")
    assert Path(spelt.path).stem == "c"
    assert spelt.message == f"provider.name is “{spelling}”, and a has “{name}”"


@pytest.mark.parametrize(
    ("name", "second_name"),
    [
        ("Rutland Families", "Rutland Family"),
        ("Leicester City Council", "Leicestershire County Council"),
        ("Bridge North", "Bridge South"),
        ("教育", "健康"),
        ("Limited", "Company"),
        ("Θέμις", "Δίκη"),
        ("Θέμις Care", "Δίκη Care"),
    ],
)
def test_two_providers_are_not_taken_for_one(tmp_path: Path, name: str, second_name: str) -> None:
    assert normalize_provider_name(name) != normalize_provider_name(second_name)
    assert found_in(tmp_path, entry("a", provider={"name": name}), entry("b", provider={"name": second_name})) == []


@given(st.text(st.sampled_from("abcé ÀßøΣ教 Ltd&'.-"), min_size=1, max_size=20))
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assume(name.strip())
    assert normalize_provider_name(normalize_provider_name(name)) == normalize_provider_name(name)
    assert normalize_provider_name(name.upper().lower()) == normalize_provider_name(name.lower())


def test_one_number_has_one_name_and_one_name_has_one_number(tmp_path: Path) -> None:
    number = {"company_number": "00123456"}
    by_number = found_in(
        tmp_path / "x",
        entry("a", provider={"name": "Alpha", **number}),
        entry("b", provider={"name": "Beta", **number}),
    )
    assert by_number == [("b", "CR305")]
    by_name = found_in(
        tmp_path / "y",
        entry("a", provider={"name": "Alpha", "charity_number": "1096908"}),
        entry("b", provider={"name": "Alpha", "charity_number": "1096909"}),
        entry("c", provider={"name": "Alpha"}),
    )
    assert by_name == [("b", "CR305")]


def test_a_spelling_under_one_number_is_reported_once(tmp_path: Path) -> None:
    number = {"company_number": "00123456"}
    raised_codes = found_in(
        tmp_path, entry("a", provider={"name": "Alpha Ltd", **number}), entry("b", provider={"name": "Alpha", **number})
    )
    assert raised_codes == [("b", "CR304")]


def test_a_reference_belongs_to_one_contract(tmp_path: Path) -> None:
    three = [entry(name, reference="RCC-1") for name in "abc"]
    assert found_in(tmp_path, *three, entry("d"), entry("e")) == [("b", "CR307"), ("c", "CR307")]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", []),
        ('[service_areas]\nsocial-care = "S"\n', []),
        ('[service_areas]\nsocial-cares = "S"\n', [("a", "CR306")]),
    ],
)
def test_service_areas_are_checked_where_the_settings_list_any(
    tmp_path: Path, settings: str, expected: list[tuple[str, str]]
) -> None:
    assert found_in(tmp_path, entry("a"), settings=settings) == expected


@pytest.mark.parametrize(
    ("start", "end", "awarded", "says"),
    [
        ("2020-04-01", "2023-03-31", None, None),
        ("2023-03-31", "2023-03-31", None, None),
        ("2023-04-01", "2024-03-31", None, "which ended on 31 March 2023; this call-off was made on 1 April 2023"),
        (
            "2023-04-01",
            "2024-03-31",
            "2023-03-31",
            "which ends on 31 March 2023; this call-off runs on to 31 March 2024",
        ),
        ("2022-04-01", "2023-04-01", None, "which ends on 31 March 2023; this call-off runs on to 1 April 2023"),
        ("2020-03-31", "2021-03-31", None, "which starts on 1 April 2020; this call-off was made on 31 March 2020"),
        ("2020-06-01", "2021-03-31", "2020-03-31", "which starts on 1 April 2020; this call-off was made on 31 March"),
    ],
)
def test_a_call_off_is_made_while_its_framework_runs(
    tmp_path: Path, start: str, end: str, awarded: str | None, says: str | None
) -> None:
    changes = {"procurement": {"framework": "frame", **({"awarded_on": awarded} if awarded else {})}}
    loaded = register_of(tmp_path, entry("frame", kind="framework"), entry("z", start, end, kind="call-off", **changes))
    late = [d.message for d in loaded.findings if d.code == "CR308"]
    assert bool(late) == bool(says)
    assert not says or says in late[0]


def test_a_framework_without_an_end_outlives_every_call_off(tmp_path: Path) -> None:
    frame = entry("frame", end=None, **{"term.ends_when": "x", "term.review_on": "2022-01-01"})
    assert found_in(tmp_path, frame, entry("z", end="2099-03-31", procurement={"framework": "frame"})) == []


BANDS = '[policy]\nbands = [{ from = 25000, name = "three quotations" }, { from = 50000, name = "tender" }]\n'


def priced(name: str, amount: str, start: str = "2020-04-01", end: str = "2023-03-31") -> dict[str, Any]:
    return entry(name, start, end, provider={"name": "Rutland Families"}, value={"amount": amount})


@pytest.mark.parametrize(
    ("contracts", "says"),
    [
        ([("a", "12000"), ("b", "12999.99")], None),
        ([("a", "12000"), ("b", "13000")], "2 contracts running at once that come to £25,000 a year; from £25,000"),
        (
            [("a", "24999"), ("b", "24999"), ("c", "2")],
            "come to £50,000 a year; from £50,000 the rules ask for tender",
        ),
        ([("a", "25000"), ("b", "1000")], None),
        ([("a", "30000"), ("b", "20000")], "come to £50,000 a year; from £50,000"),
        ([("a", "60000")], None),
        ([("a", "24999"), ("b", "0")], None),
        ([("a", "20000", "2020-04-01", "2021-03-31"), ("b", "20000", "2021-04-01", "2022-03-31")], None),
        ([("a", "20000", "2020-04-01", "2021-03-31"), ("b", "20000", "2021-03-31", "2022-03-31")], "come to £40,000"),
    ],
)
def test_contracts_at_once_that_cross_a_band_together_are_noted(
    tmp_path: Path, contracts: list[tuple[str, ...]], says: str | None
) -> None:
    """Several contracts with one provider that together cross a band (a note, never an accusation)."""
    loaded = register_of(tmp_path, *(priced(*row) for row in contracts), settings=BANDS)
    notes = [d for d in loaded.findings if d.code == "CR310"]
    assert bool(notes) == bool(says)
    if says:
        assert says in notes[0].message
        assert notes[0].severity is Severity.NOTE
        assert len(notes[0].related) == len(contracts) - 1
        assert "split" not in notes[0].message + notes[0].hint


def test_a_band_crossed_by_few_is_noted_though_more_ran_at_another_time(tmp_path: Path) -> None:
    """Several contracts with one provider that together cross a band (a note, never an accusation)."""
    early = [priced(name, "1000", "2018-04-01", "2019-03-31") for name in "abc"]
    late = [priced(name, "20000") for name in "xy"]
    assert ("y", "CR310") in found_in(tmp_path, *early, *late, settings=BANDS)


def test_without_bands_nothing_is_added_up(tmp_path: Path) -> None:
    assert found_in(tmp_path, priced("a", "900000"), priced("b", "900000")) == []


def _nhs(first: str) -> str | None:
    """Nine digits with their check digit (NHS Data Dictionary: modulus 11); None where there can be none."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11
    return None if rest == 10 else first + str(rest % 11)


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9))
def test_ten_digits_are_an_nhs_number_only_with_its_check_digit(first: str, last: int) -> None:
    """NHS number with its check digit."""
    assume(len(set(first)) > 1)
    assert nhs_number(first + str(last)) == (first + str(last) == _nhs(first))


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919"])
def test_a_published_specimen_of_an_nhs_number_is_known(number: str) -> None:
    assert nhs_number(number)


@pytest.mark.parametrize("number", ["9434765918", "0000000000", "1111111111", "943476591", "94347659190"])
def test_other_digits_are_no_nhs_number(number: str) -> None:
    assert not nhs_number(number)


LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from(LETTERS))
def test_a_letter_and_twelve_digits_are_a_pupil_number_only_with_their_letter(digits: str, letter: str) -> None:
    """UPN."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    assert pupil_number(letter + digits) == (letter == LETTERS[total % 23])


def test_a_temporary_pupil_number_ends_in_a_letter() -> None:
    digits = "80120000100"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 13), strict=True))
    letter = LETTERS[(total + LETTERS.index("B") * 13) % 23]
    assert pupil_number(f"{letter}{digits}B")


PERSONAL = [
    ("j.bloggs@rutland.example", "an e-mail address"),
    ("J-B+x@sub.rutland.example.org", "an e-mail address"),
    ("01572 722577", "a telephone number"),
    ("(01572) 722577", "a telephone number"),
    ("01572722577", "a telephone number"),
    ("+44 1572 722577", "a telephone number"),
    ("+44 (0)1572 722 577", "a telephone number"),
    ("07700 900123", "a telephone number"),
    ("020 7946 0123", "a telephone number"),
    ("AB123456C", "a National Insurance number"),
    ("AB 12 34 56 C", "a National Insurance number"),
    ("943 476 5919", "an NHS number"),
    ("9434765919", "an NHS number"),
]


@pytest.mark.parametrize(("words", "name"), PERSONAL)
@pytest.mark.parametrize("text", ["{}", "Ask {}, please.", "({})", "first line\nsecond {} line"])
def test_what_looks_like_personal_data_is_pointed_at(tmp_path: Path, words: str, name: str, text: str) -> None:
    """Personal data in free text (NHS number with its check digit, UPN, National Insurance number, e-mail, phone)."""
    (fault,) = personal_data(CheckContext(contract(notes=text.format(words)), Settings()))
    assert fault.message == f"notes has what looks like {name}"
    assert fault.within.strip("()") == words.strip("()")  # a bracket round a number may be the code's or the sentence's
    place = only_finding(register_of(tmp_path, values(notes=text.format(words))), "CR216").location
    assert place.end_column - place.column == len(fault.within)


@pytest.mark.parametrize(
    "words",
    [
        "£01572722577",
        "RCC-01572722577",
        "report 187/2021, paragraph 3.1",
        "2021-12-16 to 2022-03-31",
        "contract 4500123456",
        "0.1234567890",
        "00123456",
        "1234567890123456",
        "QQ123456C",
        "BG123456A",
        "AB123456E",
        "XAB123456C",
        "9434765918",
        "A801200001001",
        "write to the team @ the office",
        "a@b",
        "85311300-5",
        "12 000 to 15 000 pounds",
        "28.02.2022 31.03.2022",
        "£1,942,820.00",
    ],
)
def test_other_numbers_and_words_are_left_in_peace(words: str) -> None:
    assert list(personal_data(CheckContext(contract(notes=f"Ask {words} today"), Settings()))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "01572722577"},
        {"reference": "9434765919"},
        {"provider": {"identifiers": {"ODS": "9434765919"}}},
        {"decisions": [{"body": "B", "on": "2021-01-01", "reference": "9434765919", "forward_plan": "01572722577"}]},
        {"documents": [{"title": "T", "url": "https://x.example/?to=a@b.example&n=9434765919"}]},
        {"procurement": {"notices": [{"name": "N", "reference": "01572722577"}]}},
    ],
)
def test_reference_numbers_and_addresses_of_pages_are_left_in_peace(changes: dict[str, Any]) -> None:
    assert list(personal_data(CheckContext(contract(**changes), Settings()))) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Ask a@b.example"}, "title"),
        ({"monitoring.owner": "a@b.example"}, "monitoring.owner"),
        ({"term.extensions": [{**OPTION, "note": "a@b.example"}]}, "term.extensions[1].note"),
        ({"local": {"contact": "a@b.example"}}, "local.contact"),
        ({"tags": ["x", "a@b.example"]}, "tags[2]"),
        ({"recommissioning.intention": "undecided", "notes": "a@b.example"}, "notes"),
    ],
)
def test_every_text_is_looked_through(changes: dict[str, Any], field: str) -> None:
    assert [fault.message for fault in personal_data(CheckContext(contract(**changes), Settings()))] == [
        f"{field} has what looks like an e-mail address"
    ]


WITHHELD = {"field": "provider.name", "basis": "foi-40", "reason": "An individual."}


def withholding(field: str = "provider.name", **changes: Any) -> dict[str, Any]:
    return {"publication": {"withhold": [{**WITHHELD, "field": field}]}, "provider.name": "Pat Doe", **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (withholding(), QUIET),
        (withholding(title="Mentoring by Pat Doe"), ["CR223"]),
        (withholding(title="mentoring by PAT\n DOE's team"), ["CR223"]),
        (withholding(title="Mentoring by Spat Doe"), ["CR260"]),
        (withholding(title="Mentoring by Pat Doering"), ["CR260"]),
        (withholding(title="Mentoring by Patrick Doering"), QUIET),
        (withholding(notes="Pat Doe"), QUIET),
        (withholding(local={"x": "Pat Doe"}), QUIET),
        (withholding(tags=["Pat Doe"]), ["CR223"]),
        (withholding(id="pat-doe"), ["CR223"]),
        (withholding("entry", title="Mentoring by Pat Doe"), QUIET),
        (withholding("provider.nmae"), ["CR215"]),
        (withholding("provider.name.first"), ["CR215"]),
        (withholding("description"), ["CR215"]),
        (withholding("term.end"), ["CR215"]),
        (withholding("id"), ["CR215"]),
        (withholding("kind"), ["CR215"]),
        (withholding("value"), QUIET),
        (withholding("value.basis", **{"value.variation": "an annual review"}), QUIET),
    ],
)  # fmt: skip
def test_a_withheld_field_exists_and_its_text_appears_nowhere_else(
    tmp_path: Path, changes: dict[str, Any], expected: list[str]
) -> None:
    """What is withheld never reaches a public output."""
    assert raised(tmp_path, **changes) == expected


def test_the_reason_for_withholding_may_not_give_it_away(tmp_path: Path) -> None:
    """What is withheld never reaches a public output; the public output says that something was withheld, and why."""
    item = {**WITHHELD, "reason": "Pat Doe trades alone."}
    assert raised(tmp_path, **withholding(publication={"withhold": [item]})) == ["CR223"]


def test_a_name_withheld_in_one_entry_is_withheld_in_all(tmp_path: Path) -> None:
    hidden = entry("a", **withholding())
    assert found_in(tmp_path / "1", hidden, entry("b", **{"provider.name": "Pat Doe"})) == [("b", "CR311")]
    assert found_in(tmp_path / "2", hidden, entry("b", **withholding())) == []
    assert found_in(tmp_path / "3", hidden, entry("b", **withholding("entry"))) == []
    subcontracted = entry("b", subcontractors=[{"name": "PAT DOE"}])
    assert found_in(tmp_path / "4", hidden, subcontracted) == [("b", "CR311")]


def test_a_name_withheld_in_one_entry_is_in_no_text_of_another(tmp_path: Path) -> None:
    """What is withheld never reaches a public output."""
    hidden = entry("a", **withholding())
    codes = found_in(tmp_path / "1", hidden, entry("b", title="Mentoring, formerly by Pat Doe"))
    assert codes == [("b", "CR311")]
    assert found_in(tmp_path / "2", hidden, entry("b", notes="formerly by Pat Doe")) == []  # notes are never published


@pytest.mark.parametrize("words", ["£74,000", "£74,000.00", "74000", "74000.00", "74,000 pounds"])
def test_an_amount_withheld_appears_nowhere_else_either(tmp_path: Path, words: str) -> None:
    """What is withheld never reaches a public output."""
    withheld = [{**WITHHELD, "field": "value.amount", "basis": "foi-43"}]
    priced: dict[str, Any] = {"value.amount": "74000.00", "publication": {"withhold": withheld}}
    codes = raised(tmp_path, description=f"It costs {words} a year, or 74 a day.", **priced)
    assert codes == ["CR223"]


def test_a_name_of_signs_alone_is_not_found_in_every_text(tmp_path: Path) -> None:
    hidden = entry("a", **withholding(**{"provider.name": "—"}))
    assert found_in(tmp_path, hidden, entry("b")) == []


def test_the_settings_decide_how_grave_a_check_is(tmp_path: Path) -> None:
    """A diagnostic has a stable code, a severity decided by the rule."""
    entry = values(**{"term.extensions": None})
    quiet = register_of(tmp_path, entry)
    assert only_finding(quiet, "CR218").severity is Severity.WARNING
    assert len(quiet.entries) == 1
    grave = register_of(tmp_path, entry, settings='[severities]\nCR218 = "error"\n')
    assert only_finding(grave, "CR218").severity is Severity.ERROR
    assert grave.entries == ()
    assert grave.excluded_files == ("contracts/parent-advice-2020.yaml",)
    assert (
        only_finding(register_of(tmp_path, entry, settings='[severities]\nCR218 = "note"\n'), "CR218").severity
        == "note"
    )


def test_an_error_made_a_warning_leaves_the_entry_in(tmp_path: Path) -> None:
    entry = values(value={"amount": "5", "basis": "annual", "parts": [{"what": "w", "amount": "4", "basis": "annual"}]})
    assert register_of(tmp_path, entry).entries == ()
    assert len(register_of(tmp_path, entry, settings='[severities]\nCR209 = "warning"\n').entries) == 1


def test_many_of_a_kind_are_counted_in_the_last_that_is_shown(tmp_path: Path) -> None:
    loaded = register_of(tmp_path, values(queries=[{"field": f"f{n}", "says": "s"} for n in range(30)]))
    assert len(codes(loaded)) == 20
    assert loaded.findings[-1].message.endswith("(and 10 more like it in this file)")
