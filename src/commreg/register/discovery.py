"""Find the files of a register: those in its contracts folder, and others named on the command line.

A file that looks like a contract but cannot be read is reported. Only other kinds of files and hidden ones are
ignored. Links are followed only to files inside the folder.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from commreg.diagnostics.errors import InputError
from commreg.diagnostics.finding import Violation
from commreg.register.config import Config
from commreg.values.text import escape_invisible
from commreg.yamlio import source

ENDING = ".yaml"
STDIN = "<stdin>"
_LINK = "is a link that is not followed: it points to a folder, outside the contracts folder, or to nothing"
_PUT_FILE = "put the file itself into the folder"
_HIDDEN_NAME = Violation(
    "CR015", "has an invisible character in its name or its folder's, so it is not read", hint="rename it"
)
_MOST_LINKS = 10  # that are followed from one link


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with its name in reports, and why it cannot be read (`fault`), or its bytes if they have been read."""

    name: str
    path: Path
    fault: Violation | None = None
    data: bytes | None = None


def discover_files(config: Config, only: Iterable[Path], replaced: Iterable[str]) -> list[SourceFile]:
    """The files of the register and those in `only` and `replaced`, by name. InputError if one of `only` is missing."""
    paths = list(_walk(config.contracts)) if config.contracts.is_dir() else []
    if not config.contracts.resolve().is_relative_to(config.root):
        paths = [(config.contracts, Violation("CR016", _LINK, hint="put the contracts in the register's own folder"))]
    for path in only:
        if not path.exists():
            hint = "check the spelling; paths start at this folder"
            raise InputError(f"there is no file or folder {path}", hint=hint)
        if path.is_file() or not path.is_dir():
            paths.append((path, None))
        elif not config.contracts.resolve().is_relative_to(path.resolve()):  # otherwise it is in the list
            paths += _walk(path)
    files: dict[str, SourceFile] = {}
    for path, fault in paths:
        name = display_path(config.root, path)
        has_hidden = name != _relative_path(config.root, path)
        files.setdefault(name, SourceFile(name, path, _HIDDEN_NAME if has_hidden else fault))
    for name in replaced:
        files[name] = SourceFile(name, config.root / name)
    return [files[name] for name in sorted(files)]


def discover_in_tree(config: Config, files: Mapping[str, bytes], links: Mapping[str, str]) -> list[SourceFile]:
    """The files of a register that is not on disk, by name, as `discover_files` finds them on disk.

    `files` and `links` have paths from the root: to bytes, and to the target of the link.
    """
    top = posixpath.normpath(config.settings.contracts)
    source_files = []
    for name in sorted((*files, *links)):
        below = posixpath.relpath(name, top).split("/")
        if below[0] == ".." or any(part.startswith(".") and not part.endswith(ENDING) for part in below):
            continue
        lead = name
        for _ in range(_MOST_LINKS):
            lead = posixpath.normpath(posixpath.join(posixpath.dirname(lead), links[lead])) if lead in links else lead
        inside = lead in files and not posixpath.relpath(lead, top).startswith("..")
        folder_link = any(file.startswith(f"{lead}/") for file in files) if name in links else False
        if _named_as_contract(below[-1]) or folder_link:
            fault = _not_named_right(below[-1]) if inside else Violation("CR016", _LINK, hint=_PUT_FILE)
            shown_name = escape_invisible(name)
            fault = fault or (_HIDDEN_NAME if shown_name != name else None)
            source_files.append(SourceFile(shown_name, config.root / name, fault, files.get(lead) if inside else b""))
    return source_files


def read_contents(file: SourceFile) -> SourceFile:
    """The file with its bytes, or with the fault that prevents reading it."""
    if file.fault or file.data is not None:
        return file
    data = source.read_bytes(file.path)
    return replace(file, fault=data) if isinstance(data, Violation) else replace(file, data=data)


def display_path(root: Path, path: Path) -> str:
    """A path as reports show it: from the root with forward slashes, or in full if it is outside the root.

    Line ends and other invisible characters in it are written out, as in <U+000A>.
    """
    return escape_invisible(_relative_path(root, path))


def _relative_path(root: Path, path: Path) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100 - a link is not resolved
    if absolute == str(root):
        return "."
    return absolute.removeprefix(f"{str(root).rstrip(os.sep)}{os.sep}").replace(os.sep, "/")


def report_filter(config: Config, only: Iterable[Path], replaced: Mapping[str, bytes]) -> Callable[[str], bool]:
    """A test for whether to report on a file, by its name in reports: all files, unless some are named."""
    if replaced:
        return lambda name: name in replaced
    chosen = {display_path(config.root, path) for path in only}
    if not chosen:
        return lambda _name: True
    folders = tuple("" if name == "." else f"{name}/" for name in chosen)
    return lambda name: name in chosen or name.startswith(folders)


def _walk(top: Path) -> Iterator[tuple[Path, Violation | None]]:
    """Every file below a folder that is, or looks like, a contract file, and why it cannot be read if so."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            yield folder, Violation("CR001", f"cannot be opened: {reason}", hint="check the folder's permissions")
            continue
        for entry in entries:
            if entry.name.startswith(".") and not entry.name.endswith(ENDING):
                continue
            if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(ENDING):
                waiting.append(Path(entry.path))
            elif _meant_as_contract(entry):
                yield Path(entry.path), _why_not_read(entry, top)


def _meant_as_contract(entry: os.DirEntry[str]) -> bool:
    return _named_as_contract(entry.name) or (entry.is_symlink() and entry.is_dir())


def _named_as_contract(name: str) -> bool:
    return ".yaml" in name.casefold() or ".yml" in name.casefold()


def _why_not_read(entry: os.DirEntry[str], top: Path) -> Violation | None:
    """Why something in the folder is not read; None for a contract file."""
    if entry.is_symlink():
        path = Path(entry.path)
        if not path.is_file() or not path.resolve().is_relative_to(top.resolve()):
            return Violation("CR016", _LINK, hint=_PUT_FILE)
    return _not_named_right(entry.name)


def _not_named_right(name: str) -> Violation | None:
    if name.startswith("."):
        return Violation("CR015", "is hidden, so it would not be read", hint="remove the dot at the start of its name")
    if not name.endswith(ENDING):
        hint = f"if it is a contract, rename it to end in {ENDING}; if not, move it out of the folder"
        return Violation("CR015", f"does not end in {ENDING}, so it would not be read", hint=hint)
    return None
