"""The columns and cells that tables of several papers share."""

from __future__ import annotations

from collections.abc import Mapping

from commreg.listings.contract_row import verdict_cells
from commreg.listings.table import Cell, Column
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView

CONTRACT = Column("title", "Contract")
PROVIDER = Column("provider", "Provider")


def contract_cells(view: ContractView) -> dict[str, Cell]:
    """The cells of CONTRACT and PROVIDER."""
    return {CONTRACT.key: view.contract.title, PROVIDER.key: view.provider_name}


def duty_cell(view: ContractView) -> Cell:
    """Whether the council has a duty to provide the service, or the redaction of that."""
    return "statutory" if view.contract.statutory else view.redaction_of("statutory") or "none recorded"


def verdict_cell(view: ContractView, settings: Settings, titles: Mapping[str, str]) -> Cell:
    """The verdict with its mark, or its redaction; a successor is named by its title."""
    name = view.facts.successor
    return verdict_cells(view, settings, f"“{titles.get(name, name)}”" if name else None)["verdict_line"]


def text_cell(view: ContractView, field: str, text: str | None) -> Cell:
    """A text, its redaction, or “not recorded”."""
    return view.redaction_of(field) or text or "not recorded"
