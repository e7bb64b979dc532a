"""`diff`: what changed, as a head of service reads it before a change is approved."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Program, Ran
from tests.repositories import Repo, real_register
from tests.unit.builders import text

YOUTH = "contracts/youth-justice-2019.yaml"
CHILD = "contracts/healthy-child-programme-2017.yaml"
SameAs = Callable[[str, "Path | str"], None]


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """git without the settings of whoever runs the tests."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return real_register(tmp_path / "register")


def _extension(repo: Repo) -> None:
    """Cabinet uses the option of the youth justice contract."""
    repo.replace(
        YOUTH,
        "      state: available\n",
        "      state: exercised\n      decision:\n        body: Cabinet\n        on: 2021-12-14\n"
        "        reference: 190/2021\n",
    )


def _value(repo: Repo) -> None:
    repo.replace(YOUTH, "amount: 74000.00", "amount: 81500.00")


def _provider(repo: Repo) -> None:
    """The mediation provider takes another name."""
    repo.replace("contracts/mediation-2019.yaml", "name: Global Mediation Ltd", "name: Meridian Mediation Ltd")


def _successor(repo: Repo) -> None:
    """A contract that takes over from the healthy child programme."""
    (repo.top / "contracts/healthy-child-programme-2022.yaml").write_text(
        "id: healthy-child-programme-2022\ntitle: 0-19 Healthy Child Programme\nkind: service-contract\n"
        "provider:\n  name: Leicestershire Partnership NHS Trust (LPT)\n  type: nhs\nservice_area: public-health\n"
        "description: Public health nursing, as procured jointly with the county.\n"
        "term:\n  start: 2022-09-01\n  end: 2025-08-31\n  extensions:\n    - months: 12\n      notice: 6m\n"
        "value:\n  amount: 388000.00\n  basis: annual\n"
        "procurement:\n  regime: pcr2015\n  route: open\n  awarded_on: 2021-12-10\n"
        "monitoring:\n  frequency: quarterly\n  owner: Head of Commissioning\n"
        "  value_for_money: Not yet known.\nchecked_on: 2021-12-15\nsupersedes: healthy-child-programme-2017\n",
        encoding="utf-8",
    )


def _termination(repo: Repo) -> None:
    repo.replace(
        YOUTH,
        "      state: available\n",
        "      state: available\n  terminated:\n    on: 2022-01-31\n    reason: By agreement, as it went poorly.\n",
    )


def _stage(repo: Repo) -> None:
    repo.replace(
        YOUTH,
        "  intention: undecided\n",
        "  intention: recommission\n  stages:\n    review: {started_on: 2021-10-04, completed_on: 2021-11-30}\n"
        "    needs-assessment: {started_on: 2021-12-01}\n",
    )


def _reformat(repo: Repo) -> None:
    """The same words in another layout, with a comment."""
    repo.replace(YOUTH, "tags: [youth-justice]\n", "# Words to find it by.\ntags:\n  - youth-justice\n")


def _move(repo: Repo) -> None:
    (repo.top / "contracts/community-safety").mkdir()
    repo.git("mv", YOUTH, "contracts/community-safety/youth-justice-2019.yaml")


def _deletion(repo: Repo) -> None:
    (repo.top / YOUTH).unlink()


def _broken(repo: Repo) -> None:
    repo.replace(YOUTH, "end: 2022-03-31", "end: 31/03/2022")


def _owner(repo: Repo) -> None:
    repo.replace(YOUTH, "monitoring:\n", "monitoring:\n  owner: Head of Early Intervention\n")


def _settings(repo: Repo) -> None:
    repo.replace("pyproject.toml", "window_months = 18", "window_months = 24")


CHANGES: dict[str, Callable[[Repo], None]] = {
    "extension": _extension,
    "value": _value,
    "provider": _provider,
    "successor": _successor,
    "termination": _termination,
    "stage": _stage,
    "reformat": _reformat,
    "move": _move,
    "deletion": _deletion,
    "broken": _broken,
    "owner": _owner,
    "settings": _settings,
}


def _without_hashes(text: str) -> str:
    """Hashes depend on the program's own settings, which are part of the commit."""
    return re.sub(r"\b[0-9a-f]{10}\b", "0123456789", text)


