"""A hint leads to clear: what it says to write is written, and the finding is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding
from commreg.edit.contract_file import apply_edits
from commreg.model.field_path import parse_path
from commreg.register.config import find
from commreg.register.load import Register, load
from tests.test_corpus import CORPUS

# How a hint quotes what to write, the surest form first.
_VALUES = [
    re.compile(form)
    for form in (r"for example ([^\s,;]+)", r"zeros in front: (\d+)", r"write one of: ([\w-]+)",
                 r"did you mean ([^\s?]+)\?", r"write (?:it as |id: )?(\S*\d\S*)", r"^write (true)")
]  # fmt: skip
# What a hint asks for in words, as the change that follows it; None removes the field.
_CHANGES: dict[str, dict[str, object]] = {
    "CR101": {"title": "Advice", "provider.name": "Wexcombe Families"},
    "CR118": {"documents[1].url": "https://www.wexcombe.example/parent-advice.pdf"},
    "CR201": {"term.end": "2026-03-31"},
    "CR203": {"term.ends_when": None},
    "CR205": {"term.extensions[1].decision": {"body": "Cabinet", "on": "2019-01-15", "reference": "1/2019"}},
    "CR206": {"term.extensions[1].state": "lapsed"},
    "CR218": {"term.extensions": ()},
    "CR219": {"monitoring": {"frequency": "quarterly", "forum": "Early Help Board"}},
    "CR220": {"value": {"amount": "24000.00", "basis": "unstated"}},
    "CR221": {"monitoring.value_for_money": "Families say that the advice came in time."},
    "CR222": {"value": None},
    "CR225": {"procurement.threshold_value": "150000.00"},
    "CR250": {"procurement.regime": "below-threshold"},
    "CR402": {"checked_on": "2021-12-01"},
    "CR405": {"term.review_on": "2022-12-01"},
}


def register(root: Path, replaced: dict[str, bytes] | None = None) -> Register:
    """A register of the corpus, with other bytes for some files."""
    config = find(root)
    assert config.settings.as_of
    return load(config, config.settings.as_of, replaced=replaced)


def findings(code: str) -> list[Finding]:
    """The findings of a code in its register of the corpus."""
    return [finding for finding in register(CORPUS / code / "bad").findings if finding.code == code]


def is_gone(finding: Finding, text: str) -> bool:
    """Whether a finding is gone, or ignored, once its file has another text."""
    after = register(CORPUS / finding.code / "bad", {finding.path: text.encode()})
    same = (finding.path, finding.code, finding.field)
    return not any((item.path, item.code, item.field) == same for item in after.findings if item.is_active)


def text_of(finding: Finding) -> str:
    return (CORPUS / finding.code / "bad" / finding.path).read_bytes().decode("utf-8")


@pytest.mark.parametrize("code", [code for code in CODES if not CODES[code].unsuppressible and code != "CR413"])
def test_the_comment_that_a_hint_gives_ignores_the_finding(code: str) -> None:
    finding = findings(code)[0]
    lines = text_of(finding).split("\n")
    lines[finding.location.line - 1] += f"  # commreg: ignore[{code}] it is right as it is"
    before = [
        item for item in findings(code) if (item.path, item.location.line) == (finding.path, finding.location.line)
    ]
    after = register(CORPUS / code / "bad", {finding.path: "\n".join(lines).encode()})
    now = [item for item in after.findings if item.code == code and item.location.line == finding.location.line]
    assert [item.is_active for item in now if item.path == finding.path] == [False] * len(before)


@pytest.mark.parametrize("code", [code for code in CODES if "CR1" <= code < "CR9"])
def test_what_a_hint_says_to_write_clears_the_finding(code: str) -> None:
    cleared = 0
    for finding in findings(code):
        text = text_of(finding)
        for field, value in _changes(finding).items():
            text = apply_edits(text, [(parse_path(field), value)])
        if text != text_of(finding):
            assert is_gone(finding, text), (finding.message, finding.hint)
            cleared += 1
    assert cleared or code not in _CHANGES, "what the hint asks for was written"


def _changes(finding: Finding) -> dict[str, object]:
    """What the hint of a finding says to write, by field."""
    if finding.code in ("CR103", "CR302") or not finding.field:  # another name for a field or a contract
        return {}
    if finding.code in _CHANGES:
        return _CHANGES[finding.code]
    matches = (form.search(finding.hint) for form in _VALUES)
    return next(({finding.field: match[1]} for match in matches if match), {})
