"""Which organisation a provider is, so that the registers of several councils can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from commreg.planning.contract_view import ContractView
from commreg.planning.derived import derived
from commreg.values.text import normalize_provider_name

# Published numbers with a field of their own, and those in provider.identifiers, the one that identifies best first.
SCHEMES = ("company", "charity", "UKPRN", "ODS")
_FIELDS = ("provider.name", "provider.company_number", "provider.charity_number", "provider.identifiers")


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """What a provider is known by: its best published number, else its name without case, accents and legal form.

    All None if the name is withheld. Equal names with different keys may be one organisation: nothing here decides it.
    """

    key: str | None = field(
        metadata=derived(
            "text",
            f"What the provider is known by: a published number ({', '.join(SCHEMES)}, then any other scheme), as "
            "company:01234567, or else its cleaned name, as name:bright futures. Blank if the name is withheld.",
            _FIELDS,
            "provider_key",
        )
    )
    known_by: str | None = field(
        metadata=derived(
            "text",
            "The scheme of the number that the provider is known by, or name: then two organisations may be taken "
            "for one, or one for two.",
            _FIELDS,
            "provider_known_by",
        )
    )
    cleaned_name: str | None = field(
        metadata=derived(
            "text",
            "The provider's name without case, accents, punctuation and legal form.",
            _FIELDS[:1],
            "provider_cleaned_name",
        )
    )
    ukprn: str | None = field(metadata=derived("text", "UK Provider Reference Number.", _FIELDS[3:]))
    ods_code: str | None = field(metadata=derived("text", "Code of the NHS Organisation Data Service.", _FIELDS[3:]))


def provider_numbers(view: ContractView) -> dict[str, str]:
    """The provider's numbers that its audience may see, by scheme: in the order of SCHEMES, then by name."""
    provider = view.contract.provider
    usual = {name.casefold(): name for name in SCHEMES}
    numbers = {
        usual.get(scheme.strip().casefold(), scheme.strip()): number
        for scheme, number in (provider.identifiers or {}).items()
    }
    recorded = {"company": provider.company_number, "charity": provider.charity_number}
    numbers |= {
        scheme: number
        for scheme, number in recorded.items()
        if number and not view.redaction_of(f"provider.{scheme}_number")
    }
    order = [*(scheme for scheme in SCHEMES if scheme in numbers), *sorted(numbers.keys() - set(SCHEMES))]
    return {scheme: numbers[scheme] for scheme in order}


def provider_identity(view: ContractView) -> ProviderIdentity:
    """What the provider of a contract is known by, as far as its audience may see it."""
    if view.redaction_of("provider.name"):
        return ProviderIdentity(None, None, None, None, None)
    numbers, cleaned = provider_numbers(view), normalize_provider_name(view.contract.provider.name)
    scheme, number = next(iter(numbers.items()), ("name", cleaned))
    return ProviderIdentity(f"{scheme}:{number}", scheme, cleaned, numbers.get("UKPRN"), numbers.get("ODS"))
