"""The columns of the Transparency Code's contracts file, and where each comes from in a contract.

`title` is the heading of Annex I of the LGA's guidance (v1.3, 2015, pages 45 to 53; it has no number 28), `name` the
field of the machine-readable schema, Contracts.json. The two differ in one column, and in the words of three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commreg.export.dates import can_extend_to
from commreg.export.transparency_code import cells
from commreg.export.transparency_code.cells import Row
from commreg.wording.value import value_words


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
        cells.organisation_uri,
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
    Column(
        "Open Contracting ID",
        "OpenContractingID",
        "organisation.ocds_prefix in the settings, with id",
        cells.open_contracting_id,
    ),
    Column("Title of the Agreement", "ContractTitle", "title", lambda row: row.contract.title, ("title",), "title"),
    Column("Contract type", "ContractType", "kind", lambda row: cells.CONTRACT_TYPES[row.contract.kind]),
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
        cells.review,
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
        cells.amount,
        _VALUE,
        "value.amount and value.basis, for the whole term or a year",
    ),
    Column(
        "Fixed cost / estimated cost", "FixedCost", "value.certainty", cells.fixed, ("value.certainty", "value.parts")
    ),
    Column(
        "Irrecoverable VAT",
        "IrrecoverableVAT",
        "value.irrecoverable_vat",
        cells.irrecoverable,
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
        cells.needs_number,
    ),
    Column("Other supplier ID", "OtherSupplierID", "provider.identifiers", cells.other_ids, ("provider.identifiers",)),
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
        cells.vcse_type,
        ("provider.type", "provider.vcse"),
    ),
    Column(
        "Nominated contact point: name",
        "ContactName",
        "monitoring.owner, where the settings let it be published",
        cells.owner,
        ("monitoring.owner",),
    ),
    Column("Nominated contact point: email", "ContactEmail"),
    Column("Nominated contact point: URL", "ContactURL"),
    Column(
        "Tender process type",
        "ProcessType",
        "procurement.route",
        cells.process,
        ("procurement.route",),
        "procurement.route",
        cells.tendered,
    ),
    Column(
        "Tender document URL",
        "TenderDocumentURL",
        "the first of procurement.notices with an address that is a tender notice (UK4)",
        cells.tender_notice,
        ("procurement.notices",),
    ),
    Column(
        "Contract document URL",
        "ContractDocumentURL",
        "the first of documents with an address and the word contract in its title",
        cells.document("contract"),
        ("documents",),
    ),
    Column(
        "Performance information URL",
        "PerformanceInformationURL",
        "the first of documents with an address and the word performance in its title",
        cells.document("performance"),
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
