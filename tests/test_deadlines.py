"""`deadlines`, `digest` and `export ics` as a user runs them: the real register, and a small one with every kind."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # it carries none

from commreg.listings import deadlines as view
from commreg.listings.formats import text
from commreg.listings.table import Listing
from commreg.model.vocabularies import DEADLINE
from commreg.planning.deadlines import deadlines
from commreg.register import config, load
from commreg.register.redact import redact_for
from tests.conftest import Program
from tests.unit.builders import to_yaml, values

Same = Callable[[str, Path | str], None]

AS_OF = date(2026, 3, 2)
SETTINGS = """\
as_of = 2026-03-02
[organisation]
name = "Anyshire County Council"
[policy]
pipeline_notice = true
school_terms = [
  { name = "Autumn 2025", start = 2025-09-01, end = 2025-12-19 },
  { name = "Spring 2026", start = 2026-01-05, end = 2026-03-27 },
]
[[policy.decision_makers]]
name = "Cabinet"
from = 100000
stages = ["options-appraisal", "award"]
meetings = [2026-03-10, 2026-04-14, 2026-05-12, 2026-06-09, 2026-07-14, 2026-09-08, 2026-10-13, 2026-11-10, 2026-12-08]
"""
EARLY_HELP = "Early Help Manager"
HEAD = "Head of Service"


def _contract(name: str, title: str, owner: str | None, **changes: Any) -> dict[str, Any]:
    fields = values(id=name, title=title, checked_on="2026-02-02", **changes)
    fields["monitoring"]["owner"] = owner
    if owner is None:
        del fields["monitoring"]["owner"]
    return fields


CONTRACTS = (
    # In time: the review is done, the work on need begun; with a break, indicators and two options.
    _contract(
        "young-carers-2024",
        "Young Carers",
        EARLY_HELP,
        term={
            "start": "2024-04-01",
            "end": "2027-03-31",
            "extensions": [{"months": "12", "notice": "9m"}, {"months": "12"}],
            "breaks": [{"on": "2026-09-30", "notice": "6m", "by": "either"}],
        },
        value={"amount": "120000.00", "basis": "annual"},
        monitoring={
            "last_meeting_on": "2025-11-24",
            "kpis": [{"name": "Carers seen", "due_on": "2026-02-27"}, {"name": "Carers content"}],
        },
        recommissioning={
            "estimated_value": {"amount": "2400000.00", "basis": "whole-term"},
            "stages": {
                "review": {"started_on": "2025-10-01", "completed_on": "2025-12-12"},
                "needs-assessment": {"started_on": "2025-12-15"},
            },
        },
    ),
    # Under the Act in full, over £5 million: signed 14 days ago.
    _contract(
        "home-tuition-2026",
        "Home Tuition",
        HEAD,
        term={"start": "2026-04-01", "end": "2029-03-31", "extensions": []},
        procurement={
            "regime": "pa2023",
            "commenced_on": "2025-06-02",
            "awarded_on": "2026-02-02",
            "signed_on": "2026-02-16",
            "threshold_value": "6000000.00",
        },
    ),
    _contract(
        "fostering-2025",
        "Fostering Framework",
        HEAD,
        kind="framework",
        term={"start": "2025-11-01", "end": "2029-10-31", "extensions": []},
        procurement={
            "regime": "pa2023-light-touch",
            "commenced_on": "2025-03-03",
            "signed_on": "2025-10-20",
            "threshold_value": "12000000.00",
            "notices": [{"name": "Contract details notice", "published_on": "2025-12-01"}],
        },
    ),
    # Under the Provider Selection Regime: in its standstill.
    _contract(
        "school-nursing-2026",
        "School Nursing",
        None,
        term={
            "start": "2026-04-01",
            "end": "2031-03-31",
            "extensions": [],
            "renewal": {"every": "12m", "notice": "3m"},
        },
        procurement={
            "regime": "psr",
            "route": "psr-direct-award-c",
            "commenced_on": "2025-11-03",
            "notices": [{"name": "Notice of intention to make an award", "published_on": "2026-02-23"}],
        },
    ),
    _contract(
        "legal-advice-2019",
        "Legal Advice",
        HEAD,
        term={"start": "2019-04-01", "end": None, "ends_when": "either side ends it", "review_on": "2026-03-02"},
    ),
    _contract(
        "holiday-clubs-2023",
        "Holiday Clubs",
        EARLY_HELP,
        term={"start": "2023-03-01", "end": "2026-02-28", "extensions": []},
        monitoring={"frequency": "termly", "last_meeting_on": "2025-12-01"},
    ),
    _contract(
        "advocacy-2025",
        "Advocacy *and* [advice](x) | part_2 <b>",
        HEAD,
        term={"start": "2025-04-01", "end": "2026-03-31", "extensions": []},
        assurances=[{"what": "Public liability insurance", "seen_on": "2025-04-29", "expires_on": "2026-04-30"}],
        recommissioning={"tupe": "true"},
        procurement={
            "regime": "below-threshold",
            "exemption": {
                "reason": "The service moves to the new framework.",
                "approved_by": "Director of Children's Services",
                "approved_on": "2025-03-03",
                "until": "2026-03-31",
            },
        },
    ),
    _contract(
        "play-therapy-2025",
        "Play Therapy",
        None,
        term={"start": "2025-04-01", "end": "2026-02-13", "closed_on": "2026-02-16"},
        procurement={
            "regime": "pa2023-light-touch",
            "signed_on": "2025-03-03",
            "notices": [{"name": "Contract details notice", "published_on": "2025-03-20"}],
        },
    ),
)


@pytest.fixture
def anyshire(tmp_path: Path) -> Path:
    """A register in which there is a deadline of every kind."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    for fields in CONTRACTS:
        (tmp_path / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    return tmp_path


def _rows(program: Program, root: Path, *options: str) -> list[dict[str, Any]]:
    ran = program("deadlines", "--format", "json", *options, cwd=root)
    assert ran.code == 0, ran.err
    return list(json.loads(ran.out)["deadlines"])


def _names(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["id"] or row["key"], row["kind"]) for row in rows]


