"""The history of a contract through branches, moves and clones: nothing that happened is left out or made up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.repositories import Repo

SETTINGS = 'as_of = 2026-06-10\n[organisation]\nname = "Wexcombe Council"\n[service_areas]\nearly-help = "Early Help"\n'
CONTRACT = """\
id: parent-advice-2024
title: Parent Advice
kind: service-contract
provider:
  name: Downland Trust
service_area: early-help
term:
  start: 2024-04-01
  end: 2027-03-31
  extensions: []
value:
  amount: 24000.00
  basis: annual
monitoring:
  frequency: quarterly
checked_on: 2026-06-01
"""
NAME = "contracts/parent-advice-2024.yaml"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "r")
    (repo.top / "contracts").mkdir()
    (repo.top / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    (repo.top / NAME).write_text(CONTRACT, encoding="utf-8")
    repo.commit("first", on="2026-04-01")
    return repo


def history(repo: Repo, commreg: Program, contract: str = "parent-advice-2024") -> list[tuple[str, str]]:
    """The rows of a history: the subject of each commit, and what changed."""
    ran = commreg("history", contract, "--format", "json", cwd=repo.top)
    assert ran.code == 0, ran.err
    return [(row["subject"], row["what"]) for row in json.loads(ran.out)["history"]]


@pytest.mark.parametrize("new_name", ["contracts/early-help/parent-advice-2024.yaml", "contracts/parents-2024.yaml"])
def test_a_change_beside_a_move_or_a_rename_is_listed(new_name: str, repo: Repo, commreg: Program) -> None:
    repo.git("checkout", "-q", "-b", "tidy")
    (repo.top / new_name).parent.mkdir(exist_ok=True)
    repo.git("mv", NAME, new_name)
    if "parents" in new_name:
        repo.replace(new_name, "id: parent-advice-2024", "id: parents-2024")
    repo.commit("tidied", on="2026-04-20")
    repo.git("checkout", "-q", "main")
    repo.replace(NAME, "24000.00", "25000.00")
    repo.commit("Cabinet agreed 25,000", on="2026-05-01")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge tidy", "tidy", on="2026-05-02")
    rows = history(repo, commreg, Path(new_name).stem)
    if "parents" in new_name:  # the merged file is not that of either side
        assert rows.pop(0) == ("Merge tidy", "renamed from parent-advice-2024 to parents-2024")
    assert [subject for subject, _ in rows] == ["Cabinet agreed 25,000", "tidied", "first"]
    assert "25,000" in rows[0][1]
    assert "moved" in rows[1][1] or "renamed from" in rows[1][1]
    assert rows[2][1].startswith("first recorded")


def test_a_merge_that_settles_two_changes_says_what_it_did(repo: Repo, commreg: Program) -> None:
    repo.git("checkout", "-q", "-b", "other")
    repo.replace(NAME, "24000.00", "26000.00")
    repo.commit("26", on="2026-05-01")
    repo.git("checkout", "-q", "main")
    repo.replace(NAME, "24000.00", "25000.00")
    repo.commit("25", on="2026-05-02")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "-q", "--no-commit", "other")
    (repo.top / NAME).write_text(CONTRACT.replace("24000.00", "27000.00"), encoding="utf-8")
    repo.commit("Merge other", on="2026-05-03")
    rows = history(repo, commreg)
    assert [subject for subject, _ in rows] == ["Merge other", "25", "26", "first"]
    assert "27,000" in rows[0][1]
    assert "25,000" in rows[0][1]


def test_a_branch_that_was_overruled_is_listed_too(repo: Repo, commreg: Program) -> None:
    repo.git("checkout", "-q", "-b", "other")
    repo.replace(NAME, "24000.00", "26000.00")
    repo.commit("26", on="2026-05-01")
    repo.git("checkout", "-q", "main")
    repo.commit("nothing here", on="2026-05-02")
    repo.git("merge", "-q", "-s", "ours", "-m", "Merge", "other", on="2026-05-03")
    assert [subject for subject, _ in history(repo, commreg)] == ["26", "first"]


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_is_said_to_be_one(depth: int, repo: Repo, tmp_path: Path, commreg: Program) -> None:
    for amount, day in (("25000.00", "2026-05-01"), ("26000.00", "2026-05-02")):
        (repo.top / NAME).write_text(CONTRACT.replace("24000.00", amount), encoding="utf-8")
        repo.commit(amount, on=day)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", f"--depth={depth}", f"file://{repo.top}", clone], check=True)
    ran = commreg("history", "parent-advice-2024", cwd=clone)
    assert "This clone has only a part of the history: fetch the rest with git to see it." in ran.out
    assert "first recorded" not in ran.out
    assert ran.out.count("as it was at the first commit of this clone: Downland Trust") == 1
    new = ("new", "--title", "A", "--provider", "B", "--service-area", "early-help", "--start", "2026-07-01")
    assert "only a part of the history" in commreg(*new, "--end", "2027-06-30", "--dry-run", cwd=clone).err
    assert "only a part of the history" not in commreg(*new, "--end", "2027-06-30", "--dry-run", cwd=repo.top).err


def test_commits_out_of_the_order_of_their_dates_are_reported(repo: Repo, commreg: Program) -> None:
    for amount, day in (("25000.00", "2026-06-01"), ("26000.00", "2026-04-15")):
        (repo.top / NAME).write_text(CONTRACT.replace("24000.00", amount), encoding="utf-8")
        repo.commit(amount, on=day)
    ran = commreg("list", "--rev", "2026-05-01", cwd=repo.top)
    assert "The commits are not in the order of their dates: what is shown for 1 May 2026 has commit " in ran.err
    assert " of 1 June 2026 in it." in ran.err
    assert "not in the order" in commreg("diff", "--since", "2026-05-01", cwd=repo.top).err
    assert "not in the order" not in commreg("list", "--rev", "2026-06-02", cwd=repo.top).err
    assert (
        "The commits are not in the order of their dates" in commreg("history", "parent-advice-2024", cwd=repo.top).out
    )
