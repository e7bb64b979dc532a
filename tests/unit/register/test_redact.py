"""What is withheld never reaches a public output; the public output says that something was withheld, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commreg.diagnostics.errors import InputError, SettingsError
from commreg.listings import contract_row
from commreg.listings.formats import iter_formats
from commreg.model import vocabularies
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.model.vocabularies import WITHHOLDING, Vocabulary
from commreg.model.withholding_rules import NEVER_WITHHELD
from commreg.papers import context as paper
from commreg.papers import templating
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import Omission, total
from commreg.register.filters import Filters, select
from commreg.register.load import Register
from commreg.register.redact import COMMERCIAL, PERSONAL, REDACTED, RedactedRegister, redact_for
from commreg.values.dates import long_date, short_date
from commreg.values.durations import Duration
from commreg.values.money import format_pounds, pounds_and_pence
from commreg.values.redacted import Redacted
from commreg.wording.totals import total_sentence
from tests.unit.builders import AS_OF, full_contract, listings, register_of, related_contracts, values
from tests.unit.hypothesis_profile import sample


def item(field: str, basis: str = "foi-40", reason: str = "Somebody asked.") -> dict[str, Any]:
    return {"publication": {"withhold": [{"field": field, "basis": basis, "reason": reason}]}}


def published(
    tmp_path: Path, *entries: dict[str, Any], settings: str = "", audience: Any = "public"
) -> RedactedRegister:
    loaded = register_of(tmp_path, *entries, settings=settings)
    assert not loaded.errors, [d.message for d in loaded.errors]
    return redact_for(loaded, audience)


def public_view(tmp_path: Path, **changes: Any) -> ContractView:
    """The public record of the sound contract with changes."""
    (view,) = published(tmp_path, values(**changes)).views
    return view


def outputs(redacted: RedactedRegister, register: Register) -> Iterator[str]:
    """Everything that can be made of what an audience may see: data, listings in all forms, and papers."""
    yield repr(redacted)
    for listing in listings(redacted.views, register.settings):
        for output_format in iter_formats():
            yield output_format.render_listing(listing)
    context = paper.build_context(redacted, redacted.views, register.settings, AS_OF, None, Duration(24, "m"))
    for listed_paper in templating.list_papers(None):
        for form in listed_paper.forms:
            yield templating.render(listed_paper.name, form, context, None)


def leaves(value: Any, name: str = "") -> Iterator[str]:
    """The dotted names of fields and groups that can be withheld; a list is withheld whole."""
    if name:
        yield name
    if isinstance(value, dict):
        for key, inner in value.items():
            if name or key not in NEVER_WITHHELD:
                yield from leaves(inner, f"{name}.{key}" if name else key)


def secrets(value: Any) -> Iterator[str]:
    """The ways in which the texts, amounts and days of a field could be written down."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from secrets(inner)
    elif value.replace(".", "").isdigit() and "." in value:
        yield from (value, format_pounds(Decimal(value)), pounds_and_pence(Decimal(value)))
    elif len(value) == 10 and value[4] == "-":
        day = date.fromisoformat(value)
        yield from (value, repr(day), long_date(day), short_date(day))
    elif value in LABELS:
        yield LABELS[value]
    elif value not in ("true", "false"):
        yield value


LISTS = [words for words in vars(vocabularies).values() if isinstance(words, Vocabulary)]
LABELS = {word: words.label(word) for words in LISTS for word in words}


def at(fields: Any, name: str) -> Any:
    for step in name.split("."):
        fields = fields[step]
    return fields


FULL = full_contract()
WITHHOLDABLE = [name for name in leaves(FULL) if not name.startswith("publication")]
# Short words of closed lists are English as well: a year, estimated, public. Papers explain the scale of ratings.
SHORT = {label for label in LABELS.values() if len(label) < 12} | {
    vocabularies.RATING.label(word) for word in vocabularies.RATING
}


