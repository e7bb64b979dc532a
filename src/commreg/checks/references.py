"""Checks of ids, references and service areas that a contract names."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import RegisterContext, RegisterViolation, group_contracts, register_check
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.model.contract import Contract
from commreg.model.vocabularies import did_you_mean

MAX_SUGGESTIONS = 20  # a suggestion compares a name with every id: worth it for a few


@register_check("CR306", "no-such-service-area", Severity.ERROR, "A service area is not in the settings")
def service_areas(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A service area is one of the settings', where they list any."""
    if not context.settings.service_areas:
        return
    for contract in context.contracts:
        if contract.service_area not in context.settings.service_areas:
            suggestion = did_you_mean(contract.service_area, context.settings.service_areas)
            choices = ", ".join(context.settings.service_areas)
            yield (
                contract.id,
                Violation(
                    "CR306",
                    f"service_area is “{contract.service_area}”, which is not in the settings",
                    ("service_area",),
                    hint=f"did you mean {suggestion}?"
                    if suggestion
                    else f"write one of: {choices}; or add it to [service_areas]",
                ),
            )


@register_check("CR302", "no-such-contract", Severity.ERROR, "A contract is named that is not in the register")
def references(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A contract that another names is in the register, or in a file that could not be read."""
    contracts = context.contracts
    ids = {contract.id for contract in contracts}
    misses = 0
    for contract in contracts:
        for field_path, name in _named(contract):
            if name == contract.id:
                message = f"{format_path(field_path)} is “{name}”, which is this contract itself"
                yield (
                    contract.id,
                    Violation("CR302", message, field_path, hint="write the id of another, or remove the line"),
                )
            elif name not in ids and name not in context.unread_ids:
                misses += 1
                suggestion = did_you_mean(name, ids - {contract.id}) if misses <= MAX_SUGGESTIONS else None
                yield (
                    contract.id,
                    Violation(
                        "CR302",
                        f"{format_path(field_path)} is “{name}”, and the register has no such contract",
                        field_path,
                        hint=f"did you mean {suggestion}?"
                        if suggestion
                        else "write the id of a contract in the register",
                    ),
                )


def _named(contract: Contract) -> Iterator[tuple[FieldPath, str]]:
    if contract.supersedes:
        yield ("supersedes",), contract.supersedes
    if contract.recommissioning and contract.recommissioning.successor:
        yield ("recommissioning", "successor"), contract.recommissioning.successor
    if contract.procurement and contract.procurement.framework:
        yield ("procurement", "framework"), contract.procurement.framework


@register_check("CR307", "reference-twice", Severity.WARNING, "Two contracts have the same reference")
def same_reference(context: RegisterContext) -> Iterator[RegisterViolation]:
    """The council's own number belongs to one contract."""
    for group in group_contracts((contract.reference, contract) for contract in context.contracts):
        first, *later = group
        for contract in later:
            yield (
                contract.id,
                Violation(
                    "CR307",
                    f"reference is “{contract.reference}”, as it is in {first.id}",
                    ("reference",),
                    hint="a reference belongs to one contract; call-offs have one of their own",
                    related=(Related(first.id, ("reference",), "the same reference"),),
                ),
            )
