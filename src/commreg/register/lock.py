"""Let one program at a time write to a register."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from commreg.diagnostics.errors import InputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WAIT_SECONDS = 10.0  # for another program that is writing


@contextmanager
def exclusive(root: Path, what: str = "this register") -> Iterator[None]:
    """Be the only program that writes to a folder. Raises InputError after WAIT_SECONDS of waiting; `what` names it."""
    handle = _open(root)
    try:
        until = time.monotonic() + WAIT_SECONDS
        while not _try_lock(handle):
            if time.monotonic() > until:
                hint = "wait for it, then run the command again"
                raise InputError(f"another program is writing to {what}", hint=hint)
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)  # which unlocks it


def _open(root: Path) -> int:
    """What is locked: the folder of the register itself, so that no lock file is left in it.

    Where a folder cannot be locked (Windows, some network drives) it is a file in the system's temporary folder.
    """
    if sys.platform != "win32":
        handle = os.open(root, os.O_RDONLY)
        try:
            _try_lock(handle)
        except OSError:
            os.close(handle)
        else:
            return handle
    name = sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return os.open(Path(tempfile.gettempdir()) / f"commreg-{name}.lock", os.O_RDWR | os.O_CREAT, 0o666)


def _try_lock(handle: int) -> bool:
    """Lock an open file or folder for this process; False if another process has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
