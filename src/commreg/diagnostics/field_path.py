"""The path of a field: its names and item numbers from the top of a file, and how people write it.

`commreg.model.field_path` holds what depends on the fields of a contract: parsing, shape and order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# ("term", "extensions", 0, "months"): field names as in files; list items counted from 0.
FieldPath = tuple[str | int, ...]


def format_path(field_path: FieldPath) -> str:
    """The field path as people write it: term.extensions[1].months, with list items counted from 1."""
    parts: list[str] = []
    for step in field_path:
        if isinstance(step, int):
            parts.append(f"[{step + 1}]")
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts)


def value_at(values: Any, field_path: FieldPath) -> Any:
    """The value at a field path in nested mappings and lists; None if it is not there."""
    for step in field_path:
        if isinstance(values, Mapping):
            values = values.get(step)
        elif isinstance(values, (tuple, list)) and isinstance(step, int) and 0 <= step < len(values):
            values = values[step]
        else:
            return None
    return values
