"""A contract as one audience may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commreg.model.contract import VALUE_FIELDS, Contract
from commreg.model.settings import Policy
from commreg.planning.plan import Plan, plan
from commreg.planning.term import ContractFacts
from commreg.values.redacted import Redacted

# What a plan rests on. The estimate of what comes next is not of it: without one the value as stated is taken.
PLAN_INPUT_FIELDS = (
    *(
        f"recommissioning.{name}"
        for name in ("intention", "stages", "route", "successor", "window_months", "lead_times", "decision")
    ),
    "statutory.limited_choice",
    *VALUE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract as one audience may see it, with its facts and the words that stand for what was taken out."""

    contract: Contract
    facts: ContractFacts
    redacted: Mapping[str, str] = field(default_factory=dict)
    _planned: list[tuple[Policy, Plan | None]] = field(default_factory=list, init=False, repr=False, compare=False)

    def plan(self, policy: Policy) -> Plan | None:
        """Its recommissioning plan, reckoned once; None where there is none, or what it rests on is withheld."""
        if not self._planned or self._planned[0][0] is not policy:
            hidden = self.redaction_of(*PLAN_INPUT_FIELDS)
            self._planned[:] = [(policy, None if hidden else plan(self.contract, self.facts, policy))]
        return self._planned[0][1]

    def redaction_of(self, *fields: str) -> Redacted | None:
        """The words in place of a field, if it, a group round it or a part of it is withheld."""
        for name, words in self.redacted.items():
            for wanted in fields:
                if name == wanted or wanted.startswith(f"{name}.") or name.startswith(f"{wanted}."):
                    return Redacted(words)
        return None
