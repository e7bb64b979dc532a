"""The order of contracts in papers: by title, and by service area in the order of the settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView


def by_title(views: Iterable[ContractView]) -> list[ContractView]:
    """Contracts by title, whatever the case of its letters."""
    return sorted(views, key=lambda view: (view.contract.title.casefold(), view.contract.id))


def area_codes(used: Iterable[str], settings: Settings) -> list[str]:
    """The service areas of the settings in their order, then any others in use."""
    return [*settings.service_areas, *sorted(set(used) - set(settings.service_areas))]


def by_area(views: Sequence[ContractView], settings: Settings) -> list[tuple[str, list[ContractView]]]:
    """Pairs of a service area's name and its contracts, which keep their order. Empty areas are left out."""
    pairs = [
        (settings.area_name(area), [view for view in views if view.contract.service_area == area])
        for area in area_codes((view.contract.service_area for view in views), settings)
    ]
    return [(name, contracts) for name, contracts in pairs if contracts]