# --- deadlines -------------------------------------------------------------------------------------------------------


def test_the_small_register_has_every_kind(commreg: Program, anyshire: Path) -> None:
    assert {row["kind"] for row in _rows(commreg, anyshire, "--within", "10y")} == set(DEADLINE)


@pytest.mark.parametrize(("form", "name"), [("text", "txt"), ("json", "json"), ("csv", "csv"), ("markdown", "md")])
def test_the_small_register_prints_what_was_read(
    commreg: Program, anyshire: Path, same_as: Same, form: str, name: str
) -> None:
    ran = commreg("deadlines", "--within", "3m", "--format", form, cwd=anyshire)
    assert (ran.code, ran.err) == (0, "")
    same_as(ran.out, f"deadlines-small.{name}")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("deadlines.txt", "--within 6w"),
        ("deadlines-overdue.md", "--overdue --statutory --format markdown"),
        ("deadlines-notices.txt", "--within 24m --kind extension-notice"),
    ],
)
def test_the_real_register_prints_what_was_read(commreg: Program, same_as: Same, name: str, options: str) -> None:
    ran = commreg("deadlines", *options.split())
    assert ran.code == 0
    same_as(ran.out, name)


@pytest.mark.parametrize("width", [80, 140])
def test_a_terminal_shows_what_fits(anyshire: Path, same_as: Same, width: int) -> None:
    loaded = load.load(config.find(anyshire), AS_OF)
    horizon = date(2026, 6, 2)
    records = redact_for(loaded, "internal").views
    picked = view.pick(deadlines(records, loaded.settings, AS_OF), AS_OF, horizon)
    tables = view.sections(picked, AS_OF, horizon, view.nothing(horizon))
    notes = view.notes(picked, records, AS_OF, horizon)
    lines = text.lines(Listing("deadlines", "Anyshire County Council", AS_OF, None, tables, notes), width)
    same_as("".join(f"{text.plain(line)}\n" for line in lines), f"deadlines-small-{width}.txt")


def test_the_overdue_come_first_and_each_part_is_by_day(commreg: Program, anyshire: Path) -> None:
    rows = _rows(commreg, anyshire)
    assert [row["overdue"] for row in rows] == sorted((row["overdue"] for row in rows), reverse=True)
    assert [row["due_on"] for row in rows] == sorted(row["due_on"] for row in rows)
    assert all((row["days_left"] < 0) is row["overdue"] for row in rows)


