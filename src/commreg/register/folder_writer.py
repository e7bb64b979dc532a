"""Write a folder of files all at once, in place of an earlier one and of nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from commreg.diagnostics.errors import InputError
from commreg.register.file_writer import create_folder, flush_folders, unwritable
from commreg.register.lock import exclusive

_SCRATCH = (".commreg-folder-", ".tmp")  # start and end of the names of temporary folders


def write_folder(folder: Path, files: Mapping[str, bytes], marker: str) -> None:
    """Write files, by path with / between its parts, as the whole content of a folder.

    The folder must be new, empty, or one that this wrote: the file `marker` lists what it has. Raises InputError if the
    folder has anything else, or cannot be written.
    """
    target = folder.resolve()
    listed = "".join(f"{name}\n" for name in sorted(files)).encode("utf-8")
    new_folders = create_folder(target.parent)
    try:
        with exclusive(target.parent, "the folder that this is written to"):
            _require_own(folder, target, marker)
            replace_folder(target, {**files, marker: listed})
    except BaseException:
        _remove_empty(new_folders)
        raise


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder that holds exactly these files, in place of the one there, whole or not at all.

    The caller holds the lock of the folder above it, or of one further up. What a killed run left there is removed.
    Raises InputError if it cannot be written.
    """
    new_folders = create_folder(folder.parent)
    try:
        for leftover in folder.parent.glob("*".join(_SCRATCH)):
            shutil.rmtree(leftover, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH[0], suffix=_SCRATCH[1], dir=folder.parent))
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        _write_all(scratch / "new", files)
        _swap(scratch / "new", folder, scratch / "earlier")
        flush_folders({folder.parent})
    except BaseException as error:
        shutil.rmtree(scratch, ignore_errors=True)
        _remove_empty(new_folders)
        if isinstance(error, OSError):
            raise unwritable(folder, error) from None
        raise
    shutil.rmtree(scratch, ignore_errors=True)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were created, the innermost first, as far as they are empty."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a new folder, and have them all on the disk."""
    folder.mkdir()
    for name, data in files.items():
        path = folder.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if hasattr(os, "sync"):  # not on Windows
        os.sync()


def _swap(fresh: Path, folder: Path, earlier: Path) -> None:
    """Move a folder into the place of another, which is put back if that fails."""
    if folder.exists():
        folder.rename(earlier)
    try:
        fresh.rename(folder)
    except BaseException:
        if earlier.exists():
            earlier.rename(folder)
        raise


def _require_own(folder: Path, target: Path, marker: str) -> None:
    """Raise InputError if there is anything in the folder that `write_folder` did not write."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise InputError(f"{folder} is a file", hint="give the name of a folder")
    try:
        present = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
        if not present and not any(target.iterdir()):
            return
        listed = (target / marker).read_text(encoding="utf-8").splitlines() if marker in present else None
    except (OSError, UnicodeDecodeError):
        listed, present = None, set()
    if listed is None:
        raise InputError(
            f"{folder} has files in it that were not written by this command", hint="give a new folder, or an empty one"
        )
    if more := sorted(present - {*listed, marker}):
        raise InputError(
            f"{folder} has a file that is not part of the earlier site: {more[0]}",
            hint="move it elsewhere: the folder is replaced as a whole",
        )
