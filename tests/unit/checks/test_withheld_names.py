"""Parts of a withheld name elsewhere: certain ones are an error, others are asked about until somebody answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.builders import register_of, values

NAMES = [
    "Jane Archer-Smith",
    "Jane Archer-Smith t/a Archer Tuition",
    "Jane Archer-Smith trading as Archer Tuition",
    "Jane Archer-Smith (Archer Tuition)",
    "Ms Jane Archer-Smith",
    "Jane Archer-Smith Ltd",
    "Archer-Smith, Jane",
]


def errors(folder: Path, name: str, basis: str = "foi-40", **fields: Any) -> set[tuple[str, str]]:
    """The codes of the errors of withholding, with the field that they are about."""
    item = {"field": "provider.name", "basis": basis, "reason": "A private person."}
    entry = values(provider={"name": name, "type": "sole-trader"}, publication={"withhold": [item]}, **fields)
    register = register_of(folder, entry)
    return {(finding.code, (finding.field or "").split(".")[0]) for finding in register.errors}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "Jane Archer-Smith teaches pupils at home.",
        "Taught by JANE ARCHER SMITH.",
        "Taught by Archer-Smith, Jane.",
        "See https://wexcombe.example/janearchersmith.html",
        "Write to jane.archer-smith@tuition.example",
    ],
)
def test_the_full_name_elsewhere_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    assert ("CR223", "publication") in errors(tmp_path, name, description=text)


def test_an_address_of_a_document_is_looked_through(tmp_path: Path) -> None:
    documents = [{"title": "The contract", "url": "https://x.example/jane-archer-smith-contract.pdf"}]
    documents[0]["visibility"] = "public"
    assert ("CR223", "publication") in errors(tmp_path, NAMES[1], documents=documents)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (NAMES[0], "Ms Archer-Smith teaches pupils at home."),
        (NAMES[0], "J. Archer-Smith teaches pupils at home."),
        (NAMES[0], "Jane teaches pupils at home."),
        (NAMES[1], "Lessons by Archer Tuition."),
    ],
)
def test_a_part_of_the_name_is_asked_about(tmp_path: Path, name: str, text: str) -> None:
    assert errors(tmp_path, name, description=text) == {("CR260", "description")}


@pytest.mark.parametrize("text", ["Tuition at home.", "An archery club.", "Smithy Lane, family support"])
def test_words_that_name_a_service_or_are_only_similar_are_not(tmp_path: Path, text: str) -> None:
    assert errors(tmp_path, "Ms Smith t/a Family Support", description=text) == set()


def test_a_body_is_asked_about_by_its_name_without_ltd(tmp_path: Path) -> None:
    codes = errors(tmp_path, "Hill Brow Education Ltd", "foi-43", description="Lessons at Hill Brow Education.")
    assert codes == {("CR260", "description")}


def test_a_description_in_place_of_a_name_is_not_a_name(tmp_path: Path) -> None:
    assert errors(tmp_path, "Sports coach, sole trader (name withheld)", description="A sole trader.") == set()


def test_an_answer_on_the_line_lets_the_public_output_be_made(tmp_path: Path) -> None:
    item = "publication: {withhold: [{field: provider.name, basis: foi-40, reason: A private person.}]}"
    entry = values(provider={"name": "Jane Archer"}, description="At Archer Road School.")
    register = register_of(tmp_path / "1", entry)
    path = next((tmp_path / "1").rglob("*.yaml"))
    text = f"{path.read_text(encoding='utf-8')}{item}\n"
    from datetime import date

    from commreg.register.config import find
    from commreg.register.load import load

    for answer, codes in (("", ["CR260"]), ("  # commreg: ignore[CR260] a street", [])):
        lines = [f"{line}{answer}" if line.startswith("description") else line for line in text.splitlines()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert [finding.code for finding in load(find(tmp_path / "1"), date(2021, 12, 16)).errors] == codes
    assert not register.errors


def test_a_person_withheld_in_one_entry_is_not_shown_by_another_in_part(tmp_path: Path) -> None:
    item = {"field": "provider.name", "basis": "foi-40", "reason": "A private person."}
    first = values(provider={"name": NAMES[1]}, publication={"withhold": [item]})
    second = values(id="second-2021", provider={"name": "Ms Jane Archer-Smith"})
    assert {finding.code for finding in register_of(tmp_path, first, second).errors} == {"CR311"}


@pytest.mark.parametrize(("id_", "is_error"), [("secure-placement-2021", True), ("contract-2021-7", False)])
def test_an_id_that_repeats_words_of_a_withheld_title_is_an_error(tmp_path: Path, id_: str, is_error: bool) -> None:
    item = {"field": "title", "basis": "foi-40", "reason": "One child is placed there."}
    entry = values(id=id_, title="Secure Placement at Hill Brow", publication={"withhold": [item]})
    codes = {finding.code for finding in register_of(tmp_path, entry).errors}
    assert ("CR223" in codes) == is_error
