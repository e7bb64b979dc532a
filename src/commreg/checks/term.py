"""Checks of the term of a contract and its extensions."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Severity, Violation
from commreg.planning.extensions import are_options_recorded, extended_end, extension_steps
from commreg.planning.renewals import end_without_notice
from commreg.planning.term import State
from commreg.values.dates import long_date

TERM: FieldPath = ("term",)


@check("CR201", "end-before-start", Severity.ERROR, "A term ends before it starts", fixed=True)
def end_before_start(context: CheckContext) -> Iterator[Violation]:
    """The end of a term is on or after its start."""
    term = context.contract.term
    if term.end is not None and term.end < term.start:
        yield Violation(
            "CR201",
            f"term.end is {long_date(term.end)}, before term.start {long_date(term.start)}",
            (*TERM, "end"),
            hint="write the last day of the term, for example 2022-03-31",
        )


@check("CR202", "no-end", Severity.ERROR, "A term has no end date, and no end condition with a review date", fixed=True)
def no_end(context: CheckContext) -> Iterator[Violation]:
    """A term has an end date, or else both what ends it and the date of its review."""
    term = context.contract.term
    if term.end is None and (term.ends_when is None or term.review_on is None):
        missing = "end" if term.ends_when is None else "review_on"
        yield Violation(
            "CR202",
            f"term.{missing} is missing, so there would be no reminder",
            (*TERM, missing),
            hint="add end: with the last day; or, with no end date, ends_when: and review_on:",
            at="key",
        )


@check("CR203", "two-ends", Severity.ERROR, "A term has an end date and is marked as open-ended", fixed=True)
def two_ends(context: CheckContext) -> Iterator[Violation]:
    """A term with an end date is not also open-ended."""
    term = context.contract.term
    if term.end is not None and term.ends_when is not None:
        yield Violation(
            "CR203",
            f"term.ends_when is given as well as term.end {long_date(term.end)}",
            (*TERM, "ends_when"),
            hint="keep end for a contract with an end date, ends_when and review_on for one without",
        )


@check(
    "CR207",
    "extension-length",
    Severity.ERROR,
    "An extension does not say how long it is, or says it twice",
    fixed=True,
)
def extension_length(context: CheckContext) -> Iterator[Violation]:
    """An extension has a number of months or a last day, and not both."""
    for index, extension in enumerate(context.contract.term.extensions or ()):
        if (extension.months is None) == (extension.until is None):
            fault = "says neither months nor until" if extension.months is None else "says both months and until"
            yield Violation(
                "CR207",
                f"term.extensions[{index + 1}] {fault}",
                (*TERM, "extensions", index),
                hint="give months: 12, or until: with the last day, and not both",
                at="key",
            )


@check(
    "CR208", "extension-adds-nothing", Severity.ERROR, "An extension ends no later than the term it extends", fixed=True
)
def extension_adds_nothing(context: CheckContext) -> Iterator[Violation]:
    """An extension to a date ends after the end that it extends."""
    for step in extension_steps(context.contract.term):
        if step.extension.until and step.extension.months is None and step.to_end <= step.from_end:
            yield Violation(
                "CR208",
                f"term.extensions[{step.number}].until is {long_date(step.to_end)}, "
                f"no later than the end it extends, {long_date(step.from_end)}",
                (*TERM, "extensions", step.number - 1, "until"),
                hint="write the last day that the extension leads to",
            )


@check("CR206", "extension-order", Severity.ERROR, "An extension was used before an earlier one", fixed=True)
def extension_order(context: CheckContext) -> Iterator[Violation]:
    """Extensions are used in the order in which they are listed."""
    contract = context.contract
    waiting = None
    for index, extension in enumerate(contract.term.extensions or ()):
        if extension.state == "available" and waiting is None:
            waiting = index
        if extension.state == "exercised" and waiting is not None:
            yield Violation(
                "CR206",
                f"term.extensions[{index + 1}].state is exercised, "
                f"while extension {waiting + 1} before it is available",
                (*TERM, "extensions", index, "state"),
                hint="put extensions in the order of use, or write exercised, declined or lapsed for the earlier one",
            )


@check("CR205", "extension-without-decision", Severity.WARNING, "An extension was used and no decision is recorded")
def extension_without_decision(context: CheckContext) -> Iterator[Violation]:
    """An exercised extension has a decision."""
    for step in extension_steps(context.contract.term):
        if step.extension.state == "exercised" and step.extension.decision is None:
            yield Violation(
                "CR205",
                f"term.extensions[{step.number}] was used, and no decision is recorded for it",
                (*TERM, "extensions", step.number - 1, "state"),
                hint="add decision: with body, on and reference",
            )


@check("CR212", "late-decision", Severity.WARNING, "An extension was decided after the end it extends")
def late_decision(context: CheckContext) -> Iterator[Violation]:
    """An exercised extension was decided on or before the end that it extends."""
    for step in extension_steps(context.contract.term):
        decision = step.extension.decision
        if step.extension.state == "exercised" and decision and decision.on and decision.on > step.from_end:
            yield Violation(
                "CR212",
                f"term.extensions[{step.number}].decision.on is {long_date(decision.on)}, "
                f"after the end it extends, {long_date(step.from_end)}",
                (*TERM, "extensions", step.number - 1, "decision", "on"),
                hint="check both dates: a service ran without a contract between them",
                may_be_right=True,
            )


@check("CR218", "extensions-not-recorded", Severity.WARNING, "Extensions are not recorded")
def extensions_not_recorded(context: CheckContext) -> Iterator[Violation]:
    """A term with an end date lists its extensions, or has an empty list."""
    if not are_options_recorded(context.contract.term):
        yield Violation(
            "CR218",
            "term.extensions is not recorded",
            (*TERM, "extensions"),
            hint="list the options to extend; write extensions: [] if the contract provides for none",
            at="key",
        )


@check("CR211", "date-outside-term", Severity.ERROR, "A break, a termination or a closing day is outside the term")
def dates_in_term(context: CheckContext) -> Iterator[Violation]:
    """A break, a termination and a closing day fall where they can."""
    contract = context.contract
    term = contract.term
    extended, end = extended_end(term), end_without_notice(term)
    furthest = end if term.renewal else max((step.to_end for step in extension_steps(term)), default=end)
    for index, clause in enumerate(term.breaks or ()):
        if clause.on < term.start or (furthest and clause.on > furthest):
            span = f"{long_date(term.start)} to {long_date(furthest)}" if furthest else f"from {long_date(term.start)}"
            yield Violation(
                "CR211",
                f"term.breaks[{index + 1}].on is {long_date(clause.on)}, outside the term ({span})",
                (*TERM, "breaks", index, "on"),
                hint="write the last day of service if the break is used",
            )
    ended = term.terminated
    if ended and (ended.on < term.start or (end and ended.on > end)):
        outside = "before the contract started" if ended.on < term.start else "after the contract's own end"
        yield Violation(
            "CR211",
            f"term.terminated.on is {long_date(ended.on)}, {outside}",
            (*TERM, "terminated", "on"),
            hint="write the last day of service; for a contract that ended on its end date, use closed_on instead",
        )
    if term.closed_on and extended and not ended and term.closed_on < extended:
        yield Violation(
            "CR211",
            f"term.closed_on is {long_date(term.closed_on)}, before the end {long_date(extended)}",
            (*TERM, "closed_on"),
            hint="closed_on is for a contract that ended on its end date; for one that ended early, use terminated",
        )


@check(
    "CR401",
    "outcome-not-recorded",
    Severity.WARNING,
    "A contract has ended and its outcome is not recorded",
    skip_after_fixed_error=True,
)
def outcome_not_recorded(context: CheckContext) -> Iterator[Violation]:
    """Past its end, and neither terminated, superseded nor closed."""
    contract, facts = context.contract, context.facts
    if facts.state is not State.ENDED or facts.current_end is None:
        return
    used = [step.number for step in extension_steps(contract.term) if step.extension.state == "exercised"]
    field_path: FieldPath = ("term", "extensions", used[-1] - 1) if used else ("term", "end")
    yield Violation(
        "CR401",
        f"term ended on {long_date(facts.current_end)}, {-(facts.days_left or 0):,} days ago, "
        "and its outcome is not recorded",
        field_path,
        hint="record the extension that was used, terminated:, or closed_on: with the day it was closed",
    )


@check(
    "CR404",
    "notice-day-past",
    Severity.WARNING,
    "The last day to use an extension has passed",
    skip_after_fixed_error=True,
)
def notice_day_past(context: CheckContext) -> Iterator[Violation]:
    """An extension is still marked available after the last day to give notice of it."""
    facts = context.facts
    option = facts.missed_option
    if not option:
        return
    yield Violation(
        "CR404",
        f"term.extensions[{option.number}] is available, but the last day for notice was {long_date(option.notice_by)}",
        ("term", "extensions", option.number - 1),
        hint="ask the provider; record it as exercised with its decision, or as lapsed",
        at="key",
    )


@check(
    "CR405",
    "review-past",
    Severity.WARNING,
    "The review of an open-ended contract is overdue",
    skip_after_fixed_error=True,
)
def review_past(context: CheckContext) -> Iterator[Violation]:
    """An open-ended contract was to be reviewed by now."""
    contract, facts = context.contract, context.facts
    review = contract.term.review_on
    if facts.state is State.OPEN_ENDED and review and review < facts.as_of:
        yield Violation(
            "CR405",
            f"term.review_on was {long_date(review)}",
            ("term", "review_on"),
            hint="review the contract, and write the day of the next review",
        )