@pytest.mark.parametrize(("within", "last"), [("0d", "2026-03-02"), ("29d", "2026-03-31"), ("1m", "2026-04-02")])
def test_within_looks_ahead_to_its_last_day_and_what_is_overdue_always_stays(
    commreg: Program, anyshire: Path, within: str, last: str
) -> None:
    rows = _rows(commreg, anyshire, "--within", within)
    full = _rows(commreg, anyshire, "--within", "10y")
    assert rows == [row for row in full if row["overdue"] or row["due_on"] <= last]
    assert any(row["overdue"] for row in rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--search clubs --within 1w", "2 overdue, none due by 9 March 2026. By kind: "),
        ("--search nursing --within 1w", "1 due by 9 March 2026. By kind: end of a standstill 1."),
        ("--search clubs --overdue", "2 overdue. By kind: "),
    ],
)
def test_the_note_counts_both_parts(commreg: Program, anyshire: Path, options: str, words: str) -> None:
    assert words in commreg("deadlines", *options.split(), cwd=anyshire).out


def test_what_falls_today_is_not_overdue(commreg: Program, anyshire: Path) -> None:
    (row,) = [row for row in _rows(commreg, anyshire) if row["id"] == "legal-advice-2019" and row["kind"] == "review"]
    assert (row["due_on"], row["days_left"], row["overdue"]) == ("2026-03-02", 0, False)
    assert "2 Mar 2026   today" in commreg("deadlines", cwd=anyshire).out


def test_overdue_alone(commreg: Program, anyshire: Path) -> None:
    rows = _rows(commreg, anyshire, "--overdue")
    assert rows == [row for row in _rows(commreg, anyshire) if row["overdue"]]
    text = commreg("deadlines", "--overdue", cwd=anyshire).out
    assert "to come" not in text.casefold()


def test_an_owner_sees_the_owners_contracts_and_not_what_concerns_the_register(
    commreg: Program, anyshire: Path
) -> None:
    rows = _rows(commreg, anyshire, "--owner", "early help", "--within", "3m")
    full = _rows(commreg, anyshire, "--within", "3m")
    assert rows == [row for row in full if row["owner"] == EARLY_HELP]
    assert ("pipeline-2026", "publication") in _names(full)


@pytest.mark.parametrize(
    ("options", "is_listed"),
    [
        (["--kind", "meeting"], lambda row: row["kind"] == "meeting"),
        (["--kind", "meeting", "--kind", "kpi"], lambda row: row["kind"] in ("meeting", "kpi")),
        (["--kind", "framework"], lambda row: row["id"] == "fostering-2025"),
        (
            ["--kind", "framework", "--kind", "publication"],
            lambda row: row["id"] == "fostering-2025" and row["kind"] == "publication",
        ),
    ],
)
def test_kind_takes_a_kind_of_deadline_or_of_contract_or_both(
    commreg: Program, anyshire: Path, options: list[str], is_listed: Callable[[dict[str, Any]], bool]
) -> None:
    rows = _rows(commreg, anyshire, "--within", "10y", *options)
    assert rows
    assert rows == [row for row in _rows(commreg, anyshire, "--within", "10y") if is_listed(row)]


def test_the_heading_says_what_the_list_was_narrowed_to(commreg: Program, anyshire: Path) -> None:
    single_kind = commreg("deadlines", "--kind", "meeting", cwd=anyshire).out
    both = commreg("deadlines", "--kind", "meeting", "--kind", "framework", cwd=anyshire).out
    assert single_kind.startswith("Anyshire County Council: kind meeting ")
    assert both.startswith("Anyshire County Council: kind framework, kind meeting ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--kind", "meting"], "there is no kind of deadline or contract “meting”\n  hint: did you mean meeting?"),
        (["--kind", "grants"], "there is no kind of deadline or contract “grants”\n  hint: did you mean grant?"),
        (["--kind", "nonsense"], "hint: write one of: end, window, stage-start"),
        (["--within", "soon"], "'soon' is not a length of time"),
        (["--owner", "Nobody"], "there is no owner “Nobody”"),
    ],
)
def test_what_is_mistyped_is_met_with_what_to_write(
    commreg: Program, anyshire: Path, options: list[str], words: str
) -> None:
    ran = commreg("deadlines", *options, cwd=anyshire)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--search mentors", "Nothing is overdue or due by 2 September 2026."),
        ("--kind standstill --within 1d", "Nothing of this kind is overdue or due by 3 March 2026."),
        ("--kind standstill --kind exemption --overdue", "Nothing of these kinds is overdue."),
        ("--search nursing --overdue", "Nothing is overdue."),
    ],
)
def test_an_empty_list_says_what_it_means(commreg: Program, anyshire: Path, options: str, words: str) -> None:
    assert words in commreg("deadlines", *options.split(), cwd=anyshire).out.splitlines()


