"""The columns of the Transparency Code's contracts file, and where each comes from in a contract.

`title` is the heading of Annex I of the LGA's guidance (v1.3, 2015, pages 45 to 53; it has no number 28), `name` the
field of the machine-readable schema, Contracts.json. The two differ in one column, and in the words of three.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.export.dates import can_extend_to, next_review_date
from commreg.export.ocds.ocid import ocid
from commreg.export.transparency_code.scope import TENDERED
from commreg.law import NoticeType, notice_types
from commreg.model.contract import Contract, Procurement, Provider
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.price import whole_term_value
from commreg.wording.value import TOTAL_BASES, value_words

_GSS = re.compile(r"[EWSN]\d{8}\Z", re.ASCII)

# Each entry is one agreement with one provider.
_TYPES = {
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


def _nothing(_row: Row) -> None:
    """Not recorded in a register of contracts."""


def _always(_row: Row) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Column:
    """A column: both its names, the fields it comes from, and its value; None where nothing is recorded.

    `asks` names what to write where the Code asks for the column, of the contracts to which it `applies`.
    """

    title: str
    name: str
    source: str = "left blank"
    value: Callable[[Row], object] = _nothing
    fields: tuple[str, ...] = ()
    asks: str = ""
    applies: Callable[[Row], bool] = _always

    def heading(self, *, by_schema: bool) -> str:
        """The heading of the column."""
        return self.name if by_schema else self.title


def basis_unstated(row: Row) -> bool:
    """Whether there is an amount and nobody has said what it covers."""
    value = row.contract.value
    return bool(value and value.stated() is not None and value.stated_basis() == "unstated")


def _organisation_uri(row: Row) -> str | None:
    """An identifier that is a web address, or that a GSS code makes one (guidance, page 28)."""
    identifiers = list(row.settings.organisation.identifiers.values())
    if address := next(
        (identifier for identifier in identifiers if identifier.startswith(("http://", "https://"))), None
    ):
        return address
    code = next((identifier for identifier in identifiers if _GSS.match(identifier)), None)
    return f"http://statistics.data.gov.uk/id/statistical-geography/{code}" if code else None


def _ocid(row: Row) -> str | None:
    return ocid(row.settings.organisation.ocds_prefix, row.contract.id)


def _review(row: Row) -> object:
    if row.view.facts.state.is_inactive:
        return None
    return next_review_date(row.view) or row.view.redaction_of("recommissioning.window_months")


def _amount(row: Row) -> Decimal | None:
    """The sum for the whole term or for a year: the Code asks for one of these.

    A price for a month or a week is multiplied by the term to the current end.
    """
    value, facts = row.contract.value, row.view.facts
    stated = value.stated() if value else None
    if value is None or stated is None or value.stated_basis() in (*TOTAL_BASES, "annual"):
        return stated
    return whole_term_value(stated, value.stated_basis(), facts.start, facts.current_end)


def _fixed(row: Row) -> object:
    value = row.contract.value
    stated = {value.certainty, *(part.certainty for part in value.parts or ())} if value else {None}
    if stated <= {None}:
        return None
    fixed = stated <= {None, "fixed"}
    if row.by_schema:
        return fixed
    return "Fixed cost" if fixed else "Estimated cost"


def _irrecoverable(row: Row) -> Decimal | None:
    return row.contract.value.irrecoverable_vat if row.contract.value else None


def _other_ids(row: Row) -> str | None:
    return (
        "; ".join(f"{scheme} {number}" for scheme, number in sorted((row.provider.identifiers or {}).items())) or None
    )


def _needs_number(row: Row) -> bool:
    """The number is asked for of a voluntary body or social enterprise, and any register's will do (page 27)."""
    return row.provider.vcse is True and not (row.provider.company_number or row.provider.identifiers)


def _vcse_type(row: Row) -> str | None:
    """The list of Annex I. A contract does not show which of the two words of the schema applies."""
    if row.provider.vcse is not True or row.by_schema:
        return None
    return _VCSE_TYPES.get(row.provider.type or "", "Other" if row.provider.type else "Not known")


