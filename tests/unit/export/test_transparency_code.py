"""The Transparency Code's contracts file: which contracts are in it, and what stands in its cells."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from commreg.diagnostics.errors import InputError
from commreg.export.request import ExportRequest
from commreg.export.transparency_code import file
from commreg.export.transparency_code.columns import COLUMNS, OWN
from commreg.export.transparency_code.quarter import parse_quarter
from commreg.export.transparency_code.scope import exceeds, scope
from commreg.model.settings import Organisation, Settings
from commreg.model.vocabularies import KIND, ROUTE
from commreg.planning.contract_view import ContractView
from commreg.register.redact import PERSONAL, RedactedRegister
from tests.unit.builders import AS_OF, contract, contract_view


def outgoing(*views: ContractView, organisation: dict[str, Any] | None = None, **options: str | bool) -> ExportRequest:
    settings = Settings(
        organisation=Organisation(**organisation or {"name": "Merrowdale Council"}),
        service_areas={"social-care": "Social Care"},
    )
    named = {name.replace("_", "-"): value for name, value in options.items()}
    return ExportRequest(views, RedactedRegister(views, "public"), settings, AS_OF, "Merrowdale Council", named)


def cells(view: ContractView, **how: Any) -> dict[str, str]:
    """The one row of a file of one contract."""
    (row,) = csv.DictReader(io.StringIO(file.render(outgoing(view, **how)), newline=""))
    return row


def about(**changes: Any) -> dict[str, str]:
    return cells(contract_view(contract(**{"value.amount": "24000.00", **changes})))


TWO_YEARS = {"term.start": "2020-04-01", "term.end": "2022-03-31"}
ONE_YEAR = {"term.start": "2020-04-01", "term.end": "2021-03-31"}
OPEN = {"term.end": None, "term.ends_when": "Either side gives notice.", "term.review_on": "2022-02-01"}


@pytest.mark.parametrize(
    ("amount", "basis", "term", "is_included", "doubt"),
    [
        ("5000.00", "whole-term", TWO_YEARS, False, ""),  # strictly over £5,000
        ("5000.01", "whole-term", TWO_YEARS, True, ""),
        ("5000.00", "ceiling", TWO_YEARS, False, ""),
        ("0.00", "whole-term", TWO_YEARS, False, ""),
        ("5000.01", "per-case", TWO_YEARS, True, ""),
        ("12.50", "per-case", ONE_YEAR, True, "£12.50 a case, so that the whole may be over £5,000"),
        ("2500.00", "annual", TWO_YEARS, False, ""),  # 5,000 in two years
        ("2500.01", "annual", TWO_YEARS, True, ""),
        ("2500.00", "annual", {**TWO_YEARS, "term.end": "2022-04-01"}, True, ""),  # a month begun counts whole
        ("2500.00", "annual", {**TWO_YEARS, "term.extensions": [{"months": "12"}]}, True, ""),  # by the final end
        ("208.33", "monthly", TWO_YEARS, False, ""),
        ("208.34", "monthly", TWO_YEARS, True, ""),
        ("47.94", "weekly", TWO_YEARS, False, ""),  # 730 days
        ("47.95", "weekly", TWO_YEARS, True, ""),
        ("10.00", "annual", OPEN, True, "£10.00 a year, so that the whole may be over £5,000"),
        ("4999.00", "unstated", ONE_YEAR, False, ""),  # for the whole or for a year: neither is over
        ("2500.00", "unstated", TWO_YEARS, False, ""),
        ("2501.00", "unstated", TWO_YEARS, True, "£2,501.00, basis not stated, so that the whole may be over £5,000"),
        ("5000.01", "unstated", ONE_YEAR, True, ""),
    ],
)
def test_a_contract_is_left_out_only_where_no_reading_of_its_value_is_over_5000(
    amount: str, basis: str, term: dict[str, Any], is_included: bool, doubt: str
) -> None:
    view = contract_view(contract(**{"value.amount": amount, "value.basis": basis, **term}))
    assert exceeds(view) == (is_included, doubt)


def test_a_contract_with_no_amount_is_included_and_reported_as_doubtful() -> None:
    assert exceeds(contract_view(contract(value=None))) == (True, "no amount is recorded")
    parts = [
        {"what": "Management", "amount": "10.00", "basis": "monthly"},
        {"what": "Cases", "amount": "20.00", "basis": "per-case"},
    ]
    value = {"amount": None, "basis": None, "parts": parts}
    assert exceeds(contract_view(contract(value=value))) == (True, "its parts are not on one basis")


def test_a_withheld_value_does_not_show_that_it_is_small() -> None:
    """Whatever the amount is, the contract is in the file, with the words of redaction, and in no doubt."""
    for field in ("value", "value.amount", "value.parts"):
        view = contract_view(contract(value=None), redacted={field: "REDACTED COMMERCIAL CONFIDENTIALITY"})
        assert exceeds(view) == (True, "")
        row = cells(view)
        assert row["Contract value"] == row["Value as stated"] == "REDACTED COMMERCIAL CONFIDENTIALITY"
        assert not [line for line in file.remarks(outgoing(view)) if "Contract value" in line]


QUARTER = parse_quarter("2021-Q3", AS_OF)


@pytest.mark.parametrize(
    ("start", "end", "chosen"),
    [
        ("2021-07-01", "2023-03-31", True),
        ("2021-09-30", "2023-03-31", True),  # began on its last day
        ("2021-10-01", "2023-03-31", False),
        ("2020-04-01", "2021-07-01", True),  # ended on its first day
        ("2021-07-05", "2021-08-05", True),
    ],
)
def test_a_quarter_has_the_contracts_in_force_on_any_day_of_it(start: str, end: str, chosen: bool) -> None:
    term = {"term.start": start, "term.end": end, "value.amount": "24000.00"}
    if end < "2021-12-16":
        term["term.closed_on"] = "2021-12-01"
    selection = scope([contract_view(contract(**term))], QUARTER)
    assert bool(selection.views) is chosen
    assert selection.outside_period == (() if chosen else ("parent-advice-2020",))


def test_a_contract_that_ran_out_before_the_quarter_stays_until_it_is_closed() -> None:
    ran_out = {"term.start": "2020-04-01", "term.end": "2021-06-30", "value.amount": "24000.00"}
    selection = scope([contract_view(contract(**ran_out))], QUARTER)
    assert [name for name, _ in selection.doubts] == ["parent-advice-2020"]
    assert selection.views
    closed = scope([contract_view(contract(**ran_out, **{"term.closed_on": "2021-07-05"}))], QUARTER)
    assert closed.outside_period == ("parent-advice-2020",)


def test_dates_and_amounts_are_written_as_the_guidance_has_them() -> None:
    view = contract_view(contract(**{"value.amount": "125123", "value.irrecoverable_vat": "0.1", **TWO_YEARS}))
    row = cells(view)
    assert (row["Contract start date"], row["End date"]) == ("01/04/2020", "31/03/2022")
    assert (row["Contract value"], row["Irrecoverable VAT"]) == ("125123.00", "0.10")
    iso = cells(view, iso_dates=True)
    assert (iso["Contract start date"], iso["End date"]) == ("2020-04-01", "2022-03-31")


def test_the_effective_date_is_the_end_of_the_quarter_or_the_day() -> None:
    view = contract_view(contract())
    assert cells(view, quarter="2021-Q3")["Effective date"] == "30/09/2021"
    assert cells(view, quarter="2021/22-Q3")["Effective date"] == "31/12/2021"
    assert cells(view)["Effective date"] == "16/12/2021"


@pytest.mark.parametrize(
    ("route", "guidance", "schema"),
    [
        ("open", "Invitation to tender", "Published invitation to tender"),
        ("restricted", "Invitation to tender", "Published invitation to tender"),
        ("competitive-flexible", "Invitation to tender", "Published invitation to tender"),
        ("dynamic-market", "Invitation to tender", "Published invitation to tender"),
        ("psr-competitive", "Invitation to tender", "Published invitation to tender"),
        ("quotation", "Invitation to quote", "Invitation to quote"),
        ("framework-mini-competition", "Invitation to quote", "Invitation to quote"),
        ("negotiated", "", ""),  # it was published or it was not
        ("framework-call-off", "Other", ""),
        ("direct-award", "Other", ""),
        ("psr-direct-award-a", "Other", ""),
        ("psr-direct-award-b", "Other", ""),
        ("psr-direct-award-c", "Other", ""),
        ("psr-most-suitable-provider", "Other", ""),
        ("user-choice", "Other", ""),
        ("grant", "Other", ""),
        ("inter-authority", "Other", ""),
    ],
)
def test_every_route_has_its_words_in_both_lists(route: str, guidance: str, schema: str) -> None:
    view = contract_view(contract(**{"procurement.route": route}))
    assert cells(view)["Tender process type"] == guidance
    assert cells(view, field_names=True)["ProcessType"] == schema


def test_no_route_and_no_kind_is_without_words() -> None:
    assert len(ROUTE._words) == 17
    for kind in KIND:
        assert about(kind=kind)["Contract type"]


@pytest.mark.parametrize(
    ("provider", "vcse_type"),
    [
        ({"type": "charity", "vcse": "true"}, "Charity or Charitable Incorporated Organisation"),
        ({"type": "cic", "vcse": "true"}, "Community Interest Company"),
        ({"type": "company", "vcse": "true"}, "Companies House"),
        ({"type": "club", "vcse": "true"}, "Other"),
        ({"vcse": "true"}, "Not known"),
        ({"type": "company", "vcse": "false"}, ""),
        ({"type": "charity"}, ""),
    ],
)
def test_the_kind_of_voluntary_body_follows_the_flag_alone(provider: dict[str, str], vcse_type: str) -> None:
    assert about(provider=provider)["VCSE supplier type"] == vcse_type


def test_numbers_of_the_provider_keep_their_zeros() -> None:
    numbers = {"company_number": "00412876", "charity_number": "1099123", "identifiers": {"PPON": "0042", "ODS": "RZ9"}}
    row = about(provider=numbers)
    assert row["Supplier registered company number"] == "00412876"
    assert row["Supplier registered charity number"] == "1099123"
    assert row["Other supplier ID"] == "ODS RZ9; PPON 0042"


@pytest.mark.parametrize(
    ("identifiers", "uri"),
    [
        ({}, ""),
        ({"GB-LAE": "MRW"}, ""),
        ({"GB-LAE": "MRW", "GSS": "E06000999"}, "http://statistics.data.gov.uk/id/statistical-geography/E06000999"),
        ({"GSS": "E06000999", "URI": "http://x.example/id/mrw"}, "http://x.example/id/mrw"),
    ],
)
def test_the_organisation_has_a_code_only_where_one_is_recorded(identifiers: dict[str, str], uri: str) -> None:
    row = cells(contract_view(contract()), organisation={"name": "Merrowdale Council", "identifiers": identifiers})
    assert row["Organisation Code"] == uri


def test_the_open_contracting_id_is_the_one_that_ocds_has() -> None:
    view = contract_view(contract())
    assert cells(view)["Open Contracting ID"] == ""
    row = cells(view, organisation={"name": "M", "ocds_prefix": "ocds-0test0"})
    assert row["Open Contracting ID"] == "ocds-0test0-parent-advice-2020"


def test_the_reference_is_the_councils_own_and_else_the_id() -> None:
    assert about(reference="00321")["Contract Reference number / ID"] == "00321"
    assert about()["Contract Reference number / ID"] == "parent-advice-2020"


def test_the_review_date_is_the_recorded_one_or_the_day_the_window_opens() -> None:
    assert about()["Review date"] == "01/10/2021"  # 1 April 2023 less 18 months
    assert about(**OPEN)["Review date"] == "01/02/2022"
    assert about(**{"term.closed_on": "2021-04-05", **ONE_YEAR})["Review date"] == ""


def test_the_last_extension_is_given_while_an_option_is_left() -> None:
    one_year = [{"months": "12"}]
    assert about(**{"term.extensions": one_year})["Last extension date"] == "31/03/2024"
    assert about()["Last extension date"] == ""
    assert about(**ONE_YEAR, **{"term.extensions": one_year})["Last extension date"] == ""  # it has ended


@pytest.mark.parametrize(
    ("value", "cell", "stated"),
    [
        ({"basis": "annual"}, "24000.00", "£24,000.00 a year"),
        ({"basis": "whole-term", "certainty": "estimated"}, "24000.00", "£24,000.00 whole term (estimated)"),
        ({"basis": "unstated"}, "24000.00", "£24,000.00, basis not stated"),
        ({"basis": "monthly"}, "864000.00", "£24,000.00 a month"),  # three years
        ({"basis": "weekly", "amount": "1000.00"}, "156428.57", "£1,000.00 a week"),  # 1,095 days
        ({"basis": "per-case"}, "", "£24,000.00 a case"),
    ],
)
def test_only_a_sum_for_the_whole_or_a_year_is_a_contract_value(value: dict[str, str], cell: str, stated: str) -> None:
    row = about(value=value)
    assert (row["Contract value"], row["Value as stated"]) == (cell, stated)


def test_a_withheld_cell_holds_the_words_of_the_guidance_and_is_no_gap() -> None:
    redacted = {"provider.name": PERSONAL, "provider.sme": PERSONAL, "procurement.route": PERSONAL}
    view = contract_view(contract(**{"procurement.route": "open"}), redacted=redacted)
    row = cells(view)
    assert row["Supplier Name"] == row["SME supplier"] == row["Tender process type"] == PERSONAL
    text = "\n".join(file.remarks(outgoing(view)))
    assert "SME supplier" not in text
    assert "Tender process type" not in text


def test_what_the_settings_keep_internal_is_blank_where_the_code_does_not_ask_for_it() -> None:
    view = contract_view(contract(**{"monitoring.owner": "Head of Service"}))
    assert cells(view)["Nominated contact point: name"] == "Head of Service"
    hidden = contract_view(
        contract(**{"monitoring.owner": "Not published"}), redacted={"monitoring.owner": "Not published"}
    )
    assert cells(hidden)["Nominated contact point: name"] == ""


def test_links_come_from_public_documents_and_notices() -> None:
    row = about(
        procurement={"notices": [{"name": "Award notice"}, {"name": "Tender notice", "url": "https://x.example/t"}]},
        documents=[
            {"title": "Performance report", "url": "https://x.example/p", "visibility": "public"},
            {"title": "The contract", "url": "https://x.example/c", "visibility": "public"},
        ],
    )
    assert row["Tender document URL"] == "https://x.example/t"
    assert row["Contract document URL"] == "https://x.example/c"
    assert row["Performance information URL"] == "https://x.example/p"


def test_text_that_a_spreadsheet_would_run_is_made_inert() -> None:
    row = about(title="=1+1", description='- one\n- two, "three"')
    assert row["Title of the Agreement"] == "'=1+1"
    assert row["Description of goods and services"] == '\'- one\n- two, "three"'


def test_every_missing_value_is_listed_by_contract_and_column_and_field() -> None:
    view = contract_view(contract(**{"provider.vcse": "true", "provider.sme": "false", "description": "Advice."}))
    assert list(file.remarks(outgoing(view)))[-6:] == [
        "Left blank, though the Code asks for it:",
        "  parent-advice-2020: Irrecoverable VAT, Supplier registered charity number, Tender process type",
        "Where each is written in a contract file:",
        "  Irrecoverable VAT: value.irrecoverable_vat, 0.00 where all VAT can be recovered",
        "  Supplier registered charity number: provider.charity_number, or another number of the provider",
        "  Tender process type: procurement.route",
    ]


def test_a_contract_with_all_the_code_asks_for_has_no_gap() -> None:
    complete = contract(
        description="Advice.",
        provider={"sme": "true", "vcse": "true", "charity_number": "1099123"},
        procurement={"route": "open"},
        value={"irrecoverable_vat": "0.00"},
    )
    assert list(file.remarks(outgoing(contract_view(complete)))) == []


def test_an_open_ended_contract_has_no_end_to_ask_for() -> None:
    text = "\n".join(file.remarks(outgoing(contract_view(contract(**OPEN)))))
    assert "End date" not in text


def test_a_direct_award_is_no_gap_where_the_schema_has_no_word_for_it() -> None:
    view = contract_view(contract(**{"procurement.route": "direct-award"}))
    assert "Tender type" not in "\n".join(file.remarks(outgoing(view, field_names=True)))
    assert "Tender process type" not in "\n".join(file.remarks(outgoing(view, field_names=True)))


def test_columns_say_where_they_come_from() -> None:
    for column in (*COLUMNS, OWN):
        assert column.source
        assert not column.asks or column.source != "left blank"


def test_the_file_of_no_contract_is_its_heading() -> None:
    assert len(file.render(outgoing()).splitlines()) == 1
    assert list(file.remarks(outgoing())) == []


def listed(name: str, *views: ContractView, **options: Any) -> tuple[list[str], str]:
    """The references in one of the three lists, with what is said about it."""
    request = outgoing(*views, list=name, **options)
    rows = csv.DictReader(io.StringIO(file.render(request), newline=""))
    return [row["Contract Reference number / ID"] for row in rows], "\n".join(file.remarks(request))


def tendered(name: str, **procurement: Any) -> ContractView:
    return contract_view(contract(id=name, procurement={"route": "open"} | procurement))


def test_invitations_to_tender_are_those_of_the_quarter_by_tender_notice_or_commencement() -> None:
    views = (
        tendered("by-notice", notices=[{"name": "UK4", "published_on": "2021-09-30"}], commenced_on="2021-06-01"),
        tendered("by-day", commenced_on="2021-07-01"),
        tendered("before", commenced_on="2021-06-30"),
        tendered("no-day"),
        contract_view(contract(id="quoted", procurement={"route": "quotation"})),
    )
    names, remarks = listed("invitations", *views, quarter="2021-Q3")
    assert names == ["by-notice", "by-day", "no-day"]
    assert "Invited on a day from 1 July 2021 to 30 September 2021" in remarks
    assert "no-day: the day of the invitation is not recorded" in remarks
    assert "no published invitation to tender is recorded (procurement.route): 1 (quoted)" in remarks
    assert "still drafts" in remarks


def test_the_columns_of_an_invitation_are_those_the_guidance_asks_for() -> None:
    rows = csv.reader(io.StringIO(file.render(outgoing(tendered("by-day"), list="invitations")), newline=""))
    heading = next(rows)
    assert heading[3:6] == ["Contract Reference number / ID", "Open Contracting ID", "Title of the Agreement"]
    assert "Supplier Name" not in heading
    assert heading[-2:] == ["Tender document URL", "Value as stated"]


def test_grants_to_voluntary_bodies_are_listed_whatever_their_value() -> None:
    def grant(name: str, **changes: Any) -> ContractView:
        return contract_view(contract(id=name, kind="grant", **{"value.amount": "400.00", **changes}))

    views = (
        grant("small", **{"provider.vcse": "true"}),
        grant("unknown"),
        grant("company", **{"provider.vcse": "false"}),
        contract_view(contract()),
    )
    names, remarks = listed("grants", *views)
    assert names == ["small", "unknown"]
    assert "unknown: provider.vcse is not recorded" in remarks
    assert "not grants to voluntary bodies: 2" in remarks


def test_a_list_that_the_code_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="spending is not a list of the Code"):
        listed("spending", contract_view(contract()))
