"""The conventions that every command keeps: exit codes, streams, forms, files, and what happens when things break."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Program, tree

LISTINGS = ("list", "expiring", "recommissioning", "summary", "show youth-justice-2019")
COMMANDS = (
    "validate", "list", "show", "expiring", "recommissioning", "summary", "render", "explain", "schema", "config",
)  # fmt: skip
CONTRACT = """\
id: parent-advice-2024
title: Advice for parents
kind: service-contract
provider:
  name: Wexcombe Family Trust
service_area: early-help
description: Advice by telephone.
term:
  start: 2024-04-01
  end: 2027-03-31
  extensions: []
value:
  amount: 74000.00
  basis: annual
monitoring:
  frequency: quarterly
  value_for_money: Good.
checked_on: 2025-12-01
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A register of one sound contract."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "commreg.toml").write_text("as_of = 2026-04-01\n", encoding="utf-8")
    (tmp_path / "contracts" / "parent-advice-2024.yaml").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def spoil(root: Path, old: str = "end: 2027-03-31", new: str = "end: 31/03/2027") -> None:
    """Put a fault into the contract."""
    path = root / "contracts" / "parent-advice-2024.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command: str, commreg: Program) -> None:
    ran = commreg(command, "--help")
    assert ran.code == 0
    assert "Example" in ran.out
    assert f"commreg {command}" in ran.out


def test_a_sound_register_exits_0(small: Path, commreg: Program) -> None:
    ran = commreg("validate", cwd=small)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "No problems found in 1 contract (as of 1 April 2026, pinned in commreg.toml)\n"


def test_a_faulty_register_exits_1_and_says_where(small: Path, commreg: Program) -> None:
    spoil(small)
    ran = commreg("validate", cwd=small)
    assert ran.code == 1
    assert ran.out == (
        "contracts/parent-advice-2024.yaml:10:8: error CR110 term.end is “31/03/2027”, "
        "which is not a date written year-month-day\n"
        "   10 |   end: 31/03/2027\n"
        "      |        ^^^^^^^^^^\n"
        "      = hint: write 2027-03-31\n"
        "\n"
        "1 error in 1 contract (as of 1 April 2026, pinned in commreg.toml)\n"
    )


def test_warnings_exit_0_and_with_strict_1(small: Path, commreg: Program) -> None:
    spoil(small, "  extensions: []\n", "")
    assert commreg("validate", cwd=small).code == 0
    assert commreg("validate", "--strict", cwd=small).code == 1


def test_notes_do_not_fail_even_a_strict_run(small: Path, commreg: Program) -> None:
    spoil(small, "  value_for_money: Good.\n", "")
    ran = commreg("validate", "--strict", cwd=small)
    assert ran.code == 0
    assert "note CR221" in ran.out


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif", "junit", "markdown"])
def test_the_form_never_changes_the_exit_code(form: str, small: Path, commreg: Program) -> None:
    assert commreg("validate", "--format", form, cwd=small).code == 0
    spoil(small)
    ran = commreg("validate", "--format", form, cwd=small)
    assert ran.code == 1
    assert "CR110" in ran.out


@pytest.mark.parametrize("args", ["nonsense", "list --format pdf", "expiring --within soon", "list --as-of 3/4/2022",
                                  "validate nowhere.yaml", "show nobody", "explain CR999", "render nothing",
                                  "list --service-area space", "list --kind grnt", "validate - contracts",
                                  "validate --stdin-filename x.yaml", "schema nothing", "render", "-C nowhere list",
                                  "expiring --within 9999y"])  # fmt: skip
def test_what_cannot_be_done_exits_2_and_says_why_on_stderr(args: str, small: Path, commreg: Program) -> None:
    ran = commreg(*args.split(), cwd=small)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err


def test_no_register_exits_2_with_a_way_forward(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / ".git").mkdir()
    ran = commreg("list", cwd=tmp_path)
    assert ran.code == 2
    assert "there is no register here" in ran.err
    assert "hint:" in ran.err


def test_an_empty_register_exits_2(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "commreg.toml").touch()
    ran = commreg("validate", cwd=tmp_path)
    assert ran.code == 2
    assert "there are no contract files in contracts/" in ran.err


