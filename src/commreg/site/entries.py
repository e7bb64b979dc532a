"""A contract as the pages of the site show it, and what all pages are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from commreg.listings import contract_row
from commreg.listings.table import Cell, Column
from commreg.model.settings import Settings
from commreg.model.vocabularies import RATING
from commreg.planning.contract_view import ContractView
from commreg.planning.measure import Measure, best_measure
from commreg.planning.verdict import ORDER, Verdict, VerdictKind
from commreg.register.redact import RedactedRegister
from commreg.site.addresses import Addresses, addresses
from commreg.values.redacted import Redacted
from commreg.wording.measure import measure_name
from commreg.wording.titles import without_lead_in
from commreg.wording.value import basis_unit, basis_words, common_basis
from commreg.wording.verdict import VerdictText, verdict_text

_WITHHELD = VerdictText("?", "withheld", "", "")
# Kinds of verdict whose sentence begins with the word for the kind, or says it as plainly.
_NAMED_BY_SENTENCE = frozenset(VerdictKind) - {VerdictKind.GAP, VerdictKind.UNKNOWN, VerdictKind.LATE}


@dataclass(frozen=True)
class Source:
    """What all pages are made from: the register as the audience may see it. `files_with_errors`: files with errors."""

    published: RedactedRegister
    settings: Settings
    as_of: date
    files_with_errors: int = 0

    @property
    def views(self) -> Sequence[ContractView]:
        """Every contract that the audience may see, by id."""
        return self.published.views

    @property
    def is_internal(self) -> bool:
        """Whether the site is for colleagues only."""
        return self.published.audience == "internal"

    @cached_property
    def addresses(self) -> Addresses:
        """Where each page is."""
        return addresses(self.views)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each contract by id."""
        return {view.contract.id: view.contract.title for view in self.views}

    @cached_property
    def measure(self) -> Measure | None:
        """What contract values are compared and added up by."""
        return best_measure([view for view in self.views if not view.facts.state.is_inactive])

    @property
    def measure_words(self) -> str:
        """What that is in words: annual value."""
        return measure_name(self.measure) if self.measure else ""

    @cached_property
    def basis(self) -> str | None:
        """What all contract values cover, if that is the same for all."""
        return common_basis(self.views)

    @property
    def value_heading(self) -> str:
        """The heading of a column of contract values."""
        return Column("value", "Contract value", unit=basis_unit(self.basis)).full_heading

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every contract by id, as the pages show it."""
        return {view.contract.id: Entry(view, self) for view in self.views}

    def pick(self, views: Sequence[ContractView]) -> list[Entry]:
        """Some contracts as the pages show them."""
        return [self.entries[view.contract.id] for view in views]


@dataclass(frozen=True)
class Entry:
    """A contract on the site; what needs working out is worked out when a template asks for it."""

    _view: ContractView
    _source: Source

    @property
    def view(self) -> ContractView:
        """The contract with its facts."""
        return self._view

    @property
    def contract(self) -> Any:
        """The contract, as this audience can see it."""
        return self._view.contract

    @property
    def facts(self) -> Any:
        """Its dates."""
        return self._view.facts

    @property
    def address(self) -> str:
        """Its page, from the top of the site."""
        return self._source.addresses.contracts[self._view.contract.id]

    @property
    def title(self) -> str | Redacted:
        """Its title without words that carry no information, or the words in its place."""
        return self._view.redaction_of("title") or without_lead_in(self._view.contract.title)

    @property
    def title_key(self) -> tuple[str, str]:
        """What titles are sorted by."""
        return str(self.title).casefold(), self._view.contract.id

    @property
    def area(self) -> str:
        """The name of its service area."""
        return self._source.settings.area_name(self._view.contract.service_area)

    @property
    def area_address(self) -> str:
        """The page of its service area."""
        return self._source.addresses.areas[self._view.contract.service_area]

    @property
    def provider(self) -> str | Redacted:
        """The name of its provider, or the words in its place."""
        return self._view.provider_name

    @property
    def provider_address(self) -> str:
        """The page of its provider; empty if the name is withheld."""
        return self._source.addresses.providers.get(str(self._view.provider_name), "")

    @cached_property
    def row(self) -> dict[str, Cell]:
        """The cells of its row, by the names of the listings' columns."""
        return contract_row.cells(self._view, self._source.settings, self._source.basis)

    @cached_property
    def _verdict(self) -> Verdict | None:
        return self._view.verdict(self._source.settings.policy)

    @cached_property
    def verdict(self) -> VerdictText:
        """The verdict on its end in words; without a sentence if it is withheld."""
        name = self._view.facts.successor
        titles = self._source.titles
        return (
            verdict_text(self._verdict, f"“{titles.get(name, name)}”" if name else None) if self._verdict else _WITHHELD
        )

    @property
    def verdict_kind(self) -> str:
        """The kind of the verdict; withheld if it is."""
        return self._verdict.kind.value if self._verdict else "withheld"

    @property
    def label(self) -> str:
        """The kind of the verdict in words, for before its sentence; empty if the sentence begins with it."""
        kind = self._verdict.kind if self._verdict else None
        return "" if kind in _NAMED_BY_SENTENCE else self.verdict.label

    @property
    def verdict_order(self) -> int:
        """The place of that kind in the order of urgency."""
        return ORDER.index(self._verdict.kind) if self._verdict else len(ORDER)

    @property
    def is_statutory(self) -> bool:
        """Whether the council has a duty to provide the service, as far as this audience may know."""
        return bool(self._view.statutory)

    @property
    def is_active(self) -> bool:
        """Whether there is something to do about its end: it is not over, and no draft."""
        return not self._view.facts.state.is_inactive

    @property
    def rating(self) -> str:
        """The performance rating in words; empty if there is none, or it is withheld."""
        monitoring = self._view.contract.monitoring
        performance = monitoring.performance if monitoring else None
        return RATING.label(performance.rating) if performance and performance.rating in RATING else ""

    @property
    def basis(self) -> str:
        """What the contract value covers, without what the heading of its column says."""
        value = self._view.contract.value if self._view.stated_value.value is not None else None
        return basis_words(value, self._source.basis) if value else ""

    @property
    def pence(self) -> str:
        """The amount that sums of contract values take, in pence; empty without one."""
        measure = self._source.measure
        amount = measure.amounts.get(self._view.contract.id) if measure else None
        return str(int(amount * 100)) if amount is not None else ""
