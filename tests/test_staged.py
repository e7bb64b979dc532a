"""`validate --staged` and the hook check what will be committed, and nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.repositories import Repo
from tests.test_history_branches import CONTRACT, NAME, SETTINGS


@pytest.fixture(params=["", "council/register/"])
def repo(tmp_path: Path, request: pytest.FixtureRequest) -> Repo:
    """A register at the top of a repository, or below it; `repo.register` is its folder."""
    repo = Repo(tmp_path / "r")
    register = repo.top / request.param
    (register / "contracts").mkdir(parents=True)
    (register / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    (register / NAME).write_text(CONTRACT, encoding="utf-8")
    repo.commit("first")
    return repo


def register_of(repo: Repo) -> Path:
    return next(repo.top.rglob("commreg.toml")).parent


def test_a_fault_that_is_staged_is_reported_though_the_folder_has_none(repo: Repo, commreg: Program) -> None:
    path = register_of(repo) / NAME
    path.write_text(CONTRACT.replace("2027-03-31", "31 March"), encoding="utf-8")
    repo.git("add", "--all")
    path.write_text(CONTRACT, encoding="utf-8")
    assert commreg("validate", cwd=path.parent.parent).code == 0
    ran = commreg("validate", "--staged", "--format", "github", cwd=path.parent.parent)
    assert ran.code == 1
    name = path.relative_to(repo.top).as_posix()
    assert f"file={name},line=" in ran.out


def test_files_that_git_does_not_have_are_not_looked_at(repo: Repo, commreg: Program) -> None:
    register = register_of(repo)
    (register / "contracts" / "draft-2026.yaml").write_text("id: draft-2026\n", encoding="utf-8")
    assert commreg("validate", cwd=register).code == 1
    assert commreg("validate", "--staged", cwd=register).code == 0
    text = CONTRACT + "supersedes: next-2029\n"
    (register / NAME).write_text(text, encoding="utf-8")
    repo.git("add", str(register / NAME))
    next_contract = CONTRACT.replace("parent-advice-2024", "next-2029").replace("2024", "2020").replace("2027", "2024")
    (register / "contracts" / "next-2029.yaml").write_text(next_contract, encoding="utf-8")
    ran = commreg("validate", "--staged", cwd=register)
    assert (ran.code, "CR302" in ran.out) == (1, True)


def test_only_the_files_named_are_reported_on(repo: Repo, commreg: Program) -> None:
    register = register_of(repo)
    (register / "contracts" / "draft-2026.yaml").write_text("id: draft-2026\n", encoding="utf-8")
    repo.git("add", "--all")
    assert commreg("validate", "--staged", NAME, cwd=register).code == 0
    assert commreg("validate", "--staged", "contracts/draft-2026.yaml", cwd=register).code == 1


def test_the_index_that_a_hook_is_given_counts(repo: Repo, commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    register = register_of(repo)
    (register / NAME).write_text(CONTRACT.replace("2027-03-31", "31 March"), encoding="utf-8")
    repo.git("add", "--all")
    (repo.top / ".git" / "index").rename(repo.top / ".git" / "next-index")
    repo.git("reset", "-q")
    assert commreg("validate", "--staged", cwd=register).code == 0
    monkeypatch.setenv("GIT_INDEX_FILE", os.path.join(".git", "next-index"))  # noqa: PTH118 - as git writes it
    monkeypatch.setenv("GIT_DIR", ".git")
    assert commreg("validate", "--staged", cwd=register).code == 1


def test_conflicts_and_a_register_that_is_not_staged_are_explained(repo: Repo, commreg: Program) -> None:
    register = register_of(repo)
    repo.git("rm", "-q", "-r", "--cached", ".")
    ran = commreg("validate", "--staged", cwd=register)
    assert (ran.code, "there is no register in what git will commit" in ran.err) == (2, True)
    sha = repo.git("hash-object", "-w", str(register / NAME))
    line = f"100644 {sha} 2\t{(register / NAME).relative_to(repo.top).as_posix()}"
    repo.git("add", str(register / "commreg.toml"))
    (repo.top / "lines").write_text(f"{line}\n", encoding="utf-8")
    with (repo.top / "lines").open() as lines:
        subprocess.run(["git", "update-index", "--index-info"], cwd=repo.top, stdin=lines, check=True)
    ran = commreg("validate", "--staged", cwd=register)
    assert (ran.code, "has a conflict that is not resolved" in ran.err) == (2, True)
