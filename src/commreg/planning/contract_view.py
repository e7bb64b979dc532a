"""A contract as one audience may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commreg.model.contract import Contract
from commreg.model.settings import Policy
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.award import value_with_options
from commreg.planning.derived import derived, derived_property
from commreg.planning.plan import PLAN_INPUT_FIELDS, Plan, plan
from commreg.planning.price import annual_value
from commreg.planning.public_contract import public_contract_test
from commreg.planning.term import ContractFacts
from commreg.planning.verdict import Verdict, verdict
from commreg.values.dates import add_months, last_day
from commreg.values.redacted import Redacted


@dataclass(frozen=True, slots=True)
class StatedValue:
    """The value of a contract as stated in its file, with what it covers."""

    value: Decimal | None = field(
        metadata=derived(
            "pounds",
            "Contract value in pounds: the amount, or the sum of the parts if they have one basis.",
            VALUE_FIELDS,
        )
    )
    value_basis: str | None = field(
        metadata=derived(
            "text",
            "What the value covers: whole-term, annual, monthly, weekly, per-case, ceiling, unstated.",
            VALUE_FIELDS,
        )
    )
    value_firm: bool | None = field(
        metadata=derived("flag", "Whether no part of the value is an estimate or not guaranteed.", VALUE_FIELDS)
    )
    annual_value: Decimal | None = field(
        default=None,
        metadata=derived(
            "pounds",
            "Pounds a year, worked out from the value; blank if its basis or the recorded term does not allow it.",
            VALUE_FIELDS,
        ),
    )
    value_with_options: Decimal | None = field(
        default=None,
        metadata=derived(
            "pounds",
            "Pounds over the longest term, with every extension used, net of VAT; blank if the file does not show it.",
            VALUE_FIELDS,
        ),
    )


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract as one audience may see it, with its facts and the text shown in place of each redacted field."""

    contract: Contract
    facts: ContractFacts
    redacted: Mapping[str, str] = field(default_factory=dict)
    _plan_cache: list[tuple[Policy, Plan | None]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def stated_value(self) -> StatedValue:
        """The value as stated; all None if it is redacted, or no amount is recorded."""
        value = self.contract.value
        amount = value.stated() if value and not self.redaction_of(*VALUE_FIELDS) else None
        if value is None or amount is None:
            return StatedValue(None, None, None)
        return StatedValue(
            amount,
            value.stated_basis(),
            value.firm(),
            annual_value(self.contract).amount,
            value_with_options(self.contract),
        )

    @property
    @derived_property("flag", "Whether the service is a statutory duty.", ("statutory",))
    def statutory(self) -> bool | None:
        """Whether it discharges a statutory duty; None if that is redacted."""
        return None if self.redaction_of("statutory") else self.contract.statutory is not None

    @property
    @derived_property(
        "number",
        "Number of extensions in the contract; 0 is none, blank is not recorded.",
        name="extensions",
    )
    def extension_count(self) -> int | None:
        """How many extensions the contract provides for; None where that is not recorded."""
        extensions = self.contract.term.extensions
        return None if extensions is None else len(extensions)

    @property
    @derived_property(
        "day",
        "The last day to keep the records of the award: three years from entry (Procurement Act 2023, section 98).",
        ("procurement", *VALUE_FIELDS),
    )
    def keep_records_until(self) -> date | None:
        """The end of three years beginning with the day of entry, or else of the award, of a public contract (s. 98).

        None for another regime, below the threshold, with neither day recorded, or if one of those is redacted.
        """
        procurement = self.contract.procurement
        if self.redaction_of("procurement", *VALUE_FIELDS) or procurement is None:
            return None
        entered_on = procurement.signed_on or procurement.awarded_on
        is_under_act = procurement.regime in ("pa2023", "pa2023-light-touch")
        if entered_on is None or not is_under_act or self.contract.kind == "dynamic-purchasing-system":
            return None
        return last_day(add_months(entered_on, 36)) if public_contract_test(self.contract).may_be_public else None

    @property
    def provider_name(self) -> str | Redacted:
        """The provider's name, or the words in its place."""
        return self.redaction_of("provider.name") or self.contract.provider.name

    def plan(self, policy: Policy) -> Plan | None:
        """Its recommissioning plan, worked out once; None without a plan, or if a field it depends on is redacted."""
        if not self._plan_cache or self._plan_cache[0][0] is not policy:
            hidden = self.redaction_of(*PLAN_INPUT_FIELDS)
            self._plan_cache[:] = [(policy, None if hidden else plan(self.contract, self.facts, policy))]
        return self._plan_cache[0][1]

    def verdict(self, policy: Policy) -> Verdict | None:
        """The verdict on its end; None if it depends on a redacted field."""
        plan = self.plan(policy)
        has_end = self.facts.current_end is not None and not self.facts.state.is_inactive
        if plan is None and has_end and self.redaction_of(*PLAN_INPUT_FIELDS):
            return None
        return verdict(self.contract, self.facts, plan)

    def redaction_of(self, *fields: str) -> Redacted | None:
        """The text in place of the first redacted of these fields; a redacted group or part of a field counts."""
        for redacted_field, text in self.redacted.items():
            for field_name in fields:
                if (
                    redacted_field == field_name
                    or field_name.startswith(f"{redacted_field}.")
                    or redacted_field.startswith(f"{field_name}.")
                ):
                    return Redacted(text)
        return None
