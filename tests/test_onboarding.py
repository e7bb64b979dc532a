"""A first-time officer at a terminal: the questions that init and new ask, git with a server, a hook, and a merge.

The tutorial is run word for word by tests/test_docs.py; it answers no question. Here a shell on a real terminal is
typed into, and its screen is read.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commreg.values.dates import today_in_london

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="there is no bash here")
TODAY = today_in_london()  # the officer works as of today, whatever day that is
KEYS = ("\x03", "\x04")  # Ctrl-C and Ctrl-D, which need no Enter
READY = "officer> "
LONGEST = 60  # seconds to wait for the screen
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")


class Terminal:
    """A shell on a terminal of 100 columns."""

    def __init__(self, folder: Path) -> None:
        assert BASH is not None
        self._main, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PS1": READY,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",
        }
        self._process = subprocess.Popen(
            [BASH, "--noprofile", "--norc", "--noediting", "-i"],
            cwd=folder, env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
        )  # fmt: skip
        os.close(follower)
        self._until(READY)

    def type(self, line: str, until: str = READY) -> str:
        """Type a line, wait for what is to come, and read the screen since."""
        os.write(self._main, (line if line in KEYS else f"{line}\n").encode())
        return self._until(until)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._main)

    def _until(self, expected: str) -> str:
        screen, end = "", time.monotonic() + LONGEST
        data = b""
        while not screen.endswith(expected):
            assert time.monotonic() < end, f"{expected!r} did not come:\n{screen}"
            if select.select([self._main], [], [], 1)[0]:
                data += os.read(self._main, 65536)
                screen = _CONTROL.sub("", data.decode("utf-8", "replace"))
        return screen


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    try:
        yield terminal
    finally:
        terminal.close()


def start_register(terminal: Terminal) -> None:
    """A copy of an empty repository on a server, with a register begun in it, by answering questions."""
    terminal.type("git init --quiet --bare --initial-branch main server.git && git clone --quiet server.git register")
    terminal.type("cd register && git config user.name 'Alex Green' && git config user.email alex@example.org")
    terminal.type("commreg init", until="every paper: ")
    terminal.type("Wexcombe Council", until="for none): ")
    assert "contracts/example-" in terminal.type("children's services")


def test_from_an_empty_folder_to_a_merged_extension(terminal: Terminal, tmp_path: Path) -> None:
    start_register(terminal)
    year = TODAY.year
    assert "No problems found in 1 contract" in terminal.type("commreg validate")
    terminal.type("commreg new", until="Title of the agreement: ")
    terminal.type("Parent Advice", until="]: ")
    terminal.type("", until="Provider: ")
    terminal.type("Wexcombe Family Trust", until="lists them): ")
    assert "early-help (Early Help)" in terminal.type("?", until="lists them): ")
    terminal.type("early-help", until="2024-04-01: ")
    assert "could have the day or the month first" in terminal.type("1/4/2024", until="2024-04-01: ")
    terminal.type(f"{year - 2}-04-01", until="there is none): ")
    terminal.type(f"{year + 1}-03-31", until="not known): ")
    terminal.type("12", until="not known): ")
    terminal.type("24000", until="[unstated]: ")
    key = f"parent-advice-{year - 2}"
    assert f"Created {key}." in terminal.type("annual")
    terminal.type("rm contracts/example-*.yaml")
    assert "pre-commit installed" in terminal.type("pre-commit install")
    assert "check the register" in terminal.type("git add . && git commit --quiet --message 'Begin the register'")
    terminal.type("git push --quiet")

    terminal.type("git switch --quiet --create extend-parent-advice")
    dialogue = terminal.type(f"commreg extend {key} --body Cabinet --on {TODAY} --reference CAB/31")
    assert f"31 March {year + 1} to 31 March {year + 2}" in dialogue
    diff = " ".join(terminal.type("commreg diff").split())
    assert f"extended by option 1 (1 year), from 31 March {year + 1} to 31 March {year + 2}" in diff
    assert "Passed" in terminal.type("git commit --quiet --all --message 'Extend Parent Advice by a year'")
    terminal.type("git push --quiet --set-upstream origin extend-parent-advice")

    path = tmp_path / "register" / "contracts" / f"{key}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(f"end: {year + 1}-03-31", f"end: {year + 1}-02-30"))
    commit_output = terminal.type("git add . && git commit --message 'A slip'")
    assert "Failed" in commit_output
    assert f"error CR110 term.end is “{year + 1}-02-30”" in commit_output
    terminal.type("git restore --staged --worktree contracts")

    terminal.type("git switch --quiet main && git merge --quiet --no-ff --no-edit extend-parent-advice")
    terminal.type("git push --quiet")
    story = " ".join(terminal.type(f"commreg history {key}").split())
    assert "extended by option 1 (1 year)" in story
    assert f"first recorded: Wexcombe Family Trust, to 31 March {year + 1}" in story
    assert "2 commits, newest first" in story
    assert f"31 Mar {year + 2}" in terminal.type("commreg list")

    colleague = tmp_path / "colleague"
    subprocess.run(["git", "clone", "--quiet", str(tmp_path / "server.git"), str(colleague)], check=True)
    content = (colleague / "contracts" / f"{key}.yaml").read_text(encoding="utf-8")
    assert "state: exercised" in content
    assert f"end: {year + 1}-03-31" in content


@pytest.mark.parametrize(("key", "code"), [("\x03", "130"), ("\x04", "2")])
def test_who_goes_away_from_a_question_leaves_nothing_behind(
    key: str, code: str, terminal: Terminal, tmp_path: Path
) -> None:
    terminal.type("mkdir register && cd register")
    terminal.type("commreg init", until="every paper: ")
    terminal.type(key)
    assert terminal.type("echo $?").split()[-2] == code
    assert list((tmp_path / "register").iterdir()) == []
