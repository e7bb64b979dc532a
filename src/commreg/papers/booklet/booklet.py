"""The contracts booklet: one page for each contract, by service area, in words.

Cheshire East's Children and Families Committee receives such a booklet of its commissioned contracts twice a year
(report CF/04/22-23, 23 May 2022). Fields that every contract should have are printed even if not recorded; other fields
are printed only if recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commreg.model.settings import Settings
from commreg.papers.booklet.agreement import agreement_lines, entry_lines, money_lines
from commreg.papers.booklet.lines import Line, Text
from commreg.papers.booklet.monitoring import monitoring_lines
from commreg.papers.booklet.procurement import decision_lines, next_lines, procurement_lines
from commreg.papers.booklet.term import term_lines
from commreg.papers.sort_order import by_area, by_title
from commreg.planning.contract_view import ContractView
from commreg.wording.dates import state_with_date


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a page and its lines."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A contract's page. `anchor` is the target of links; `state` is its state on the day of the paper."""

    view: ContractView
    anchor: str
    title: str
    provider: Text
    state: str
    parts: tuple[Part, ...]


def build_booklet(views: Sequence[ContractView], settings: Settings) -> list[tuple[str, list[Page]]]:
    """Pairs of a service area's name and its pages, in the order of the settings; pages by title."""
    views_by_id = {view.contract.id: view for view in views}
    return [
        (name, [build_page(view, settings, views_by_id) for view in contracts])
        for name, contracts in by_area(by_title(views), settings)
    ]


def build_page(view: ContractView, settings: Settings, views_by_id: Mapping[str, ContractView]) -> Page:
    """The page of a contract. `views_by_id` are the contracts that it may name by their titles."""
    parts = (
        Part("What it is", tuple(agreement_lines(view, settings))),
        Part("When it runs", tuple(term_lines(view))),
        Part("What it costs", tuple(money_lines(view))),
        Part("Procurement", tuple(procurement_lines(view, views_by_id))),
        Part("How it is monitored", tuple(monitoring_lines(view))),
        Part("What happens next", tuple(next_lines(view, settings, views_by_id))),
        Part("Decisions", tuple(decision_lines(view))),
        Part("About this entry", tuple(entry_lines(view))),
    )
    contract = view.contract
    return Page(
        view,
        f"contract-{contract.id}",
        contract.title,
        view.provider_name,
        state_with_date(view.facts),
        tuple(part for part in parts if part.lines),
    )
