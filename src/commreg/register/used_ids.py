"""Ids that are taken: those of the register's files, and of every file that git ever had there, on any branch.

An id is never used again, so a file that was deleted keeps its own; and a file on somebody else's branch, as far as it
has been fetched, would be in the way at the merge.
"""

from __future__ import annotations

import subprocess
from pathlib import PurePosixPath

from commreg.register import discovery
from commreg.register.config import Config

LONGEST_WAIT = 30  # seconds


def used_ids(config: Config) -> frozenset[str]:
    """Every id that a new contract cannot have. Outside git, or without it, the files alone say."""
    here = {found.path.stem for found in discovery.discover_files(config, (), ())}
    return frozenset(
        here | {PurePosixPath(name).stem for name in _ids_in_history(config) if name.endswith(discovery.ENDING)}
    )


def _ids_in_history(config: Config) -> list[str]:
    arguments = ("log", "--all", "--no-renames", "--diff-filter=A", "--format=", "--name-only", "-z")
    try:
        ran = subprocess.run(  # noqa: S603 - our own arguments, never through a shell
            ["git", *arguments, "--", config.settings.contracts],  # noqa: S607 - git as the officer has it
            cwd=config.root,
            capture_output=True,
            check=True,
            timeout=LONGEST_WAIT,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return ran.stdout.decode("utf-8", "replace").split("\0")
