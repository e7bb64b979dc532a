"""What changed between two states: everything is told, once, and the same way round from either side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from commreg.diagnostics.field_path import format_path
from commreg.diagnostics.finding import Finding, Location, Severity
from commreg.diff.compare import Change, compare, compare_versions, match_renames
from commreg.diff.effects import ContractVersion, contract_version
from commreg.diff.field_changes import FieldChange, Significance, field_changes
from commreg.diff.fields import differences
from commreg.diff.settings import changed_settings
from commreg.model.contract import Contract
from commreg.model.field_path import get_value, iter_values
from commreg.model.settings import Settings
from commreg.wording.changes import effect_sentences, field_change_lines
from commreg.wording.field_changes import describe
from tests.unit import strategies
from tests.unit.builders import contract, contract_view, full_contract
from tests.unit.hypothesis_profile import examples

SLOW = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _changes(before: Contract, after: Contract) -> list[FieldChange]:
    return list(field_changes(contract_view(before), contract_view(after)))


def _words(before: Contract, after: Contract) -> list[str]:
    return [describe(change, contract_view(before), contract_view(after)) for change in _changes(before, after)]


def _names(changes: Iterable[FieldChange]) -> list[str]:
    return [format_path(path) for change in changes for path in (change.path, *change.also) if path]


def _side(model: Contract, faults: tuple[str, ...] = (), text: bytes | None = None) -> ContractVersion:
    findings = tuple(
        Finding(f"contracts/{model.id}.yaml", Location(), "CR405", words, Severity.WARNING) for words in faults
    )
    return ContractVersion(
        contract_view(model), f"contracts/{model.id}.yaml", text or repr(model).encode(), findings=findings
    )


# Every field that differs is told, and no other.


@SLOW
@given(strategies.contracts(), strategies.contracts())
def test_every_difference_is_reported_once(first: Contract, second: Contract) -> None:
    names = _names(_changes(first, second))
    moved = contract_view(first).facts.successor != contract_view(second).facts.successor
    expected = Counter(difference.name for difference in differences(first, second))
    assert Counter(names) == expected, moved
    assert all(_words(first, second))


def _fields(model: BaseModel, route: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a contract and of the groups in it that are there."""
    for name in type(model).model_fields:
        yield (*route, name)
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _fields(value, (*route, name))


def _with(model: Any, route: tuple[str, ...], value: Any) -> Any:
    first, *rest = route
    return model.model_copy(update={first: _with(getattr(model, first), tuple(rest), value) if rest else value})


def _at(model: Any, route: tuple[str, ...]) -> Any:
    return get_value(model, route)


@SLOW
@given(strategies.contracts(), strategies.contracts(), st.data())
def test_only_changed_fields_are_reported(first: Contract, second: Contract, data: st.DataObject) -> None:
    """A field of one contract takes the value that it has in another."""
    route = data.draw(st.sampled_from([route for route in _fields(first) if route != ("id",)]))
    value = _at(second, route)
    if value is None and _required(first, route):
        return
    changed = _with(first, route, value)
    was, now = dict(iter_values(first)), dict(iter_values(changed))
    names = _names(_changes(first, changed))
    where = ".".join(name.replace("_", "-") for name in route)
    assert all(name.replace("_", "-").startswith(where) for name in names), (where, names)
    if was != now:
        assert names, where
    if isinstance(value, (str, int, date)) and len(now) == len(was):
        assert names == [format_path(path) for path in now if was[path] != now[path]]


def _required(model: BaseModel, route: tuple[str, ...]) -> bool:
    return type(_at(model, route[:-1]) if route[1:] else model).model_fields[route[-1]].is_required()


def test_every_field_of_a_full_contract_is_reported_when_it_is_removed() -> None:
    """Field by field, so that none is lost to the words of another."""
    full = contract(**full_contract())
    for route in _fields(full):
        if route == ("id",) or _required(full, route) or _at(full, route) is None:
            continue
        less = _with(full, route, None)
        names, lost = _names(_changes(full, less)), dict(iter_values(full)).keys() - dict(iter_values(less)).keys()
        assert lost or route == ("publication",), route
        for path in lost:
            assert any(format_path(path) == name or format_path(path).startswith(f"{name}.") for name in names), path


