"""GitLab's code-quality report: JSON in Code Climate's format, reduced to the fields that GitLab reads.

GitLab compares fingerprints to show which findings a merge request adds and fixes. So a fingerprint holds neither the
line nor the message, which change for other reasons (a line added above; days that pass): only the code, the file, the
field, and a number among findings that are equal in these.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import Any

from commreg.diagnostics.finding import Finding, Severity
from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.report import FindingsReport

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: FindingsReport) -> str:
    """One item for each active finding; GitLab has no place for ignored ones."""
    counts: Counter[str] = Counter()
    items = []
    for finding in report.findings:
        if finding.is_active:
            identity = f"{finding.code}\n{finding.path}\n{finding.field}"
            counts[identity] += 1
            items.append(_item(finding, f"{identity}\n{counts[identity]}", report.path_in_repository))
    return json.dumps(items, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _item(finding: Finding, identity: str, path_in_repository: str) -> dict[str, Any]:
    hint = f" (hint: {finding.hint})" if finding.hint else ""
    more = f" (and {finding.similar_omitted} more like it in the file)" if finding.similar_omitted else ""
    return {
        "description": finding.message + more + hint,
        "check_name": finding.code,
        "fingerprint": sha256(identity.encode("utf-8", "backslashreplace")).hexdigest(),
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": finding.path if finding.path.startswith("/") else path_in_repository + finding.path,
            "lines": {"begin": finding.location.line, "end": finding.location.end_line},
        },
    }


FORMAT = FindingsFormat("gitlab", render=render)
