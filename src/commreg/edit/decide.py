"""Edits that record a decision about a contract: on an option to extend, on an early end, that it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commreg.diagnostics.field_path import FieldPath
from commreg.model.contract import Contract
from commreg.planning.extensions import Option

Edits = list[tuple[FieldPath, object]]


def decide_option(option: Option, state: str, decision: Mapping[str, object]) -> Edits:
    """Give an option its state, exercised or declined, and its decision."""
    path: FieldPath = ("term", "extensions", option.number - 1)
    return [((*path, "state"), state), *(((*path, "decision", name), value) for name, value in decision.items())]


def terminate(last_day: date, reason: str) -> Edits:
    """End a contract early, after `last_day` of service."""
    return [(("term", "terminated", "on"), last_day), (("term", "terminated", "reason"), reason)]


def close(day: date) -> Edits:
    """Record that a contract has ended and nothing about it is left to do."""
    return [(("term", "closed_on"), day)]


def add_decision(contract: Contract, decision: Mapping[str, object]) -> Edits:
    """Add a decision after those that are recorded."""
    return [(("decisions", len(contract.decisions or ())), dict(decision))]
