"""GitLab's code-quality report: JSON after Code Climate, of which GitLab reads these fields.

GitLab tells what a merge request brings and mends by comparing fingerprints. So a fingerprint holds neither the line
nor the words, which say how many days have passed: only the code, the file, the field, and which of its kind it is.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import Any

from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import Report

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """One item for each diagnostic that counts; GitLab has no place for the ignored ones."""
    seen: Counter[str] = Counter()
    found = []
    for diagnostic in report.findings:
        if diagnostic.is_active:
            same = _same(diagnostic)
            seen[same] += 1
            found.append(_item(diagnostic, f"{same}\n{seen[same]}", report.in_repository))
    return json.dumps(found, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _same(diagnostic: Finding) -> str:
    """What a fault keeps while its file changes round it: a message begins with the field."""
    return f"{diagnostic.code}\n{diagnostic.path}\n{diagnostic.message.partition(' ')[0]}"


def _item(diagnostic: Finding, fingerprint: str, way: str) -> dict[str, Any]:
    place = diagnostic.location
    hint = f" (hint: {diagnostic.hint})" if diagnostic.hint else ""
    more = f" (and {diagnostic.similar_omitted} more like it in the file)" if diagnostic.similar_omitted else ""
    return {
        "description": diagnostic.message + more + hint,
        "check_name": diagnostic.code,
        "fingerprint": sha256(fingerprint.encode("utf-8", "backslashreplace")).hexdigest(),
        "severity": _SEVERITY[diagnostic.severity],
        "location": {
            "path": diagnostic.path if diagnostic.path.startswith("/") else way + diagnostic.path,
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
