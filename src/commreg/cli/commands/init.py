"""commreg init"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commreg import __version__
from commreg.cli.errors import UsageError
from commreg.cli.option_values import require_choice
from commreg.cli.options import AsOf
from commreg.cli.output import warn, write
from commreg.diagnostics.errors import RegisterError

if TYPE_CHECKING:
    from commreg.cli.session import Session
    from commreg.register.config import Config
    from commreg.scaffold.files import Setup
    from commreg.scaffold.place import PlacedFile

# The files in which the address of commreg has to be filled in by hand.
_CI_FILES = {".github/workflows/register.yml", ".github/workflows/weekly.yml", ".gitlab-ci.yml"}


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the register; it is created if needed.")
    ] = Path(),
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The council's name. [default: asked on a terminal]")
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="PART", help="The part of the council: children's services.")
    ] = None,
    ci: Annotated[
        str, typer.Option("--ci", metavar="SYSTEM", help="Where changes are checked: github, gitlab or none.")
    ] = "github",
    install_from: Annotated[
        str | None,
        typer.Option(
            "--install-from", metavar="SOURCE", help="What pip installs there: git+https://…/commreg.git@v0.1.0"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be written, and write nothing.")] = False,
    show: Annotated[
        str | None, typer.Option("--show", metavar="FILE", help="Print the contents of a file, and write nothing.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Start a register: settings, an example, and checks in CI.

    Existing files are not changed; they are listed.

    \b
    Examples:
      commreg init --name "Wexcombe Council" --service "children's services"
      commreg init register --ci gitlab
      commreg init --show .gitignore
    """
    from commreg.scaffold.files import CI_SERVICES
    from commreg.scaffold.place import place_files, repository_top, write_new_files

    require_choice("CI system", ci, CI_SERVICES)
    existing, top = _existing_register(directory), repository_top(directory)
    if existing and (name or service):
        hint = f"change organisation.name and organisation.service in {existing.file}"
        raise UsageError("the register has settings already, and init does not change them", hint=hint)
    may_ask = not (dry_run or show is not None or existing is not None)
    name = _answer("The council's name, as the heading of every paper", name, may_ask=may_ask)
    question = "The part of the council, for example children's services (Enter for none)"
    service = _answer(question, service, may_ask=may_ask)
    setup, with_example = _setup(ctx.obj, directory, existing, top, (name, service, ci, install_from), as_of)
    files = place_files(directory, top, setup, existing, with_example=with_example)
    if show is not None:
        write(_contents(files, show), None)
        return
    if not dry_run:
        write_new_files(directory, files)
    write(_list_files(files, dry_run=dry_run), None)
    if not dry_run:
        _print_next_steps(files, setup, install_from, directory)


def _answer(question: str, option: str | None, *, may_ask: bool) -> str:
    """The value of an option, else the answer on the terminal, if there is one and `may_ask`."""
    answer = option
    if answer is None and may_ask and sys.stdin.isatty() and sys.stderr.isatty():
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            raise UsageError("not all questions were answered")
    answer = (answer or "").strip()
    if not answer.isprintable():
        raise UsageError("a name has an invisible character", hint="type it again, on one line")
    return answer


def _existing_register(directory: Path) -> Config | None:
    """The settings that a folder has already. Raises UsageError inside another register."""
    from commreg.register import config

    folder = next(folder for folder in (directory.absolute(), *directory.absolute().parents) if folder.exists())
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file, but a register is a folder", hint="give the name of a folder")
    try:
        existing = config.find(folder)
    except RegisterError:
        return None
    if existing.root == directory.resolve():
        return existing
    raise UsageError(f"{directory} is inside the register at {existing.root}", hint="give a folder outside it")


def _setup(
    session: Session,
    directory: Path,
    existing: Config | None,
    top: Path,
    answers: tuple[str, str, str, str | None],
    as_of: str | None,
) -> tuple[Setup, bool]:
    """What to write, and whether with an example: only if there is no contract yet."""
    from commreg.model.settings import Settings
    from commreg.register.config import Config
    from commreg.register.discovery import discover_files
    from commreg.scaffold.files import SOURCE, Setup

    config = existing or Config(directory.resolve(), Settings())
    areas = list(config.settings.service_areas)
    name, service, ci, source = answers
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
    return setup, not discover_files(config, (), ())


def _list_files(files: Sequence[PlacedFile], *, dry_run: bool) -> str:
    """What was written, and what existed."""
    width = max(len(item.name) for item in files)
    new = [item for item in files if not item.existing]
    existing = [item for item in files if item.existing]
    lines = ["Would write:" if dry_run else "Written:"] if new else ["Nothing is missing."]
    lines += [f"  {item.name:<{width}}  {item.file.about}" for item in new]
    if existing:
        lines += ["Not changed:"]
        lines += [f"  {item.name:<{width}}  {_why_not_written(item)}" for item in existing]
        lines += ["To compare a file with what init would write: commreg init --show FILE"]
    return "\n".join(lines) + "\n"


def _why_not_written(item: PlacedFile) -> str:
    return "exists already" if item.existing == item.file.path else f"{item.existing} exists"


def _contents(files: Sequence[PlacedFile], name: str) -> str:
    """The text of one file, by its name in the list."""
    texts = {item.name: item.file.text for item in files}
    name = name.replace(os.sep, "/").removeprefix("./")
    return texts[require_choice("file that init writes", name, texts)]


def _print_next_steps(files: Sequence[PlacedFile], setup: Setup, source: str | None, directory: Path) -> None:
    """Print what to do by hand, on stderr."""
    new = {item.file.path for item in files if not item.existing}
    if "commreg.toml" in new and not setup.name:
        warn("No council name given. Add it to commreg.toml (name = ).")
    ci_files = sorted(new & _CI_FILES)
    if ci_files and not source:
        warn(
            f"In {' and '.join(ci_files)}, set COMMREG to the address of your copy of commreg. "
            "The checks cannot run until you do."
        )
    option = "" if directory.resolve() == Path.cwd() else f" -C {directory}"
    warn(f"Next: commreg{option} validate")
