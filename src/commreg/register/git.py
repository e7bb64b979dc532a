"""Run git to find commits, the files of a folder at a commit, and the history of a file.

Nothing here changes a repository or its index. Arguments are passed without a shell; a revision is never read as an
option, nor a path as a pattern. The output is separated by NUL characters, which no name or message contains.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from zoneinfo import ZoneInfo

from commreg.diagnostics.errors import GitError
from commreg.register import discovery
from commreg.register.config import Config
from commreg.register.git_history import FileHistory, FileRevision, split_fields
from commreg.values.dates import boundary, long_date, parse_day
from commreg.values.text import escape_invisible

MAIN_NAMES = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
LONDON = ZoneInfo("Europe/London")
_LINK = "120000"
_SUBMODULE = "160000"
MAX_SECONDS = 300  # for one call of git
MAX_SECONDS_FOR_IDS = 30  # for the ids of the whole history, while the user waits
# They could make git use another repository than that of the folder, or change how it reads paths.
_DROPPED_VARIABLES = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
     "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
     "GIT_REPLACE_REF_BASE", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
     "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")
)  # fmt: skip
# Settings of the repository that could run a program.
_SAFE_CONFIGURATION = ("-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never")
_HASH = re.compile("[0-9a-f]{40,64}")
_NAME_IT = "name what to compare with"


class _MissingGitError(GitError):
    """git is not installed."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its hash, date in London, author, and the first line of its message."""

    sha: str
    on: date
    author: str
    subject: str

    @property
    def short(self) -> str:
        """The first 10 characters of the hash."""
        return self.sha[:10]


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in git: the hash of its contents, and whether it is a link, whose contents are its target."""

    sha: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and the path from its top to a folder in it, with a slash at the end; empty for the top."""

    top: Path
    prefix: str

    def commit(self, revision: str) -> Commit:
        """The commit that a branch, tag, hash or date names; for a date, the last one up to the end of that day.

        A branch or tag with a date as its name is preferred. Raises GitError if there is none.
        """
        sha = self._resolve(revision)
        if sha:
            return self.log("-1", sha)[0]
        try:
            return self.last_by(parse_day(revision.strip()))
        except ValueError:
            hint = "name a branch, a tag, a hash or a date such as 2021-09-30"
            raise GitError(f"git knows no commit “{revision}”", hint=hint) from None

    def later_ancestor(self, commit: Commit, day: date) -> Commit | None:
        """A commit that comes before another on its branch, and has a date after a day: a clock was wrong."""
        return next((earlier for earlier in self.log("--first-parent", commit.sha) if earlier.on > day), None)

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only a part of the history."""
        return self._try("rev-parse", "--is-shallow-repository") == "true"

    def boundary_commits(self) -> frozenset[str]:
        """The hashes of the commits at which a shallow clone ends; none if the whole history is there."""
        if not self.is_shallow:
            return frozenset()
        path = self.top / os.fsdecode(self._run("rev-parse", "--git-path", "shallow")).rstrip("\r\n")
        return frozenset(path.read_text(encoding="ascii").split()) if path.is_file() else frozenset()

    def last_by(self, day: date) -> Commit:
        """The last commit up to the end of a day in London, on the branch that is checked out.

        Commits that were merged later are not included. Raises GitError if there is none.
        """
        self._some_commit()
        end = datetime.combine(boundary(day), time(), LONDON)
        commits = self.log("-1", "--first-parent", f"--before={int(end.timestamp()) - 1}", "HEAD")
        if not commits:
            hint = "fetch the whole history: git fetch --unshallow" if self.is_shallow else "name a later date"
            raise GitError(f"the repository has no commit up to {long_date(day)}", hint=hint)
        return commits[0]

    def base(self) -> tuple[Commit, str]:
        """The commit to compare the current files with, and its description.

        It is where the current branch left the main branch; or the last commit, on the main branch itself or if there
        is no other branch. Raises GitError if it cannot be determined.
        """
        head = self._some_commit()
        names = [name for name in MAIN_NAMES if self._resolve(name)]
        if not names:
            branches = self._run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").split()
            if len(branches) != 1 or not self._try("symbolic-ref", "--quiet", "HEAD"):
                raise GitError(
                    "the main branch cannot be determined",
                    hint=self._deepen(_NAME_IT),
                    problem="no-base-commit",
                )
            return self.log("-1", head)[0], "the last commit"
        merge_base = self._try("merge-base", head, *names)
        if not merge_base:
            shared = "the history does not go back to where this branch was created"
            raise GitError(shared, hint=self._deepen(_NAME_IT), problem="no-base-commit")
        if merge_base == head:
            return self.log("-1", head)[0], "the last commit"
        return self.log("-1", merge_base)[0], "where this branch was created"

    def log(self, *arguments: str) -> list[Commit]:
        """Commits, newest first."""
        return [commit for commit, _ in self.log_with_changes(*arguments)]

    def log_with_changes(self, *arguments: str) -> Iterator[tuple[Commit, list[str]]]:
        """Commits, newest first, each with the header lines of its changes if --raw is among the arguments."""
        return _commits(self._log(*arguments))

    def run(self, *arguments: str) -> bytes:
        """The output of a git command in the repository. Raises GitError."""
        return self._run(*arguments)

    def history(self, path: str, same: Callable[[FileRevision], bool], start: str = "HEAD") -> list[FileRevision]:
        """The changes of a file (path from the top), newest first, continued at renames for which `same` is true."""
        return FileHistory(self, same, start).of(path)

    def last_path(self, name: str, folder: str) -> str | None:
        """The last path of a file of this name under a folder (from the prefix), up to the current commit."""
        pattern = re.sub(r"([*?\[\]\\])", r"\\\1", self.prefix + folder)
        out = run_git(self.top, "log", "-1", "-z", "--format=", "--name-only", "--no-show-signature", "--",
                   f":(top,glob){pattern}/**/{name}", literal=False)  # fmt: skip
        return next((path for path in split_fields(out) if path.strip()), "").strip("\n") or None

    def tree(self, commit: Commit, *places: str) -> dict[str, Blob]:
        """The files at a commit in folders or at paths, by path; all paths start from the prefix."""
        paths = [f"{self.prefix}{place}" for place in places]
        blobs = {}
        for line in split_fields(self._run("ls-tree", "-r", "-z", "--full-tree", commit.sha, "--", *paths)):
            head, _, path = line.partition("\t")
            mode, kind, sha = head.split()
            if kind == "blob":
                blobs[path.removeprefix(self.prefix)] = Blob(sha, mode == _LINK)
        return blobs

    def index(self, *places: str) -> dict[str, Blob]:
        """The files that the next commit will have, as `tree` lists those of a commit.

        In a hook GIT_INDEX_FILE names that index. Raises GitError if there are conflicts in it.
        """
        paths = [f"{self.prefix}{place}" for place in places]
        index = os.environ.get("GIT_INDEX_FILE")
        variables = {"GIT_INDEX_FILE": str(self.top / index)} if index else {}
        blobs = {}
        for line in split_fields(run_git(self.top, "ls-files", "-s", "-z", "--", *paths, variables=variables)):
            head, _, path = line.partition("\t")
            mode, sha, stage = head.split()
            if stage != "0":
                raise GitError(f"{path} has a conflict that is not resolved", hint="resolve it, then git add it")
            if mode != _SUBMODULE:
                blobs[path.removeprefix(self.prefix)] = Blob(sha, mode == _LINK)
        return blobs

    def read(self, shas: Iterable[str]) -> dict[str, bytes]:
        """The bytes of files by their hashes, read in one process. Raises GitError if one is missing."""
        unique_shas = list(dict.fromkeys(shas))
        out = io.BytesIO(self._run("cat-file", "--batch", stdin="".join(f"{sha}\n" for sha in unique_shas).encode()))
        contents = {}
        for sha in unique_shas:
            header = out.readline().split()
            if len(header) != 3:
                message = f"the repository does not have the contents of a file that it lists ({sha[:10]})"
                raise GitError(message, hint="fetch everything: git fetch --refetch; or check for damage: git fsck")
            contents[sha] = out.read(int(header[2]))
            out.read(1)
        return contents

    def _some_commit(self) -> str:
        head = self._resolve("HEAD")
        if not head:
            raise GitError("the repository has no commit yet", hint="commit the register first")
        return head

    def _resolve(self, revision: str) -> str:
        sha = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return sha if _HASH.fullmatch(sha) else ""  # a range or an exclusion, such as ^HEAD, is no commit

    def _deepen(self, hint: str) -> str:
        return f"fetch the whole history (git fetch --unshallow), or {hint}" if self.is_shallow else hint

    def _log(self, *arguments: str) -> Iterator[str]:
        shape = "--format=%x00%H%x00%ct%x00%an%x00%s"
        out = self._run("log", "-z", "--no-color", "--encoding=UTF-8", "--no-show-signature", shape, *arguments)
        return iter(out.decode("utf-8", errors="surrogateescape").split("\0"))

    def _try(self, *arguments: str) -> str:
        try:
            return self._run(*arguments).decode("utf-8", errors="replace").strip()
        except GitError:
            return ""

    def _run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        return run_git(self.top, *arguments, stdin=stdin)


def _commits(fields: Iterator[str]) -> Iterator[tuple[Commit, list[str]]]:
    """Commits, each with the header lines of its changes, from the texts between NUL characters."""
    commit_and_changes: tuple[Commit, list[str]] | None = None
    for field in fields:
        text = field.lstrip("\n")
        if commit_and_changes and text.startswith(":"):
            commit_and_changes[1].append(text)
            next(fields, "")  # the path, which is always the same
        elif text:
            if commit_and_changes:
                yield commit_and_changes
            when, author, subject = next(fields), next(fields), next(fields)
            commit_and_changes = (
                Commit(text, datetime.fromtimestamp(int(when), LONDON).date(), _printable(author), _printable(subject)),
                [],
            )
    if commit_and_changes:
        yield commit_and_changes


def _printable(text: str) -> str:
    return escape_invisible(text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace"))


def find_repository(folder: Path) -> Repository:
    """The repository that a folder is in. Raises GitError if there is none, or git is not installed."""
    start = folder.resolve()
    try:
        out = run_git(start, "rev-parse", "--show-toplevel")
        top = Path(out.decode("utf-8", errors="surrogateescape").rstrip("\r\n")).resolve()
        prefix = start.relative_to(top).as_posix()
    except ValueError:
        raise GitError(f"git uses another folder than {folder}", hint="unset core.worktree in its settings") from None
    except _MissingGitError:
        raise
    except GitError:
        if any((parent / ".git").exists() for parent in (start, *start.parents)):
            raise
        hint = "run git init there and commit the register"
        raise GitError("the register is not in a git repository", hint=hint, problem="not-in-git") from None
    return Repository(top, "" if prefix == "." else f"{prefix}/")


def is_shallow(folder: Path) -> bool:
    """Whether a folder is in a clone that has only a part of the history."""
    try:
        return find_repository(folder).is_shallow
    except GitError:
        return False


def used_ids(config: Config) -> frozenset[str]:
    """The ids that a new contract cannot have, because an id is never reused.

    They are the ids of the register's files, and of all files that were ever in the folder on any branch, so that ids
    do not clash when branches are merged. Outside git, or if git fails, only those of the files.
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
        names = split_fields(
            run_git(config.root, *arguments, "--", config.settings.contracts, timeout=MAX_SECONDS_FOR_IDS)
        )
    except GitError:
        names = []
    return frozenset(ids | {PurePosixPath(name).stem for name in names if name.endswith(discovery.ENDING)})


