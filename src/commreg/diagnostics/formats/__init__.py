"""Diagnostics in the forms that people, programs and CI read. The form changes neither the finds nor the exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import cast

from commreg.diagnostics.finding import Finding, Severity
from commreg.values.dates import long_date
from commreg.values.text import pluralize

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "markdown")


@dataclass(frozen=True)
class Report:
    """The outcome of a check: its diagnostics, the files it looked at, and the day it looked."""

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    as_of: date
    pinned_in: str | None = None
    show_ignored: bool = False
    in_repository: str = ""  # the way from the top of the repository, for CI that counts paths from there

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The diagnostics to show: all but the ignored ones, unless those are asked for."""
        return tuple(d for d in self.findings if d.is_active or self.show_ignored)

    def count(self, severity: Severity) -> int:
        """How many diagnostics count, of one severity."""
        return sum(1 + d.similar_omitted for d in self.findings if d.is_active and d.severity is severity)

    @property
    def ignored(self) -> int:
        """How many are ignored by a comment with a reason."""
        return sum(1 for d in self.findings if not d.is_active)

    def summary(self) -> str:
        """1 error, 2 warnings, 1 ignored in 28 contracts (as of 16 December 2021)."""
        parts = [pluralize(count, severity.value) for severity in Severity if (count := self.count(severity))]
        if self.ignored:
            parts.append(f"{self.ignored} ignored")
        found = ", ".join(parts) or "Nothing to mend"
        pinned = f", pinned in {self.pinned_in}" if self.pinned_in else ""
        return f"{found} in {pluralize(len(self.checked), 'contract')} (as of {long_date(self.as_of)}{pinned})"


def render(report: Report, form: str) -> str:
    """The report in one of FORMATS, ending with a line end."""
    return cast("Callable[[Report], str]", import_module(f"commreg.diagnostics.formats.{form}").render)(report)
