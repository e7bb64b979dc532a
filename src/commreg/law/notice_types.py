"""The notices of procurement law, recognised by the number of Find a Tender (UK1 to UK17) or by name.

Names: Procurement Act 2023, sections 15, 17, 21, 39, 44, 50, 53, 55, 69 to 71, 75, 80, 87 and 93. The numbers are not
in the Act: they are those of the Find a Tender service (https://www.find-tender.service.gov.uk/Home/NoticeTypes), as
several published lists repeat them.
"""

from __future__ import annotations

import re
from enum import StrEnum


class NoticeType(StrEnum):
    """A notice that the law names; the value is its name in the law, in lower case."""

    PIPELINE = "pipeline notice"
    MARKET_ENGAGEMENT = "preliminary market engagement notice"
    PLANNED_PROCUREMENT = "planned procurement notice"
    TENDER = "tender notice"
    TRANSPARENCY = "transparency notice"
    AWARD = "contract award notice"
    DETAILS = "contract details notice"
    PAYMENT = "contract payment notice"
    PERFORMANCE = "contract performance notice"
    CHANGE = "contract change notice"
    TERMINATION = "contract termination notice"
    PROCUREMENT_TERMINATION = "procurement termination notice"
    DYNAMIC_MARKET = "dynamic market notice"
    PAYMENTS_COMPLIANCE = "payments compliance notice"
    CONTRACT_COPY = "copy of the contract"
    MODIFICATION_COPY = "copy of the modification"
    PSR_PROCESS = "notice of intention to follow the most suitable provider process"
    PSR_INTENTION = "notice of intention to make an award"
    PSR_AWARD = "notice of the award"
    OLDER_CONTRACT_NOTICE = "contract notice"
    PRIOR_INFORMATION = "prior information notice"


_NUMBERED = {
    1: NoticeType.PIPELINE,
    2: NoticeType.MARKET_ENGAGEMENT,
    3: NoticeType.PLANNED_PROCUREMENT,
    4: NoticeType.TENDER,
    5: NoticeType.TRANSPARENCY,
    6: NoticeType.AWARD,
    7: NoticeType.DETAILS,
    8: NoticeType.PAYMENT,
    9: NoticeType.PERFORMANCE,
    10: NoticeType.CHANGE,
    11: NoticeType.TERMINATION,
    12: NoticeType.PROCUREMENT_TERMINATION,
    **dict.fromkeys(range(13, 17), NoticeType.DYNAMIC_MARKET),
    17: NoticeType.PAYMENTS_COMPLIANCE,
}
_NUMBER = re.compile(r"\buk[ -]?0?(\d{1,2})\b")
# The first pattern that fits decides. Notices of the Provider Selection Regime have no fixed name: regs 7 to 12
# describe them; the intention to follow a process (reg 10(2)) is neither an intention to award nor an award.
_PATTERNS = tuple(
    (re.compile(pattern), notice_type)
    for pattern, notice_type in (
        (r"pipeline", NoticeType.PIPELINE),
        (r"market engagement", NoticeType.MARKET_ENGAGEMENT),
        (r"planned procurement", NoticeType.PLANNED_PROCUREMENT),
        (r"prior information", NoticeType.PRIOR_INFORMATION),
        (r"procurement termination", NoticeType.PROCUREMENT_TERMINATION),
        (r"dynamic market", NoticeType.DYNAMIC_MARKET),
        (r"payments? compliance", NoticeType.PAYMENTS_COMPLIANCE),
        (r"contract payment", NoticeType.PAYMENT),
        (r"contract performance", NoticeType.PERFORMANCE),
        (r"contract change", NoticeType.CHANGE),
        (r"contract termination", NoticeType.TERMINATION),
        (r"contract details", NoticeType.DETAILS),
        (r"contract award", NoticeType.AWARD),
        (r"transparency notice", NoticeType.TRANSPARENCY),
        (r"intention to follow", NoticeType.PSR_PROCESS),
        (r"intention", NoticeType.PSR_INTENTION),
        (r"tender", NoticeType.TENDER),
        (r"award|conclusion", NoticeType.PSR_AWARD),
        (r"contract notice", NoticeType.OLDER_CONTRACT_NOTICE),
    )
)
_MODIFICATION_COPY = re.compile(r"copy of the (contract as modified|modified contract|modification|change)")


def notice_number(name: str) -> int | None:
    """The number in a name such as UK7, UK 07 or "UK7: contract details notice"; None if it has none."""
    match = _NUMBER.search(name.casefold())
    return int(match.group(1)) if match else None


def notice_types(name: str) -> frozenset[NoticeType]:
    """What a notice of this name publishes: one type by number, else by name, and a copy of the contract as well.

    Empty if neither the number nor the name is one of procurement law.
    """
    folded = " ".join(name.casefold().replace("-", " ").split())
    if _MODIFICATION_COPY.search(folded):
        return frozenset((NoticeType.MODIFICATION_COPY,))
    copies = {NoticeType.CONTRACT_COPY} if "copy of" in folded else set()
    number = notice_number(name)
    if number is not None:
        numbered = _NUMBERED.get(number)
        return frozenset(copies | ({numbered} if numbered else set()))
    named = next((notice_type for pattern, notice_type in _PATTERNS if pattern.search(folded)), None)
    return frozenset(copies | ({named} if named else set()))
