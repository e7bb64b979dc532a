"""An old name of a setting, a field or a word is an error at its place that gives the new name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from commreg.diagnostics.errors import InputError, SettingsError
from commreg.model import vocabularies
from commreg.model.contract import Contract
from commreg.model.field_path import field_names, parse_path
from commreg.model.old_names import FIELDS, WORDS
from commreg.model.settings import Settings
from commreg.register.config import find
from tests.unit.builders import only_finding, register, values

GROUPS: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "policy": (Settings, ("policy",)),
    "decision_makers": (Settings, ("policy", "decision_makers")),
    "extensions": (Contract, ("term", "extensions")),
    "breaks": (Contract, ("term", "breaks")),
    "lead_times": (Contract, ("recommissioning", "lead_times")),
    "stages": (Contract, ("recommissioning", "stages")),
}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "[[policy.paces]]\nname = 'a'\nlead_times = { award = '1m' }\n",
            1,
            "policy.paces is now called policy.timetables",
        ),
        ("[[policy.bodies]]\nname = 'Cabinet'\n", 1, "policy.bodies is now called policy.decision_makers"),
        (
            "[[policy.decision_makers]]\nname = 'Cabinet'\nmeets = [2022-01-11]\n",
            3,
            "policy.decision_makers[1].meets is now called policy.decision_makers[1].meetings",
        ),
        (
            "[policy.lead_times]\nreview = '1m'\nneed = '2m'\n",
            3,
            "policy.lead_times.need is now called policy.lead_times.needs-assessment",
        ),
        (
            "[[policy.decision_makers]]\nname = 'Cabinet'\nstages = ['market-test']\n",
            3,
            "policy.decision_makers[1].stages[1] is “market-test”, which is now called market-engagement",
        ),
    ],
)
def test_an_old_setting_names_the_new_one_at_its_place(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "commreg.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as stopped:
        find(tmp_path)
    [finding] = stopped.value.findings
    assert (finding.message, finding.location.line) == (message, line)
    assert finding.hint.startswith("write ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"recommissioning": {"stages": {"need": {"started_on": "2021-11-01"}}}},
            "recommissioning.stages.need is now called recommissioning.stages.needs-assessment",
        ),
        (
            {"recommissioning": {"lead_times": {"market-test": "2m"}}},
            "recommissioning.lead_times.market-test is now called recommissioning.lead_times.market-engagement",
        ),
    ],
)
def test_an_old_field_names_the_new_one(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    finding = only_finding(register(tmp_path, {"parent-advice-2020.yaml": values(**changes)}), "CR103")
    assert finding.message == message
    with pytest.raises(InputError) as stopped:
        parse_path(finding.field)
    assert stopped.value.message == message


def test_no_old_name_is_in_use_and_every_new_one_is() -> None:
    for group, renamed in FIELDS.items():
        names = set(field_names(*GROUPS[group]))
        assert not names & set(renamed)
        assert set(renamed.values()) <= names
    lists = {words.name: words for words in vars(vocabularies).values() if isinstance(words, vocabularies.Vocabulary)}
    for name, renamed in WORDS.items():
        assert not set(lists[name]) & set(renamed)
        assert set(renamed.values()) <= set(lists[name])
