"""What a contract has for each column of the Transparency Code's contracts file, under the guidance of the LGA."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.export.dates import next_review_date
from commreg.export.ocds.ocid import ocid
from commreg.export.transparency_code.scope import TENDERED
from commreg.law import NoticeType, notice_types
from commreg.model.contract import Contract, Procurement, Provider
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.price import whole_term_value
from commreg.wording.value import TOTAL_BASES

# Each entry is one agreement with one provider.
CONTRACT_TYPES = {
    "service-contract": "Single award contract",
    "call-off": "Single award contract",
    "spot-purchase": "Single award contract",
    "framework": "Framework agreement",
    "dynamic-purchasing-system": "Dynamic purchasing system",
    "grant": "Grant agreement",
    "service-level-agreement": "Other",
    "inter-authority-agreement": "Other",
}
_QUOTED = frozenset(("quotation", "framework-mini-competition"))
_AMBIGUOUS_ROUTES = frozenset(("negotiated",))  # with a published invitation or without one
_VCSE_TYPES = {
    "charity": "Charity or Charitable Incorporated Organisation",
    "cic": "Community Interest Company",
    "company": "Companies House",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A contract as a row of the file. `effective` is the last day of the period that the file covers."""

    view: ContractView
    settings: Settings
    effective: date
    by_schema: bool = False

    @property
    def contract(self) -> Contract:
        """The contract as the audience may see it."""
        return self.view.contract

    @property
    def provider(self) -> Provider:
        """Who it is with."""
        return self.view.contract.provider

    @property
    def procurement(self) -> Procurement:
        """How it came about; with nothing in it where nothing is recorded."""
        return self.view.contract.procurement or Procurement()


def basis_unstated(row: Row) -> bool:
    """Whether there is an amount and nobody has said what it covers."""
    value = row.contract.value
    return bool(value and value.stated() is not None and value.stated_basis() == "unstated")


def organisation_uri(row: Row) -> str | None:
    """An identifier that is a web address, or that a GSS code makes one (guidance, page 28)."""
    identifiers = list(row.settings.organisation.identifiers.values())
    if address := next(
        (identifier for identifier in identifiers if identifier.startswith(("http://", "https://"))), None
    ):
        return address
    code = row.settings.organisation.gss_code
    return f"http://statistics.data.gov.uk/id/statistical-geography/{code}" if code else None


def open_contracting_id(row: Row) -> str | None:
    """The open contracting id that the OCDS export has; None without a prefix in the settings."""
    return ocid(row.settings.organisation.ocds_prefix, row.contract.id)


def review(row: Row) -> object:
    """The next review; none for a contract that is over."""
    if row.view.facts.state.is_inactive:
        return None
    return next_review_date(row.view) or row.view.redaction_of("recommissioning.window_months")


def amount(row: Row) -> Decimal | None:
    """The sum for the whole term or for a year: the Code asks for one of these.

    A price for a month or a week is multiplied by the term to the current end.
    """
    value, facts = row.contract.value, row.view.facts
    stated = value.stated() if value else None
    if value is None or stated is None or value.stated_basis() in (*TOTAL_BASES, "annual"):
        return stated
    return whole_term_value(stated, value.stated_basis(), facts.start, facts.current_end)


def fixed(row: Row) -> object:
    """Whether every amount is fixed, in the words of the list or as a flag; None if it is not recorded."""
    value = row.contract.value
    stated = {value.certainty, *(part.certainty for part in value.parts or ())} if value else {None}
    if stated <= {None}:
        return None
    fixed = stated <= {None, "fixed"}
    if row.by_schema:
        return fixed
    return "Fixed cost" if fixed else "Estimated cost"


def irrecoverable(row: Row) -> Decimal | None:
    """VAT that the council cannot recover."""
    return row.contract.value.irrecoverable_vat if row.contract.value else None


def other_ids(row: Row) -> str | None:
    """The other numbers of the provider, each with its scheme."""
    return (
        "; ".join(f"{scheme} {number}" for scheme, number in sorted((row.provider.identifiers or {}).items())) or None
    )


def needs_number(row: Row) -> bool:
    """The number is asked for of a voluntary body or social enterprise, and any register's will do (page 27)."""
    return row.provider.vcse is True and not (row.provider.company_number or row.provider.identifiers)


def vcse_type(row: Row) -> str | None:
    """The list of Annex I. A contract does not show which of the two words of the schema applies."""
    if row.provider.vcse is not True or row.by_schema:
        return None
    return _VCSE_TYPES.get(row.provider.type or "", "Other" if row.provider.type else "Not known")


def process(row: Row) -> str | None:
    """The process of the procurement, in the words of the list; None if it has none for it."""
    route = row.procurement.route
    if route is None or route in _AMBIGUOUS_ROUTES:
        return None
    if route in TENDERED:
        return "Published invitation to tender" if row.by_schema else "Invitation to tender"
    if route in _QUOTED:
        return "Invitation to quote"
    return None if row.by_schema else "Other"  # the schema has no word for it


def tendered(row: Row) -> bool:
    """Whether there is a word for the process in the columns asked for, once it is recorded."""
    route = row.procurement.route
    return not row.by_schema or route is None or route in (TENDERED | _QUOTED | _AMBIGUOUS_ROUTES)


def tender_notice(row: Row) -> str | None:
    """The address of the first tender notice."""
    notices = row.procurement.notices or ()
    return next((notice.url for notice in notices if notice.url and _invites(notice.name)), None)


def _invites(name: str) -> bool:
    return "tender" in name.casefold() or NoticeType.TENDER in notice_types(name)


def document(word: str) -> Callable[[Row], str | None]:
    """The address of the first document with a word in its title."""

    def find(row: Row) -> str | None:
        return next((d.url for d in row.contract.documents or () if d.url and word in d.title.casefold()), None)

    return find


def owner(row: Row) -> str | None:
    """Who manages the contract for the council."""
    return row.contract.monitoring.owner if row.contract.monitoring else None