# The same from either side.


def _turned(change: Change) -> tuple[Any, ...]:
    event = {"added": "removed", "removed": "added"}.get(change.event, change.event)
    counts = Counter(
        (item.significance, item.path, item.after, item.before, item.also) for item in change.field_changes
    )
    return event, frozenset(counts.items()), change.fixed_findings, change.new_findings, change.significance


def _straight(change: Change) -> tuple[Any, ...]:
    counts = Counter(
        (item.significance, item.path, item.before, item.after, item.also) for item in change.field_changes
    )
    return change.event, frozenset(counts.items()), change.new_findings, change.fixed_findings, change.significance


IDS = ("a-2020", "b-2020", "c-2021")


@st.composite
def _states(draw: st.DrawFn) -> dict[str, ContractVersion]:
    contracts = {}
    for name in draw(st.sets(st.sampled_from(IDS))):
        likeness = draw(st.sampled_from(("x", "y")))
        model = contract(
            **{
                "id": name,
                "title": likeness,
                "reference": draw(st.sampled_from((None, "R1", "R2"))),
                "term": {"start": "2020-04-01"},
                "recommissioning.successor": draw(st.sampled_from((None, "z-2023"))),
                "supersedes": draw(st.sampled_from((None, "o-2018"))),
                "value.amount": draw(st.sampled_from(("1.00", "2.00"))),
            }
        )
        faults = draw(st.sets(st.sampled_from(("one thing", "another"))))
        contracts[name] = _side(model, tuple(sorted(faults)))
    return contracts


def _compared(before: Mapping[str, ContractVersion], after: Mapping[str, ContractVersion]) -> tuple[Change, ...]:
    old, new = (
        {name: side.view.contract for name, side in first.items() if name not in second}
        for first, second in ((before, after), (after, before))
    )
    return compare(before, after, match_renames(old, new))


@settings(deadline=None)
@given(_states(), _states())
def test_mirrored_it_is_the_same_the_other_way_round(
    before: dict[str, ContractVersion], after: dict[str, ContractVersion]
) -> None:
    forward, back = _compared(before, after), _compared(after, before)
    assert Counter(map(_straight, forward)) == Counter(map(_turned, back))


@SLOW
@given(strategies.contracts(), strategies.contracts())
def test_two_contracts_mirrored_are_the_same_the_other_way_round(first: Contract, second: Contract) -> None:
    second = second.model_copy(update={"id": first.id})
    forward = compare({first.id: _side(first)}, {first.id: _side(second)})
    back = compare({first.id: _side(second)}, {first.id: _side(first)})
    assert Counter(map(_straight, forward)) == Counter(map(_turned, back))


@settings(deadline=None)
@given(_states())
def test_a_state_and_itself_differ_in_nothing(state: dict[str, ContractVersion]) -> None:
    assert _compared(state, state) == ()


# Which contract is which.


def test_an_id_that_changed_is_one_change() -> None:
    old, new = contract(id="advice-2020"), contract(id="parents-advice-2020")
    (change,) = _compared({old.id: _side(old)}, {new.id: _side(new)})
    assert (change.event, change.id) == ("renamed", "parents-advice-2020")
    assert field_change_lines(change) == ["renamed from advice-2020 to parents-advice-2020"]


def test_a_reference_tells_more_than_a_likeness() -> None:
    old = contract(id="old", reference="R1", title="One")
    like = contract(id="like", title="One")
    same = contract(id="same", reference="R1", title="Other")
    assert match_renames({"old": old}, {"like": like, "same": same}) == {"old": "same"}
    assert match_renames({"like": like, "same": same}, {"old": old}) == {"same": "old"}


def test_a_contract_with_another_start_is_another_contract() -> None:
    old, new = contract(id="old"), contract(id="new", term={"start": "2023-04-01", "end": "2025-03-31"})
    assert [change.event for change in _compared({"old": _side(old)}, {"new": _side(new)})] == ["added", "removed"]


# In words.

