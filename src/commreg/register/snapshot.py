"""The settings and files of a register at a commit, or in a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from commreg.diagnostics.errors import RegisterError, SettingsError
from commreg.register import config as settings_file
from commreg.register import discovery
from commreg.register.config import Config
from commreg.register.discovery import SourceFile
from commreg.register.git import Blob, Commit, Repository
from commreg.values.dates import long_date, parse_day

TEMPLATES = "templates"
FilesIn = Callable[[str], dict[str, Blob]]  # the files of a commit, or of the index, below a folder or at a path


@dataclass(frozen=True)
class RegisterSnapshot:
    """A register at one time: its name, settings (None if there was no register) and files.

    `remark` is a note for the reader on how it was read.
    """

    name: str
    config: Config | None
    files: list[SourceFile]
    remark: str = ""


def in_folder(config: Config, name: str) -> RegisterSnapshot:
    """A register on disk."""
    return RegisterSnapshot(
        name, config, [discovery.read_contents(file) for file in discovery.discover_files(config, (), ())]
    )


def at_commit(
    repository: Repository, commit: Commit, name: str, scratch: Path, otherwise: Config | None = None
) -> RegisterSnapshot:
    """The register at a commit. Its settings and templates are written to `scratch`; its contracts are not written.

    If its settings cannot be used, those of `otherwise` are used instead. Raises SettingsError if there are none.
    """
    return _snapshot(repository, partial(repository.tree, commit), name, scratch, otherwise)


def staged(repository: Repository, scratch: Path) -> RegisterSnapshot:
    """The register as the next commit will have it, as `at_commit` gives that of a commit."""
    return _snapshot(repository, repository.index, "what will be committed", scratch)


def _snapshot(
    repository: Repository, files_in: FilesIn, name: str, scratch: Path, otherwise: Config | None = None
) -> RegisterSnapshot:
    remark = ""
    try:
        config = _config(repository, files_in, scratch)
    except SettingsError as error:
        if otherwise is None:
            raise SettingsError(f"{error.message} ({name})", error.findings) from None
        config = replace(otherwise, root=scratch)
        remark = f"The settings at {name} cannot be used: its contracts are read with those of the other side."
    if config is None:
        return RegisterSnapshot(name, None, [], f"There is no register at {name}.")
    files, links = _read(repository, files_in, config.settings.contracts)
    return RegisterSnapshot(name, config, discovery.discover_in_tree(config, files, links), remark)


def commit_label(commit: Commit, name: str = "") -> str:
    """A label for a commit: the name that the user gave, and its hash and date."""
    day = long_date(commit.on)
    with suppress(ValueError):
        name = long_date(parse_day(name.strip()))
    if not name or commit.sha.startswith(name.casefold()):
        return f"{commit.short} ({day})"
    return f"{name} ({commit.short}, {day})"


def _config(repository: Repository, files_in: FilesIn, scratch: Path) -> Config | None:
    scratch.mkdir(parents=True, exist_ok=True)
    for place in (settings_file.OWN_FILE, settings_file.SHARED_FILE, TEMPLATES):
        files, links = _read(repository, files_in, place)
        files |= {name: files[to] for name, target in links.items() if (to := _resolve_link(name, target)) in files}
        for name, data in files.items():
            _put(scratch, name, data)
    try:
        return settings_file.find(scratch, top=scratch)
    except RegisterError:
        return None


def _read(repository: Repository, files_in: FilesIn, place: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files below a folder with their bytes, and the links with their targets."""
    listed = files_in(place)
    data = repository.read(blob.sha for blob in listed.values())
    files = {name: data[blob.sha] for name, blob in listed.items() if not blob.link and blob.sha in data}
    links = {name: data[blob.sha].decode("utf-8", errors="replace") for name, blob in listed.items() if blob.link}
    return files, links


def _resolve_link(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _put(folder: Path, name: str, data: bytes) -> None:
    """Write a file inside a folder. A name that leads outside it is ignored, as a tree can contain any name."""
    parts = PurePosixPath(name).parts
    if ".." in parts or PurePosixPath(name).is_absolute() or "\\" in name or ":" in name:
        return
    place = folder.joinpath(*parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def file_contents(snapshot: RegisterSnapshot) -> Mapping[str, bytes]:
    """The bytes of every file by its name in reports."""
    return {file.name: file.data for file in snapshot.files if file.data is not None}
