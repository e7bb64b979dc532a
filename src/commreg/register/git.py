"""git, asked as a program: commits, what stood in a folder at one of them, and the history of a file.

Nothing here changes a repository, not even its index. Every call names its arguments one by one, never through a shell;
a revision is never taken for an option, nor a path for a pattern. What git says is read between NULs, so that no name
or message can be taken for something else.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from commreg.diagnostics.errors import GitError
from commreg.register import discovery
from commreg.register.config import Config
from commreg.values.dates import boundary, long_date, parse_day

MAIN_NAMES = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
LONDON = ZoneInfo("Europe/London")
_LINK = "120000"
MAX_SECONDS = 300  # for one call of git
MAX_SECONDS_FOR_IDS = 30  # for the ids of the whole history, which an officer waits for
# What would lead git to another repository than the one that the folder is in, or change how it reads paths.
_DROPPED_VARIABLES = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
     "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
     "GIT_REPLACE_REF_BASE", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
     "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")
)  # fmt: skip
# Settings of the repository that could run a program.
_SAFE_CONFIGURATION = ("-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never")
_NAME_IT = "name what to compare with"


class _MissingGitError(GitError):
    """There is no git to ask."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its hash, the day it was committed as a clock in London has it, author, and first line of message."""

    sha: str
    on: date
    author: str
    subject: str

    @property
    def short(self) -> str:
        """Enough of the hash to find it by."""
        return self.sha[:10]


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as git keeps it: the hash of what is in it, and whether it is a link, whose text says where to."""

    sha: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class FileRevision:
    """What a commit did to one file: where it stood before and after, and the hash of it; None where it was not."""

    commit: Commit
    path: str
    before: str | None
    after: str | None
    path_before: str
    path_after: str | None = None  # where a file that went from its path has gone to


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository and the way from its top to a folder in it, ending with a slash unless it is the top."""

    top: Path
    prefix: str

    def commit(self, revision: str) -> Commit:
        """The commit that a branch, tag, hash or day names; of a day, the last one up to its end.

        A branch or tag that is called like a day comes before the day. Raises GitError where there is none.
        """
        found = self._resolve(revision)
        if found:
            return self.log("-1", found)[0]
        try:
            return self.last_by(parse_day(revision.strip()))
        except ValueError:
            hint = "name a branch, a tag, a hash or a day: 2021-09-30"
            raise GitError(f"git knows no commit “{revision}”", hint=hint) from None

    def last_by(self, day: date) -> Commit:
        """The last commit up to the end of a day in London, on the line that is checked out.

        What was merged later is not in it, however early it was written. Raises GitError where there is none.
        """
        self._some_commit()
        end = datetime.combine(boundary(day), time(), LONDON)
        found = self.log("-1", "--first-parent", f"--before={int(end.timestamp()) - 1}", "HEAD")
        if not found:
            hint = "fetch the whole history: git fetch --unshallow" if self._shallow() else "name a later day"
            raise GitError(f"the repository has no commit up to {long_date(day)}", hint=hint)
        return found[0]

    def base(self) -> tuple[Commit, str]:
        """What the work at hand is to be compared with, and what to call it.

        Where it parted from the main branch; the last commit where it stands on that branch itself, or where there is
        no other branch. Raises GitError where git cannot tell: nothing is compared with the wrong commit in silence.
        """
        head = self._some_commit()
        names = [name for name in MAIN_NAMES if self._resolve(name)]
        if not names:
            others = self._run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").split()
            if len(others) != 1 or not self._try("symbolic-ref", "--quiet", "HEAD"):
                raise GitError(
                    "git does not say which branch is the main one",
                    hint=self._deepen(_NAME_IT),
                    problem="no-base-commit",
                )
            return self.log("-1", head)[0], "the last commit"
        found = self._try("merge-base", head, *names)
        if not found:
            shared = "the history here does not reach back to where this branch left the main one"
            raise GitError(shared, hint=self._deepen(_NAME_IT), problem="no-base-commit")
        if found == head:
            return self.log("-1", head)[0], "the last commit"
        return self.log("-1", found)[0], "where this branch left the main one"

    def log(self, *arguments: str) -> list[Commit]:
        """Commits, newest first."""
        return [commit for commit, _ in _commits(self._log(*arguments))]

    def history(self, path: str, same: Callable[[FileRevision], bool], start: str = "HEAD") -> Iterator[FileRevision]:
        """What each commit did to a file (from the top), newest first, on through renames that `same` agrees to.

        git's own --follow goes on from a copy to what it was copied from, and so from a contract to the one before it.
        """
        arguments = ("--raw", "-c", "--no-renames", "--no-abbrev", start, "--", path)
        for commit, changes in _commits(self._log(*arguments)):
            if not changes:
                continue
            before, after = _blob_hashes(changes[0])
            step = FileRevision(commit, path, before, after, path)
            moved = self._moved(step) if (before is None) != (after is None) else None
            if not moved or not same(moved):
                yield step
            elif moved.path_after:
                yield replace(moved, after=None)
            else:
                yield moved
                yield from self.history(moved.path_before, same, f"{commit.sha}^")
                return

    def _moved(self, step: FileRevision) -> FileRevision | None:
        """The same step as a rename, where a file came from another path or went to one."""
        out = self._run(
            "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-commit-id", "-M", "--find-renames=40%",
            "--diff-filter=R", step.commit.sha,
        )  # fmt: skip
        fields = iter(_fields(out))
        for head, old, new in zip(fields, fields, fields, strict=False):
            before, after = _blob_hashes(head)
            if step.after and new == step.path:
                return FileRevision(step.commit, new, before, after, old)
            if step.before and old == step.path:
                return FileRevision(step.commit, old, before, after, old, new)
        return None

    def last_path(self, name: str, folder: str) -> str | None:
        """Where a file of this name last stood under a folder (from the prefix), in any commit up to the present."""
        place = re.sub(r"([*?\[\]\\])", r"\\\1", self.prefix + folder)
        out = _git(self.top, "log", "-1", "-z", "--format=", "--name-only", "--no-show-signature", "--",
                   f":(top,glob){place}/**/{name}", literal=False)  # fmt: skip
        return next((found for found in _fields(out) if found.strip()), "").strip("\n") or None

    def tree(self, commit: Commit, *places: str) -> dict[str, Blob]:
        """The files at a commit in folders or at paths from the prefix, by their paths from there."""
        wanted = [f"{self.prefix}{place}" for place in places]
        found = {}
        for line in _fields(self._run("ls-tree", "-r", "-z", "--full-tree", commit.sha, "--", *wanted)):
            head, _, path = line.partition("\t")
            mode, kind, sha = head.split()
            if kind == "blob":
                found[path.removeprefix(self.prefix)] = Blob(sha, mode == _LINK)
        return found

    def read(self, shas: Iterable[str]) -> dict[str, bytes]:
        """The bytes of files by their hashes, in one process for all. Raises GitError if one is missing."""
        wanted = list(dict.fromkeys(shas))
        out = io.BytesIO(self._run("cat-file", "--batch", given="".join(f"{sha}\n" for sha in wanted).encode()))
        contents = {}
        for sha in wanted:
            header = out.readline().split()
            if len(header) != 3:
                message = f"the repository does not have the contents of a file that it lists ({sha[:10]})"
                raise GitError(message, hint="fetch everything: git fetch --refetch; or look for damage: git fsck")
            contents[sha] = out.read(int(header[2]))
            out.read(1)
        return contents

    def _some_commit(self) -> str:
        head = self._resolve("HEAD")
        if not head:
            raise GitError("the repository has no commit yet", hint="commit the register first")
        return head

    def _resolve(self, revision: str) -> str:
        return self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")

    def _shallow(self) -> bool:
        return self._try("rev-parse", "--is-shallow-repository") == "true"

    def _deepen(self, hint: str) -> str:
        return f"fetch the whole history (git fetch --unshallow), or {hint}" if self._shallow() else hint

    def _log(self, *arguments: str) -> Iterator[str]:
        shape = "--format=%x00%H%x00%ct%x00%an%x00%s"
        out = self._run("log", "-z", "--no-color", "--encoding=UTF-8", "--no-show-signature", shape, *arguments)
        return iter(out.decode("utf-8", errors="surrogateescape").split("\0"))

    def _try(self, *arguments: str) -> str:
        try:
            return self._run(*arguments).decode("utf-8", errors="replace").strip()
        except GitError:
            return ""

    def _run(self, *arguments: str, given: bytes | None = None) -> bytes:
        return _git(self.top, *arguments, given=given)


