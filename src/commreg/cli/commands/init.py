"""commreg init"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf
from commreg.cli.output import warn, write
from commreg.cli.session import Session
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.register.config import Config
    from commreg.scaffold.files import File, Setup


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the register; made if it is not there.")
    ] = Path(),
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The council's name. [default: asked on a terminal]")
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="PART", help="The part of the council: children's services.")
    ] = None,
    ci: Annotated[
        str, typer.Option("--ci", metavar="WHERE", help="Where changes are checked: github, gitlab or none.")
    ] = "github",
    install_from: Annotated[
        str | None,
        typer.Option("--install-from", metavar="SOURCE", help="What pip installs there: git+https://…/commreg.git@v1"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be written, and write nothing.")] = False,
    show: Annotated[
        str | None, typer.Option("--show", metavar="FILE", help="Print what a file would hold, and write nothing.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Begin a register: settings, an example contract, and checks that run by themselves.

    What is there already is left as it is, and told.

    \b
    Examples:
      commreg init --name "Wexcombe Council" --service "children's services"
      commreg init register --ci gitlab
      commreg init --show .gitignore
    """
    from commreg.scaffold.files import CI_SERVICES

    require_choice("--ci", ci, CI_SERVICES)
    session: Session = ctx.obj
    existing, top = _register_at(directory), _top(directory)
    if existing and (name or service):
        hint = f"change organisation.name and organisation.service in {existing.file}"
        raise UsageError("there are settings here already, and init changes none", hint=hint)
    quiet = dry_run or show is not None or existing is not None
    name = _asked("The council's name, as it heads every paper", name, quiet)
    service = _asked("The part of the council, for example children's services (Enter for none)", service, quiet)
    setup, example = _setup(session, directory, existing, top, (name, service, ci, install_from), as_of)
    places = _places(directory, top, setup, existing, example)
    if show is not None:
        write(_shown(places, show), None)
        return
    if not dry_run:
        for place in places:
            if not place.there:
                _put(place)
    write(_told(places, dry_run=dry_run), None)
    if not dry_run:
        _next(places, setup, install_from, directory)


@dataclass(frozen=True, slots=True)
class _Place:
    """A file to write, where it goes, how it is called, and what is there already, if anything is."""

    file: File
    path: Path
    name: str
    there: str = ""


def _asked(question: str, given: str | None, quiet: bool) -> str:
    """What an option says, or the officer at the terminal; nothing is asked where there is none."""
    if given is None and not quiet and sys.stdin.isatty() and sys.stderr.isatty():
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
        given = sys.stdin.readline()
        if not given:
            raise UsageError("the answers ended before the questions did")
    given = (given or "").strip()
    if not given.isprintable():
        raise UsageError("a name has a character that cannot be seen", hint="type it again, on one line")
    return given


def _register_at(directory: Path) -> Config | None:
    """The settings that are there already. Raises UsageError inside another register."""
    from commreg.register import config

    here = next(folder for folder in (directory.absolute(), *directory.absolute().parents) if folder.exists())
    if not here.is_dir():
        raise UsageError(f"{here} is a file, and a register is a folder", hint="name a folder")
    try:
        found = config.find(here)
    except RegisterError:
        return None
    if found.root == directory.resolve():
        return found
    raise UsageError(f"{directory} lies in the register at {found.root}", hint="name a folder outside it")


