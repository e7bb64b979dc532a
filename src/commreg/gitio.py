"""git, asked as a program: commits, what stood in a folder at one of them, and the history of a file.

Nothing here changes a repository. Every call names its arguments one by one, never through a shell, and a revision is
never taken for an option.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from commreg.dates import parse_day
from commreg.errors import GitError

MAIN_NAMES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its hash, its day and author as the author's clock had them, and the first line of its message."""

    sha: str
    on: date
    author: str
    subject: str

    @property
    def short(self) -> str:
        """Enough of the hash to find it by."""
        return self.sha[:10]


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository and the way from its top to a folder in it, ending with a slash unless it is the top."""

    top: Path
    prefix: str

    def commit(self, revision: str) -> Commit:
        """The commit that a branch, tag, hash or day names; of a day, the last one up to its end.

        Raises GitError where there is none.
        """
        try:
            day = parse_day(revision.strip())
        except ValueError:
            found = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        else:
            found = self._try("rev-list", "-1", f"--before={day.isoformat()}T23:59:59", "HEAD")
        if not found:
            raise GitError(
                f"git knows no commit “{revision}”", hint="name a branch, a tag, a hash or a day: 2021-09-30"
            )
        return self.log(("-1", found))[0]

    def merge_base(self) -> Commit:
        """Where the work at hand parted from the main branch; the last commit where it stands on that branch itself.

        Raises GitError where there is no commit at all.
        """
        if not self._try("rev-parse", "--verify", "--quiet", "HEAD"):
            raise GitError("the repository has no commit yet", hint="commit the register first")
        for name in MAIN_NAMES:
            base = self._try("merge-base", "HEAD", name)
            if base:
                return self.commit(base)
        return self.commit("HEAD")

    def log(self, arguments: Sequence[str]) -> list[Commit]:
        """Commits, newest first."""
        out = self._run("log", "--format=%H%x1f%aI%x1f%an%x1f%s", "--no-show-signature", *arguments)
        commits = []
        for line in out.decode("utf-8", errors="replace").splitlines():
            sha, when, author, subject = (*line.split("\x1f", 3), "", "", "")[:4]
            commits.append(Commit(sha, datetime.fromisoformat(when).date(), author, subject))
        return commits

    def history(self, path: str) -> list[tuple[Commit, str]]:
        """The commits that changed a file, newest first, each with the path it had then: renames are followed."""
        out = self._run(
            "log", "--follow", "--name-only", "--format=%x1e%H%x1f%aI%x1f%an%x1f%s", "--no-show-signature", "--", path
        )
        found = []
        for part in out.decode("utf-8", errors="replace").split("\x1e")[1:]:
            head, _, names = part.strip("\n").partition("\n")
            sha, when, author, subject = (*head.split("\x1f", 3), "", "", "")[:4]
            name = names.strip().splitlines()[-1] if names.strip() else path
            found.append((Commit(sha, datetime.fromisoformat(when).date(), author, subject), name))
        return found

    def show(self, wanted: Iterable[tuple[str, str]]) -> list[bytes | None]:
        """The bytes of files, each at a commit; None where it was not there. One process for all."""
        asked = [f"{sha}:{path}" for sha, path in wanted]
        out = io.BytesIO(self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in asked).encode()))
        found: list[bytes | None] = []
        for _ in asked:
            head = out.readline().decode("utf-8", errors="replace").split()
            if len(head) == 3 and head[1] == "blob":
                found.append(out.read(int(head[2])))
                out.read(1)
            elif len(head) == 3 and head[2].isdigit():
                out.read(int(head[2]) + 1)
                found.append(None)
            else:
                found.append(None)
        return found

    def files(self, commit: Commit, folder: str) -> list[str]:
        """The files under a folder (from the prefix) at a commit, links among them, by their paths from the top."""
        out = self._run("ls-tree", "-r", "-z", "--full-tree", "--name-only", commit.sha, "--", f"{self.prefix}{folder}")
        return [name for name in out.decode("utf-8", errors="surrogateescape").split("\0") if name]

    def put(self, commit: Commit, paths: Sequence[str], into: Path) -> None:
        """Files at a commit, byte for byte, into a folder. Not by `git archive`: a repository can hide files from that.

        A link is written as the text that it is in git, and so leads nowhere.
        """
        for path, data in zip(paths, self.show((commit.sha, path) for path in paths), strict=True):
            if data is None:
                continue
            place = into / path.removeprefix(self.prefix)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    def _try(self, *arguments: str) -> str:
        try:
            return self._run(*arguments).decode("utf-8", errors="replace").strip()
        except GitError:
            return ""

    def _run(self, *arguments: str, given: bytes | None = None) -> bytes:
        return _git(self.top, *arguments, given=given)


def repository(folder: Path) -> Repository:
    """The repository that a folder is in. Raises GitError where there is none, or no git."""
    here = folder.resolve()
    top = Path(_git(here, "rev-parse", "--show-toplevel").decode("utf-8", errors="surrogateescape").rstrip("\n"))
    way = here.relative_to(top.resolve()).as_posix()
    return Repository(top, "" if way == "." else f"{way}/")


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and every argument is our own or follows --end-of-options
            ["git", "-c", "core.quotePath=false", *arguments],  # noqa: S607 - the git that the user has
            cwd=folder,
            input=given,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise GitError("git is not installed, and this needs it", hint="install git, or compare two folders") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else f"git {arguments[0]} failed"
        if "not a git repository" in reason:
            raise GitError("the register is not in a git repository", hint="git init, and commit it") from None
        raise GitError(f"git: {reason}") from None
    return done.stdout
