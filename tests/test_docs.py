"""The docs say what the program does: generated pages are in step, links lead somewhere, the tutorial runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commreg.codes import CODES
from tests.conftest import ROOT

pytestmark = pytest.mark.source_only
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_FILE = re.compile(r"^Write this in `([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_generated_pages_and_the_schema_are_in_step_with_the_code() -> None:
    ran = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"run make docs:\n{ran.stdout}{ran.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_code_has_a_page() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "reference" / "codes").glob("CR*.md")}
    assert pages == set(CODES)


def test_the_tutorial_runs_as_written(tmp_path: Path) -> None:
    """Each file is written as given, each command run, and its output compared whole."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    steps = sorted([*_FILE.finditer(text), *_CONSOLE.finditer(text)], key=lambda match: match.start())
    assert len(steps) > 10
    folder = tmp_path / "work"
    folder.mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    for step in steps:
        if step.re is _FILE:
            path = folder / step[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step[2], encoding="utf-8")
            continue
        for command, expected in _commands(step[1]):
            where = re.fullmatch(r"cd (\S+)", command)
            if where:
                folder = (folder / where[1]).resolve()
                continue
            ran = subprocess.run(
                command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert ran.stdout + ran.stderr == expected, command


def _commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output below it."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"(?m)^\$ ", block)[1:]:
        command, _, output = part.partition("\n")
        found.append((command, output.rstrip("\n") + "\n" if output.strip() else ""))
    return found
