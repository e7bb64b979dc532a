"""Money spent or expected, set against what was agreed: only where both stand on the same footing.

A yearly price is set against each year's spend, for the days of that year in the term. A price for the whole term, or a
ceiling, is set against the spend of all years. Actual, committed and forecast are never added to each other. A price a
case, in parts or on no stated basis is set against nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commreg.listings.table import Column, Row, Table
from commreg.model.contract import VALUE_FIELDS, Value
from commreg.model.vocabularies import BASIS, SPEND_KIND
from commreg.papers.order import by_title
from commreg.papers.shares import percent
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import annual_value
from commreg.values import financial_year as years
from commreg.values.money import PENNY, ZERO, format_pounds
from commreg.values.text import pluralize

_YEARLY_BASES = ("annual", "monthly", "weekly")
_WHOLE_TERM_BASES = ("whole-term", "ceiling")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Spend of one kind beside what was agreed for the same years, in pounds."""

    view: ContractView
    years: str
    kind: str
    spent: Decimal
    agreed: Decimal


def amount_in_year(view: ContractView, year: str) -> Decimal | None:
    """What of a yearly or whole-term price falls in a financial year, by the days of it in the term.

    None where the basis of the value allows no yearly figure, or the value is withheld.
    """
    yearly = None if view.redaction_of(*VALUE_FIELDS) else annual_value(view.contract)
    if yearly is None:
        return None
    days_in_term, days_in_year = years.share_of_year(year, view.facts.start, view.facts.current_end)
    return (yearly * days_in_term / days_in_year).quantize(PENNY)


def compare_spend(view: ContractView) -> Iterator[Comparison]:
    """A contract's spend set against its value; nothing where the basis of the value does not allow it."""
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
    """Every contract whose spend can be set against its value, by title."""
    ordered = by_title(views)
    return Table(
        name="spend",
        title="Spend against what was agreed for the same time",
        columns=(
            Column("title", "Contract"),
            Column("years", "Year"),
            Column("kind", "Kind of figure"),
            Column("spent", "Spend", "pounds"),
            Column("agreed", "Agreed", "pounds"),
            Column("share", "Spend as share"),
            Column("says", "More or less", "prose"),
        ),
        rows=tuple(_row(line) for view in ordered for line in compare_spend(view)),
        optional=True,
    )


def _row(line: Comparison) -> Row:
    more = line.spent - line.agreed
    says = f"{format_pounds(abs(more))} {'more' if more > 0 else 'less'}" if more else "the same"
    cells = {
        "title": line.view.contract.title,
        "years": line.years,
        "kind": SPEND_KIND.label(line.kind),
        "spent": format_pounds(line.spent),
        "agreed": format_pounds(line.agreed),
        "share": percent(line.spent, line.agreed) if line.agreed else "nothing agreed for it",
        "says": says,
    }
    return Row(cells, "late" if more > 0 else "")


def summary_sentences(views: Sequence[ContractView]) -> Iterator[str]:
    """How many contracts the table is of, how many figures are above what was agreed, and what is left out."""
    withheld = sum(bool(view.redaction_of("spend")) for view in views)
    visible = [view for view in views if not view.redaction_of("spend")]
    recorded = [view for view in visible if view.contract.spend]
    if not recorded:
        yield "No spend is recorded." if not withheld else "No spend is recorded that may be published."
    else:
        yield f"Spend is recorded for {len(recorded)} of {pluralize(len(views), 'contract')}."
    if withheld:
        yield f"It is withheld for {pluralize(withheld, 'contract')}."
    comparisons = [line for view in recorded for line in compare_spend(view)]
    if comparisons:
        above = sum(1 for line in comparisons if line.spent > line.agreed)
        yield (
            f"{pluralize(len(comparisons), 'figure')} can be set against what was agreed; "
            f"{above} {'is' if above == 1 else 'are'} above it."
        )
        yield (
            "A yearly price counts for the days of each year in the term. A price for the whole term stands against "
            "the figures of all years. Actual, committed and forecast are not added to each other."
        )
    extended = sorted({line.view.contract.title for line in comparisons if _is_extended(line.view)})
    if extended:
        yield f"Extended since the price was agreed, and the price may not cover that: {'; '.join(extended)}."
    for why, names in _not_compared(recorded):
        yield f"Not compared, because {why}: {'; '.join(names)}."


def _is_extended(view: ContractView) -> bool:
    """Whether a price for the whole term stands beside a term that was extended."""
    value, facts = view.contract.value, view.facts
    later = facts.initial_end and facts.current_end and facts.current_end > facts.initial_end
    return bool(later and value and value.stated_basis() in _WHOLE_TERM_BASES)


def _not_compared(recorded: Sequence[ContractView]) -> list[tuple[str, list[str]]]:
    """Why the spend of some contracts stands against nothing, and which."""
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
    return "" if basis in (*_YEARLY_BASES, *_WHOLE_TERM_BASES) else f"the value is what {BASIS.label(basis)} costs"
