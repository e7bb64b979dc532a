"""Percentages in words: of one measure only, with the contracts that are not included."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from commreg.planning.contract_view import ContractView
from commreg.planning.measure import Measure
from commreg.values.money import whole_pounds
from commreg.values.text import agree, pluralize

_NAMES = {
    None: "annual value",
    "whole-term": "contract value for the whole term",
    "ceiling": "maximum contract value",
    "unstated": "contract value, basis not stated",
}
_DOUBTS = {
    None: " A whole-term price is spread evenly over the term it was agreed for.",
    "unstated": " It is not stated whether these are yearly or for the whole term.",
}


def measure_name(measure: Measure) -> str:
    """What a measure is: annual value, maximum contract value."""
    return _NAMES[measure.basis]


def measure_heading(measure: Measure | None) -> str:
    """The heading of a column of its amounts; empty without a measure."""
    name = measure_name(measure) if measure else ""
    return name[:1].upper() + name[1:]


def measure_sentence(measure: Measure) -> str:
    """What percentages are of, and how many contracts are not included."""
    missing = measure.contract_count - len(measure.amounts)
    which = "annual value" if measure.basis is None else "value on this basis"
    exclusion = (
        f" {pluralize(missing, 'contract')} {agree(missing, 'has', 'have')} no {which}, or "
        f"{agree(missing, 'is', 'are')} counted with another, and {agree(missing, 'is', 'are')} not included."
        if missing
        else ""
    )
    total = whole_pounds(measure.total_amount)
    return f"Percentages are of the {measure_name(measure)} ({total}).{exclusion}{_DOUBTS.get(measure.basis, '')}"


def share_words(measure: Measure, views: Sequence[ContractView]) -> str:
    """The percentage of the total that some contracts are, such as 12%; "not known" if there is no amount."""
    part = measure.sum_of(views)
    return percent(part, measure.total_amount) if part is not None and measure.total_amount else "not known"


def percent(part: Decimal, total_amount: Decimal) -> str:
    """A percentage in whole per cent; a small one is not shown as 0%, nor a large one as 100%."""
    share = part * 100 / total_amount
    if 0 < share < 1:
        return "under 1%"
    return "over 99%" if 99 < share < 100 else f"{share:.0f}%"
