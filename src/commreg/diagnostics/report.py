"""The result of a check run: what every findings format is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from commreg.diagnostics.finding import Finding, Severity
from commreg.values.dates import long_date
from commreg.values.text import pluralize

_ORDER_FOR_PEOPLE = (Severity.NOTE, Severity.WARNING, Severity.ERROR)  # errors last, next to the prompt


@dataclass(frozen=True)
class FindingsReport:
    """The findings of a check run, the files it checked, and its as-of date.

    `pinned_in` is the settings file that sets the date, if one does. `path_in_repository` is the path from the top of
    the git repository to the register's root, ending in /, for CI systems that take paths from the top. `omitted_count`
    is how many other findings there are, if these are only some. `folded` lists a finding that is repeated in other
    files only once, for people.
    """

    findings: tuple[Finding, ...]
    checked_files: tuple[str, ...]
    as_of: date
    pinned_in: str | None = None
    show_ignored: bool = False
    path_in_repository: str = ""
    omitted_count: int = 0
    folded: bool = False

    @property
    def visible_findings(self) -> tuple[Finding, ...]:
        """The findings to show: the active ones, and with `show_ignored` the ignored ones too."""
        return tuple(finding for finding in self.findings if finding.is_active or self.show_ignored)

    @cached_property
    def groups(self) -> tuple[tuple[Finding, ...], ...]:
        """The visible findings for people, errors last: each with those that only repeat it in other files.

        An error is never folded.
        """
        groups: dict[object, list[Finding]] = {}
        for finding in sorted(self.visible_findings, key=lambda finding: _ORDER_FOR_PEOPLE.index(finding.severity)):
            can_fold = self.folded and finding.severity is not Severity.ERROR and finding.is_active
            key = (finding.code, finding.message, finding.hint) if can_fold and not finding.related else id(finding)
            groups.setdefault(key, []).append(finding)
        return tuple(map(tuple, groups.values()))

    def count(self, severity: Severity) -> int:
        """How many active findings there are of a severity, folded ones included."""
        return sum(1 + f.similar_omitted for f in self.findings if f.is_active and f.severity is severity)

    @property
    def ignored_count(self) -> int:
        """How many findings a comment ignores."""
        return sum(1 for finding in self.findings if not finding.is_active)

    def summary(self) -> str:
        """1 error, 2 warnings, 1 ignored in 28 contracts (as of 16 December 2021)."""
        parts = [pluralize(count, severity.value) for severity in Severity if (count := self.count(severity))]
        if self.ignored_count:
            parts.append(f"{self.ignored_count} ignored")
        counts = ", ".join(parts) or ("None of these" if self.omitted_count else "No problems found")
        if self.omitted_count:
            counts += f" ({self.omitted_count} others not listed)"
        pinned = f", pinned in {self.pinned_in}" if self.pinned_in else ""
        return f"{counts} in {pluralize(len(self.checked_files), 'contract')} (as of {long_date(self.as_of)}{pinned})"
