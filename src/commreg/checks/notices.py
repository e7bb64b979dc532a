"""Checks of the notices recorded for a procurement: those that the law requires and that are not recorded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.law import PA2023_FROM, NoticeType, notice_number, notice_types
from commreg.model.contract import Procurement
from commreg.planning.award import minimum_value
from commreg.planning.public_contract import Coverage, public_contract_test
from commreg.values.dates import long_date
from commreg.values.money import format_pounds

NOTICES: FieldPath = ("procurement", "notices")
NOTIFIABLE_FROM = Decimal(30_000)  # section 87(4)(b): not less than £30,000, with VAT and options
_NO_PUBLIC_CONTRACT = ("grant", "inter-authority-agreement", "dynamic-purchasing-system")
_UNCOMPETED = ("direct-award", None)


@check(
    "CR251",
    "no-details-notice",
    Severity.NOTE,
    "No contract details notice is recorded for a contract of £30,000 or more",
    skip_after_fixed_error=True,
)
def details_notice(context: CheckContext) -> Iterator[Violation]:
    """A contract below the threshold, from £30,000: a notice as soon as reasonably practicable after entry into it.

    Procurement Act 2023, section 87(3) and (4). It is no day, so no deadline: the gap is reported.
    """
    contract, as_of = context.contract, context.facts.as_of
    procurement = contract.procurement
    if procurement is None or procurement.regime != "below-threshold" or contract.kind in _NO_PUBLIC_CONTRACT:
        return
    entered_on = procurement.signed_on or procurement.awarded_on or contract.term.start
    commenced_on = procurement.commenced_on
    if contract.draft or commenced_on is None or commenced_on < PA2023_FROM or entered_on > as_of:
        return
    net = minimum_value(contract)
    value = max(procurement.threshold_value or Decimal(0), net.amount if net else Decimal(0))
    if value < NOTIFIABLE_FROM or _has(procurement, NoticeType.DETAILS):
        return
    yield Violation(
        "CR251",
        f"procurement.notices has no contract details notice, and the contract comes to {format_pounds(value)} or more",
        NOTICES if procurement.notices is not None else ("procurement",),
        hint="publish it (UK7) if that has not been done, and add it with published_on",
        at="key",
    )


@check(
    "CR252",
    "no-transparency-notice",
    Severity.WARNING,
    "No transparency notice is recorded for a direct award",
    skip_after_fixed_error=True,
)
def transparency_notice(context: CheckContext) -> Iterator[Violation]:
    """Before a public contract is awarded directly, a transparency notice. Procurement Act 2023, section 44.

    Not for user choice (section 44(3)), nor for what is called off from a framework.
    """
    contract = context.contract
    procurement = contract.procurement
    if procurement is None or procurement.regime not in ("pa2023", "pa2023-light-touch") or contract.draft:
        return
    is_direct = procurement.route == "direct-award" or (procurement.exemption and procurement.route in _UNCOMPETED)
    if not is_direct or procurement.framework or contract.kind in ("call-off", *_NO_PUBLIC_CONTRACT):
        return
    if public_contract_test(contract).coverage is not Coverage.AT_OR_ABOVE:
        return
    awarded_on = procurement.awarded_on or procurement.signed_on
    published = [notice for notice in procurement.notices or () if NoticeType.TRANSPARENCY in notice_types(notice.name)]
    late = [notice for notice in published if awarded_on and notice.published_on and notice.published_on > awarded_on]
    if published and len(late) < len(published):
        return
    if awarded_on and late and late[0].published_on:
        fault = f"was published on {long_date(late[0].published_on)}, after the award on {long_date(awarded_on)}"
        message = f"procurement.notices: the transparency notice {fault}"
    else:
        message = "procurement.notices has no transparency notice, and the contract was awarded directly"
    yield Violation(
        "CR252",
        message,
        NOTICES if procurement.notices is not None else ("procurement",),
        hint="add the notice (UK5) with published_on; if there was none, talk to your procurement adviser",
        at="key",
    )


@check("CR253", "notice-number", Severity.WARNING, "The number and the name of a notice differ")
def notice_numbers(context: CheckContext) -> Iterator[Violation]:
    """The number of a notice is one of UK1 to UK17, and it is that of the name beside it."""
    procurement = context.contract.procurement
    for index, notice in enumerate((procurement.notices if procurement else None) or ()):
        number = notice_number(notice.name)
        if number is None:
            continue
        path = (*NOTICES, index, "name")
        numbered = notice_types(f"UK{number}")
        if not numbered:
            hint = "the notices of the Procurement Act are numbered UK1 to UK17"
            yield Violation("CR253", f"procurement.notices has UK{number}, which is not a notice", path, hint=hint)
            continue
        named = notice_types(_without_number(notice.name)) - {NoticeType.CONTRACT_COPY, NoticeType.MODIFICATION_COPY}
        if named and not named & numbered and not _is_loose_name(named):
            expected, actual = next(iter(numbered)), next(iter(named))
            yield Violation(
                "CR253",
                f"procurement.notices has UK{number}, which is the {expected}, with the name of the {actual}",
                path,
                hint="correct the number or the name; the number counts until then",
            )


def _without_number(name: str) -> str:
    return " ".join(word for word in name.replace(":", " ").split() if notice_number(word) is None and word != "UK")


def _is_loose_name(named: frozenset[NoticeType]) -> bool:
    """Whether the words fit several notices, such as "award" or "tender"."""
    return bool(named & {NoticeType.PSR_AWARD, NoticeType.TENDER, NoticeType.OLDER_CONTRACT_NOTICE})


def _has(procurement: Procurement, notice_type: NoticeType) -> bool:
    return any(notice_type in notice_types(notice.name) for notice in procurement.notices or () if notice.published_on)
