"""Files are written all or none, in one step, and never over a change that somebody else made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commreg.diagnostics.errors import InputError
from commreg.register import file_writer, lock
from commreg.register.file_writer import FileChange, write_files, write_output
from tests.conftest import tree


def change(path: Path, after: str, before: str | None = None) -> FileChange:
    return FileChange(path, path.name, None if before is None else before.encode(), after.encode())


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("a\n", encoding="utf-8")
    second.write_text("b\n", encoding="utf-8")
    return first, second


def test_all_files_are_written_in_new_folders_too(tmp_path: Path) -> None:
    write_files(tmp_path / "new", [change(tmp_path / "new/x/a.yaml", "a"), change(tmp_path / "new/b.yaml", "b")])
    assert tree(tmp_path) == {"new/x/a.yaml": b"a", "new/b.yaml": b"b"}


@pytest.mark.parametrize("fault", ["stale", "exists", "gone", "folder is a file"])
def test_none_is_written_if_one_cannot_be(pair: tuple[Path, Path], tmp_path: Path, fault: str) -> None:
    first, second = pair
    last = {
        "stale": lambda: change(second, "new", "other"),
        "exists": lambda: change(second, "new"),
        "gone": lambda: change(tmp_path / "c.yaml", "new", "c"),
        "folder is a file": lambda: change(second / "c.yaml", "new"),
    }[fault]()
    before = tree(tmp_path)
    with pytest.raises(InputError):
        write_files(tmp_path, [change(first, "A", "a\n"), change(tmp_path / "new/n.yaml", "n"), last])
    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_files_already_moved_are_put_back(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    replace = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if target == second:
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"b\.yaml cannot be written: input/output error"):
        write_files(tmp_path, [change(tmp_path / "n.yaml", "n"), change(first, "A", "a\n"), change(second, "B", "b\n")])
    assert tree(tmp_path) == before


def test_a_change_made_while_writing_is_kept(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    stage = file_writer._stage

    def and_meanwhile(*args: object) -> Path:
        second.write_text("somebody else's\n", encoding="utf-8")
        return stage(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(file_writer, "_stage", and_meanwhile)
    with pytest.raises(InputError, match=r"b\.yaml was changed in the meantime"):
        write_files(tmp_path, [change(first, "A", "a\n"), change(second, "B", "b\n")])
    assert tree(tmp_path) == {"a.yaml": b"a\n", "b.yaml": b"somebody else's\n"}


def test_of_two_writers_one_wins_and_the_other_is_refused(pair: tuple[Path, Path]) -> None:
    """Three programs add four lines each to the text that they all read; each reads it again if it is refused."""
    first, _ = pair
    code = (
        "import sys\nfrom pathlib import Path\nfrom commreg.diagnostics.errors import InputError\n"
        "from commreg.register.file_writer import FileChange, write_files\n"
        "path, name = Path(sys.argv[1]), sys.argv[2].encode()\n"
        "for _ in range(4):\n"
        "    while True:\n"
        "        text = path.read_bytes()\n"
        "        try:\n            write_files(path.parent, [FileChange(path, 'a', text, text + name + b'\\n')])\n"
        "        except InputError as error:\n            assert 'meantime' in str(error)\n"
        "        else:\n            break\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(first), str(number)]) for number in range(3)]
    assert [writer.wait() for writer in writers] == [0] * 3
    assert sorted(first.read_text().split()) == sorted(["a", *(str(number) for number in range(3) for _ in range(4))])


def test_a_writer_that_waits_too_long_is_told(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    with (
        lock.exclusive(tmp_path),
        pytest.raises(InputError, match="another program is writing to this register"),
    ):
        write_files(tmp_path, [change(pair[0], "A", "a\n")])
    assert pair[0].read_text() == "a\n"


def test_a_folder_that_cannot_be_locked_is_locked_by_a_file_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl
    import stat

    flock = fcntl.flock

    def files_only(handle: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(9, "Bad file descriptor")
        flock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", files_only)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    with lock.exclusive(tmp_path), pytest.raises(InputError), lock.exclusive(tmp_path):
        pass
    assert tree(tmp_path) == {}


def test_permissions_links_and_attributes_are_kept(pair: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = pair
    first.chmod(0o640)
    try:
        os.setxattr(first, "user.note", b"kept")
    except OSError:
        pytest.skip("no extended attributes here")
    link = tmp_path / "link.yaml"
    link.symlink_to(first.name)
    write_files(tmp_path, [change(link, "A", "a\n"), change(second, "B", "b\n")])
    assert link.is_symlink()
    assert (first.read_text(), first.stat().st_mode & 0o777, os.getxattr(first, "user.note")) == ("A", 0o640, b"kept")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a second owner")
def test_the_owner_is_kept(pair: tuple[Path, Path], tmp_path: Path) -> None:
    os.chown(pair[0], 1234, 1235)
    write_files(tmp_path, [change(pair[0], "A", "a\n")])
    assert (pair[0].stat().st_uid, pair[0].stat().st_gid) == (1234, 1235)


def test_a_file_of_another_owner_is_refused_if_it_would_change_hands(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setxattr", refuse)
    monkeypatch.setattr(os, "listxattr", lambda path: ["user.note"] if path == pair[0] else [])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"kept")
    with pytest.raises(InputError, match=r"a\.yaml belongs to somebody else"):
        write_files(tmp_path, [change(pair[0], "A", "a\n")])
    assert tree(tmp_path) == {"a.yaml": b"a\n", "b.yaml": b"b\n"}


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda path: os.link(path, path.with_name("same.yaml")), "is the same file as another one"),
        (lambda path: path.chmod(0o444), "is read-only"),
    ],
)
def test_hard_links_and_read_only_files_are_refused(
    pair: tuple[Path, Path], tmp_path: Path, prepare: Callable[[Path], None], message: str
) -> None:
    prepare(pair[0])
    before = tree(tmp_path)
    with pytest.raises(InputError, match=message):
        write_files(tmp_path, [change(pair[0], "A", "a\n")])
    assert tree(tmp_path) == before


def test_what_a_killed_run_left_is_removed(pair: tuple[Path, Path], tmp_path: Path) -> None:
    leftover, output = tmp_path / ".commreg-abc.tmp", tmp_path / ".commreg-output-abc.tmp"
    for path in (leftover, output, tmp_path / ".commreg-mine"):
        path.write_bytes(b"")
    write_files(tmp_path, [change(pair[0], "A", "a\n")])
    assert (leftover.exists(), output.exists()) == (False, True)
    write_output(tmp_path / "out.csv", b"x")
    assert output.exists(), "another run may be writing it"
    os.utime(output, (0, 0))
    write_output(tmp_path / "out.csv", b"y")
    assert sorted(tree(tmp_path)) == [".commreg-mine", "a.yaml", "b.yaml", "out.csv"]
