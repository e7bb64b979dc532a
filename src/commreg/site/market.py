"""*Going to market*: what will be procured, by quarter, for providers; and the same as a feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from commreg.papers.context import default_period
from commreg.papers.pipeline.line import Line
from commreg.papers.pipeline.pipeline import Pipeline, build_pipeline
from commreg.site.entries import Entry, Source
from commreg.site.page import Page
from commreg.values.dates import long_date
from commreg.values.text import escape_invisible

FEED = "market.atom"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A contract to procure, with its line in the pipeline."""

    entry: Entry
    line: Line


@dataclass(frozen=True, slots=True)
class Quarter:
    """The opportunities of a quarter, or those that are overdue or under way."""

    key: str
    name: str
    opportunities: tuple[Opportunity, ...]


def build_market(source: Source) -> Pipeline:
    """The pipeline for as far as its paper looks ahead."""
    horizon = default_period("pipeline").after(source.as_of)
    return build_pipeline(source.published, source.views, source.settings, source.as_of, horizon)


def market_page(source: Source, pipeline: Pipeline) -> Page:
    """The page."""
    quarters = [
        Quarter(
            group.key,
            group.name if group.key in ("overdue", "under-way") else group.when,
            tuple(Opportunity(source.entries[line.contract.id], line) for line in group.lines),
        )
        for group in pipeline.groups
    ]
    return Page(
        "market.html",
        "Going to market",
        "market",
        {
            "contracts": [opportunity.entry for quarter in quarters for opportunity in quarter.opportunities],
            "quarters": quarters,
            "notes": pipeline.notes,
            "excluded": [(source.entries[item.line.contract.id], item.why) for item in pipeline.excluded],
            "later": pipeline.later,
            "feed": FEED,
        },
        tab="market.html",
    )


def feed(source: Source, pipeline: Pipeline) -> bytes:
    """An Atom feed with an entry for each contract to procure; each keeps its identity in later feeds."""
    address = source.settings.site.address
    start = f"{address}/" if address else ""
    organisation = source.settings.organisation.heading
    stamp = f"{source.as_of.isoformat()}T00:00:00Z"
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _text(root, "title", f"{organisation}: going to market")
    _text(root, "id", f"{start}market.html" if start else f"urn:commreg:{_part(organisation)}:market")
    _text(root, "updated", stamp)
    _text(ET.SubElement(root, f"{{{_ATOM}}}author"), "name", organisation)
    _link(root, f"{start}market.html", "alternate")
    for group in pipeline.groups:
        for line in group.lines:
            entry = source.entries[line.contract.id]
            item = ET.SubElement(root, f"{{{_ATOM}}}entry")
            _text(item, "title", str(entry.title))
            page = start + entry.address
            _text(item, "id", page if start else f"urn:commreg:{_part(organisation)}:{line.contract.id}")
            _text(item, "updated", stamp)
            _link(item, page, "alternate")
            _text(item, "summary", " ".join(_summary(line)))
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _summary(line: Line) -> Iterator[str]:
    if line.begin:
        yield f"Procurement to start by {long_date(line.begin)}."
    yield f"Current provider: {line.provider}."
    if line.ends:
        yield f"The current contract ends on {long_date(line.ends)}."
    yield f"{line.comes_next}."
    if line.route != "not recorded":
        yield f"Planned route: {line.route}."


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = escape_invisible(words)


def _link(parent: ET.Element, address: str, relation: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": address})


def _part(words: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words.casefold()).split())
