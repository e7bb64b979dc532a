"""The briefing's answers on money: services, kinds of provider, small and voluntary ones, the largest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.settings import Settings
from commreg.model.vocabularies import PROVIDER_TYPE
from commreg.papers.briefing.question import NOT_RECORDED, Question
from commreg.papers.shares import YEARLY, Measure, percent, sum_words, sums
from commreg.planning.contract_view import ContractView
from commreg.planning.totals import total
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import join_words, pluralize
from commreg.wording.totals import exclusions

LARGEST = 5


def areas(current: Sequence[ContractView], settings: Settings, measure: Measure | None) -> Question:
    """What they come to, by service area."""
    table = _grouped("Service area", current, lambda r: settings.area_name(r.contract.service_area), measure)
    return Question("How much are they worth, by service?", tuple(_values_said(current, measure)), (table,))


def kinds(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """Contracts and values by kind of provider."""
    known = [r for r in current if r.contract.provider.type]
    withheld = sum(bool(r.redaction_of("provider.type")) for r in current)
    said = [f"The kind of provider is recorded for {len(known)} of {pluralize(len(current), 'contract')}."]
    if withheld:
        said.append(f"It is withheld for {withheld}.")
    return Question(
        "What kinds of provider are they with?",
        tuple(said),
        (_grouped("Kind of provider", current, _kind, measure),) if known else (),
    )


def _kind(record: ContractView) -> str:
    if hidden := record.redaction_of("provider.type"):
        return str(hidden)
    kind = record.contract.provider.type
    return PROVIDER_TYPE.label(kind) if kind else NOT_RECORDED


def _values_said(current: Sequence[ContractView], measure: Measure | None) -> Iterator[str]:
    whole = total(current)
    found, left_out = sum_words(whole), ", ".join(exclusions(whole))
    if not found:
        yield f"No amount can be shown. Left out: {left_out}." if left_out else "No amount is recorded."
        return
    yield f"Stated values come to {join_words(found)}."
    if left_out:
        yield f"Left out: {left_out}."
    if whole.not_firm:
        yield f"{pluralize(whole.not_firm, 'amount')} in it {'is' if whole.not_firm == 1 else 'are'} not firm."
    if len(found) > 1:
        yield "Amounts on different bases are not added up."
    yield measure.sentence() if measure else "No two of these can be added up, so there are no shares."


def _grouped(
    heading: str, records: Iterable[ContractView], key: Callable[[ContractView], str], measure: Measure | None
) -> Table:
    """Contracts, stated values and shares by what they have in common, the largest first."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)

    def weight(label: str) -> tuple[bool, Decimal, int, str]:
        found = groups[label]
        amount = (measure.of(found) if measure else None) or ZERO
        return label == NOT_RECORDED, -amount, -len(found), label

    return Table(
        name=heading.lower().replace(" ", "_"),
        title=f"By {heading[0].lower()}{heading[1:]}",
        columns=(
            Column("name", heading),
            Column("contracts", "Contracts", "number"),
            Column("stated", "Stated value", "pounds"),
            Column("amount", "Value a year", "pounds", drop_priority=1),
            Column("share", "Share", "number", drop_priority=1),
            Column("left_out", "Left out or not firm", "prose", drop_priority=1),
        ),
        rows=tuple(Row(_group(label, groups[label], measure)) for label in sorted(groups, key=weight)),
    )


def _group(label: str, records: Sequence[ContractView], measure: Measure | None) -> dict[str, Cell]:
    stated, left_out = sums(records)
    yearly = measure.of(records) if measure and measure.name == YEARLY else None
    without = measure.missing(records) if measure else 0
    return {
        "name": label,
        "contracts": len(records),
        "stated": stated or "none to show",
        "amount": format_pounds(yearly)
        if yearly is not None
        else "cannot be told"
        if measure and measure.name == YEARLY
        else "",
        "share": measure.share(records) if measure else "",
        "left_out": "; ".join(filter(None, (left_out, f"{without} not in the share" if without else ""))),
    }


