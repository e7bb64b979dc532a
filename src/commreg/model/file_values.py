"""The values of a model as a contract file holds them: texts, tuples and dicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from commreg.values.durations import Duration


def to_file_values(value: object) -> Any:
    """A value of the model as the reader of files returns it. Fields of a group without a value are left out."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, BaseModel):
        fields = ((info.alias or name, getattr(value, name)) for name, info in type(value).model_fields.items())
        return {name: to_file_values(item) for name, item in fields if item is not None}
    if isinstance(value, Mapping):
        return {str(name): to_file_values(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(to_file_values(item) for item in value)
    return to_file_text(value)


def to_file_text(value: object) -> str:
    """One value as text: true, 74000.00, 2022-03-31, 6w, or the words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value.written if isinstance(value, Duration) else str(value)
