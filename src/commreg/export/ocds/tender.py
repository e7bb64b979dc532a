"""How a contract came about, as the tender of an OCDS release."""

from __future__ import annotations

from commreg.export.ocds.common import Part, omit_empty
from commreg.export.ocds.parties import buyer
from commreg.export.ocds.timestamps import start_of_day
from commreg.law import NoticeType, notice_types
from commreg.model.contract import Document, Notice, Procurement
from commreg.model.settings import Settings
from commreg.model.vocabularies import REGIME, ROUTE
from commreg.planning.contract_view import ContractView

# procurementMethod by route. A negotiated procedure was open to all or to one, a grant is none: neither has a method.
_METHODS = {
    "open": "open",
    "psr-competitive": "open",
    "restricted": "selective",
    "competitive-flexible": "selective",
    "dynamic-market": "selective",
    "framework-mini-competition": "selective",
    "quotation": "limited",
    "framework-call-off": "direct",
    "direct-award": "direct",
    "psr-direct-award-a": "direct",
    "psr-direct-award-b": "direct",
    "psr-direct-award-c": "direct",
    "psr-most-suitable-provider": "direct",
    "user-choice": "direct",
    "inter-authority": "direct",
}
_TECHNIQUES = {"framework": "hasFrameworkAgreement", "dynamic-purchasing-system": "hasDynamicPurchasingSystem"}
# The part of a release that a notice belongs in, and its type in OCDS, by its type in the law. A “contract notice” of
# 2015 invites tenders, the “contract details notice” of 2023 reports a contract.
_NOTICES = {
    NoticeType.AWARD: ("award", "awardNotice"),
    NoticeType.PSR_AWARD: ("award", "awardNotice"),
    NoticeType.PSR_INTENTION: ("award", "awardNotice"),
    NoticeType.PLANNED_PROCUREMENT: ("tender", "plannedProcurementNotice"),
    NoticeType.PRIOR_INFORMATION: ("tender", "plannedProcurementNotice"),
    NoticeType.TENDER: ("tender", "tenderNotice"),
    NoticeType.OLDER_CONTRACT_NOTICE: ("tender", "tenderNotice"),
    NoticeType.DETAILS: ("contract", "contractNotice"),
}


def tender(view: ContractView, settings: Settings, period: Part) -> Part:
    """The tender. What it was estimated to come to is not here: the register has it with VAT, and all else without."""
    contract = view.contract
    procurement = contract.procurement or Procurement()
    technique = _TECHNIQUES.get(contract.kind)
    return omit_empty(
        id=contract.id,
        title=contract.title,
        status="complete",
        procuringEntity=buyer(settings),
        items=_items(procurement),
        procurementMethod=_METHODS.get(procurement.route or ""),
        procurementMethodDetails=_details(procurement),
        procurementMethodRationale=procurement.exemption.reason if procurement.exemption else None,
        mainProcurementCategory=None if contract.kind == "grant" else "services",
        techniques={technique: True} if technique else None,
        contractPeriod=period,
        documents=notices(view, "tender"),
    )


def _items(procurement: Procurement) -> list[Part]:
    """CPV codes without their check digit, as Find a Tender has them."""
    return [
        {"id": str(number), "classification": {"scheme": "CPV", "id": code[:8]}}
        for number, code in enumerate(procurement.cpv or (), 1)
    ]


def _details(procurement: Procurement) -> str | None:
    words = [ROUTE.label(procurement.route)] if procurement.route else []
    words += [REGIME.label(procurement.regime)] if procurement.regime else []
    return "; ".join(words) or None


def notices(view: ContractView, part: str) -> list[Part]:
    """The notices that belong in a part of the release: tender, award or contract."""
    procurement = view.contract.procurement
    documents: list[Part] = []
    for number, notice in enumerate((procurement.notices if procurement else None) or (), 1):
        place, kind = _kind(notice)
        if place == part:
            documents.append(
                omit_empty(
                    id=f"notice-{number}",
                    documentType=kind,
                    title=notice.name,
                    description=notice.reference,
                    url=notice.url,
                    datePublished=start_of_day(notice.published_on) if notice.published_on else None,
                )
            )
    return documents


def _kind(notice: Notice) -> tuple[str, str | None]:
    kinds = sorted(_NOTICES[notice_type] for notice_type in notice_types(notice.name) if notice_type in _NOTICES)
    return kinds[0] if kinds else ("contract", None)


def documents(listed: tuple[Document, ...] | None) -> list[Part]:
    """The documents of a contract that this audience may see."""
    return [
        omit_empty(id=f"document-{number}", title=document.title, url=document.url)
        for number, document in enumerate(listed or (), 1)
    ]
