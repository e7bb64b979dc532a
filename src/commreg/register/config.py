"""Find a register and read its settings.

The settings are in the nearest `commreg.toml`, or `pyproject.toml` with `[tool.commreg]`, in the folder or above it, up
to the top of the git repository. Files are not merged and there are no settings for a user, so that a register is
checked the same way for everybody.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from commreg.diagnostics.errors import RegisterError, SettingsError
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Finding, Location, Severity, Violation
from commreg.model.settings import Settings
from commreg.register.settings_violations import (
    contradictions,
    model_violations,
    syntax_violation,
    unreadable,
    unusable_values,
)
from commreg.register.toml_locations import TomlLocations, error_location
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
        raise _settings_error(source.Source(name, ""), [(unreadable(name, data), Location())])
    settings_source, problems = source.decode(name, data)
    if problems:
        raise _settings_error(
            settings_source,
            [(unreadable(name, item.violation), settings_source.location(item.start, item.end)) for item in problems],
        )
    try:
        table: Any = tomllib.loads(settings_source.text.replace("\r\n", "\n"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise _settings_error(
            settings_source, [(syntax_violation(error), error_location(error, settings_source))]
        ) from None
    prefix: FieldPath = ()
    if name == SHARED_FILE:
        prefix = ("tool", "commreg")
        tools = table.get("tool")
        table = tools.get("commreg") if isinstance(tools, dict) else None
        if table is None:
            return None
    settings, violations = _read(table)
    if settings is None:
        locations = TomlLocations(settings_source.text)
        located = [(violation, locations.find(prefix + violation.field_path)) for violation in violations]
        raise _settings_error(settings_source, located)
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


def _read(table: Any) -> tuple[Settings | None, list[Violation]]:
    """The settings in a table, or their violations."""
    if violations := unusable_values(table):
        return None, violations
    try:
        settings = Settings.model_validate(_tuples(table))
    except ValidationError as error:
        return None, model_violations(error)
    violations = contradictions(settings)
    return (None if violations else settings), violations


def _tuples(value: Any) -> Any:
    """A TOML value with tuples instead of lists, as the strict models require."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _names(table: Any, prefix: str = "") -> list[str]:
    """The names of all settings and groups in a table: policy, policy.window_months."""
    names = []
    for key, value in table.items():
        names.append(prefix + key)
        if isinstance(value, dict):
            names += _names(value, f"{prefix}{key}.")
    return names
