"""The names a template can use: the register as one audience can see it, and the rows of the listings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from commreg.listings import contract_row, expiring
from commreg.listings.table import Cell, Column
from commreg.model.settings import Settings
from commreg.model.vocabularies import RATING, WITHHOLDING
from commreg.papers import appendix, exemptions
from commreg.papers.booklet import booklet
from commreg.papers.briefing import paper
from commreg.papers.committee import report
from commreg.papers.committee.headings import COVER
from commreg.papers.pipeline import pipeline
from commreg.papers.read_only import View
from commreg.papers.sort_order import by_area
from commreg.papers.tables import verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import total
from commreg.register.redact import RedactedRegister
from commreg.values.durations import Duration
from commreg.values.redacted import Redacted
from commreg.wording.totals import total_sentence
from commreg.wording.value import basis_unit, basis_words, common_basis


@dataclass(frozen=True)
class Item:
    """A contract in a paper; its cells are made when a template uses them."""

    _view: ContractView
    _settings: Settings
    _titles: Mapping[str, str]
    _heading_basis: str | None = None  # the basis in the heading of the appendix, if all values share it

    @cached_property
    def row(self) -> dict[str, Cell]:
        """The cells of its row, by the names of the listings' columns."""
        return contract_row.cells(self._view, self._settings)

    @cached_property
    def appendix(self) -> tuple[str, ...]:
        """The ten columns of the paper."""
        return appendix.appendix_cells(self._view, self._settings, self._titles, self._heading_basis)

    @cached_property
    def verdict(self) -> Cell:
        """The verdict on its end in a sentence, or its redaction."""
        return verdict_cell(self._view, self._settings, self._titles)

    @property
    def rating(self) -> str:
        """The performance rating in words; empty if there is none."""
        return str(self._view.redaction_of("monitoring.performance.rating") or _rating(self._view))

    @property
    def basis(self) -> str:
        """What the contract value covers ("a year, estimated"); empty if no value can be shown."""
        return self._basis_words(None)

    @property
    def basis_beside(self) -> str:
        """The same without the basis that `value_heading` names already."""
        return self._basis_words(self._heading_basis)

    def _basis_words(self, heading_basis: str | None) -> str:
        value = self._view.contract.value if self._view.stated_value.value is not None else None
        return basis_words(value, heading_basis) if value else ""

    @property
    def redaction_of(self) -> Callable[..., Redacted | None]:
        """A function that returns the redaction of a withheld field, or nothing."""
        return self._view.redaction_of

    @property
    def contract(self) -> Any:
        """The contract, as this audience can see it."""
        return self._view.contract

    @property
    def tone(self) -> str:
        """How urgent it is: late, soon, quiet or nothing."""
        return contract_row.tone(self._view, self._settings)

    @property
    def facts(self) -> Any:
        """Its dates."""
        return self._view.facts


# What a template can print, by name: docs/reference/templates.md is written from this.
NAMES = {
    "organisation": "The council and its service, from the settings.",
    "as_of": "The date of the paper.",
    "pinned_in": "The settings file that sets that date, or nothing.",
    "within": "How far the paper looks ahead, in words: 24 months.",
    "horizon": "The last day it looks ahead to.",
    "audience": "public or internal.",
    "contracts": "Every contract chosen, by id, each an item (below).",
    "expiring": "Those that end by the horizon or have ended with no outcome recorded, earliest first.",
    "open_ended": "Those with no end date, by review date.",
    "areas": "Pairs of a service area's name and its items, in the order of the settings.",
    "columns": "The headings of the ten columns of the appendix.",
    "withheld": "What is withheld from contracts in the paper: id, title, field, what, basis, reason.",
    "withheld_entries": "How many whole entries are withheld from the register.",
    "entry_grounds": "On what grounds: basis, reason, count.",
    "kept_internal": "The fields for internal use only, in words; empty in an internal paper.",
    "in_register": "How many contracts this audience can see in the whole register.",
    "filters": "The filters of the command line, in words; empty if there are none.",
    "files_with_errors": "How many files have errors and are not in the paper.",
    "value_heading": "The heading of a column of contract values, with what they all cover if that is the same.",
    "notes": "Sentences on when contracts end, their value, and what is not recorded.",
    "total": "Total contract values, and what is not included.",
    "booklet": "booklet() is pairs of a service area's name and its pages: anchor, title, provider, state, parts of "
    "lines.",
    "exemptions": "exemptions() is the exemption register: summary, caveats, exemptions, repeats, by_reason, "
    "by_approver, ended.",
    "briefing": "briefing() is members' questions, each with question, sentences and filled_tables.",
    "pipeline": "pipeline() is the procurement pipeline: groups (overdue, under way, quarters) of lines; excluded; "
    "money; notes.",
    "report": "report() is the content of a report to members under each heading, with prompts for the officer.",
    "cover": "The lines of a report's cover sheet: pairs of a name and a prompt for the officer.",
}

