"""*Papers and data*: every paper and data file of the register, to take away, and what is withheld from them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commreg.export.formats import export_formats
from commreg.export.json.file import contract_document
from commreg.export.ocds.ocid import is_prefix
from commreg.export.request import ExportRequest
from commreg.model.vocabularies import WITHHOLDING
from commreg.papers import templating
from commreg.papers.context import build_context, default_period, entry_grounds, field_words
from commreg.site.entries import Source
from commreg.site.page import Page

# The data files by name of the export format: the name of the file, and who would want it.
_DATA_FILES = {
    "xlsx": ("register.xlsx", "The register as a workbook (Excel)"),
    "csv": ("register.csv", "The register as a table (CSV)"),
    "json": ("register.json", "Every field, date and plan (JSON)"),
    "transparency-code": ("transparency-code.csv", "The contracts register of the Transparency Code (CSV)"),
    "ics": ("deadlines.ics", "Deadlines, for a calendar (iCalendar)"),
    "ocds": ("ocds.json", "Open Contracting data (OCDS, JSON)"),
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the site that is no page: its address, its words and its size in kilobytes."""

    address: str
    words: str
    kilobytes: int


def paper_files(source: Source, root: Path | None) -> Iterator[tuple[Download, bytes]]:
    """Every paper that has a page, for this audience."""
    for paper in templating.list_papers(root):
        if "html" in paper.forms:
            values = build_context(
                source.published,
                source.views,
                source.settings,
                source.as_of,
                None,
                default_period(paper.name),
                files_with_errors=source.files_with_errors,
            )
            data = templating.render(paper.name, "html", values, root).encode("utf-8")
            yield _download(f"papers/{paper.name}.html", paper.about or paper.name, data), data


def data_files(source: Source) -> Iterator[tuple[Download, bytes]]:
    """The register in every format in which others may want it."""
    request = ExportRequest(
        views=tuple(source.views),
        published=source.published,
        settings=source.settings,
        as_of=source.as_of,
        heading=source.settings.organisation.heading,
        options={},
        files_with_errors=source.files_with_errors,
    )
    for name, (file_name, words) in _DATA_FILES.items():
        if name == "ocds" and not (source.views and is_prefix(source.settings.organisation.ocds_prefix)):
            continue
        content = export_formats()[name].render(request)
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        yield _download(f"data/{file_name}", words, data), data


def contract_data(source: Source) -> Iterator[tuple[str, bytes]]:
    """The JSON of each contract, beside its page."""
    for view in source.views:
        address = source.addresses.contracts[view.contract.id].removesuffix(".html") + ".json"
        document = contract_document(view, source.settings)
        yield address, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def data_page(source: Source, papers: Sequence[Download], data: Sequence[Download]) -> Page:
    """The page."""
    settings = source.settings
    return Page(
        "data.html",
        "Papers and data",
        "data",
        {
            "papers": papers,
            "data": data,
            "kept_internal": [] if source.is_internal else [field_words(name) for name in settings.unpublished],
            "policy": settings.policy,
            "withheld": [
                {
                    "entry": source.entries[name],
                    "what": field_words(item.field),
                    "ground": WITHHOLDING.label(item.basis),
                    "reason": item.reason,
                    "why": f"{item.field} {item.basis} {item.reason}",
                }
                for name, item in source.published.withheld_fields
            ],
            "entry_grounds": entry_grounds(source.published),
        },
        tab="data.html",
    )


def accessibility_page() -> Page:
    """The accessibility statement."""
    return Page("accessibility.html", "Accessibility statement", "accessibility")


def _download(address: str, words: str, data: bytes) -> Download:
    return Download(address, words.rstrip("."), max(1, round(len(data) / 1000)))
