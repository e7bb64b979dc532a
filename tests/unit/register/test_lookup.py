"""Naming a contract: by its id, its reference, or a part of its id or title that no other contract has."""

from __future__ import annotations

from pathlib import Path

import pytest

from commreg.diagnostics.errors import RegisterError
from commreg.model.settings import Settings
from commreg.register import discovery
from commreg.register.config import Config
from commreg.register.lookup import ContractName, find_id, read_names

NAMES = [
    ContractName("youth-justice-2019", "CF/101", "Youth Justice Services"),
    ContractName("youth-justice-2023", "CF/202", "Youth Justice and Prevention"),
    ContractName("advice-2020", "CF/303", "Advice for parents of Advice House"),
    ContractName("advice-2020-extra", "", "More of the same"),
    ContractName("speech-2021", "", "Speech, Language and Communication"),
    ContractName("same-title-1", "", "Respite care"),
    ContractName("same-title-2", "", "Respite care"),
]


@pytest.mark.parametrize(
    ("words", "contract_id"),
    [
        ("youth-justice-2019", "youth-justice-2019"),
        ("advice-2020", "advice-2020"),  # a whole id comes before a part of another
        ("ADVICE-2020", "advice-2020"),
        ("cf/202", "youth-justice-2023"),
        ("2023", "youth-justice-2023"),
        ("prevention", "youth-justice-2023"),
        ("Youth Justice Services", "youth-justice-2019"),
        ("  speech, language ", "speech-2021"),
        ("speech 2021", "speech-2021"),
    ],
)
def test_a_contract_is_named_by_anything_that_fits_it_alone(words: str, contract_id: str) -> None:
    assert find_id(words, NAMES) == contract_id


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("youth", "“youth” fits 2 contracts", "youth-justice-2019 (Youth Justice Services); youth-justice-2023"),
        ("Respite care", "“Respite care” fits 2 contracts", "same-title-1 (Respite care); same-title-2"),
        ("advise-2020", "the register has no contract “advise-2020”", "did you mean advice-2020?"),
        ("nothing like it", "the register has no contract “nothing like it”", ""),
        ("", "the register has no contract “”", ""),
        (" - ", "the register has no contract “ - ”", ""),
    ],
)
def test_a_name_that_fits_several_or_none_is_an_error(words: str, message: str, hint: str) -> None:
    with pytest.raises(RegisterError) as error:
        find_id(words, NAMES)
    assert error.value.message == message
    assert hint in (error.value.hint or "")


def test_a_name_that_fits_very_many_lists_the_first_of_them() -> None:
    with pytest.raises(RegisterError) as error:
        find_id("contract", [ContractName(f"contract-{number}") for number in range(20)])
    assert (error.value.hint or "").endswith("contract-7; and 12 more")


def test_files_with_errors_can_be_named_too(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "good-2020.yaml").write_text("id: good-2020\nreference: CF/1\ntitle: Good\n", encoding="utf-8")
    (contracts / "list-2020.yaml").write_text("- a\n", encoding="utf-8")
    (contracts / "odd-2020.yaml").write_bytes(b"title: [Odd\xff")
    (contracts / "number-2020.yaml").write_text("title: {a: b}\n", encoding="utf-8")
    names = read_names(discovery.discover_files(Config(tmp_path, Settings()), (), ()))
    assert names == [
        ContractName("good-2020", "CF/1", "Good"),
        ContractName("list-2020"),
        ContractName("number-2020"),
        ContractName("odd-2020"),
    ]
