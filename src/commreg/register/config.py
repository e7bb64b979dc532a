"""Find a register and read its settings.

The settings are in the nearest `commreg.toml`, or `pyproject.toml` with `[tool.commreg]`, in the folder or above it, up
to the top of the git repository. Files are not merged and there are no settings for a user, so that a register is
checked the same way for everybody.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from commreg.diagnostics.errors import RegisterError, SettingsError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Finding, Location, Severity, Violation
from commreg.model.contract import LeadTimes
from commreg.model.field_path import field_names
from commreg.model.fields import quote
from commreg.model.renamed import new_field_name, renamed_field_message
from commreg.model.settings import Policy, SchoolTerm, Settings
from commreg.model.vocabularies import did_you_mean
from commreg.values.dates import long_date
from commreg.values.money import format_pounds
from commreg.yamlio import source

OWN_FILE = "commreg.toml"
SHARED_FILE = "pyproject.toml"


@dataclass(frozen=True)
class Config:
    """A register's root folder, its settings, the settings file, and the names of the settings in that file."""

    root: Path
    settings: Settings
    file: str | None = None
    explicit_settings: frozenset[str] = frozenset()

    @property
    def contracts(self) -> Path:
        """The folder of contract files."""
        return self.root / self.settings.contracts

    @property
    def path_in_repository(self) -> str:
        """The path from the top of the git repository to the root, ending with a slash; empty at the top or outside."""
        top = next((folder for folder in (self.root, *self.root.parents) if (folder / ".git").exists()), self.root)
        path = self.root.relative_to(top).as_posix()
        return "" if path == "." else f"{path}/"

    def origin(self, setting: str) -> str:
        """Where a setting such as policy.window_months came from."""
        return self.file if self.file and setting in self.explicit_settings else "default"


def find(start: Path, top: Path | None = None) -> Config:
    """The register that `start` is in. Folders above `top` are not searched.

    Raises RegisterError if there is none, and SettingsError if its settings cannot be used.
    """
    start_folder = start.resolve()
    if not start_folder.is_dir():
        raise RegisterError(f"there is no folder {start}", hint="check the spelling", problem="no-folder")
    for folder in (start_folder, *start_folder.parents):
        for name in (OWN_FILE, SHARED_FILE):
            if (folder / name).is_file() and (config := _load(folder, name)):
                return config
        if (folder / ".git").exists() or (top and folder == top.resolve()):
            break
    raise RegisterError(
        f"there is no register here: no {OWN_FILE} in {start} or above it",
        hint="go to a register's folder",
        problem="no-register",
    )


