"""Odd arguments and contents are explained in a sentence; nothing ends in an unexpected error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Program

LONG = "a" * 5000
ODD = [
    ("diff ^HEAD", "git knows no commit “^HEAD”"),
    ("diff HEAD..HEAD", "git knows no commit “HEAD..HEAD”"),
    ("list --rev ^HEAD", "git knows no commit “^HEAD”"),
    ("list --rev HEAD^@", "git knows no commit “HEAD^@”"),
    (f"diff {LONG}", "git knows no commit “aaa"),
    (f"validate {LONG}", "cannot be used: file name too long"),
    (f"render register --templates {LONG}", "cannot be used: file name too long"),
    (f"list -o {LONG}", "cannot be used: file name too long"),
    (f"init {LONG}", "cannot be used: file name too long"),
    (f"import {LONG}", "cannot be read: file name too long"),
    ("validate - --stdin-filename /", "--stdin-filename / is a folder"),
    ("validate - --stdin-filename contracts", "--stdin-filename contracts is a folder"),
]


@pytest.mark.parametrize(("command", "message"), ODD, ids=range(len(ODD)))
def test_it_is_explained(command: str, message: str, real: Path, commreg: Program) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], cwd=real, check=True)
    ran = commreg(*command.split(), cwd=real)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "unexpected" not in ran.err


def test_an_empty_version_is_not_this_folder(real: Path, commreg: Program) -> None:
    ran = commreg("diff", "", cwd=real)
    assert (ran.code, "the version to compare is empty" in ran.err) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["explain", "CR201"]])
def test_help_that_cannot_be_written_says_so(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "commreg", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ran.returncode, "no space left on device" in ran.stderr, "unexpected" in ran.stderr) == (2, True, False)


def test_fmt_leaves_a_file_in_braces_and_formats_the_others(real: Path, commreg: Program) -> None:
    (real / "contracts" / "a.yaml").write_text('{"id": "a"}\n', encoding="utf-8")
    adoption_file = real / "contracts" / "adoption-2019.yaml"
    text = adoption_file.read_text(encoding="utf-8")
    adoption_file.write_text(text.replace("title: ", "title:   "), encoding="utf-8")
    ran = commreg("fmt", cwd=real)
    assert (ran.code, ran.out) == (1, "contracts/adoption-2019.yaml\n")
    assert "contracts/a.yaml was not changed: its fields are in braces { }" in ran.err
    assert adoption_file.read_text(encoding="utf-8") == text


def test_spaces_before_a_block_of_text_stay(real: Path, commreg: Program) -> None:
    path = real / "contracts" / "adoption-2019.yaml"
    text = path.read_text(encoding="utf-8")
    day = text.split("checked_on: ")[1].split("\n")[0]
    path.write_text(text.replace(f"checked_on: {day}", f"checked_on:   >-\n  {day}"), encoding="utf-8")
    assert commreg("confirm", "adoption-2019", "--as-of", "2022-01-05", cwd=real).code == 0
    assert "checked_on:   >-\n  2022-01-05\n" in path.read_text(encoding="utf-8")
