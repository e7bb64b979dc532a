"""Write files: all of them or none, each in one step, and never over a change that somebody else made.

A new text is written beside its file, under a temporary name, and moved into place once it is on the disk. One
program at a time writes to a register; what a killed run left behind is removed by the next one.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from commreg.diagnostics.errors import InputError
from commreg.register.lock import exclusive

_TEMPORARY = (".commreg-", ".tmp")  # start and end of the names of temporary files; the starter's .gitignore has them
_OUTPUT = ".commreg-output-"  # start of those of outputs, which are written without a lock
_OUTPUT_SECONDS = 3600  # after which a temporary file of an output is one that a killed run left


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file with its bytes before (None for a new file) and after; `name` is for messages."""

    path: Path
    name: str
    before: bytes | None
    after: bytes


def write_files(root: Path, changes: Sequence[FileChange], progress: Callable[[int, int], None] | None = None) -> None:
    """Write all the files, or none. `root` is the folder of the register; folders that are missing are created.

    Raises InputError if a file is not as it was before, if one cannot be written as it is (hard links, owner,
    read-only), or if another program keeps writing to the register.
    """
    staged: list[tuple[FileChange, Path, Path]] = []
    moved: list[tuple[FileChange, Path]] = []
    new_folders: list[Path] = []
    try:
        for folder in {root, *(change.path.parent for change in changes)}:
            new_folders += create_folder(folder)
        with exclusive(root):
            for folder in {change.path.parent for change in changes}:
                _remove_leftovers(folder)
            staged.extend(_stage_all(changes, progress))  # those before one that fails are kept, and removed below
            for change, temporary, target in staged:
                _require_unchanged(change)
                _put(change, temporary, target)
                moved.append((change, target))
            flush_folders({target.parent for _, target in moved})
    except BaseException:
        _undo(moved, new_folders)
        raise
    finally:
        for _, temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _stage_all(
    changes: Sequence[FileChange], progress: Callable[[int, int], None] | None
) -> Iterator[tuple[FileChange, Path, Path]]:
    """Each change with its temporary file, and the file to replace, once it is certain that none is out of date."""
    for change in changes:
        _require_unchanged(change)
    for number, change in enumerate(changes):
        if progress:
            progress(number, len(changes))
        target = change.path.resolve()  # a link stays a link: the file that it points to is replaced
        yield change, _stage(target, change.after, change.name), target


def write_output(path: Path, data: bytes) -> None:
    """Write a paper, an export or a report, whole or not at all. Raises InputError if it cannot be written.

    A pipe or a device is written to, never replaced.
    """
    target = path.resolve()
    if target.is_dir():
        raise InputError(f"{path} is a folder", hint="give the name of a file")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        _remove_leftovers(target.parent, _OUTPUT, time.time() - _OUTPUT_SECONDS)
    except OSError as error:
        raise unwritable(path, error) from None
    temporary = _stage(target, data, str(path), _OUTPUT)
    try:
        temporary.replace(target)
        flush_folders({target.parent})
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _require_unchanged(change: FileChange) -> None:
    try:
        now = change.path.read_bytes() if os.path.lexists(change.path) else None
    except OSError as error:
        raise unwritable(change.name, error) from None
    if now == change.before:
        return
    if change.before is None:
        raise InputError(f"{change.name} exists already, and nothing is overwritten")
    raise InputError(f"{change.name} was changed in the meantime", hint="run the command again")


def _stage(target: Path, data: bytes, name: str, start: str = _TEMPORARY[0]) -> Path:
    """A temporary file beside the target with the data, on the disk, and with the target's owner and permissions."""
    temporary = None
    try:
        handle, path = tempfile.mkstemp(prefix=start, suffix=_TEMPORARY[1], dir=target.parent)
        temporary = Path(path)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            _copy_attributes(target, temporary, name)
        else:
            temporary.chmod(0o666 & ~_umask())
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise unwritable(name, error) from None
    except BaseException:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise
    return temporary


def _copy_attributes(target: Path, temporary: Path, name: str) -> None:
    """Give a file the owner, permissions, access list and attributes of another. Raises InputError if it cannot."""
    about, own = target.stat(), temporary.stat()
    if about.st_nlink > 1:
        hint = "copy the file under a new name, delete the old one, and rename the copy"
        raise InputError(f"{name} is the same file as another one (a hard link), which would be left behind", hint)
    if not about.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise InputError(f"{name} is read-only", hint="change its permissions if it should be edited")
    try:
        if (own.st_uid, own.st_gid) != (about.st_uid, about.st_gid):
            os.chown(temporary, about.st_uid, about.st_gid)
        temporary.chmod(stat.S_IMODE(about.st_mode))
        for attribute in os.listxattr(target) if hasattr(os, "listxattr") else ():
            _copy_attribute(target, temporary, attribute)
    except PermissionError:
        hint = "ask its owner to make the change, or to give you the file"
        raise InputError(f"{name} belongs to somebody else, and saving would make it yours", hint) from None


def _copy_attribute(target: Path, temporary: Path, attribute: str) -> None:
    value = os.getxattr(target, attribute)
    if attribute not in os.listxattr(temporary) or os.getxattr(temporary, attribute) != value:
        os.setxattr(temporary, attribute, value)


def _put(change: FileChange, temporary: Path, target: Path) -> None:
    """Move a temporary file into place; a new file only where there is none, in one step."""
    try:
        if change.before is not None:
            temporary.replace(target)
            return
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise InputError(f"{change.name} exists already, and nothing is overwritten") from None
        except OSError:  # a file system without hard links
            if os.path.lexists(target):
                raise
            temporary.replace(target)
    except OSError as error:
        raise unwritable(change.name, error) from None


def _undo(moved: Sequence[tuple[FileChange, Path]], new_folders: Sequence[Path]) -> None:
    """Put the files back as they were before, and remove the folders that were created."""
    for change, target in reversed(moved):
        with suppress(OSError, InputError):
            if change.before is None:
                target.unlink()
            else:
                _stage(target, change.before, change.name).replace(target)
    for folder in reversed(new_folders):
        with suppress(OSError):
            folder.rmdir()


def create_folder(folder: Path) -> list[Path]:
    """Create a folder and those above it. Returns the new ones, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()][::-1]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be created: {(error.strerror or '').lower()}") from None
    return missing


def _remove_leftovers(folder: Path, start: str = _TEMPORARY[0], before: float | None = None) -> None:
    """Remove the temporary files that a killed run left in a folder: all, or those last written before a time."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not (entry.name.startswith(start) and entry.name.endswith(_TEMPORARY[1])):
                continue
            is_output = entry.name.startswith(_OUTPUT)
            if is_output == (start == _OUTPUT) and (before is None or entry.stat().st_mtime < before):
                Path(entry.path).unlink()


def flush_folders(folders: set[Path]) -> None:
    """Have the names in the folders written to the disk, where the system can do that."""
    for folder in folders:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def unwritable(name: Path | str, error: OSError) -> InputError:
    """The error of a file or folder that the system does not let us write."""
    return InputError(f"{name} cannot be written: {(error.strerror or 'the system gives no reason').lower()}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
