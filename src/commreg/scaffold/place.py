"""Where the files of a new register go, and which of them exist already. An existing file is never changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commreg.register.config import Config
from commreg.register.file_writer import FileChange, write_files
from commreg.scaffold.files import File, Setup, register_files, repository_files


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file to write: its path, its name for people, and what exists already in its place ("" if nothing)."""

    file: File
    path: Path
    name: str
    existing: str = ""


def repository_top(directory: Path) -> Path:
    """The top of the git repository that a folder is in; the folder itself outside a repository."""
    folder = directory.resolve()
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)


def place_files(
    directory: Path, top: Path, setup: Setup, existing: Config | None, *, with_example: bool
) -> list[PlacedFile]:
    """The files of the register in `directory`, and of the repository at `top`."""
    placed = []
    for root, files in (
        (directory, register_files(setup, example=with_example)),
        (top, repository_files(setup)),
    ):
        for file in files:
            path = root / file.path
            existing_name = _existing(root, file)
            if file.path == "commreg.toml" and existing and existing.file:
                existing_name = existing.file
            placed.append(PlacedFile(file, path, os.path.relpath(path).replace(os.sep, "/"), existing_name))
    return placed


def _existing(root: Path, file: File) -> str:
    """What prevents a file from being written: the file itself, a similar one elsewhere, or a file at its folder."""
    for name in (file.path, *file.alternatives):
        folder = root / Path(name).parent
        if folder.is_dir():
            same = [entry.name for entry in folder.iterdir() if entry.name.casefold() == Path(name).name.casefold()]
            if same:
                return (Path(name).parent / same[0]).as_posix()
    for folder in reversed(Path(file.path).parents[:-1]):
        if os.path.lexists(root / folder) and not ((root / folder).is_dir() and not (root / folder).is_symlink()):
            return folder.as_posix()
    return ""


def write_new_files(directory: Path, placed: Sequence[PlacedFile]) -> None:
    """Write the files that do not exist, all or none. Raises InputError if one cannot be, or was created meanwhile.

    The settings file comes last: a run that is killed before leaves no register, and the next one completes it.
    """
    missing = sorted((item for item in placed if not item.existing), key=lambda item: item.file.path == "commreg.toml")
    write_files(directory, [FileChange(item.path, item.name, None, item.file.text.encode("utf-8")) for item in missing])
