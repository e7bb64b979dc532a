"""The state of one run: the register to work on, and the as-of day."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import typer

from commreg.cli.option_values import parse_date_option
from commreg.cli.output import print_findings, show_progress, warn
from commreg.diagnostics.errors import RegisterError
from commreg.diagnostics.report import FindingsReport
from commreg.values.dates import parse_day, today_in_london
from commreg.values.text import pluralize

if TYPE_CHECKING:
    from commreg.register.config import Config
    from commreg.register.discovery import SourceFile
    from commreg.register.git import Commit, Repository
    from commreg.register.load import Register


def warn_if_misdated(repository: Repository, commit: Commit, day: date) -> None:
    """Say if the register at the end of a day has a commit in it that is dated later."""
    from commreg.values.dates import long_date

    later = repository.later_ancestor(commit, day)
    if later:
        warn(
            f"The commits are not in the order of their dates: what is shown for {long_date(day)} has commit "
            f"{later.short} of {long_date(later.on)} in it. Name a commit instead of a day to be certain."
        )


def _scratch_folder() -> Path:
    """A new folder for the settings and templates of another version; removed when the program ends."""
    import atexit
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="commreg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Session:
    """One run of the program. `revision_label` names the commit that the register is read at, if it is one."""

    debug: ClassVar[bool] = False
    revision_label: str = ""

    def config(self) -> Config:
        """The settings of the register that the working folder is in. Raises RegisterError if there is none."""
        from commreg.register import config

        return config.find(Path())

    def open_revision(self, current: Config, revision: str) -> tuple[Config, list[SourceFile], date]:
        """The register at a revision: its settings, its files, and the day named as the revision or of the commit.

        Raises GitError if there is no such commit, RegisterError if it had no register.
        """
        from commreg.register import git
        from commreg.register.snapshot import at_commit, commit_label

        repository = git.find_repository(current.root)
        commit = repository.commit(revision)
        snapshot = at_commit(repository, commit, commit_label(commit, revision), _scratch_folder())
        if snapshot.config is None:
            raise RegisterError(f"there was no register at {snapshot.name}", hint="name a later commit")
        self.revision_label = snapshot.name
        try:
            day = parse_day(revision.strip())
        except ValueError:
            return snapshot.config, snapshot.files, commit.on
        warn_if_misdated(repository, commit, day)
        return snapshot.config, snapshot.files, day

    def open_index(self, current: Config) -> tuple[Config, list[SourceFile]]:
        """The register that git will commit: its settings and its files. Raises GitError or RegisterError."""
        from commreg.register import git
        from commreg.register.snapshot import staged

        snapshot = staged(git.find_repository(current.root), _scratch_folder())
        if snapshot.config is None:
            raise RegisterError("there is no register in what git will commit", hint="add its files: git add .")
        return snapshot.config, snapshot.files

    def as_of(self, config: Config, option: str | None, revision_day: date | None = None) -> tuple[date, str | None]:
        """The as-of day, and the settings file that fixes it if one does.

        The day of --as-of, else of the settings, else of the revision that the register is read at, else today.
        """
        if option is not None:
            return parse_date_option("--as-of", option), None
        if config.settings.as_of:
            return config.settings.as_of, config.file
        return revision_day or today_in_london(), None

    def load(self, config: Config, as_of: date, **arguments: Any) -> Register:
        """The register as at a day, with a progress bar on a terminal if there are many files."""
        from commreg.register import load

        with show_progress("Reading contracts") as progress:
            return load.load(config, as_of, progress=progress, **arguments)

    def stop_on_errors(self, register: Register, pinned_in: str | None, *, keep_going: bool) -> None:
        """If the register has errors, print them and exit 1, or go on if `keep_going`."""
        if not register.errors:
            return
        print_findings(FindingsReport(register.errors, register.checked, register.as_of, pinned_in), sys.stderr)
        if not keep_going:
            warn("Nothing is listed, because figures would be incomplete. Fix the errors, or add --keep-going.")
            raise typer.Exit(1)

    def exit_if_incomplete(self, register: Register) -> None:
        """If files were left out because of errors, say how many and exit 1."""
        if register.errors:
            count = pluralize(len(register.excluded_files), "file")
            warn(f"Not included: {count} with errors ({register.excluded_names()}).")
            raise typer.Exit(1)