def test_the_contract_with_everything_leaves_nothing_out(tmp_path: Path) -> None:
    assert set(FULL) == {info.alias or name for name, info in Contract.model_fields.items()}
    view = next(r for r in published(tmp_path, FULL, *related_contracts()).views if r.contract.id == FULL["id"])
    blank = {name for name in Contract.model_fields if getattr(view.contract, name) is None}
    assert blank <= {"queries", "notes", "local"}
    assert len(WITHHOLDABLE) > 80


@pytest.mark.parametrize("name", sample(WITHHOLDABLE, 9))
def test_a_field_withheld_leaves_no_trace_anywhere(tmp_path: Path, name: str) -> None:
    """What is withheld never reaches a public output."""
    hidden = [text for text in secrets(at(FULL, name)) if text not in SHORT and len(text) > 2 and text != "term.end"]
    more_contracts = [
        entry for entry in related_contracts() if entry["id"] not in hidden
    ]  # what it names is not there to be seen
    register = register_of(
        tmp_path, {**FULL, **item(name)}, *more_contracts, settings='[severities]\nCR302 = "note"\nCR303 = "note"\n'
    )
    assert not register.errors, [d.message for d in register.errors]
    redacted = redact_for(register, "public")
    for output in outputs(redacted, register):
        assert not [text for text in hidden if text in output]
    assert [withheld.field for _, withheld in redacted.withheld_fields] == [name]


@pytest.mark.parametrize("name", sample(WITHHOLDABLE, 9))
def test_a_field_withheld_is_shown_to_colleagues(tmp_path: Path, name: str) -> None:
    register = register_of(tmp_path, {**FULL, **item(name)}, *related_contracts())
    redacted = redact_for(register, "internal")
    assert redacted.views[-1].contract == next(e.contract for e in register.entries if e.contract.id == FULL["id"])
    assert redacted.withheld_fields == ()
    assert not redacted.views[-1].redaction_of(name)


def test_internal_fields_are_in_no_public_output(tmp_path: Path) -> None:
    register = register_of(tmp_path, FULL, *related_contracts())
    redacted = redact_for(register, "public")
    public_text = "\n".join(outputs(redacted, register))
    for name in register.settings.internal:
        # Short words, and 47, are on a page for other reasons as well.
        hidden = [text for text in secrets(at(FULL, name)) if text not in (*SHORT, "term.end", "47")]
        assert not [text for text in hidden if text in public_text]
    assert FULL["documents"][1]["title"] not in public_text
    assert FULL["documents"][0]["title"] in public_text
    internal = repr(redact_for(register, "internal"))
    assert FULL["notes"] in internal
    assert FULL["documents"][1]["title"] in internal


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("foi-40", "REDACTED PERSONAL DATA"),
        ("sch12a-1", "REDACTED PERSONAL DATA"),
        ("sch12a-2", "REDACTED PERSONAL DATA"),
        ("foi-41", "REDACTED COMMERCIAL CONFIDENTIALITY"),
        ("foi-43", "REDACTED COMMERCIAL CONFIDENTIALITY"),
        ("sch12a-3", "REDACTED COMMERCIAL CONFIDENTIALITY"),
        ("pa23-s94", "REDACTED COMMERCIAL CONFIDENTIALITY"),
        ("sch12a-4", "REDACTED"),
        ("sch12a-5", "REDACTED"),
        ("sch12a-6", "REDACTED"),
        ("sch12a-7", "REDACTED"),
    ],
)
def test_a_withheld_text_is_replaced_by_the_phrase_of_the_guidance(tmp_path: Path, basis: str, words: str) -> None:
    view = public_view(tmp_path, **item("provider.name", basis))
    assert view.contract.provider.name == words
    assert view.redaction_of("provider.name") == Redacted(words)
    assert str(view.redaction_of("provider.name")) == words
    assert {PERSONAL, COMMERCIAL, REDACTED} >= {words}


