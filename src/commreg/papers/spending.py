"""Spend compared with the agreed amount, if both are for the same time.

An annual price is compared with each year's spend, for the days of that year in the term. A whole-term price or a
ceiling is compared with the spend of all years. Actual, committed and forecast figures are never added together. A
price per case, in parts or on no stated basis is not compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commreg.listings.table import Column, Row, Table
from commreg.model.value import Value
from commreg.model.vocabularies import BASIS, SPEND_KIND
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.sort_order import by_title
from commreg.papers.tables import CONTRACT
from commreg.planning.contract_view import ContractView
from commreg.planning.price import annual_value
from commreg.values import financial_year as years
from commreg.values.money import PENNY, ZERO, whole_pounds
from commreg.values.text import pluralize
from commreg.wording.measure import percent

_YEARLY_BASES = ("annual", "monthly", "weekly")
_WHOLE_TERM_BASES = ("whole-term", "ceiling")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Spend of one kind and the amount agreed for the same years, in pounds."""

    view: ContractView
    years: str
    kind: str
    spent: Decimal
    agreed: Decimal


def amount_in_year(view: ContractView, year: str) -> Decimal | None:
    """The part of an annual or whole-term price that is for a financial year, by the days of the term in it.

    None if the basis allows no annual value, or the value is withheld.
    """
    yearly = None if view.redaction_of(*VALUE_FIELDS) else annual_value(view.contract).amount
    if yearly is None:
        return None
    days_in_term, days_in_year = years.share_of_year(year, view.facts.start, view.facts.current_end)
    return (yearly * days_in_term / days_in_year).quantize(PENNY)


def compare_spend(view: ContractView) -> Iterator[Comparison]:
    """A contract's spend compared with its value; nothing if the basis of the value does not allow it."""
    value = view.contract.value
    if value is None or view.redaction_of("spend", *VALUE_FIELDS) or value.stated() is None:
        return
    spent: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for item in view.contract.spend or ():
        spent[item.kind][item.year] += item.amount
    for kind in SPEND_KIND:
        spent_by_year = spent[kind]
        if value.stated_basis() in _YEARLY_BASES:
            for year in sorted(spent_by_year):
                yield Comparison(view, year, kind, spent_by_year[year], amount_in_year(view, year) or ZERO)
        elif value.stated_basis() in _WHOLE_TERM_BASES and spent_by_year:
            span = " to ".join(dict.fromkeys((min(spent_by_year), max(spent_by_year))))
            yield Comparison(view, span, kind, sum(spent_by_year.values(), ZERO), value.stated() or ZERO)


def comparison_table(views: Sequence[ContractView]) -> Table:
    """Every contract whose spend can be compared with its value, by title."""
    ordered = by_title(views)
    return Table(
        name="spend",
        title="Spend compared with the agreed amount",
        columns=(
            CONTRACT,
            Column("years", "Year"),
            Column("kind", "Type of figure"),
            Column("spent", "Spend", "pounds"),
            Column("agreed", "Agreed", "pounds"),
            Column("share", "Spend as percentage"),
            Column("says", "Difference", "prose"),
        ),
        rows=tuple(_row(line) for view in ordered for line in compare_spend(view)),
        optional=True,
    )


def _row(line: Comparison) -> Row:
    more = line.spent - line.agreed
    says = f"{whole_pounds(abs(more))} {'more' if more > 0 else 'less'}" if more else "the same"
    cells = {
        "title": line.view.contract.title,
        "years": line.years,
        "kind": SPEND_KIND.label(line.kind),
        "spent": whole_pounds(line.spent),
        "agreed": whole_pounds(line.agreed),
        "share": percent(line.spent, line.agreed) if line.agreed else "nothing agreed",
        "says": says,
    }
    return Row(cells, "late" if more > 0 else "")


def summary_sentences(views: Sequence[ContractView]) -> Iterator[str]:
    """How many contracts have spend, how many figures are above the agreed amount, and what is not compared."""
    withheld = sum(bool(view.redaction_of("spend")) for view in views)
    visible = [view for view in views if not view.redaction_of("spend")]
    recorded = [view for view in visible if view.contract.spend]
    if not recorded:
        yield "No spend is recorded." if not withheld else "No spend that can be published is recorded."
    else:
        yield f"Spend is recorded for {len(recorded)} of {pluralize(len(views), 'contract')}."
    if withheld:
        yield f"It is withheld for {pluralize(withheld, 'contract')}."
    comparisons = [line for view in recorded for line in compare_spend(view)]
    if comparisons:
        above = sum(1 for line in comparisons if line.spent > line.agreed)
        yield (
            f"{pluralize(len(comparisons), 'figure')} can be compared with the agreed amount; "
            f"{above} {'is' if above == 1 else 'are'} above it."
        )
        yield (
            "An annual price is counted for the days of each year in the term. A whole-term price is compared with the "
            "spend of all years. Actual, committed and forecast figures are not added together."
        )
    extended = sorted({line.view.contract.title for line in comparisons if _is_extended(line.view)})
    if extended:
        yield f"Extended after the price was agreed, so the price may not cover the extension: {'; '.join(extended)}."
    for why, names in _not_compared(recorded):
        yield f"Not compared, because {why}: {'; '.join(names)}."


def _is_extended(view: ContractView) -> bool:
    """Whether a whole-term price was agreed before the term was extended."""
    value, facts = view.contract.value, view.facts
    later = facts.initial_end and facts.current_end and facts.current_end > facts.initial_end
    return bool(later and value and value.stated_basis() in _WHOLE_TERM_BASES)


def _not_compared(recorded: Sequence[ContractView]) -> list[tuple[str, list[str]]]:
    """Reasons why spend is not compared, each with the titles of the contracts."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for view in recorded:
        if why := _reason_not_compared(view):
            reasons[why].append(view.contract.title)
    return [(why, sorted(names)) for why, names in sorted(reasons.items())]


def _reason_not_compared(view: ContractView) -> str:
    value: Value | None = view.contract.value
    if view.redaction_of(*VALUE_FIELDS):
        return "the value is withheld"
    if value is None or value.stated() is None:
        return "the value is in parts on different bases" if value and value.parts else "no value is recorded"
    basis = value.stated_basis()
    if basis == "unstated":
        return "the basis of the value is not stated"
    return "" if basis in (*_YEARLY_BASES, *_WHOLE_TERM_BASES) else f"the value is for {BASIS.label(basis)}"
