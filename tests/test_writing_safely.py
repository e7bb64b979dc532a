"""No command replaces a contract, the settings or its own input by an output, and `init` is whole or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Program, tree

QUIET: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@pytest.mark.parametrize(
    "command",
    [
        "list --format csv -o contracts/adoption-2019.yaml",
        "list --format csv -o contracts/sub/new.yml",
        "render register -o commreg.toml",
        "export xlsx -o pyproject.toml",
        "schema -o contracts/adoption-2019.yaml",
        "validate --format json -o contracts/adoption-2019.yaml",
        "import sheet.csv --write-map contracts/adoption-2019.yaml",
        "import sheet.csv --report contracts/adoption-2019.yaml",
        "import sheet.csv --write-map sheet.csv",
        "import sheet.csv --report sheet.csv",
        "import sheet.csv --report a.md --write-map a.md",
        "import sheet.csv --not-imported contracts/adoption-2019.yaml",
    ],
)
def test_an_output_never_replaces_a_file_of_the_register(command: str, real: Path, commreg: Program) -> None:
    (real / "sheet.csv").write_text("Title,Start\nA,\n", encoding="utf-8")
    before = tree(real)
    ran = commreg(*command.split(), cwd=real)
    assert ran.code == 2
    assert "replace" in ran.err or "is the file that is imported" in ran.err or "is also the file of" in ran.err
    assert tree(real) == before


def test_rows_that_fail_again_go_beside_the_file_that_was_imported(real: Path, commreg: Program) -> None:
    sheet = real / "not-imported.csv"
    sheet.write_text("Title,Start\nA,soon\n", encoding="utf-8")
    ran = commreg("import", "not-imported.csv", cwd=real)
    assert (ran.code, sheet.read_text()) == (1, "Title,Start\nA,soon\n")
    assert (real / "not-imported-2.csv").is_file()
    assert "not-imported-2.csv" in ran.err


def test_fmt_does_not_write_over_a_change_made_while_it_read(
    real: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commreg.cli import edit_session
    from commreg.cli.commands import fmt

    for path in (real / "contracts").iterdir():
        path.write_text(path.read_text().replace("title: ", "title:  "))
    edited = real / "contracts/adoption-2019.yaml"
    save = edit_session.save

    def meanwhile(*args: object) -> None:
        edited.write_text(f"{edited.read_text()}# by a colleague\n")
        save(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fmt, "save", meanwhile)
    ran = commreg("fmt", cwd=real)
    assert (ran.code, ran.out) == (2, "")
    assert "contracts/adoption-2019.yaml was changed in the meantime" in ran.err
    assert edited.read_text().endswith("# by a colleague\n")
    assert all("title:  " in path.read_text() for path in (real / "contracts").iterdir())


def test_init_that_cannot_write_one_file_writes_none(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "workflows").symlink_to("/dev/null")
    before = tree(tmp_path)
    commreg("init", "--name", "X", cwd=tmp_path)
    is_complete = {"commreg.toml", "contract.schema.json"} <= set(tree(tmp_path))
    assert is_complete or tree(tmp_path) == before


def test_a_killed_init_leaves_no_half_register(tmp_path: Path) -> None:
    """Killed at any moment, `init` leaves no settings file or a whole register, and the next run completes it."""
    for number in (0, 1, 3):
        root = tmp_path / str(number)
        root.mkdir()
        program = subprocess.Popen(
            [sys.executable, "-m", "commreg", "init", "--name", "X"],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while program.poll() is None and not any(root.iterdir()):
            time.sleep(0.001)
        time.sleep(number / 500)
        program.kill()
        program.wait()
        files = tree(root)
        if "commreg.toml" in files:
            assert files["commreg.toml"].strip()
        again = subprocess.run(
            [sys.executable, "-m", "commreg", "init", *([] if "commreg.toml" in files else ["--name", "X"])],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert again.returncode == 0, again.stderr
        assert all(content for content in tree(root).values())
        assert not [name for name in tree(root) if name.endswith(".tmp")], number