def _fields(out: bytes) -> list[str]:
    """What stands between NULs."""
    return [field for field in out.decode("utf-8", errors="surrogateescape").split("\0") if field]


def _commits(fields: Iterator[str]) -> Iterator[tuple[Commit, list[str]]]:
    """Commits with the heads of the changes that git lists under each, out of what stands between NULs."""
    found: tuple[Commit, list[str]] | None = None
    for field in fields:
        text = field.lstrip("\n")
        if found and text.startswith(":"):
            found[1].append(text)
            next(fields, "")  # the path, which is the one that was asked for
        elif text:
            if found:
                yield found
            when, author, subject = next(fields), next(fields), next(fields)
            found = Commit(text, datetime.fromtimestamp(int(when), LONDON).date(), _shown(author), _shown(subject)), []
    if found:
        yield found


def _shown(text: str) -> str:
    return text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def _blob_hashes(head: str) -> tuple[str | None, str | None]:
    """The hashes of a file before a commit, in its first parent, and after it; None where the file was not there."""
    count = len(head) - len(head.lstrip(":"))
    shas = head.split()[count + 1 : 2 * count + 2]
    before, after = (None if set(sha) == {"0"} else sha for sha in (shas[0], shas[-1]))
    return before, after


def repository(folder: Path) -> Repository:
    """The repository that a folder is in. Raises GitError where there is none, or no git."""
    here = folder.resolve()
    try:
        out = _git(here, "rev-parse", "--show-toplevel")
        top = Path(out.decode("utf-8", errors="surrogateescape").rstrip("\r\n")).resolve()
        way = here.relative_to(top).as_posix()
    except ValueError:
        raise GitError(
            f"git works on another folder than {folder}", hint="unset core.worktree in its settings"
        ) from None
    except _MissingGitError:
        raise
    except GitError:
        if any((parent / ".git").exists() for parent in (here, *here.parents)):
            raise
        hint = "run git init there and commit the register"
        raise GitError("the register is not in a git repository", hint=hint, problem="not-in-git") from None
    return Repository(top, "" if way == "." else f"{way}/")