def test_every_ground_has_its_words(tmp_path: Path) -> None:
    for basis in WITHHOLDING:
        assert public_view(tmp_path, id="entry-2020", **item("title", basis)).contract.title.startswith("REDACTED")


def test_amounts_lists_and_groups_are_taken_out(tmp_path: Path) -> None:
    full = {**FULL, **item("value")}
    view = next(r for r in published(tmp_path, full, *related_contracts()).views if r.contract.id == FULL["id"])
    assert view.contract.value is None
    for name in ("funding", "tags", "statutory", "monitoring.kpis", "monitoring.performance"):
        view = next(
            r
            for r in published(tmp_path, {**FULL, **item(name)}, *related_contracts()).views
            if r.contract.id == FULL["id"]
        )
        value: Any = view.contract
        for step in name.split("."):
            value = getattr(value, step)
        assert value is None


def test_a_withheld_amount_is_in_no_total_and_the_total_says_so(tmp_path: Path) -> None:
    """A total always states what it leaves out."""
    first, second = values(id="a", **item("value.amount", "foi-43")), values(id="b")
    result = total(published(tmp_path, first, second).views)
    assert result.single_amount == Decimal("24000.00")
    assert result.omitted == {Omission.WITHHELD: 1}
    assert total_sentence(result) == "Contract values total £24,000 a year (1 contract). Not included: 1 withheld."


@pytest.mark.parametrize(
    ("withheld", "field", "hidden"),
    [
        ("provider.name", "provider.name", True),
        ("provider", "provider.name", True),
        ("provider.name", "provider", True),
        ("provider.name", "provider.type", False),
        ("value", "value.amount", True),
        ("value.parts", "value", True),
        ("title", "tit", False),
        ("value.amount", "value.amounts", False),
    ],
)
def test_a_field_is_hidden_with_the_group_round_it_and_a_group_with_a_part_of_it(
    tmp_path: Path, withheld: str, field: str, hidden: bool
) -> None:
    view = public_view(tmp_path)
    hidden_view = ContractView(view.contract, view.facts, {withheld: REDACTED}).redaction_of(field)
    assert (hidden_view == Redacted(REDACTED)) if hidden else (hidden_view is None)


def test_a_withheld_value_is_not_reported_as_missing(tmp_path: Path) -> None:
    """The public output says that something was withheld."""
    register = register_of(tmp_path, values(statutory={"basis": "Children Act 1989"}, **item("statutory")))
    (view,) = redact_for(register, "public").views
    assert contract_row.cells(view, register.settings)["statutory"] is not False
    with pytest.raises(InputError, match="statutory is withheld"):
        select((view,), Filters(statutory=False), register.settings)


def test_a_whole_entry_can_be_withheld_and_is_counted(tmp_path: Path) -> None:
    redacted = published(tmp_path, values(id="a", **item("entry", "sch12a-7", "An open inquiry.")), values(id="b"))
    assert [view.contract.id for view in redacted.views] == ["b"]
    assert [(entry.basis, entry.reason) for entry in redacted.withheld_entries] == [("sch12a-7", "An open inquiry.")]
    assert redacted.withheld_fields == ()


@pytest.mark.parametrize(
    "link",
    [
        {"supersedes": "pat-doe-mentoring"},
        {"recommissioning": {"successor": "pat-doe-mentoring"}},
        {"procurement": {"framework": "pat-doe-mentoring"}},
    ],
)
def test_another_entry_does_not_name_an_entry_that_is_withheld_whole(tmp_path: Path, link: dict[str, Any]) -> None:
    """What is withheld never reaches a public output."""
    hidden = values(id="pat-doe-mentoring", provider={"name": "Pat Doe"}, **item("entry"))
    register = register_of(tmp_path, hidden, values(**link))
    assert not register.errors
    for output in outputs(redact_for(register, "public"), register):
        assert "pat-doe" not in output


