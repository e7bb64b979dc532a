"""git at the rim: what to compare with, what stood at a commit, the history of a file; and nothing is changed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from commreg.diagnostics.errors import GitError
from commreg.register import git
from commreg.register.git import Repository
from commreg.register.git_history import FileRevision
from tests.repositories import Repo


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "r")


def _put(repo: Repo, name: str, text: str = "one\n") -> None:
    path = repo.top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _find(repo: Repo, under: str = "") -> Repository:
    return git.find_repository(repo.top / under)


def _message(call: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(GitError) as raised:
        call()
    return raised.value.message, raised.value.hint


# What to compare with.


def test_on_the_main_branch_it_is_the_last_commit(repo: Repo) -> None:
    repo.commit("one")
    last = repo.commit("two")
    commit, name = _find(repo).base()
    assert (commit.sha, name) == (last, "the last commit")


def test_on_a_branch_it_is_where_the_branch_left_the_main_one(repo: Repo) -> None:
    left = repo.commit("one")
    repo.git("checkout", "-q", "-b", "extend")
    repo.commit("mine")
    repo.git("checkout", "-q", "main")
    repo.commit("somebody else's")
    repo.git("checkout", "-q", "extend")
    commit, name = _find(repo).base()
    assert (commit.sha, name) == (left, "where this branch was created")


@pytest.mark.parametrize("branch", ["main", "master"])
def test_main_of_the_origin_counts_where_there_is_none_here(branch: str, repo: Repo, tmp_path: Path) -> None:
    repo.git("branch", "-m", branch)
    left = repo.commit("one")
    repo.git("clone", "-q", str(repo.top), str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone", branch)
    clone.git("checkout", "-q", "-b", "mine")
    clone.git("branch", "-q", "-D", branch)
    clone.commit("two")
    assert _find(clone).base()[0].sha == left


def test_the_nearest_of_here_and_the_origin_counts(repo: Repo, tmp_path: Path) -> None:
    """A main branch here that is ahead of the origin: what is on it is not the work at hand."""
    repo.commit("one")
    repo.git("clone", "-q", str(repo.top), str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone")
    ahead = clone.commit("not pushed yet")
    clone.git("checkout", "-q", "-b", "mine")
    clone.commit("mine")
    assert _find(clone).base()[0].sha == ahead


def test_with_a_detached_head_it_is_where_that_left_the_main_branch(repo: Repo) -> None:
    first = repo.commit("one")
    repo.commit("two")
    repo.git("checkout", "-q", "--detach", first)
    repo.commit("apart")
    assert _find(repo).base()[0].sha == first


def test_the_only_branch_is_the_main_one_whatever_its_name(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", "register")
    last = repo.commit("one")
    assert _find(repo).base() == (_find(repo).commit(last), "the last commit")


def test_of_two_branches_of_other_names_neither_is_taken_for_the_main_one(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", "register")
    repo.commit("one")
    repo.git("branch", "other")
    message, hint = _message(_find(repo).base)
    assert message == "the main branch cannot be determined"
    assert hint == "name what to compare with"


def test_a_branch_that_shares_nothing_with_main_is_not_compared_with_it(repo: Repo) -> None:
    repo.commit("one")
    repo.git("checkout", "-q", "--orphan", "alone")
    repo.commit("alone")
    message, _ = _message(_find(repo).base)
    assert message == "the history does not go back to where this branch was created"


def test_a_shallow_clone_says_that_it_is_one(repo: Repo, tmp_path: Path) -> None:
    """As CI makes them: one commit, without a branch, where everything would look unchanged."""
    repo.commit("one")
    repo.git("checkout", "-q", "-b", "mine")
    head = repo.commit("two")
    clone = Repo(tmp_path / "clone")
    clone.git("remote", "add", "origin", f"file://{repo.top}")
    clone.git("fetch", "-q", "--depth=1", "origin", "mine")
    clone.git("checkout", "-q", "--detach", head)
    message, hint = _message(_find(clone).base)
    assert message == "the main branch cannot be determined"
    assert hint
    assert hint.startswith("fetch the whole history (git fetch --unshallow), or name")
    message, hint = _message(lambda: _find(clone).last_by(date(2000, 1, 1)))
    assert hint == "fetch the whole history: git fetch --unshallow"


def test_a_repository_without_a_commit_says_so(repo: Repo) -> None:
    message_and_hint = ("the repository has no commit yet", "commit the register first")
    assert _message(_find(repo).base) == message_and_hint
    assert _message(lambda: _find(repo).last_by(date(2021, 1, 1))) == message_and_hint


def test_a_folder_in_no_repository_says_so(tmp_path: Path) -> None:
    message, hint = _message(lambda: git.find_repository(tmp_path))
    assert message == "the register is not in a git repository"
    assert hint == ("run git init there and commit the register")


def test_without_git_it_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    message, hint = _message(lambda: git.find_repository(repo.top))
    assert (message, hint) == ("git is needed for this and is not installed", "install git")


def test_in_another_language_git_is_understood_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git says is never looked into: its words are in the language of the computer."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "git"
    script.write_text("#!/bin/sh\necho 'Schwerwiegend: Kein Git-Repository' >&2\nexit 128\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    assert _message(lambda: git.find_repository(tmp_path))[0] == "the register is not in a git repository"


# Revisions.

HOSTILE = ("--output=x", "-x", "HEAD;rm -rf x", "HEAD --output=x", "$(touch x)", "", " ", "a..b", "HEAD:x", "ü", "@{")


@pytest.mark.parametrize("revision", HOSTILE)
def test_a_hostile_revision_is_one_that_git_does_not_know(revision: str, repo: Repo) -> None:
    _put(repo, "x.yaml")
    repo.commit("one")
    before = repo.state()
    message, _ = _message(lambda: _find(repo).commit(revision))
    assert message == f"git knows no commit “{revision}”"
    assert repo.state() == before


def test_a_revision_is_a_branch_a_tag_a_hash_or_a_day(repo: Repo) -> None:
    sha = repo.commit("one", on="2021-09-28")
    repo.git("tag", "-a", "q2", "-m", "The quarter")
    repo.git("tag", "plain")
    repo.git("branch", "other")
    repository = _find(repo)
    for revision in ("main", "other", "q2", "plain", sha, sha[:8], "HEAD", "2021-09-28", "2021-09-30", " 2021-09-30 "):
        assert repository.commit(revision).sha == sha, revision


def test_a_tag_that_is_called_like_a_day_comes_before_the_day(repo: Repo) -> None:
    """The return for the quarter, tagged some days later."""
    repo.commit("one", on="2021-09-28")
    tagged = repo.commit("two", on="2021-10-05")
    repo.git("tag", "2021-09-30")
    assert _find(repo).commit("2021-09-30").sha == tagged
    assert _find(repo).last_by(date(2021, 9, 30)).sha != tagged


def test_of_a_day_it_is_the_last_commit_up_to_its_end_in_london(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Summer time: 23:30 there is 22:30 at Greenwich; wherever the computer stands."""
    repo.commit("early", on="2021-06-29")
    late = repo.commit("late", on="2021-06-30", clock="T22:30:00+0000")
    after = repo.commit("next day", on="2021-06-30", clock="T23:30:00+0000")
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        repository = _find(repo)
        assert (repository.last_by(date(2021, 6, 30)).sha, repository.commit("2021-07-01").sha) == (late, after)
        assert repository.commit(late).on == date(2021, 6, 30)
        assert repository.commit(after).on == date(2021, 7, 1)


