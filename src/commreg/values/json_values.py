"""Values as JSON can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from commreg.values.durations import Duration
from commreg.values.redacted import Redacted


def to_json_value(value: Any) -> Any:
    """A value as JSON can hold it: amounts and days as text, groups and lists likewise inside."""
    if isinstance(value, Mapping):
        return {key: to_json_value(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json_value(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        return value.written
    return str(value) if isinstance(value, Redacted) else value
