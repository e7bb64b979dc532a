"""The briefing's answers on terms: price reviews, break clauses, end dates, and contracts that cannot be extended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from commreg.listings.contract_row import ends_in
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.contract import Break
from commreg.papers.booklet.term import break_party
from commreg.papers.briefing.question import Question
from commreg.papers.sort_order import by_title
from commreg.papers.tables import CONTRACT, PROVIDER, contract_cells, duty_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.gap import is_extendability_recorded
from commreg.planning.notice_days import break_notice_by
from commreg.planning.term import State
from commreg.planning.totals import Total, total
from commreg.values import financial_year
from commreg.values.text import agree, pluralize
from commreg.wording.totals import group_words
from commreg.wording.value import basis_unit


def _clause_sentences(
    current: Sequence[ContractView], having: int, field: str, what: str, *, none: int = 0
) -> Iterator[str]:
    """How many have a clause, how many have none, and for how many it is not recorded or withheld."""
    withheld = sum(bool(view.redaction_of(field)) for view in current)
    blank = len(current) - having - none - withheld
    if having:
        yield f"{pluralize(having, 'contract')} {'has' if having == 1 else 'have'} {what}."
    if none:
        yield f"{pluralize(none, 'contract')} {'has' if none == 1 else 'have'} none."
    if blank == len(current):
        yield f"Not recorded for any of the {pluralize(len(current), 'contract')}."
    elif blank:
        yield f"Not recorded for {pluralize(blank, 'contract')}."
    if withheld:
        yield f"Withheld for {pluralize(withheld, 'contract')}."


def answer_uplift(current: Sequence[ContractView]) -> Question:
    """Contracts whose price can be reviewed, and how."""
    visible = [view for view in current if not view.redaction_of("value.uplift")]
    reviewable = by_title(view for view in visible if view.contract.value and view.contract.value.uplift)
    rows = tuple(
        Row({"title": view.contract.title, "how": view.contract.value.uplift if view.contract.value else ""})
        for view in reviewable
    )
    columns = (CONTRACT, Column("how", "How the price is reviewed", "prose"))
    return Question(
        "Can providers ask for more when their costs rise?",
        tuple(_clause_sentences(current, len(reviewable), "value.uplift", "a price review clause")),
        (Table("uplift", columns, rows, title="Price reviews"),),
    )


def answer_breaks(current: Sequence[ContractView]) -> Question:
    """Break clauses by date, and which can still be used."""
    having = [view for view in current if view.contract.term.breaks]
    none = sum(view.contract.term.breaks == () for view in current)
    pairs = sorted(
        ((clause, view) for view in having for clause in view.contract.term.breaks or ()),
        key=lambda pair: (pair[0].on, pair[1].contract.title, pair[1].contract.id),
    )
    coming = sum(_is_break_usable(clause, view) for clause, view in pairs)
    sentences = list(_clause_sentences(current, len(having), "term.breaks", "a break clause", none=none))
    if pairs:
        sentences.insert(1, f"{pluralize(coming, 'break clause')} can still be used.")
    columns = (
        CONTRACT,
        Column("on", "End date if used", "day"),
        Column("notice_by", "Notice by", "day"),
        Column("by", "Who can use it"),
        Column("status", "Status"),
    )
    rows = tuple(_break_row(clause, view) for clause, view in pairs)
    return Question(
        "Which contracts can be ended early?",
        tuple(sentences),
        (Table("breaks", columns, rows, title="Break clauses"),),
    )


def _is_break_usable(clause: Break, view: ContractView) -> bool:
    return view.facts.is_break_ahead(clause) and (break_notice_by(clause) or clause.on) >= view.facts.as_of


def _break_row(clause: Break, view: ContractView) -> Row:
    notice, is_usable = break_notice_by(clause), _is_break_usable(clause, view)
    if is_usable:
        status = "can be used" if notice else "can be used; notice not recorded"
    elif clause.on < view.facts.as_of:
        status = "date has passed"
    else:
        status = "last day for notice has passed" if view.facts.is_break_ahead(clause) else "after the end"
    cells: dict[str, Cell] = {
        "title": view.contract.title,
        "on": clause.on,
        "notice_by": notice or "not recorded",
        "by": break_party(clause) or "not recorded",
        "status": status,
    }
    return Row(cells, "" if is_usable else "quiet")


def answer_ends(current: Sequence[ContractView]) -> Question:
    """Contracts by the quarter they end in: how many are statutory, and how many can still be extended."""
    quarters: dict[date, list[ContractView]] = defaultdict(list)
    for view in current:
        if view.facts.current_end and not view.facts.state.has_ended:
            quarters[financial_year.quarter_of(view.facts.current_end)].append(view)
    ended = [view for view in current if view.facts.state is State.ENDED]
    endless = [view for view in current if view.facts.current_end is None]
    exempt = [view for view in current if view.facts.state is State.EXEMPT]
    groups = [("Ended, outcome not recorded", ended)] if ended else []
    groups += [("Ended, covered by an exemption", exempt)] if exempt else []
    groups += [(financial_year.quarter_words(first), quarters[first]) for first in sorted(quarters)]
    groups += [("No end date", endless)] if endless else []
    basis = total(current).single_basis
    rows = [_end_row(name, views, total(views, current), basis) for name, views in groups]
    columns = (
        Column("name", "Quarter"),
        Column("contracts", "Contracts", "number"),
        Column("statutory", "Statutory", "number"),
        Column("extend", "Can be extended", "number"),
        Column("stated", "Contract value", "pounds", unit=basis_unit(basis)),
        Column("left_out", "Not included, or estimated", "prose", drop_priority=1),
    )
    sentences = []
    fullest = max(quarters, key=lambda first: (len(quarters[first]), -first.toordinal()), default=None)
    if fullest and len(quarters[fullest]) > 2:
        count = pluralize(len(current), "contract")
        sentences.append(
            f"Most in one quarter: {len(quarters[fullest])} of {count}, in {financial_year.quarter_words(fullest)}."
        )
    if ended:
        sentences.append(
            f"{pluralize(len(ended), 'contract')} {agree(len(ended), 'has', 'have')} ended with no outcome recorded."
        )
    if endless:
        sentences.append(f"{pluralize(len(endless), 'contract')} {'has' if len(endless) == 1 else 'have'} no end date.")
    if withheld := sum(bool(view.redaction_of("statutory")) and not view.contract.statutory for view in current):
        sentences.append(f"Whether the service is statutory is withheld for {withheld}.")
    return Question(
        "When do they end?", tuple(sentences), (Table("ends", columns, tuple(rows), title="Ends by quarter"),)
    )


def _end_row(name: str, views: Sequence[ContractView], totals: Total, basis: str | None) -> Row:
    stated, left_out = group_words(totals, basis)
    return Row(
        {
            "name": name,
            "contracts": len(views),
            "statutory": sum(view.contract.statutory is not None for view in views),
            "extend": sum(bool(view.facts.options) for view in views),
            "stated": stated or "none to show",
            "left_out": left_out,
        }
    )


def answer_no_option(current: Sequence[ContractView]) -> Question:
    """Contracts with no extension left, earliest end first."""
    ending = [view for view in current if view.facts.current_end]
    unextendable = [view for view in ending if view.facts.state.has_ended or _has_no_option(view)]
    unextendable_ids = {view.contract.id for view in unextendable}
    blank = sum(
        not is_extendability_recorded(view.contract) and view.contract.id not in unextendable_ids for view in ending
    )
    statutory = sum(view.contract.statutory is not None for view in unextendable)
    sentences = (
        [f"{len(unextendable)} of {pluralize(len(ending), 'contract')} with an end date."]
        if unextendable
        else ["None."]
    )
    if unextendable:
        followed = sum(bool(view.facts.successor) for view in unextendable)
        hidden = sum(bool(view.redaction_of("recommissioning.successor")) for view in unextendable)
        withheld = f"; withheld for {hidden}" if hidden else ""
        sentences.append(f"Statutory: {statutory}. Successor in the register: {followed}{withheld}.")
    if missed := sum(_has_missed_notice(view) for view in unextendable):
        has, its = ("has", "its") if missed == 1 else ("have", "their")
        sentences.append(
            f"{pluralize(missed, 'contract')} {has} an extension, but {its} last day for notice has passed."
        )
    if blank:
        sentences.append(f"Whether it can be extended is not recorded for {pluralize(blank, 'contract')}.")
    return Question(
        "Which contracts cannot be extended any further?", tuple(sentences), (_unextendable_table(unextendable),)
    )


def _unextendable_table(unextendable: Sequence[ContractView]) -> Table:
    columns = (
        CONTRACT,
        PROVIDER,
        Column("end", "Ends", "day"),
        Column("ends_in", "In"),
        Column("duty", "Duty"),
        Column("successor", "Successor"),
    )
    ordered = sorted(
        unextendable,
        key=lambda view: (view.facts.current_end or date.max, view.contract.statutory is None, view.contract.id),
    )
    rows = tuple(
        Row(
            {
                **contract_cells(view),
                "end": view.facts.current_end,
                "ends_in": ends_in(view),
                "duty": duty_cell(view),
                "successor": view.redaction_of("recommissioning.successor")
                or ("in the register" if view.facts.successor else "none recorded"),
            }
        )
        for view in ordered
    )
    return Table("no_option", columns, rows, title="No extension left, earliest end first")


def _has_missed_notice(view: ContractView) -> bool:
    return not view.facts.state.has_ended and view.facts.missed_option is not None


def _has_no_option(view: ContractView) -> bool:
    return is_extendability_recorded(view.contract) and not view.facts.options and not view.facts.renewal
