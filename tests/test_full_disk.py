"""A disk that is full: every command that writes says so, and each file is as it was or complete."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.hypothesis_profile import THOROUGH

from .conftest import tree

resource = pytest.importorskip("resource", reason="limits on files are POSIX")
COMMANDS = [
    "set youth-justice-2019 title Elsewhere",
    "rename-provider 'Leicestershire County Council' Leicestershire",
    "site -o public",
    "export xlsx -o register.xlsx",
    "extend youth-justice-2019 --body Cabinet --on 2021-12-14",
    "confirm --all",
    "export sqlite -o register.db",
    "render booklet -o booklet.html",
    "new --title Another --provider Anybody --service-area social-care --start 2022-01-01 --end 2022-12-31",
    "renew youth-justice-2019",
    "terminate youth-justice-2019 --on 2022-01-31 --reason Closed.",
    "fmt",
]
# What a file may grow to, in bytes: nothing at all, a part of a contract file, a few pages of the site.
LIMITS = (0, 700, 20_000)


@pytest.mark.parametrize("command", COMMANDS if THOROUGH else COMMANDS[:2])
@pytest.mark.parametrize("limit", LIMITS if THOROUGH else LIMITS[1:2])
def test_every_file_is_as_it_was_or_complete(command: str, limit: int, real: Path) -> None:
    messy = real / "contracts" / "youth-justice-2019.yaml"  # so that fmt has something to do
    messy.write_text(messy.read_text(encoding="utf-8").replace("title: ", "title:   "), encoding="utf-8")
    before, copy = tree(real), real.with_name("copy")
    subprocess.run(["cp", "-r", str(real), str(copy)], check=True)
    arguments = [sys.executable, "-m", "commreg", *shlex.split(command)]
    with_room = subprocess.run(arguments, cwd=copy, capture_output=True, text=True, check=False)
    complete = tree(copy)
    assert complete != before, f"the command writes nothing even with room: {with_room.stderr}"
    ran = subprocess.run(
        arguments,
        cwd=real,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    after = tree(real)
    assert "Traceback" not in ran.stderr
    assert "unexpected" not in ran.stderr
    assert after in (before, complete), ran.stderr
    if after == before:
        assert ran.returncode == 2
        assert "cannot be written" in ran.stderr
