"""The forms of a name that give it away, and those that may."""

from __future__ import annotations

import pytest

from commreg.values.names import compact, name_forms

JANE = {"jane archer smith", "archer smith jane"}


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("Jane Archer-Smith", set()),
        ("Ms Jane Archer-Smith", set()),
        ("Prof. Dame Jane Archer-Smith", set()),
        ("Archer-Smith, Jane", set()),
        ("Jane Archer-Smith Ltd", set()),
        ("Jane Archer-Smith & Co. Ltd.", set()),
        ("Jane Archer-Smith t/a Archer Tuition", {"archer tuition"}),
        ("Jane Archer-Smith T/AS Archer Tuition Ltd", {"archer tuition", "archer tuition ltd"}),
        ("Jane Archer-Smith trading as Archer Tuition", {"archer tuition"}),
        ("Jane Archer-Smith (Archer Tuition)", {"archer tuition"}),
        ("Mrs Jane Archer-Smith (Archer Tuition) Ltd", {"archer tuition"}),
    ],
)
def test_a_person_is_named_by_the_full_name_and_may_be_by_its_parts(name: str, possible: set[str]) -> None:
    forms = name_forms(name, is_personal=True)
    assert forms.certain >= JANE
    assert forms.possible >= possible | {"jane", "archer smith", "j archer smith"}
    assert not forms.certain & forms.possible


def test_partners_and_middle_names_are_taken_apart() -> None:
    assert name_forms("Jane Archer & John Brown", is_personal=True).certain >= {"jane archer", "john brown"}
    assert name_forms("Jane Mary Archer", is_personal=True).certain >= {"jane archer", "jane mary archer"}


def test_of_a_body_only_the_whole_name_is_certain() -> None:
    forms = name_forms("Family Support (Wexcombe) Ltd", is_personal=False)
    assert forms.certain == {"family support wexcombe ltd"}
    assert forms.possible == {"family support", "wexcombe"}


@pytest.mark.parametrize("name", ["Hope", "", "J", "Ltd", "t/a", " t/a ", "( )", ", ,", "A & B", "Ms", "Ms Ltd"])
def test_odd_names_have_forms_too(name: str) -> None:
    forms = name_forms(name, is_personal=True)
    assert all(len(form) > 2 for form in forms.certain | forms.possible)


def test_an_address_runs_words_together() -> None:
    assert "janearchersmith" in compact("https://x.example/Jane-ArcherSmith.pdf")
