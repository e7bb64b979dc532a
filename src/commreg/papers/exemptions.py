"""The register of exemptions and waivers: who was let off competing, why, by whom, and until when.

Councils report direct awards to members once a year (Gloucestershire, contract procedure rules), and ask leave for an
interim purchase (Cambridgeshire, Children and Young People Committee, 9 October 2018). That no exemption is recorded
says little where nobody recorded how contracts were bought, so the paper says how many record their route.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commreg.listings.table import Cell, Column, Row, Table, Tone
from commreg.model.contract import VALUE_FIELDS, Exemption
from commreg.papers.shares import sums
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.register.redact import UNPUBLISHED
from commreg.values.dates import long_date
from commreg.values.redacted import Redacted
from commreg.values.text import pluralize

DIRECT = "direct-award"
# Procedures of their own, in which competing is not asked for: they need no exemption.
_STATUTORY_DIRECT_AWARDS = ("psr-direct-award-a", "psr-direct-award-b", "psr-direct-award-c", "user-choice")
NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Paper:
    """What the paper prints: sentences at its head, the exemptions, and what follows from them.

    `past` are contracts past their end with no exemption recorded; `repeats` and `caveats` are sentences.
    """

    said: tuple[str, ...]
    caveats: tuple[str, ...]
    exemptions: Table
    repeats: tuple[str, ...]
    by_reason: Table
    by_approver: Table
    past: Table


def paper(records: Sequence[ContractView]) -> Paper:
    """The exemptions of some contracts, as an audience may see them, on their day."""
    listed = sorted((r for r in records if _listed(r)), key=_order)
    exempt = [r for r in listed if _has_one(r)]
    past = [r for r in records if r.facts.state is State.ENDED and not _has_one(r) and not _kept_back(r)]
    return Paper(
        said=tuple(_said(records, listed)),
        caveats=tuple(_caveats(records)),
        exemptions=_table(listed),
        repeats=(*_same_provider(exempt), *_chains(exempt)),
        by_reason=_grouped(exempt, "reason", "Reason"),
        by_approver=_grouped(exempt, "approved_by", "Approved by"),
        past=_past(past),
    )


def exemption(record: ContractView) -> Exemption | None:
    """The exemption of a contract, as an audience may see it."""
    return record.contract.procurement.exemption if record.contract.procurement else None


def _has_one(record: ContractView) -> bool:
    """Whether there is an exemption. One that is withheld by its name is there as well; its group may have none.

    What the settings keep internal is not there at all for the public.
    """
    withheld = record.redacted.get("procurement.exemption", UNPUBLISHED) != UNPUBLISHED
    return exemption(record) is not None or withheld


def _kept_back(record: ContractView) -> bool:
    """Whether the public may not know how it was bought."""
    return bool(record.redaction_of("procurement.route", "procurement.exemption")) and not _listed(record)


def _route(record: ContractView) -> str | None:
    return record.contract.procurement.route if record.contract.procurement else None


def _listed(record: ContractView) -> bool:
    return _has_one(record) or (_route(record) == DIRECT and not record.redaction_of("procurement.route"))


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an exemption stands on the day: a place in the order, and words."""

    place: int
    words: str
    tone: Tone = ""


def _standing(record: ContractView) -> _Standing:
    found, as_of = exemption(record), record.facts.as_of
    until = found.until if found else None
    if record.facts.state.is_inactive:
        return _Standing(4, f"contract {record.facts.state}", "quiet")
    if found is None:
        hidden = record.redaction_of("procurement.exemption")
        return _Standing(2, str(hidden)) if hidden else _Standing(1, "direct award with no exemption recorded", "late")
    if record.redaction_of("procurement.exemption.until"):
        return _Standing(2, "its last day is withheld")
    if until is None:
        return _Standing(2, "running; last day not recorded", "soon")
    if until < as_of:
        return _Standing(0, f"past its last day; contract {record.facts.state}", "late")
    return _Standing(3, "running")


def _order(record: ContractView) -> tuple[int, str, str]:
    """Past its day first, then without an exemption, without a last day, running, over; then by last day."""
    found = exemption(record)
    until = found.until.isoformat() if found and found.until else "9999"
    return _standing(record).place, until, record.contract.id


