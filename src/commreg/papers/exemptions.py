"""The register of exemptions and waivers: which contracts were exempted from competition, why, by whom and until when.

Councils report direct awards to members once a year (Gloucestershire, contract procedure rules), and ask members
to approve an interim contract (Cambridgeshire, Children and Young People Committee, 9 October 2018). An exemption can
only be listed if the procurement was recorded, so the paper says how many contracts record their route.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commreg.listings.table import Cell, Column, Row, Table, Tone
from commreg.model.contract import Exemption
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.papers.tables import CONTRACT, PROVIDER, contract_cells, duty_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.planning.totals import total
from commreg.register.redact import UNPUBLISHED
from commreg.values.dates import long_date
from commreg.values.redacted import Redacted
from commreg.values.text import agree, pluralize
from commreg.wording.totals import group_words
from commreg.wording.value import basis_unit, cell_words

DIRECT_AWARD = "direct-award"
# Direct awards that the law allows without an exemption.
_STATUTORY_DIRECT_AWARDS = ("psr-direct-award-a", "psr-direct-award-b", "psr-direct-award-c", "user-choice")
NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class ExemptionRegister:
    """The parts of the paper. `summary`, `repeats` and `caveats` are sentences.

    `ended` lists contracts that have ended with no outcome and no exemption recorded.
    """

    summary: tuple[str, ...]
    caveats: tuple[str, ...]
    exemptions: Table
    repeats: tuple[str, ...]
    by_reason: Table
    by_approver: Table
    ended: Table


def build_exemption_register(views: Sequence[ContractView]) -> ExemptionRegister:
    """The exemption register of some contracts, as an audience can see them."""
    listed = sorted((view for view in views if _is_listed(view)), key=_order)
    exempt = [view for view in listed if _has_exemption(view)]
    ended = [
        view
        for view in views
        if view.facts.state is State.ENDED and not _has_exemption(view) and not _is_procurement_hidden(view)
    ]
    return ExemptionRegister(
        summary=tuple(_summary_sentences(views, listed)),
        caveats=tuple(_caveat_sentences(views)),
        exemptions=_exemption_table(listed),
        repeats=(*_repeat_sentences(exempt), *_chain_sentences(exempt)),
        by_reason=_group_table(exempt, "reason", "Reason"),
        by_approver=_group_table(exempt, "approved_by", "Approved by"),
        ended=_ended_table(ended),
    )


def exemption_of(view: ContractView) -> Exemption | None:
    """The exemption of a contract, as an audience can see it."""
    return view.contract.procurement.exemption if view.contract.procurement else None


def _has_exemption(view: ContractView) -> bool:
    """Whether there is an exemption, which includes a withheld one.

    A field that the settings keep internal does not exist for the public.
    """
    withheld = view.redacted.get("procurement.exemption", UNPUBLISHED) != UNPUBLISHED
    return exemption_of(view) is not None or withheld


def _is_procurement_hidden(view: ContractView) -> bool:
    """Whether the public cannot see how it was procured."""
    return bool(view.redaction_of("procurement.route", "procurement.exemption")) and not _is_listed(view)


def _route(view: ContractView) -> str | None:
    return view.contract.procurement.route if view.contract.procurement else None


def _is_listed(view: ContractView) -> bool:
    return _has_exemption(view) or (_route(view) == DIRECT_AWARD and not view.redaction_of("procurement.route"))


@dataclass(frozen=True, slots=True)
class _Status:
    """The status of an exemption on the day of the paper: its order in the list, and words."""

    order: int
    words: str
    tone: Tone = ""


def _status(view: ContractView) -> _Status:
    exemption, as_of = exemption_of(view), view.facts.as_of
    until = exemption.until if exemption else None
    if view.facts.state.is_inactive:
        return _Status(4, f"contract {view.facts.state}", "quiet")
    if exemption is None:
        hidden = view.redaction_of("procurement.exemption")
        return _Status(2, str(hidden)) if hidden else _Status(1, "direct award with no exemption recorded", "late")
    if view.redaction_of("procurement.exemption.until"):
        return _Status(2, "last day withheld")
    if until is None:
        return _Status(2, "in force; last day not recorded", "soon")
    if until < as_of:
        return _Status(0, f"past its last day; contract {view.facts.state}", "late")
    return _Status(3, "in force")


def _order(view: ContractView) -> tuple[int, str, str]:
    """Expired first, then without an exemption, without a last day, in force, over; then by last day."""
    exemption = exemption_of(view)
    until = exemption.until.isoformat() if exemption and exemption.until else "9999"
    return _status(view).order, until, view.contract.id


def _summary_sentences(views: Sequence[ContractView], listed: Sequence[ContractView]) -> Iterator[str]:
    if not listed:
        hidden = any(_is_procurement_hidden(view) for view in views)
        yield f"No exemption and no direct award {'can be shown here' if hidden else 'is recorded'}."
        yield _route_sentence(views)
        return
    exempt = sum(_has_exemption(view) for view in listed)
    bare = len(listed) - exempt
    yield f"{exempt} of {pluralize(len(views), 'contract')} {agree(exempt, 'has', 'have')} an exemption."
    orders = [_status(view).order for view in listed]
    if late := orders.count(0):
        yield f"{late} {agree(late, 'is', 'are')} past the last day of the exemption, but the contract continues."
    if bare:
        yield f"{pluralize(bare, 'direct award')} with no exemption recorded."
    yield _route_sentence(views)


def _route_sentence(views: Sequence[ContractView]) -> str:
    """How many contracts record their procurement route."""
    recorded = sum(_route(view) is not None and not view.redaction_of("procurement.route") for view in views)
    contracts = pluralize(len(views), "contract")
    if recorded == len(views):
        return f"The route is recorded for all {contracts}."
    if not recorded:
        return (
            f"The route is not recorded for any of the {contracts}, so this paper cannot show which were open to "
            "competition."
        )
    first = f"The route is recorded for {recorded} of {contracts}"
    return f"{first}: for the others this paper cannot show whether there was competition."


def _caveat_sentences(views: Sequence[ContractView]) -> Iterator[str]:
    lawful = sum(_route(view) in _STATUTORY_DIRECT_AWARDS for view in views)
    if lawful:
        yield (
            f"Not listed: {pluralize(lawful, 'direct award')} under the Provider Selection Regime or by user choice, "
            "which the law allows without an exemption."
        )
    hidden = sum(_is_procurement_hidden(view) for view in views)
    if hidden:
        yield (
            f"The procurement route is withheld for {pluralize(hidden, 'contract')}: an exemption or a direct award "
            f"for {agree(hidden, 'it', 'them')} is not listed."
        )
    yield (
        "Values are contract values, net of VAT that the council can recover. They are not compared with the legal "
        "thresholds, which include VAT."
    )


def _exemption_table(listed: Sequence[ContractView]) -> Table:
    return Table(
        name="exemptions",
        title="Exemptions and direct awards: expired first, then by last day",
        columns=(
            CONTRACT,
            PROVIDER,
            Column("reason", "Reason", "prose"),
            Column("approved_by", "Approved by"),
            Column("approved_on", "Approved on", "day"),
            Column("until", "Until", "day"),
            Column("status", "Status"),
            Column("reference", "Reference", drop_priority=1),
            Column("value", "Contract value", "pounds"),
        ),
        rows=tuple(Row(_cells(view), _status(view).tone) for view in listed),
        optional=True,
    )


def _cells(view: ContractView) -> dict[str, Cell]:
    exemption = exemption_of(view)
    return {
        **contract_cells(view),
        "reason": _field(view, "reason", exemption.reason if exemption else NOT_RECORDED),
        "approved_by": _field(view, "approved_by", exemption.approved_by if exemption else NOT_RECORDED),
        "approved_on": _field(view, "approved_on", (exemption.approved_on if exemption else None) or NOT_RECORDED),
        "until": _field(view, "until", (exemption.until if exemption else None) or NOT_RECORDED),
        "status": _status(view).words,
        "reference": _field(view, "reference", (exemption.reference if exemption else None) or ""),
        "value": value_cell(view),
    }


def _field(view: ContractView, name: str, value: Cell) -> Cell:
    """A field of the exemption, or its redaction; only the withheld fields of a group are redacted."""
    return view.redaction_of(f"procurement.exemption.{name}") or value


def value_cell(view: ContractView) -> Cell:
    """The contract value with its basis, or its redaction."""
    if hidden := view.redaction_of("value.amount", "value.parts"):
        return hidden
    if view.redaction_of(*VALUE_FIELDS):
        return "withheld"
    return cell_words(view.contract.value) or "no amount recorded"


def _repeat_sentences(exempt: Iterable[ContractView]) -> Iterator[str]:
    """Sentences on providers with more than one exemption in the register."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    for view in exempt:
        if not view.redaction_of("provider.name"):
            groups[view.contract.provider.name].append(view)
    for name in sorted(groups):
        if len(groups[name]) > 1:
            titles = "; ".join(_title_with_date(view) for view in sorted(groups[name], key=_approval_order))
            yield f"{name} has {pluralize(len(groups[name]), 'exemption')}: {titles}."


