from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding
from commreg.model.contract import Contract
from commreg.model.field_path import model_at
from commreg.model.read import read
from commreg.values.durations import Duration
from tests.unit.builders import contract, location_of, only_finding, register, text, to_yaml, values


def reported(tmp_path: Path, content: str) -> list[Finding]:
    """The faults of a file's own fields; no rule runs on a contract that could not be read."""
    loaded = register(tmp_path, {"parent-advice-2020.yaml": content})
    assert not loaded.entries
    return list(loaded.findings)


def spot(content: str, needle: str) -> tuple[int, int]:
    """The line and column at which a text stands in a file."""
    offset = content.index(needle)
    return content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset)


def value_of(model: BaseModel, name: str) -> Any:
    value: Any = model
    for step in name.split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


OPTION = {"months": "12", "state": "available"}
DECISION = {"body": "Cabinet", "on": "2021-03-16"}

ACCEPTED: list[tuple[str, Any, str, Any]] = [
    # changed field, what is typed, field that is read, what it is read as
    ("term.end", "2022-03-31", "term.end", date(2022, 3, 31)),
    ("term.end", " 2022-03-31 ", "term.end", date(2022, 3, 31)),
    ("term.start", "1900-01-01", "term.start", date(1900, 1, 1)),
    ("term.end", "2999-12-31", "term.end", date(2999, 12, 31)),
    ("checked_on", "2024-02-29", "checked_on", date(2024, 2, 29)),
    ("value.amount", "89177.46", "value.amount", Decimal("89177.46")),
    ("value.amount", "74000", "value.amount", Decimal("74000.00")),
    ("value.amount", "0", "value.amount", Decimal("0.00")),
    ("term.extensions", [{"months": "1"}], "term.extensions.0.months", 1),
    ("term.extensions", [{"months": "240"}], "term.extensions.0.months", 240),
    ("term.extensions", [{**OPTION, "notice": "0m"}], "term.extensions.0.notice", Duration(0, "m")),
    ("term.extensions", [{**OPTION, "notice": "60m"}], "term.extensions.0.notice", Duration(60, "m")),
    ("term.extensions", [{**OPTION, "notice": "12w"}], "term.extensions.0.notice", Duration(12, "w")),
    ("term.extensions", [{**OPTION, "notice": "90 d"}], "term.extensions.0.notice", Duration(90, "d")),
    ("decisions", [{"body": "Cabinet"}], "decisions.0.on", None),
    ("term.extensions", [{**OPTION, "decision": {"body": "Cabinet"}}], "term.extensions.0.decision.on", None),
    ("term.breaks", [{"on": "2021-09-30", "notice": "3m"}], "term.breaks.0.notice", Duration(3, "m")),
    ("term.extensions", [{"months": "012"}], "term.extensions.0.months", 12),
    ("term.extensions", [{"months": "12"}], "term.extensions.0.state", "available"),
    ("term.extensions", [], "term.extensions", ()),
    ("term.extensions", None, "term.extensions", None),
    ("provider.sme", "true", "provider.sme", True),
    ("provider.sme", "Yes", "provider.sme", True),
    ("provider.sme", "no", "provider.sme", False),
    ("provider.vcse", "FALSE", "provider.vcse", False),
    ("provider.company_number", "00123456", "provider.company_number", "00123456"),
    ("provider.company_number", "SC123456", "provider.company_number", "SC123456"),
    ("provider.charity_number", "1096908", "provider.charity_number", "1096908"),
    ("provider.charity_number", "1096908-12", "provider.charity_number", "1096908-12"),
    ("provider.charity_number", "SC012345", "provider.charity_number", "SC012345"),
    ("provider.charity_number", "NIC100002", "provider.charity_number", "NIC100002"),
    ("provider.identifiers", {"UKPRN": "10001234"}, "provider.identifiers", {"UKPRN": "10001234"}),
    ("procurement", {"cpv": ["85311300-5", "85312000"]}, "procurement.cpv", ("85311300-5", "85312000")),
    ("spend", [{"year": "2021/22", "amount": "1", "kind": "actual"}], "spend.0.year", "2021/22"),
    ("spend", [{"year": "1999/00", "amount": "1", "kind": "actual"}], "spend.0.year", "1999/00"),
    ("documents", [{"title": "T", "url": "https://example.org/a?b=c"}], "documents.0.url", "https://example.org/a?b=c"),
    ("documents", [{"title": "T"}], "documents.0.visibility", "internal"),
    ("supersedes", "parent-advice-2017", "supersedes", "parent-advice-2017"),
    ("supersedes", "2017", "supersedes", "2017"),
    ("supersedes", "a" * 80, "supersedes", "a" * 80),
    ("reference", "00042", "reference", "00042"),
    ("title", "  Advice – Café  ", "title", "Advice – Café"),
    ("description", "one\n\ntwo", "description", "one\n\ntwo"),
    ("title", "no", "title", "no"),
    ("local", {"cost centre": "0123"}, "local", {"cost centre": "0123"}),
    ("kind", "grant", "kind", "grant"),
    ("monitoring.frequency", "three-weekly", "monitoring.frequency", "three-weekly"),
    ("value.basis", "per-case", "value.basis", "per-case"),
    ("recommissioning", {"stages": {"options-appraisal": {"started_on": "2021-01-01"}}},
     "recommissioning.stages.options_appraisal.started_on", date(2021, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "name", "expected"), ACCEPTED)
def test_what_is_typed_is_read_exactly(field: str, typed: Any, name: str, expected: Any) -> None:
    """Strict frozen models: parsed by the models, never coerced, never a float."""
    value = value_of(contract(**{field: typed}), name)
    assert value == expected
    assert type(value) is type(expected)


NOTICE = "write a number and d, w or m for days, weeks or months, for example 6m or 12w"
DAY = "write the year, month and day with hyphens, for example 2022-03-31"
CHECK = "check the year, the month, and how many days that month has"
PENCE = "write digits and at most two places after a point, for example 74000.00"
ELSEWHERE = "; words about the amount belong in value.variation or value.parts"

REFUSED: list[tuple[str, str, str, str, str]] = [
    # field, what is typed, code, what the message says of it, the hint
    ("term.end", "31/03/2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "31-03-2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "31.3.2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "31 March 2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "31st Mar 2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "1 sept 2022", "CR110", "is not a date written year-month-day", "write 2022-09-01"),
    ("term.end", "31-Mar-2022", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "2022/3/31", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "2022-3-1", "CR110", "is not a date written year-month-day", "write 2022-03-01"),
    ("term.end", "2022-03-31T00:00:00Z", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "2022-03-31 23:59", "CR110", "is not a date written year-month-day", "write 2022-03-31"),
    ("term.end", "03/04/2022", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "31/03/22", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "31-Mar-22", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "March 2022", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "2022", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "44651", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "TBC", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "31 Foo 2022", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "30/02/2022", "CR110", "is not a date written year-month-day", DAY),
    ("term.end", "2022-02-30", "CR110", "is not a day in the calendar", CHECK),
    ("term.end", "1066-10-14", "CR110", "has a year outside 1900 to 2999", CHECK),
    ("value.amount", "£1,057.00", "CR111", "is not an amount in pounds", "write 1057.00"),
    ("value.amount", "1,057", "CR111", "is not an amount in pounds", "write 1057"),
    ("value.amount", "250k", "CR111", "is not an amount in pounds", "write 250000"),
    ("value.amount", "£1.2m", "CR111", "is not an amount in pounds", "write 1200000"),
    ("value.amount", "TBC", "CR111", "is not an amount in pounds", PENCE),
    ("value.amount", "about 12000", "CR111", "is not an amount in pounds", PENCE + ELSEWHERE),
    ("value.amount", "-500", "CR111", "is not an amount in pounds", PENCE + ELSEWHERE),
    ("provider.sme", "Y", "CR114", "where true or false belongs", "write true or false"),
    ("provider.sme", "1", "CR114", "where true or false belongs", "write true or false"),
    ("provider.sme", "perhaps", "CR114", "where true or false belongs", "write true or false"),
    ("provider.company_number", "123456", "CR116", "does not have the form of a company number",
     "write all eight characters, with the zeros in front: 00123456"),
    ("provider.company_number", "8369787", "CR116", "does not have the form of a company number",
     "write all eight characters, with the zeros in front: 08369787"),
    ("provider.company_number", "sc123456", "CR116", "does not have the form of a company number",
     "write it as published, for example 00123456"),
    ("provider.company_number", "0012 3456", "CR116", "does not have the form of a company number",
     "write it as published, for example 00123456"),
    ("provider.charity_number", "12345", "CR116", "does not have the form of a charity number",
     "write it as published, for example 1096908"),
    ("service_area", "Social Care", "CR115", "an id has small letters a to z, digits and single hyphens, 80 at most",
     "write social-care"),
    ("service_area", "social--care", "CR115", "an id has small letters a to z", "write social-care"),
    ("service_area", "education_send", "CR115", "an id has small letters a to z", "write education-send"),
    ("service_area", "–", "CR115", "an id has small letters a to z", "write for example youth-justice-2019"),
    ("kind", "Framework", "CR112", "which is not a known kind of agreement", "did you mean framework?…"),
    ("kind", "xyzzy", "CR112", "which is not a known kind of agreement",
     "write one of: service-contract, framework, …"),
    ("value.basis", "anual", "CR112", "which is not a known basis of an amount",
     "did you mean annual? The words are: whole-term, annual, …"),
    ("monitoring.frequency", "Quarterly", "CR112", "which is not a known monitoring frequency",
     "did you mean quarterly?…"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "code", "says", "hint"), REFUSED)
def test_what_cannot_be_read_is_an_error_on_its_line_with_what_to_write(
    tmp_path: Path, field: str, typed: str, code: str, says: str, hint: str
) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    content = to_yaml(values(**{field: "@@"})).replace("'@@'", typed)
    (finding,) = reported(tmp_path, content)
    assert location_of(finding) == (code, *spot(content, typed))
    assert finding.path == "contracts/parent-advice-2020.yaml"
    assert (finding.location.end_line, finding.location.end_column) == (
        finding.location.line,
        finding.location.column + len(typed),
    )
    assert finding.message.startswith(f"{field} is “{typed}”")
    assert says in finding.message
    assert finding.hint == hint or (hint.endswith("…") and finding.hint.startswith(hint[:-1]))


NESTED: list[tuple[str, dict[str, Any], str, str, str]] = [
    # field as the message writes it, where it is put, what is typed, code, hint
    ("term.extensions[2].months", {"term.extensions": [OPTION, {"months": "@@"}]}, "a year", "CR113",
     "write digits alone, for example 12"),
    ("term.extensions[1].months", {"term.extensions": [{"months": "@@"}]}, "0", "CR113",
     "write digits alone, for example 12"),
    ("term.extensions[1].months", {"term.extensions": [{"months": "@@"}]}, "241", "CR113",
     "write digits alone, for example 12"),
    ("term.extensions[1].months", {"term.extensions": [{"months": "@@"}]}, "1.5", "CR113",
     "write digits alone, for example 12"),
    ("term.extensions[1].notice", {"term.extensions": [{**OPTION, "notice": "@@"}]}, "61m", "CR119", NOTICE),
    ("term.extensions[1].notice", {"term.extensions": [{**OPTION, "notice": "@@"}]}, "1y", "CR119", NOTICE),
    ("term.extensions[1].notice", {"term.extensions": [{**OPTION, "notice": "@@"}]}, "six months", "CR119", NOTICE),
    ("term.extensions[1].notice", {"term.extensions": [{**OPTION, "notice": "@@"}]}, "6", "CR119",
     "write 6m for months, or 6w for weeks"),
    ("term.extensions[1].state", {"term.extensions": [{"months": "12", "state": "@@"}]}, "excercised", "CR112",
     "did you mean exercised? The words are: available, exercised, declined, lapsed"),
    ("term.extensions[1].decision.on", {"term.extensions": [{**OPTION, "decision": {**DECISION, "on": "@@"}}]},
     "16 March 2021", "CR110", "write 2021-03-16"),
    ("term.breaks[1].on", {"term.breaks": [{"on": "@@"}]}, "soon", "CR110", DAY),
    ("spend[2].year", {"spend": [{"year": "2020/21", "amount": "1", "kind": "actual"},
                                 {"year": "@@", "amount": "2", "kind": "actual"}]}, "2021-22", "CR117",
     "write it as 2021/22"),
    ("spend[1].year", {"spend": [{"year": "@@", "amount": "1", "kind": "actual"}]}, "2021/23", "CR117",
     "write it as 2021/22"),
    ("spend[1].amount", {"spend": [{"year": "2020/21", "amount": "@@", "kind": "actual"}]}, "£5", "CR111", "write 5"),
    ("documents[1].url", {"documents": [{"title": "T", "url": "@@"}]}, "javascript:alert(1)", "CR118",
     "write it in full, beginning with https://"),
    ("documents[1].url", {"documents": [{"title": "T", "url": "@@"}]}, "www.example.org", "CR118",
     "write it in full, beginning with https://"),
    ("procurement.cpv[2]", {"procurement": {"cpv": ["85311300", "@@"]}}, "8531130", "CR116",
     "write it as published, for example 85311300-5"),
    ("monitoring.inspection[1]", {"monitoring.inspection": ["@@"]}, "Ofsted", "CR112",
     "did you mean ofsted? The words are: ofsted, cqc, hmip"),
    ("recommissioning.stages.options-appraisal.started_on",
     {"recommissioning": {"stages": {"options-appraisal": {"started_on": "@@"}}}}, "yes", "CR110", DAY),
    ("publication.withhold[1].basis",
     {"publication": {"withhold": [{"field": "title", "basis": "@@", "reason": "r"}]}}, "foi-44", "CR112",
     "did you mean foi-4"),
    ("value.parts[1].amount", {"value.parts": [{"what": "w", "amount": "@@"}]}, "1.2.3", "CR111", PENCE + ELSEWHERE),
]  # fmt: skip


@pytest.mark.parametrize(("field", "changes", "typed", "code", "hint"), NESTED)
def test_a_fault_deep_inside_is_placed_and_named_as_exactly(
    tmp_path: Path, field: str, changes: dict[str, Any], typed: str, code: str, hint: str
) -> None:
    content = text(**changes).replace("'@@'", typed)
    (finding,) = reported(tmp_path, content)
    assert location_of(finding) == (code, *spot(content, f" {typed}\n"[:-1])[:1], spot(content, f" {typed}\n")[1] + 1)
    assert finding.message.startswith(f"{field} is “{typed}”")
    assert finding.hint.startswith(hint)


MISSING = [
    # what is taken out, the field as named, the line and column of the group it is missing from, the hint
    ("title", "title", "id: ", "add a line title: … (title of the agreement)"),
    ("kind", "kind", "id: ", "add a line kind: … (type of agreement)"),
    ("provider", "provider", "id: ", "add a line provider: … (who the contract is with)"),
    ("term", "term", "id: ", "add a line term: … (start, end, and what can change the end)"),
    ("service_area", "service_area", "id: ", "add a line service_area: … (an id from [service_areas] in the settings)"),
    ("term.start", "term.start", "term:", "add a line start: … (first day of service)"),
]


@pytest.mark.parametrize(("removed_field", "field", "group", "hint"), MISSING)
def test_a_field_that_every_entry_needs_is_asked_for(
    tmp_path: Path, removed_field: str, field: str, group: str, hint: str
) -> None:
    content = text(**{removed_field: None})
    (finding,) = reported(tmp_path, content)
    assert location_of(finding) == ("CR101", *spot(content, group))
    assert finding.message == f"{field} is missing"
    assert finding.hint == hint


@pytest.mark.parametrize(
    ("changes", "field", "group"),
    [
        ({"provider": {"name": None, "type": "nhs"}}, "provider.name", "provider:"),
        ({"term.extensions": [{**OPTION, "decision": {"what": "B"}}]}, "term.extensions[1].decision.body", "decision:"),
        ({"term.terminated": {"reason": "r"}}, "term.terminated.on", "terminated:"),
        ({"spend": [{"year": "2020/21", "amount": "1"}]}, "spend[1].kind", "year:"),
        ({"decisions": [{"body": "B", "on": "2021-01-01"}, {"what": "w", "on": "2021-01-01"}]}, "decisions[2].body",
         "what:"),
        ({"publication": {"withhold": [{"field": "title", "basis": "foi-40"}]}}, "publication.withhold[1].reason",
         "field:"),
        ({"value.parts": [{"what": "w"}]}, "value.parts[1].amount", "what:"),
    ],
)  # fmt: skip
def test_a_field_that_a_group_needs_is_asked_for_at_the_group(
    tmp_path: Path, changes: dict[str, Any], field: str, group: str
) -> None:
    content = text(**changes)
    (finding,) = reported(tmp_path, content)
    assert finding.message == f"{field} is missing"
    assert location_of(finding) == ("CR101", *spot(content, group))


@pytest.mark.parametrize("field", ["id", "title", "kind", "provider.name", "service_area", "term.start", "value.basis"])
@pytest.mark.parametrize("blank", ["", " ~", " null", " ''", ' "  "'])
def test_a_blank_where_a_value_must_be_is_an_error(tmp_path: Path, field: str, blank: str) -> None:
    content = text(**{field: "@@"}).replace(" '@@'", blank)
    (finding,) = reported(tmp_path, content)
    assert finding.code == "CR102"
    assert finding.message == f"{field} has no value"
    assert finding.hint.startswith("write ")
    assert finding.location.line == spot(content, f"{field.rsplit('.', maxsplit=1)[-1]}:")[0]


@pytest.mark.parametrize("field", ["title", "kind", "provider.name", "service_area", "term.start"])
def test_no_hint_says_to_remove_a_required_field(tmp_path: Path, field: str) -> None:
    (finding,) = reported(tmp_path, text(**{field: "@@"}).replace("'@@'", ""))
    assert "delete the line" not in finding.hint


@pytest.mark.parametrize("field", ["provider", "term"])
def test_a_blank_where_a_group_must_be_is_an_error(tmp_path: Path, field: str) -> None:
    (finding,) = reported(tmp_path, text(**{field: "@@"}).replace("'@@'", ""))
    assert (finding.code, finding.message) == ("CR102", f"{field} has no value")


@pytest.mark.parametrize(
    "field", ["term.end", "term.extensions", "value", "value.amount", "monitoring", "tags", "notes", "local", "spend"]
)
def test_a_blank_that_may_be_blank_is_not_recorded(tmp_path: Path, field: str) -> None:
    """Blank and "none" differ: no `extensions` key is "not recorded"."""
    content = text(**{field: "@@"}).replace("'@@'", "")
    loaded = register(tmp_path, {"parent-advice-2020.yaml": content})
    if loaded.entries:
        assert value_of(loaded.entries[0].contract, field) is None
    else:
        assert [d.code for d in loaded.errors] == ["CR202"]  # no end, and nothing in its place


def test_an_empty_list_says_none_and_no_list_says_nothing(tmp_path: Path) -> None:
    """`extensions: []` is "none provided for"; no `extensions` key is "not recorded" and is reported as a gap."""
    assert register(tmp_path, {"parent-advice-2020.yaml": text()}).findings == ()
    gap = only_finding(register(tmp_path, {"parent-advice-2020.yaml": text(**{"term.extensions": None})}), "CR218")
    assert gap.message == "term.extensions is not recorded"


@pytest.mark.parametrize(
    ("field", "message", "hint"),
    [
        ("titel", "titel is not a field of a contract", "did you mean title?"),
        ("Provider", "Provider is not a field of a contract", "did you mean provider?"),
        ("serviceArea", "serviceArea is not a field of a contract", "did you mean service_area?"),
        ("colour", "colour is not a field of a contract", "remove it, or put it under local: if the council needs"),
        ("term.ends", "term.ends is not a field of term", "did you mean end"),
        ("term.xyzzy", "term.xyzzy is not a field of term", "term has: start, end, ends_when, review_on, extensions,"),
        ("provider.companynumber", "provider.companynumber is not a field of provider", "did you mean company_number?"),
        ("monitoring.kpi", "monitoring.kpi is not a field of monitoring", "did you mean kpis?"),
    ],
)
def test_a_field_that_is_not_known_is_an_error_with_the_nearest_name(
    tmp_path: Path, field: str, message: str, hint: str
) -> None:
    """Unknown fields are errors with "did you mean"."""
    content = text(**{field: "@@"})
    (finding,) = reported(tmp_path, content)
    name = field.rsplit(".", maxsplit=1)[-1]
    assert location_of(finding) == ("CR103", *spot(content, f"{name}: "))
    assert finding.location.end_column == finding.location.column + len(name)
    assert finding.message == message
    assert finding.hint.startswith(hint)


@pytest.mark.parametrize(
    ("changes", "message", "suggestion"),
    [
        ({"term.extensions": [{"month": "12"}]}, "term.extensions[1].month is not a field of term.extensions[1]",
         "did you mean months?"),
        ({"recommissioning": {"stages": {"options_appraisal": {}}}},
         "recommissioning.stages.options_appraisal is not a field of recommissioning.stages",
         "did you mean options-appraisal?"),
        ({"publication": {"withold": []}}, "publication.withold is not a field of publication",
         "did you mean withhold?"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_known_deep_inside_is_an_error_too(
    tmp_path: Path, changes: dict[str, Any], message: str, suggestion: str
) -> None:
    (finding,) = reported(tmp_path, text(**changes))
    assert (finding.code, finding.message, finding.hint) == ("CR103", message, suggestion)


@pytest.mark.parametrize(
    ("changes", "message", "needle"),
    [
        ({"title": ["a"]}, "title is a list, where one value belongs", "title:"),
        ({"title": {"a": "b"}}, "title is a group of fields, where one value belongs", "title:"),
        ({"term.end": ["2022-03-31"]}, "term.end is a list, where one value belongs", "end:"),
        ({"provider": "Families"}, "provider is “Families”, where a group of fields belongs", "Families"),
        ({"recommissioning.estimated_value": "£774,000"},
         "recommissioning.estimated_value is “£774,000”, where a group of fields belongs", "£774,000"),
        ({"provider": ["Rutland Families"]}, "provider is a list, where a group of fields belongs", "provider:"),
        ({"term.extensions": "none"}, "term.extensions is “none”, where a list belongs", "none"),
        ({"term.extensions": {"months": "12"}}, "term.extensions is a group of fields, where a list belongs",
         "extensions:"),
        ({"term.extensions": ["12 months"]}, "term.extensions[1] is “12 months”, where a group of fields belongs",
         "12 months"),
        ({"tags": "parents"}, "tags is “parents”, where a list belongs", "parents"),
        ({"tags": ["a", ["b"]]}, "tags[2] is a list, where one value belongs", "- b"),
        ({"local": ["a"]}, "local is a list, where a group of fields belongs", "local:"),
        ({"local": {"a": {"b": "c"}}}, "local.a is a group of fields, where one value belongs", "a:\n"),
        ({"monitoring": "monthly"}, "monitoring is “monthly”, where a group of fields belongs", "monthly"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_shape_says_what_belongs_there(
    tmp_path: Path, changes: dict[str, Any], message: str, needle: str
) -> None:
    content = text(**changes)
    (finding,) = reported(tmp_path, content)
    assert finding.message == message
    assert location_of(finding)[0] == "CR104"
    assert location_of(finding)[1] == spot(content, needle)[0]
    assert finding.hint


def test_none_where_a_list_belongs_is_answered_with_how_to_say_none(tmp_path: Path) -> None:
    (finding,) = reported(tmp_path, text(**{"term.extensions": "none"}))
    assert finding.hint == "start each item with a hyphen on its own line; write [] if there are none"


def test_every_fault_of_a_file_is_reported_in_one_run(tmp_path: Path) -> None:
    """One run reports every fault of every file."""
    content = text(
        titel="x",
        kind="framwork",
        provider={"name": None, "sme": "Y"},
        term={"start": "1 April 2020", "end": "2022-02-30", "extensions": [{"months": "many"}]},
        value={"amount": "£5", "basis": "yearly"},
    )
    findings = reported(tmp_path, content)
    assert sorted(d.code for d in findings) == [
        "CR101", "CR103", "CR110", "CR110", "CR111", "CR112", "CR112", "CR113", "CR114",
    ]  # fmt: skip
    assert [d.location for d in findings] == sorted(d.location for d in findings)


def test_a_long_text_is_cut_where_it_is_quoted(tmp_path: Path) -> None:
    (finding,) = reported(tmp_path, text(**{"term.end": "x" * 500}))
    assert finding.message == f"term.end is “{'x' * 60}…”, which is not a date written year-month-day"


LEAVES = """
title kind service_area reference description supersedes checked_on notes provider.name provider.type
provider.company_number provider.charity_number provider.sme statutory.basis term.start term.end term.ends_when
term.review_on term.closed_on term.terminated.on value.amount value.basis value.certainty value.irrecoverable_vat
procurement.regime procurement.route procurement.awarded_on procurement.framework procurement.exemption.until
monitoring.frequency monitoring.last_meeting_on monitoring.performance.rating recommissioning.intention
recommissioning.window_months recommissioning.stages.market-engagement.started_on recommissioning.estimated_value
"""


@given(
    st.sampled_from(LEAVES.split()),
    st.one_of(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=30),
        st.text("0123456789/-.,:£kmKM \n", max_size=20),
        st.integers().map(str),
        st.dates().map(str),
        st.sampled_from(["²", "١٢", "１２", "0" * 5000, "9" * 5000, "1e999999", "-0", "٢٠٢٢-03-31", "²022-03-31"]),
    ),
)
def test_any_text_in_any_field_is_read_or_refused_with_its_name(tmp_path: Path, field: str, typed: str) -> None:
    loaded = register(tmp_path, {"parent-advice-2020.yaml": text(**{field: typed})})
    own = [d for d in loaded.findings if d.code.startswith("CR1") and d.code not in ("CR101", "CR204")]
    assert all(d.message.startswith(f"{field} ") for d in own)
    assert loaded.entries or loaded.errors


def test_every_route_leads_to_a_group_or_to_nothing() -> None:
    assert model_at(Contract, ("term", "extensions", 0, "decision")) is not None
    assert model_at(Contract, ("recommissioning", "stages", "options-appraisal")) is not None
    assert model_at(Contract, ("title",)) is None
    assert model_at(Contract, ("nothing", "here")) is None


def test_a_contract_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        contract().title = "Other"  # type: ignore[misc]  # what is shown not to work


def test_codes_of_fields_are_known() -> None:
    assert {row[2] for row in REFUSED} <= set(CODES)


@pytest.mark.parametrize("amount", ["£774,000", "774000"])
@pytest.mark.parametrize("name", ["value", "recommissioning.estimated_value"])
def test_the_hint_for_a_bare_amount_asks_what_it_covers(name: str, amount: str) -> None:
    _, violations = read(Contract, values(**{"term.extensions": None, name: amount}))
    assert [violation.hint for violation in violations] == [
        (
            "write amount: 774000 on the line below, indented by two spaces, and basis: below it "
            "(whole-term, annual, monthly, weekly, per-case, ceiling, unstated)"
        )
    ]
