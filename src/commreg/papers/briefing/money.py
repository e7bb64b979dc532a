"""The briefing's answers on value: by service, by type of provider, small and voluntary providers, the largest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import PROVIDER_TYPE
from commreg.papers.briefing.question import NOT_RECORDED, Question
from commreg.planning.contract_view import ContractView
from commreg.planning.measure import Measure
from commreg.planning.totals import Total, total
from commreg.values.money import ZERO, whole_pounds
from commreg.values.text import agree, join_words, pluralize
from commreg.wording.measure import measure_heading, measure_name, measure_sentence, percent, share_words
from commreg.wording.totals import NEAREST_POUND, exclusions, group_words, sums_by_basis
from commreg.wording.value import basis_unit

MAX_LARGEST = 5


def answer_areas(current: Sequence[ContractView], settings: Settings, measure: Measure | None) -> Question:
    """Contract values by service area."""
    table = _group_table("Service area", current, lambda view: settings.area_name(view.contract.service_area), measure)
    return Question("How much are they worth, by service?", tuple(_value_sentences(current, measure)), (table,))


def answer_kinds(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """Contract values by type of provider."""
    recorded = [view for view in current if view.contract.provider.type]
    withheld = sum(bool(view.redaction_of("provider.type")) for view in current)
    sentences = [f"The type of provider is recorded for {len(recorded)} of {pluralize(len(current), 'contract')}."]
    if withheld:
        sentences.append(f"It is withheld for {withheld}.")
    return Question(
        "What types of provider are they with?",
        tuple(sentences),
        (_group_table("Type of provider", current, _kind_label, measure),) if recorded else (),
    )


def _kind_label(view: ContractView) -> str:
    if hidden := view.redaction_of("provider.type"):
        return str(hidden)
    kind = view.contract.provider.type
    return PROVIDER_TYPE.label(kind) if kind else NOT_RECORDED


def _value_sentences(current: Sequence[ContractView], measure: Measure | None) -> Iterator[str]:
    totals = total(current)
    amounts, left_out = sums_by_basis(totals), ", ".join(exclusions(totals))
    if not amounts:
        yield f"No value can be shown. Not included: {left_out}." if left_out else "No value is recorded."
        return
    yield f"Contract values total {join_words(amounts)}."
    if left_out:
        yield f"Not included: {left_out}."
    if totals.not_firm:
        yield f"{totals.not_firm:,} of these values {agree(totals.not_firm, 'is an estimate', 'are estimates')}."
    if totals.has_pence:
        yield NEAREST_POUND
    if len(amounts) > 1:
        yield "Amounts on different bases are not added together."
    yield (
        measure_sentence(measure) if measure else "These values cannot be added together, so there are no percentages."
    )


def _group_table(
    heading: str, views: Sequence[ContractView], key: Callable[[ContractView], str], measure: Measure | None
) -> Table:
    """Contracts, values and percentages by group, the largest first."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for view in views:
        groups[key(view)].append(view)

    def weight(label: str) -> tuple[bool, Decimal, int, str]:
        group = groups[label]
        amount = (measure.sum_of(group) if measure else None) or ZERO
        return label == NOT_RECORDED, -amount, -len(group), label

    basis = total(views).single_basis
    return Table(
        name=heading.lower().replace(" ", "_"),
        title=f"By {heading[0].lower()}{heading[1:]}",
        columns=(
            Column("name", heading),
            Column("contracts", "Contracts", "number"),
            Column("stated", "Contract value", "pounds", unit=basis_unit(basis)),
            Column("amount", "Annual value", "pounds", drop_priority=1),
            Column("share", "Percentage", "number", drop_priority=1),
            Column("left_out", "Not included, or estimated", "prose", drop_priority=1),
        ),
        rows=tuple(
            Row(_group_cells(label, total(groups[label], views), basis, groups[label], measure))
            for label in sorted(groups, key=weight)
        ),
    )


def _group_cells(
    label: str, totals: Total, basis: str | None, views: Sequence[ContractView], measure: Measure | None
) -> dict[str, Cell]:
    stated, left_out = group_words(totals, basis)
    is_annual = measure is not None and measure.basis is None
    yearly = measure.sum_of(views) if measure and is_annual else None
    without = measure.count_missing(views) if measure else 0
    return {
        "name": label,
        "contracts": len(views),
        "stated": stated or "none to show",
        "amount": whole_pounds(yearly) if yearly is not None else "not known" if is_annual else "",
        "share": share_words(measure, views) if measure else "",
        "left_out": "; ".join(filter(None, (left_out, f"{without} not in the percentage" if without else ""))),
    }


