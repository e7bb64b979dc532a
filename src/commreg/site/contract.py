"""The page of one contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commreg.listings import contract_row
from commreg.listings import plan as plans
from commreg.listings.table import Cell
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.booklet.booklet import Part, build_page
from commreg.planning.contract_view import ContractView
from commreg.site.entries import Entry, Source
from commreg.site.overview import away
from commreg.site.page import Page
from commreg.site.pictures import axis, plan_rows, plan_scale
from commreg.wording.dates import explained_dates, explained_plan
from commreg.wording.redaction import withheld_words
from commreg.wording.value import value_words

MAX_RELATED = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at the head of the page: a day or words, and words below it."""

    name: str
    value: Cell
    note: str = ""


def contract_pages(source: Source) -> Iterator[Page]:
    """The page of each contract."""
    views_by_id = {view.contract.id: view for view in source.views}
    by_area: dict[str, list[ContractView]] = {}
    by_provider: dict[str, list[ContractView]] = {}
    for view in sorted(source.views, key=lambda view: (view.facts.current_end or date.max, view.contract.id)):
        by_area.setdefault(view.contract.service_area, []).append(view)
        by_provider.setdefault(str(view.provider_name), []).append(view)
    for view in source.views:
        name = str(view.provider_name)
        shared = by_provider[name] if name in source.addresses.providers else []
        related = [peer for peer in shared if peer is not view]
        listed = {peer.contract.id for peer in shared} | {view.contract.id}
        nearby = [peer for peer in by_area[view.contract.service_area] if peer.contract.id not in listed]
        yield _page(source, view, views_by_id, related, nearby)


def _page(
    source: Source,
    view: ContractView,
    views_by_id: Mapping[str, ContractView],
    related: Sequence[ContractView],
    nearby: Sequence[ContractView],
) -> Page:
    settings = source.settings
    entry = source.entries[view.contract.id]
    parts = build_page(view, settings, views_by_id).parts
    plan = plans.of(view, settings)
    status = plans.tables(view, settings, explain=False)[0]
    scale = plan_scale(view, plan) if plan else None
    return Page(
        entry.address,
        withheld_words(str(entry.title)),
        "contract",
        {
            "entry": entry,
            "key_facts": list(_key_facts(source, view, entry)),
            "description": view.redaction_of("description") or view.contract.description,
            "plan_axis": axis(scale, source.as_of) if scale else None,
            "plan_rows": list(plan_rows(view, plan, settings, scale)) if plan and scale else [],
            "status": [(str(row.cells["field"]), row.cells["value"]) for row in status.rows],
            "explained": [*explained_dates(view.contract, view.facts), *(explained_plan(plan) if plan else ())],
            "parts": [part for part in map(_recorded, parts) if part.lines],
            "unknown": [
                f"{part.heading}: {line.label[0].lower()}{line.label[1:]}"
                for part in parts
                for line in part.lines
                if line.blank
            ],
            "documents": [document for document in view.contract.documents or () if document.url],
            "related": source.pick(related[:MAX_RELATED]),
            "more_related": max(0, len(related) - MAX_RELATED),
            "nearby": source.pick(nearby[:MAX_RELATED]),
            "more_nearby": max(0, len(nearby) - MAX_RELATED),
        },
        tab="register.html",
    )


# Lines of the booklet that the page shows in another place.
_ELSEWHERE = {"Service and who it is for", "Verdict"}


def _recorded(part: Part) -> Part:
    """A part of the booklet without lines that are blank, or in another place on the page."""
    lines = (line for line in part.lines if not line.blank and line.label not in _ELSEWHERE)
    return replace(part, lines=tuple(lines))


def _key_facts(source: Source, view: ContractView, entry: Entry) -> Iterator[Fact]:
    facts, value = view.facts, view.contract.value
    yield Fact("Provider", entry.provider)
    if facts.current_end:
        original = facts.initial_end if facts.initial_end != facts.current_end else None
        yield Fact("Ends", facts.current_end, away(facts.current_end, source.as_of) if entry.is_active else facts.state)
        if original:
            yield Fact("Original end", original)
    else:
        yield Fact("Ends", "no end date", view.contract.term.ends_when or "")
    if entry.is_active and facts.renewal:
        yield Fact("Renews to", facts.renewal.to_end, "unless notice is given")
        yield Fact("Last day to give notice", facts.renewal.notice_by, away(facts.renewal.notice_by, source.as_of))
    elif entry.is_active and facts.current_end:
        yield Fact("Can be extended to", contract_row.extend_words(view))
        if option := facts.next_option:
            usual = "usual notice period: the contract states none" if option.notice_by_default else ""
            note = "; ".join(filter(None, (away(option.notice_by, source.as_of), usual)))
            yield Fact("Last day to give notice", option.notice_by, note)
    yield Fact(
        "Contract value", view.redaction_of(*VALUE_FIELDS) or (value_words(value) if value else "") or "not recorded"
    )
    duty = view.redaction_of("statutory")
    yield Fact("Required by law", duty or ("yes" if view.contract.statutory else "no duty recorded"))
    if entry.rating:
        yield Fact("Performance", entry.rating)
    yield Fact("Reference", view.redaction_of("reference") or view.contract.reference or "not recorded")
    yield Fact("Entry last checked", view.contract.checked_on or "not recorded")
