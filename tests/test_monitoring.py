"""`monitoring` as a user runs it: the real register, and a small one where everything that can be so is so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commreg.listings import monitoring, monitoring_notes
from commreg.listings.formats import text
from commreg.listings.table import Listing
from commreg.register import config, load
from commreg.register.redact import redact_for
from tests.conftest import Program
from tests.unit.builders import AS_OF, to_yaml, values

Same = Callable[[str, Path | str], None]

SETTINGS = """\
as_of = 2021-12-16
[organisation]
name = "Anyshire County Council"
[policy]
school_terms = [
  { name = "Autumn 2021", start = 2021-08-31, end = 2021-12-17 },
  { name = "Spring 2022", start = 2022-01-04, end = 2022-04-08 },
]
"""
MANAGED = {"oversight": "The team meets the provider.", "value_for_money": "Meets its targets."}


def _contract(name: str, title: str, monitoring: dict[str, Any] | None, **changes: Any) -> dict[str, Any]:
    fields = values(id=name, title=title, **changes) | {"monitoring": monitoring}
    return {field: value for field, value in fields.items() if value is not None}


CONTRACTS = (
    _contract(
        "parenting-course-2019",
        "Parenting Course",
        MANAGED
        | {
            "frequency": "monthly",
            "owner": "Early Help Manager",
            "last_meeting_on": "2021-10-08",
            "performance": {"rating": "requires-improvement", "on": "2021-11-20"},
            "kpis": [
                {"name": "Courses held", "target": "12 a year", "latest": "9", "rating": "approaching-target"},
                {"name": "Parents who finish", "target": "80%", "latest": "41%", "rating": "inadequate"},
                {"name": "Parents content", "target": "90%", "latest": "95%", "rating": "good"},
                {"name": "Referrals answered in time"},
            ],
            "inspection": ["ofsted"],
        },
    ),
    _contract(
        "family-mediation-2018",
        "Family Mediation",
        MANAGED | {"frequency": "three-weekly", "last_meeting_on": "2021-11-01", "inspection": ["ofsted", "cqc"]},
        term={"start": "2018-12-01", "end": "2021-11-30", "extensions": []},
    ),
    _contract("respite-2020", "Respite", MANAGED | {"frequency": "weekly", "last_meeting_on": "2021-12-09"}),
    _contract(
        "mentoring-2020",
        "Mentoring",
        MANAGED
        | {
            "frequency": "quarterly",
            "last_meeting_on": "2021-09-30",
            "performance": {"rating": "good", "on": "2020-10-01"},
            "kpis": [
                {"name": "Young people seen weekly", "target": "95%", "rating": "requires-improvement"},
            ],
        },
    ),
    _contract("tutoring-2021", "Tutoring", MANAGED | {"frequency": "termly", "last_meeting_on": "2021-11-08"}),
    _contract("sports-club-2020", "Sports Club", MANAGED | {"frequency": "termly", "last_meeting_on": "2021-07-01"}),
    _contract(
        "benefits-advice-2021",
        "Benefits Advice",
        MANAGED | {"frequency": "annual", "last_meeting_on": "2021-11-01", "performance": {"rating": "good"}},
        term={"end": "2022-03-31"},
    ),
    _contract("youth-club-2020", "Youth Club", MANAGED | {"frequency": "bimonthly"}),
    _contract("holiday-club-2020", "Holiday Club", None),
    _contract("helpline-2022", "Helpline", {"frequency": "monthly"}, term={"start": "2022-04-01", "end": "2024-03-31"}),
    _contract(
        "former-helpline-2018",
        "Former Helpline",
        {"frequency": "monthly", "last_meeting_on": "2020-01-01"},
        term={"start": "2018-04-01", "end": "2021-03-31", "closed_on": "2021-04-01"},
    ),
)


@pytest.fixture
def anyshire(tmp_path: Path) -> Path:
    """A register in which there is a meeting of every sort."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    for fields in CONTRACTS:
        (tmp_path / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    return tmp_path


def _rows(program: Program, root: Path, *options: str) -> list[dict[str, Any]]:
    ran = program("monitoring", "--format", "json", *options, cwd=root)
    assert ran.code == 0
    return list(json.loads(ran.out)["contracts"])


def _ids(program: Program, root: Path, *options: str) -> list[str]:
    return [row["id"] for row in _rows(program, root, *options)]


@pytest.mark.parametrize(("form", "name"), [("text", "txt"), ("json", "json"), ("csv", "csv"), ("markdown", "md")])
def test_the_small_register_prints_what_was_read(
    commreg: Program, anyshire: Path, same_as: Same, form: str, name: str
) -> None:
    ran = commreg("monitoring", "--format", form, cwd=anyshire)
    assert ran.code == 0
    same_as(ran.out, f"monitoring-small.{name}")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("monitoring.txt", ""),
        ("monitoring-gaps.txt", "--gaps"),
        ("monitoring-send.md", "--search send --format markdown"),
    ],
)
def test_the_real_register_prints_what_was_read(commreg: Program, same_as: Same, name: str, options: str) -> None:
    ran = commreg("monitoring", *options.split())
    assert ran.code == 0
    same_as(ran.out, name)


