"""git is called in one module, always on the repository of the folder, and runs no program that a repository names."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

import commreg
from commreg.diagnostics.errors import GitError
from commreg.model.settings import Settings
from commreg.register import git
from commreg.register.config import Config
from tests.repositories import Repo


def _repository(top: Path, name: str = "contracts/a.yaml") -> Repo:
    repo = Repo(top)
    path = repo.top / name
    path.parent.mkdir(parents=True)
    path.write_text("one\n", encoding="utf-8")
    repo.commit()
    return repo


def test_one_module_calls_git() -> None:
    package = Path(commreg.__file__).parent
    callers = [path.name for path in package.rglob("*.py") if "subprocess" in path.read_text(encoding="utf-8")]
    assert set(callers) == {"git.py", "edit.py"}  # edit starts the editor of the user


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"]
)
def test_the_environment_leads_git_to_no_other_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mine, theirs = _repository(tmp_path / "mine"), _repository(tmp_path / "other", "contracts/b.yaml")
    monkeypatch.setenv(name, str(theirs.top / ".git"))
    repository = git.find_repository(mine.top)
    assert repository.top == mine.top
    assert list(repository.tree(repository.commit("HEAD"), "contracts")) == ["contracts/a.yaml"]
    assert git.used_ids(Config(mine.top, Settings())) == {"a"}


def test_no_program_that_the_repository_names_is_run(tmp_path: Path) -> None:
    repo, ran = _repository(tmp_path / "r"), tmp_path / "ran"
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    program.chmod(0o755)
    for setting, value in (
        ("core.fsmonitor", str(program)),
        ("protocol.ext.allow", "always"),
        ("remote.origin.url", f"ext::{program}"),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
    ):
        repo.git("config", setting, value)
    repository = git.find_repository(repo.top)
    commit = repository.commit("HEAD")
    [blob] = repository.tree(commit, "contracts").values()
    (repo.top / ".git" / "objects" / blob.sha[:2] / blob.sha[2:]).unlink()
    with pytest.raises(GitError):
        repository.read([blob.sha])
    assert not ran.exists()


def test_a_missing_object_is_an_error_and_not_a_shorter_register(tmp_path: Path) -> None:
    repo = _repository(tmp_path / "r")
    repository = git.find_repository(repo.top)
    [blob] = repository.tree(repository.commit("HEAD"), "contracts").values()
    (repo.top / ".git" / "objects" / blob.sha[:2] / blob.sha[2:]).unlink()
    with pytest.raises(GitError, match="does not have the contents of a file that it lists") as stopped:
        repository.read([blob.sha])
    assert stopped.value.hint == "fetch everything: git fetch --refetch; or check for damage: git fsck"


def test_a_call_that_takes_too_long_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = _repository(tmp_path / "r")

    def slow(arguments: Any, **options: Any) -> None:
        raise subprocess.TimeoutExpired(arguments, options["timeout"])

    monkeypatch.setattr(subprocess, "run", slow)
    with pytest.raises(GitError, match="git rev-parse took longer than 300 seconds"):
        git.find_repository(repo.top)


def test_ids_of_deleted_files_and_of_other_branches_are_used(tmp_path: Path) -> None:
    repo = _repository(tmp_path / "r")
    repo.git("switch", "--quiet", "-c", "other")
    (repo.top / "contracts" / "b.yaml").write_text("two\n", encoding="utf-8")
    repo.commit()
    repo.git("switch", "--quiet", "main")
    (repo.top / "contracts" / "a.yaml").unlink()
    assert git.used_ids(Config(repo.top, Settings())) == {"a", "b"}
