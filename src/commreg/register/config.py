"""Finding a register and its settings.

From the folder given, upwards: `commreg.toml`, else `pyproject.toml` with `[tool.commreg]`; the first found counts,
and the walk stops at the top of the git repository. Nothing is merged and there is no user-wide file: a register
must check the same for everybody.
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
    """A register's root, its settings, and the file they came from with the settings that file gives."""

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
        """The way from the top of the git repository to the root, ending with a slash; empty at the top or outside."""
        top = next((folder for folder in (self.root, *self.root.parents) if (folder / ".git").exists()), self.root)
        way = self.root.relative_to(top).as_posix()
        return "" if way == "." else f"{way}/"

    def origin(self, setting: str) -> str:
        """Where a setting such as policy.window_months came from."""
        return self.file if self.file and setting in self.explicit_settings else "default"


def find(start: Path, top: Path | None = None) -> Config:
    """The register that `start` is in, looked for no higher than `top` if that is given.

    Raises RegisterError where there is none, SettingsError where it is faulty.
    """
    here = start.resolve()
    if not here.is_dir():
        raise RegisterError(f"there is no folder {start}", hint="check the spelling", problem="no-folder")
    for folder in (here, *here.parents):
        for name in (OWN_FILE, SHARED_FILE):
            if (folder / name).is_file() and (found := _load(folder, name)):
                return found
        if (folder / ".git").exists() or (top and folder == top.resolve()):
            break
    raise RegisterError(
        f"there is no register here: no {OWN_FILE} in {start} or above it",
        hint="go to a register's folder",
        problem="no-register",
    )