@pytest.mark.parametrize("width", [80, 140])
def test_a_terminal_shows_what_fits(anyshire: Path, same_as: Same, width: int) -> None:
    loaded = load.load(config.find(anyshire), AS_OF)
    picked = monitoring.pick(redact_for(loaded, "internal").views, loaded.settings)
    tables = (monitoring.table(picked, loaded.settings, ""), monitoring.kpis(picked), monitoring.inspection(picked))
    notes = monitoring_notes.notes(picked, len(picked), AS_OF, loaded.settings.policy)
    lines = text.lines(Listing("monitoring", "Anyshire County Council", AS_OF, None, tables, notes), width)
    same_as("".join(f"{text.plain(line)}\n" for line in lines), f"monitoring-small-{width}.txt")


def test_overdue_comes_first_then_the_soonest_due_then_unknown_dates(commreg: Program, anyshire: Path) -> None:
    rows = _rows(commreg, anyshire)
    due = [row["next_meeting_due"] for row in rows]
    days = [day for day in due if day]
    assert days == sorted(days)
    assert due == days + [None] * (len(due) - len(days))
    late = [row["meeting_overdue_days"] for row in rows if row["meeting_overdue_days"]]
    assert late == [38, 24]
    assert rows[-1]["id"] == "helpline-2022"  # not begun


def test_a_contract_that_is_over_is_not_watched(commreg: Program, anyshire: Path) -> None:
    assert "former-helpline-2018" not in _ids(commreg, anyshire)
    assert "family-mediation-2018" in _ids(commreg, anyshire)  # ended, outcome not recorded


def test_filters_narrow_the_list_and_the_notes_still_cover_all_contracts(commreg: Program, anyshire: Path) -> None:
    assert _ids(commreg, anyshire, "--overdue") == ["parenting-course-2019", "family-mediation-2018"]
    assert _ids(commreg, anyshire, "--gaps") == ["holiday-club-2020", "helpline-2022"]
    assert _ids(commreg, anyshire, "--overdue", "--gaps") == []
    full, narrowed = (
        json.loads(commreg("monitoring", "--format", "json", *options, cwd=anyshire).out)
        for options in ((), ("--gaps",))
    )
    assert narrowed["meetings_overdue"] == full["meetings_overdue"] == 2
    assert narrowed["notes"] == [*full["notes"], "Listed: 2 of 10 contracts. The notes are about all of them."]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--overdue", "--gaps"], "No contract has both a meeting overdue and something not recorded."),
        (["--search", "nobody has this"], "No contract is current."),
        (["--overdue", "--search", "sports"], "No review meeting is known to be overdue."),
        (["--gaps", "--search", "sports"], "Oversight and value for money are recorded for every contract."),
    ],
)
def test_an_empty_list_says_what_it_means(commreg: Program, anyshire: Path, options: list[str], words: str) -> None:
    assert words in commreg("monitoring", *options, cwd=anyshire).out


def test_the_day_after_the_last_of_the_rating_months_a_rating_is_old(commreg: Program, anyshire: Path) -> None:
    def old(as_of: str) -> bool:
        rows = {row["id"]: row for row in _rows(commreg, anyshire, "--as-of", as_of)}
        return rows["mentoring-2020"]["rating_old"] is True

    assert not old("2021-10-01")
    assert old("2021-10-02")


def test_a_meeting_dated_ahead_is_pointed_out(commreg: Program, anyshire: Path) -> None:
    text = commreg("monitoring", "--as-of", "2021-12-08", cwd=anyshire).out
    assert "The last meeting is dated after 8 December 2021, so the next is too late: respite-2020." in text


def test_a_count_of_one_is_in_the_singular(commreg: Program, anyshire: Path) -> None:
    text = commreg("monitoring", "--search", "parenting", cwd=anyshire).out
    assert "1 meeting overdue, by 5 weeks (parenting-course-2019)." in text
    assert "1 of 1 contract has a rating: 1 requires improvement." in text


def test_a_csv_says_what_it_cannot_hold(commreg: Program, anyshire: Path) -> None:
    ran = commreg("monitoring", "--format", "csv", cwd=anyshire)
    assert ran.err == "Not in --format csv: 3 indicators not on target, 2 inspectorates. Use --format json.\n"
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows[0]["next_meeting_due"] == "2021-11-08"
    assert {row["inspection"] for row in rows} == {"", "ofsted", "ofsted; cqc"}


def test_on_the_real_register_no_due_day_is_made_up(commreg: Program) -> None:
    document = json.loads(commreg("monitoring", "--format", "json").out)
    assert len(document["contracts"]) == document["last_meeting_not_recorded"] == 28
    assert {row["next_meeting_due"] for row in document["contracts"]} == {None}
    assert document["contracts"][0]["id"] == "youth-justice-2019"
