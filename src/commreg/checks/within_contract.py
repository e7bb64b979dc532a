"""Checks within one contract (CR2xx): what holds or not whatever the day is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Violation
from commreg.model.contract import Contract
from commreg.model.vocabularies import BASIS, STAGE
from commreg.planning.term import extended_end, extension_steps
from commreg.values.dates import long_date
from commreg.values.money import ZERO, pounds_and_pence

Rule = Callable[[Contract], Iterator[Violation]]
TERM: FieldPath = ("term",)


def term_ends(contract: Contract) -> Iterator[Violation]:
    """CR201, CR202, CR203: an end on or after the start, or else what ends it and when it is reviewed; never both."""
    term = contract.term
    if term.end is not None:
        if term.end < term.start:
            yield Violation(
                "CR201",
                f"term.end is {long_date(term.end)}, before term.start {long_date(term.start)}",
                (*TERM, "end"),
                hint="write the last day of the term, for example 2022-03-31",
            )
        if term.ends_when is not None:
            yield Violation(
                "CR203",
                f"term.ends_when is given as well as term.end {long_date(term.end)}",
                (*TERM, "ends_when"),
                hint="keep end for a contract with an end date, ends_when and review_on for one without",
            )
    elif term.ends_when is None or term.review_on is None:
        missing = "end" if term.ends_when is None else "review_on"
        yield Violation(
            "CR202",
            f"term.{missing} is missing, so nobody would be told when to act",
            (*TERM, missing),
            hint="add end: with the last day; or, with no end date, ends_when: and review_on:",
            at="key",
        )


def extension_lengths(contract: Contract) -> Iterator[Violation]:
    """CR207, CR208: an extension says its length once, and leads past the end it extends."""
    for index, extension in enumerate(contract.term.extensions or ()):
        if (extension.months is None) == (extension.until is None):
            fault = "says neither months nor until" if extension.months is None else "says both months and until"
            yield Violation(
                "CR207",
                f"term.extensions[{index + 1}] {fault}",
                (*TERM, "extensions", index),
                hint="give months: 12, or until: with the last day, and not both",
                at="key",
            )
    for step in extension_steps(contract.term):
        if step.extension.until and step.extension.months is None and step.to_end <= step.from_end:
            yield Violation(
                "CR208",
                f"term.extensions[{step.number}].until is {long_date(step.to_end)}, "
                f"no later than the end it extends, {long_date(step.from_end)}",
                (*TERM, "extensions", step.number - 1, "until"),
                hint="write the last day that the extension leads to",
            )


def extension_order(contract: Contract) -> Iterator[Violation]:
    """CR206: options are used in the order they stand in."""
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
                hint="put extensions in the order they are used, or record what became of the earlier one",
            )


def extension_decisions(contract: Contract) -> Iterator[Violation]:
    """CR205, CR212: an extension that was used was decided by somebody, and before the end it extends."""
    for step in extension_steps(contract.term):
        if step.extension.state != "exercised":
            continue
        route = (*TERM, "extensions", step.number - 1)
        if step.extension.decision is None:
            yield Violation(
                "CR205",
                f"term.extensions[{step.number}] was used, and no decision is recorded for it",
                (*route, "state"),
                hint="add decision: with body, on and reference",
            )
        elif step.extension.decision.on > step.from_end:
            yield Violation(
                "CR212",
                f"term.extensions[{step.number}].decision.on is {long_date(step.extension.decision.on)}, "
                f"after the end it extends, {long_date(step.from_end)}",
                (*route, "decision", "on"),
                hint="check both dates; a service ran without a contract between them, if they are right",
            )


def dates_in_term(contract: Contract) -> Iterator[Violation]:
    """CR211: a break, a termination and a closing day fall where they can."""
    term = contract.term
    end = extended_end(term)
    furthest = max((step.to_end for step in extension_steps(term)), default=end)
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
            hint="write the last day of service; for a contract that simply ran out, use closed_on instead",
        )
    if term.closed_on and end and not ended and term.closed_on < end:
        yield Violation(
            "CR211",
            f"term.closed_on is {long_date(term.closed_on)}, before the end {long_date(end)}",
            (*TERM, "closed_on"),
            hint="closed_on is for a contract that has run out; for one ended early, use terminated",
        )


def parts_and_amount(contract: Contract) -> Iterator[Violation]:
    """CR209, CR222, CR220: an amount that agrees with its parts, is not nought, and is there."""
    value = contract.value
    if value is None or (value.amount is None and not value.parts):
        yield Violation(
            "CR220",
            "value is not recorded" if value is None else "value.amount is not recorded",
            ("value",) if value is None else ("value", "amount"),
            hint="add value: with amount: and basis:; write basis: unstated if the paper does not say",
            at="key",
        )
        return
    if value.amount is not None and value.parts and {part.basis for part in value.parts} != {value.basis}:
        yield Violation(
            "CR209",
            f"value.amount is {pounds_and_pence(value.amount)} {BASIS.label(value.basis)}, "
            "and its parts are on another basis, so that one of them would not be counted",
            ("value", "amount"),
            hint="leave the amount out, or give the amount and the parts the same basis",
        )
    elif value.amount is not None and value.parts:
        total = sum((part.amount for part in value.parts), ZERO)
        if total != value.amount:
            yield Violation(
                "CR209",
                f"value.amount is {pounds_and_pence(value.amount)}, and its parts come to {pounds_and_pence(total)}",
                ("value", "amount"),
                hint="mend the amount or the parts, or leave the amount out: the parts are then added up",
            )
    if value.stated() == ZERO:
        yield Violation(
            "CR222",
            "value.amount is nought",
            ("value", "amount"),
            hint="if the amount is not known, leave value out; if the service is free, say so in the description",
        )


def awarded_before_start(contract: Contract) -> Iterator[Violation]:
    """CR210: outsiders found £61 million of Kent's contracts that had started before they were awarded."""
    awarded = contract.procurement.awarded_on if contract.procurement else None
    if awarded and awarded > contract.term.start:
        yield Violation(
            "CR210",
            f"procurement.awarded_on is {long_date(awarded)}, after term.start {long_date(contract.term.start)}",
            ("procurement", "awarded_on"),
            hint="check both dates; if they are right, say why in notes",
        )


