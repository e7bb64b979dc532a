"""A finding names its field as data, so that no output reads it out of the message."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commreg.diagnostics.finding import Finding
from commreg.register import load as registers
from commreg.register.config import find
from tests.test_corpus import CORPUS
from tests.unit.builders import only_finding, register, values

REGISTERS = sorted(folder for folder in CORPUS.glob("CR[1-4]*/bad"))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"term.extensions": [{"months": "12"}, {"months": "many"}]}, "CR113", "term.extensions[2].months"),
        ({"term.extensions": None}, "CR218", "term.extensions"),
        ({"title": None}, "CR101", "title"),
        ({"value": {"amount": None, "basis": "annual"}}, "CR220", "value.amount"),
        ({"trem": "x"}, "CR103", "trem"),
    ],
)
def test_a_finding_has_its_field_recorded_or_not(tmp_path: Path, changes: Any, code: str, field: str) -> None:
    loaded = register(tmp_path, {"parent-advice-2020.yaml": values(**changes)})
    assert only_finding(loaded, code).field == field


def test_a_finding_about_the_text_of_a_file_has_no_field(tmp_path: Path) -> None:
    loaded = register(tmp_path, {"a.yml": values(id="a"), "parent-advice-2020.yaml": values()})
    assert only_finding(loaded, "CR015").field == ""


def _findings(root: Path) -> tuple[Finding, ...]:
    return registers.load(find(root), date(2026, 1, 1)).findings


@pytest.mark.parametrize(
    "root", [root for root in REGISTERS if root.parent.name != "CR413"], ids=lambda root: root.parent.name
)
def test_every_finding_of_a_check_has_a_field(root: Path) -> None:
    """Those about the text of a file (CR0xx) and about a comment in it have none."""
    findings = [
        finding for finding in _findings(root) if not finding.code.startswith("CR0") and finding.code != "CR413"
    ]
    assert findings
    assert all(finding.field for finding in findings)
