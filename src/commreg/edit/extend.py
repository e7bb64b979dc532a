"""Use an option to extend a contract."""

from __future__ import annotations

from collections.abc import Mapping

from commreg.diagnostics.field_path import FieldPath
from commreg.planning.extensions import Option


def use_option(option: Option, decision: Mapping[str, object]) -> list[tuple[FieldPath, object]]:
    """The edits that use an option: its state and its decision."""
    path: FieldPath = ("term", "extensions", option.number - 1)
    return [((*path, "state"), "exercised"), *(((*path, "decision", name), value) for name, value in decision.items())]