def _process(row: Row) -> str | None:
    route = row.procurement.route
    if route is None or route in _AMBIGUOUS_ROUTES:
        return None
    if route in TENDERED:
        return "Published invitation to tender" if row.by_schema else "Invitation to tender"
    if route in _QUOTED:
        return "Invitation to quote"
    return None if row.by_schema else "Other"  # the schema has no word for it


def _tendered(row: Row) -> bool:
    """Whether there is a word for the process in the columns asked for, once it is recorded."""
    route = row.procurement.route
    return not row.by_schema or route is None or route in (TENDERED | _QUOTED | _AMBIGUOUS_ROUTES)


def _tender_notice(row: Row) -> str | None:
    notices = row.procurement.notices or ()
    return next((notice.url for notice in notices if notice.url and _invites(notice.name)), None)


def _invites(name: str) -> bool:
    return "tender" in name.casefold() or NoticeType.TENDER in notice_types(name)


def _document(word: str) -> Callable[[Row], str | None]:
    def find(row: Row) -> str | None:
        return next((d.url for d in row.contract.documents or () if d.url and word in d.title.casefold()), None)

    return find


def _owner(row: Row) -> str | None:
    return row.contract.monitoring.owner if row.contract.monitoring else None


_VALUE = ("value.amount", "value.parts", "value.basis")

