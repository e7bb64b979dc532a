"""SARIF 2.1.0 (OASIS), for code scanning and other tools that collect findings."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from commreg import __version__
from commreg.diagnostics.codes import CODES, explanation
from commreg.diagnostics.finding import Finding, Location, Severity
from commreg.diagnostics.formats import FindingsFormat
from commreg.diagnostics.report import FindingsReport

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: FindingsReport) -> str:
    """One run. Ignored findings are results with a suppression."""
    codes = sorted({finding.code for finding in report.findings})
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "commreg",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"asOf": report.as_of.isoformat(), "pinnedIn": report.pinned_in},
        "originalUriBaseIds": {
            "ROOT": {"description": {"text": "The top of the repository, or the register's root outside one."}}
        },
        "results": [_result(finding, index, report.path_in_repository) for finding in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _rule(code: str) -> dict[str, Any]:
    entry = CODES[code]
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in entry.name.split("-")),
        "shortDescription": {"text": f"{entry.title}."},
        "help": {"text": explanation(code), "markdown": explanation(code)},
        "defaultConfiguration": {"level": _LEVEL[entry.severity]},
    }


def _result(finding: Finding, index: dict[str, int], path_in_repository: str) -> dict[str, Any]:
    identity = f"{finding.code}\n{finding.path}\n{finding.message}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVEL[finding.severity],
        "message": {"text": _sentences(finding)},
        "locations": [_location(finding.path, finding.location, path_in_repository)],
        "partialFingerprints": {"commreg/v1": sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": related.message},
                **_location(related.path, related.location, path_in_repository),
            }
            for number, related in enumerate(finding.related)
        ]
    if finding.ignore_reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.ignore_reason}]
    return result


def _sentences(finding: Finding) -> str:
    parts = [finding.message]
    if finding.hint:
        parts.append(f"Hint: {finding.hint}")
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts)


def _location(path: str, location: Location, path_in_repository: str) -> dict[str, Any]:
    uri: dict[str, str] = {"uri": quote(path_in_repository + path, errors="backslashreplace")}
    if path.startswith("/"):
        uri["uri"] = f"file://{quote(path, errors='backslashreplace')}"
    else:
        uri["uriBaseId"] = "ROOT"
    is_one_line = location.end_line == location.line
    end_column = max(location.end_column, location.column) if is_one_line else location.end_column
    return {
        "physicalLocation": {
            "artifactLocation": uri,
            "region": {
                "startLine": location.line,
                "startColumn": location.column,
                "endLine": location.end_line,
                "endColumn": end_column,
            },
        }
    }


FORMAT = FindingsFormat("sarif", render=render)