ONE_OPTION = [{"months": "12"}]
USED = [{"months": "12", "state": "exercised", "decision": {"body": "Cabinet", "on": "2021-11-16"}}]
WORDS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "an extension": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": USED},
        ["extended by option 1 (1 year), from 31 March 2023 to 31 March 2024; decided by Cabinet on 16 November 2021"],
    ),
    "an extension decided on a day that is not recorded": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [{"months": "12", "state": "exercised", "decision": {"body": "Cabinet"}}]},
        ["extended by option 1 (1 year), from 31 March 2023 to 31 March 2024; decided by Cabinet (day not recorded)"],
    ),
    "an extension without a decision": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [{"months": "12", "state": "exercised"}]},
        ["extended by option 1 (1 year), from 31 March 2023 to 31 March 2024; no decision recorded"],
    ),
    "an extension taken back": (
        {"term.extensions": USED},
        {"term.extensions": ONE_OPTION},
        [
            "extension by option 1 (1 year), from 31 March 2023 to 31 March 2024, withdrawn: the option is available",
        ],
    ),
    "an extension of another length than was agreed": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [{"months": "6", "state": "exercised"}]},
        [
            "option 1 changed from 1 year to 6 months",
            "extended by option 1 (6 months), from 31 March 2023 to 30 September 2023; no decision recorded",
        ],
    ),
    "an option declined": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [{"months": "12", "state": "declined"}]},
        ["option 1 (1 year) declined (was available)"],
    ),
    "an option added": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [*ONE_OPTION, {"until": "2025-03-31"}]},
        ["option 2 added: until 31 March 2025, available"],
    ),
    "an option that was left out, and was used": (
        {"term.extensions": None},
        {"term.extensions": USED},
        [
            (
                "option 1 added: 1 year, used (from 31 March 2023 to 31 March 2024; "
                "decided by Cabinet on 16 November 2021)"
            )
        ],
    ),
    "no options after all": (
        {"term.extensions": None},
        {"term.extensions": []},
        ["extensions: none in the contract"],
    ),
    "notice alone": (
        {"term.extensions": ONE_OPTION},
        {"term.extensions": [{"months": "12", "notice": "6m"}]},
        ["term.extensions[1].notice recorded: 6 months"],
    ),
    "the end as signed": (
        {},
        {"term.end": "2024-03-31"},
        [
            (
                "original end date changed from 31 March 2023 to 31 March 2024 "
                "(for a typing error; record a longer term as an extension)"
            )
        ],
    ),
    "an early end": (
        {},
        {"term.terminated": {"on": "2022-06-30", "reason": "By agreement."}},
        ["terminated on 30 June 2022: By agreement."],
    ),
    "an early end taken back": (
        {"term.terminated": {"on": "2022-06-30", "reason": "By agreement."}},
        {},
        ["no longer terminated"],
    ),
    "closed": ({}, {"term.closed_on": "2023-04-20"}, ["closed on 20 April 2023"]),
    "a value": (
        {},
        {"value.amount": "18000.50"},
        ["value changed from £24,000 to £18,000.50 (£5,999.50 less, -25.0%)"],
    ),
    "a value from nothing": (
        {"value.amount": "0.00"},
        {},
        ["value changed from £0 to £24,000 (£24,000 more)"],
    ),
    "a value recorded": ({"value": None}, {}, ["value recorded: £24,000 a year"]),
    "a value taken out": (
        {},
        {"value.amount": None},
        ["value no longer recorded (was £24,000)"],
    ),
    "a basis": ({}, {"value.basis": "whole-term"}, ["value.basis changed from annual to whole-term"]),
    "a part of a value": (
        {"value": {"amount": None, "parts": [{"what": "Cases", "amount": "10.00"}]}},
        {"value": {"amount": None, "parts": [{"what": "Cases", "amount": "12.00"}]}},
        ["value changed from £10 to £12 (£2 more, +20.0%)", "value.parts[1].amount changed from £10 to £12"],
    ),
    "a provider of the same number": (
        {"provider.company_number": "00987601"},
        {"provider": {"name": "Families Together", "company_number": "00987601"}},
        ["provider renamed from Rutland Families to Families Together (same company number)"],
    ),
    "another provider": (
        {},
        {"provider.name": "Families Together"},
        ["provider changed from Rutland Families to Families Together"],
    ),
    "a stage": (
        {"recommissioning.stages.review": {"started_on": "2021-11-01"}},
        {"recommissioning.stages.review": {"started_on": "2021-11-01", "completed_on": "2021-12-01"}},
        ["Review of the service completed on 1 December 2021"],
    ),
    "a stage taken back": (
        {"recommissioning.stages.market-engagement": {"started_on": "2021-11-01"}},
        {},
        ["Market engagement not started (was 1 November 2021)"],
    ),
    "a rating": (
        {"monitoring.performance": {"rating": "good"}},
        {"monitoring.performance": {"rating": "requires-improvement"}},
        ["rating changed from good to requires improvement"],
    ),
    "an owner": ({}, {"monitoring.owner": "Head of Service"}, ["owner recorded: “Head of Service”"]),
    "an intention": (
        {"recommissioning.intention": "undecided"},
        {"recommissioning.intention": "insource"},
        ["intention changed from undecided to bring in-house"],
    ),
    "a confirmation": ({}, {"checked_on": "2021-12-15"}, ["confirmed on 15 December 2021"]),
    "a decision before others": (
        {"decisions": [{"body": "Cabinet", "on": "2020-01-06"}]},
        {"decisions": [{"body": "Council", "on": "2019-11-01"}, {"body": "Cabinet", "on": "2020-01-06"}]},
        ["decisions: added Council, 1 November 2019"],
    ),
    "a tag": ({"tags": ["send"]}, {"tags": ["send", "early years"]}, ["tags: added “early years”"]),
    "a long text": (
        {"description": "Advice for parents of children under five, by telephone and in the children's centres."},
        {"description": "Advice for parents of children under ten, by telephone and in the children's centres."},
        ["description reworded"],
    ),
    "a field of the council's own": ({}, {"local": {"cost centre": "E1"}}, ["local.cost centre recorded: E1"]),
    "a draft that was awarded": (
        {"draft": "yes"},
        {},
        ["no longer a draft: counted as a contract"],
    ),
    "yes and no": (
        {"provider.sme": "yes"},
        {"provider.sme": "no"},
        ["provider.sme changed from yes to no"],
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_changes_are_described_in_words(name: str) -> None:
    before, after, words = WORDS[name]
    assert _words(contract(**before), contract(**after)) == words


WEIGHTS = {
    "value.amount": Significance.TERMS,
    "provider.type": Significance.TERMS,
    "statutory.basis": Significance.TERMS,
    "publication.withhold": Significance.TERMS,
    "recommissioning.route": Significance.PLAN,
    "monitoring.frequency": Significance.PLAN,
    "checked_on": Significance.PLAN,
    "monitoring.oversight": Significance.WORDING,
    "title": Significance.WORDING,
    "notes": Significance.WORDING,
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_terms_weigh_more_than_the_plan_and_the_plan_more_than_wording(name: str) -> None:
    full = contract(**full_contract(), **({"publication.withhold": None}))
    (first,) = {change.significance for change in _changes(full, _changed(name))}
    assert first == WEIGHTS[name]


def _changed(name: str) -> Contract:
    if name == "publication.withhold":
        withhold = [{"field": "value", "basis": "foi-43", "reason": "Under negotiation."}]
        return contract(**full_contract(), **{"publication.withhold": withhold})
    return contract(**{**full_contract(), **_replaced(name)})


def _replaced(name: str) -> dict[str, Any]:
    new = {
        "value.amount": "71034.41",
        "provider.type": "charity",
        "recommissioning.route": "open",
        "monitoring.frequency": "annual",
        "checked_on": "2021-11-27",
    }
    return {name: new.get(name, "Another text")}


# What is said besides.


def test_comments_and_layout_are_no_change_of_terms() -> None:
    same = contract()
    (change,) = compare({same.id: _side(same, text=b"a: 1")}, {same.id: _side(same, text=b"a:   1 # one")})
    assert field_change_lines(change) == ["no change of terms: comments or layout only"]
    assert change.significance is Significance.LAYOUT


def test_line_ends_are_nothing_to_tell_of() -> None:
    same = contract()
    assert compare({same.id: _side(same, text=b"a: 1\n")}, {same.id: _side(same, text=b"a: 1\r\n")}) == ()


def test_findings_that_changed_are_reported_even_if_the_contract_did_not() -> None:
    same = contract()
    (change,) = compare({same.id: _side(same, ("old",))}, {same.id: _side(same, ("new",))})
    assert ([d.message for d in change.new_findings], [d.message for d in change.fixed_findings]) == (["new"], ["old"])
    assert change.significance is Significance.CHECKS


def test_no_word_of_the_file_where_it_is_not_to_be_changes() -> None:
    """A public account: the file may differ in what is internal alone."""
    first, second = replace(_side(contract()), text=None), replace(_side(contract()), text=None, path="secret/x.yaml")
    assert compare({"x": first}, {"x": second}) == ()


def test_changed_settings_are_listed_by_name() -> None:
    changes = changed_settings({"policy.window_months": 18, "contracts": "contracts"}, {"policy.window_months": 24})
    assert [describe(change, None, None) for change in changes] == [
        "contracts removed (was contracts)",
        "policy.window_months changed from 18 to 24",
    ]
    assert changed_settings({"a": 1}, {"a": 1}) == ()


# What follows.


def _change(before: Contract, after: Contract, redacted: tuple[dict[str, str], dict[str, str]] = ({}, {})) -> Change:
    return compare_versions(
        *(
            contract_version(contract_view(contract, redacted=fields), Settings())
            for contract, fields in zip((before, after), redacted, strict=True)
        )
    )


def _effects(
    before: Contract, after: Contract, redacted: tuple[dict[str, str], dict[str, str]] = ({}, {})
) -> list[str]:
    return effect_sentences(_change(before, after, redacted))


def test_a_contract_that_is_closed_leaves_nothing_to_plan() -> None:
    over = {"term": {"start": "2020-04-01", "end": "2021-03-31"}}
    first, second = contract(**over), contract(**over, **{"term.closed_on": "2021-04-20"})
    forward, back = _effects(first, second), _effects(second, first)
    assert forward[:2] == ["State: closed (was ended, outcome not recorded).", "No recommissioning left to plan."]
    assert back[0] == "State: ended, outcome not recorded (was closed)."
    assert back[1] == "Recommissioning has to be planned."
    assert back[2].startswith("Plan: ")
    assert "No longer due by 31 March 2021: record the outcome of the contract, which has ended." in forward
    assert "New deadline, 31 March 2021 (overdue): record the outcome of the contract, which has ended." in back


def test_many_deadlines_are_counted() -> None:
    kpis = [{"name": f"Measure {number}", "due_on": f"2022-02-0{number}"} for number in range(1, 9)]
    lines = _effects(contract(), contract(**{"monitoring.kpis": kpis}))
    assert lines[0] == "New deadline, 1 February 2022: get the next result for “Measure 1”."
    assert lines[6:] == ["And 2 more deadlines."]


def test_an_end_that_is_not_there_is_none() -> None:
    open_ended = contract(term={"start": "2020-04-01", "end": None, "ends_when": "The grant ends."})
    assert _effects(contract(), open_ended)[:2] == [
        "Current end: none (was 31 March 2023).",
        "Final end: none (was 31 March 2023).",
    ]


def test_a_plan_that_depends_on_withheld_information_is_not_described() -> None:
    """A stage that is withheld now: neither what it did to the plan, nor that there is no plan to show."""
    first = contract(**{"recommissioning.stages.review": {"completed_on": "2021-12-01"}})
    second = contract(recommissioning=None)
    assert _effects(first, second, ({}, {"recommissioning.stages": "REDACTED"})) == []
    assert _effects(first, second) != []
    window = contract(**{"recommissioning.window_months": "6"})
    assert _effects(window, contract(), ({"recommissioning.window_months": "REDACTED"},) * 2) == []


def test_an_internal_remark_of_one_side_keeps_no_plan_back() -> None:
    first, second = contract(), contract(**{"term.end": "2024-03-31"})
    assert any(line.startswith("Plan: ") for line in _effects(first, second, ({}, {"notes": "Not published"})))
