"""`recommissioning` and `show ID --plan`, as an officer runs them: on the real register, and on a made-up one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Program
from tests.unit.builders import to_yaml, values

COMMANDS = {
    "recommissioning.json": "recommissioning --format json",
    "recommissioning-opens-within.txt": "recommissioning --opens-within 2m",
    "recommissioning-by-area.txt": "recommissioning --group-by service-area",
    "recommissioning-by-owner.md": "recommissioning --group-by owner --format markdown",
    "recommissioning-later.txt": "recommissioning --as-of 2022-04-05",
    "show-plan.txt": "show youth-justice-2019 --plan",
    "show-plan-explain.txt": "show early-bird-pilot-2021 --plan --explain",
    "show-plan.json": "show speech-language-therapy-2021 --format json",
    "show-plan.md": "show sendiass-2020 --plan --format markdown",
}
PROMISED = ("stage", "days_behind", "earliest_new_start", "gap_days", "closes_gap", "next_action", "next_by")

SETTINGS = """\
as_of = 2021-12-16

[service_areas]
social-care = "Children's Social Care"
early-help = "Early Help"

[policy]
exemption_months = 6

[[policy.decision_makers]]
name = "Cabinet"
from = 100000
stages = ["options-appraisal", "award"]
meetings = [2022-03-15, 2022-12-13, 2023-01-17]
"""


def entry(name: str, **changes: Any) -> dict[str, Any]:
    return values(id=name, title=name.replace("-", " ").title(), **changes)


# 1 April 2020 to 31 March 2023, except where said.
CONTRACTS = [
    entry("small-grants-2020", **{"recommissioning.stages": {"review": {"completed_on": "2021-11-30"}}}),
    entry("respite-2020", **{"value.amount": "150000.00", "monitoring.owner": "Head of Social Care",
          "recommissioning": {"stages": {"options-appraisal": {"started_on": "2021-12-01"}}}}),
    entry("day-trips-2020", service_area="early-help", recommissioning={"intention": "decommission"}),
    entry("mentoring-2020", **{"recommissioning.successor": "mentoring-2023", "monitoring.owner": "Head of Early Help",
          "service_area": "early-help"}),
    entry("mentoring-2023", term={"start": "2023-04-01", "end": "2026-03-31"}, service_area="early-help"),
    entry("late-starter-2020", **{"term.end": "2021-11-30"}),
    entry("carers-2020", **{"statutory": {"basis": "A duty"}, "term.extensions": [{"months": "12",
          "notice": "16m"}]}),
    entry("advice-line-2020", term={"start": "2020-04-01", "end": None, "ends_when": "All cases are closed",
          "review_on": "2022-03-01"}),
]  # fmt: skip


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """A register with one contract for each course."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    for fields in CONTRACTS:
        (tmp_path / "contracts" / f"{fields['id']}.yaml").write_text(to_yaml(fields), encoding="utf-8")
    return tmp_path