def test_of_a_day_what_was_merged_later_does_not_count(repo: Repo) -> None:
    on_main = repo.commit("one", on="2021-09-01")
    repo.git("checkout", "-q", "-b", "draft")
    repo.commit("a draft that waits for approval", on="2021-09-15")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Approved", "draft", on="2021-10-05")
    assert _find(repo).last_by(date(2021, 9, 30)).sha == on_main


def test_before_the_first_commit_there_is_none(repo: Repo) -> None:
    repo.commit("one")
    message, hint = _message(lambda: _find(repo).commit("2020-01-01"))
    assert (message, hint) == ("the repository has no commit up to 1 January 2020", "name a later date")


def test_odd_authors_and_messages_have_their_invisible_characters_written_out(repo: Repo) -> None:
    repo.git("config", "user.name", "Zoë \x1f “O'Brien”")
    repo.commit("Odd \x1e\u2028\x85 line")
    (commit,) = _find(repo).log("-1", "HEAD")
    assert (commit.author, commit.subject) == ("Zoë <U+001F> “O'Brien”", "Odd <U+001E><U+2028><U+0085> line")
    repo.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "color.ui", "always")
    assert _find(repo).log("-1", "HEAD") == [commit]


# What stood at a commit.


@pytest.mark.parametrize("under", ["", "council/register", "Kinder [2021]/Ämter * ?", ":(glob)x"])
def test_files_are_found_by_their_names_and_never_by_a_pattern(under: str, repo: Repo) -> None:
    names = ["contracts/a b.yaml", "contracts/ä/ö.yaml", "contracts/[x].yaml", "contracts/line\nend.yaml"]
    for name in names:
        _put(repo, f"{under}/{name}".lstrip("/"), name)
    _put(repo, "contracts/other.yaml" if under else "elsewhere/other.yaml")
    commit = _find(repo, under).commit(repo.commit("one"))
    repository = _find(repo, under)
    listed = repository.tree(commit, "contracts")
    assert sorted(listed) == sorted(names)
    data = repository.read(blob.sha for blob in listed.values())
    assert {name: data[blob.sha].decode() for name, blob in listed.items()} == {name: name for name in names}


