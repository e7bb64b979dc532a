"""What to do next about a contract's end, in one line, and by when.

In this order: a contract that has ended and is still open; a review for one with no end; a successor that is in place;
an extension where it closes the gap or is what is intended; else the next step of the plan, with what is left if it
comes too late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commreg.model.contract import Contract
from commreg.planning.gap import GapCover, has_notice_passed
from commreg.planning.plan import Plan
from commreg.planning.stages import Outcome
from commreg.planning.term import ContractFacts, Option, State
from commreg.values.dates import boundary, last_day, long_date
from commreg.values.durations import format_months, humanize_days
from commreg.values.text import join_words, pluralize

# Each stage as it stands after "begin" and "finish".
_WORK = {
    "review": "the review",
    "need": "the work on need and demand",
    "options-appraisal": "the options appraisal",
    "market-test": "the soft market test",
    "specification": "the specification",
    "procurement": "the procurement",
    "award": "the award",
    "mobilisation": "mobilisation",
}
_STAGE_PHRASE_BY_OUTCOME = {
    (Outcome.LIMITED_CHOICE, "procurement"): "the negotiation with the provider",
    (Outcome.IN_HOUSE, "mobilisation"): "the move in-house",
    (Outcome.CLOSING, "mobilisation"): "closing the service down",
}


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next thing to do, as an instruction; the last day for it, if there is one; and what else is to be said.

    Where `late`, that day has passed.
    """

    words: str
    by: date | None
    otherwise: str = ""
    late: bool = False

    def sentence(self) -> str:
        """All of it in one line."""
        when = ""
        if self.by:
            when = f" (was due by {long_date(self.by)})" if self.late else f" by {long_date(self.by)}"
        return f"{self.words}{when}{self.otherwise}"


def next_action(contract: Contract, known: ContractFacts, plan: Plan | None) -> NextAction | None:
    """What to do next about the end of a contract; None where nothing is left to do."""
    if known.state.is_inactive:
        return None
    if known.state is State.ENDED:
        return NextAction("record what became of it", known.current_end, f"; {_after_it(known, plan)}", late=True)
    if plan is None:
        if known.current_end:
            return None
        by = contract.term.review_on
        return NextAction("review it", by, late=by is not None and by < known.as_of)
    if plan.outcome is Outcome.SUCCESSOR:
        return _with_successor(known, plan)
    option = known.next_option
    if option and not has_notice_passed(known) and _extension_is_next(contract, known, plan, option):
        return _extend(known, plan, option)
    return _next_stage(known, plan)


def _extension_is_next(contract: Contract, known: ContractFacts, plan: Plan, option: Option) -> bool:
    """Whether to decide on the extension before the stage in hand: it is meant, or could not wait for that stage."""
    if contract.recommissioning and contract.recommissioning.intention == "extend":
        return True
    if not plan.gap_cover or not plan.gap_cover.options:
        return False
    stage = plan.current_stage
    return stage is None or option.notice_by <= known.as_of + timedelta(days=stage.days)


def _after_it(known: ContractFacts, plan: Plan | None) -> str:
    """What the register knows of the time after a contract that has ended and that nobody has closed."""
    if not known.successor:
        return "nothing says how it goes on"
    if not known.successor_start or plan is None:
        return f"the register does not say when {known.successor} starts"
    return f"{known.successor} starts on {long_date(known.successor_start)}, and nothing covers {gap_words(plan)}"


def _with_successor(known: ContractFacts, plan: Plan) -> NextAction:
    """A gap before it starts comes first, by the notice day of what would close it; then that it is ready to start."""
    name, starts = known.successor, plan.successor_start
    if plan.gap_days and plan.earliest_new_start:
        options = plan.gap_cover.options if plan.gap_cover else ()
        by = options[0].notice_by if options and options[0].notice_by >= known.as_of else plan.end
        until = f", until {name} {'starts' if starts else 'can start'} on {long_date(plan.earliest_new_start)}"
        return NextAction(f"cover {gap_words(plan)}", by, f"{until}; {closing_words(plan)}")
    if starts is None:
        return NextAction(f"mobilise {name}", plan.end, "; the register does not say when it starts")
    if starts <= known.as_of:
        return NextAction(f"finish handing over to {name}", plan.end, f"; it started on {long_date(starts)}")
    return NextAction(f"mobilise {name}", last_day(starts), f"; it starts on {long_date(starts)}")