def contracts(ran: Any) -> list[dict[str, Any]]:
    assert (ran.code, ran.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(ran.out)["contracts"]
    return rows


@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg(*COMMANDS[name].split())
    assert (ran.code, ran.err) == (0, "")
    same_as(ran.out, name)
    assert commreg(*COMMANDS[name].split()).out == ran.out


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("recommissioning-made.txt", "recommissioning"),
        ("recommissioning-made-by-owner.txt", "recommissioning --group-by owner"),
        ("show-plan-decisions.txt", "show respite-2020 --plan --explain"),
        ("show-plan-successor.txt", "show mentoring-2020 --plan --explain"),
        ("show-plan-none.txt", "show advice-line-2020 --plan"),
    ],
)
def test_each_course_reads_as_it_was_read(
    name: str, command: str, council: Path, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg(*command.split(), cwd=council)
    assert ran.code == 0, ran.err
    same_as(ran.out, name)


def test_each_contract_of_the_real_register_has_what_programs_were_promised(commreg: Program) -> None:
    rows = contracts(commreg("recommissioning", "--format", "json"))
    assert len(rows) == len(list((ROOT / "contracts").glob("*.yaml"))) == 28
    for row in rows:
        assert set(PROMISED) <= set(row), row["id"]
        assert row["stage"] == "review"  # the paper records none
        assert isinstance(row["days_behind"], int)
        assert row["earliest_new_start"]
        assert row["next_action"]
        assert row["next_by"]
        assert bool(row["gap_days"]) == bool(row["closes_gap"])


def test_csv_has_the_same_names_and_figures_as_json(commreg: Program) -> None:
    rows = contracts(commreg("recommissioning", "--format", "json"))
    table = list(csv.DictReader(io.StringIO(commreg("recommissioning", "--format", "csv").out)))
    assert list(table[0]) == list(rows[0])
    for name in PROMISED:
        assert [row[name] for row in table] == ["" if row[name] is None else str(row[name]) for row in rows]


def test_the_most_urgent_comes_first(council: Path, commreg: Program) -> None:
    """In the order of the verdict: ended; gaps, statutory first; on time; not started."""
    rows = contracts(commreg("recommissioning", "--format", "json", cwd=council))
    assert [(row["id"], row["days_behind"]) for row in rows] == [
        # Ended on 30 November 2021; its review was due by 31 July 2020: 1 June 2020 and 61 days. 16 December 2021
        # and 61 days is 15 February 2022, 563 days after 1 August 2020 (365 to 1 August 2021, 184 to 1 February, 14).
        ("late-starter-2020", 563),
        ("carers-2020", 76),  # its only option had to be used by 1 December 2021
        ("small-grants-2020", 15),
        # Begun on 1 December 2021, 59 days: to 28 January 2022. The award is to end at the meeting of 13 December 2022,
        # and so the options appraisal 9 months before that, on 13 March 2022: 44 days later. The meeting of 15 March is
        # too late for that, the next in December, and mobilisation can end only on 17 April 2023: a gap of 17 days.
        ("respite-2020", -44),
        ("day-trips-2020", -197),  # the review is to end by 31 August 2022; 15 February to 1 September is 198 days
        ("mentoring-2020", 0),
        # To 31 March 2026: the review is to end by 30 November 2024, 1,020 days after 15 February 2022 (730 and 290).
        ("mentoring-2023", -1020),
    ]


def test_opens_within_looks_ahead(commreg: Program) -> None:
    """The one window still to open does so on 1 March 2022."""
    full = contracts(commreg("recommissioning", "--format", "json"))
    next_two_months = contracts(commreg("recommissioning", "--opens-within", "2m", "--format", "json"))
    far = contracts(commreg("recommissioning", "--opens-within", "6m", "--format", "json"))
    assert {row["id"] for row in full} - {row["id"] for row in next_two_months} == {
        "education-inclusion-coordinator-2021"
    }
    assert far == full


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (["needs-assessment"], ["small-grants-2020"]),
        (["mobilisation"], ["mentoring-2020"]),
        (["needs-assessment", "options-appraisal"], ["small-grants-2020", "respite-2020"]),
        (["award"], []),
    ],
)
def test_only_contracts_at_a_stage(stages: list[str], expected: list[str], council: Path, commreg: Program) -> None:
    options = [word for stage in stages for word in ("--stage", stage)]
    rows = contracts(commreg("recommissioning", *options, "--format", "json", cwd=council))
    assert [row["id"] for row in rows] == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--stage", "award"], "No contract is at this stage: award."),
        (
            ["--stage", "award", "--stage", "market-engagement"],
            "No contract is at any of these stages: market engagement, award.",
        ),
        (["--as-of", "1950-01-01", "--opens-within", "2w"], "No recommissioning window is open by 15 January 1950."),
        (["--search", "no such words"], "No contract has an end to recommission for."),
    ],
)
def test_an_empty_list_says_what_there_is_none_of(
    options: list[str], message: str, council: Path, commreg: Program
) -> None:
    ran = commreg("recommissioning", *options, cwd=council)
    assert ran.code == 0
    assert f"\n\n{message}\n" in ran.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--stage", "reveiw"], "there is no stage “reveiw”\ndid you mean review?"),
        (["--stage", "options"], "there is no stage “options”\n"),
        (["--stage", "xyz"], ("there is no stage “xyz”\nwrite one of: review, needs-assessment, "
         "options-appraisal, market-engagement, "
         "specification, procurement, award, mobilisation")),
        (["--group-by", "provider"], "service-area"),
        (["--opens-within", "soon"], "--opens-within: 'soon' is not a length of time"),
        (["--opens-within", "9999y"], "--opens-within 9,999 years reaches past the end of the calendar"),
    ],
)  # fmt: skip
def test_a_mistyped_option_exits_2_and_says_what_to_write(options: list[str], message: str, commreg: Program) -> None:
    ran = commreg("recommissioning", *options)
    assert (ran.code, ran.out) == (2, "")
    plain = "\n".join(line.strip().removeprefix("= ").removeprefix("hint: ") for line in ran.err.splitlines())
    assert message in plain