@pytest.mark.parametrize("folder", ["contracts", "contracts/", "./contracts", "."])
def test_a_folder_may_be_written_in_any_way(folder: str, repo: Repo) -> None:
    _put(repo, "sub/contracts/a.yaml")
    repository = _find(repo, "sub")
    assert list(repository.tree(repository.commit(repo.commit("one")), folder)) == ["contracts/a.yaml"]


def test_bytes_are_those_that_were_committed(repo: Repo) -> None:
    """Line ends and attributes change what is checked out, and what an archive has, and not what is read here."""
    data = b"a: 1\r\nb: \xff\n"
    (repo.top / ".gitattributes").write_text("*.yaml export-ignore -text\n", encoding="utf-8")
    (repo.top / "a.yaml").write_bytes(data)
    repository = _find(repo)
    listed = repository.tree(repository.commit(repo.commit("one")), "a.yaml")
    assert list(repository.read(blob.sha for blob in listed.values()).values()) == [data]


def test_links_are_distinguished_and_submodules_left_out(repo: Repo) -> None:
    _put(repo, "a.yaml")
    (repo.top / "b.yaml").symlink_to("a.yaml")
    commit = repo.commit("one")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    repo.git("commit", "-q", "-m", "two")
    repository = _find(repo)
    assert {name: blob.link for name, blob in repository.tree(repository.commit("HEAD"), ".").items()} == {
        "a.yaml": False,
        "b.yaml": True,
    }


# The history of one file.


def _history(repo: Repo, path: str, same: Callable[[FileRevision], bool] = lambda _: True) -> list[tuple[str, str]]:
    return [(step.commit.subject, step.path) for step in _find(repo).history(path, same)]


TEXT = "".join(f"line {number}\n" for number in range(40))


def test_a_history_follows_renames_and_moves(repo: Repo) -> None:
    _put(repo, "old.yaml", TEXT)
    repo.commit("first")
    repo.git("mv", "old.yaml", "new.yaml")
    repo.commit("renamed")
    _put(repo, "sub/x", "")
    repo.git("mv", "new.yaml", "sub/new.yaml")
    repo.commit("moved")
    repo.git("mv", "sub/new.yaml", "new.yaml")
    repo.commit("moved back")
    assert _history(repo, "new.yaml") == [
        ("moved back", "new.yaml"),
        ("moved", "sub/new.yaml"),
        ("renamed", "new.yaml"),
        ("first", "old.yaml"),
    ]


def test_a_copy_is_not_followed_to_what_it_was_copied_from(repo: Repo) -> None:
    """A successor begun as a copy of the contract before it: that one's history is not its own."""
    _put(repo, "advice-2019.yaml", TEXT)
    repo.commit("the first contract")
    _put(repo, "advice-2022.yaml", f"{TEXT}more\n")
    repo.commit("the next contract")
    assert _history(repo, "advice-2022.yaml") == [("the next contract", "advice-2022.yaml")]


