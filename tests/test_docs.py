"""The docs agree with the program: generated pages are up to date, links and commands work, the tutorial runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from commreg.cli.main import app
from commreg.diagnostics.codes import CODES
from tests.conftest import ROOT
from tests.test_layers import RANK
from tests.unit.hypothesis_profile import thorough_only

pytestmark = pytest.mark.source_only
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_FILE = re.compile(r"^Write this in `([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TOP = re.compile(r"^Put this at the top of `([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SWAP = re.compile(
    r"^In `([^`]+)`, put this line:\n\n```\w+\n(.*?)^```\n\nin place of this one:\n\n```\w+\n(.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_generated_pages_and_the_schema_are_up_to_date() -> None:
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


@thorough_only
def test_the_tutorial_runs_as_written(tmp_path: Path) -> None:
    """Write each file, run each command, and compare the whole output, except the hashes of commits."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    steps = sorted(
        (match for kind in (_FILE, _TOP, _SWAP, _CONSOLE) for match in kind.finditer(text)),
        key=lambda step: step.start(),
    )
    assert len(steps) > 10
    folder = tmp_path / "work"
    folder.mkdir()
    for minute, step in enumerate(steps):
        if step.re is not _CONSOLE:
            _edit(folder / step[1], step)
            continue
        for command, expected in _commands(step[1]):
            where = re.fullmatch(r"cd (\S+)", command)
            if where:
                folder = (folder / where[1]).resolve()
                continue
            env = _environment(tmp_path, folder, minute)
            ran = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
            output = (ran.stdout + ran.stderr).rstrip("\n")
            assert _COMMIT.sub("…", output) == _COMMIT.sub("…", expected.rstrip("\n")), command


_COMMIT = re.compile(r"\b[0-9a-f]{10}\b")  # it changes with every byte of what init writes


def _edit(path: Path, step: re.Match[str]) -> None:
    """Make the change to a file that the page describes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if step.re is _FILE:
        text = step[2]
    elif step.re is _TOP:
        text = f"{step[2]}\n{text}"
    else:
        assert text.count(step[3]) == 1, step[0]
        text = text.replace(step[3], step[2])
    path.write_text(text, encoding="utf-8")


def _environment(home: Path, folder: Path, minute: int) -> dict[str, str]:
    """The environment of a reader's computer, on the date that the register is pinned to."""
    settings = folder / "commreg.toml"
    pinned = re.search(r"(?m)^as_of = (\S+)$", settings.read_text(encoding="utf-8")) if settings.exists() else None
    now = f"{pinned[1] if pinned else '2026-04-01'}T09:{minute:02}:00+01:00"
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": now,
        "GIT_COMMITTER_DATE": now,
    }


def _commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with its output."""
    commands: list[tuple[str, str]] = []
    for part in re.split(r"(?m)^\$ ", block)[1:]:
        command, output = re.match(r"((?:.*\\\n)*.*)\n?((?s:.*))", part).groups()  # type: ignore[union-attr]
        commands.append((command, output.rstrip("\n") + "\n" if output.strip() else ""))
    return commands


_TARGET = re.compile(r"^([a-z][a-z-]*):.*## ", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ANCHOR = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]*)#([^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_FOLDER = re.compile(r"^\| \d+ \| `([a-z]+)` \|", re.MULTILINE)
_TYPED = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)
_INLINE = re.compile(r"`(commreg [^`]+)`")
_SHELL = ("|", ">", "<", "&&", ";")


def test_every_make_target_is_in_the_table_of_contributing() -> None:
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `make ([a-z-]+)` \|", contributing, re.MULTILINE)) == targets


def test_every_folder_of_the_package_is_in_the_table_of_the_layout() -> None:
    text = (ROOT / "docs" / "explanation" / "how-it-is-made.md").read_text(encoding="utf-8")
    rows = set(_FOLDER.findall(text))
    folders = {path.parent.name for path in (ROOT / "src" / "commreg").glob("*/__init__.py")}
    assert folders <= rows
    assert rows <= set(RANK)


def test_every_module_of_checks_is_in_the_table_of_contributing() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = {path.stem for path in (ROOT / "src" / "commreg" / "checks").glob("[a-z]*.py")} - {"registry", "run"}
    assert modules <= set(re.findall(r"^ +\| `([a-z_]+)` \|", contributing, re.MULTILINE))


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in _commands_by_name() if f"`commreg {name}`" not in readme} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    for target, anchor in _ANCHOR.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target:
            text = (page.parent / target if target else page).read_text(encoding="utf-8")
            anchors = {_anchor(heading) for heading in _HEADING.findall(_FENCE.sub("", text))}
            assert anchor in anchors, f"{target}#{anchor}"


def _anchor(heading: str) -> str:
    """The anchor that GitHub and GitLab give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_line_can_be_parsed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for line in [*_TYPED.findall(text), *_INLINE.findall(_FENCE.sub("", text))]:
        words = shlex.split(line.replace("\\\n", " ").replace("…", ""))
        words = words[: next((place for place, word in enumerate(words) if word.startswith(_SHELL)), len(words))]
        if len(words) > 1 and words[0] == "commreg" and words[1] in _commands_by_name():
            try:
                _commands_by_name()[words[1]].make_context(words[1], words[2:]).close()
            except typer.BadParameter as error:
                if type(error).__name__ != "MissingParameter":  # a page may name a command without its arguments
                    raise
        else:
            assert words[0] != "commreg" or words[1].startswith("-"), line


def _commands_by_name() -> Mapping[str, Any]:
    return typer.main.get_command(app).commands  # type: ignore[attr-defined, no-any-return]
