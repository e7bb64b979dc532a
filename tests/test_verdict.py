"""The verdict on each contract of the real register agrees with what `recommissioning` lists on the same day."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from commreg.planning.verdict import Verdict, VerdictKind, verdict
from commreg.register import config
from commreg.register.load import load
from commreg.register.redact import redact_for
from commreg.wording.verdict import verdict_text
from tests.conftest import ROOT, Program
from tests.unit.builders import register_of, values

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


VERDICT = ("verdict", "verdict_text", "decide_by", "gap_from", "gap_days")


@pytest.mark.parametrize("command", ["list", "expiring", "recommissioning"])
def test_listings_carry_the_verdict_in_data(commreg: Program, command: str) -> None:
    rows = json.loads(commreg(command, "--format", "json", "--as-of", DAYS[0]).out)["contracts"]
    lines = csv.DictReader(io.StringIO(commreg(command, "--format", "csv", "--as-of", DAYS[0]).out))
    cells = {line["id"]: line for line in lines}
    verdicts = _verdicts(DAYS[0])
    for row in rows:
        item = verdicts[row["id"]]
        days = [day and day.isoformat() for day in (item.decide_by, item.gap_from)]
        assert [row[name] for name in VERDICT] == [str(item.kind), verdict_text(item).sentence, *days, item.gap_days]
        text = ["" if row[name] is None else str(row[name]) for name in VERDICT]
        assert [cells[row["id"]][name] for name in VERDICT] == text


ENDED = {
    "term": {"start": "2020-09-01", "end": "2021-08-31", "extensions": []},
    "procurement": {
        "exemption": {
            "reason": "Continuity", "approved_by": "Cabinet", "approved_on": "2021-07-01", "until": "2022-02-28",
            "reference": "E7",
        }
    },
}  # fmt: skip


def test_an_exemption_covers_the_time_after_the_end_in_every_listing(tmp_path: Path, commreg: Program) -> None:
    register_of(tmp_path, values(**ENDED))

    def run(*words: str, as_of: str = "2021-12-16") -> str:
        return commreg("-C", str(tmp_path), *words, "--as-of", as_of).out

    row = json.loads(run("list", "--format", "json"))["contracts"][0]
    assert (row["state"], row["verdict"]) == ("ended, covered by an exemption", "exempt")
    assert row["verdict_text"].startswith("Ended on 31 August 2021; exemption E7 covers it to 28 February 2022.")
    assert row["gap_from"] == "2022-03-01"
    assert "ended on 31 August 2021, covered by an exemption to 28 February 2022" in run("show", row["id"])
    assert "record the outcome" not in run("deadlines", "--overdue", "--format", "json")
    row = json.loads(run("list", "--format", "json", as_of="2022-03-01"))["contracts"][0]
    assert (row["state"], row["verdict"]) == ("ended, outcome not recorded", "ended")


def test_a_withheld_exemption_is_not_counted_in_public(tmp_path: Path, commreg: Program) -> None:
    item = {"field": "procurement.exemption", "basis": "foi-43", "reason": "Prices"}
    register_of(tmp_path, values(**ENDED, publication={"withhold": [item]}))
    out = commreg("-C", str(tmp_path), "export", "json", "--audience", "public", "--as-of", "2021-12-16").out
    exported = json.loads(out)["contracts"][0]
    assert exported["facts"]["state"] == "ended, outcome not recorded"
    assert exported["plan"]["verdict"] is None
