"""The files of the site: every page filled in, with the stylesheet and the script in each, and the data."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from commreg.diagnostics.finding import Finding
from commreg.diff.registers import RegisterChanges
from commreg.papers import templating
from commreg.papers.pipeline.pipeline import Pipeline
from commreg.site.changes import changes_page
from commreg.site.check import check_page
from commreg.site.contract import contract_pages
from commreg.site.data import accessibility_page, contract_data, data_files, data_page, paper_files
from commreg.site.dates import all_deadlines, decisions_page, mine_page
from commreg.site.entries import Source
from commreg.site.listing import group_pages, register_page
from commreg.site.market import FEED, build_market, feed, market_page
from commreg.site.overview import overview_page
from commreg.site.page import Page

NAVIGATION = (
    ("index.html", "What needs deciding"),
    ("register.html", "Register"),
    ("market.html", "Going to market"),
    ("decisions.html", "Decisions"),
    ("changes.html", "Changes"),
    ("providers.html", "Providers"),
    ("data.html", "Papers and data"),
    ("mine.html", "Mine"),
    ("check.html", "To check"),
)


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """What to publish, and the folder of the register, for its templates. `pages_only` leaves out papers and data."""

    source: Source
    root: Path | None
    changes: RegisterChanges | None = None
    findings: tuple[Finding, ...] = ()
    pages_only: bool = False
    progress: Callable[[int, int], None] | None = None


def build_site(request: SiteRequest) -> dict[str, bytes]:
    """Every file of the site by its address: the same register on the same day gives the same bytes."""
    source = request.source
    pipeline = build_market(source)
    papers = {} if request.pages_only else dict(paper_files(source, request.root))
    data = {} if request.pages_only else dict(data_files(source))
    pages = [*_pages(source, request, pipeline), data_page(source, list(papers), list(data)), accessibility_page()]
    shared = _shared(source, pages, request.root)
    files = {download.address: content for download, content in (papers | data).items()}
    files |= {FEED: feed(source, pipeline), **dict(contract_data(source))}
    for number, page in enumerate(pages, 1):
        files[page.address] = _fill_in(page, shared, request.root).encode("utf-8")
        if request.progress:
            request.progress(number, len(pages))
    return dict(sorted(files.items()))


def _pages(source: Source, request: SiteRequest, pipeline: Pipeline) -> Iterator[Page]:
    yield overview_page(source)
    yield register_page(source)
    yield from contract_pages(source)
    yield from group_pages(source)
    yield market_page(source, pipeline)
    listed = all_deadlines(source)
    yield decisions_page(source, listed)
    if request.changes:
        yield changes_page(source, request.changes)
    if source.is_internal:
        yield mine_page(source, listed)
        yield check_page(source, request.findings)


def _shared(source: Source, pages: Iterable[Page], root: Path | None) -> dict[str, Any]:
    """What every page prints."""
    settings = source.settings
    addresses = {page.address for page in pages}
    style, script = (templating.read_text(f"site/{name}", root) for name in ("style.css", "register.js"))
    withheld = [item for _, item in source.published.withheld_fields]
    return {
        "organisation": settings.organisation.heading,
        "council": settings.organisation.name or "Contract register",
        "service": settings.organisation.service,
        "as_of": source.as_of,
        "internal": source.is_internal,
        "site": settings.site,
        "style": Markup(style),  # noqa: S704 - a file of the templates
        "style_hash": _hash(style),
        **_accent(settings.site.accent),
        "script": Markup(script),  # noqa: S704 - a file of the templates
        "script_hash": _hash(script),
        "navigation": [pair for pair in NAVIGATION if pair[0] in addresses],
        "in_register": len(source.views),
        "withheld_fields": len(withheld),
        "withheld_entries": len(source.published.withheld_entries),
        "files_with_errors": source.files_with_errors,
    }


def _accent(colour: str) -> dict[str, Any]:
    """The style with the council's own colour, for a light ground only; empty if the settings name none."""
    style = f"@media (prefers-color-scheme: light) {{ :root {{ --brand: {colour}; }} }}" if colour else ""
    return {"accent": Markup(style), "accent_hash": _hash(style)}  # noqa: S704 - the settings allow digits alone


def _hash(text: str) -> str:
    """The hash by which the security policy of a page allows a style or a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _fill_in(page: Page, shared: Mapping[str, Any], root: Path | None) -> str:
    context = {**shared, **page.values, "page": page, "top": page.to_top}
    return templating.render(f"site/{page.template}", "html", context, root)
