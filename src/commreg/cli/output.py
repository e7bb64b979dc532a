"""Output: data to stdout or the file of -o, everything else to stderr; colour and width only on a terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap
from typing import Any, TextIO

from commreg.cli.errors import UsageError
from commreg.diagnostics.errors import RegisterError, SettingsError
from commreg.diagnostics.report import FindingsReport
from commreg.values.text import escape_invisible

MIN_FILES_FOR_PROGRESS = 500
_WORKFLOW_COMMAND = re.compile(r"^(\s*)::")  # what GitHub takes for a command in the output of a step
_ELSEWHERE = "give another name, outside the folder of contracts"
_STYLES = {
    "head-error": "bold red",
    "head-warning": "yellow",
    "head-note": "cyan",
    "mark": "bold red",
    "hint": "cyan",
    "summary": "bold",
    "title": "bold",
    "head": "bold underline",
    "as-of": "dim",
    "quiet": "dim",
    "note": "",
    "late": "bold red",
    "soon": "bold yellow",
    "fine": "green",
}


def warn(message: str) -> None:
    """Print lines on stderr, with nothing in them that a terminal or a CI service would act on."""
    lines = (_WORKFLOW_COMMAND.sub(r"\1: :", escape_invisible(line)) for line in message.split("\n"))
    print("\n".join(lines), file=sys.stderr)


def print_findings(report: FindingsReport, stream: TextIO) -> None:
    """Print findings as text; on a terminal coloured and wrapped, but for the lines of files."""
    from commreg.diagnostics.formats.text import lines

    width = terminal_width(stream)
    print_lines(
        (
            ((words, style),)
            for line, style in lines(report)
            for words in (_wrap(line, width, style) if width else [line])
        ),
        stream,
    )


def _wrap(line: str, width: int, style: str) -> list[str]:
    if style in ("excerpt", "mark"):
        return [line]
    indent = " " * (8 if style == "hint" else 2)
    return wrap(line, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False) or [""]


def print_wrapped(lines: Iterable[str]) -> None:
    """Print lines on stderr: wrapped on a terminal, uncut elsewhere. Wrapped lines keep their indentation."""
    width = terminal_width(sys.stderr)
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        for words in wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) if width else [line]:
            warn(words)


def print_lines(lines: Iterable[Sequence[tuple[str, str]]], stream: TextIO) -> None:
    """Print lines of styled text: coloured on a terminal, plain elsewhere."""
    if not stream.isatty():
        _write(join_lines(lines), stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((words, _STYLES.get(style, "")) for words, style in line)))


def join_lines(lines: Iterable[Sequence[tuple[str, str]]]) -> str:
    """Lines of styled text as plain text."""
    return "".join("".join(words for words, _ in line).rstrip() + "\n" for line in lines)


def terminal_width(stream: TextIO) -> int | None:
    """The width of a stream's terminal in characters; None if it is not a terminal."""
    if not stream.isatty():
        return None
    from rich.console import Console

    return max(40, Console(file=stream).width)


def write(data: str | bytes, output: Path | None) -> None:
    """Write to stdout, or to a file all at once. Raises UsageError for bytes to a terminal."""
    if output is not None:
        write_file(output, data)
    elif isinstance(data, str):
        _write(data, sys.stdout)
    elif sys.stdout.isatty():
        raise UsageError("this format is not text, so a terminal cannot show it", hint="write it to a file with -o")
    else:
        _write(data, sys.stdout.buffer)


def _write(data: str | bytes, stream: Any) -> None:
    """Write and flush; a reader that closes the pipe early (`| head`) is not an error."""
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise UsageError(f"the output cannot be written: {(error.strerror or '').lower()}") from None


def write_file(path: Path, data: str | bytes) -> None:
    """Write an output file, whole or not at all. Raises UsageError or InputError if it cannot be written there."""
    from commreg.register.file_writer import write_output

    require_no_register_file(path.resolve())
    write_output(path, data if isinstance(data, bytes) else data.encode("utf-8", errors="backslashreplace"))


def require_no_register_file(path: Path) -> None:
    """Raise UsageError if a path is that of a settings file, or of a contract file of the register around it."""
    name = path.name.casefold()
    if name in ("commreg.toml", "pyproject.toml"):
        raise UsageError(f"{path} is a settings file, and an output does not replace it", hint=_ELSEWHERE)
    if not name.endswith((".yaml", ".yml")):
        return
    from commreg.register.config import find

    folder = next(folder for folder in path.parents if folder.is_dir())
    try:
        is_contract = path.is_relative_to(find(folder).contracts.resolve())
    except RegisterError:
        return
    except SettingsError:  # the folder of contracts cannot be known
        is_contract = path.exists()
    if is_contract:
        raise UsageError(f"{path} is a contract file, and an output does not replace it", hint=_ELSEWHERE)


@contextmanager
def show_progress(task_name: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on stderr if there are many files; nothing if stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Any = None
    task: Any = None

    def step(done: int, total: int) -> None:
        nonlocal bar, task
        if total < MIN_FILES_FOR_PROGRESS:
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            task = bar.add_task(task_name, total=total)
            bar.start()
        if done % 50 == 0:
            bar.update(task, completed=done)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()
