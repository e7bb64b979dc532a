"""Values as people type them, in the form that a file has: `£96,000` is 96000, `31 December 2028` is 2028-12-31.

What could mean two things is refused. What is not understood is returned as it is: reading the contract then says what
to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import PlainValidator

from commreg.diagnostics.errors import InputError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model import fields
from commreg.model.field_path import value_marks
from commreg.model.ids import slug
from commreg.model.vocabularies import Vocabulary
from commreg.values.money import suggest_amount
from commreg.values.parsed import Unparsed
from commreg.values.written_dates import AMBIGUOUS_ORDER, parse_written_date, possible_days
from commreg.values.written_lengths import NO_UNIT, parse_written_length, parse_written_months

_YEAR = re.compile(r"(\d{4})\s*[/-]\s*(?:\d{2})?(\d{2})\Z", re.ASCII)
_FLAGS = {"y": "true", "yes": "true", "n": "false", "no": "false"}
_COUNTS = re.compile(r"\d{1,3}(?:\s*\+\s*\d{1,3})*\Z", re.ASCII)
_NO_EXTENSIONS = ("none", "no", "0", "[]")


class UnitMissingError(InputError):
    """A length of time has no unit, and could be in months or in years."""


def canonical_value(field_path: FieldPath, value: Any, service_areas: Mapping[str, str]) -> Any:
    """A value as typed, or a list or group of them, in the form that the field at `field_path` has in a file.

    Raises InputError if a text could mean two things.
    """
    if isinstance(value, tuple):
        return tuple(canonical_value((*field_path, index), item, service_areas) for index, item in enumerate(value))
    if isinstance(value, dict):
        return {name: canonical_value((*field_path, name), item, service_areas) for name, item in value.items()}
    if not isinstance(value, str) or not (text := value.strip()):
        return value
    if field_path == ("service_area",):
        return _area(text, service_areas) or text
    for mark in value_marks(field_path):
        if isinstance(mark, Vocabulary):
            return mark.match(text) or text
        reader = _READERS.get(mark.func) if isinstance(mark, PlainValidator) else None
        if reader is _day and parse_written_date(text) == AMBIGUOUS_ORDER:
            raise InputError(
                f"{format_path(field_path)} “{text}” {AMBIGUOUS_ORDER.reason}",
                hint=f"write {' or '.join(map(str, possible_days(text)))}",
            )
        if reader:
            return reader(text) or text
    return text


def extension_months(text: str) -> tuple[int, ...]:
    """The extension options that a text lists, in months: `1+1 years` is (12, 12), `none` is ().

    Figures of 12 and more are months. Raises UnitMissingError for `1+1`, InputError for other words.
    """
    text = " ".join(text.split())
    if text.casefold() in _NO_EXTENSIONS:
        return ()
    is_bare = _COUNTS.match(text)
    if is_bare and max(int(part) for part in text.split("+")) < 12:
        raise UnitMissingError(f"“{text}” {NO_UNIT.reason}", hint=f"write {text} years, or {text} months")
    parsed = parse_written_months(f"{text} months" if is_bare else text)
    if isinstance(parsed, Unparsed):
        message = f"“{text}” is not a list of extension options"
        raise InputError(message, hint="write 12, 12+12 or 1+1 years; or none")
    months: tuple[int, ...] = parsed.value
    return months


def _area(text: str, service_areas: Mapping[str, str]) -> str | None:
    """The id of the service area that has a text as its id or name."""
    return next((area for area, name in service_areas.items() if slug(text) in (area, slug(name))), None)


def _day(text: str) -> str | None:
    parsed = parse_written_date(text)
    return None if isinstance(parsed, Unparsed) else parsed.value.isoformat()


def _months(text: str) -> str | None:
    parsed = parse_written_months(text)
    return None if isinstance(parsed, Unparsed) or len(parsed.value) > 1 else str(parsed.value[0])


def _length(text: str) -> str | None:
    length = parse_written_length(text)
    return length.written if length else None


def _financial_year(text: str) -> str | None:
    match = _YEAR.match(text)
    return f"{match[1]}/{match[2]}" if match else None


def _flag(text: str) -> str | None:
    return _FLAGS.get(text.casefold())


_READERS: dict[Callable[..., Any], Callable[[str], str | None]] = {
    fields.read_day: _day,
    fields.read_amount: suggest_amount,
    fields.read_notice: _length,
    fields.read_lead_time: _length,
    fields.read_financial_year: _financial_year,
    fields.read_flag: _flag,
    fields.read_months: _months,
}
