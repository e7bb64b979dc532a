"""Which files a register is made of: all of its contracts folder, and what the command line names besides.

Nothing that looks as if it were meant to be a contract is passed over in silence; only hidden files and files of other
kinds are. Links are followed to files inside the folder and nowhere else.
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
from commreg.yamlio import source

ENDING = ".yaml"
STDIN = "<stdin>"
_LINK = "is a link that is not followed: it leads to a folder, out of the contracts, or nowhere"
_PUT_FILE = "put the file itself into the folder"
_MOST_LINKS = 10  # links to links that are followed


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by the name that reports give it; with a fault where it is not to be read, or its bytes if known."""

    shown: str
    path: Path
    fault: Violation | None = None
    data: bytes | None = None


def discover_files(config: Config, only: Iterable[Path], replaced: Iterable[str]) -> list[SourceFile]:
    """The files of the register, by name, with those named in `only` and `replaced`. Raises InputError for no file."""
    found = list(_walk(config.contracts)) if config.contracts.is_dir() else []
    if not config.contracts.resolve().is_relative_to(config.root):
        found = [(config.contracts, Violation("CR016", _LINK, hint="put the contracts into the register's own folder"))]
    for path in only:
        if not path.exists():
            hint = "check the spelling; paths start at this folder"
            raise InputError(f"there is no file or folder {path}", hint=hint)
        if path.is_file() or not path.is_dir():
            found.append((path, None))
        elif not config.contracts.resolve().is_relative_to(path.resolve()):  # else all that is in it has been found
            found += _walk(path)
    files: dict[str, SourceFile] = {}
    for path, fault in found:
        name = shown(config.root, path)
        files.setdefault(name, SourceFile(name, path, fault))
    for name in replaced:
        files[name] = SourceFile(name, config.root / name)
    return [files[name] for name in sorted(files)]


def listed(config: Config, files: Mapping[str, bytes], links: Mapping[str, str]) -> list[SourceFile]:
    """The files of a register that is not on disk, by name, as `look` would find them if it were.

    `files` are by their path from the root; `links` are where links lead, by theirs.
    """
    top = posixpath.normpath(config.settings.contracts)
    found = []
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
            found.append(SourceFile(name, config.root / name, fault, files.get(lead) if inside else b""))
    return found


def with_contents(one: SourceFile) -> SourceFile:
    """A file with its bytes, or the fault that stands in the way of reading it."""
    if one.fault or one.data is not None:
        return one
    data = source.read_bytes(one.path)
    return replace(one, fault=data) if isinstance(data, Violation) else replace(one, data=data)


def shown(root: Path, path: Path) -> str:
    """A path as reports show it: from the root, with forward slashes; in full where it lies elsewhere."""
    whole = os.path.abspath(path)  # noqa: PTH100 - a link is shown where it stands, not where it leads
    if whole == str(root):
        return "."
    return whole.removeprefix(f"{str(root).rstrip(os.sep)}{os.sep}").replace(os.sep, "/")


def report_filter(config: Config, only: Iterable[Path], replaced: Mapping[str, bytes]) -> Callable[[str], bool]:
    """Whether a file, by its shown name, is to be reported on: all are, unless some are named."""
    if replaced:
        return lambda name: name in replaced
    chosen = {shown(config.root, path) for path in only}
    if not chosen:
        return lambda _name: True
    folders = tuple("" if name == "." else f"{name}/" for name in chosen)
    return lambda name: name in chosen or name.startswith(folders)


def _walk(top: Path) -> Iterator[tuple[Path, Violation | None]]:
    """Everything below a folder that is a contract file, or looks as if it were meant to be one."""
    waiting = [top]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = (error.strerror or "the system gives no reason").lower()
            yield here, Violation("CR001", f"cannot be looked into: {reason}", hint="check the folder's permissions")
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
        return Violation("CR015", "is hidden, so it would not be read", hint="take the dot off the front of its name")
    if not name.endswith(ENDING):
        hint = f"if it is a contract, rename it to end in {ENDING}; if not, move it out of the folder"
        return Violation("CR015", f"does not end in {ENDING}, so it would not be read", hint=hint)
    return None
