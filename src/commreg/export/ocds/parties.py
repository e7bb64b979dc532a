"""Who takes part, for OCDS: the council and the provider, with the identifiers that are recorded and no others.

Schemes are those of org-id.guide.
"""

from __future__ import annotations

from commreg.export.ocds.common import Part
from commreg.model.contract import Provider
from commreg.model.settings import Organisation, Settings
from commreg.planning.contract_view import ContractView

# Schemes as people write them in a contract file. Any other is used unchanged.
_SCHEMES = {"UKPRN": "GB-UKPRN", "ODS": "GB-NHS", "PPON": "GB-PPON", "URN": "GB-EDU", "MPR": "GB-MPR"}


def parties(view: ContractView, settings: Settings) -> list[Part]:
    """The council, which buys; and the provider, which supplies."""
    area = settings.area_name(view.contract.service_area)
    council = {**buyer(settings), **_identified(council_identifiers(settings.organisation))}
    return [
        {**council, "contactPoint": {"name": area}, "roles": ["buyer", "procuringEntity"]},
        {
            **supplier(view),
            **_identified(_numbers(view)),
            "roles": ["supplier"],
            **_scale(view.contract.provider),
        },
    ]


def buyer(settings: Settings) -> Part:
    """The council, as other parts of a release refer to it."""
    council = settings.organisation
    return {"id": _party_id(council_identifiers(council), "buyer"), "name": council.name}


def supplier(view: ContractView) -> Part:
    """The provider, as other parts of a release refer to it; its name may be the words of redaction."""
    provider = view.contract.provider
    return {"id": _party_id(_numbers(view), "supplier"), "name": provider.name}


def council_identifiers(council: Organisation) -> list[Part]:
    """Those of the settings, in their order."""
    return [{"scheme": scheme, "id": number} for scheme, number in council.identifiers.items()]


def _numbers(view: ContractView) -> list[Part]:
    """The provider's numbers that this audience may see, the one that tells a legal body best first."""
    provider = view.contract.provider
    identifiers: list[Part] = []
    if provider.company_number and not view.redaction_of("provider.company_number"):
        identifiers.append({"scheme": "GB-COH", "id": provider.company_number})
    if provider.charity_number and not view.redaction_of("provider.charity_number"):
        identifiers.append({"scheme": _charity_scheme(provider.charity_number), "id": provider.charity_number})
    other_numbers = sorted((provider.identifiers or {}).items())
    return identifiers + [
        {"scheme": _SCHEMES.get(scheme.upper(), scheme), "id": number} for scheme, number in other_numbers
    ]


def _charity_scheme(number: str) -> str:
    if number.startswith("SC"):
        return "GB-SC"
    return "GB-NIC" if number.startswith("NIC") else "GB-CHC"


def _party_id(numbers: list[Part], role: str) -> str:
    """GB-COH-00123456, as OCDS would have it; where nothing is recorded the role, which is enough within a release."""
    return f"{numbers[0]['scheme']}-{numbers[0]['id']}" if numbers else role


def _identified(numbers: list[Part]) -> Part:
    fields: Part = {}
    if numbers:
        fields["identifier"] = numbers[0]
    if numbers[1:]:
        fields["additionalIdentifiers"] = numbers[1:]
    return fields


def _scale(provider: Provider) -> Part:
    """SME as the Transparency Code has it: fewer than 250 staff."""
    return {} if provider.sme is None else {"details": {"scale": "sme" if provider.sme else "large"}}