def stage_dates(contract: Contract) -> Iterator[Violation]:
    """CR213: a stage is started before it is completed."""
    stages = contract.recommissioning.stages if contract.recommissioning else None
    if stages is None:
        return
    for name in STAGE:
        stage = getattr(stages, name.replace("-", "_"))
        if stage and stage.started_on and stage.completed_on and stage.completed_on < stage.started_on:
            yield Violation(
                "CR213",
                f"recommissioning.stages.{name}.completed_on is {long_date(stage.completed_on)}, "
                f"before started_on {long_date(stage.started_on)}",
                ("recommissioning", "stages", name, "completed_on"),
                hint="change the two dates round, or mend the one that is mistyped",
            )


def exemption_dates(contract: Contract) -> Iterator[Violation]:
    """CR214: an exemption covers time after its approval."""
    exemption = contract.procurement.exemption if contract.procurement else None
    if exemption and exemption.until and exemption.until < exemption.approved_on:
        yield Violation(
            "CR214",
            f"procurement.exemption.until is {long_date(exemption.until)}, "
            f"before it was approved on {long_date(exemption.approved_on)}",
            ("procurement", "exemption", "until"),
            hint="write the last day that the exemption covers",
        )


def gaps(contract: Contract) -> Iterator[Violation]:
    """CR218, CR219, CR221: what is not recorded is said, not passed over. Blank and none are not the same."""
    if contract.term.extensions is None and contract.term.end is not None:
        yield Violation(
            "CR218",
            "term.extensions is not recorded",
            (*TERM, "extensions"),
            hint="list the options to extend; write extensions: [] if the contract provides for none",
            at="key",
        )
    monitoring = contract.monitoring
    if monitoring is None or not (monitoring.frequency or monitoring.forum or monitoring.oversight):
        yield Violation(
            "CR219",
            "monitoring says nothing of oversight",
            ("monitoring",),
            hint="add monitoring: with frequency, forum or oversight",
            at="key",
        )
    if monitoring is None or monitoring.value_for_money is None:
        yield Violation(
            "CR221",
            "monitoring.value_for_money is not recorded",
            ("monitoring", "value_for_money"),
            hint="say what the council gets for its money, if it is known",
            at="key",
        )


def open_queries(contract: Contract) -> Iterator[Violation]:
    """CR217: what another source says is kept beside the field until somebody settles it."""
    for index, query in enumerate(contract.queries or ()):
        source = f" ({query.source})" if query.source else ""
        yield Violation(
            "CR217",
            f"{query.field} is in doubt: {query.says.rstrip('.')}{source}",
            ("queries", index),
            hint="settle it with whoever knows, put the field right, and take the query out",
            at="key",
        )


RULES: tuple[Rule, ...] = (
    term_ends,
    extension_lengths,
    extension_order,
    extension_decisions,
    dates_in_term,
    parts_and_amount,
    awarded_before_start,
    stage_dates,
    exemption_dates,
    gaps,
    open_queries,
)