def _approval_order(view: ContractView) -> tuple[str, str]:
    exemption = exemption_of(view)
    return (exemption.approved_on.isoformat() if exemption and exemption.approved_on else "9999"), view.contract.id


def _title_with_date(view: ContractView) -> str:
    """The title of a contract, with the date its exemption was approved unless that is withheld."""
    exemption = exemption_of(view)
    day = exemption.approved_on if exemption and not view.redaction_of("procurement.exemption.approved_on") else None
    return f"{view.contract.title} ({long_date(day)})" if day else view.contract.title


def _chain_sentences(exempt: Sequence[ContractView]) -> Iterator[str]:
    """Sentences on contracts with an exemption that replaced another with an exemption, earliest approval first."""
    views_by_id = {view.contract.id: view for view in exempt}
    pairs = {(view.contract.supersedes, view.contract.id) for view in exempt if not view.redaction_of("supersedes")}
    pairs |= {
        (view.contract.id, view.facts.successor)
        for view in exempt
        if view.facts.successor in views_by_id and not views_by_id[view.facts.successor].redaction_of("supersedes")
    }
    both = [(views_by_id[old], views_by_id[new]) for old, new in pairs if old in views_by_id and new in views_by_id]
    for old, new in sorted(both, key=lambda pair: (_approval_order(pair[1]), pair[0].contract.id)):
        yield f"{_title_with_date(new)} replaced {_title_with_date(old)}, and both have an exemption."