def _load(folder: Path, name: str) -> Config | None:
    """The config in a file; None for a pyproject.toml that says nothing of commreg."""
    data = source.read_bytes(folder / name)
    if name == SHARED_FILE and (isinstance(data, Violation) or b"commreg" not in data):
        return None
    if isinstance(data, Violation):
        raise _settings_error(source.Source(name, ""), [(_unreadable(name, data), Location())])
    text, flaws = source.decode(name, data)
    if flaws:
        found = [(_unreadable(name, flaw.violation), text.location(flaw.start, flaw.end)) for flaw in flaws]
        raise _settings_error(text, found)
    try:
        table: Any = tomllib.loads(text.text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _settings_error(text, [(_syntax(error), _syntax_place(error, text))]) from None
    prefix: FieldPath = ()
    if name == SHARED_FILE:
        prefix = ("tool", "commreg")
        tools = table.get("tool")
        table = tools.get("commreg") if isinstance(tools, dict) else None
        if table is None:
            return None
    settings, faults = _read(table)
    if settings is None or (faults := _check(settings)):
        places = _Lines(text.text)
        raise _settings_error(text, [(fault, places.find(prefix + fault.field_path)) for fault in faults])
    return Config(folder, settings, name, frozenset(_names(table)))


def _settings_error(text: source.Source, faults: list[tuple[Violation, Location]]) -> SettingsError:
    diagnostics = sorted(
        Finding(
            path=text.path,
            location=place,
            code=fault.code,
            message=fault.message,
            severity=Severity.ERROR,
            field=format_path(fault.field_path),
            hint=fault.hint,
            excerpt=text.line(place.line),
        )
        for fault, place in faults
    )
    return SettingsError(f"the settings in {text.path} cannot be used", diagnostics)


def _unreadable(name: str, fault: Violation) -> Violation:
    return Violation("CR901", f"{name} {fault.message}", hint=fault.hint)


# tomllib's words → ours. The first that fits is used.
_TOML_WORDS = (
    ("twice", "a setting or a table is there twice"),
    ("overwrite", "a setting or a table is there twice"),
    ("'='", "a setting has no = after its name"),
    ("date", "a date is not in the calendar, or not written 2021-12-16"),
    ("unclosed", "a [ or { is never closed"),
    ("unterminated", "a text is never closed"),
    ("illegal character", "a text is never closed, or has a character that cannot stand in it"),
    ("newline or end", "something follows where the line should end"),
    ("key", "the name of a setting cannot be read"),
    ("value", "a value cannot be read"),
)


def _syntax(error: Exception) -> Violation:
    theirs = str(error).lower()
    ours = next((ours for words, ours in _TOML_WORDS if words in theirs), "a line cannot be read")
    hint = "text goes in double quotation marks, a date stands without them: as_of = 2021-12-16"
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
    """TOML's lists as tuples, which is what the strict models take."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


_WANTED = {
    "string_type": "text in double quotation marks",
    "int_type": "a whole number",
    "date_type": "a date such as 2021-12-16 without quotation marks",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table of settings",
    "model_type": "a table of settings",
}


def _fault(detail: Any) -> Violation:
    route: FieldPath = tuple(step for step in detail["loc"] if step != "[key]")
    name, kind = format_path(route), detail["type"]
    if kind == "extra_forbidden":
        if new_name := new_field_name(route):
            return Violation("CR902", renamed_field_message(route, new_name), route, hint=f"write {new_name}")
        known = field_names(Settings, route[:-1])
        near = did_you_mean(str(route[-1]), known)
        hint = f"did you mean {near}?" if near else f"the settings here are: {', '.join(known)}"
        return Violation("CR902", f"{name} is not a setting", route, hint=hint)
    if kind == "missing":
        return Violation("CR903", f"{name} is missing", route, hint=f"add {route[-1]} = …")
    if kind.startswith("CR"):
        return Violation("CR903", f"{name} {detail['ctx']['message']}", route, hint=detail["ctx"]["hint"])
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = next(iter(detail["ctx"].values()))
        side = "less than" if kind.startswith("greater") else "more than"
        return Violation(
            "CR903", f"{name} is {quote(detail['input'])}, {side} {limit}", route, hint=f"the limit is {limit}"
        )
    wanted = _WANTED.get(kind, "something else")
    return Violation(
        "CR903", f"{name} is {quote(detail['input'])}, where {wanted} belongs", route, hint=f"write {wanted}"
    )


def _check(settings: Settings) -> list[Violation]:
    """What no single setting shows: the contracts folder stays in the register, bands rise, terms follow each other."""
    faults = []
    folder = PurePosixPath(settings.contracts.replace("\\", "/"))
    if folder.is_absolute() or ".." in folder.parts or ":" in settings.contracts or not settings.contracts.strip():
        message = f"contracts is {quote(settings.contracts)}, which is not a folder inside the register"
        faults.append(Violation("CR903", message, ("contracts",), hint='write a name such as "contracts"'))
    steps = [band.threshold for band in settings.policy.bands]
    if steps != sorted(set(steps)):
        message = "policy.bands do not rise from one to the next"
        faults.append(Violation("CR903", message, ("policy", "bands"), hint="put the lowest band first"))
    return [*faults, *_school_terms(settings.policy), *_lead_times(settings.policy), *_decision_makers(settings.policy)]


def _school_terms(policy: Policy) -> Iterator[Violation]:
    """Each term ends on or after its first day, and begins after the one before it has ended."""
    before: SchoolTerm | None = None
    for index, term in enumerate(policy.school_terms):
        route: FieldPath = ("policy", "school_terms", index)
        if term.end < term.start:
            message = f"{format_path(route)}.end is {long_date(term.end)}, before its start {long_date(term.start)}"
            yield Violation("CR903", message, (*route, "end"), hint="write the first and the last day of the term")
        elif before and term.start <= before.end:
            ends = f"the term before it, {before.name}, ends on {long_date(before.end)}"
            message = f"{format_path(route)}.start is {long_date(term.start)}, and {ends}"
            yield Violation(
                "CR903", message, (*route, "start"), hint="put the terms in order, each after the one before"
            )
        before = term


def _lead_times(policy: Policy) -> Iterator[Violation]:
    """Lead times name a stage; a timetable leaves room between its two values."""
    routes: list[tuple[FieldPath, LeadTimes]] = [(("policy", "lead_times"), policy.lead_times)]
    for index, timetable in enumerate(policy.timetables):
        route: FieldPath = ("policy", "timetables", index)
        routes.append(((*route, "lead_times"), timetable.lead_times))
        if timetable.threshold is not None and timetable.below is not None and timetable.threshold >= timetable.below:
            below = format_pounds(timetable.below)
            side = f"is {format_pounds(timetable.threshold)}, not less than below, which is {below}"
            hint = "write the smaller amount after from, and the larger after below"
            yield Violation("CR903", f"{format_path(route)}.from {side}", (*route, "from"), hint=hint)
    for route, times in routes:
        if not any(lead for _, lead in times):
            hint = 'write how long a stage takes, for example procurement = "4m"'
            yield Violation("CR903", f"{format_path(route)} names no stage", route, hint=hint)


def _decision_makers(policy: Policy) -> Iterator[Violation]:
    """Each decision maker decides at the end of at least one stage."""
    for index, decision_maker in enumerate(policy.decision_makers):
        route: FieldPath = ("policy", "decision_makers", index, "stages")
        if not decision_maker.stages:
            hint = 'write the stages that end with its decision, for example ["award"]'
            yield Violation("CR903", f"{format_path(route)} is empty", route, hint=hint)


def _names(table: Any, prefix: str = "") -> list[str]:
    """Every setting that a table gives, at every level: policy, policy.window_months."""
    names = []
    for key, value in table.items():
        names.append(prefix + key)
        if isinstance(value, dict):
            names += _names(value, f"{prefix}{key}.")
    return names


class _Lines:
    """Where settings stand in a TOML file. tomllib keeps no places, so headers and keys are looked for line by line."""

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
                    count = sum(1 for route in self._places if route[:-1] == table and isinstance(route[-1], int))
                    table = (*table, count)
                    self._note(table, number, header.start(2), header.end(2))
            elif pair := re.match(rf"\s*({self._NAME})\s*=", line):
                self._note(table + self._route(pair[1]), number, pair.start(1), pair.end(1))

    def _note(self, route: FieldPath, line: int, start: int, end: int) -> None:
        self._places.setdefault(route, Location(line, start + 1, line, end + 1))

    def _route(self, dotted: str) -> FieldPath:
        return tuple(part.strip("\"'") for part in re.findall(self._PART, dotted))

    def find(self, route: FieldPath) -> Location:
        """The place of a setting, or of the nearest table round it."""
        while route and route not in self._places:
            route = route[:-1]
        return self._places.get(route, Location())
