"""Which files a register is made of: all of its contracts folder, and what the command line names besides.

Nothing that looks as if it were meant to be a contract is passed over in silence; only hidden files and files of other
kinds are. Links are followed to files inside the folder and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commreg.config import Config
from commreg.diagnostics import Fault
from commreg.errors import UsageError

ENDING = ".yaml"
STDIN = "<stdin>"
_LINK = "is a link that is not followed: it leads to a folder, out of the contracts, or nowhere"


@dataclass(frozen=True, slots=True)
class Found:
    """A file by the name that reports give it; with a fault where it is not to be read."""

    shown: str
    path: Path
    fault: Fault | None = None


def look(config: Config, only: Iterable[Path], replaced: Iterable[str]) -> list[Found]:
    """The files of the register, by name, with those named in `only` and `replaced`. Raises UsageError for no file."""
    found = list(_walk(config.contracts)) if config.contracts.is_dir() else []
    if not config.contracts.resolve().is_relative_to(config.root):
        found = [(config.contracts, Fault("CR016", _LINK, hint="put the contracts into the register's own folder"))]
    for path in only:
        if not path.exists():
            hint = "check the spelling; paths start at this folder"
            raise UsageError(f"there is no file or folder {path}", hint=hint)
        if path.is_file() or not path.is_dir():
            found.append((path, None))
        elif not config.contracts.resolve().is_relative_to(path.resolve()):  # else all that is in it has been found
            found += _walk(path)
    files: dict[str, Found] = {}
    for path, fault in found:
        name = shown(config.root, path)
        files.setdefault(name, Found(name, path, fault))
    for name in replaced:
        files[name] = Found(name, config.root / name)
    return [files[name] for name in sorted(files)]


def shown(root: Path, path: Path) -> str:
    """A path as reports show it: from the root, with forward slashes; in full where it lies elsewhere."""
    whole = os.path.abspath(path)  # noqa: PTH100 - a link is shown where it stands, not where it leads
    if whole == str(root):
        return "."
    return whole.removeprefix(f"{str(root).rstrip(os.sep)}{os.sep}").replace(os.sep, "/")


def wanted(config: Config, only: Iterable[Path], replaced: Mapping[str, bytes]) -> Callable[[str], bool]:
    """Whether a file, by its shown name, is to be reported on: all are, unless some are named."""
    if replaced:
        return lambda name: name in replaced
    chosen = {shown(config.root, path) for path in only}
    if not chosen:
        return lambda _name: True
    folders = tuple("" if name == "." else f"{name}/" for name in chosen)
    return lambda name: name in chosen or name.startswith(folders)


def _walk(top: Path) -> Iterator[tuple[Path, Fault | None]]:
    """Everything below a folder that is a contract file, or looks as if it were meant to be one."""
    waiting = [top]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = (error.strerror or "the system does not say why").lower()
            yield here, Fault("CR001", f"cannot be looked into: {reason}", hint="check the folder's permissions")
            continue
        for entry in entries:
            if entry.name.startswith(".") and not entry.name.endswith(ENDING):
                continue
            if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(ENDING):
                waiting.append(Path(entry.path))
            elif _meant_as_contract(entry):
                yield Path(entry.path), _stray(entry, top)


def _meant_as_contract(entry: os.DirEntry[str]) -> bool:
    name = entry.name.casefold()
    return ".yaml" in name or ".yml" in name or (entry.is_symlink() and entry.is_dir())


def _stray(entry: os.DirEntry[str], top: Path) -> Fault | None:
    """Why something in the folder is not read; None for a contract file."""
    if entry.is_symlink():
        path = Path(entry.path)
        if not path.is_file() or not path.resolve().is_relative_to(top.resolve()):
            return Fault("CR016", _LINK, hint="put the file itself into the folder")
    if entry.name.startswith("."):
        return Fault("CR015", "is hidden, so it would not be read", hint="take the dot off the front of its name")
    if not entry.name.endswith(ENDING):
        hint = f"if it is a contract, rename it to end in {ENDING}; if not, take it out of the folder"
        return Fault("CR015", f"does not end in {ENDING}, so it would not be read", hint=hint)
    return None
