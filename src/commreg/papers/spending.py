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

_BY_YEAR = ("annual", "monthly", "weekly")
_IN_ALL = ("whole-term", "ceiling")


@dataclass(frozen=True, slots=True)
class Line:
    """Spend of one kind beside what was agreed for the same years, in pounds."""

    record: ContractView
    years: str
    kind: str
    spent: Decimal
    agreed: Decimal


def falls_in(record: ContractView, year: str) -> Decimal | None:
    """What of a yearly or whole-term price falls in a financial year, by the days of it in the term.

    None where the basis of the value allows no yearly figure, or the value is withheld.
    """
    yearly = None if record.redaction_of(*VALUE_FIELDS) else annual_value(record.contract)
    if yearly is None:
        return None
    inside, whole = years.share_of_year(year, record.facts.start, record.facts.current_end)
    return (yearly * inside / whole).quantize(PENNY)


def lines(record: ContractView) -> Iterator[Line]:
    """A contract's spend set against its value; nothing where the basis of the value does not allow it."""
    value = record.contract.value
    if value is None or record.redaction_of("spend", *VALUE_FIELDS) or value.stated() is None:
        return
    spent: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for item in record.contract.spend or ():
        spent[item.kind][item.year] += item.amount
    for kind in SPEND_KIND:
        found = spent[kind]
        if value.stated_basis() in _BY_YEAR:
            for year in sorted(found):
                yield Line(record, year, kind, found[year], falls_in(record, year) or ZERO)
        elif value.stated_basis() in _IN_ALL and found:
            span = " to ".join(dict.fromkeys((min(found), max(found))))
            yield Line(record, span, kind, sum(found.values(), ZERO), value.stated() or ZERO)


def table(records: Sequence[ContractView]) -> Table:
    """Every contract whose spend can be set against its value, by title."""
    ordered = by_title(records)
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
        rows=tuple(_row(line) for record in ordered for line in lines(record)),
        optional=True,
    )


def _row(line: Line) -> Row:
    more = line.spent - line.agreed
    says = f"{format_pounds(abs(more))} {'more' if more > 0 else 'less'}" if more else "the same"
    cells = {
        "title": line.record.contract.title,
        "years": line.years,
        "kind": SPEND_KIND.label(line.kind),
        "spent": format_pounds(line.spent),
        "agreed": format_pounds(line.agreed),
        "share": percent(line.spent, line.agreed) if line.agreed else "nothing agreed for it",
        "says": says,
    }
    return Row(cells, "late" if more > 0 else "")


def said(records: Sequence[ContractView]) -> Iterator[str]:
    """How many contracts the table is of, how many figures are above what was agreed, and what is left out."""
    withheld = sum(bool(r.redaction_of("spend")) for r in records)
    shown = [r for r in records if not r.redaction_of("spend")]
    recorded = [r for r in shown if r.contract.spend]
    if not recorded:
        yield "No spend is recorded." if not withheld else "No spend is recorded that may be published."
    else:
        yield f"Spend is recorded for {len(recorded)} of {pluralize(len(records), 'contract')}."
    if withheld:
        yield f"It is withheld for {pluralize(withheld, 'contract')}."
    found = [line for record in recorded for line in lines(record)]
    if found:
        above = sum(1 for line in found if line.spent > line.agreed)
        yield (
            f"{pluralize(len(found), 'figure')} can be set against what was agreed; "
            f"{above} {'is' if above == 1 else 'are'} above it."
        )
        yield (
            "A yearly price counts for the days of each year in the term. A price for the whole term stands against "
            "the figures of all years. Actual, committed and forecast are not added to each other."
        )
    extended = sorted({line.record.contract.title for line in found if _extended(line.record)})
    if extended:
        yield f"Extended since the price was agreed, and the price may not cover that: {'; '.join(extended)}."
    for why, names in _not_compared(recorded):
        yield f"Not compared, because {why}: {'; '.join(names)}."


def _extended(record: ContractView) -> bool:
    """Whether a price for the whole term stands beside a term that was extended."""
    value, known = record.contract.value, record.facts
    later = known.initial_end and known.current_end and known.current_end > known.initial_end
    return bool(later and value and value.stated_basis() in _IN_ALL)


def _not_compared(recorded: Sequence[ContractView]) -> list[tuple[str, list[str]]]:
    """Why the spend of some contracts stands against nothing, and which."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for record in recorded:
        if why := _why_not(record):
            reasons[why].append(record.contract.title)
    return [(why, sorted(names)) for why, names in sorted(reasons.items())]


def _why_not(record: ContractView) -> str:
    value: Value | None = record.contract.value
    if record.redaction_of(*VALUE_FIELDS):
        return "the value is withheld"
    if value is None or value.stated() is None:
        return "the value is in parts on different bases" if value and value.parts else "no value is recorded"
    basis = value.stated_basis()
    if basis == "unstated":
        return "the basis of the value is not stated"
    return "" if basis in (*_BY_YEAR, *_IN_ALL) else f"the value is what {BASIS.label(basis)} costs"
