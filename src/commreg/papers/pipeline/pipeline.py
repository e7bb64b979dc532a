"""The `pipeline` paper: contracts to procure, by quarter of the council's financial year.

A contract is listed by the latest start of the procurement in its plan, so that the next one can follow without a gap.
Contracts that are overdue or under way are groups of their own; those that need no procurement are listed apart, with
the reason. Cheshire East's committee receives such a pipeline (report CF/04/22-23, paragraph 2.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from commreg.listings import plan as plans
from commreg.model.settings import Settings
from commreg.papers.pipeline.exclusion import exclusion_reason
from commreg.papers.pipeline.line import ESTIMATE, Line, build_line
from commreg.planning.contract_view import ContractView
from commreg.planning.deadlines import deadlines
from commreg.planning.register_duties import PipelineNotice
from commreg.planning.totals import total, total_estimates
from commreg.register.redact import RedactedRegister
from commreg.values import financial_year
from commreg.values.dates import add_months, long_date
from commreg.values.text import pluralize
from commreg.wording.deadlines import deadline_text
from commreg.wording.totals import estimates_words, exclusions, sums_by_basis

_LATEST = (
    "Contracts are listed by the latest date procurement can start without a gap in service, worked back from the "
    "current end with the usual lead times."
)


_YEAR = "Quarters are of the council's financial year, which starts on 1 April: Q1 is April to June."


_NO_ESTIMATES = (
    "Estimated values are not published. Dates and decisions that depend on value use the current contract value."
)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A contract with no procurement in this period, and the reason."""

    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Money:
    """The values of some lines: estimates, contract values where there is no estimate, and what is not included."""

    estimated: str
    stated: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a quarter, or those overdue or under way. `name` is short; `when` is the months in words."""

    key: str
    name: str
    when: str
    lines: tuple[Line, ...]
    money: Money


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole paper. `later` and `over` count contracts that are not shown: due after the horizon, and over."""

    groups: tuple[Group, ...]
    excluded: tuple[Excluded, ...]
    money: Money
    notes: tuple[str, ...]
    estimates: bool
    later: int
    over: int

    @property
    def count(self) -> int:
        """The number of contracts to procure, including those overdue and under way."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(slots=True)
class _SortedLines:
    """The contracts sorted by when their procurement is due."""

    late: list[Line] = field(default_factory=list)
    at_market: list[Line] = field(default_factory=list)
    to_come: list[Line] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    later: int = 0
    over: int = 0


def build_pipeline(
    published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings, as_of: date, horizon: date
) -> Pipeline:
    """The pipeline of the chosen contracts from `as_of` to `horizon`, both inclusive."""
    estimates = shows_estimates(published, settings)
    titles = {view.contract.id: view.contract.title for view in published.views}
    sorted_lines = _sort_contracts(chosen, settings, titles, horizon)
    groups = (
        *(
            [_build_group("overdue", "Now overdue", f"due before {long_date(as_of)}", sorted_lines.late, chosen)]
            if sorted_lines.late
            else []
        ),
        *(
            [_build_group("under-way", "Under way", "procurement started", sorted_lines.at_market, chosen)]
            if sorted_lines.at_market
            else []
        ),
        *_quarter_groups(sorted_lines.to_come, chosen, as_of, horizon),
    )
    lines = [line for group in groups for line in group.lines]
    return Pipeline(
        groups=groups,
        excluded=tuple(sorted(sorted_lines.excluded, key=lambda excluded: _order(excluded.line))),
        money=_sum_lines(lines, chosen),
        notes=(
            _count_sentence(len(lines), len(sorted_lines.late), horizon),
            _LATEST,
            f"{_YEAR} Quarters with no procurement to start are not listed.",
            *(_notice_sentences(published, settings, as_of) if estimates else [_NO_ESTIMATES]),
        ),
        estimates=estimates,
        later=sorted_lines.later,
        over=sorted_lines.over,
    )


def shows_estimates(published: RedactedRegister, settings: Settings) -> bool:
    """Whether this audience can see estimated values of the next contracts."""
    return published.audience == "internal" or ESTIMATE not in settings.unpublished


def _sort_contracts(
    chosen: Iterable[ContractView], settings: Settings, titles: dict[str, str], horizon: date
) -> _SortedLines:
    lines = _SortedLines()
    for view in chosen:
        if view.facts.state.is_inactive:
            lines.over += 1
            continue
        plan = plans.of(view, settings)
        slot = plan.remaining_stage("procurement") if plan else None
        line = build_line(view, plan, slot, settings, titles)
        if why := exclusion_reason(view, plan, titles):
            lines.excluded.append(Excluded(line, why))
        elif slot is None or slot.start_by > horizon:
            lines.later += 1
        elif slot.started_as_of(view.facts.as_of):
            lines.at_market.append(line)
        elif slot.start_by < view.facts.as_of:
            lines.late.append(line)
        else:
            lines.to_come.append(line)
    return lines


def _quarter_groups(
    lines: Sequence[Line], among: Sequence[ContractView], as_of: date, horizon: date
) -> Iterator[Group]:
    """The quarters in which procurement must start, from the quarter of `as_of` to that of the horizon."""
    count = (horizon.year - as_of.year) * 4 + (horizon.month - 1) // 3 - (as_of.month - 1) // 3
    for place in range(count + 1):
        first = add_months(financial_year.quarter_of(as_of), 3 * place)
        number = (first.month - 4) % 12 // 3 + 1
        year = financial_year.year_of(first)
        key, name = f"q{number}-{year.replace('/', '-')}", f"Q{number} {year}"
        inside = [line for line in lines if line.begin and financial_year.quarter_of(line.begin) == first]
        if inside:
            yield _build_group(key, name, financial_year.quarter_words(first), inside, among)


def _build_group(key: str, name: str, when: str, lines: Iterable[Line], among: Sequence[ContractView]) -> Group:
    ordered = tuple(sorted(lines, key=_order))
    return Group(key, name, when, ordered, _sum_lines(ordered, among))


def _order(line: Line) -> tuple[date, date, str]:
    return (line.begin or date.max, line.ends or date.max, line.contract.id)


def _sum_lines(lines: Iterable[Line], among: Sequence[ContractView]) -> Money:
    """Estimates (of the next contracts) and values (of the current ones), which are not added together."""
    lines = list(lines)
    estimates = total_estimates(line.estimate for line in lines if line.estimate)
    stated = total([line.view for line in lines if not line.estimate], among)
    sums = sums_by_basis(stated, contracts=True)
    firm = f"; {words}" if (words := estimates_words(stated)) else ""
    return Money(
        estimated="; ".join((*sums_by_basis(estimates, contracts=True), *exclusions(estimates))) or "none",
        stated="; ".join(sums) + firm if sums else "none",
        left_out=", ".join(exclusions(stated)) or "none",
    )


def _count_sentence(count: int, late: int, horizon: date) -> str:
    overdue = f", {late} of them overdue" if late else ""
    return f"{pluralize(count, 'contract')} to procure by {long_date(horizon)}{overdue}."


def _notice_sentences(published: RedactedRegister, settings: Settings, as_of: date) -> Iterator[str]:
    """The pipeline notice of the Procurement Act 2023, section 93, if the council must publish one.

    Whether it must depends on estimated values, so this is for the internal audience only.
    """
    if published.audience != "internal":
        return
    for due in deadlines(published.views, settings, as_of):
        if isinstance(due.cause, PipelineNotice):
            text = deadline_text(due)
            yield f"By {long_date(due.day)}, {text.what} ({text.basis})."
