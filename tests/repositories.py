"""git repositories for tests, the same on every computer: no settings of the user's, and days that are given."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT

FIRST = "2021-12-16"


class Repo:
    """A repository in a folder. Commits are by one author, on the day given, at noon."""

    def __init__(self, top: Path, branch: str = "main") -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", f"--initial-branch={branch}")
        self.git("config", "user.name", "A. Officer")
        self.git("config", "user.email", "officer@council.example")

    def git(self, *args: str, on: str = FIRST, clock: str = "T12:00:00+0000") -> str:
        """What git says. Raises where it fails."""
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_DATE": f"{on}{clock}",
            "GIT_COMMITTER_DATE": f"{on}{clock}",
        }
        ran = subprocess.run(["git", *args], cwd=self.top, env=env, capture_output=True, text=True, check=True)
        return ran.stdout.strip()

    def commit(self, message: str = "Change", on: str = FIRST, clock: str = "T12:00:00+0000") -> str:
        """Commit everything there is; the hash."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}", on=on, clock=clock)
        return self.git("rev-parse", "HEAD")

    def replace(self, name: str, old: str, new: str) -> None:
        """Change one place of a file."""
        path = self.top / name
        text = path.read_bytes().decode("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_bytes(text.replace(old, new).encode("utf-8"))

    def state(self) -> dict[str, object]:
        """All that a reading command must leave as it is: files, index, refs."""
        files = {
            str(path.relative_to(self.top)): path.read_bytes()
            for path in sorted(self.top.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }
        return {
            "files": files,
            "status": self.git("status", "--porcelain"),
            "refs": self.git("for-each-ref"),
            "stash": self.git("stash", "list"),
        }


def real_register(top: Path, under: str = "") -> Repo:
    """A repository with a copy of this one's register, committed on its day."""
    repo = Repo(top)
    root = top / under
    shutil.copytree(ROOT / "contracts", root / "contracts")
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    repo.commit("The register of 16 December 2021")
    return repo