def test_a_rename_that_is_not_the_same_contract_is_not_followed(repo: Repo) -> None:
    _put(repo, "advice-2019.yaml", TEXT)
    repo.commit("the first contract")
    repo.git("mv", "advice-2019.yaml", "advice-2022.yaml")
    repo.commit("one out, one in")
    assert len(_history(repo, "advice-2022.yaml")) == 2
    (step,) = _find(repo).history("advice-2022.yaml", lambda _: False)
    assert (step.before, step.path_before) == (None, "advice-2022.yaml")


def test_a_file_that_went_says_where_to(repo: Repo) -> None:
    _put(repo, "old.yaml", TEXT)
    repo.commit("first")
    repo.git("mv", "old.yaml", "new.yaml")
    repo.commit("renamed")
    last, first = _find(repo).history("old.yaml", lambda _: True)
    assert (last.after, last.path_after, first.commit.subject) == (None, "new.yaml", "first")


def test_a_file_that_went_and_came_back_has_both_its_lives(repo: Repo) -> None:
    for name in ("first", "gone", "back"):
        _put(repo, "a.yaml", TEXT) if name != "gone" else (repo.top / "a.yaml").unlink()
        repo.commit(name)
    assert [subject for subject, _ in _history(repo, "a.yaml")] == ["back", "gone", "first"]


def test_a_merge_counts_only_where_it_changed_the_file_itself(repo: Repo) -> None:
    _put(repo, "a.yaml", TEXT)
    repo.commit("first")
    repo.git("checkout", "-q", "-b", "draft")
    repo.replace("a.yaml", "line 3\n", "line three\n")
    repo.commit("draft")
    repo.git("checkout", "-q", "main")
    repo.replace("a.yaml", "line 20\n", "line twenty\n")
    repo.commit("main")
    repo.git("merge", "-q", "--no-commit", "draft")
    repo.replace("a.yaml", "line 30\n", "line thirty\n")
    repo.commit("merged, and changed")
    steps = list(_find(repo).history("a.yaml", lambda _: True))
    assert sorted(step.commit.subject for step in steps) == ["draft", "first", "main", "merged, and changed"]
    texts = _find(repo).read(sha for step in steps for sha in (step.before, step.after) if sha)
    draft = next(step for step in steps if step.commit.subject == "draft")
    assert draft.before
    assert draft.after
    before, after = texts[draft.before].decode(), texts[draft.after].decode()
    assert after == before.replace("line 3\n", "line three\n")  # what it did, and not what was done beside it


def test_a_file_is_found_where_it_last_stood(repo: Repo) -> None:
    _put(repo, "council [x]/contracts/send/a.yaml")
    repo.commit("one")
    shutil.rmtree(repo.top / "council [x]/contracts")
    _put(repo, "council [x]/commreg.toml", "")
    repo.commit("two")
    repository = _find(repo, "council [x]")
    assert repository.last_path("a.yaml", "contracts") == "council [x]/contracts/send/a.yaml"
    assert repository.last_path("b.yaml", "contracts") is None


def test_the_index_is_not_touched(repo: Repo) -> None:
    _put(repo, "a.yaml")
    repo.commit("one")
    (repo.top / "a.yaml").touch()
    before = (repo.top / ".git/index").read_bytes()
    repository = _find(repo)
    repository.base()
    list(repository.history("a.yaml", lambda _: True))
    repository.tree(repository.commit("HEAD"), ".")
    assert (repo.top / ".git/index").read_bytes() == before


def test_a_worktree_and_a_link_to_the_folder_are_the_repository_too(repo: Repo, tmp_path: Path) -> None:
    _put(repo, "reg/a.yaml")
    sha = repo.commit("one")
    repo.git("worktree", "add", "-q", str(tmp_path / "wt"), "-b", "side")
    (tmp_path / "link").symlink_to(repo.top)
    for top in (tmp_path / "wt", tmp_path / "link"):
        repository = git.find_repository(top / "reg")
        assert (repository.prefix, repository.commit("HEAD").sha) == ("reg/", sha)


def test_what_git_itself_says_is_passed_on(repo: Repo) -> None:
    repo.commit("one")
    (repo.top / ".git/HEAD").write_text("nonsense", encoding="utf-8")
    message, _ = _message(lambda: git.find_repository(repo.top))
    assert message.startswith("git: ")
    assert subprocess.run(["git", "status"], cwd=repo.top, capture_output=True, check=False).returncode
