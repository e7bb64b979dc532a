"""Notices of procurement law are recognised by number and by name."""

from __future__ import annotations

import pytest

from commreg.law import NoticeType, notice_number, notice_types


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UK1", NoticeType.PIPELINE),
        ("UK2 preliminary market engagement notice", NoticeType.MARKET_ENGAGEMENT),
        ("UK3", NoticeType.PLANNED_PROCUREMENT),
        ("Find a Tender UK4", NoticeType.TENDER),
        ("uk-5", NoticeType.TRANSPARENCY),
        ("UK6", NoticeType.AWARD),
        ("UK 7", NoticeType.DETAILS),
        ("UK8", NoticeType.PAYMENT),
        ("UK9", NoticeType.PERFORMANCE),
        ("UK10", NoticeType.CHANGE),
        ("UK11", NoticeType.TERMINATION),
        ("UK12", NoticeType.PROCUREMENT_TERMINATION),
        ("UK13", NoticeType.DYNAMIC_MARKET),
        ("UK16", NoticeType.DYNAMIC_MARKET),
        ("UK17", NoticeType.PAYMENTS_COMPLIANCE),
        ("Contract details notice", NoticeType.DETAILS),
        ("Contract  DETAILS", NoticeType.DETAILS),
        ("Procurement termination notice", NoticeType.PROCUREMENT_TERMINATION),
        ("Contract termination notice", NoticeType.TERMINATION),
        ("Transparency notice", NoticeType.TRANSPARENCY),
        ("Below-threshold tender notice", NoticeType.TENDER),
        ("Contract award notice", NoticeType.AWARD),
        ("Award notice", NoticeType.PSR_AWARD),
        ("Notice of intention to make an award", NoticeType.PSR_INTENTION),
        ("Notice of intention to follow the most suitable provider process", NoticeType.PSR_PROCESS),
        ("Contract notice", NoticeType.OLDER_CONTRACT_NOTICE),
    ],
)
def test_a_notice_is_recognised_by_number_or_name(name: str, expected: NoticeType) -> None:
    assert notice_types(name) == {expected}


def test_a_notice_can_publish_a_copy_of_the_contract_as_well() -> None:
    assert notice_types("UK7 with a copy of the contract") == {NoticeType.DETAILS, NoticeType.CONTRACT_COPY}
    assert notice_types("Copy of the modified contract") == {NoticeType.MODIFICATION_COPY}


@pytest.mark.parametrize("name", ["", "Letter to the provider", "UK18", "UK0", "UKHSA 7", "Duke7"])
def test_other_names_are_no_notice_of_procurement_law(name: str) -> None:
    assert not notice_types(name)


def test_the_number_is_read_as_written() -> None:
    assert [notice_number(name) for name in ("UK7", "uk 07", "UK-17: x", "UK99", "Contract 7")] == [7, 7, 17, 99, None]
