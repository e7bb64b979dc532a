"""A derived field is declared once, on the class that works it out; every table for programs reads the declaration."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pytest

from commreg.export import tables
from commreg.export.json.schema import export_schema
from commreg.listings import contract_row, plan
from commreg.model.contract import Contract
from commreg.model.data_fields import RECORDED, DataField, recorded_field
from commreg.planning.contract_view import ContractView, StatedValue
from commreg.planning.deadlines import Deadline
from commreg.planning.decisions import StageDecision
from commreg.planning.derived import derived, derived_fields, derived_property, derived_values
from commreg.planning.extensions import Option
from commreg.planning.stages import ScheduledStage
from commreg.planning.term import ContractFacts
from commreg.planning.verdict import Verdict
from commreg.wording.recommissioning_status import RecommissioningStatus
from commreg.wording.verdict import VerdictText

OF_A_CONTRACT = (ContractView, ContractFacts, StatedValue, RecommissioningStatus, Verdict, VerdictText)
DECLARED = {owner: derived_fields(owner) for owner in (*OF_A_CONTRACT, Option, ScheduledStage, StageDecision, Deadline)}


@dataclass(frozen=True, slots=True)
class _Term:
    as_of: date
    end: date | None = field(metadata=derived("day", "The end."))

    @property
    @derived_property("number", "Days to it.", ("term.end",), name="left")
    def days_left(self) -> int | None:
        return (self.end - self.as_of).days if self.end else None

    note: str = field(default="", metadata=derived("text", "A note."))


def test_fields_and_properties_are_declared_in_the_order_of_the_class() -> None:
    assert derived_fields(_Term) == (
        DataField("end", "day", "The end.", (), "end"),
        DataField("left", "number", "Days to it.", ("term.end",), "days_left"),
        DataField("note", "text", "A note.", (), "note"),
    )


def test_values_are_read_by_the_name_of_the_column_and_are_none_without_an_object() -> None:
    term = _Term(date(2021, 12, 16), date(2021, 12, 31))
    assert derived_values(_Term, term) == {"end": date(2021, 12, 31), "left": 15, "note": ""}
    assert derived_values(_Term, None) == {"end": None, "left": None, "note": None}


def test_no_two_declarations_of_a_contract_have_one_name() -> None:
    names = Counter(declared.name for owner in OF_A_CONTRACT for declared in DECLARED[owner])
    names.update(declared.name for declared in RECORDED)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    "declared",
    [declaration for owner in DECLARED.values() for declaration in owner],
    ids=lambda declaration: declaration.name,
)
def test_a_declaration_says_what_it_is_and_depends_on_fields_that_there_are(declared: DataField) -> None:
    assert declared.description.endswith((".", "…"))
    for path in declared.depends_on:
        assert recorded_field("x", path)


def test_the_columns_of_a_contract_are_its_recorded_and_its_derived_fields() -> None:
    derived_names = {declared.name for owner in OF_A_CONTRACT for declared in DECLARED[owner]}
    recorded = {declared.name for declared in RECORDED}
    made_here = {"service_area_name", "withheld"}  # of the settings, and of the redaction
    assert {column.name for column in tables.CONTRACT} == recorded | derived_names | made_here
    assert all(
        any(column is declaration for declaration in tables.CONTRACT)
        for owner in OF_A_CONTRACT
        for column in DECLARED[owner]
    )


def test_every_data_column_of_a_listing_is_a_recorded_or_a_derived_field() -> None:
    declared = {declaration.name: declaration.kind for declaration in tables.CONTRACT}
    for column in (*contract_row.DATA, *plan.DATA):
        if column.key != "extension":  # in words, for the listings alone
            assert declared[column.key] == column.kind


def test_the_schema_of_the_export_has_every_derived_field_with_its_description() -> None:
    contract = json.loads(export_schema())["properties"]["contracts"]["items"]["properties"]
    facts, plan_schema = contract["facts"]["properties"], contract["plan"]["properties"]
    groups = (
        (facts, (*DECLARED[ContractFacts], *DECLARED[StatedValue]), "options"),
        (plan_schema, (*DECLARED[RecommissioningStatus], *DECLARED[Verdict], *DECLARED[VerdictText]), "stages"),
        (facts["options"]["items"]["properties"], DECLARED[Option], None),
        (plan_schema["stages"]["items"]["properties"], (*DECLARED[ScheduledStage], *DECLARED[StageDecision]), None),
    )
    for properties, fields, lists in groups:
        described = {name: schema["description"] for name, schema in properties.items() if name != lists}
        assert described == {declaration.name: declaration.description for declaration in fields}


def test_a_recorded_field_has_the_kind_and_the_description_of_the_model() -> None:
    by_name = {declaration.name: declaration for declaration in RECORDED}
    kinds = {name: by_name[name].kind for name in ("title", "sme", "review_on", "value_at_award", "regime")}
    assert kinds == {
        "title": "text", "sme": "flag", "review_on": "day", "value_at_award": "pounds", "regime": "text"
    }  # fmt: skip
    assert by_name["title"].description == Contract.model_fields["title"].description
    with pytest.raises(LookupError):
        recorded_field("nothing", "term.nothing")
