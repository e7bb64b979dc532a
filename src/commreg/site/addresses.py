"""The addresses of pages: readable, and the same each time.

They have no word that is withheld: an id that has words of a withheld title is an error (CR223), and a provider whose
name is withheld has no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commreg.model.ids import slug
from commreg.planning.contract_view import ContractView
from commreg.values.redacted import Redacted


@dataclass(frozen=True, slots=True)
class Addresses:
    """The page of each contract by id, each provider by name and each service area by id, from the top of the site."""

    contracts: Mapping[str, str]
    providers: Mapping[str, str]
    areas: Mapping[str, str]


def addresses(views: Iterable[ContractView]) -> Addresses:
    """The addresses of all pages of contracts, providers and service areas. A provider without a name has no page."""
    views = list(views)
    names = sorted({view.provider_name for view in views if not isinstance(view.provider_name, Redacted)})
    return Addresses(
        {view.contract.id: f"contracts/{view.contract.id}.html" for view in views},
        {name: f"providers/{part}.html" for name, part in _distinct_slugs(names, "provider").items()},
        {area: f"areas/{area}.html" for area in sorted({view.contract.service_area for view in views})},
    )


def _distinct_slugs(names: Iterable[str], fallback: str) -> dict[str, str]:
    """A part of an address for each name; those that would be the same have a number."""
    slugs: dict[str, str] = {}
    for name in names:
        first = part = slug(name) or fallback
        number = 2
        while part in slugs.values():
            part, number = f"{first}-{number}", number + 1
        slugs[name] = part
    return slugs
