"""The filters that every listing shares. A filter that names nothing known is an error, never an empty list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commreg.diagnostics.errors import InputError
from commreg.model.field_path import iter_values
from commreg.model.settings import Settings
from commreg.model.vocabularies import KIND, suggest_choice
from commreg.planning.contract_view import ContractView
from commreg.values.text import normalize_for_search

MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. Within one filter any of its values will do; across filters all must hold."""

    service_area: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    statutory: bool | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Filters()

    def describe(self) -> str:
        """The filters in words, for the heading of a filtered listing."""
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


def select(records: Sequence[ContractView], filters: Filters, settings: Settings) -> tuple[ContractView, ...]:
    """The records that pass every filter, in their order. Raises InputError for one that names nothing known."""
    if not filters.any:
        return tuple(records)
    areas = {_area(name, records, settings) for name in filters.service_area}
    for kind in filters.kind:
        if kind not in KIND:
            raise _unknown("kind", kind, KIND)
    _must_be_known(records, filters)
    _must_be_shown(records, filters)
    return tuple(record for record in records if _passes(record, filters, areas))


def _must_be_known(records: Sequence[ContractView], filters: Filters) -> None:
    """Raise InputError for a provider, post or tag that no contract has: more likely mistyped than meant."""
    known = {
        "provider": {r.contract.provider.name for r in records},
        "owner": {r.contract.monitoring.owner or "" for r in records if r.contract.monitoring} - {""},
        "tag": {tag for r in records for tag in r.contract.tags or ()},
    }
    for what, names in known.items():
        for given in getattr(filters, what):
            if not any(normalize_for_search(given) in normalize_for_search(name) for name in names):
                raise _unknown(what, given, sorted(names)[:MOST_SUGGESTED])


def _must_be_shown(records: Sequence[ContractView], filters: Filters) -> None:
    """Raise InputError where what is filtered by is withheld: the answer would mislead, or give it away."""
    for given, field in (
        (filters.statutory is not None, "statutory"),
        (bool(filters.provider), "provider.name"),
        (bool(filters.owner), "monitoring.owner"),
    ):
        count = sum(1 for record in records if record.redaction_of(field)) if given else 0
        if count:
            message = f"{field} is withheld in {count} of the contracts, so it cannot be filtered by"
            raise InputError(message, hint="leave the filter out", problem="withheld-filter")


def _area(name: str, records: Iterable[ContractView], settings: Settings) -> str:
    known = dict(settings.service_areas) or {r.contract.service_area: r.contract.service_area for r in records}
    for area, title in known.items():
        if normalize_for_search(name) in (normalize_for_search(area), normalize_for_search(title)):
            return area
    raise _unknown("service area", name, known)


def _unknown(noun: str, name: str, choices: Iterable[str]) -> InputError:
    return InputError(f"there is no {noun} “{name}”", hint=suggest_choice(name, choices))


def _passes(record: ContractView, filters: Filters, areas: set[str]) -> bool:
    contract = record.contract
    owner = (contract.monitoring and contract.monitoring.owner) or ""
    tags = {normalize_for_search(tag) for tag in contract.tags or ()}
    return (
        (not areas or contract.service_area in areas)
        and _contains_any(contract.provider.name, filters.provider)
        and _contains_any(owner, filters.owner)
        and (not filters.kind or contract.kind in filters.kind)
        and (not filters.tag or any(normalize_for_search(tag) in tags for tag in filters.tag))
        and (filters.statutory is None or (contract.statutory is not None) is filters.statutory)
        and (not filters.text or _mentions(record, filters.text))
    )


def _contains_any(text: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(normalize_for_search(part) in normalize_for_search(text) for part in wanted)


def _mentions(record: ContractView, words: str) -> bool:
    """Whether every word stands somewhere in the contract."""
    whole = normalize_for_search(" ".join(str(value) for _, value in iter_values(record.contract)))
    return all(word in whole for word in normalize_for_search(words).split())