# How far papers look ahead by default, if not 24 months.
_PERIODS = {"pipeline": Duration(36, "m")}
_USUAL_PERIOD = Duration(24, "m")


def default_period(name: str) -> Duration:
    """How far a paper looks ahead by default."""
    return _PERIODS.get(name, _USUAL_PERIOD)


def build_context(
    published: RedactedRegister,
    chosen: Sequence[ContractView],
    settings: Settings,
    as_of: date,
    pinned_in: str | None,
    within: Duration,
    *,
    filters: str = "",
    files_with_errors: int = 0,
) -> dict[str, Any]:
    """Everything a template can print: the same names for every paper, as own templates can use any of them.

    What only one paper needs is a function, so it is worked out only when called. `filters` says in words which
    contracts were chosen; `files_with_errors` counts the files that have errors and are not in the paper.
    """
    horizon = within.after(as_of)
    return {
        "organisation": settings.organisation.heading,
        "as_of": as_of,
        "pinned_in": pinned_in,
        "within": str(within),
        "horizon": horizon,
        "filters": filters,
        "files_with_errors": files_with_errors,
        **_contract_names(published, chosen, settings, as_of, horizon),
        **_redaction_names(published, chosen, settings),
        **_paper_functions(published, chosen, settings, as_of, horizon),
    }


def _contract_names(
    published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings, as_of: date, horizon: date
) -> dict[str, Any]:
    """The contracts of the paper, and what is said of all of them."""
    basis = common_basis(chosen)
    titles = {view.contract.id: view.contract.title for view in published.views}
    items = {view.contract.id: View(Item(view, settings, titles, basis)) for view in chosen}
    ending = expiring.pick(chosen, horizon)
    return {
        "contracts": [items[view.contract.id] for view in chosen],
        "expiring": [items[view.contract.id] for view in ending],
        "open_ended": [items[view.contract.id] for view in contract_row.without_end(chosen)],
        "areas": [(name, [items[view.contract.id] for view in views]) for name, views in by_area(chosen, settings)],
        "columns": appendix.columns(basis),
        "value_heading": Column("value", "Contract value", unit=basis_unit(basis)).full_heading,
        "notes": expiring.notes(ending, as_of, horizon, by_title=True),
        "total": total_sentence(total(chosen)),
    }


def _redaction_names(published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings) -> dict[str, Any]:
    """The audience, and what is withheld from it."""
    is_public = published.audience == "public"
    return {
        "audience": published.audience,
        "in_register": len(published.views),
        "withheld": _withheld(published, chosen),
        "withheld_entries": len(published.withheld_entries),
        "entry_grounds": entry_grounds(published),
        "kept_internal": [field_words(name) for name in settings.unpublished] if is_public else [],
    }


def _paper_functions(
    published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings, as_of: date, horizon: date
) -> dict[str, Any]:
    """What only one paper needs."""
    return {
        "booklet": partial(booklet.build_booklet, chosen, settings),
        "exemptions": partial(exemptions.build_exemption_register, chosen),
        "briefing": partial(paper.build_briefing, chosen, settings, as_of),
        "pipeline": partial(pipeline.build_pipeline, published, chosen, settings, as_of, horizon),
        "report": partial(report.build_report, published, chosen, settings, as_of, horizon),
        "cover": COVER,
    }


def _rating(view: ContractView) -> str:
    monitoring = view.contract.monitoring
    return RATING.label(monitoring.performance.rating) if monitoring and monitoring.performance else ""


def _withheld(published: RedactedRegister, chosen: Sequence[ContractView]) -> list[dict[str, str]]:
    """What is withheld from the contracts in the paper. `why` is the same for the same field, ground and reason."""
    titles = {view.contract.id: view.contract.title for view in chosen}
    return [
        {
            "id": name,
            "title": titles[name],
            "field": item.field,
            "what": field_words(item.field),
            "basis": WITHHOLDING.label(item.basis),
            "reason": item.reason,
            "why": f"{item.field} {item.basis} {item.reason}",
        }
        for name, item in published.withheld_fields
        if name in titles
    ]


def entry_grounds(published: RedactedRegister) -> list[dict[str, Any]]:
    """How many whole entries are withheld from the register on each ground."""
    grounds = Counter((item.basis, item.reason) for item in published.withheld_entries)
    return [
        {"basis": WITHHOLDING.label(basis), "reason": reason, "count": count}
        for (basis, reason), count in sorted(grounds.items())
    ]


_FIELDS = {"local": "local fields", "notes": "notes for colleagues", "queries": "open queries"}


def field_words(field: str) -> str:
    """A field as people call it: provider.name is the provider name."""
    return _FIELDS.get(field) or field.replace(".", " ").replace("_", " ").replace("-", " ")