@pytest.mark.parametrize("command", LISTINGS)
def test_reading_a_faulty_register_shows_nothing_and_exits_1(command: str, real: Path, commreg: Program) -> None:
    """A report is never quietly short: if files failed, the report says so and exits 1."""
    (real / "contracts" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    ran = commreg(*command.split(), cwd=real)
    assert (ran.code, ran.out) == (1, "")
    assert "contracts/broken.yaml:1:1: error CR101" in ran.err
    assert "--keep-going" in ran.err


@pytest.mark.parametrize("command", LISTINGS)
def test_keep_going_shows_the_rest_and_still_exits_1(command: str, real: Path, commreg: Program) -> None:
    full_run = commreg(*command.split(), cwd=real)
    (real / "contracts" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    ran = commreg(*command.split(), "--keep-going", cwd=real)
    assert ran.code == 1
    assert ran.out.startswith(full_run.out.rstrip("\n"))
    assert ran.out.endswith("Not included: 1 file with errors (contracts/broken.yaml).\n")
    assert "Not included: 1 file with errors (contracts/broken.yaml)" in ran.err


def test_one_bad_file_hides_no_other(real: Path, commreg: Program) -> None:
    faults = {
        "a.yaml": b"\x00",
        "b.yaml": b"[" * 300_000,
        "c.yaml": b"id: c\n id: d\n",
        "d.yaml": b"\xff\xfe\x00",
        "e.yaml": b"",
        "f.yaml": b"- a\n",
    }
    for name, data in faults.items():
        (real / "contracts" / name).write_bytes(data)
    ran = commreg("validate", "--format", "json", cwd=real)
    names = {Path(d["path"]).name for d in json.loads(ran.out)["diagnostics"] if d["severity"] == "error"}
    assert names == set(faults)
    assert json.loads(ran.out)["summary"]["contracts"] == 34


def test_an_odd_character_hides_no_other_fault_of_its_file(small: Path, commreg: Program) -> None:
    """One run reports every fault of every file."""
    spoil(small, "kind: service-contract", "kind:\u00a0service-contrct")
    spoil(small)
    findings = json.loads(commreg("validate", "--format", "json", cwd=small).out)["diagnostics"]
    assert [(d["code"], d["line"], d["column"]) for d in findings] == [
        ("CR004", 3, 6),
        ("CR112", 3, 7),
        ("CR110", 10, 8),
    ]


def test_a_hard_space_inside_a_text_does_no_harm(small: Path, commreg: Program) -> None:
    spoil(small, "Advice by telephone.", "'Opening hours:\u00a09 to 5.'")
    assert commreg("validate", cwd=small).code == 0


def test_only_the_files_named_are_reported_on_though_all_are_read(real: Path, commreg: Program) -> None:
    (real / "contracts" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    path = real / "contracts" / "sendiass-2020.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "supersedes: nothing-2010\n", encoding="utf-8")
    ran = commreg("validate", "contracts/sendiass-2020.yaml", cwd=real)
    assert ran.code == 1
    assert "CR302" in ran.out
    assert "broken" not in ran.out
    assert commreg("validate", "contracts", cwd=real).out == commreg("validate", cwd=real).out


def test_paths_are_taken_from_the_working_folder(small: Path, commreg: Program) -> None:
    ran = commreg("validate", "parent-advice-2024.yaml", cwd=small / "contracts")
    assert ran.code == 0
    assert commreg("-C", str(small), "validate", "contracts/parent-advice-2024.yaml").code == 0


def test_standard_input_replaces_the_file_that_it_names(small: Path, commreg: Program) -> None:
    text = CONTRACT.replace("2027-03-31", "2023-03-31").encode()
    ran = commreg("validate", "-", "--stdin-filename", "contracts/parent-advice-2024.yaml", cwd=small, stdin=text)
    assert ran.code == 1
    assert ran.out.startswith("contracts/parent-advice-2024.yaml:10:8: error CR201 term.end is 31 March 2023, before")


def test_standard_input_without_a_name_is_checked_by_itself(small: Path, commreg: Program) -> None:
    assert commreg("validate", "-", cwd=small, stdin=CONTRACT.encode()).code == 0
    ran = commreg("validate", "-", cwd=small, stdin=b"id: x\n")
    assert ran.code == 1
    assert ran.out.startswith("<stdin>:1:1: error CR101")


def test_a_file_can_be_checked_where_there_is_no_register(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "parent-advice-2024.yaml").write_text(CONTRACT, encoding="utf-8")
    assert commreg("validate", "parent-advice-2024.yaml", "--as-of", "2026-04-01", cwd=tmp_path).code == 0


def test_output_goes_to_a_file_whole(small: Path, commreg: Program) -> None:
    ran = commreg("list", "--format", "csv", "-o", "out.csv", cwd=small)
    assert (ran.code, ran.out) == (0, "")
    assert (small / "out.csv").read_text(encoding="utf-8") == commreg("list", "--format", "csv", cwd=small).out
    assert sorted(path.name for path in small.iterdir()) == ["commreg.toml", "contracts", "out.csv"]


@pytest.mark.parametrize("where", ["nowhere/out.csv", "contracts"])
def test_an_output_that_cannot_be_written_exits_2_and_leaves_nothing(where: str, small: Path, commreg: Program) -> None:
    before = tree(small)
    assert commreg("list", "-o", where, cwd=small).code == 2
    assert tree(small) == before


def test_an_output_that_is_a_link_stays_one(small: Path, commreg: Program) -> None:
    (small / "link.csv").symlink_to("real.csv")
    assert commreg("list", "--format", "csv", "-o", "link.csv", cwd=small).code == 0
    assert (small / "link.csv").is_symlink()
    assert (small / "real.csv").read_text(encoding="utf-8").startswith("id,title")


def test_an_output_that_is_a_pipe_is_written_to_and_not_replaced(small: Path, commreg: Program) -> None:
    os.mkfifo(small / "pipe")
    reader = os.open(small / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert commreg("list", "--format", "csv", "-o", "pipe", cwd=small).code == 0
        assert os.read(reader, 8) == b"id,title"
        assert (small / "pipe").is_fifo()
    finally:
        os.close(reader)


def test_minus_c_governs_every_path(small: Path, tmp_path_factory: pytest.TempPathFactory, commreg: Program) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert commreg("-C", str(small), "list", "-o", "out.txt", cwd=elsewhere).code == 0
    assert (small / "out.txt").is_file()
    assert not any(elsewhere.iterdir())


def test_a_csv_says_what_it_cannot_hold(small: Path, commreg: Program) -> None:
    no_end = "  ends_when: either side gives notice\n  review_on: 2026-09-01\n"
    spoil(small, "  end: 2027-03-31\n  extensions: []\n", no_end)
    assert "Not in --format csv: 1 contract with no end date" in commreg("expiring", "--format", "csv", cwd=small).err


def test_show_says_what_ends_an_open_ended_contract(small: Path, commreg: Program) -> None:
    no_end = "  ends_when: either side gives notice\n  review_on: 2026-09-01\n"
    spoil(small, "  end: 2027-03-31\n", no_end)
    for args in (("show", "parent-advice-2024"), ("show", "parent-advice-2024", "--explain")):
        out = commreg(*args, cwd=small).out
        assert re.search(r"Ends when +either side gives notice", out)
        assert re.search(r"Review on +1 September 2026", out)
        assert re.search(r"Extensions +none provided for", out)


def test_a_folder_without_contracts_is_not_a_green_tick(small: Path, commreg: Program) -> None:
    (small / "empty").mkdir()
    ran = commreg("validate", "empty", cwd=small)
    assert ran.code == 2
    assert "there are no contract files there" in ran.err


@pytest.mark.parametrize("what", [["provider", "nobody"], ["owner", "nobody"], ["tag", "nothing"]])
def test_a_filter_that_names_nothing_known_is_an_error(what: list[str], commreg: Program) -> None:
    ran = commreg("list", f"--{what[0]}", what[1])
    assert ran.code == 2
    assert what[1] in ran.err


def test_config_shows_every_setting_and_where_it_came_from(commreg: Program) -> None:
    document = json.loads(commreg("config", "--format", "json").out)
    origins = {setting["setting"]: setting["origin"] for setting in document["settings"]}
    assert origins["policy.window_months"] == "pyproject.toml"
    assert origins["contracts"] == "default"
    assert re.search(r"(?m)^as_of +\"2021-12-16\" +pyproject.toml$", commreg("config").out)


def test_no_reading_command_writes_anything(real: Path, commreg: Program) -> None:
    before = tree(real)
    for command in (*LISTINGS, "validate", "config", "schema", "render --list"):
        commreg(*command.split(), cwd=real)
    assert tree(real) == before


def test_as_of_is_printed_and_beats_the_pin(small: Path, commreg: Program) -> None:
    assert "as of 1 April 2026 (pinned in commreg.toml)" in commreg("list", cwd=small).out
    assert "as of 1 May 2027\n" in commreg("list", "--as-of", "2027-05-01", cwd=small).out


def test_an_ended_contract_is_first_and_says_so(small: Path, commreg: Program) -> None:
    """A contract past its current end, neither terminated, superseded nor marked ended, is always listed, first."""
    later = CONTRACT.replace("parent-advice-2024", "later-2025").replace("2027-03-31", "2027-06-30")
    (small / "contracts" / "later-2025.yaml").write_text(later, encoding="utf-8")
    day = ("--as-of", "2027-05-01")
    document = json.loads(commreg("expiring", "--within", "1d", *day, "--format", "json", cwd=small).out)
    assert [(row["id"], row["state"]) for row in document["contracts"]] == [
        ("parent-advice-2024", "ended, outcome not recorded")
    ]
    text = commreg("expiring", "--within", "6m", *day, cwd=small).out
    assert text.index("31 Mar 2027") < text.index("30 Jun 2027")
    assert "ended, outcome not recorded" in text


def test_open_ended_contracts_are_listed_with_their_review_and_never_as_expiring(small: Path, commreg: Program) -> None:
    spoil(
        small,
        "  end: 2027-03-31\n  extensions: []\n",
        "  ends_when: either side gives notice\n  review_on: 2026-09-01\n",
    )
    document = json.loads(commreg("expiring", "--format", "json", cwd=small).out)
    assert document["contracts"] == []
    assert [(row["id"], row["review_on"]) for row in document["open_ended"]] == [("parent-advice-2024", "2026-09-01")]
    assert "No end date, by next review" in commreg("expiring", cwd=small).out


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("--service-area virtual-school", 3),
        ("--service-area Public Health", 1),
        ("--provider leicestershire county", 2),
        ("--kind grant", 3),
        ("--tag send --statutory", 3),
        ("--owner children's centre senior practitioner", 2),
        ("--search trampolining BOCCIA", 1),
        ("--kind grant --kind spot-purchase", 4),
        ("--kind grant --statutory", 0),
    ],
)
def test_filters_narrow_every_listing_alike(filters: str, count: int, commreg: Program) -> None:
    args: list[str] = []
    for part in filters.split(" --"):
        name, _, value = part.removeprefix("--").partition(" ")
        args += [f"--{name}", value] if value else [f"--{name}"]
    rows = [json.loads(commreg(c, *args, "--format", "json").out)["contracts"] for c in ("list", "recommissioning")]
    assert [len(listing) for listing in rows] == [count, count]


def test_help_and_version_need_no_register(tmp_path: Path, commreg: Program) -> None:
    assert commreg("--version", cwd=tmp_path).out.startswith("commreg ")
    assert commreg("--help", cwd=tmp_path).code == 0
    assert commreg("explain", "CR201", cwd=tmp_path).code == 0
    assert commreg("schema", cwd=tmp_path).code == 0


def test_an_unexpected_fault_is_one_line_and_where_to_report_it(
    small: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object, **__: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr("commreg.register.load.load", burst)
    ran = commreg("list", cwd=small)
    assert ran.code == 2
    assert "RuntimeError: the roof fell in" in ran.err
    assert "report what it prints" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "completion"),
    [
        ("commreg show youth", "youth-justice-2019"),
        ("commreg explain CR20", "CR201"),
        ("commreg recom", "recommissioning"),
        ("commreg stage youth-justice-2019 needs", "needs-assessment"),
        ("commreg recommissioning --stage needs", "needs-assessment"),
        ("commreg list --format c", "csv"),
        ("commreg list --kind gr", "grant"),
        ("commreg validate --severity w", "warning"),
        ("commreg validate --code CR41", "CR413"),
    ],
)
def test_the_shell_completes_every_word_of_these_lists(words: str, completion: str) -> None:
    env = {
        **os.environ,
        "_COMMREG_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    code = "import sys; sys.argv = ['commreg']; from commreg.cli.main import run; run()"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert completion in ran.stdout.split()


def _program(*args: str, **how: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "commreg", *args], cwd=ROOT, **how)


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    ran = subprocess.run(
        f"{sys.executable} -m commreg list --format json | head -c 10; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_full_disk_has_a_plain_message() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([sys.executable, "-m", "commreg", "list"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE,
                             check=False)  # fmt: skip
    assert ran.returncode == 2
    assert b"the output cannot be written: no space left on device" in ran.stderr


def test_closed_streams_are_no_fault() -> None:
    for redirection in (">&-", "2>&-"):
        command = f"exec {sys.executable} -m commreg list {redirection}"
        ran = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, b"")


