"""JSON whose numbers are written from Decimal, digit for digit: 0.10 stays 0.10, and no float comes near it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal


def dumps(value: object, indent: str = "") -> str:
    """Mappings and lists over several lines, two spaces a level, in their own order. Raises TypeError for a float."""
    deeper = f"{indent}  "
    if isinstance(value, Mapping):
        items = [f"{deeper}{json.dumps(str(key))}: {dumps(item, deeper)}" for key, item in value.items()]
        return _block("{", items, "}", indent)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _block("[", [f"{deeper}{dumps(item, deeper)}" for item in value], "]", indent)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, (str, bool, int)):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"{type(value).__name__} cannot be written as exact JSON")


def _block(opening: str, items: list[str], closing: str, indent: str) -> str:
    if not items:
        return opening + closing
    return f"{opening}\n" + ",\n".join(items) + f"\n{indent}{closing}"
