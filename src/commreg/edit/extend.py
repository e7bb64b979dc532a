"""Using an option to extend: what is written, what is said of it, and what can be done where none is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.planning.term import Option
from commreg.values.dates import long_date

_ELSE = "a new contract (commreg renew), or an exemption to be recorded in procurement.exemption"


def exercised(option: Option, decision: Mapping[str, object]) -> list[tuple[FieldPath, object]]:
    """The changes that use an option: its state and its decision."""
    route: FieldPath = ("term", "extensions", option.number - 1)
    taken = ((*route, "decision", name) for name in decision)
    return [((*route, "state"), "exercised"), *zip(taken, decision.values(), strict=True)]


def told(option: Option, decided: date) -> list[str]:
    """What was done, and what a reader should know of the day it was decided."""
    lines = [f"Extension {option.number} is used: {long_date(option.from_end)} to {long_date(option.to_end)}."]
    if decided > option.from_end:
        lines.append(f"It was decided after the end it extends, {long_date(option.from_end)}.")
    elif decided > option.notice_by:
        usual = " (by default: the contract does not say)" if option.notice_by_default else ""
        lines.append(f"The last day to serve notice was {long_date(option.notice_by)}{usual}.")
    return lines


def none_left(contract: Contract) -> tuple[str, str]:
    """Why no option can be used, as it goes on after the contract's id; and what can be done."""
    term = contract.term
    if term.terminated:
        return f"was ended early on {long_date(term.terminated.on)}, so there is nothing to extend", _ELSE
    if term.closed_on:
        return f"was closed on {long_date(term.closed_on)}, so there is nothing to extend", _ELSE
    if term.end is None:
        return "has no end date, so there is nothing to extend", "set term.review_on, if its review has moved"
    own = f"commreg set {contract.id} term.extensions[{len(term.extensions or ()) + 1}].months 12"
    if term.extensions is None:
        hint = f"if the contract has an option, record it first: {own}"
        return "has no extensions on record, which does not say that there are none", hint
    hint = (
        f"if it was extended all the same, record that first, as an option it did not provide for: {own}; else {_ELSE}"
    )
    if not term.extensions:
        return "provides for no extension", hint
    return "has no extension left: every option was used, declined or has lapsed", hint
