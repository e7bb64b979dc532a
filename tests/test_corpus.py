"""Each code has a small register that raises it and one that does not; both are run as a user would run them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commreg.diagnostics.codes import CODES, explanation
from tests.conftest import Program

CORPUS = Path(__file__).parent / "corpus"
TEMPLATE_CODES = ("CR910", "CR911")
BANNED = ("valid", "invalid", "please", "sorry", "forbidden", "illegal")


def _copy(folder: Path, to: Path) -> Path:
    """The register, with the file that `grow.txt` names grown to the size it gives."""
    shutil.copytree(folder, to, symlinks=True)
    grow = to / "grow.txt"
    if grow.is_file():
        name, size = grow.read_text().split()
        with (to / name).open("ab") as file:
            file.write(b"# more\n" * (int(size) // 7 + 1))
    return to


def _command(code: str) -> tuple[str, ...]:
    return ("render", "register") if code in TEMPLATE_CODES else ("validate",)


@pytest.mark.parametrize("code", CODES)
def test_a_bad_register_raises_its_code_and_says_what_to_do(
    code: str, commreg: Program, same_as: Callable[[str, Path], None], tmp_path: Path
) -> None:
    root = _copy(CORPUS / code / "bad", tmp_path / "bad")
    ran = commreg(*_command(code), cwd=root)
    text = ran.out + ran.err
    assert code in text
    expected_exit = 2 if code.startswith("CR9") else 1 if CODES[code].severity == "error" else 0
    assert ran.code == expected_exit
    assert "hint:" in text
    words = text.lower().replace("-", " ").split()
    assert not [word for word in BANNED if word in words]
    same_as(text, CORPUS / code / "bad" / "expected.txt")


@pytest.mark.parametrize("code", CODES)
def test_a_good_register_has_no_findings(code: str, commreg: Program, tmp_path: Path) -> None:
    root = _copy(CORPUS / code / "good", tmp_path / "good")
    ran = commreg("validate", cwd=root)
    assert ran.code == 0
    assert ran.out.startswith("No problems found in ")
    if code in TEMPLATE_CODES:
        assert commreg("render", "register", cwd=root).code == 0


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_the_same_three_parts(code: str, commreg: Program) -> None:
    headings = [line for line in explanation(code).splitlines() if line.startswith("## ")]
    assert headings == ["## What it means", "## Why it matters", "## What to do"]
    ran = commreg("explain", code.lower())
    assert ran.code == 0
    assert ran.out.startswith(f"# {code} {CODES[code].name}\n")


def test_the_corpus_has_a_folder_for_every_code_and_no_other() -> None:
    folders = {path.name for path in CORPUS.iterdir() if path.is_dir()}
    assert folders == set(CODES)


def test_codes_have_names_and_titles_of_their_own() -> None:
    assert len({code.name for code in CODES.values()}) == len(CODES)
    assert len({code.title for code in CODES.values()}) == len(CODES)
