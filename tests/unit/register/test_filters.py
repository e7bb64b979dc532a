from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.diagnostics.errors import InputError
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.register.filters import Filters, select
from commreg.values.text import normalize_for_search
from tests.unit.builders import contract, contract_view

SETTINGS = Settings(service_areas={"social-care": "Children's Social Care", "health": "Public Health"})
RECORDS = (
    contract_view(contract(id="adoption", title="Adoption", tags=["Family", "placements"], reference="RCC-0042")),
    contract_view(
        contract(
            id="cafe",
            title="Café for parents",
            kind="grant",
            provider={"name": "Élan Vital"},
            service_area="health",
            statutory={"basis": "Children Act 1989"},
            monitoring={"owner": "Head of Health"},
        )
    ),
    contract_view(
        contract(
            id="mentors",
            title="Mentors",
            kind="framework",
            provider={"name": "Rutland Mentors"},
            description="Straße and ﬁne words",
            monitoring={"owner": "Head of Care"},
            local={"cost centre": "CC99"},
        )
    ),
)


def chosen(**filters: object) -> list[str]:
    return [view.contract.id for view in select(RECORDS, Filters(**filters), SETTINGS)]  # type: ignore[arg-type]  # a table of cases


def test_without_filters_everything_is_there_in_its_order() -> None:
    assert chosen() == ["adoption", "cafe", "mentors"]
    assert not Filters().any
    assert Filters().describe() == ""


@pytest.mark.parametrize(
    ("filters", "ids", "words"),
    [
        ({"service_area": ("health",)}, ["cafe"], "service area health"),
        ({"service_area": ("Public Health",)}, ["cafe"], "service area Public Health"),
        ({"service_area": ("PUBLIC HEALTH", "social-care")}, ["adoption", "cafe", "mentors"],
         "service area PUBLIC HEALTH or social-care"),
        ({"provider": ("rutland",)}, ["adoption", "mentors"], "provider rutland"),
        ({"provider": ("elan",)}, ["cafe"], "provider elan"),
        ({"provider": ("elan", "mentors")}, ["cafe", "mentors"], "provider elan or mentors"),
        ({"owner": ("head of",)}, ["cafe", "mentors"], "owner head of"),
        ({"owner": ("HEALTH",)}, ["cafe"], "owner HEALTH"),
        ({"kind": ("grant", "framework")}, ["cafe", "mentors"], "kind grant or framework"),
        ({"tag": ("family",)}, ["adoption"], "tag family"),
        ({"tag": ("fam",)}, [], "tag fam"),
        ({"provider": ("elan",), "tag": ("family",)}, [], "provider elan, tag family"),
        ({"statutory": True}, ["cafe"], "statutory services only"),
        ({"statutory": False}, ["adoption", "mentors"], "services that are not statutory"),
        ({"text": "cafe"}, ["cafe"], "with “cafe”"),
        ({"text": "PARENTS café"}, ["cafe"], "with “PARENTS café”"),
        ({"text": "strasse fine"}, ["mentors"], "with “strasse fine”"),
        ({"text": "rcc-0042"}, ["adoption"], "with “rcc-0042”"),
        ({"text": "cc99"}, ["mentors"], "with “cc99”"),
        ({"text": "1989"}, ["cafe"], "with “1989”"),
        ({"text": "cafe mentors"}, [], "with “cafe mentors”"),
        ({"text": "   "}, ["adoption", "cafe", "mentors"], "with “   ”"),
        ({"kind": ("grant",), "statutory": True, "text": "elan"}, ["cafe"],
         "kind grant, statutory services only, with “elan”"),
        ({"kind": ("grant",), "statutory": False}, [], "kind grant, services that are not statutory"),
    ],
)  # fmt: skip
def test_any_value_of_a_filter_will_do_and_all_filters_must_hold(
    filters: dict[str, object], ids: list[str], words: str
) -> None:
    """Filters shared by all commands: text search (accents folded)."""
    assert chosen(**filters) == ids
    assert Filters(**filters).describe() == words  # type: ignore[arg-type]  # a table of cases
    assert Filters(**filters).any  # type: ignore[arg-type]  # a table of cases


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        ({"service_area": ("helth",)}, "there is no service area “helth”", "did you mean health?"),
        ({"service_area": ("xyzzy",)}, "there is no service area “xyzzy”", "write one of: social-care, health"),
        ({"provider": ("nobody",)}, "there is no provider “nobody”", ""),
        (
            {"provider": ("elan", "Rutlnd Mentors")},
            "there is no provider “Rutlnd Mentors”",
            "did you mean Rutland Mentor",
        ),
        ({"owner": ("nobody",)}, "there is no owner “nobody”", ""),
        ({"tag": ("famly",)}, "there is no tag “famly”", "did you mean Family?"),
        ({"kind": ("Grant",)}, "there is no kind “Grant”", "did you mean grant?"),
        ({"kind": ("xyzzy",)}, "there is no kind “xyzzy”", "write one of: service-contract, framework,"),
    ],
)
def test_a_filter_that_names_nothing_known_is_no_empty_list(
    filters: dict[str, object], message: str, hint: str
) -> None:
    """A filter that names nothing known is an error, never an empty list."""
    with pytest.raises(InputError) as stopped:
        chosen(**filters)
    assert stopped.value.message == message
    assert stopped.value.hint
    assert stopped.value.hint.startswith(hint)


def test_without_listed_areas_those_of_the_records_are_known() -> None:
    assert [r.contract.id for r in select(RECORDS, Filters(service_area=("HEALTH",)), Settings())] == ["cafe"]
    with pytest.raises(InputError, match="there is no service area"):
        select(RECORDS, Filters(service_area=("elsewhere",)), Settings())


def test_what_is_withheld_cannot_be_searched_for() -> None:
    """What is withheld never reaches a public output."""
    redacted = contract(provider={"name": "REDACTED PERSONAL DATA"})
    hidden = ContractView(redacted, contract_view(redacted).facts, {"provider.name": "REDACTED PERSONAL DATA"})
    assert select((hidden,), Filters(text="rutland families"), SETTINGS) == ()


@given(st.text(max_size=20))
def test_folding_loses_case_and_accents_alone(text: str) -> None:
    assert normalize_for_search(normalize_for_search(text)) == normalize_for_search(text)
    assert normalize_for_search("É" + text) == normalize_for_search("e" + text)


@pytest.mark.parametrize(("text", "folded"), [("Café", "cafe"), ("ÉLAN", "elan"), ("Straße", "strasse"), ("ﬁ", "fi")])
def test_cafe_finds_its_accent(text: str, folded: str) -> None:
    """Text search (accents folded)."""
    assert normalize_for_search(text) == folded
