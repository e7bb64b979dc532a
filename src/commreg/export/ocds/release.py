"""One contract as an OCDS release: its tender, award and contract, which the register does not keep apart.

All three have the contract's id. A release is a whole picture and not a change, so its tags say what it holds; it is
never a contractAmendment, which would claim that an earlier release was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from commreg.export.dates import can_extend_to, ended
from commreg.export.ocds.common import Part, money, omit_empty
from commreg.export.ocds.milestones import by_whom, milestones
from commreg.export.ocds.ocid import ocid
from commreg.export.ocds.parties import buyer, parties, supplier
from commreg.export.ocds.tender import documents, notices, tender
from commreg.export.ocds.timestamps import end_of_day, start_of_day
from commreg.export.ocds.withheld import withheld_information
from commreg.export.request import ExportRequest
from commreg.model.contract import Contract, Extension
from commreg.model.settings import Settings
from commreg.model.value import Value
from commreg.planning.contract_view import ContractView
from commreg.planning.extensions import Option, extension_steps
from commreg.planning.renewals import NextRenewal
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import boundary, long_date
from commreg.values.durations import format_months
from commreg.values.money import pounds_and_pence
from commreg.wording.value import TOTAL_BASES, funding_words, value_words


def release(view: ContractView, request: ExportRequest) -> Part:
    """The release of a contract on the as-of day."""
    contract, as_of, prefix = view.contract, request.as_of, request.settings.organisation.ocds_prefix
    agreed = _contract(view, request)
    return omit_empty(
        ocid=ocid(prefix, contract.id),
        id=f"{contract.id}-{as_of.isoformat()}",
        date=start_of_day(as_of),
        tag=_tags(agreed),
        initiationType="tender",
        language="en",
        parties=parties(view, request.settings),
        buyer=buyer(request.settings),
        planning=_planning(contract),
        tender=tender(view, request.settings, _at_first(view.facts)),
        awards=[_award(view, as_of)],
        contracts=[agreed],
        relatedProcesses=_before(view, prefix),
        withheldInformation=withheld_information(contract.id, request),
    )


def _tags(agreed: Part) -> list[str]:
    spent = ["implementation"] if "implementation" in agreed else []
    return ["tender", "award", "contract", *spent, *(["contractTermination"] if _closed(agreed) else [])]


def _closed(agreed: Part) -> bool:
    return bool(agreed["status"] == "terminated")


def _planning(contract: Contract) -> Part | None:
    """The funding in words: OCDS has one budget and one amount, and a register may have several."""
    words = [funding_words(funding, contract.value, pounds_and_pence) for funding in contract.funding or ()]
    return {"budget": {"description": "; ".join(words)}} if words else None


def _period(facts: ContractFacts) -> Part:
    """From the first second of the term to its last, and the last it can be extended to where an option is left."""
    final = can_extend_to(facts)
    return omit_empty(
        startDate=start_of_day(facts.start),
        endDate=end_of_day(facts.current_end) if facts.current_end else None,
        maxExtentDate=end_of_day(final) if final else None,
    )


def _total(value: Value | None, amount: Decimal | None) -> Part | None:
    """An amount as the total that OCDS asks for; none where it is for a year, a month, a week or a case."""
    return money(amount) if value and value.stated_basis() in TOTAL_BASES else None


def _award(view: ContractView, as_of: date) -> Part:
    """The award; its description has the value as it is stated, with what it covers, for which OCDS has no place."""
    contract, facts = view.contract, view.facts
    procurement, value = contract.procurement, contract.value
    awarded = procurement.awarded_on if procurement else None
    is_made = facts.start <= as_of or (awarded is not None and awarded <= as_of)
    at_award = None if value is None else value.stated() if value.at_award is None else value.at_award
    stated = value_words(value) if value else ""
    return omit_empty(
        id=contract.id,
        title=contract.title,
        description=f"Value as stated: {stated}" if stated else None,
        status="active" if is_made else "pending",
        date=start_of_day(awarded) if awarded else None,
        value=_total(value, at_award),
        suppliers=[supplier(view)],
        contractPeriod=_at_first(facts),
        documents=notices(view, "award"),
    )


def _at_first(facts: ContractFacts) -> Part:
    """The term as signed."""
    return omit_empty(
        startDate=start_of_day(facts.start), endDate=end_of_day(facts.initial_end) if facts.initial_end else None
    )


def _contract(view: ContractView, request: ExportRequest) -> Part:
    contract, facts = view.contract, view.facts
    signed = contract.procurement.signed_on if contract.procurement else None
    spent = list(_transactions(view, request.settings))
    value = contract.value
    return omit_empty(
        id=contract.id,
        awardID=contract.id,
        title=contract.title,
        description=contract.description,
        status=_status(facts, signed),
        period=_period(facts),
        value=_total(value, value.stated()) if value else None,
        dateSigned=start_of_day(signed) if signed else None,
        **_renewal(view),
        documents=[*notices(view, "contract"), *documents(contract.documents)],
        implementation={"transactions": spent} if spent else None,
        relatedProcesses=_after(facts, request.settings.organisation.ocds_prefix),
        milestones=milestones(view, request.as_of),
        amendments=[*_extensions(view), *_termination(view)],
    )


def _status(facts: ContractFacts, signed: date | None) -> str:
    """OCDS calls a contract terminated once it has come to a close, at its end or before."""
    if facts.state is State.NOT_STARTED:
        return "active" if signed and signed <= facts.as_of else "pending"
    return "terminated" if ended(facts) else "active"


def _renewal(view: ContractView) -> Part:
    """The options that are left. Nothing where options are not recorded, which is not the same as none."""
    facts = view.facts
    final = can_extend_to(facts)
    if facts.renewal and not ended(facts):
        return {"hasRenewal": True, "renewal": _automatic_renewal(facts.renewal)}
    if facts.current_end is None or final is None:
        return {} if view.contract.term.extensions is None else {"hasRenewal": False}
    return {
        "hasRenewal": True,
        "renewal": {
            "description": " ".join(_option(option) for option in facts.options),
            "minimumRenewals": 0,
            "maximumRenewals": len(facts.options),
            "period": {"startDate": start_of_day(boundary(facts.current_end)), "endDate": end_of_day(final)},
        },
    }


def _automatic_renewal(renewal: NextRenewal) -> Part:
    """Renewal unless notice is given; its period has no end if it has no limit."""
    by, end = long_date(renewal.notice_by), long_date(renewal.to_end)
    return omit_empty(
        description=f"Automatic, every {renewal.every}: to {end} unless notice is given by {by}.",
        minimumRenewals=0,
        period=omit_empty(
            startDate=start_of_day(boundary(renewal.from_end)),
            endDate=end_of_day(renewal.limit) if renewal.limit else None,
        ),
    )


def _option(option: Option) -> str:
    by = " (by default: the contract does not say)" if option.notice_by_default else ""
    length = _length(option.extension)
    return (
        f"Option {option.number}:{length} to {long_date(option.to_end)}; notice by {long_date(option.notice_by)}{by}."
    )


def _length(extension: Extension) -> str:
    return f" {format_months(extension.months)}," if extension.months else ""


def _extensions(view: ContractView) -> Iterator[Part]:
    """Each extension that was used, as an amendment. Without a recorded decision it has no date."""
    for step in extension_steps(view.contract.term):
        if step.extension.state != "exercised":
            continue
        decision = step.extension.decision
        agreed = f", agreed by {by_whom(decision)}" if decision else ""
        yield omit_empty(
            id=f"extension-{step.number}",
            date=start_of_day(decision.on) if decision and decision.on else None,
            description=f"Extended from {long_date(step.from_end)} to {long_date(step.to_end)}{agreed}",
            rationale=decision.what if decision else None,
        )


def _termination(view: ContractView) -> Iterator[Part]:
    """An early end. The day it was decided on is not recorded, only the last day of service."""
    ended = view.contract.term.terminated
    if ended:
        description = f"Ended early: the last day of service is {long_date(ended.on)}"
        yield omit_empty(id="termination", description=description, rationale=ended.reason)


def _transactions(view: ContractView, settings: Settings) -> Iterator[Part]:
    """What was spent, one sum a financial year as the register has it; nothing that is only expected."""
    for number, spend in enumerate(view.contract.spend or (), 1):
        if spend.kind == "actual":
            yield omit_empty(
                id=f"{spend.year.replace('/', '-')}-{number}",
                value=money(spend.amount),
                payer=buyer(settings),
                payee=supplier(view),
            )


def _before(view: ContractView, prefix: str) -> list[Part]:
    """The contract that this one took over from, and the framework that it was called off from."""
    related = []
    if view.contract.supersedes and not view.redaction_of("supersedes"):
        related.append(_related("prior", view.contract.supersedes, prefix))
    procurement = view.contract.procurement
    if procurement and procurement.framework and not view.redaction_of("procurement.framework"):
        related.append(_related("framework", procurement.framework, prefix))
    return related


def _after(facts: ContractFacts, prefix: str) -> list[Part]:
    """The contract that takes over."""
    return [_related("replacementProcess", facts.successor, prefix)] if facts.successor else []


def _related(relationship: str, contract: str, prefix: str) -> Part:
    return omit_empty(id=relationship, relationship=[relationship], scheme="ocid", identifier=ocid(prefix, contract))