def test_a_csv_has_all_rows_in_one_table(commreg: Program, anyshire: Path) -> None:
    ran = commreg("deadlines", "--format", "csv", cwd=anyshire)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["id"], row["kind"], row["due_on"]) for row in rows] == [
        (row["id"] or "", row["kind"], row["due_on"]) for row in _rows(commreg, anyshire)
    ]


def test_on_the_real_register_every_day_of_the_list_is_in_the_calendar(commreg: Program) -> None:
    rows = json.loads(commreg("deadlines", "--within", "20y", "--format", "json").out)["deadlines"]
    (calendar,) = vobject.readComponents(commreg("export", "ics").out)
    listed = Counter((row["due_on"], row["what"].casefold()) for row in rows)
    event_counts = Counter(
        (event.dtstart.value.isoformat(), event.summary.value.split(": ")[0].casefold())
        for event in calendar.vevent_list
    )
    assert event_counts == listed
    assert len(rows) > 100


# --- digest ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [("digest-small.md", ""), ("digest-small-since.md", "--since 2026-02-02 --within 2w")],
)
def test_the_small_digest_is_what_was_read(
    commreg: Program, anyshire: Path, same_as: Same, name: str, options: str
) -> None:
    ran = commreg("digest", *options.split(), cwd=anyshire)
    assert (ran.code, ran.err) == (0, "")
    same_as(ran.out, name)


def test_the_real_digest_is_what_was_read(commreg: Program, same_as: Same) -> None:
    ran = commreg("digest", "--since", "2021-09-30", "--within", "4w")
    assert ran.code == 0
    same_as(ran.out, "digest.md")


def _digest(program: Program, root: Path, *options: str) -> dict[str, list[str]]:
    """The lines of a digest under "owner / section"."""
    ran = program("digest", *options, cwd=root)
    assert ran.code == 0
    owner, section, lines_by_section = "", "", dict[str, list[str]]()
    for line in ran.out.splitlines():
        if line.startswith("## "):
            owner = line[3:]
        elif line.startswith("### "):
            section = line[4:]
        elif line.startswith("- "):
            lines_by_section.setdefault(f"{owner} / {section}", []).append(line)
    return lines_by_section


def test_a_digest_with_nothing_to_say_is_empty(commreg: Program, anyshire: Path) -> None:
    ran = commreg("digest", "--as-of", "2020-01-01", "--within", "1d", "--search", "clubs", cwd=anyshire)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_an_empty_digest_empties_its_file_so_that_a_job_can_tell(
    commreg: Program, anyshire: Path, tmp_path: Path
) -> None:
    file = tmp_path / "digest.md"
    file.write_text("last week's", encoding="utf-8")
    commreg("digest", "--as-of", "2020-01-01", "--search", "clubs", "-o", str(file), cwd=anyshire)
    assert file.read_bytes() == b""


def test_deadlines_that_were_late_before_are_counted_and_not_listed_again(commreg: Program, anyshire: Path) -> None:
    ran = commreg("digest", "--search", "young carers", "--since", "2026-03-01", cwd=anyshire)
    assert "4 other deadlines were already overdue." in ran.out
    assert "Newly late" not in ran.out


def test_week_by_week_each_thing_is_newly_late_once_and_none_is_passed_over(commreg: Program, anyshire: Path) -> None:
    """What falls due today is due soon; tomorrow it is late: no run tells it twice, and no run misses it."""
    weeks = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"]
    reported_late: list[str] = []
    for since, as_of in pairwise(weeks):
        digest = _digest(commreg, anyshire, "--since", since, "--as-of", as_of)
        reported_late += [
            line.split(" (")[0] + line.split("),", 1)[1] for key in digest if "late" in key for line in digest[key]
        ]
    assert len(set(reported_late)) == len(reported_late)
    late = {
        (row["due_on"], row["id"], row["kind"], row["key"])
        for week in weeks[1:]
        for row in _rows(commreg, anyshire, "--as-of", week, "--overdue")
        if row["due_on"] >= weeks[0]
    }
    assert len(reported_late) == len(late) > 3


def test_a_window_is_newly_open_on_the_day_it_opens_and_for_a_week(commreg: Program, real: Path) -> None:
    def opened(as_of: str) -> bool:
        digest = _digest(commreg, real, "--as-of", as_of, "--search", "inclusion partnership")
        return any(
            "the recommissioning window opens" in line for key in digest if "open" in key for line in digest[key]
        )

    assert [opened(f"2022-03-{day:02}") for day in (1, 2, 7, 8)] == [True, True, True, False]
    assert not opened("2022-02-28")


