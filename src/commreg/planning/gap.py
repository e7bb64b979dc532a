"""The time between the end of a contract and what follows it: whether it can be extended, and what covers the gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.extensions import Option, are_options_recorded
from commreg.planning.term import ContractFacts
from commreg.values.dates import boundary, end_of_months


@dataclass(frozen=True, slots=True)
class GapCover:
    """What would cover a gap: extensions used in order, an interim exemption after them, and the days still uncovered.

    `covered_to` is inclusive. `options_recorded` is False if it is not recorded whether the contract can be extended.
    `missed_option` is the extension whose own last day for notice has passed.
    """

    options: tuple[Option, ...]
    exemption_until: date | None
    covered_to: date
    days_uncovered: int
    options_recorded: bool = True
    missed_option: Option | None = None

    @property
    def kind(self) -> str:
        """What covers it: extension, exemption, extension and exemption, nothing, or not recorded."""
        parts = ["extension"] if self.options else []
        parts += ["exemption"] if self.exemption_until else []
        return " and ".join(parts) or ("nothing" if self.options_recorded else "not recorded")


def cover_gap(contract: Contract, facts: ContractFacts, policy: Policy, needed_to: date) -> GapCover:
    """What can continue a service until `needed_to`, the last day before what comes next could start."""
    covered_to = facts.covered_to or needed_to
    options: list[Option] = []
    for option in facts.options:
        if covered_to >= needed_to:
            break
        options.append(option)
        covered_to = max(covered_to, option.to_end)
    exemption_until = None
    if covered_to < needed_to and policy.exemption_months and not facts.exempt_until:
        exemption_until = end_of_months(boundary(covered_to), policy.exemption_months)
        covered_to = exemption_until = min(exemption_until, needed_to)
    return GapCover(
        options=tuple(options),
        exemption_until=exemption_until,
        covered_to=covered_to,
        days_uncovered=max(0, (needed_to - covered_to).days),
        options_recorded=is_extendability_recorded(contract),
        missed_option=facts.missed_option,
    )


def is_extendability_recorded(contract: Contract) -> bool:
    """Whether it is recorded if it can be extended. A terminated contract cannot, whatever was provided for."""
    return are_options_recorded(contract.term) or contract.term.terminated is not None
