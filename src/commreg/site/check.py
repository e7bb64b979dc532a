"""*To check*, for colleagues: what the checks report, by file, with a link to edit the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from commreg.diagnostics.finding import Finding
from commreg.site.entries import Source
from commreg.site.page import Page


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding: its severity, what it says, what to write instead, and where."""

    severity: str
    code: str
    message: str
    hint: str
    line: int


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file with its findings, and where it can be edited; empty without such an address in the settings."""

    path: str
    edit: str
    remarks: tuple[Remark, ...]


def check_page(source: Source, findings: Iterable[Finding]) -> Page:
    """The page: files by path, findings by line."""
    by_path: dict[str, list[Remark]] = {}
    for finding in findings:
        if not finding.is_active:
            continue
        remark = Remark(finding.severity.value, finding.code, finding.message, finding.hint, finding.location.line)
        by_path.setdefault(finding.path, []).append(remark)
    edit = source.settings.site.edit
    files = [
        CheckedFile(path, f"{edit}/{quote(path)}" if edit else "", tuple(sorted(remarks, key=lambda r: r.line)))
        for path, remarks in sorted(by_path.items())
    ]
    return Page("check.html", "To check", "check", {"contracts": files, "files": files}, tab="check.html")
