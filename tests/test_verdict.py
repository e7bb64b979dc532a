"""The verdict on each contract of the real register agrees with what `recommissioning` lists on the same day."""

from __future__ import annotations

import json
from datetime import date

import pytest

from commreg.planning.verdict import Verdict, VerdictKind, verdict
from commreg.register import config
from commreg.register.load import load
from commreg.register.redact import redact_for
from tests.conftest import ROOT, Program

DAYS = ("2021-12-16", "2022-04-05")


def _verdicts(as_of: str) -> dict[str, Verdict]:
    register = load(config.find(ROOT), date.fromisoformat(as_of))
    views = redact_for(register, "internal").views
    policy = register.settings.policy
    return {view.contract.id: verdict(view.contract, view.facts, view.plan(policy)) for view in views}


@pytest.mark.parametrize("as_of", DAYS)
def test_every_contract_has_the_state_of_its_verdict(commreg: Program, as_of: str) -> None:
    verdicts = _verdicts(as_of)
    rows = json.loads(commreg("list", "--format", "json", "--as-of", as_of).out)["contracts"]
    assert len(rows) == len(verdicts) == 28
    assert {row["id"]: (row["state"], row["current_end"]) for row in rows} == {
        name: (str(item.state), item.end and item.end.isoformat()) for name, item in verdicts.items()
    }


@pytest.mark.parametrize("as_of", DAYS)
def test_recommissioning_lists_what_the_verdicts_hold(commreg: Program, as_of: str) -> None:
    verdicts = _verdicts(as_of)
    rows = json.loads(commreg("recommissioning", "--format", "json", "--as-of", as_of).out)["contracts"]
    no_end = {name for name, item in verdicts.items() if item.end is None}
    assert {row["id"] for row in rows} == set(verdicts) - no_end
    for row in rows:
        item = verdicts[row["id"]]
        assert row["state"] == str(item.state), row["id"]
        assert (row["gap_days"] or 0, row["gap_days_left_open"] or 0) == (item.gap_days, item.gap_days_left), row["id"]
        assert max(0, row["days_behind"] or 0) == item.days_behind, row["id"]
        assert row["stage"] == item.stage, row["id"]
        if item.kind is VerdictKind.EXTEND:
            assert row["next_by"] == str(item.decide_by), row["id"]
        assert (item.kind is VerdictKind.ENDED) == (row["state"] == "ended, outcome not recorded"), row["id"]
        if item.kind is VerdictKind.UNKNOWN:
            assert row["closes_gap_with"] == "not recorded", row["id"]
        if item.kind in (VerdictKind.LATE, VerdictKind.ON_TIME, VerdictKind.NOT_STARTED):
            assert not row["gap_days_left_open"], row["id"]
            assert (item.kind is VerdictKind.LATE) == ((row["days_behind"] or 0) > 0), row["id"]
        if item.kind is VerdictKind.GAP:
            assert "extension" not in row["closes_gap_with"] or row["gap_days_left_open"], row["id"]
