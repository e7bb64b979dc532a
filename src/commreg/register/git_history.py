"""The changes of one file in git, through merges, moves and renames.

git's --follow is not used: it loses what happened beside a merge, and continues from a copy to its original, and so to
another contract. git's own simplification of a history is not used either, as it leaves out branches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commreg.register.git import Commit, Repository


@dataclass(frozen=True, slots=True)
class FileRevision:
    """A change of a file in a commit: its hash (None if there was no file) and path, before and after."""

    commit: Commit
    path: str
    before: str | None
    after: str | None
    path_before: str
    path_after: str | None = None  # the new path of a file that was moved


@dataclass
class FileHistory:
    """One search for the changes of a file, up to a commit."""

    repository: Repository
    same: Callable[[FileRevision], bool]
    start: str
    _revisions: list[FileRevision] = field(default_factory=list)
    _paths: list[str] = field(default_factory=list)  # under which the file was kept
    _merges: dict[str, list[str | None]] = field(default_factory=dict)  # by hash: the file's hash in each parent

    def of(self, path: str) -> list[FileRevision]:
        """The changes of the file that has a path now or had it last, newest first."""
        waiting: list[tuple[str, frozenset[str]]] = [(path, frozenset())]
        while waiting:
            next_path, excluded = waiting.pop()
            self._paths += [next_path] if next_path not in self._paths else []
            for revision in self._at(next_path, excluded):
                self._revisions.append(revision)
                if revision.path_before != revision.path and not revision.path_after:
                    # Before the move it is followed under its old path: on every branch that the move was not yet in.
                    later = self._descendants(revision.commit)
                    waiting.append((revision.path_before, excluded | later))
        order = self.repository.log("--full-history", "--date-order", self.start, "--", *self._paths)
        ranks = {commit.sha: rank for rank, commit in enumerate(order)}
        revisions = [settled for revision in self._revisions if (settled := self._settled(revision))]
        return sorted(revisions, key=lambda revision: ranks.get(revision.commit.sha, len(ranks)))

    def _at(self, path: str, excluded: frozenset[str]) -> Iterator[FileRevision]:
        """The changes of the file at a path, newest first, up to the one by which it came from another path."""
        arguments = (
            "--full-history",
            "--date-order",
            "--raw",
            "-c",
            "--no-renames",
            "--no-abbrev",
            self.start,
            "--",
            path,
        )
        for commit, changes in self.repository.log_with_changes(*arguments):
            if not changes or commit.sha in excluded:
                continue
            before, after = file_hashes(changes[0])
            if len(before) > 1:
                self._merges[commit.sha] = before
            revision = FileRevision(commit, path, before[0], after, path)
            moved = self._moved(revision) if len(before) == 1 and (before[0] is None) != (after is None) else None
            if not moved or not self.same(moved):
                yield revision
            elif moved.path_after:
                yield replace(moved, after=None)
            else:
                yield moved
                return

    def _settled(self, revision: FileRevision) -> FileRevision | None:
        """A change with what was before it; None for a merge that only takes over what one of its parents has."""
        hashes = self._merges.get(revision.commit.sha)
        if hashes is None or revision.path_before != revision.path:
            return revision
        elsewhere = [path for path in self._paths if path != revision.path]
        for number, sha in enumerate(hashes):
            if sha is None and elsewhere:
                hashes[number] = self._hash_in(f"{revision.commit.sha}^{number + 1}", elsewhere)
        if revision.after in hashes:
            return None
        return replace(revision, before=next((sha for sha in hashes if sha), None))

    def _hash_in(self, commit: str, paths: list[str]) -> str | None:
        """The hash of the file in a commit, at the first of the paths that is there."""
        lines = split_fields(self.repository.run("ls-tree", "-z", "--full-tree", commit, "--", *paths))
        return next((line.split()[2] for line in lines), None)

    def _descendants(self, commit: Commit) -> frozenset[str]:
        """A commit and those after it, up to where the history starts."""
        out = self.repository.run("rev-list", "--ancestry-path", f"{commit.sha}..{self.start}")
        return frozenset((commit.sha, *out.decode("ascii").split()))

    def _moved(self, revision: FileRevision) -> FileRevision | None:
        """The same change as a rename, if the file was moved from or to another path."""
        out = self.repository.run(
            "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-commit-id", "-M", "--find-renames=40%",
            "--diff-filter=R", revision.commit.sha,
        )  # fmt: skip
        fields = iter(split_fields(out))
        for head, old, new in zip(fields, fields, fields, strict=False):
            (before,), after = file_hashes(head)
            if revision.after and new == revision.path:
                return FileRevision(revision.commit, new, before, after, old)
            if revision.before and old == revision.path:
                return FileRevision(revision.commit, old, before, after, old, new)
        return None


def split_fields(out: bytes) -> list[str]:
    """The texts between NUL characters."""
    return [text for text in out.decode("utf-8", errors="surrogateescape").split("\0") if text]


def file_hashes(head: str) -> tuple[list[str | None], str | None]:
    """The hashes of a file in each parent of a commit, and in the commit; None if there is no such file."""
    count = len(head) - len(head.lstrip(":"))
    shas = [None if set(sha) == {"0"} else sha for sha in head.split()[count + 1 : 2 * count + 2]]
    return shas[:-1], shas[-1]