def _said(records: Sequence[ContractView], listed: Sequence[ContractView]) -> Iterator[str]:
    if not listed:
        hidden = any(_kept_back(r) for r in records)
        yield f"No exemption and no direct award {'can be shown here' if hidden else 'is recorded'}."
        yield _routes(records)
        return
    exempt = sum(_has_one(r) for r in listed)
    bare = len(listed) - exempt
    yield f"{exempt} of {pluralize(len(records), 'contract')} {'rests' if exempt == 1 else 'rest'} on an exemption."
    standing = [_standing(r).place for r in listed]
    if late := standing.count(0):
        yield f"{late} {'is' if late == 1 else 'are'} past the last day while the contract goes on."
    if bare:
        yield f"{pluralize(bare, 'direct award')} with no exemption recorded."
    yield _routes(records)


def _routes(records: Sequence[ContractView]) -> str:
    """How many contracts say how they were bought: what nobody recorded cannot be reported."""
    known = sum(_route(r) is not None and not r.redaction_of("procurement.route") for r in records)
    whole = pluralize(len(records), "contract")
    if known == len(records):
        return f"The route is recorded for all {whole}."
    if not known:
        return f"The route is not recorded for any of the {whole}, so this paper cannot tell which were competed for."
    first = f"The route is recorded for {known} of {whole}"
    return f"{first}: for the others this paper cannot tell whether there was competition."


def _caveats(records: Sequence[ContractView]) -> Iterator[str]:
    lawful = sum(_route(r) in _STATUTORY_DIRECT_AWARDS for r in records)
    if lawful:
        yield (
            f"Not listed: {pluralize(lawful, 'direct award')} under the Provider Selection Regime or by user choice, "
            "which the law provides for."
        )
    hidden = sum(_kept_back(r) for r in records)
    if hidden:
        yield (
            f"How it was bought is withheld for {pluralize(hidden, 'contract')}: an exemption or a direct award there "
            "is not listed."
        )
    yield (
        "Values are as stated, net of the VAT that the council can recover. They are not compared with the thresholds "
        "of the law, which include VAT."
    )


def _table(listed: Sequence[ContractView]) -> Table:
    return Table(
        name="exemptions",
        title="Exemptions and direct awards: those past their last day first, then by last day",
        columns=(
            Column("title", "Contract"),
            Column("provider", "Provider"),
            Column("reason", "Reason", "prose"),
            Column("approved_by", "Approved by"),
            Column("approved_on", "Approved on", "day"),
            Column("until", "Until", "day"),
            Column("standing", "Where it stands"),
            Column("reference", "Reference", drop_priority=1),
            Column("value", "Stated value", "pounds"),
        ),
        rows=tuple(Row(_cells(record), _standing(record).tone) for record in listed),
        optional=True,
    )


def _cells(record: ContractView) -> dict[str, Cell]:
    found = exemption(record)
    return {
        "title": record.contract.title,
        "provider": record.provider_name,
        "reason": _field(record, "reason", found.reason if found else NOT_RECORDED),
        "approved_by": _field(record, "approved_by", found.approved_by if found else NOT_RECORDED),
        "approved_on": _field(record, "approved_on", (found.approved_on if found else None) or NOT_RECORDED),
        "until": _field(record, "until", (found.until if found else None) or NOT_RECORDED),
        "standing": _standing(record).words,
        "reference": _field(record, "reference", (found.reference if found else None) or ""),
        "value": value_cell(record),
    }


def _field(record: ContractView, name: str, value: Cell) -> Cell:
    """A field of the exemption, or the words in its place; a group that is withheld only in part keeps the rest."""
    return record.redaction_of(f"procurement.exemption.{name}") or value


def value_cell(record: ContractView) -> Cell:
    """The stated value with what it covers, or the words in its place."""
    if hidden := record.redaction_of("value.amount", "value.parts"):
        return hidden
    if record.redaction_of(*VALUE_FIELDS):
        return "withheld"
    stated, _ = sums((record,))
    value = record.contract.value
    return stated or ("in parts on different bases" if value and value.parts else "with no amount")