def _extend(known: ContractFacts, plan: Plan, option: Option) -> NextAction:
    """Use the option that stands next, or all that the gap needs."""
    closing = plan.gap_cover
    to = long_date(closing.options[-1].to_end if closing and closing.options else option.to_end)
    otherwise = f", or there is {gap_words(plan)}" if plan.gap_days else ""
    if closing and closing.options and closing.exemption_until:
        otherwise += f"; an interim exemption to {long_date(closing.exemption_until)} is needed as well"
    if closing and closing.options and closing.days_uncovered:
        otherwise += f"; even so {pluralize(closing.days_uncovered, 'day')} would be without a contract"
    if option.notice_by < known.as_of:  # by default alone: a day of the contract's own has been seen to
        passed = f"; the usual {format_months(option.notice_months)} of notice have passed"
        return NextAction(f"agree with the provider to extend to {to}", known.current_end, otherwise + passed)
    if not option.notice_months:
        default = ", by default" if option.notice_by_default else ""
        return NextAction(f"extend to {to}: agree it", option.notice_by, f" (no notice is needed{default}){otherwise}")
    said = f" ({format_months(option.notice_months)} by default)" if option.notice_by_default else ""
    return NextAction(f"extend to {to}: serve notice", option.notice_by, said + otherwise)


def _next_stage(known: ContractFacts, plan: Plan) -> NextAction:
    slot = plan.current_stage
    if slot is None:
        ends = plan.outcome in (Outcome.CLOSING, Outcome.IN_HOUSE)
        todo = "let it end, and record the day it was closed" if ends else "record the successor"
        return NextAction(todo, None if ends else plan.end, "; every stage is done")
    begun = slot.started_as_of(known.as_of)
    by = slot.latest_finish if begun else slot.start_by
    late = by < known.as_of
    otherwise = f"; {closing_words(plan)}" if plan.gap_days and plan.gap_cover else ""
    return NextAction(
        f"{'finish' if begun else 'begin'} {work(plan.outcome, slot.stage)}{' now' if late else ''}",
        by,
        otherwise,
        late,
    )


def work(course: Outcome, stage: str) -> str:
    """A stage as it stands after "begin" and "finish"."""
    return _STAGE_PHRASE_BY_OUTCOME.get((course, stage)) or _WORK[stage]


def gap_words(plan: Plan) -> str:
    """'a gap of 14 months from 1 April 2022'."""
    return f"a gap of {humanize_days(plan.gap_days or 0)} from {long_date(boundary(plan.end))}"


def closing_words(plan: Plan) -> str:
    """What closes the gap, or that nothing does; empty where there is no gap."""
    closing = plan.gap_cover
    if closing is None:
        return ""
    if not closing.options and not closing.exemption_until:
        if not closing.options_recorded:
            return f"find out whether it can be extended (not recorded), or there is {gap_words(plan)}"
        return f"no option left{_missed_words(closing)}: exemption or {gap_words(plan)}"
    parts = []
    if closing.options:
        first, last = closing.options[0], closing.options[-1]
        said = " by default" if first.notice_by_default else ""
        how = "notice" if first.notice_months else "agreed"
        parts.append(
            f"{_which(closing.options)} to {long_date(last.to_end)} ({how} by {long_date(first.notice_by)}{said})"
        )
    if closing.exemption_until:
        parts.append(f"an interim exemption to {long_date(closing.exemption_until)}")
    covered = " and ".join(parts)
    unknown = "" if closing.options_recorded else "; whether it can be extended is not recorded"
    if not closing.days_uncovered:
        return f"{covered} would close the gap{_missed_words(closing)}{unknown}"
    left = f"{pluralize(closing.days_uncovered, 'day')} without a contract"
    return f"{covered} would leave {left}{_missed_words(closing)}{unknown}"


def _which(options: Sequence[Option]) -> str:
    """Which extensions, and how long each is: 'extension 1, of 1 year,', 'extensions 1 and 2, of 1 year each,'."""
    numbers = join_words([str(option.number) for option in options])
    lengths = [format_months(option.extension.months) for option in options if option.extension.months]
    word = "extension" if len(options) == 1 else "extensions"
    if len(lengths) < len(options):  # one that names its last day says it in that
        return f"{word} {numbers}"
    each = f"{lengths[0]} each" if len(lengths) > 1 and len(set(lengths)) == 1 else join_words(lengths)
    return f"{word} {numbers}, of {each},"


def _missed_words(closing: GapCover) -> str:
    """The option whose own notice day has passed, so that nobody looks for it in vain."""
    if closing.missed_option is None:
        return ""
    to, by = long_date(closing.missed_option.to_end), long_date(closing.missed_option.notice_by)
    return f" (notice to extend to {to} was due by {by})"