def test_a_title_is_shown_as_it_was_typed(commreg: Program, anyshire: Path) -> None:
    text = commreg("digest", cwd=anyshire).out
    assert "Advocacy \\*and\\* \\[advice\\](x) \\| part\\_2 \\<b\\>" in text


def test_owners_come_by_name_and_nobody_last(commreg: Program, anyshire: Path) -> None:
    heads = [line[3:] for line in commreg("digest", cwd=anyshire).out.splitlines() if line.startswith("## ")]
    assert heads == [EARLY_HELP, HEAD, "No owner recorded"]


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2026-03-03", "--since 2026-03-03 is after the as-of day of the digest, 2026-03-02"),
        ("last week", "--since “last week” is not a date in a known form"),
    ],
)
def test_a_day_that_cannot_be_is_refused(commreg: Program, anyshire: Path, since: str, words: str) -> None:
    ran = commreg("digest", "--since", since, cwd=anyshire)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


# --- export ics ------------------------------------------------------------------------------------------------------


def _calendar(program: Program, root: Path, *options: str) -> dict[str, Any]:
    ran = program("export", "ics", *options, cwd=root)
    assert ran.code == 0, ran.err
    (calendar,) = vobject.readComponents(ran.out)
    uids = [event.uid.value for event in calendar.vevent_list]
    assert len(set(uids)) == len(uids)
    return {event.uid.value: event for event in calendar.vevent_list}


def test_a_calendar_in_a_file_is_the_one_on_the_screen(commreg: Program, anyshire: Path, tmp_path: Path) -> None:
    ran = commreg("export", "ics", cwd=anyshire)
    file = tmp_path / "calendar.ics"
    assert commreg("export", "ics", "-o", str(file), cwd=anyshire).out == ""
    assert file.read_bytes().decode("utf-8") == ran.out
    assert ran.out.count("\r\n") == ran.out.count("\n")


def test_the_next_days_calendar_moves_events_and_doubles_none(commreg: Program, anyshire: Path) -> None:
    today, tomorrow = (_calendar(commreg, anyshire, "--as-of", day) for day in ("2026-03-02", "2026-03-03"))
    assert today.keys() == tomorrow.keys()
    dropped = today.keys() - _calendar(commreg, anyshire, "--as-of", "2026-03-07").keys()
    assert {uid.split("@")[0] for uid in dropped} == {"school-nursing-2026.standstill"}  # it ended on 6 March


def test_one_calendar_an_owner(commreg: Program, anyshire: Path) -> None:
    full, own = _calendar(commreg, anyshire), _calendar(commreg, anyshire, "--owner", HEAD)
    assert own.keys() < full.keys()
    assert {uid.split(".")[0] for uid in own} == {
        "home-tuition-2026",
        "fostering-2025",
        "legal-advice-2019",
        "advocacy-2025",
    }
    assert all(own[uid].summary.value == full[uid].summary.value for uid in own)


def test_a_public_calendar_names_no_post(commreg: Program, anyshire: Path) -> None:
    public, internal = (commreg("export", "ics", *who, cwd=anyshire).out for who in (("--audience", "public"), ()))
    assert "Owner: " in internal
    assert HEAD not in public
    assert EARLY_HELP not in public


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["nonsense"], "there is no export format “nonsense”"),
        (["ics", "--audience", "press"], "there is no audience “press”"),
    ],
)
def test_a_form_or_audience_that_there_is_not(commreg: Program, anyshire: Path, options: list[str], words: str) -> None:
    ran = commreg("export", *options, cwd=anyshire)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "ics" in ran.err or "internal" in ran.err


def test_a_standstill_without_an_end_is_in_the_notes(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "commreg.toml").write_text("as_of = 2028-12-21\n", encoding="utf-8")
    notice = {"name": "Contract award notice", "published_on": "2028-12-20"}
    fields = values(procurement={"regime": "pa2023", "route": "open", "notices": [notice]})
    (tmp_path / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    note = (
        "The end of the standstill is not worked out for 1 contract: bank holidays are known up to 31 December 2028.\n"
    )
    assert note in commreg("deadlines", cwd=tmp_path).out
    assert note in commreg("deadlines", "--kind", "standstill", cwd=tmp_path).out
    assert note not in commreg("deadlines", "--kind", "end", cwd=tmp_path).out