def small(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """What goes to small and to voluntary providers, of the contracts for which that is recorded."""
    question = "How much goes to small firms and to voluntary organisations?"
    rows, said = [], []
    for field, label in (
        ("sme", "Small and medium-sized enterprises"),
        ("vcse", "Voluntary, community and social enterprises"),
    ):
        withheld = sum(bool(r.redaction_of(f"provider.{field}")) for r in current)
        known = [r for r in current if getattr(r.contract.provider, field) is not None]
        if known:
            rows.append(Row(_flagged(label, field, known, len(current) - len(known) - withheld, withheld, measure)))
        else:
            how = "withheld for" if withheld == len(current) else "not recorded for any of"
            said.append(f"{label}: {how} the {pluralize(len(current), 'contract')}.")
    if rows:
        said.append(
            "Shares are of the contracts for which it is recorded. A small or medium-sized enterprise has "
            "fewer than 250 staff (Local Government Transparency Code 2015)."
        )
    amount = f"{measure.name[0].upper()}{measure.name[1:]}" if measure else ""
    columns = (
        Column("name", "Provider is one of"),
        Column("contracts", "Contracts", "number"),
        Column("known", "Recorded for", "number"),
        Column("share", "Share of contracts", "number"),
        Column("amount", amount, "pounds", drop_priority=1),
        Column("amount_share", "Share of that", "number", drop_priority=1),
        Column("blank", "Not recorded", "number"),
        Column("withheld", "Withheld", "number", drop_priority=1),
    )
    return Question(question, tuple(said), (Table("small", columns, tuple(rows), title="Of those recorded"),))


def _flagged(
    label: str, field: str, known: Sequence[ContractView], blank: int, withheld: int, measure: Measure | None
) -> dict[str, Cell]:
    found = [r for r in known if getattr(r.contract.provider, field)]
    amount = (measure.of(found) or ZERO) if measure else None
    whole = (measure.of(known) or ZERO) if measure else ZERO
    return {
        "name": label,
        "contracts": len(found),
        "known": len(known),
        "share": percent(Decimal(len(found)), Decimal(len(known))),
        "amount": format_pounds(amount) if amount is not None else "",
        "amount_share": percent(amount, whole) if amount is not None and whole else "",
        "blank": blank,
        "withheld": withheld or "",
    }


def largest(current: Sequence[ContractView], measure: Measure | None) -> Question:
    """The providers with the most, by amount where there is a footing and by contracts where there is none."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for record in current:
        if not record.redaction_of("provider.name"):
            groups[record.contract.provider.name].append(record)

    def weight(name: str) -> tuple[Decimal, int, str]:
        return -((measure.of(groups[name]) if measure else None) or ZERO), -len(groups[name]), name

    ranked = [name for name in sorted(groups, key=weight) if not measure or measure.of(groups[name]) is not None]
    said = []
    if measure and measure.whole and ranked:
        first = groups[ranked[0]]
        said.append(
            f"{ranked[0]} has {pluralize(len(first), 'contract')} and {measure.share(first)} of the {measure.name}."
        )
        if len(ranked) > LARGEST:
            together = [r for name in ranked[:LARGEST] for r in groups[name]]
            said.append(f"The largest {LARGEST} together have {measure.share(together)}.")
    several = sum(len(found) > 1 for found in groups.values())
    said.append(f"{pluralize(several, 'provider')} {'has' if several == 1 else 'have'} more than one contract.")
    unnamed = len(current) - sum(len(found) for found in groups.values())
    if unnamed:
        said.append(f"Not ranked: {pluralize(unnamed, 'contract')} whose provider is withheld.")
    if unranked := len(groups) - len(ranked):
        said.append(f"Not ranked: {pluralize(unranked, 'provider')} of whose contracts there is no such figure.")
    return Question(
        "How much depends on the largest providers?",
        tuple(said),
        (_largest_table(ranked[:LARGEST], groups, measure),),
    )


def _largest_table(names: Sequence[str], groups: dict[str, list[ContractView]], measure: Measure | None) -> Table:
    amount = f"{measure.name[0].upper()}{measure.name[1:]}" if measure else ""
    rows = [
        Row(
            {
                "name": name,
                "contracts": len(groups[name]),
                "amount": format_pounds(found)
                if measure and (found := measure.of(groups[name])) is not None
                else "none to show",
                "share": measure.share(groups[name]) if measure else "",
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
            Column("amount", amount, "pounds"),
            Column("share", "Share", "number", drop_priority=1),
        ),
        rows=tuple(rows),
    )