COLUMNS = (
    Column(
        "Organisation name",
        "OrganisationLabel",
        "organisation.name in the settings",
        lambda row: row.settings.organisation.name or None,
    ),
    Column(
        "Organisation Code",
        "OrganisationURI",
        "organisation.identifiers in the settings: a web address, or a GSS code made into one",
        _organisation_uri,
    ),
    Column("Effective date", "", "the last day of the quarter; without one, the as-of day", lambda row: row.effective),
    Column(
        "Contract Reference number / ID",
        "ContractReference",
        "reference; else id",
        lambda row: row.contract.reference or row.contract.id,
        ("reference",),
        "reference",
    ),
    Column("Open Contracting ID", "OpenContractingID", "organisation.ocds_prefix in the settings, with id", _ocid),
    Column("Title of the Agreement", "ContractTitle", "title", lambda row: row.contract.title, ("title",), "title"),
    Column("Contract type", "ContractType", "kind", lambda row: _TYPES[row.contract.kind]),
    Column(
        "Directorate/service responsible",
        "OrganisationalUnit",
        "service_area, by its name in the settings",
        lambda row: row.settings.area_name(row.contract.service_area),
        (),
        "service_area",
    ),
    Column("Service Category label", "ServiceCategoryLabel"),
    Column("Service category URI", "ServiceCategoryURI"),
    Column(
        "Description of goods and services",
        "Description",
        "description",
        lambda row: row.contract.description,
        ("description",),
        "description",
    ),
    Column("Procurement classification: Council's procurement category label", "ProcurementCategory"),
    Column("Procurement classification: CPV label", "CPVLabel"),
    Column(
        "Procurement classification: CPV code",
        "CPVCode",
        "procurement.cpv",
        lambda row: "; ".join(row.procurement.cpv or ()) or None,
        ("procurement.cpv",),
    ),
    Column("Procurement classification: Proclass label", "ProclassLabel"),
    Column("Procurement classification: Proclass code", "ProclassCode"),
    Column("Contract start date", "StartDate", "term.start", lambda row: row.view.facts.start, (), "term.start"),
    Column(
        "End date",
        "EndDate",
        "the current end: term.end, extensions used, term.terminated",
        lambda row: row.view.facts.current_end,
        (),
        "term.end",
        lambda row: row.contract.term.ends_when is None,
    ),
    Column(
        "Review date",
        "ReviewDate",
        "term.review_on; else the day the recommissioning window opens",
        _review,
        (),
        "term.review_on",
        lambda row: not row.view.facts.state.is_inactive,
    ),
    Column(
        "Last extension date",
        "LastExtensionDate",
        "the final end, where an extension can still be used",
        lambda row: can_extend_to(row.view.facts),
    ),
    Column(
        "Contract value",
        "ContractValue",
        "value.amount, or the sum of value.parts on one basis; a price for a month or a week is multiplied by the term "
        "to the current end; blank where it is for a case",
        _amount,
        _VALUE,
        "value.amount and value.basis, for the whole term or a year",
    ),
    Column("Fixed cost / estimated cost", "FixedCost", "value.certainty", _fixed, ("value.certainty", "value.parts")),
    Column(
        "Irrecoverable VAT",
        "IrrecoverableVAT",
        "value.irrecoverable_vat",
        _irrecoverable,
        ("value.irrecoverable_vat",),
        "value.irrecoverable_vat, 0.00 where all VAT can be recovered",
    ),
    Column(
        "Supplier Name",
        "SupplierName",
        "provider.name",
        lambda row: row.provider.name,
        ("provider.name",),
        "provider.name",
    ),
    Column(
        "Supplier registered company number",
        "CompaniesHouseRegistrationNumber",
        "provider.company_number",
        lambda row: row.provider.company_number,
        ("provider.company_number",),
    ),
    Column(
        "Supplier registered charity number",
        "CharityCommissionNumber",
        "provider.charity_number",
        lambda row: row.provider.charity_number,
        ("provider.charity_number",),
        "provider.charity_number, or another number of the provider",
        _needs_number,
    ),
    Column("Other supplier ID", "OtherSupplierID", "provider.identifiers", _other_ids, ("provider.identifiers",)),
    Column(
        "SME supplier", "SMESupplier", "provider.sme", lambda row: row.provider.sme, ("provider.sme",), "provider.sme"
    ),
    Column(
        "VCSE supplier",
        "VCSESupplier",
        "provider.vcse",
        lambda row: row.provider.vcse,
        ("provider.vcse",),
        "provider.vcse",
    ),
    Column(
        "VCSE supplier type",
        "VCSESupplierType",
        "provider.type, where provider.vcse is true",
        _vcse_type,
        ("provider.type", "provider.vcse"),
    ),
    Column(
        "Nominated contact point: name",
        "ContactName",
        "monitoring.owner, where the settings let it be published",
        _owner,
        ("monitoring.owner",),
    ),
    Column("Nominated contact point: email", "ContactEmail"),
    Column("Nominated contact point: URL", "ContactURL"),
    Column(
        "Tender process type",
        "ProcessType",
        "procurement.route",
        _process,
        ("procurement.route",),
        "procurement.route",
        _tendered,
    ),
    Column(
        "Tender document URL",
        "TenderDocumentURL",
        "the first of procurement.notices with an address that is a tender notice (UK4)",
        _tender_notice,
        ("procurement.notices",),
    ),
    Column(
        "Contract document URL",
        "ContractDocumentURL",
        "the first of documents with an address and the word contract in its title",
        _document("contract"),
        ("documents",),
    ),
    Column(
        "Performance information URL",
        "PerformanceInformationURL",
        "the first of documents with an address and the word performance in its title",
        _document("performance"),
        ("documents",),
    ),
    Column("Location served label", "AreaServedLabel"),
    Column("Location served URI", "AreaServedURI"),
)
# What the guidance asks for of an invitation to tender (page 25), with the columns that identify it.
_INVITATION = frozenset(
    (
        *("OrganisationLabel", "OrganisationURI", "", "ContractReference", "OpenContractingID", "ContractTitle"),
        *("OrganisationalUnit", "Description", "CPVCode", "StartDate", "EndDate", "ReviewDate", "ProcessType"),
        "TenderDocumentURL",
    )
)
INVITATION_COLUMNS = tuple(column for column in COLUMNS if column.name in _INVITATION)
# The guidance puts a council's own columns after its list (page 26), and would have the sums explained (page 30).
OWN = Column(
    "Value as stated",
    "ValueAsStated",
    "value.amount or value.parts with value.basis and value.certainty, in words",
    lambda row: (row.contract.value and value_words(row.contract.value)) or None,
    (*_VALUE, "value.certainty"),
)