def _same_provider(exempt: Iterable[ContractView]) -> Iterator[str]:
    """Providers that have more than one exemption in the register."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for record in exempt:
        if not record.redaction_of("provider.name"):
            groups[record.contract.provider.name].append(record)
    for name in sorted(groups):
        if len(groups[name]) > 1:
            titles = "; ".join(_dated(record) for record in sorted(groups[name], key=_approved))
            yield f"{name} has {pluralize(len(groups[name]), 'exemption')}: {titles}."


def _approved(record: ContractView) -> tuple[str, str]:
    found = exemption(record)
    return (found.approved_on.isoformat() if found and found.approved_on else "9999"), record.contract.id


def _dated(record: ContractView) -> str:
    """A contract by its title, with the day its exemption was approved where that may be told."""
    found = exemption(record)
    day = found.approved_on if found and not record.redaction_of("procurement.exemption.approved_on") else None
    return f"{record.contract.title} ({long_date(day)})" if day else record.contract.title


def _chains(exempt: Sequence[ContractView]) -> Iterator[str]:
    """Contracts with an exemption that took over from one with an exemption, the earlier first."""
    known = {record.contract.id: record for record in exempt}
    pairs = {(r.contract.supersedes, r.contract.id) for r in exempt if not r.redaction_of("supersedes")}
    pairs |= {
        (r.contract.id, r.facts.successor)
        for r in exempt
        if r.facts.successor in known and not known[r.facts.successor].redaction_of("supersedes")
    }
    both = [(known[old], known[new]) for old, new in pairs if old in known and new in known]
    for old, new in sorted(both, key=lambda pair: (_approved(pair[1]), pair[0].contract.id)):
        yield f"{_dated(new)} took over from {_dated(old)}, and both rest on an exemption."


def _grouped(exempt: Sequence[ContractView], field: str, heading: str) -> Table:
    """Exemptions and stated values by a field, spelt alike or not in capitals; the most first."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    words: dict[str, Cell] = {}
    for record in exempt:
        found = exemption(record)
        said: str | Redacted = record.redaction_of(f"procurement.exemption.{field}") or str(getattr(found, field))
        key = " ".join(str(said).casefold().split()).rstrip(".")
        words.setdefault(key, said)
        groups[key].append(record)
    rows = []
    for key in sorted(groups, key=lambda each: (-len(groups[each]), each)):
        stated, left_out = sums(groups[key])
        rows.append(
            Row(
                {
                    "name": words[key],
                    "count": len(groups[key]),
                    "stated": stated or "none to show",
                    "left_out": left_out,
                }
            )
        )
    return Table(
        name=f"by_{field}",
        title=f"Exemptions by {'reason' if field == 'reason' else 'who approved them'}",
        columns=(
            Column("name", heading),
            Column("count", "Exemptions", "number"),
            Column("stated", "Stated value", "pounds"),
            Column("left_out", "Left out or not firm", "prose", drop_priority=1),
        ),
        rows=tuple(rows),
        optional=True,
    )


def _past(records: Sequence[ContractView]) -> Table:
    """Contracts that ended and are still open, with no exemption recorded, longest past first."""
    ordered = sorted(records, key=lambda r: (r.facts.current_end or r.facts.as_of, r.contract.id))
    return Table(
        name="past",
        title="Ended, still open, with no exemption recorded; the longest first",
        columns=(
            Column("title", "Contract"),
            Column("provider", "Provider"),
            Column("end", "Ended on", "day"),
            Column("days", "Days since", "number"),
            Column("duty", "Duty"),
            Column("value", "Stated value", "pounds"),
        ),
        rows=tuple(
            Row(
                {
                    "title": r.contract.title,
                    "provider": r.provider_name,
                    "end": r.facts.current_end,
                    "days": -(r.facts.days_left or 0),
                    "duty": "statutory" if r.contract.statutory else r.redaction_of("statutory") or "none recorded",
                    "value": value_cell(r),
                },
                "late",
            )
            for r in ordered
        ),
        optional=True,
    )
