# ruff: noqa: E501 - one injected fault a line
"""Thirty faults of different kinds, planted in copies of the real files: all are found in one run, each at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Program

# file, text to replace, replacement, code, the text that the place must point at
PLANTED: list[tuple[str, str, str, str, str]] = [
    ("adhd-support-2020", "end: 2023-03-31", "end: 31-Mar-23", "CR110", "31-Mar-23"),
    ("adhd-support-for-schools-2020", "end: 2022-03-31", "end: 2022-02-30", "CR110", "2022-02-30"),
    ("adoption-2019", "end: 2022-09-30", "end: 2019-03-31", "CR201", "2019-03-31"),
    ("attendance-monitoring-epep-2019", "amount: 11269.44", "amount: £11,269.44", "CR111", "£11,269.44"),
    ("childminding-agency-2019", "kind: service-contract", "kind: service-contrct", "CR112", "service-contrct"),
    ("childrens-centre-website-2019", "title:", "titel:", "CR103", "titel"),
    ("early-bird-pilot-2021", "start: 2021-09-01", "start:", "CR102", "start"),
    ("early-education-development-2020", "id: early-", "id: Early ", "CR115", "Early education-development-2020"),
    ("early-years-alliance-2021", "basis: unstated", "basis: unstated\n  basis: annual", "CR006", "basis"),
    ("early-years-bright-sparks-2021", "service_area: early-help-send", "service_area: early-halp", "CR306", "early-halp"),
    ("early-years-home-from-home-2021", "amount: 7400.00", "amount: &a 7400.00", "CR007", "&a 7400.00"),
    ("education-inclusion-coordinator-2021", "amount: 130000.00", "amount: !!float 130000.00", "CR008", "!!float 130000.00"),
    ("educational-psychology-2018", "provider:\n", "provider: Partners\nx:\n", "CR104", "Partners"),
    ("educational-psychology-looked-after-2021", "checked_on:", "---\nchecked_on:", "CR009", "---"),
    ("family-group-conference-2019", "- months: 12", "- months: twelve", "CR113", "twelve"),
    ("foster-the-future-2021", "start: 2021-09-06", "start: 2021-09-06\n\tend: x", "CR005", "\t"),
    ("healthy-child-programme-2017", "state: exercised", "state: used", "CR112", "used"),
    ("mediation-2019", "  parts:", "  amount: 1.00\n  parts:", "CR209", "1.00"),
    ("out-of-hours-social-care-2018", "id: out-of-hours-social-care-2018", "id: out-of-hours-2018", "CR204", "out-of-hours-2018"),
    ("outdoor-visits-advice-2021", "  extensions: []", "  extensions: none", "CR104", "none"),
    ("sacre-2021", "title:", "reference: =\x07\ntitle:", "CR004", "\x07"),
    ("semh-teachers-2020", "checked_on:", "supersedes: semh-teachers-2016\nchecked_on:", "CR302", "semh-teachers-2016"),
    ("send-advocacy-2021", "- months: 12", "- note: as agreed", "CR207", "note"),
    ("sendiass-2020", "  name: School", "  company_number: 123456\n  name: School", "CR116", "123456"),
    ("speech-language-therapy-2021", "checked_on:", "spend: [{year: 2021/23, amount: 1, kind: actual}]\nchecked_on:", "CR117", "2021/23"),
    ("targeted-sports-2020", "field: provider.name", "field: provider.nam", "CR215", "provider.nam"),
    ("therapeutic-interventions-2021", "checked_on:", "documents: [{title: A, url: www.example.org}]\nchecked_on:", "CR118", "www.example.org"),
    ("youth-justice-2019", "title: Youth Justice Services", "title: Youth Justice Services #2", "CR017", "#2"),
]  # fmt: skip
WHOLE_FILES: list[tuple[str, bytes, str, tuple[int, int]]] = [
    ("half-saved-2021.yaml", b"id: half-saved-2021\ntitle: 'Half\n", "CR005", (2, 8)),
    ("left-open-2021.yaml", b"<<<<<<< HEAD\nid: a\n=======\nid: b\n>>>>>>> x\n", "CR018", (1, 1)),
]


@pytest.fixture
def planted(real: Path) -> Path:
    """The real register with a fault in every file and two files more."""
    for name, old, new, _, _ in PLANTED:
        path = real / "contracts" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    for name, data, _, _ in WHOLE_FILES:
        (real / "contracts" / name).write_bytes(data)
    return real


def test_all_thirty_are_reported_in_one_run_each_at_its_line_and_column(planted: Path, commreg: Program) -> None:
    ran = commreg("validate", "--format", "json", cwd=planted)
    assert ran.code == 1
    errors = [d for d in json.loads(ran.out)["diagnostics"] if d["severity"] == "error"]
    for name, _, _, code, words in PLANTED:
        path = f"contracts/{name}.yaml"
        matching = [d for d in errors if d["path"] == path and d["code"] == code]
        assert matching, (name, code)
        lines = (planted / path).read_text(encoding="utf-8").split("\n")
        pointed = {lines[d["line"] - 1][d["column"] - 1 :].startswith(words) for d in matching}
        assert True in pointed, (name, code, [(d["line"], d["column"]) for d in matching])
    for name, _, code, place in WHOLE_FILES:
        matching = [d for d in errors if d["path"] == f"contracts/{name}" and d["code"] == code]
        assert (matching[0]["line"], matching[0]["column"]) == place
    assert len({d["path"] for d in errors}) == len(PLANTED) + len(WHOLE_FILES) == 30


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit", "markdown"])
def test_every_form_tells_of_all_thirty(form: str, planted: Path, commreg: Program) -> None:
    ran = commreg("validate", "--format", form, cwd=planted)
    assert ran.code == 1
    for name, *_ in PLANTED:
        assert name in ran.out