def _group_table(exempt: Sequence[ContractView], field: str, heading: str) -> Table:
    """Exemptions and contract values by a field, whatever the case of its letters; the most first."""
    groups: dict[str, list[ContractView]] = defaultdict(list)
    words: dict[str, Cell] = {}
    for view in exempt:
        exemption = exemption_of(view)
        label: str | Redacted = view.redaction_of(f"procurement.exemption.{field}") or str(getattr(exemption, field))
        key = " ".join(str(label).casefold().split()).rstrip(".")
        words.setdefault(key, label)
        groups[key].append(view)
    rows, basis = [], total(exempt).single_basis
    for key in sorted(groups, key=lambda group: (-len(groups[group]), group)):
        stated, exclusions = group_words(total(groups[key], exempt), basis)
        rows.append(
            Row(
                {
                    "name": words[key],
                    "count": len(groups[key]),
                    "stated": stated or "none to show",
                    "left_out": exclusions,
                }
            )
        )
    return Table(
        name=f"by_{field}",
        title=f"Exemptions by {'reason' if field == 'reason' else 'approver'}",
        columns=(
            Column("name", heading),
            Column("count", "Exemptions", "number"),
            Column("stated", "Contract value", "pounds", unit=basis_unit(basis)),
            Column("left_out", "Not included, or estimated", "prose", drop_priority=1),
        ),
        rows=tuple(rows),
        optional=True,
    )


def _ended_table(views: Sequence[ContractView]) -> Table:
    """Contracts that have ended with no outcome and no exemption recorded, longest first."""
    ordered = sorted(views, key=lambda view: (view.facts.current_end or view.facts.as_of, view.contract.id))
    return Table(
        name="past",
        title="Ended with no outcome and no exemption recorded: longest first",
        columns=(
            CONTRACT,
            PROVIDER,
            Column("end", "Ended on", "day"),
            Column("days", "Days since", "number"),
            Column("duty", "Duty"),
            Column("value", "Contract value", "pounds"),
        ),
        rows=tuple(
            Row(
                {
                    **contract_cells(view),
                    "end": view.facts.current_end,
                    "days": -(view.facts.days_left or 0),
                    "duty": duty_cell(view),
                    "value": value_cell(view),
                },
                "late",
            )
            for view in ordered
        ),
        optional=True,
    )
