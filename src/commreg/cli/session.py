"""What every command shares: the register to work on, the day it works as of, and where its words go.

Data goes to stdout (or the file of -o), everything else to stderr.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

import typer

from commreg.cli.errors import UsageError

if TYPE_CHECKING:
    from commreg.diagnostics.formats import Report
    from commreg.register.config import Config
    from commreg.register.discovery import SourceFile
    from commreg.register.load import Progress, Register

PROGRESS_THRESHOLD = 500  # files, from which a progress bar is worth its while
STYLES = {
    "head-error": "bold red",
    "head-warning": "yellow",
    "head-note": "cyan",
    "mark": "bold red",
    "hint": "cyan",
    "summary": "bold",
    "title": "bold",
    "head": "bold underline",
    "quiet": "dim",
    "note": "",
    "late": "bold red",
    "soon": "yellow",
}


class Session:
    """One run of the program."""

    debug: ClassVar[bool] = False
    revision_label: str = ""  # the revision that the register is read at, in words

    def config(self) -> Config:
        """The register that the working folder is in."""
        from commreg.register import config

        return config.find(Path())

    def at(self, here: Config, revision: str) -> tuple[Config, list[SourceFile], date]:
        """The register as it stood at a revision: settings, files, and the day of it, as named or of the commit.

        Raises GitError where there is no such commit, RegisterError where it had no register.
        """
        import atexit
        import shutil
        import tempfile

        from commreg.diagnostics.errors import RegisterError
        from commreg.register import git
        from commreg.register.snapshot import at_commit, commit_label
        from commreg.values.dates import parse_day

        repository = git.repository(here.root)
        commit = repository.commit(revision)
        scratch = Path(tempfile.mkdtemp(prefix="commreg-"))
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        standing = at_commit(repository, commit, commit_label(commit, revision), scratch)
        if standing.config is None:
            raise RegisterError(f"there was no register at {standing.name}", hint="name a later commit")
        self.revision_label = standing.name
        try:
            return standing.config, standing.files, parse_day(revision.strip())
        except ValueError:
            return standing.config, standing.files, commit.on

    def as_of(self, config: Config, option: str | None, stood: date | None = None) -> tuple[date, str | None]:
        """The day to work as of, and the file that pins it if one does.

        The option, else the pin, else the day of the revision that the register is read at, else today.
        """
        from commreg.values.dates import parse_day, today_in_london

        if option is not None:
            try:
                return parse_day(option.strip()), None
            except ValueError as reason:
                raise UsageError(f"--as-of {option} {reason}", hint="write it as 2021-12-16") from None
        if config.settings.as_of:
            return config.settings.as_of, config.file
        return stood or today_in_london(), None

    def load(self, config: Config, as_of: date, **how: Any) -> Register:
        """The register as at a day, with a progress bar on a terminal where it takes time."""
        from commreg.register import load as register

        with progress("Reading contracts") as step:
            return register.load(config, as_of, progress=step, **how)

    def stop_on_errors(self, register: Register, pinned: str | None, *, keep_going: bool) -> None:
        """Stop with 1 if the register has errors, having shown them; with `keep_going` show them and go on."""
        from commreg.diagnostics.formats import Report

        if not register.errors:
            return
        show_report(Report(register.errors, register.checked, register.as_of, pinned), sys.stderr)
        if not keep_going:
            warn("Nothing is shown, so that no figure is short. --keep-going shows the contracts that are sound.")
            raise typer.Exit(1)

    def finish(self, register: Register) -> None:
        """Say how many files were left out, and leave with 1 if any were."""
        if register.errors:
            from commreg.values.text import pluralize

            count = pluralize(len(register.excluded_files), "file")
            warn(f"{count} left out of what is shown: {register.left_out_words()}")
            raise typer.Exit(1)


def warn(message: str) -> None:
    """A line on stderr, with nothing in it that a terminal would act on."""
    from commreg.values.text import escape_invisible

    print("\n".join(escape_invisible(line) for line in message.split("\n")), file=sys.stderr)


def show_report(report: Report, stream: TextIO) -> None:
    """Diagnostics as text, coloured on a terminal."""
    from textwrap import wrap

    from commreg.diagnostics.formats import text

    width = terminal_width(stream)
    write_lines(
        (
            ((part, style),)
            for words, style in text.lines(report)
            for part in (wrap(words, width, subsequent_indent=" " * 8) if width and style == "hint" else [words])
        ),
        stream,
    )


def write_lines(lines: Iterable[Sequence[tuple[str, str]]], stream: TextIO) -> None:
    """Lines of styled text: coloured on a terminal, plain elsewhere."""
    if not stream.isatty():
        _write("".join("".join(words for words, _ in line).rstrip() + "\n" for line in lines), stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((words, STYLES.get(style, "")) for words, style in line)))


def terminal_width(stream: TextIO) -> int | None:
    """The width of the terminal that a stream is, or None where it is none."""
    if not stream.isatty():
        return None
    from rich.console import Console

    return max(40, Console(file=stream).width)


def write(data: str | bytes, output: Path | None) -> None:
    """Text or bytes to stdout, or whole to a file or not at all. Raises UsageError for bytes to a terminal."""
    if output is not None:
        write_file(output, data)
    elif isinstance(data, str):
        _write(data, sys.stdout)
    elif sys.stdout.isatty():
        raise UsageError("this is not text, so it cannot be shown here", hint="name a file with -o")
    else:
        _write(data, sys.stdout.buffer)


def _write(data: str | bytes, stream: Any) -> None:
    """Write and flush; a reader who has seen enough (`| head`) is no fault."""
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise UsageError(f"the output cannot be written: {(error.strerror or '').lower()}") from None


def write_file(path: Path, data: str | bytes) -> None:
    """Put a file in place whole: written beside it first, then moved over it. Raises UsageError where it cannot be."""
    import tempfile

    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file after -o")
    given = data if isinstance(data, bytes) else data.encode("utf-8", errors="backslashreplace")
    path = path.resolve()  # a link stays a link, to the file that is put in place
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is written to, never replaced
            path.write_bytes(given)
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {(error.strerror or '').lower()}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(given)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise UsageError(f"{path} cannot be written: {(error.strerror or '').lower()}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def progress(what: str) -> Iterator[Progress | None]:
    """A bar on stderr once the work proves long; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Any = None
    task: Any = None

    def step(done: int, total: int) -> None:
        nonlocal bar, task
        if total < PROGRESS_THRESHOLD:
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            task = bar.add_task(what, total=total)
            bar.start()
        if done % 50 == 0:
            bar.update(task, completed=done)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def require_choice(what: str, given: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """The word given, if it is known. Raises UsageError with the nearest one otherwise."""
    if given in known:
        return given
    from commreg.cli.renamed import require_current_choice
    from commreg.model.vocabularies import did_you_mean

    require_current_choice(what, given)
    near = did_you_mean(given, known)
    listing = ", ".join(known)
    raise UsageError(
        f"there is no {what} “{given}”", hint=f"did you mean {near}? There are: {listing}" if near else listing
    )
