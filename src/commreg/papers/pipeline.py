"""The `pipeline` paper: what goes to market, quarter by quarter of the council's financial year.

A contract goes to market on the latest start of the procurement in its plan, which leaves a new contract time to follow
without a gap. One whose day has passed stands in a group of its own, and one that does not go to market stands apart,
with why. Cheshire East's committee reads such a pipeline (report CF/04/22-23, paragraph 2.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from commreg.listings import plan as plans
from commreg.listings.table import Cell
from commreg.model.contract import VALUE_FIELDS
from commreg.model.settings import Settings
from commreg.model.vocabularies import BASIS, ROUTE, STAGE
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import PipelineNotice, deadlines
from commreg.planning.decisions import StageDecision
from commreg.planning.gap import has_notice_passed, is_extendable
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome, ScheduledStage
from commreg.planning.term import ContractFacts, State
from commreg.planning.totals import Total
from commreg.register.redact import UNPUBLISHED, RedactedRegister
from commreg.values import financial_year
from commreg.values.dates import add_months, boundary, long_date, short_date
from commreg.values.durations import humanize_days
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import pluralize
from commreg.wording.deadlines import deadline_text
from commreg.wording.plan import decision_words
from commreg.wording.totals import exclusions, sums_by_basis

ESTIMATE = "recommissioning.estimated_value"
_LATEST = (
    "Each stands at the latest day its procurement can begin for what comes next to follow without a gap: worked back "
    "from its current end, with the council's lead times."
)
_YEAR = "Quarters are those of the council's financial year, which begins on 1 April: Q1 is April to June."
_NO_ESTIMATES = (
    "Estimates of what comes next are not published. Values are those stated for the present contracts; lead times and "
    "decisions that turn on value follow them here."
)
_COMES_NEXT = {
    Outcome.NEW_CONTRACT: "A new contract",
    Outcome.LIMITED_CHOICE: "A new agreement: limited choice of provider, so negotiation rather than competition",
    Outcome.IN_HOUSE: "The council's own service",
    Outcome.CLOSING: "Nothing: the service ends",
    Outcome.SUCCESSOR: "Its successor",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in the pipeline.

    `begin` is the last day to begin its procurement; `value` is in pounds, and `value_of` says what it is: estimated,
    or stated for the present contract. Words stand in the place of what is withheld or not recorded.
    """

    record: ContractView
    provider: str
    comes_next: str
    begin: date | None
    lateness: str
    value: Cell
    value_of: str
    route: str
    decisions: tuple[str, ...]
    forward_plan: str

    @property
    def contract(self) -> Any:
        """The contract, as this audience may see it."""
        return self.record.contract

    @property
    def ends(self) -> date | None:
        """Its current end."""
        return self.record.facts.current_end

    @property
    def still_open(self) -> bool:
        """Whether it has ended and nobody has said what became of it."""
        return self.record.facts.state is State.ENDED