def _load(folder: Path, name: str) -> Config | None:
    """The config in a file; None for a pyproject.toml without settings for commreg."""
    data = source.read_bytes(folder / name)
    if name == SHARED_FILE and (isinstance(data, Violation) or b"commreg" not in data):
        return None
    if isinstance(data, Violation):
        raise _settings_error(source.Source(name, ""), [(_unreadable(name, data), Location())])
    settings_source, problems = source.decode(name, data)
    if problems:
        violations = [
            (_unreadable(name, problem.violation), settings_source.location(problem.start, problem.end))
            for problem in problems
        ]
        raise _settings_error(settings_source, violations)
    try:
        table: Any = tomllib.loads(settings_source.text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _settings_error(settings_source, [(_syntax(error), _syntax_place(error, settings_source))]) from None
    prefix: FieldPath = ()
    if name == SHARED_FILE:
        prefix = ("tool", "commreg")
        tools = table.get("tool")
        table = tools.get("commreg") if isinstance(tools, dict) else None
        if table is None:
            return None
    settings, faults = _read(table)
    if settings is None or (faults := _check(settings)):
        places = _Lines(settings_source.text)
        raise _settings_error(settings_source, [(fault, places.find(prefix + fault.field_path)) for fault in faults])
    return Config(folder, settings, name, frozenset(_names(table)))


def _settings_error(settings_source: source.Source, violations: list[tuple[Violation, Location]]) -> SettingsError:
    findings = sorted(
        Finding(
            path=settings_source.path,
            location=location,
            code=violation.code,
            message=violation.message,
            severity=Severity.ERROR,
            field=format_path(violation.field_path),
            hint=violation.hint,
            excerpt=settings_source.line(location.line),
        )
        for violation, location in violations
    )
    return SettingsError(f"the settings in {settings_source.path} cannot be used", findings)


def _unreadable(name: str, fault: Violation) -> Violation:
    return Violation("CR901", f"{name} {fault.message}", hint=fault.hint)


# A part of tomllib's message, and ours for it. The first match is used.
_TOML_WORDS = (
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


def _syntax(error: Exception) -> Violation:
    theirs = str(error).lower()
    ours = next((ours for words, ours in _TOML_WORDS if words in theirs), "a line cannot be read")
    hint = "put text in double quotation marks, and dates without them: as_of = 2021-12-16"
    return Violation("CR901", f"{ours}, so the file is not TOML", hint=hint)


def _syntax_place(error: Exception, text: source.Source) -> Location:
    match = re.search(r"at line (\d+), column (\d+)", str(error))
    if not match:  # at the end of the file
        end = len(text.text.rstrip())
        return text.location(max(0, end - 1), end)
    line, column = int(match[1]), int(match[2])
    return Location(line, column, line, column + 1)


def _read(table: Any) -> tuple[Settings | None, list[Violation]]:
    try:
        return Settings.model_validate(_tuples(table)), []
    except ValidationError as error:
        return None, [_fault(detail) for detail in error.errors(include_url=False)]


def _tuples(value: Any) -> Any:
    """A TOML value with tuples instead of lists, as the strict models require."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


_EXPECTED = {
    "string_type": "text in double quotation marks",
    "int_type": "a whole number",
    "date_type": "a date such as 2021-12-16 without quotation marks",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table of settings",
    "model_type": "a table of settings",
}


def _fault(detail: Any) -> Violation:
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


def _check(settings: Settings) -> list[Violation]:
    """Check the contracts folder, and settings against each other: bands, school terms, lead times, decision makers."""
    faults = []
    folder = PurePosixPath(settings.contracts.replace("\\", "/"))
    if folder.is_absolute() or ".." in folder.parts or ":" in settings.contracts or not settings.contracts.strip():
        message = f"contracts is {quote(settings.contracts)}, which is not a folder inside the register"
        faults.append(Violation("CR903", message, ("contracts",), hint='write a name such as "contracts"'))
    steps = [band.threshold for band in settings.policy.bands]
    if steps != sorted(set(steps)):
        message = "policy.bands are not in ascending order"
        faults.append(Violation("CR903", message, ("policy", "bands"), hint="put the bands in order, lowest first"))
    return [*faults, *_school_terms(settings.policy), *_lead_times(settings.policy), *_decision_makers(settings.policy)]


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


def _names(table: Any, prefix: str = "") -> list[str]:
    """The names of all settings and groups in a table: policy, policy.window_months."""
    names = []
    for key, value in table.items():
        names.append(prefix + key)
        if isinstance(value, dict):
            names += _names(value, f"{prefix}{key}.")
    return names


class _Lines:
    """The locations of settings in a TOML file. tomllib records none, so they are searched for line by line."""

    _PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
    _NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"

    def __init__(self, text: str) -> None:
        self._places: dict[FieldPath, Location] = {}
        table: FieldPath = ()
        for number, line in enumerate(text.splitlines(), 1):
            if header := re.match(rf"\s*(\[\[?)\s*({self._NAME})\s*\]", line):
                table = self._route(header[2])
                self._note(table, number, header.start(2), header.end(2))
                if header[1] == "[[":
                    count = sum(
                        1 for field_path in self._places if field_path[:-1] == table and isinstance(field_path[-1], int)
                    )
                    table = (*table, count)
                    self._note(table, number, header.start(2), header.end(2))
            elif pair := re.match(rf"\s*({self._NAME})\s*=", line):
                self._note(table + self._route(pair[1]), number, pair.start(1), pair.end(1))

    def _note(self, field_path: FieldPath, line: int, start: int, end: int) -> None:
        self._places.setdefault(field_path, Location(line, start + 1, line, end + 1))

    def _route(self, dotted: str) -> FieldPath:
        return tuple(part.strip("\"'") for part in re.findall(self._PART, dotted))

    def find(self, field_path: FieldPath) -> Location:
        """The location of a setting, or of the nearest table that contains it."""
        while field_path and field_path not in self._places:
            field_path = field_path[:-1]
        return self._places.get(field_path, Location())