def _environment() -> dict[str, str]:
    """The environment, without variables that select another repository, and with network access disabled."""
    variables = {name: value for name, value in os.environ.items() if name not in _DROPPED_VARIABLES}
    return {**variables, "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}


def run_git(
    folder: Path,
    *arguments: str,
    stdin: bytes | None = None,
    literal: bool = True,
    timeout: int = MAX_SECONDS,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Run git in a folder, without access to the network unless `variables` allow it. Raises GitError if it fails."""
    paths = ("--literal-pathspecs",) if literal else ()
    try:
        completed = subprocess.run(  # noqa: S603 - no shell, and every argument is our own or follows --end-of-options
            ["git", "--no-optional-locks", *_SAFE_CONFIGURATION, *paths, *arguments],  # noqa: S607 - the user's git
            cwd=folder,
            env={**_environment(), **variables},
            input=stdin,
            capture_output=True,
            check=True,
            timeout=timeout,
        )
    except FileNotFoundError:
        raise _MissingGitError("git is needed for this and is not installed", hint="install git") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than {timeout} seconds") from None
    except OSError as error:
        raise GitError(f"git cannot be run: {(error.strerror or '').lower()}") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        reason = lines[0].removeprefix("fatal: ") if lines else f"git {arguments[0]} failed"
        raise GitError(f"git: {reason}", hint=lines[-1].strip() if lines[1:] else None) from None
    return completed.stdout