def answer_small(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """Contracts with small and with voluntary providers, of those for which this is recorded."""
    question = "How much goes to small firms and to voluntary organisations?"
    rows, sentences = [], []
    for field, label in (
        ("sme", "Small and medium-sized enterprises"),
        ("vcse", "Voluntary, community and social enterprises"),
    ):
        withheld = sum(bool(view.redaction_of(f"provider.{field}")) for view in current)
        recorded = [view for view in current if getattr(view.contract.provider, field) is not None]
        if recorded:
            rows.append(
                Row(_flag_cells(label, field, recorded, len(current) - len(recorded) - withheld, withheld, measure))
            )
        else:
            how = "withheld for" if withheld == len(current) else "not recorded for any of"
            sentences.append(f"{label}: {how} the {pluralize(len(current), 'contract')}.")
    if rows:
        sentences.append(
            "Percentages are of the contracts for which this is recorded. A small or medium-sized enterprise has "
            "fewer than 250 staff (Local Government Transparency Code 2015)."
        )
    columns = (
        Column("name", "Type of provider"),
        Column("contracts", "Contracts", "number"),
        Column("recorded", "Recorded for", "number"),
        Column("share", "Percentage of contracts", "number"),
        Column("amount", measure_heading(measure), "pounds", drop_priority=1),
        Column("amount_share", "Percentage of value", "number", drop_priority=1),
        Column("blank", "Not recorded", "number"),
        Column("withheld", "Withheld", "number", drop_priority=1),
    )
    return Question(
        question, tuple(sentences), (Table("small", columns, tuple(rows), title="Small and voluntary providers"),)
    )


def _flag_cells(
    label: str, field: str, recorded: Sequence[ContractView], blank: int, withheld: int, measure: Measure | None
) -> dict[str, Cell]:
    flagged = [view for view in recorded if getattr(view.contract.provider, field)]
    amount = (measure.sum_of(flagged) or ZERO) if measure else None
    total_amount = (measure.sum_of(recorded) or ZERO) if measure else ZERO
    return {
        "name": label,
        "contracts": len(flagged),
        "recorded": len(recorded),
        "share": percent(Decimal(len(flagged)), Decimal(len(recorded))),
        "amount": whole_pounds(amount) if amount is not None else "",
        "amount_share": percent(amount, total_amount) if amount is not None and total_amount else "",
        "blank": blank,
        "withheld": withheld or "",
    }


def answer_largest(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """The largest providers: by value if the values can be compared, else by number of contracts."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for view in current:
        if not view.redaction_of("provider.name"):
            groups[view.contract.provider.name].append(view)

    def weight(name: str) -> tuple[Decimal, int, str]:
        return -((measure.sum_of(groups[name]) if measure else None) or ZERO), -len(groups[name]), name

    ranked = [name for name in sorted(groups, key=weight) if not measure or measure.sum_of(groups[name]) is not None]
    sentences = []
    if measure and measure.total_amount and ranked:
        first = groups[ranked[0]]
        sentences.append(
            f"{ranked[0]} has {pluralize(len(first), 'contract')} and {share_words(measure, first)} of the "
            f"{measure_name(measure)}."
        )
        if len(ranked) > MAX_LARGEST:
            together = [view for name in ranked[:MAX_LARGEST] for view in groups[name]]
            sentences.append(f"The largest {MAX_LARGEST} together have {share_words(measure, together)}.")
    several = sum(len(group) > 1 for group in groups.values())
    sentences.append(f"{pluralize(several, 'provider')} {'has' if several == 1 else 'have'} more than one contract.")
    unnamed = len(current) - sum(len(group) for group in groups.values())
    if unnamed:
        sentences.append(f"Not ranked: {pluralize(unnamed, 'contract')} whose provider is withheld.")
    if unranked := len(groups) - len(ranked):
        sentences.append(f"Not ranked: {pluralize(unranked, 'provider')} with no such value.")
    return Question(
        "How much depends on the largest providers?",
        tuple(sentences),
        (_largest_table(ranked[:MAX_LARGEST], groups, measure),),
    )


def _largest_table(names: Sequence[str], groups: dict[str, list[ContractView]], measure: Measure | None) -> Table:
    rows = [
        Row(
            {
                "name": name,
                "contracts": len(groups[name]),
                "amount": whole_pounds(provider_total)
                if measure and (provider_total := measure.sum_of(groups[name])) is not None
                else "none to show",
                "share": share_words(measure, groups[name]) if measure else "",
            }
        )
        for name in names
    ]
    return Table(
        name="largest",
        title="The largest providers",
        columns=(
            Column("name", "Provider"),
            Column("contracts", "Contracts", "number"),
            Column("amount", measure_heading(measure), "pounds"),
            Column("share", "Percentage", "number", drop_priority=1),
        ),
        rows=tuple(rows),
    )
