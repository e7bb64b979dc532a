"""SARIF 2.1.0 (OASIS), for code scanning and other tools that collect findings."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from commreg import __version__
from commreg.diagnostics.codes import CODES, explanation
from commreg.diagnostics.finding import Finding, Location, Severity
from commreg.diagnostics.formats import Report

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """One run; ignored diagnostics are results with a suppression."""
    used = sorted({diagnostic.code for diagnostic in report.findings})
    index = {code: number for number, code in enumerate(used)}
    run = {
        "tool": {
            "driver": {
                "name": "commreg",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"asOf": report.as_of.isoformat(), "pinnedIn": report.pinned_in},
        "originalUriBaseIds": {
            "ROOT": {"description": {"text": "The top of the repository, or the register's root outside one."}}
        },
        "results": [_result(diagnostic, index, report.in_repository) for diagnostic in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode() + "\n"


def _rule(code: str) -> dict[str, Any]:
    known = CODES[code]
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in known.name.split("-")),
        "shortDescription": {"text": f"{known.title}."},
        "help": {"text": explanation(code), "markdown": explanation(code)},
        "defaultConfiguration": {"level": _LEVEL[known.severity]},
    }


def _result(diagnostic: Finding, index: dict[str, int], way: str) -> dict[str, Any]:
    same = f"{diagnostic.code}\n{diagnostic.path}\n{diagnostic.message}"
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index[diagnostic.code],
        "level": _LEVEL[diagnostic.severity],
        "message": {"text": _sentences(diagnostic)},
        "locations": [_location(diagnostic.path, diagnostic.location, way)],
        "partialFingerprints": {"commreg/v1": sha256(same.encode("utf-8", "backslashreplace")).hexdigest()},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": other.message}, **_location(other.path, other.location, way)}
            for number, other in enumerate(diagnostic.related)
        ]
    if diagnostic.ignore_reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": diagnostic.ignore_reason}]
    return result


def _sentences(diagnostic: Finding) -> str:
    parts = [diagnostic.message]
    if diagnostic.hint:
        parts.append(f"Hint: {diagnostic.hint}")
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts)


def _location(path: str, place: Location, way: str) -> dict[str, Any]:
    uri: dict[str, str] = {"uri": quote(way + path, errors="backslashreplace")}
    if path.startswith("/"):
        uri["uri"] = f"file://{quote(path, errors='backslashreplace')}"
    else:
        uri["uriBaseId"] = "ROOT"
    return {
        "physicalLocation": {
            "artifactLocation": uri,
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": max(place.end_column, place.column) if place.end_line == place.line else place.end_column,
            },
        }
    }
