"""Ids that are in use: those of the register's files, and of every file that git ever had there, on any branch.

An id is never used again, so a deleted file keeps its own. A file on another branch would conflict at the merge, so
its id is in use too, as far as the branch has been fetched.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from commreg.register import discovery
from commreg.register.config import Config
from commreg.register.git import paths_ever_added


def used_ids(config: Config) -> frozenset[str]:
    """Every id that a new contract cannot have. Outside a repository, or without git, only those of the files."""
    current = {file.path.stem for file in discovery.discover_files(config, (), ())}
    added = paths_ever_added(config.root, config.settings.contracts)
    return frozenset(current | {PurePosixPath(name).stem for name in added if name.endswith(discovery.ENDING)})
