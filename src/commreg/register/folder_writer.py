"""Write a folder of files all at once, in place of an earlier one of the same kind, and of nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from commreg.diagnostics.errors import InputError

_TEMPORARY = ".commreg-folder-"


def write_folder(folder: Path, files: Mapping[str, bytes], marker: str) -> None:
    """Write files, by path with / between its parts, as the whole content of a folder.

    The folder must be new, empty, or one that this wrote: the file `marker` lists what it has. The new content is
    written beside it and moved into place. Raises InputError if the folder has anything else, or cannot be written.
    """
    target = folder.resolve()
    _require_own(folder, target, marker)
    content = {**files, marker: "".join(f"{name}\n" for name in sorted(files)).encode("utf-8")}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=target.parent))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        _write_all(scratch / "new", content)
        if target.exists():
            target.rename(scratch / "old")
        try:
            (scratch / "new").rename(target)
        except OSError:
            if (scratch / "old").exists():
                (scratch / "old").rename(target)
            raise
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write_all(folder: Path, content: Mapping[str, bytes]) -> None:
    for name, data in content.items():
        path = folder.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


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


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(f"{folder} cannot be written: {(error.strerror or 'the system gives no reason').lower()}")