@dataclass(frozen=True, slots=True)
class Excluded:
    """A contract that does not go to market, with why."""

    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Money:
    """What some lines come to: estimates; stated values where there is no estimate; and what both leave out."""

    estimated: str
    stated: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a quarter, or those overdue or under way. `when` is for people; `name` is short."""

    key: str
    name: str
    when: str
    lines: tuple[Line, ...]
    money: Money


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole paper: the groups in order; what stands apart; and how many are not shown."""

    groups: tuple[Group, ...]
    apart: tuple[Excluded, ...]
    money: Money
    notes: tuple[str, ...]
    estimates: bool
    later: int
    over: int

    @property
    def count(self) -> int:
        """How many contracts go to market, those overdue and under way among them."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(slots=True)
class _Sorted:
    """The contracts by where they stand, as they are gone through."""

    late: list[Line] = field(default_factory=list)
    at_market: list[Line] = field(default_factory=list)
    to_come: list[Line] = field(default_factory=list)
    apart: list[Excluded] = field(default_factory=list)
    later: int = 0
    over: int = 0


def of(
    published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings, as_of: date, horizon: date
) -> Pipeline:
    """The pipeline of the chosen contracts from `as_of` to `horizon`, both inclusive."""
    estimates = shows_estimates(published, settings)
    titles = {record.contract.id: record.contract.title for record in published.records}
    found = _sort(chosen, settings, titles, horizon)
    groups = (
        *([_group("overdue", "Now overdue", f"due before {long_date(as_of)}", found.late)] if found.late else []),
        *([_group("under-way", "Under way", "procurement begun", found.at_market)] if found.at_market else []),
        *_quarters(found.to_come, as_of, horizon),
    )
    shown = [line for group in groups for line in group.lines]
    return Pipeline(
        groups=groups,
        apart=tuple(sorted(found.apart, key=lambda each: _soonest(each.line))),
        money=_money(shown),
        notes=(
            _how_many(len(shown), len(found.late), horizon),
            _LATEST,
            f"{_YEAR} Quarters in which nothing goes to market are left out.",
            *(_notice(published, settings, as_of) if estimates else [_NO_ESTIMATES]),
        ),
        estimates=estimates,
        later=found.later,
        over=found.over,
    )


def shows_estimates(published: RedactedRegister, settings: Settings) -> bool:
    """Whether this audience may see what successors are expected to cost."""
    return published.audience == "internal" or ESTIMATE not in settings.unpublished


def _sort(chosen: Iterable[ContractView], settings: Settings, titles: dict[str, str], horizon: date) -> _Sorted:
    found = _Sorted()
    for record in chosen:
        if record.facts.state.is_inactive:
            found.over += 1
            continue
        planned = plans.of(record, settings)
        slot = planned.remaining_stage("procurement") if planned else None
        line = _line(record, planned, slot, settings)
        if why := _why_apart(record, planned, titles):
            found.apart.append(Excluded(line, why))
        elif slot is None or slot.start_by > horizon:
            found.later += 1
        elif slot.started_as_of(record.facts.as_of):
            found.at_market.append(line)
        elif slot.start_by < record.facts.as_of:
            found.late.append(line)
        else:
            found.to_come.append(line)
    return found


def _why_apart(record: ContractView, planned: Plan | None, titles: dict[str, str]) -> str:
    """Why a contract does not go to market; empty where it does."""
    known, term = record.facts, record.contract.term
    if hidden := plans.withheld(record):
        return f"What comes next is withheld: {hidden}"
    if known.current_end is None:
        ends = f"; it ends when: {term.ends_when.rstrip('.')}" if term.ends_when else ""
        return f"No end date{ends}" + (f"; to be reviewed on {long_date(term.review_on)}" if term.review_on else "")
    if known.successor:
        return _successor_words(record, planned, titles)
    intention = record.contract.recommissioning.intention if record.contract.recommissioning else None
    if intention == "insource":
        return f"To be brought in-house by {long_date(boundary(known.current_end))}"
    if intention == "decommission":
        return f"The service is to end on {long_date(known.current_end)}"
    if planned is None:
        return "No stage of the work has a lead time in the settings"
    if _extends(record, planned):
        return _extension_words(known, planned)
    if planned.remaining_stage("procurement") is None:
        left = STAGE.label(planned.stage).lower() if planned.stage else ""
        gone = any(slot.stage == "procurement" for slot in planned.stages)
        done = f"Procurement is done; {left} comes next" if left else "Every stage is done: record its successor"
        return done if gone else "Its lead times have no procurement"
    return ""


def _successor_words(record: ContractView, planned: Plan | None, titles: dict[str, str]) -> str:
    name, day = record.facts.successor or "", record.facts.successor_start
    starts = f", from {long_date(day)}" if day else ""
    gap = f", after a gap of {humanize_days(planned.gap_days)}" if planned and planned.gap_days else ""
    return f"Successor in place: {titles.get(name, name)}{starts}{gap}"


def _meant_to_extend(record: ContractView) -> bool:
    planned = record.contract.recommissioning
    return bool(planned and planned.intention == "extend")


def _extends(record: ContractView, planned: Plan | None) -> bool:
    """Whether what comes next is an extension: it is meant, and can still be had."""
    if planned is None or planned.outcome not in (Outcome.NEW_CONTRACT, Outcome.LIMITED_CHOICE):
        return False
    return is_extendable(record.facts) and _meant_to_extend(record)


def _extension_words(known: ContractFacts, planned: Plan) -> str:
    option, more = known.options[0], len(known.options) > 1
    usual = ", by the usual notice" if option.notice_by_default else ""
    words = f"To be extended to {long_date(option.to_end)}: serve notice by {long_date(option.notice_by)}{usual}"
    last = next((slot for slot in planned.stages_if_extended if slot.stage == "procurement"), None)
    after = "If every extension is used" if more else "After that"
    return words + (f". {after}, its procurement is to begin by {long_date(last.latest_start)}" if last else "")


def _line(record: ContractView, planned: Plan | None, slot: ScheduledStage | None, settings: Settings) -> Line:
    value, value_of = _value(record)
    return Line(
        record=record,
        provider=str(record.provider_name),
        comes_next=_comes_next(record, planned),
        begin=slot.start_by if slot else None,
        lateness=_lateness(record, planned, slot),
        value=value,
        value_of=value_of,
        route=_route(record),
        decisions=tuple(_decisions(record, planned, settings)),
        forward_plan=_forward_plan(record),
    )


def _comes_next(record: ContractView, planned: Plan | None) -> str:
    if planned is None:
        return str(plans.withheld(record) or "Not known")
    words = _COMES_NEXT[planned.outcome]
    if not _meant_to_extend(record):
        return words
    passed = has_notice_passed(record.facts)
    return f"{words}; meant to be extended, but {'the day for notice has passed' if passed else 'no option is left'}"


def _lateness(record: ContractView, planned: Plan | None, slot: ScheduledStage | None) -> str:
    """How late the procurement is, or the work before it; when it began, where it is under way."""
    if slot is None or planned is None:
        return ""
    as_of = record.facts.as_of
    if begun := slot.started_as_of(as_of):
        return f"begun {long_date(begun)}"
    if slot.start_by < as_of:
        return f"{humanize_days((as_of - slot.start_by).days)} ago"
    behind = planned.days_behind or 0
    return f"{humanize_days(behind)} behind plan" if behind > 0 else ""


def _value(record: ContractView) -> tuple[Cell, str]:
    """What comes next as estimated, else the value stated of the present contract; and which of the two it is."""
    planned, value = record.contract.recommissioning, record.contract.value
    if planned and planned.estimated_value is not None:
        return planned.estimated_value, "estimated"
    hidden = None if plans.withheld(record) else record.redaction_of(ESTIMATE)
    withheld = f"estimate {hidden}" if hidden and str(hidden) != UNPUBLISHED else ""
    if words := record.redaction_of(*VALUE_FIELDS):
        return words, "; ".join(part for part in ("stated", withheld) if part)
    if value is None or (stated := value.stated()) is None:
        return ("in parts, on different bases" if value and value.parts else None), withheld
    basis = value.stated_basis()
    said = (
        "stated" + ("" if basis == "unstated" else f", {BASIS.label(basis)}") + ("" if value.firm() else ", not firm")
    )
    return stated, "; ".join(part for part in (said, withheld) if part)


def _route(record: ContractView) -> str:
    planned = record.contract.recommissioning
    if hidden := record.redaction_of("recommissioning.route"):
        return str(hidden)
    return ROUTE.label(planned.route) if planned and planned.route else "not recorded"


def _decisions(record: ContractView, planned: Plan | None, settings: Settings) -> Iterator[str]:
    """The decisions still needed, each with the stage it ends, and whether its days have passed.

    Who decides turns on value, and so on the estimate: where estimates are not shown, only the entry's own decision is.
    """
    if hidden := record.redaction_of("recommissioning.decision"):
        yield str(hidden)
    elif _extends(record, planned):
        yield from _own_decision(record)
    elif record.redaction_of(ESTIMATE) and any(body.threshold for body in settings.policy.bodies):
        own = list(_own_decision(record))
        sits = any(slot.decision for slot in planned.remaining) if planned else False
        yield from own or (["not published, as it may turn on an estimate"] if sits else [])
    else:
        for slot in planned.remaining if planned else ():
            if slot.decision:
                passed = _passed(slot.decision, record.facts.as_of)
                yield f"{STAGE.label(slot.stage)}: {decision_words(slot.decision)}{passed}"


def _own_decision(record: ContractView) -> Iterator[str]:
    """The decision that the entry itself plans."""
    decision = record.contract.recommissioning.decision if record.contract.recommissioning else None
    if decision:
        on = f" on {short_date(decision.on)}" if decision.on else ""
        yield f"{decision.body}{on}{_DATE_PASSED if decision.on and decision.on < record.facts.as_of else ''}"


_DATE_PASSED = " (that day has passed)"


def _passed(sitting: StageDecision, as_of: date) -> str:
    if sitting.decide_by < as_of:
        return _DATE_PASSED
    return " (the day for notice has passed)" if sitting.notice_by and sitting.notice_by < as_of else ""


def _forward_plan(record: ContractView) -> str:
    if hidden := record.redaction_of("recommissioning.decision.forward_plan"):
        return str(hidden)
    planned = record.contract.recommissioning
    decision = planned.decision if planned else None
    return (decision.forward_plan if decision else None) or "none"


def _quarters(lines: Sequence[Line], as_of: date, horizon: date) -> Iterator[Group]:
    """The quarters in which something goes to market, from the one that `as_of` is in to that of the horizon."""
    count = (horizon.year - as_of.year) * 4 + (horizon.month - 1) // 3 - (as_of.month - 1) // 3
    for place in range(count + 1):
        first = add_months(financial_year.quarter_of(as_of), 3 * place)
        number = (first.month - 4) % 12 // 3 + 1
        year = financial_year.year_of(first)
        key, name = f"q{number}-{year.replace('/', '-')}", f"Q{number} {year}"
        inside = [line for line in lines if line.begin and financial_year.quarter_of(line.begin) == first]
        if inside:
            yield _group(key, name, financial_year.quarter_words(first), inside)


def _group(key: str, name: str, when: str, lines: Iterable[Line]) -> Group:
    found = tuple(sorted(lines, key=_soonest))
    return Group(key, name, when, found, _money(found))


def _soonest(line: Line) -> tuple[date, date, str]:
    return (line.begin or date.max, line.ends or date.max, line.contract.id)


def _money(lines: Iterable[Line]) -> Money:
    """Estimates and stated values apart: the one is of what comes next, the other of what there is."""
    estimates: list[Decimal] = []
    stated = Total()
    for line in lines:
        if line.value_of == "estimated" and isinstance(line.value, Decimal):
            estimates.append(line.value)
        else:
            stated.add(line.record)
    sums = sums_by_basis(stated, contracts=True)
    firm = f"; {pluralize(stated.not_firm, 'value')} of these not firm" if stated.not_firm else ""
    return Money(
        estimated=f"{format_pounds(sum(estimates, ZERO))} ({pluralize(len(estimates), 'contract')})"
        if estimates
        else "none",
        stated="; ".join(sums) + firm if sums else "none",
        left_out=", ".join(exclusions(stated)) or "nothing",
    )


def _how_many(count: int, late: int, horizon: date) -> str:
    overdue = f", {late} of them overdue" if late else ""
    return (
        f"{pluralize(count, 'contract')} {'goes' if count == 1 else 'go'} to market by {long_date(horizon)}{overdue}."
    )


def _notice(published: RedactedRegister, settings: Settings, as_of: date) -> Iterator[str]:
    """The pipeline notice of the Procurement Act 2023, section 93, where the council must publish one.

    It counts by estimates, and so stands only where these are shown for all.
    """
    if published.audience != "internal":
        return
    for due in deadlines(published.records, settings, as_of):
        if isinstance(due.cause, PipelineNotice):
            text = deadline_text(due)
            yield f"By {long_date(due.day)}, {text.what} ({text.basis})."
