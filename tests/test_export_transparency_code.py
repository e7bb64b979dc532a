"""`export transparency-code` keeps to the columns, formats and lists of the LGA, on two registers."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commreg.export.transparency_code.columns import COLUMNS, OWN
from tests.conftest import ROOT, Program

RICH = ROOT / "tests" / "data" / "rich"
TYPES = (
    "Single award contract|Multiple award contract|Framework agreement|Dynamic purchasing system|Grant agreement|Other"
)
# The machine-readable schema, Contracts.json, put down anew: field, whether it is required, and its type or its list.
# It has no licence, so it is not copied here.
SCHEMA = (
    ("OrganisationLabel", False, "string"),
    ("OrganisationURI", False, "uri"),
    ("ContractReference", True, "string"),
    ("OpenContractingID", False, "string"),
    ("ContractTitle", True, "string"),
    ("ContractType", False, TYPES),
    ("OrganisationalUnit", True, "string"),
    ("ServiceCategoryLabel", False, "string"),
    ("ServiceCategoryURI", False, "uri"),
    ("Description", True, "string"),
    ("ProcurementCategory", False, "string"),
    ("CPVLabel", False, "string"),
    ("CPVCode", False, "string"),
    ("ProclassLabel", False, "string"),
    ("ProclassCode", False, "string"),
    ("StartDate", True, "date"),
    ("EndDate", True, "date"),
    ("ReviewDate", True, "date"),
    ("LastExtensionDate", False, "date"),
    ("ContractValue", True, "amount"),
    ("FixedCost", False, "flag"),
    ("IrrecoverableVAT", True, "amount"),
    ("SupplierName", True, "string"),
    ("CompaniesHouseRegistrationNumber", False, "string"),
    ("CharityCommissionNumber", True, "string"),
    ("OtherSupplierID", False, "string"),
    ("SMESupplier", True, "flag"),
    ("VCSESupplier", True, "flag"),
    ("VCSESupplierType", False, "Voluntary sector|Community sector"),
    ("ContactName", False, "string"),
    ("ContactEmail", False, "string"),
    ("ContactURL", False, "string"),
    ("ProcessType", True, "Invitation to quote|Published invitation to tender"),
    ("TenderDocumentURL", False, "string"),
    ("ContractDocumentURL", False, "string"),
    ("PerformanceInformationURL", False, "string"),
    ("AreaServedLabel", False, "string"),
    ("AreaServedURI", False, "uri"),
)
# Annex I of the guidance: its numbers run to 40 without a 28. Where its list of words is not the schema's, it is here.
GUIDANCE = """Organisation name; Organisation Code; Effective date; Contract Reference number / ID; Open Contracting ID;
    Title of the Agreement; Contract type; Directorate/service responsible; Service Category label;
    Service category URI; Description of goods and services;
    Procurement classification: Council's procurement category label; Procurement classification: CPV label;
    Procurement classification: CPV code; Procurement classification: Proclass label;
    Procurement classification: Proclass code; Contract start date; End date; Review date; Last extension date;
    Contract value; Fixed cost / estimated cost; Irrecoverable VAT; Supplier Name;
    Supplier registered company number; Supplier registered charity number; Other supplier ID; SME supplier;
    VCSE supplier; VCSE supplier type; Nominated contact point: name; Nominated contact point: email;
    Nominated contact point: URL; Tender process type; Tender document URL; Contract document URL;
    Performance information URL; Location served label; Location served URI"""
GUIDANCE_LISTS = {
    "Tender process type": "Invitation to tender|Invitation to quote|Other",
    "VCSE supplier type": "Companies House|Charity or Charitable Incorporated Organisation|Community Interest Company|"
    "Industrial and Provident Society|Housing Association|Other|Not known",
    "Fixed cost / estimated cost": "Fixed cost|Estimated cost",
}
PATTERNS = {
    "string": r"(?s).+",
    "uri": r"https?://\S+",
    "date": r"\d{2}/\d{2}/\d{4}",
    "amount": r"\d+\.\d{2}",
    "flag": "true|false",
}
REDACTED = ("REDACTED", "REDACTED PERSONAL DATA", "REDACTED COMMERCIAL CONFIDENTIALITY")
# The schema requires these of every contract; the Code of those only to which they apply.
WHERE_APPLICABLE = {"CharityCommissionNumber", "EndDate", "ReviewDate", "ProcessType"}
REFERENCES = {
    "MDC-00388": "foster-care-framework-2023",
    "MDC-00402/2": "foster-placements-2024",
    "00321": "parent-advice-2024",
    "MDC-00417": "speech-therapy-2024",
}
REGISTERS = pytest.mark.parametrize("root", [ROOT, RICH], ids=["real", "rich"])
AUDIENCES = pytest.mark.parametrize("audience", ["public", "internal"])
Compare = Callable[[str, Path | str], None]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def gaps(err: str) -> set[tuple[str, str]]:
    """Contract and column of each gap that was told."""
    lines = re.findall(r"^  ([a-z0-9-]+): (.+)$", err.partition("Where each is written")[0], re.MULTILINE)
    return {(name, column) for name, columns in lines for column in columns.split(", ")}


def fits(cell: str, kind: str, *, dates: str = PATTERNS["date"]) -> bool:
    pattern = dates if kind == "date" else PATTERNS.get(kind, kind)
    return cell in ("", *REDACTED) or re.fullmatch(pattern, cell) is not None


def test_the_columns_are_those_of_the_guidance_and_of_the_schema_in_their_order() -> None:
    assert [column.title for column in COLUMNS] == [" ".join(title.split()) for title in GUIDANCE.split(";")]
    assert [column.name for column in COLUMNS if column.name] == [name for name, _, _ in SCHEMA]
    assert [column.title for column in COLUMNS if not column.name] == ["Effective date"]


@REGISTERS
@AUDIENCES
def test_every_cell_fits_the_guidance(root: Path, audience: str, commreg: Program) -> None:
    ran = commreg("export", "transparency-code", "--audience", audience, cwd=root)
    assert ran.code == 0
    kinds = {name: kind for name, _, kind in SCHEMA}
    rows = table(ran.out)
    assert len(rows) > 9
    for row in rows:
        assert list(row) == [*(column.title for column in COLUMNS), OWN.title]
        for column in COLUMNS:
            kind = GUIDANCE_LISTS.get(column.title, kinds.get(column.name, "date"))
            assert fits(row[column.title], kind), (column.title, row[column.title])


@REGISTERS
@AUDIENCES
@pytest.mark.parametrize("dates", [PATTERNS["date"], r"\d{4}-\d{2}-\d{2}"], ids=["uk", "iso"])
def test_every_cell_fits_the_schema(root: Path, audience: str, dates: str, commreg: Program) -> None:
    iso = () if dates == PATTERNS["date"] else ("--iso-dates",)
    ran = commreg("export", "transparency-code", "--field-names", "--audience", audience, *iso, cwd=root)
    for row in table(ran.out):
        assert list(row) == [*(name for name, _, _ in SCHEMA), OWN.name]
        for name, _, kind in SCHEMA:
            assert fits(row[name], kind, dates=dates), (name, row[name])


@REGISTERS
@AUDIENCES
def test_a_required_field_is_filled_or_listed_as_missing(root: Path, audience: str, commreg: Program) -> None:
    ran = commreg("export", "transparency-code", "--field-names", "--audience", audience, cwd=root)
    listed_gaps = gaps(ran.err)
    blank = {
        (REFERENCES.get(row["ContractReference"], row["ContractReference"]), name)
        for row in table(ran.out)
        for name, required, _ in SCHEMA
        if required and name not in WHERE_APPLICABLE and not row[name]
    }
    assert blank
    assert blank <= listed_gaps


@pytest.mark.parametrize(
    ("root", "options", "name"),
    [(ROOT, ("--quarter", "2021-Q3"), "real"), (RICH, (), "rich"), (RICH, ("--audience", "internal"), "rich-internal")],
)
def test_the_output_is_the_one_that_was_read(
    root: Path, options: tuple[str, ...], name: str, commreg: Program, same_as: Compare
) -> None:
    ran = commreg("export", "transparency-code", *options, cwd=root)
    assert ran.code == 0
    same_as(ran.out, f"export-transparency-code-{name}.csv")
    same_as(ran.err, f"export-transparency-code-{name}.txt")


def test_it_is_utf_8_without_a_mark_and_its_lines_end_as_rfc_4180_has_them(commreg: Program, tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    assert commreg("export", "transparency-code", "-o", str(file)).code == 0
    data = file.read_bytes()
    assert data.startswith(b"Organisation name,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 24
    assert "\N{EN DASH}".encode() in data


def test_a_register_as_at_a_day_gives_the_same_bytes(commreg: Program) -> None:
    assert commreg("export", "transparency-code", cwd=RICH).out == commreg("export", "transparency-code", cwd=RICH).out


def test_the_23_contracts_over_5000_are_in_and_the_other_five_are_named(commreg: Program) -> None:
    """Five of the 28 are £5,000 or less, each for a year at most, so that no reading of them is over."""
    ran = commreg("export", "transparency-code")
    rows = table(ran.out)
    assert len(rows) == 23
    small = re.search(r"do not exceed £5,000: 5 \((.*)\)", ran.err)
    assert small
    assert small[1].split(", ") == [
        "early-bird-pilot-2021",
        "early-years-bright-sparks-2021",
        "foster-the-future-2021",
        "outdoor-visits-advice-2021",
        "therapeutic-interventions-2021",
    ]
    worth = {row["Contract Reference number / ID"]: row["Contract value"] for row in rows}
    assert worth["healthy-child-programme-2017"] == "1942820.00"
    assert worth["sacre-2021"] == "5280.56"


def test_the_sole_traders_name_is_the_words_of_redaction(commreg: Program) -> None:
    rows = table(commreg("export", "transparency-code").out)
    assert [row["Supplier Name"] for row in rows].count("REDACTED PERSONAL DATA") == 2


def test_filters_apply(commreg: Program) -> None:
    rows = table(commreg("export", "transparency-code", "--kind", "grant").out)
    assert {row["Contract type"] for row in rows} == {"Grant agreement"}


@pytest.mark.parametrize(
    "options",
    [
        ("ics", "--quarter", "2021-Q3"),
        ("csv", "--iso-dates"),
        ("ocds", "--field-names"),
        ("transparency-code", "--uri", "https://x"),
    ],
)
def test_an_option_of_another_form_is_refused(options: tuple[str, ...], commreg: Program) -> None:
    ran = commreg("export", *options)
    assert (ran.code, ran.out) == (2, "")
    assert f"{options[1]} belongs to export" in ran.err


@pytest.mark.parametrize("quarter", ["2021-Q5", "2022-Q1"])
def test_a_quarter_that_cannot_be_is_refused(quarter: str, commreg: Program) -> None:
    ran = commreg("export", "transparency-code", "--quarter", quarter)
    assert (ran.code, ran.out) == (2, "")
    assert "hint: " in ran.err


def test_gaps_never_stop_the_export_and_faults_do(commreg: Program, tmp_path: Path) -> None:
    root = tmp_path / "rich"
    shutil.copytree(RICH, root)
    file = root / "contracts" / "advocacy-2022.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("end: 2025-09-30", "end: 30/09/2025"), encoding="utf-8")
    ran = commreg("export", "transparency-code", cwd=root)
    assert (ran.code, ran.out) == (1, "")
    ran = commreg("export", "transparency-code", "--keep-going", cwd=root)
    assert ran.code == 1
    assert len(table(ran.out)) == 9
    assert "Not included: 1 file" in ran.err


@pytest.mark.source_only
def test_the_page_lists_every_column_and_where_it_comes_from() -> None:
    page = (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")
    for column in (*COLUMNS, OWN):
        name = f"`{column.name}`" if column.name else "none"
        row = f"| {column.title} | {name} | {column.source} | {'yes ' if column.asks else ''}|"
        assert row in page.splitlines(), row