def used_ids(config: Config) -> frozenset[str]:
    """Every id that a new contract cannot have: an id is never used again.

    Those of the register's files, and of every file that git ever had there on any branch, so that an id is free at
    the merge too. Outside git, or if git cannot say, the ids of the files alone.
    """
    ids = {file.path.stem for file in discovery.discover_files(config, (), ())}
    arguments = (
        "log",
        "--all",
        "--no-renames",
        "--diff-filter=A",
        "--format=",
        "--name-only",
        "-z",
        "--no-show-signature",
    )
    try:
        names = _fields(_git(config.root, *arguments, "--", config.settings.contracts, timeout=MAX_SECONDS_FOR_IDS))
    except GitError:
        names = []
    return frozenset(ids | {PurePosixPath(name).stem for name in names if name.endswith(discovery.ENDING)})


def _environment() -> dict[str, str]:
    """The environment without what leads git to another repository, and with every transport off."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED_VARIABLES}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}


def _git(
    folder: Path, *arguments: str, given: bytes | None = None, literal: bool = True, timeout: int = MAX_SECONDS
) -> bytes:
    paths = ("--literal-pathspecs",) if literal else ()
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and every argument is our own or follows --end-of-options
            ["git", "--no-optional-locks", *_SAFE_CONFIGURATION, *paths, *arguments],  # noqa: S607 - the user's git
            cwd=folder,
            env=_environment(),
            input=given,
            capture_output=True,
            check=True,
            timeout=timeout,
        )
    except FileNotFoundError:
        raise _MissingGitError(
            "git is not installed, and this needs it", hint="install git, or compare two folders"
        ) from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than {timeout} seconds") from None
    except OSError as error:
        raise GitError(f"git cannot be run: {(error.strerror or '').lower()}") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        reason = lines[0].removeprefix("fatal: ") if lines else f"git {arguments[0]} failed"
        raise GitError(f"git: {reason}", hint=lines[-1].strip() if lines[1:] else None) from None
    return done.stdout