def test_debug_shows_the_traceback_and_still_exits_2(
    small: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commreg.register.load.load", lambda *_, **__: 1 / 0)
    ran = commreg("--debug", "list", cwd=small)
    assert ran.code == 2
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" in ran.err


def test_ctrl_c_exits_130() -> None:
    process = _program("validate", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)  # long enough to be waiting for standard input
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130


def _on_a_terminal(columns: int, *args: str, **environment: str) -> str:
    """What a terminal of that many columns shows."""
    main, follower = pty.openpty()
    env = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    process = _program(*args, stdout=follower, stderr=follower, stdin=follower, env=env)
    os.close(follower)
    output = b""
    while True:
        ready, _, _ = select.select([main], [], [], 10)
        try:
            data = os.read(main, 65536) if ready else b""
        except OSError:
            break
        if not data:
            break
        output += data
    process.wait(timeout=10)
    os.close(main)
    return output.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
def test_a_terminal_gets_rows_that_fit(columns: int) -> None:
    text = _on_a_terminal(columns, "expiring", NO_COLOR="1")
    assert "\x1b[3" not in text
    plain = text.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[4m", "").replace("\x1b[1;4m", "")
    plain = plain.replace("\x1b[2m", "")
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert plain.count(" Mar 2022") >= 8


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_what_to_decide_is_grouped_by_verdict_with_its_day_and_what_happens_otherwise(columns: int) -> None:
    lines = _on_a_terminal(columns, "recommissioning").splitlines()
    start = next(number for number, line in enumerate(lines) if "▲ Gap (10)" in line)
    assert lines[start] == "\x1b[1;31m▲ Gap (10)\x1b[0m"
    assert lines[start + 1].startswith("\x1b[1;31m▲\x1b[0m  31 Dec 2021  Youth Justice Services")
    assert "statutory" in lines[start + 1]
    assert ("youth-justice-2019" in lines[start + 1]) == (columns == 140)
    sentence = "Ends on 31 March 2022. Extending it to 31 March 2023 (notice by 31 December 2021) still leaves 15 days "
    assert " ".join("".join(lines[start + 2 : start + 4]).split()).startswith(sentence)
    assert "\x1b" not in lines[start + 2]
    headings = [line for line in lines if re.fullmatch(r".*[▲◆●] [A-Z].* \(\d+\)\x1b\[0m", line)]
    assert [line.split("m")[1][0] for line in headings] == list("▲◆◆◆●")
    assert max(map(len, re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines)).splitlines())) <= columns


def test_colour_marks_urgency_and_is_never_the_only_mark() -> None:
    coloured = _on_a_terminal(120, "expiring", "--as-of", "2022-01-10")
    assert "\x1b[1;31m" in coloured
    assert "ended, outcome not recorded" in coloured
    assert "\x1b[" not in subprocess.run(
        [sys.executable, "-m", "commreg", "expiring"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def test_a_repeated_finding_is_listed_once_and_errors_come_last(real: Path, commreg: Program) -> None:
    path = real / "contracts" / "adhd-support-2020.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("end: 2023-03-31", "end: 2019-03-31"), encoding="utf-8")
    folded, unfolded = commreg("validate", cwd=real), commreg("validate", "--verbose", cwd=real)
    assert folded.code == unfolded.code == 1
    assert folded.out.splitlines()[-1] == unfolded.out.splitlines()[-1]  # the counts
    severities = re.findall(r"^contracts/\S+ (error|warning|note) ", unfolded.out, re.MULTILINE)
    assert severities == sorted(severities, key=["note", "warning", "error"].index)
    assert folded.out.count(" CR221 ") == 1 < unfolded.out.count(" CR221 ")
    assert "also in contracts/family-group-conference-2019.yaml:2 and contracts/out-of-hours" in folded.out
    assert "commreg validate --verbose" in folded.err
    assert "also in" not in unfolded.out + unfolded.err


@pytest.mark.parametrize("args", ["--errors", "--severity error", "--code cr201", "--code CR201 --severity error"])
def test_findings_can_be_chosen_and_the_exit_code_counts_them_all(args: str, real: Path, commreg: Program) -> None:
    path = real / "contracts" / "adhd-support-2020.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("end: 2023-03-31", "end: 2019-03-31"), encoding="utf-8")
    ran = commreg("validate", *args.split(), cwd=real)
    assert ran.code == 1
    assert re.findall(r" (CR\d+) ", ran.out) == ["CR201"]
    assert re.search(r"^1 error \(\d+ others not listed\) in 28 contracts", ran.out, re.MULTILINE)
    none = commreg("validate", "--code", "CR305", cwd=real)
    assert (none.code, none.out.startswith("None of these (")) == (1, True)
    unknown = commreg("validate", "--code", "CR999", cwd=real)
    assert (unknown.code, unknown.out) == (2, "")


def test_the_help_ends_with_where_the_docs_are(commreg: Program) -> None:
    assert "docs/index.md" in commreg("--help").out.rstrip().rpartition("\n\n")[2]