def _body(out: str) -> str:
    """What is said: of a page, all but its style."""
    return out[max(0, out.find("<main")) :]


def _diff(commreg: Program, repo: Repo, *args: str) -> Ran:
    ran = commreg("diff", *args, cwd=repo.top)
    return Ran(ran.code, _without_hashes(_body(ran.out)), ran.err)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_described_as_a_head_of_service_would_describe_it(
    name: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    CHANGES[name](repo)
    ran = _diff(commreg, repo)
    assert (ran.code, ran.err) == (1 if name == "broken" else 0, "")
    same_as(ran.out, f"diff/{name}.txt")


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("json", "json"), ("html", "html")])
def test_an_extension_is_described_in_every_format(
    form: str, ending: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    _extension(repo)
    ran = _diff(commreg, repo, "--format", form)
    assert (ran.code, ran.err) == (0, "")
    same_as(ran.out, f"diff/extension.{ending}")


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("html", "html")])
def test_all_changes_at_once_are_ordered_by_weight(
    form: str, ending: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    for change in (_extension, _provider, _successor, _settings):
        change(repo)
    repo.replace("contracts/adoption-2019.yaml", "service_area: fostering-adoption", "service_area: social-care")
    repo.replace(CHILD, "0-19 Healthy Child Programme", "Healthy Child Programme, ages 0 to 19")
    repo.replace("contracts/sacre-2021.yaml", "checked_on: 2021-12-08", "checked_on: 2021-12-15")
    (repo.top / "contracts/broken-2021.yaml").write_text("id: [", encoding="utf-8")
    (repo.top / "contracts/send-advocacy-2021.yaml").unlink()
    ran = _diff(commreg, repo, "--format", form)
    assert ran.code == 1
    same_as(ran.out, f"diff/all.{ending}")


# What is compared with what.


def _changes(commreg: Program, repo: Repo, *args: str) -> list[dict[str, Any]]:
    ran = commreg("diff", *args, "--format", "json", cwd=repo.top)
    assert ran.err == ""
    return list(json.loads(ran.out)["changes"])


def _fields(changes: list[dict[str, Any]]) -> list[tuple[str | None, str | None, str | None]]:
    return [(item["field"], item["before"], item["after"]) for change in changes for item in change["changes"]]


AMOUNT = [("value.amount", "74000.00", "81500.00")]


def test_a_register_and_itself_do_not_differ(repo: Repo, commreg: Program) -> None:
    ran = commreg("diff", cwd=repo.top)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n\nNo change.\n")
    for args in (("HEAD", "HEAD"), (".", "."), ("--exit-code",), ("--audience", "public", "--exit-code")):
        ran = commreg("diff", *args, "--format", "json", cwd=repo.top)
        assert (ran.code, json.loads(ran.out)["changes"]) == (0, [])


def test_commits_tags_days_and_folders_are_compared(repo: Repo, commreg: Program, tmp_path: Path) -> None:
    repo.git("tag", "before")
    shutil.copytree(repo.top, tmp_path / "then", ignore=shutil.ignore_patterns(".git"))
    _value(repo)
    repo.commit("More", on="2022-01-10")
    for args in (("before",), ("before", "main"), ("2021-12-31",), ("--since", "2021-12-31"), ("HEAD~1", "HEAD")):
        assert _fields(_changes(commreg, repo, *args)) == AMOUNT, args
    assert _fields(_changes(commreg, repo, str(tmp_path / "then"), ".")) == AMOUNT
    assert _fields(_changes(commreg, repo, "main", "before")) == [("value.amount", "81500.00", "74000.00")]
    assert _changes(commreg, repo) == []


def test_a_branch_is_compared_with_where_it_began(repo: Repo, commreg: Program) -> None:
    repo.git("checkout", "-q", "-b", "mine")
    _value(repo)
    repo.commit("Mine", on="2022-01-10")
    _owner(repo)  # and what is not committed
    repo.git("stash", "-q")
    repo.git("checkout", "-q", "main")
    repo.replace("contracts/adoption-2019.yaml", "service_area: fostering-adoption", "service_area: social-care")
    repo.commit("Somebody else's", on="2022-01-11")
    repo.git("checkout", "-q", "mine")
    repo.git("stash", "pop", "-q")
    assert _fields(_changes(commreg, repo)) == [
        *AMOUNT,
        ("monitoring.owner", None, "Head of Early Intervention"),
    ]
    assert "where this branch was created" in commreg("diff", cwd=repo.top).out


def test_a_register_in_a_sub_folder_is_compared(tmp_path: Path, commreg: Program) -> None:
    repo = real_register(tmp_path / "r", "council data/Ämter [x]")
    under = repo.top / "council data/Ämter [x]"
    (under / "contracts/ä b").mkdir()
    (under / YOUTH).rename(under / "contracts/ä b/youth-justice-2019.yaml")
    repo.commit("Moved")
    (under / "contracts/ä b/youth-justice-2019.yaml").write_text(
        (under / "contracts/ä b/youth-justice-2019.yaml").read_text("utf-8").replace("74000.00", "81500.00"), "utf-8"
    )
    (repo.top / "contracts").mkdir()
    (repo.top / "contracts/other.yaml").write_text("nothing of ours", "utf-8")
    ran = commreg("diff", "--format", "json", cwd=under)
    assert _fields(json.loads(ran.out)["changes"]) == AMOUNT


def test_settings_may_move_from_one_file_to_the_other(repo: Repo, commreg: Program) -> None:
    """commreg.toml, with the same settings: no change; and with others: that they changed."""
    tables = (repo.top / "pyproject.toml").read_text("utf-8").split("[tool.commreg]", 1)[1]
    (repo.top / "pyproject.toml").unlink()
    own = tables.replace("[tool.commreg.", "[").replace("[[tool.commreg.", "[[")
    (repo.top / "commreg.toml").write_text(own, "utf-8")
    assert _changes(commreg, repo) == []
    (repo.top / "commreg.toml").write_text(own.replace("check_months = 12", "check_months = 6"), "utf-8")
    (settings,) = _changes(commreg, repo)
    assert _fields([settings]) == [("policy.check_months", "12", "6")]
    assert [effect["words"] for effect in settings["effects"]] == [
        "The settings alone change the dates of 28 contracts."
    ]


@pytest.mark.parametrize("setting", ["true", "input", "false"])
def test_line_ends_are_no_change(setting: str, repo: Repo, commreg: Program) -> None:
    """As git for Windows checks files out."""
    repo.git("config", "core.autocrlf", setting)
    for path in (repo.top / "contracts").glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ran = commreg("diff", "--exit-code", cwd=repo.top)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "No change.")