@pytest.mark.parametrize("by", ["service-area", "owner"])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_grouping_shows_every_contract_once(by: str, form: str, council: Path, commreg: Program) -> None:
    ran = commreg("recommissioning", "--group-by", by, "--format", form, cwd=council)
    assert ran.code == 0
    for fields in CONTRACTS[:-1]:
        assert ran.out.count(f"{fields['title']} ") == 1, fields["id"]


def test_a_contract_with_no_end_is_at_no_stage(council: Path, commreg: Program) -> None:
    assert "No end date, by next review" in commreg("recommissioning", cwd=council).out
    assert "No end date" not in commreg("recommissioning", "--stage", "review", cwd=council).out


def test_grouping_leaves_what_programs_read_as_it_is(commreg: Program) -> None:
    for form in ("json", "csv"):
        plain = commreg("recommissioning", "--format", form).out
        assert commreg("recommissioning", "--group-by", "owner", "--format", form).out == plain


def test_a_contract_with_no_end_is_listed_apart_and_has_no_plan(council: Path, commreg: Program) -> None:
    document = json.loads(commreg("recommissioning", "--format", "json", cwd=council).out)
    assert [row["id"] for row in document["open_ended"]] == ["advice-line-2020"]
    text = commreg("show", "advice-line-2020", "--plan", cwd=council).out
    assert "none: it has no end date" in text


def test_show_as_json_has_the_plan_with_every_stage(commreg: Program) -> None:
    document = json.loads(commreg("show", "sendiass-2020", "--format", "json").out)
    assert set(PROMISED) <= set(document["status"][0])
    assert [(row["stage"], row["latest_start"], row["latest_finish"]) for row in document["plan"]][::7] == [
        ("review", "2021-10-01", "2021-11-30"),
        ("mobilisation", "2023-01-01", "2023-03-31"),
    ]


def test_a_plan_is_explained_in_sums_that_come_out(commreg: Program) -> None:
    """Early Bird: 122 days of the 182 there should be. Need: 154 x 122 / 182 is 103, so 20 September 2021."""
    text = commreg("show", "early-bird-pilot-2021", "--plan", "--explain").out
    assert "compressed to 122 days of 182" in text
    assert "20 Sep 2021" in text


@pytest.mark.source_only
def test_the_ten_contracts_worked_out_by_hand_in_the_docs_agree_with_the_program(commreg: Program) -> None:
    page = (ROOT / "docs" / "explanation" / "plan.md").read_text(encoding="utf-8")
    lines = page.split("### The ten together")[1].splitlines()
    head, _, *body = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if line[:1] == "|"]
    assert head == ["Contract", *PROMISED]
    rows = {row["id"]: row for row in contracts(commreg("recommissioning", "--format", "json"))}
    expected = [[name, *("none" if (cell := rows[name][key]) is None else str(cell) for key in PROMISED)]
                for name, *_ in body]  # fmt: skip
    assert body == expected
    assert len(body) == 10
    assert all(f"### {name}: " in page for name, *_ in body)


@pytest.mark.source_only
def test_what_the_docs_print_is_what_is_printed(commreg: Program) -> None:
    page = (ROOT / "docs" / "explanation" / "plan.md").read_text(encoding="utf-8")
    quoted = page.split("$ commreg show sendiass-2020 --plan --explain\n…\n")[1].split("…\n```")[0]
    assert quoted in commreg("show", "sendiass-2020", "--plan", "--explain").out


def test_the_first_note_counts_the_statutory_contracts_among_the_gaps(commreg: Program) -> None:
    for filters, beginning in (
        ((), "10 contracts would leave a gap that nothing recorded covers, 4 of them statutory; "),
        (("--statutory",), "4 statutory contracts would leave a gap that nothing recorded covers."),
        (("--not-statutory",), "6 contracts would leave a gap that nothing recorded covers; "),
    ):
        listing = json.loads(commreg("recommissioning", "--format", "json", *filters).out)
        assert listing["notes"][0].startswith(beginning)
