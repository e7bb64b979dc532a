"""Checks of the names and published numbers of providers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from commreg.checks.registry import RegisterContext, RegisterViolation, group_contracts, register_check
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.values.text import normalize_provider_name


@register_check("CR304", "provider-spelt-two-ways", Severity.WARNING, "A provider's name is spelt two ways")
def provider_spelling(context: RegisterContext) -> Iterator[RegisterViolation]:
    """Names that differ only in case, accents, punctuation or legal form are one provider spelt two ways."""
    for group in group_contracts(
        (normalize_provider_name(contract.provider.name), contract) for contract in context.contracts
    ):
        names = [contract.provider.name for contract in group]
        usual = Counter(names).most_common(1)[0][0]
        keeper = next(contract for contract in group if contract.provider.name == usual)
        for contract in group:
            if contract.provider.name != usual:
                yield (
                    contract.id,
                    Violation(
                        "CR304",
                        f"provider.name is “{contract.provider.name}”, and {keeper.id} has “{usual}”",
                        ("provider", "name"),
                        hint="if they are one provider, use one spelling in both",
                        may_be_right=True,
                        related=(Related(keeper.id, ("provider", "name"), "the other spelling"),),
                    ),
                )


@register_check(
    "CR305",
    "provider-number-shared",
    Severity.WARNING,
    "One published number has two names, or one name has two numbers",
)
def provider_numbers(context: RegisterContext) -> Iterator[RegisterViolation]:
    """One company or charity number, one name; one name, one number."""
    for field in ("company_number", "charity_number"):
        for key, value in ((field, "name"), ("name", field)):
            groups = group_contracts((getattr(contract.provider, key), contract) for contract in context.contracts)
            for group in groups:
                first = next((c for c in group if getattr(c.provider, value)), None)
                for contract in group:
                    mine = getattr(contract.provider, value)
                    if first is None or not mine or mine == getattr(first.provider, value):
                        continue
                    if value == "name" and normalize_provider_name(mine) == normalize_provider_name(
                        first.provider.name
                    ):
                        continue  # CR304 says so already
                    yield (
                        contract.id,
                        Violation(
                            "CR305",
                            f"provider.{value} is “{mine}”, and {first.id} has "
                            f"“{getattr(first.provider, value)}” for the same {key.replace('_', ' ')}",
                            ("provider", value),
                            hint="look the provider up in the public register, and correct the one that is wrong",
                            related=(Related(first.id, ("provider", value), "the other one"),),
                        ),
                    )