def test_attributes_hide_no_file(repo: Repo, commreg: Program) -> None:
    (repo.top / ".gitattributes").write_text("contracts/y* export-ignore\n", "utf-8")
    repo.commit("Keep it out of archives")
    _value(repo)
    assert _fields(_changes(commreg, repo)) == AMOUNT


def test_folders_are_registers_of_their_own_or_none(repo: Repo, commreg: Program) -> None:
    """Never the one further up, which both could be."""
    (repo.top / "old").mkdir()
    ran = commreg("diff", "old", "contracts", cwd=repo.top)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("commreg: there is no register in old: no commreg.toml or pyproject.toml with its")


USAGE = {
    "diff old": "commreg: git knows no commit “old”, which is a folder\n  hint: to compare folders, name two: "
    "commreg diff old .\n",
    "diff --since main": "commreg: --since main is not a date written year-month-day\n  hint: write it as 2021-09-30; "
    "name a branch or tag without --since: commreg diff main\n",
    "diff main --since 2021-09-30": "commreg: --since takes the place of BASE\n  hint: give one or the other\n",
    "diff --since 2020-09-30": "commreg: the repository has no commit up to 30 September 2020\n  hint: name a later "
    "date\n",
    "diff nothing": "commreg: git knows no commit “nothing”\n  hint: name a branch, a tag, a hash or a date "
    "such as 2021-09-30\n",
    "diff -- --output=x": "commreg: git knows no commit “--output=x”\n  hint: name a branch, a tag, a hash or a date "
    "such as 2021-09-30\n",
    "diff --format yaml": "commreg: there is no format “yaml”\n  hint: write one of: text, markdown, json, html\n",
    "diff --audience all": "commreg: there is no audience “all”\n  hint: write one of: public, internal\n",
}


