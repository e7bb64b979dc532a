"""Violations in the settings: unreadable TOML, settings of the wrong kind, settings that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Violation
from commreg.model.contract import LeadTimes
from commreg.model.field_path import field_names
from commreg.model.fields import quote
from commreg.model.old_names import new_field_name, renamed_field_message
from commreg.model.settings import Policy, SchoolTerm, Settings
from commreg.model.vocabularies import did_you_mean
from commreg.values.dates import long_date
from commreg.values.money import format_pounds
from commreg.values.text import escape_invisible, truncate
from commreg.yamlio.source import UNSAFE_CHARACTERS


def unreadable(name: str, violation: Violation) -> Violation:
    """The violation of the text of a file, as one of the settings file `name`."""
    return Violation("CR901", f"{name} {violation.message}", hint=violation.hint)


# A part of tomllib's message, and ours for it. The first match is used.
_TOML_WORDS = (
    ("integer string conversion", "a number has too many digits"),
    ("twice", "a setting or a table is repeated"),
    ("overwrite", "a setting or a table is repeated"),
    ("'='", "a setting has no = after its name"),
    ("date", "a date is not in the calendar, or not written 2021-12-16"),
    ("unclosed", "a [ or { is never closed"),
    ("unterminated", "a text is never closed"),
    ("illegal character", "a text is never closed, or has a character that is not allowed"),
    ("newline or end", "something follows where the line should end"),
    ("key", "the name of a setting cannot be read"),
    ("value", "a value cannot be read"),
)


def syntax_violation(error: Exception) -> Violation:
    """The violation for an error of tomllib."""
    message = str(error).lower()
    problem = next((words for part, words in _TOML_WORDS if part in message), "a line cannot be read")
    hint = "put text in double quotation marks, and dates without them: as_of = 2021-12-16"
    return Violation("CR901", f"{problem}, so the file is not TOML", hint=hint)


_MAX_NAME_BYTES = 255  # of a folder
_CONTROL_CHARACTER = re.compile(f"[\t\r\n]|{UNSAFE_CHARACTERS.pattern}")
_MAX_DEPTH = 8  # of tables and lists; the settings themselves have at most 5
_MAX_TEXT = 1000  # characters of a setting or of its name
_MAX_DIGITS = 12  # of a number, as of an amount of pounds
_TOO_LONG = "is not a number of at most twelve digits", "write digits, for example 25000"
_DEEP = "the settings have at most five levels of tables"


def unusable_values(table: Any) -> list[Violation]:
    """What no setting can be, and no message or output could show: control characters, endless text, numbers, depth."""
    violations = []
    waiting: list[tuple[FieldPath, Any]] = [((), table)]
    while waiting:
        field_path, value = waiting.pop()
        problem = _unusable(field_path, value)
        if problem:
            name = truncate(escape_invisible(format_path(field_path[:_MAX_DEPTH])))
            violations.append(Violation("CR903", f"{name} {problem[0]}", field_path[:_MAX_DEPTH], hint=problem[1]))
        elif isinstance(value, dict):
            waiting += [((*field_path, name), item) for name, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*field_path, place), item) for place, item in enumerate(value)]
    return violations[::-1]


def _unusable(field_path: FieldPath, value: Any) -> tuple[str, str] | None:
    """What is wrong with a value or its name, and a hint."""
    if len(field_path) > _MAX_DEPTH:
        return "is nested too deeply", _DEEP
    if field_path and isinstance(field_path[-1], str) and (problem := _unusable_text(field_path[-1])):
        return f"has a name that {problem[0]}", problem[1]
    if isinstance(value, str):
        return _unusable_text(value)
    if isinstance(value, int) and abs(value) >= 10**_MAX_DIGITS:
        return _TOO_LONG
    if isinstance(value, Decimal) and not (value.is_finite() and -_MAX_DIGITS <= value.adjusted() < _MAX_DIGITS):
        return _TOO_LONG
    return None


def _unusable_text(text: str) -> tuple[str, str] | None:
    if len(text) > _MAX_TEXT:
        return f"has {len(text):,} characters", f"write at most {_MAX_TEXT:,}"
    if character := _CONTROL_CHARACTER.search(text):
        message = f"has an invisible character (U+{ord(character[0]):04X})"
        return message, "remove it, and write the text on one line"
    return None


def model_violations(error: ValidationError) -> list[Violation]:
    """The violations for settings that do not fit the model."""
    return [_model_violation(detail) for detail in error.errors(include_url=False)]


_EXPECTED = {
    "string_type": "text in double quotation marks",
    "int_type": "a whole number",
    "date_type": "a date such as 2021-12-16 without quotation marks",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table of settings",
    "model_type": "a table of settings",
}


def _model_violation(detail: Any) -> Violation:
    field_path: FieldPath = tuple(step for step in detail["loc"] if step != "[key]")
    name, kind = format_path(field_path), detail["type"]
    if kind == "extra_forbidden":
        if new_name := new_field_name(field_path):
            return Violation("CR902", renamed_field_message(field_path, new_name), field_path, hint=f"write {new_name}")
        names = field_names(Settings, field_path[:-1])
        suggestion = did_you_mean(str(field_path[-1]), names)
        hint = f"did you mean {suggestion}?" if suggestion else f"the settings are: {', '.join(names)}"
        return Violation("CR902", f"{name} is not a setting", field_path, hint=hint)
    if kind == "missing":
        return Violation("CR903", f"{name} is missing", field_path, hint=f"add {field_path[-1]} = …")
    if kind.startswith("CR"):
        return Violation("CR903", f"{name} {detail['ctx']['message']}", field_path, hint=detail["ctx"]["hint"])
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = next(iter(detail["ctx"].values()))
        side = "less than" if kind.startswith("greater") else "more than"
        return Violation(
            "CR903", f"{name} is {quote(detail['input'])}, {side} {limit}", field_path, hint=f"the limit is {limit}"
        )
    expected = _EXPECTED.get(kind, "something else")
    return Violation(
        "CR903", f"{name} is {quote(detail['input'])}, where {expected} belongs", field_path, hint=f"write {expected}"
    )


def contradictions(settings: Settings) -> list[Violation]:
    """Check the contracts folder, and settings against each other: bands, school terms, lead times, decision makers."""
    violations = []
    folder = PurePosixPath(settings.contracts.replace("\\", "/"))
    is_usable_name = bool(settings.contracts.strip()) and ":" not in settings.contracts
    is_too_long = any(len(part.encode()) > _MAX_NAME_BYTES for part in folder.parts)
    if folder.is_absolute() or ".." in folder.parts or not is_usable_name or is_too_long:
        message = f"contracts is {quote(settings.contracts)}, which is not a folder inside the register"
        violations.append(Violation("CR903", message, ("contracts",), hint='write a name such as "contracts"'))
    thresholds = [band.threshold for band in settings.policy.bands]
    if thresholds != sorted(set(thresholds)):
        message = "policy.bands are not in ascending order"
        violations.append(Violation("CR903", message, ("policy", "bands"), hint="put the bands in order, lowest first"))
    return [
        *violations,
        *_school_terms(settings.policy),
        *_lead_times(settings.policy),
        *_decision_makers(settings.policy),
    ]


def _school_terms(policy: Policy) -> Iterator[Violation]:
    """Each term ends on or after its first day, and starts after the end of the previous term."""
    before: SchoolTerm | None = None
    for index, term in enumerate(policy.school_terms):
        field_path: FieldPath = ("policy", "school_terms", index)
        if term.end < term.start:
            message = (
                f"{format_path(field_path)}.end is {long_date(term.end)}, before its start {long_date(term.start)}"
            )
            yield Violation("CR903", message, (*field_path, "end"), hint="write the first and the last day of the term")
        elif before and term.start <= before.end:
            ends = f"the previous term, {before.name}, ends on {long_date(before.end)}"
            message = f"{format_path(field_path)}.start is {long_date(term.start)}, and {ends}"
            yield Violation("CR903", message, (*field_path, "start"), hint="put the terms in order, without overlaps")
        before = term


def _lead_times(policy: Policy) -> Iterator[Violation]:
    """Lead times have at least one stage, and a timetable starts from less than it ends below."""
    field_paths: list[tuple[FieldPath, LeadTimes]] = [(("policy", "lead_times"), policy.lead_times)]
    for index, timetable in enumerate(policy.timetables):
        field_path: FieldPath = ("policy", "timetables", index)
        field_paths.append(((*field_path, "lead_times"), timetable.lead_times))
        if timetable.threshold is not None and timetable.below is not None and timetable.threshold >= timetable.below:
            below = format_pounds(timetable.below)
            side = f"is {format_pounds(timetable.threshold)}, not less than below, which is {below}"
            hint = "write the smaller amount after from, and the larger after below"
            yield Violation("CR903", f"{format_path(field_path)}.from {side}", (*field_path, "from"), hint=hint)
    for field_path, times in field_paths:
        if not any(lead for _, lead in times):
            hint = 'write how long a stage takes, for example procurement = "4m"'
            yield Violation("CR903", f"{format_path(field_path)} names no stage", field_path, hint=hint)


def _decision_makers(policy: Policy) -> Iterator[Violation]:
    """Each decision maker decides at the end of at least one stage."""
    for index, decision_maker in enumerate(policy.decision_makers):
        field_path: FieldPath = ("policy", "decision_makers", index, "stages")
        if not decision_maker.stages:
            hint = 'write the stages that end with its decision, for example ["award"]'
            yield Violation("CR903", f"{format_path(field_path)} is empty", field_path, hint=hint)
