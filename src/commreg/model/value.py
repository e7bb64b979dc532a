"""Money in a contract file: its value and parts, an estimate for the next contract, funding and spend."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from commreg.model.fields import (
    Amount,
    Basis,
    Certainty,
    FinancialYear,
    FundingKind,
    Group,
    Months,
    SpendKind,
    Text,
)


class ValuePart(Group):
    """One part of a value that is priced in parts."""

    what: Text = Field(description="What the part pays for.")
    amount: Amount = Field(description="Pounds, excluding VAT that can be recovered.")
    basis: Basis = Field("unstated", description="What the amount covers.")
    certainty: Certainty | None = Field(None, description="How certain the amount is, if that is stated.")


class Value(Group):
    """Contract value, excluding recoverable VAT. Thresholds include VAT: they are for procurement.threshold_value."""

    amount: Amount | None = Field(None, description="Pounds, excluding VAT that can be recovered.")
    basis: Basis = Field("unstated", description="What the amount covers. Use unstated if you do not know.")
    certainty: Certainty | None = Field(None, description="How certain the amount is, if that is stated.")
    at_award: Amount | None = Field(
        None, description="Amount at award in pounds, on the same basis, if it has changed since."
    )
    parts: tuple[ValuePart, ...] | None = Field(None, description="The parts, if it is priced in parts.")
    variation: Text | None = Field(None, description="How it can vary, for example plus or minus 10% in year 2.")
    uplift: Text | None = Field(None, description="How and when the price is reviewed.")
    irrecoverable_vat: Amount | None = Field(
        None, description="How much of the amount is VAT that the council cannot recover, in pounds."
    )

    def stated(self) -> Decimal | None:
        """The amount in pounds, or else the sum of the parts if all have the same basis; None if there is neither."""
        if self.amount is not None or not self.parts or len({part.basis for part in self.parts}) > 1:
            return self.amount
        return sum((part.amount for part in self.parts), Decimal("0.00"))

    def stated_basis(self) -> str:
        """The basis of the amount that `stated` returns: a word of vocabularies.BASIS."""
        return self.basis if self.amount is not None or not self.parts else self.parts[0].basis

    def firm(self) -> bool:
        """Whether no part of it is recorded as estimated or not guaranteed."""
        stated = (self.certainty, *(part.certainty for part in self.parts or ()))
        return all(certainty in (None, "fixed") for certainty in stated)


class Funding(Group):
    """Where money for the service comes from: the council's budgets, and what partners or families pay."""

    source: Text = Field(description="Budget, grant or payer, for example High Needs Block.")
    kind: FundingKind | None = Field(None, description="Kind of funding.")
    amount: Amount | None = Field(None, description="How much it pays, in pounds. It is never added to the value.")
    basis: Basis | None = Field(None, description="What the amount covers, if that is not the basis of the value.")
    certainty: Certainty | None = Field(None, description="How certain the amount is, if that is stated.")


class Spend(Group):
    """Money spent or expected in one financial year."""

    year: FinancialYear = Field(description="Financial year, for example 2021/22.")
    amount: Amount = Field(description="Pounds.")
    kind: SpendKind = Field(description="actual, committed or forecast.")


class EstimatedValue(Group):
    """Estimated value of the next contract, excluding recoverable VAT."""

    amount: Amount = Field(description="Pounds, excluding VAT that can be recovered.")
    basis: Basis = Field("unstated", description="What the amount covers. Use unstated if you do not know.")
    term_months: Months | None = Field(None, description="Length of the next contract in months, with any extensions.")
    certainty: Certainty | None = Field(None, description="How certain the amount is, if that is stated.")