@pytest.mark.parametrize("command", USAGE)
def test_a_comparison_that_is_not_possible_has_a_message_and_a_hint(command: str, repo: Repo, commreg: Program) -> None:
    (repo.top / "old").mkdir()
    ran = commreg(*command.split(), cwd=repo.top)
    assert (ran.code, ran.out, ran.err) == (2, "", USAGE[command])


def test_without_a_repository_or_git_it_says_so(
    repo: Repo, commreg: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = tmp_path / "copy"
    shutil.copytree(repo.top, real, ignore=shutil.ignore_patterns(".git"))
    ran = commreg("diff", cwd=real)
    assert (ran.code, ran.err.splitlines()[0]) == (2, "commreg: the register is not in a git repository")
    monkeypatch.setenv("PATH", str(real))
    for command in ("diff", "list --rev HEAD", "history youth-justice-2019"):
        ran = commreg(*command.split(), cwd=repo.top)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "commreg: git is needed for this and is not installed\n  hint: install git\n"
    assert commreg("diff", str(real), ".", cwd=repo.top).code == 0


def test_nothing_is_changed(repo: Repo, commreg: Program) -> None:
    _value(repo)
    (repo.top / YOUTH).touch()
    before, index = repo.state(), (repo.top / ".git/index").read_bytes()
    for command in (
        "diff",
        "diff HEAD HEAD",
        "diff --since 2021-12-16",
        "history youth-justice-2019",
        "list --rev HEAD",
    ):
        assert commreg(*command.split(), cwd=repo.top).code == 0
    assert (repo.top / ".git/index").read_bytes() == index
    assert repo.state() == before


# The day, and exit codes.


def test_both_sides_are_as_at_one_day(repo: Repo, commreg: Program) -> None:
    """That of the later one: its pin, whatever pinned the earlier one."""
    repo.replace("pyproject.toml", "as_of = 2021-12-16", "as_of = 2022-04-20")
    document = json.loads(commreg("diff", "--format", "json", cwd=repo.top).out)
    assert document["as_of"] == "2022-04-20"
    assert _fields(document["changes"]) == [("as_of", "2021-12-16", "2022-04-20")]
    document = json.loads(commreg("diff", "--format", "json", "--as-of", "2021-06-01", cwd=repo.top).out)
    assert (document["as_of"], document["pinned_in"]) == ("2021-06-01", None)


def test_exit_code_says_whether_anything_changed(repo: Repo, commreg: Program) -> None:
    assert commreg("diff", "--exit-code", cwd=repo.top).code == 0
    _reformat(repo)
    assert commreg("diff", cwd=repo.top).code == 0
    assert commreg("diff", "--exit-code", cwd=repo.top).code == 1


# Files with errors.


def test_a_file_that_is_fixed_is_neither_added_nor_removed(repo: Repo, commreg: Program) -> None:
    _broken(repo)
    repo.commit("Slip")
    repo.replace(YOUTH, "end: 31/03/2022", "end: 2022-03-31")
    ran = commreg("diff", cwd=repo.top)
    assert ran.code == 0
    assert "Not compared: contracts/youth-justice-2019.yaml had errors before, and has none now" in ran.out
    assert "error CR110 term.end is “31/03/2022”" in ran.out
    assert commreg("diff", "--exit-code", cwd=repo.top).code == 1
    assert _changes(commreg, repo) == []


def test_a_file_with_the_same_errors_is_the_same(repo: Repo, commreg: Program) -> None:
    _broken(repo)
    repo.commit("Slip")
    ran = commreg("diff", cwd=repo.top)
    assert ran.code == 1  # as its figures are short
    assert (
        "\nNot compared: contracts/youth-justice-2019.yaml has errors before and after, and did not change\n" in ran.out
    )
    assert ran.out.endswith("\n\nNo change.\n")


@pytest.mark.parametrize("comparison", ["there", "back"])
def test_a_file_under_another_name_is_not_taken_for_lost(comparison: str, repo: Repo, commreg: Program) -> None:
    """The id in it is still that of the contract, though the file's name makes it an error."""
    repo.git("mv", YOUTH, "contracts/youth-justice.yaml")
    repo.commit("Slip")
    sides = ("HEAD~1", "HEAD") if comparison == "there" else ("HEAD", "HEAD~1")
    document = json.loads(commreg("diff", *sides, "--format", "json", cwd=repo.top).out)
    assert document["changes"] == []
    assert [file["path"] for file in document["not_compared"]] == ["contracts/youth-justice.yaml"]


def test_earlier_settings_that_cannot_be_used_are_reported(repo: Repo, commreg: Program) -> None:
    good = (repo.top / "pyproject.toml").read_text("utf-8")
    repo.replace("pyproject.toml", "window_months = 18", "window_months = many")
    repo.commit("Slip")
    (repo.top / "pyproject.toml").write_text(good, "utf-8")
    _value(repo)
    ran = _diff(commreg, repo)
    assert (ran.code, ran.err) == (0, "")
    assert "value changed from £74,000 to £81,500" in ran.out
    assert ran.out.endswith(
        "The settings at the last commit (0123456789, 16 December 2021) cannot be used: its contracts are read with "
        "those of the other side.\n"
    )


def test_a_register_that_did_not_exist_is_reported_as_new(tmp_path: Path, commreg: Program) -> None:
    repo = Repo(tmp_path / "r")
    repo.commit("Empty")
    real_register(tmp_path / "other")
    shutil.copytree(tmp_path / "other/contracts", repo.top / "contracts")
    shutil.copy(tmp_path / "other/pyproject.toml", repo.top / "pyproject.toml")
    ran = _diff(commreg, repo)
    assert ran.code == 0
    assert ran.out.endswith(
        "28 contracts: 28 added.\nThere is no register at the last commit (0123456789, 16 December 2021).\n"
    )


def test_findings_caused_by_a_change_elsewhere_are_reported(repo: Repo, commreg: Program) -> None:
    """A provider spelt in another way in one file is a warning in the other."""
    repo.replace("contracts/sacre-2021.yaml", "kind: ", "reference: R-1\nkind: ")
    repo.replace("contracts/adoption-2019.yaml", "kind: ", "reference: R-1\nkind: ")
    changes = _changes(commreg, repo)
    assert any(change["new_findings"] for change in changes)


# The commands that edit report a change as `diff` does.

EDITS = {
    "extend": ["extend", "ID", "--body", "Cabinet", "--on", "2021-12-14"],
    "option": ["set", "ID", "term.extensions[1].state", "exercised"],
    "declined": ["set", "ID", "term.extensions[1].state", "declined"],
    "end": ["set", "ID", "term.end", "2023-03-31"],
    "terminated": ["set", "ID", "term.terminated", "{on: 2022-01-31, reason: By agreement.}"],
    "intention": ["set", "ID", "recommissioning.intention", "decommission"],
    "value": ["set", "ID", "value.amount", "81500.00"],
    "owner": ["set", "ID", "monitoring.owner", "Head of Early Help"],
    "remove": ["set", "ID", "monitoring.value_for_money", "--remove"],
    "stage": ["stage", "ID", "review", "--started-on", "2021-10-01", "--completed-on", "2021-12-10"],
    "confirm": ["confirm", "ID"],
}


@pytest.mark.parametrize("name", EDITS)
def test_a_command_and_diff_report_the_same_of_the_same_edit(name: str, repo: Repo, commreg: Program) -> None:
    args = ["youth-justice-2019" if arg == "ID" else arg for arg in EDITS[name]]
    dry_run = commreg(*args, "--dry-run", cwd=repo.top)
    assert commreg(*args, cwd=repo.top).code == dry_run.code == 0
    (change,) = _changes(commreg, repo)
    words = [item["words"] for item in change["changes"]]
    expected = [
        f"{text[:1].upper() if '.' not in text.split()[0] else text[:1]}{text[1:]}".rstrip(".") + "." for text in words
    ]
    expected += [effect["words"] for effect in change["effects"]]
    lines = dry_run.err.splitlines()
    assert lines[: len(expected)] == expected
    assert len(set(expected)) == len(expected)
    following = lines[len(expected)]
    assert following == "Nothing was written: this was a dry run." or change["new_findings"]


def test_an_extension_reports_the_gap_that_it_leaves(repo: Repo, commreg: Program) -> None:
    args = ("extend", "youth-justice-2019", "--body", "Cabinet", "--on", "2021-12-14", "--dry-run")
    lines = commreg(*args, cwd=repo.top).err.splitlines()
    assert "Gap after the end: 15 days (was 380 days)." in lines
    assert sum("31 March 2022" in line for line in lines) == 1


# Mirrored.


def test_mirrored_it_is_the_same_the_other_way_round(repo: Repo, commreg: Program) -> None:
    for change in (_extension, _provider, _successor, _settings):
        change(repo)
    repo.git("mv", "contracts/mediation-2019.yaml", "contracts/mediation.yaml")
    repo.replace("contracts/mediation.yaml", "id: mediation-2019", "id: mediation")
    repo.replace("contracts/mediation.yaml", "Meridian Mediation Ltd", "Global Mediation Ltd")
    (repo.top / "contracts/send-advocacy-2021.yaml").unlink()
    repo.commit("All", on="2021-12-17")
    forward, back = _changes(commreg, repo, "HEAD~1", "HEAD"), _changes(commreg, repo, "HEAD", "HEAD~1")
    turned = {"added": "removed", "removed": "added"}
    assert sorted((item["event"], sorted(map(str, _fields([item])))) for item in forward) == sorted(
        (
            turned.get(item["event"], item["event"]),
            sorted(str((field, now, was)) for field, was, now in _fields([item])),
        )
        for item in back
    )
    assert {item["event"] for item in forward} == {"added", "removed", "renamed", "changed"}


# The public.

SECRET = {
    "title": "A Plan For One Child",
    "provider": {"name": "Zebedee Quince", "type": "sole-trader"},
    "value.amount": "98765.43",
    "monitoring.owner": "Head of Hidden Things",
    "notes": "Between us.",
}
HIDE = [{"field": field, "basis": "foi-40", "reason": "Personal."} for field in ("title", "provider.name", "value")]
WHOLE_ENTRY = [{"field": "entry", "basis": "foi-40", "reason": "Personal."}]
GIVEN_AWAY = ("One Child", "Zebedee", "Quince", "98", "765", "Hidden Things", "Between us", "24,000")


def _two(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> tuple[Path, Path]:
    """Two folders with one contract that changes, and one that does not."""
    for name, fields in (("a", before), ("b", after)):
        folder = tmp_path / name / "contracts"
        folder.mkdir(parents=True)
        (tmp_path / name / "commreg.toml").write_text(
            'as_of = 2021-12-16\n[organisation]\nname = "A Council"\n[service_areas]\nsocial-care = "Care"\n', "utf-8"
        )
        for changes in ({"id": "still-2020", "title": "Still", "value.amount": "1.00"}, fields):
            (folder / f"{changes['id']}.yaml").write_text(text(**changes), "utf-8")
    return tmp_path / "a", tmp_path / "b"


PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "withheld on both": (
        {"publication": {"withhold": HIDE}, **SECRET, "value.amount": "98000.00"},
        {"publication": {"withhold": HIDE}, **SECRET, "title": "A Plan For The Other One Child"},
    ),
    "shown, then withheld": ({**SECRET}, {"publication": {"withhold": HIDE}, **SECRET, "value.amount": "98000.00"}),
    "withheld, then another shown": ({"publication": {"withhold": HIDE}, **SECRET}, {"title": "Open", "value": None}),
    "shown, then withheld whole": ({**SECRET}, {"publication": {"withhold": WHOLE_ENTRY}, **SECRET}),
    "withheld whole on both": (
        {"publication": {"withhold": WHOLE_ENTRY}},
        {"publication": {"withhold": WHOLE_ENTRY}, **SECRET},
    ),
    "internal alone": ({}, {"notes": "Between us.", "monitoring.owner": "Head of Hidden Things"}),
}


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
@pytest.mark.parametrize("name", PAIRS)
def test_the_public_version_has_nothing_that_either_version_withholds(
    name: str, form: str, tmp_path: Path, commreg: Program
) -> None:
    before, after = ({"id": "one-2020", **fields} for fields in PAIRS[name])
    folders = _two(tmp_path, before, after)
    for pair in (folders,) if "then" in name else (folders, folders[::-1]):  # what is shown now may be told
        ran = commreg("diff", *map(str, pair), "--audience", "public", "--format", form, cwd=tmp_path)
        assert ran.code == 0, ran.err
        out = _body(ran.out)
        assert not [word for word in GIVEN_AWAY if word in out.replace(str(tmp_path), "")]


def test_a_field_that_became_withheld_is_reported_without_its_value(
    tmp_path: Path, commreg: Program, same_as: SameAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {"id": "one-2020", **SECRET, "kind": "grant"}
    after = {"id": "one-2020", **SECRET, "value.amount": "98000.00", "publication": {"withhold": HIDE}}
    _two(tmp_path, before, after)
    monkeypatch.chdir(tmp_path)
    for name, sides in (("withheld", ("a", "b")), ("shown", ("b", "a"))):
        same_as(commreg("diff", *sides, "--audience", "public", cwd=tmp_path).out, f"diff/public-{name}.txt")


def test_an_entry_that_is_withheld_no_more_is_new_to_the_public(
    tmp_path: Path, commreg: Program, same_as: SameAs
) -> None:
    before = {"id": "one-2020", **SECRET, "publication": {"withhold": WHOLE_ENTRY}}
    _two(tmp_path, before, {"id": "one-2020", "title": "Open"})
    same_as(commreg("diff", "a", "b", "--audience", "public", cwd=tmp_path).out, "diff/public-entry-shown.txt")
    same_as(commreg("diff", "b", "a", "--audience", "public", cwd=tmp_path).out, "diff/public-entry-withheld.txt")


def test_the_public_version_has_no_files_checks_or_settings(tmp_path: Path, commreg: Program) -> None:
    folders = _two(tmp_path, {"id": "one-2020"}, {"id": "one-2020", "checked_on": "2019-01-01"})
    (folders[1] / "contracts/secret-2020.yaml").write_text("id: [", "utf-8")
    (folders[1] / "contracts/deep").mkdir()
    (folders[1] / "contracts/still-2020.yaml").rename(folders[1] / "contracts/deep/still-2020.yaml")
    settings = folders[1] / "commreg.toml"
    settings.write_text(f'internal = ["tags"]\n{settings.read_text("utf-8")}[policy]\ncheck_months = 3\n', "utf-8")
    for form in ("text", "markdown", "json", "html"):
        ran = commreg("diff", "a", "b", "--audience", "public", "--format", form, cwd=tmp_path)
        assert ran.code == 1
        assert "1 file with errors" in ran.out
        assert "the settings of the register changed" in ran.out.lower().replace("\\", "")
        assert not [word for word in ("secret", "deep", "CR4", "check_months", "tags") if word in _body(ran.out)]


def test_documents_that_became_internal_are_not_mentioned(tmp_path: Path, commreg: Program) -> None:
    documents = {"documents": [{"title": "The open one", "visibility": "public"}]}
    _two(tmp_path, {"id": "one-2020", **documents}, {"id": "one-2020", "documents": [{"title": "The open one"}]})
    ran = commreg("diff", "a", "b", "--audience", "public", cwd=tmp_path)
    assert "open one" not in ran.out


def test_words_withheld_are_not_taken_for_the_same_reference(tmp_path: Path, commreg: Program) -> None:
    """Two contracts whose references both read REDACTED are two contracts."""
    hide = {"publication": {"withhold": [{"field": "reference", "basis": "foi-43", "reason": "Prices."}]}}
    first = {"id": "one-2020", "reference": "R1", **hide}
    second = {"id": "two-2020", "reference": "R2", "title": "Other", **hide}
    _two(tmp_path, first, second)
    ran = commreg("diff", "a", "b", "--audience", "public", "--format", "json", cwd=tmp_path)
    assert {change["event"] for change in json.loads(ran.out)["changes"]} == {"added", "removed"}


def test_a_draft_is_marked_and_is_public_only_once_it_is_a_contract(tmp_path: Path, commreg: Program) -> None:
    """Also by a register whose settings changed, where the dates of before are reckoned anew: still no successor."""
    later = {"id": "one-2023", "title": "Next", "term": {"start": "2023-04-01", "end": "2025-03-31"}}
    named = {"id": "still-2020", "title": "Still", "value.amount": "1.00", "recommissioning.successor": "one-2023"}
    _two(tmp_path, {**named}, {**later, "draft": "yes"})
    (tmp_path / "b/contracts/still-2020.yaml").write_text(text(**named), "utf-8")
    shutil.copytree(tmp_path / "b", tmp_path / "c")
    (tmp_path / "c/contracts/one-2023.yaml").write_text(text(**later), "utf-8")
    internal_text = commreg("diff", "a", "b", cwd=tmp_path).out
    assert "added as a draft, not counted as a contract yet: service contract with" in internal_text
    awarded = commreg("diff", "b", "c", cwd=tmp_path).out
    assert "no longer a draft: counted as a contract" in awarded
    assert "successor: one-2023" in awarded
    public = commreg("diff", "a", "b", "--audience", "public", cwd=tmp_path).out
    assert "Next" not in public
    assert "added: service contract" in commreg("diff", "b", "c", "--audience", "public", cwd=tmp_path).out


LINKS: dict[str, dict[str, Any]] = {
    "supersedes": {"supersedes": "secret-2018"},
    "successor": {"recommissioning.successor": "secret-2018"},
    "framework": {"procurement": {"framework": "secret-2018"}},
}
FORMATS = ["text", "markdown", "json", "html"]


def _with_hidden_entry(folder: Path, **fields: Any) -> None:
    """Add an entry that is withheld whole."""
    hidden = {"id": "secret-2018", "title": "Hidden", "publication": {"withhold": WHOLE_ENTRY}, **fields}
    (folder / "contracts/secret-2018.yaml").write_text(text(**hidden), "utf-8")


def _public_diff(commreg: Program, tmp_path: Path, form: str) -> str:
    ran = commreg("diff", "a", "b", "--audience", "public", "--format", form, cwd=tmp_path)
    assert ran.err == ""
    return _body(ran.out)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("where", ["both", "before", "after", "shown before"])
@pytest.mark.parametrize("link", LINKS)
def test_the_id_of_an_entry_withheld_whole_is_in_no_public_diff(
    link: str, where: str, form: str, tmp_path: Path, commreg: Program
) -> None:
    """Nothing else changed, so nothing else is reported."""
    linked = {"id": "open-2020", "title": "Open", **LINKS[link]}
    before, after = _two(tmp_path, linked, linked)
    if where in {"both", "before"}:
        _with_hidden_entry(before)
    if where == "shown before":
        _with_hidden_entry(before, publication=None)
    if where != "before":
        _with_hidden_entry(after)
    out = _public_diff(commreg, tmp_path, form)
    assert "secret" not in out
    assert "No change in what is public." in out


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("link", LINKS)
def test_registers_that_differ_only_in_a_withheld_entry_have_the_same_public_diff(
    link: str, form: str, tmp_path: Path, commreg: Program
) -> None:
    outputs = []
    for place, fields in enumerate(
        ({"value.amount": "1.00"}, {"value.amount": "2.00", "kind": "grant", "draft": "yes"})
    ):
        folder = tmp_path / str(place)
        before, after = _two(
            folder, {"id": "open-2020", **LINKS[link]}, {"id": "open-2020", "kind": "grant", **LINKS[link]}
        )
        _with_hidden_entry(before)
        _with_hidden_entry(after, **fields)
        outputs.append(_public_diff(commreg, folder, form))
    assert outputs[0] == outputs[1]
    assert "changed from service-contract to grant" in outputs[0].replace("\\", "")


# Templates.

LONG_TEXT = "Advice for parents of children under {}, by telephone and in the children's centres of the county."


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_long_text_that_changed_is_given_in_full(form: str, tmp_path: Path, commreg: Program) -> None:
    before, after = ({"id": "one-2020", "description": LONG_TEXT.format(age)} for age in ("five", "ten"))
    _two(tmp_path, before, after)
    ran = commreg("diff", "a", "b", "--format", form, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    for age in ("five", "ten"):
        assert LONG_TEXT.format(age) in ran.out.replace("\\", "").replace("&#39;", "'")


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("html", "html")])
def test_a_branch_does_not_write_the_comment_on_itself(form: str, ending: str, repo: Repo, commreg: Program) -> None:
    """The templates are those of the earlier side, or else the packaged ones."""
    repo.git("checkout", "-q", "-b", "mine")
    _value(repo)
    (repo.top / "templates").mkdir(exist_ok=True)
    (repo.top / f"templates/_changes.{ending}.j2").write_text("No change.", "utf-8")
    repo.commit("Mine", on="2022-01-10")
    for args in ((), ("main",), ("main", "mine")):
        out = commreg("diff", *args, "--format", form, cwd=repo.top).out
        assert "£81,500" in out
    later = commreg("diff", "mine", "main", "--format", form, cwd=repo.top).out
    assert later == "No change.\n"
