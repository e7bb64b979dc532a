"""Checks that rest on procurement law or the council's own procedure rules (CR224 to CR239). They warn, or note.

The law is for lawyers: a check shows what the file records beside what the law measures, and asks somebody to look.
Where the file does not record enough for that, it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commreg.checks import modifications, regimes, thresholds
from commreg.diagnostics.finding import Violation
from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.planning.term import ContractFacts

Rule = Callable[[Contract, ContractFacts, Policy], Iterator[Violation]]

# These look at procurement: first of all whether there is any.
_PROCURED: tuple[Rule, ...] = (
    thresholds.direct_award,
    thresholds.below_threshold,
    thresholds.band,
    modifications.changed,
    modifications.health_change,
    regimes.signed,
    regimes.framework_term,
    regimes.regime_and_day,
    regimes.health_services,
    regimes.light_touch_codes,
)


def procured(contract: Contract, known: ContractFacts, policy: Policy) -> Iterator[Violation]:
    """CR224, CR225, CR227 to CR239: all that rests on how a contract was procured."""
    if contract.procurement is not None:
        for rule in _PROCURED:
            yield from rule(contract, known, policy)


RULES: tuple[Rule, ...] = (modifications.unprovided_extensions, procured)
