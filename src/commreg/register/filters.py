"""The filters of all listings. A filter for something that the register does not have is an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commreg.diagnostics.errors import InputError
from commreg.model.field_path import iter_values
from commreg.model.settings import Settings
from commreg.model.vocabularies import KIND, suggest_choice
from commreg.planning.contract_view import ContractView
from commreg.values.text import normalize_for_search

MAX_SUGGESTIONS = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """Which contracts to show: those that match all filters, each by any of its values."""

    service_area: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    statutory: bool | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether any filter is set."""
        return self != Filters()

    def describe(self) -> str:
        """The filters as text, for the heading of a listing."""
        parts = [
            f"{name.replace('_', ' ')} {' or '.join(getattr(self, name))}"
            for name in ("service_area", "provider", "owner", "kind", "tag")
            if getattr(self, name)
        ]
        if self.statutory is not None:
            parts.append("statutory services only" if self.statutory else "services that are not statutory")
        if self.text:
            parts.append(f"with “{self.text}”")
        return ", ".join(parts)


def select(views: Sequence[ContractView], filters: Filters, settings: Settings) -> tuple[ContractView, ...]:
    """The records that pass every filter, in their order. Raises InputError for one that names nothing known."""
    if not filters.any:
        return tuple(views)
    areas = {_area(name, views, settings) for name in filters.service_area}
    for kind in filters.kind:
        if kind not in KIND:
            raise _unknown("kind", kind, KIND)
    _check_values(views, filters)
    _check_not_withheld(views, filters)
    return tuple(view for view in views if _passes(view, filters, areas))


def _check_values(views: Sequence[ContractView], filters: Filters) -> None:
    """Raise InputError for a provider, post or tag that no contract has."""
    names_by_filter = {
        "provider": {r.contract.provider.name for r in views},
        "owner": {r.contract.monitoring.owner or "" for r in views if r.contract.monitoring} - {""},
        "tag": {tag for r in views for tag in r.contract.tags or ()},
    }
    for filter_name, names in names_by_filter.items():
        for value in getattr(filters, filter_name):
            if not any(normalize_for_search(value) in normalize_for_search(name) for name in names):
                raise _unknown(filter_name, value, sorted(names)[:MAX_SUGGESTIONS])


def _check_not_withheld(views: Sequence[ContractView], filters: Filters) -> None:
    """Raise InputError if a filtered field is withheld: the result would be misleading, or reveal it."""
    for is_filtered, field in (
        (filters.statutory is not None, "statutory"),
        (bool(filters.provider), "provider.name"),
        (bool(filters.owner), "monitoring.owner"),
    ):
        count = sum(1 for view in views if view.redaction_of(field)) if is_filtered else 0
        if count:
            message = f"{field} is withheld in {count} of the contracts, so it cannot be filtered by"
            raise InputError(message, hint="leave the filter out", problem="withheld-filter")


def _area(name: str, views: Iterable[ContractView], settings: Settings) -> str:
    areas = dict(settings.service_areas) or {r.contract.service_area: r.contract.service_area for r in views}
    for area, title in areas.items():
        if normalize_for_search(name) in (normalize_for_search(area), normalize_for_search(title)):
            return area
    raise _unknown("service area", name, areas)


def _unknown(noun: str, name: str, choices: Iterable[str]) -> InputError:
    return InputError(f"there is no {noun} “{name}”", hint=suggest_choice(name, choices))


def _passes(view: ContractView, filters: Filters, areas: set[str]) -> bool:
    contract = view.contract
    owner = (contract.monitoring and contract.monitoring.owner) or ""
    tags = {normalize_for_search(tag) for tag in contract.tags or ()}
    return (
        (not areas or contract.service_area in areas)
        and _contains_any(contract.provider.name, filters.provider)
        and _contains_any(owner, filters.owner)
        and (not filters.kind or contract.kind in filters.kind)
        and (not filters.tag or any(normalize_for_search(tag) in tags for tag in filters.tag))
        and (filters.statutory is None or (contract.statutory is not None) is filters.statutory)
        and (not filters.text or _mentions(view, filters.text))
    )


def _contains_any(text: str, parts: tuple[str, ...]) -> bool:
    return not parts or any(normalize_for_search(part) in normalize_for_search(text) for part in parts)


def _mentions(view: ContractView, words: str) -> bool:
    """Whether the contract contains every word."""
    all_text = normalize_for_search(" ".join(str(value) for _, value in iter_values(view.contract)))
    return all(word in all_text for word in normalize_for_search(words).split())