@pytest.mark.parametrize("audience", ["public", "Internal", "INTERNAL", "", "internal ", None, "everybody"])
def test_anybody_but_a_colleague_is_the_public(tmp_path: Path, audience: Any) -> None:
    redacted = published(tmp_path, values(id="entry-2020", notes="Zq", **item("title")), audience=audience)
    assert redacted.audience == "public"
    assert "Zq" not in repr(redacted)
    assert redacted.views[0].contract.title == PERSONAL


def test_the_settings_name_what_is_internal(tmp_path: Path) -> None:
    entry = values(description="Zq1", tags=["Zq2"], **{"value.variation": "Zq3", "provider.type": "nhs"})
    settings = 'internal = ["description", "tags", "value.variation", "provider.type", "title"]\n'
    (view,) = published(tmp_path, entry, settings=settings).views
    assert "Zq" not in repr(view)
    assert "nhs" not in repr(view)
    assert "Parent Advice" not in repr(view)
    assert view.contract.value
    assert view.contract.value.amount == Decimal("24000.00")


def inside_lists(value: Any, name: str = "", *, listed: bool = False) -> Iterator[str]:
    """The dotted names of fields of groups that stand in a list."""
    if isinstance(value, list):
        for element in value:
            yield from inside_lists(element, name, listed=True)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from inside_lists(inner, f"{name}.{key}" if name else key, listed=listed)
    elif listed:
        yield name


INSIDE_LISTS = sorted(set(inside_lists(FULL)))


@pytest.mark.parametrize(
    "name", ["title.words", "provider", "value", "monitoring.performance", "tags", *sample(INSIDE_LISTS, 4)]
)
def test_any_name_of_an_internal_field_still_gives_a_paper(tmp_path: Path, name: str) -> None:
    """Internal fields are a setting; whatever it says, a paper is made or the setting is refused."""
    in_parts = {**FULL, "value": {key: item for key, item in FULL["value"].items() if key != "amount"}}
    try:
        register = register_of(tmp_path, in_parts, *related_contracts(), settings=f'internal = ["{name}"]\n')
    except SettingsError:
        return
    assert all(output for output in outputs(redact_for(register, "public"), register))


def test_the_settings_cannot_publish_remarks_for_colleagues(tmp_path: Path) -> None:
    """notes: Remarks for colleagues. Never published."""
    assert "Zq" not in repr(published(tmp_path, values(notes="Zq"), settings="internal = []\n"))


def test_a_name_in_a_group_of_free_names_is_taken_out_alone(tmp_path: Path) -> None:
    named = values(**{"provider.identifiers": {"UKPRN": "10001234", "ODS": "Zq1"}}, **item("provider.identifiers.ODS"))
    (view,) = published(tmp_path, named).views
    assert view.contract.provider.identifiers == {"UKPRN": "10001234"}


def test_dates_are_never_taken_out(tmp_path: Path) -> None:
    """No date, amount or contract is ever dropped or guessed."""
    register = register_of(tmp_path, {**FULL, **item("provider")}, *related_contracts())
    public, internal = redact_for(register, "public").views, redact_for(register, "internal").views
    assert [r.facts.current_end for r in public] == [r.facts.current_end for r in internal]
    assert [r.contract.term for r in public] == [r.contract.term for r in internal]


@pytest.mark.parametrize("field", ["entry", "supersedes"])
def test_a_withheld_successor_is_mentioned_without_its_id(tmp_path: Path, field: str) -> None:
    """A public paper never says that nothing follows where what does is withheld."""
    later = values(
        id="parent-advice-2023",
        supersedes="parent-advice-2020",
        **{"term.start": "2023-04-01", "term.end": "2026-03-31"},
    )
    loaded = published(tmp_path, values(), {**later, **item(field)}).views[0]
    assert loaded.facts.successor is None
    assert str(loaded.redaction_of("recommissioning.successor")) == REDACTED
    assert loaded.plan(Policy()) is None
