"""The numbers of a provider under the schemes of org-id.guide."""

from __future__ import annotations

import pytest

from commreg.export.ocds.parties import parties
from commreg.model.settings import Organisation, Settings
from tests.unit.builders import contract, contract_view

SETTINGS = Settings(organisation=Organisation(name="Merrowdale Council"))


@pytest.mark.parametrize(
    ("numbers", "schemes"),
    [
        ({}, []),
        ({"charity_number": "1099123"}, [("GB-CHC", "1099123")]),
        ({"charity_number": "SC012345"}, [("GB-SC", "SC012345")]),
        ({"charity_number": "NIC100123"}, [("GB-NIC", "NIC100123")]),
        ({"company_number": "00412876", "charity_number": "1099123"}, [("GB-COH", "00412876"), ("GB-CHC", "1099123")]),
        ({"identifiers": {"ukprn": "10001234", "GB-PPON": "P1"}}, [("GB-PPON", "P1"), ("GB-UKPRN", "10001234")]),
        ({"identifiers": {"Vendor": "V-77"}}, [("Vendor", "V-77")]),  # passed on as it stands
    ],
)
def test_each_number_keeps_its_zeros_and_has_its_scheme(
    numbers: dict[str, object], schemes: list[tuple[str, str]]
) -> None:
    council, provider = parties(contract_view(contract(provider=numbers)), SETTINGS)
    identifiers = [
        *([provider["identifier"]] if "identifier" in provider else []),
        *provider.get("additionalIdentifiers", []),
    ]
    assert [(item["scheme"], item["id"]) for item in identifiers] == schemes
    assert provider["id"] == (f"{schemes[0][0]}-{schemes[0][1]}" if schemes else "supplier")
    assert council["id"] == "buyer"


@pytest.mark.parametrize(("sme", "scale"), [("true", {"scale": "sme"}), ("false", {"scale": "large"}), (None, None)])
def test_the_scale_follows_the_flag_alone(sme: str | None, scale: dict[str, str] | None) -> None:
    flags = {"sme": sme} if sme else {}
    assert parties(contract_view(contract(provider=flags)), SETTINGS)[1].get("details") == scale
