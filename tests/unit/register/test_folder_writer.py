"""A folder is written whole or not at all, and only over one that the program wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from commreg.diagnostics.errors import InputError
from commreg.register import folder_writer
from commreg.register.folder_writer import write_folder

MARKER = ".pages"
PAGES = {"index.html": b"one", "contracts/a.html": b"two"}


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_is_replaced_by_exactly_the_new_files(tmp_path: Path) -> None:
    for files in (PAGES, {"index.html": b"three"}):
        write_folder(tmp_path / "site", files, MARKER)
        listed = "".join(f"{name}\n" for name in sorted(files)).encode()
        assert content(tmp_path / "site") == {**files, MARKER: listed}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("names", [["notes.txt"], [MARKER, "notes.txt"]])
def test_what_the_program_did_not_write_is_never_replaced(tmp_path: Path, names: list[str]) -> None:
    folder = tmp_path / "site"
    if MARKER in names:
        write_folder(folder, PAGES, MARKER)
    folder.mkdir(exist_ok=True)
    (folder / "notes.txt").write_bytes(b"mine")
    before = content(folder)
    with pytest.raises(InputError):
        write_folder(folder, PAGES, MARKER)
    assert content(folder) == before


@pytest.mark.parametrize("existing", [True, False])
def test_a_failure_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existing: bool) -> None:
    folder = tmp_path / "new" / "site"
    if existing:
        write_folder(folder, PAGES, MARKER)
    before = content(tmp_path)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_writer, "_write_all", fail)
    with pytest.raises(InputError, match="cannot be written: no space left on device"):
        write_folder(folder, {"index.html": b"other"}, MARKER)
    assert content(tmp_path) == before
    assert (tmp_path / "new").exists() == existing


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".commreg-folder-x1.tmp" / "new").mkdir(parents=True)
    write_folder(tmp_path / "site", PAGES, MARKER)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
