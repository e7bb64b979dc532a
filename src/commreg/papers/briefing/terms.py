"""The briefing's answers on terms: price reviews, breaks, ends, and what cannot be extended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from commreg.listings.contract_row import ends_in
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.contract import Break
from commreg.papers import breaks as clauses
from commreg.papers.briefing.question import Question
from commreg.papers.order import by_title
from commreg.papers.shares import sums
from commreg.planning.contract_view import ContractView
from commreg.planning.gap import are_options_recorded, has_notice_passed, is_extendable
from commreg.planning.term import State, break_notice_by
from commreg.values import financial_year
from commreg.values.text import pluralize


def _recorded(current: Sequence[ContractView], having: int, field: str, what: str, *, none: int = 0) -> Iterator[str]:
    """How many have a clause, how many have none, and for how many nobody wrote it down or it is withheld."""
    withheld = sum(bool(r.redaction_of(field)) for r in current)
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


def uplift(current: Sequence[ContractView]) -> Question:
    """Which prices can be reviewed, and how."""
    shown = [r for r in current if not r.redaction_of("value.uplift")]
    found = by_title(r for r in shown if r.contract.value and r.contract.value.uplift)
    rows = tuple(
        Row({"title": r.contract.title, "how": r.contract.value.uplift if r.contract.value else ""}) for r in found
    )
    columns = (Column("title", "Contract"), Column("how", "How the price is reviewed", "prose"))
    return Question(
        "Can providers ask for more when their costs rise?",
        tuple(_recorded(current, len(found), "value.uplift", "a way to review the price")),
        (Table("uplift", columns, rows, title="Ways to review the price"),),
    )


def breaks(current: Sequence[ContractView], as_of: date) -> Question:
    """Break clauses in the order of their days, and which can still be used."""
    having = [r for r in current if r.contract.term.breaks]
    none = sum(r.contract.term.breaks == () for r in current)
    found = sorted(
        ((each, r) for r in having for each in r.contract.term.breaks or ()),
        key=lambda pair: (pair[0].on, pair[1].contract.title, pair[1].contract.id),
    )
    coming = sum(1 for each, _ in found if (break_notice_by(each) or each.on) >= as_of)
    said = list(_recorded(current, len(having), "term.breaks", "a break clause", none=none))
    if found:
        said.insert(1, f"{pluralize(coming, 'break')} can still be used.")
    columns = (
        Column("title", "Contract"),
        Column("on", "Last day if used", "day"),
        Column("notice_by", "Notice by", "day"),
        Column("by", "Who may use it"),
        Column("stands", "Where it stands"),
    )
    rows = tuple(_break(each, r, as_of) for each, r in found)
    return Question(
        "Which contracts can be ended early?", tuple(said), (Table("breaks", columns, rows, title="Break clauses"),)
    )


def _break(each: Break, record: ContractView, as_of: date) -> Row:
    notice = break_notice_by(each)
    is_usable = each.on >= as_of and not (notice and notice < as_of)
    if is_usable:
        stands = "can be used" if notice else "can be used; notice not recorded"
    else:
        stands = "past" if each.on < as_of else "notice day has passed"
    cells: dict[str, Cell] = {
        "title": record.contract.title,
        "on": each.on,
        "notice_by": notice or "not recorded",
        "by": clauses.whose(each) or "not recorded",
        "stands": stands,
    }
    return Row(cells, "" if is_usable else "quiet")


def ends(current: Sequence[ContractView]) -> Question:
    """Ends by quarter, with what is statutory and what can still be extended."""
    quarters: dict[date, list[ContractView]] = defaultdict(list)
    for r in current:
        if r.facts.current_end and r.facts.state is not State.ENDED:
            quarters[financial_year.quarter_of(r.facts.current_end)].append(r)
    open_still = [r for r in current if r.facts.state is State.ENDED]
    endless = [r for r in current if r.facts.current_end is None]
    rows = [_end_row("Already ended, still open", open_still)] if open_still else []
    rows += [_end_row(financial_year.quarter_words(first), quarters[first]) for first in sorted(quarters)]
    rows += [_end_row("No end date", endless)] if endless else []
    columns = (
        Column("name", "Quarter"),
        Column("contracts", "Contracts", "number"),
        Column("statutory", "Statutory", "number"),
        Column("extend", "Can be extended", "number"),
        Column("stated", "Stated value", "pounds"),
        Column("left_out", "Left out or not firm", "prose", drop_priority=1),
    )
    said = []
    most = max(quarters, key=lambda first: (len(quarters[first]), -first.toordinal()), default=None)
    if most and len(quarters[most]) > 2:
        count = pluralize(len(current), "contract")
        said.append(
            f"The most in one quarter: {len(quarters[most])} of {count}, in {financial_year.quarter_words(most)}."
        )
    if open_still:
        said.append(
            f"{pluralize(len(open_still), 'contract')} ended and {'is' if len(open_still) == 1 else 'are'} still open."
        )
    if endless:
        said.append(f"{pluralize(len(endless), 'contract')} {'has' if len(endless) == 1 else 'have'} no end date.")
    if withheld := sum(bool(r.redaction_of("statutory")) and not r.contract.statutory for r in current):
        said.append(f"Whether the service is statutory is withheld for {withheld}.")
    return Question("When do they end?", tuple(said), (Table("ends", columns, tuple(rows), title="Ends by quarter"),))


def _end_row(name: str, records: Sequence[ContractView]) -> Row:
    stated, left_out = sums(records)
    return Row(
        {
            "name": name,
            "contracts": len(records),
            "statutory": sum(r.contract.statutory is not None for r in records),
            "extend": sum(is_extendable(r.facts) for r in records),
            "stated": stated or "none to show",
            "left_out": left_out,
        }
    )


def no_option(current: Sequence[ContractView]) -> Question:
    """Contracts with no extension left, the soonest end first."""
    ending = [r for r in current if r.facts.current_end]
    stuck = [r for r in ending if r.facts.state is State.ENDED or _used_up(r)]
    stuck_ids = {r.contract.id for r in stuck}
    blank = sum(not are_options_recorded(r.contract) and r.contract.id not in stuck_ids for r in ending)
    statutory = sum(r.contract.statutory is not None for r in stuck)
    said = [f"{pluralize(len(stuck), 'contract')} of {len(ending)} with an end date."] if stuck else ["None."]
    if stuck:
        followed = sum(bool(r.facts.successor) for r in stuck)
        hidden = sum(bool(r.redaction_of("recommissioning.successor")) for r in stuck)
        untold = f"; withheld for {hidden}" if hidden else ""
        said.append(f"Statutory among them: {statutory}. With a successor in the register: {followed}{untold}.")
    if missed := sum(_missed(r) for r in stuck):
        has, its = ("has", "its") if missed == 1 else ("have", "their")
        said.append(f"{pluralize(missed, 'contract')} {has} an option, but {its} last day for notice has passed.")
    if blank:
        said.append(f"Whether it can be extended is not recorded for {pluralize(blank, 'contract')}.")
    return Question("Which contracts cannot be extended any further?", tuple(said), (_stuck_table(stuck),))


def _stuck_table(stuck: Sequence[ContractView]) -> Table:
    columns = (
        Column("title", "Contract"),
        Column("provider", "Provider"),
        Column("end", "Ends", "day"),
        Column("ends_in", "In"),
        Column("duty", "Duty"),
        Column("successor", "Successor"),
    )
    ordered = sorted(
        stuck, key=lambda r: (r.facts.current_end or date.max, r.contract.statutory is None, r.contract.id)
    )
    rows = tuple(
        Row(
            {
                "title": r.contract.title,
                "provider": r.provider_name,
                "end": r.facts.current_end,
                "ends_in": ends_in(r),
                "duty": "statutory" if r.contract.statutory else r.redaction_of("statutory") or "none recorded",
                "successor": r.redaction_of("recommissioning.successor")
                or ("in the register" if r.facts.successor else "none recorded"),
            }
        )
        for r in ordered
    )
    return Table("no_option", columns, rows, title="No option left, soonest end first")


def _missed(record: ContractView) -> bool:
    return record.facts.state is not State.ENDED and has_notice_passed(record.facts)


def _used_up(record: ContractView) -> bool:
    return are_options_recorded(record.contract) and not is_extendable(record.facts)
