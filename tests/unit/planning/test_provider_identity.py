"""What a provider is known by: its best published number, else its name, and nothing that is withheld."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commreg.planning.provider_identity import provider_identity, provider_numbers
from tests.unit.builders import values
from tests.unit.register.test_redact import item, published

PROVIDER = {"name": "Bright Futures Ltd", "company_number": "01234567", "charity_number": "1012345"}
PROVIDER |= {"identifiers": {"UKPRN": "10012345"}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("withheld", "key", "schemes"),
    [
        (None, "company:01234567", ["company", "charity", "UKPRN"]),
        ("provider.company_number", "charity:1012345", ["charity", "UKPRN"]),
        ("provider.charity_number", "company:01234567", ["company", "UKPRN"]),
        ("provider.identifiers", "company:01234567", ["company", "charity"]),
        ("provider.name", None, []),
    ],
)
def test_a_withheld_number_is_no_key(tmp_path: Path, withheld: str | None, key: str | None, schemes: list[str]) -> None:
    """Else every provider that withholds one would be the same organisation."""
    more: dict[str, Any] = item(withheld) if withheld else {}
    (view,) = published(tmp_path, values(provider=PROVIDER, **more)).views
    assert provider_identity(view).key == key
    assert list(provider_numbers(view)) == schemes
