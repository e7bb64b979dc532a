"""Pages that list contracts: the register, and one page for each provider and service area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.listings.expiring import soonest
from commreg.model.settings import Settings
from commreg.papers.sort_order import area_codes, by_title
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import total
from commreg.planning.verdict import VerdictKind
from commreg.site.entries import Source
from commreg.site.overview import MONTHS_AHEAD, Row
from commreg.site.page import Page
from commreg.site.pictures import axis, contract_bar, timeline_scale
from commreg.values.dates import add_months, last_day
from commreg.values.text import pluralize
from commreg.wording.totals import total_sentence
from commreg.wording.verdict import verdict_label

_PERIODS = (3, 6, 12, 24)  # months


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a filter: its value, its words, and how many contracts it leaves."""

    value: str
    words: str
    count: int
    until: date | None = None


def register_page(source: Source) -> Page:
    """The whole register as one table, with filters."""
    entries = source.pick(sorted(by_title(source.views), key=lambda view: source.entries[view.contract.id].title_key))
    kinds = Counter(entry.verdict_kind for entry in entries)
    withheld = kinds.pop("withheld", 0)
    choices = [Choice(kind, verdict_label(VerdictKind(kind)), kinds[kind]) for kind in VerdictKind if kinds[kind]]
    if withheld:
        choices.append(Choice("withheld", "Withheld", withheld))
    return Page(
        "register.html",
        "Register of contracts",
        "register",
        {
            "contracts": entries,
            "areas": list(_area_choices(source)),
            "periods": [_period(source, months) for months in _PERIODS],
            "verdicts": choices,
            "statutory": sum(entry.is_statutory for entry in entries),
            "total": total_sentence(total(source.views)),
            "value_heading": source.value_heading,
            "measure": source.measure_words,
            "rated": sum(bool(entry.rating) for entry in entries),
        },
        tab="register.html",
    )


def _area_choices(source: Source) -> Iterator[Choice]:
    counts = Counter(view.contract.service_area for view in source.views)
    for area in area_codes(counts, source.settings):
        if counts[area]:
            yield Choice(area, source.settings.area_name(area), counts[area])


def _period(source: Source, months: int) -> Choice:
    """Contracts that are not over and end within so many months, or have ended."""
    until = add_months(source.as_of, months)
    ends = [view.facts.current_end for view in source.views if not view.facts.state.is_inactive]
    return Choice(f"{months}m", f"{months} months", sum(1 for end in ends if end and end <= until), until)


def group_pages(source: Source) -> Iterator[Page]:
    """A page for each provider that is named and each service area, and the list of both."""
    by_provider: dict[str, list[ContractView]] = {}
    by_area: dict[str, list[ContractView]] = {}
    for view in source.views:
        if str(view.provider_name) in source.addresses.providers:
            by_provider.setdefault(str(view.provider_name), []).append(view)
        by_area.setdefault(view.contract.service_area, []).append(view)
    for name in sorted(by_provider):
        yield _group_page(source, source.addresses.providers[name], name, "Provider", by_provider[name])
    for area, views in by_area.items():
        name = source.settings.area_name(area)
        yield _group_page(source, source.addresses.areas[area], name, "Service area", views)
    yield _groups_page(source, by_provider, by_area, source.settings)


def _group_page(source: Source, address: str, name: str, kind: str, views: Sequence[ContractView]) -> Page:
    views = sorted(views, key=lambda view: (view.facts.state.is_inactive, soonest(view)))
    horizon = last_day(add_months(source.as_of.replace(day=1), MONTHS_AHEAD + 1))
    scale = timeline_scale(source.as_of, horizon)
    drawn = [view for view in views if not view.facts.state.is_inactive]
    return Page(
        address,
        name,
        "group",
        {
            "contracts": source.pick(views),
            "kind": kind,
            "total": total_sentence(total(views, source.views)),
            "axis": axis(scale, source.as_of),
            "rows": [
                Row(source.entries[view.contract.id], contract_bar(view, source.settings, scale)) for view in drawn
            ],
            "over": source.pick([view for view in views if view.facts.state.is_inactive]),
            "value_heading": source.value_heading,
        },
        tab="providers.html",
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A provider or a service area in a list: its page, its contracts and what they are worth."""

    name: str
    address: str
    count: str
    gaps: int
    total: str


def _groups_page(
    source: Source,
    by_provider: dict[str, list[ContractView]],
    by_area: dict[str, list[ContractView]],
    settings: Settings,
) -> Page:
    def group(name: str, address: str, views: Sequence[ContractView]) -> Group:
        verdicts = (view.verdict(settings.policy) for view in views)
        gaps = sum(1 for verdict in verdicts if verdict and verdict.kind in (VerdictKind.GAP, VerdictKind.ENDED))
        words = total_sentence(total(views, source.views))
        return Group(name, address, pluralize(len(views), "contract"), gaps, words)

    areas = [
        group(settings.area_name(area), source.addresses.areas[area], by_area[area])
        for area in area_codes(by_area, settings)
        if area in by_area
    ]
    names = sorted(by_provider, key=str.casefold)
    providers = [group(name, source.addresses.providers[name], by_provider[name]) for name in names]
    return Page(
        "providers.html",
        "Providers and service areas",
        "groups",
        {"contracts": [*providers, *areas], "providers": providers, "areas": areas},
        tab="providers.html",
    )
