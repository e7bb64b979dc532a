"""Run the program as a user does, and compare its output with a snapshot that a person has read."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="Write the expected outputs.")


_USED = pytest.StashKey[set[str]]()  # the snapshots that were compared, below SNAPSHOTS


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_USED] = set()
    config.addinivalue_line("markers", "source_only: needs the source tree, not only the installed package")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect the snapshots that a worker of pytest-xdist used."""
    node.config.stash[_USED].update(getattr(node, "workeroutput", {}).get("snapshots", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run of all tests if there is a snapshot that no test used."""
    config: Any = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["snapshots"] = sorted(config.stash[_USED])
        return
    is_complete = config.args_source is config.ArgsSource.TESTPATHS and not (
        config.option.keyword or config.option.markexpr or config.option.collectonly or exitstatus
    )
    snapshots = {path.relative_to(SNAPSHOTS).as_posix() for path in SNAPSHOTS.rglob("*") if path.is_file()}
    unused = sorted(snapshots - config.stash[_USED])
    if is_complete and unused:
        config.get_terminal_writer().line(f"no test uses these snapshots: {', '.join(unused)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass(frozen=True)
class Ran:
    """The result of a run of the program."""

    code: int
    out: str
    err: str


Program = Callable[..., Ran]


@pytest.fixture
def commreg(monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run the program in this process, in a folder, with standard input and no terminal."""
    from commreg.cli.main import run

    def program(*args: str, cwd: Path = ROOT, stdin: bytes = b"") -> Ran:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setattr(sys, "argv", ["commreg", *args])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, write_through=True))
            with pytest.raises(SystemExit) as stopped:
                run()
            sys.stdout.flush()
            sys.stderr.flush()
            code = stopped.value.code
            number = code if isinstance(code, int) else 0 if code is None else 2
            return Ran(number, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))

    return program


@pytest.fixture
def same_as(request: pytest.FixtureRequest) -> Callable[[str, Path | str], None]:
    """Compare a text with a file, whole; with --snapshot-update write the file instead."""

    def compare(text: str, where: Path | str) -> None:
        path = SNAPSHOTS / where if isinstance(where, str) else where
        if path.is_relative_to(SNAPSHOTS):
            request.config.stash[_USED].add(path.relative_to(SNAPSHOTS).as_posix())
        if request.config.getoption("--snapshot-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            return
        assert path.is_file(), f"no snapshot {path.name}: run pytest --snapshot-update, and read what it wrote"
        assert text == path.read_bytes().decode("utf-8")

    return compare


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of this repository's register that a test may change."""
    root = tmp_path / "register"
    shutil.copytree(ROOT / "contracts", root / "contracts")
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    return root


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tests independent of the terminal that they are started from."""
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TERM", "GITHUB_ACTIONS", "COMMREG_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def tree(root: Path) -> dict[str, Any]:
    """Every file in a folder with its bytes, to show that nothing was changed."""
    return {
        str(Path(folder, name).relative_to(root)): Path(folder, name).read_bytes()
        for folder, _, names in os.walk(root)
        for name in names
    }