def _top(directory: Path) -> Path:
    """The top of the git repository that the register is to lie in; its own folder where there is none."""
    here = directory.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _setup(
    session: Session,
    directory: Path,
    existing: Config | None,
    top: Path,
    said: tuple[str, str, str, str | None],
    as_of: str | None,
) -> tuple[Setup, bool]:
    """What to write, and whether an example is wanted: only where there is no contract yet."""
    from commreg import __version__
    from commreg.model.settings import Settings
    from commreg.register.config import Config
    from commreg.scaffold.files import SOURCE, Setup

    config = existing or Config(directory.resolve(), Settings())
    areas = list(config.settings.service_areas)
    name, service, ci, source = said
    setup = Setup(
        name=name,
        service=service,
        ci=ci,
        source=source or SOURCE.format(version=__version__),
        as_of=session.as_of(config, as_of)[0],
        folder=directory.resolve().relative_to(top).as_posix(),
        contracts=config.settings.contracts.replace("\\", "/").strip("/"),
        area=areas[0] if areas else "early-help",
    )
    return setup, not any(config.contracts.rglob("*.yaml"))


def _places(directory: Path, top: Path, setup: Setup, existing: Config | None, example: bool) -> list[_Place]:
    from commreg.scaffold.files import register_files, repository_files

    found = []
    for root, files in ((directory, register_files(setup, example=example)), (top, repository_files(setup))):
        for file in files:
            path = root / file.path
            there = _there(root, file)
            if file.path == "commreg.toml" and existing and existing.file:
                there = existing.file
            found.append(_Place(file, path, os.path.relpath(path).replace(os.sep, "/"), there))
    return found


def _there(root: Path, file: File) -> str:
    """What keeps a file from being written: itself, one like it elsewhere, or what stands in the way of its folder."""
    for name in (file.path, *file.alternatives):
        folder = root / Path(name).parent
        if folder.is_dir():
            same = [entry.name for entry in folder.iterdir() if entry.name.casefold() == Path(name).name.casefold()]
            if same:
                return (Path(name).parent / same[0]).as_posix()
    for folder in reversed(Path(file.path).parents[:-1]):
        if os.path.lexists(root / folder) and not ((root / folder).is_dir() and not (root / folder).is_symlink()):
            return folder.as_posix()
    return ""


def _put(place: _Place) -> None:
    """Write a file where none is, even if somebody puts one there at this moment."""
    try:
        place.path.parent.mkdir(parents=True, exist_ok=True)
        with place.path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(place.file.text)
    except OSError as error:
        raise UsageError(f"{place.name} cannot be written: {(error.strerror or '').lower()}") from None


def _told(places: list[_Place], *, dry_run: bool) -> str:
    """What was written, and what was left."""
    width = max(len(place.name) for place in places)
    new = [place for place in places if not place.there]
    left = [place for place in places if place.there]
    lines = ["Would write:" if dry_run else "Written:"] if new else ["Nothing is missing."]
    lines += [f"  {place.name:<{width}}  {place.file.about}" for place in new]
    if left:
        lines += ["Left as it is:"]
        lines += [f"  {place.name:<{width}}  {_why(place)}" for place in left]
        lines += ["To compare a file with what it would hold: commreg init --show FILE"]
    return "\n".join(lines) + "\n"


def _why(place: _Place) -> str:
    if place.there == place.file.path:
        return "there already"
    return f"{place.there} is there"


def _shown(places: list[_Place], wanted: str) -> str:
    """The text of one file, by the name that the list gives it."""
    known = {place.name: place.file.text for place in places}
    name = wanted.replace(os.sep, "/").removeprefix("./")
    return known[require_choice("file that init writes", name, known)]


def _next(places: list[_Place], setup: Setup, source: str | None, directory: Path) -> None:
    """What is left to do by hand, on stderr."""
    new = {place.file.path for place in places if not place.there}
    if "commreg.toml" in new and not setup.name:
        warn("Whose register it is was not said: write it into commreg.toml, after name =.")
    checks = sorted(new & {".github/workflows/register.yml", ".github/workflows/weekly.yml", ".gitlab-ci.yml"})
    if checks and not source:
        where = " and ".join(checks)
        warn(f"In {where}, write after COMMREG: where your copy of commreg is. Until then the check cannot run there.")
    way = "" if directory.resolve() == Path.cwd() else f" -C {directory}"
    warn(f"Next: commreg{way} validate")
