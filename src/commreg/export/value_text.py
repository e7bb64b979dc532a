"""A value as it is stated, in words, for forms that have one place for an amount and none for what it covers."""

from __future__ import annotations

from decimal import Decimal

from commreg.model.contract import Value
from commreg.model.vocabularies import BASIS, CERTAINTY
from commreg.planning.contract_view import ContractView
from commreg.values.money import pounds_and_pence

# Bases on which an amount stands for the whole of a contract; an unstated one is taken as the council puts it.
TOTALS = ("whole-term", "ceiling", "unstated")


def format_value(value: Value) -> str:
    """£24,000.00 a year (estimated); or the parts, where there is no amount; empty where nothing is stated."""
    if value.amount is not None:
        return _words(value.amount, value.basis, value.certainty)
    return "; ".join(f"{part.what}: {_words(part.amount, part.basis, part.certainty)}" for part in value.parts or ())


def _words(amount: Decimal, basis: str, certainty: str | None) -> str:
    covers = BASIS.label(basis)
    firm = f" ({CERTAINTY.label(certainty)})" if certainty else ""
    return f"{pounds_and_pence(amount)}{',' if basis == 'unstated' else ''} {covers}{firm}"


def withheld(record: ContractView) -> bool:
    """Whether the amount, or what tells it, is kept back from this audience."""
    return record.redaction_of("value.amount", "value.parts") is not None
