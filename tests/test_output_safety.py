"""Names and texts from outside cannot act on a terminal, write commands of a workflow, or call people."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Program

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SHEET = (
    "id,title,kind,provider.name,service_area,term.start,term.end,term.ends_when\n"
    '../../evil,"T\x1b[31m\u2028le\u200b",service-contract,"P\x85r\u202e",early-help-send,2024-04-01,2027-03-31,\n'
)


@pytest.fixture
def hostile(real: Path) -> Path:
    """A register with hostile names of files and folders, and a hostile commit."""
    for path in (real / "contracts").iterdir():
        if path.name != "adoption-2019.yaml":
            path.unlink()
    folder = real / "contracts" / "a\n::stop-commands::x"
    folder.mkdir()
    text = (real / "contracts" / "adoption-2019.yaml").read_text(encoding="utf-8")
    (folder / "b\x1b[31m.yaml").write_text(text, encoding="utf-8")
    (real / "contracts" / "c\x85.yaml").write_text("id: c\n", encoding="utf-8")
    git = ["git", "-c", "user.name=A\x1b[31mB", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "S\x1b]52;c;eA==\x07 @team \x9b31m"]):
        subprocess.run([*git, *arguments], cwd=real, check=True)
    return real


COMMANDS = [
    *(f"validate --format {name}" for name in ("text", "github", "markdown", "junit", "gitlab", "sarif", "json")),
    "list --keep-going",
    "list --keep-going --format csv",
    "fmt --check",
    "set b title X",
    "diff HEAD",
    *(f"history adoption-2019 --format {name}" for name in ("text", "csv", "markdown")),
    "list --rev HEAD --keep-going",
]


def test_no_name_acts_on_a_terminal_or_a_workflow(hostile: Path, commreg: Program) -> None:
    for command in COMMANDS:
        ran = commreg(*command.split(), cwd=hostile)
        assert ran.code in (0, 1, 2)
        assert "unexpected" not in ran.err
        for text in (ran.out, ran.err):
            assert not CONTROL.search(text), command
            lines = [line.lstrip() for line in text.split("\n")]
            assert not any(line.startswith(("::stop-commands::x", "::add-mask")) for line in lines), command


def test_a_file_with_a_hidden_character_in_its_name_is_an_error_with_its_name_written_out(
    hostile: Path, commreg: Program
) -> None:
    ran = commreg("validate", cwd=hostile)
    assert ran.code == 1
    assert "contracts/c<U+0085>.yaml" in ran.out
    assert "contracts/a<U+000A>::stop-commands::x/b<U+001B>[31m.yaml" in ran.out
    assert "has an invisible character in its name or its folder's, so it is not read" in ran.out


def test_a_message_of_several_lines_gives_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    from commreg.cli.output import warn

    warn("left out: a\n::add-mask::secret\n  ::stop-commands::x")
    assert capsys.readouterr().err == "left out: a\n: :add-mask::secret\n  : :stop-commands::x\n"


def test_import_reports_every_cell_that_it_changed(real: Path, commreg: Program) -> None:
    (real / "sheet.csv").write_text(SHEET, encoding="utf-8")
    ran = commreg("import", "sheet.csv", "--report", "report.json", cwd=real)
    assert (ran.code, ran.out) == (0, "contracts/evil.yaml\n"), ran.err
    report = (real / "report.json").read_text(encoding="utf-8")
    assert "written as evil" in report
    assert report.count("invisible characters removed") == 2
    assert re.search(r"3 guessed", ran.err), ran.err
    assert not os.path.lexists(real.parent / "evil.yaml")
