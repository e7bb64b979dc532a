"""`join`: several registers of different shapes in one dataset, each at its own as-of day."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from commreg.diagnostics.errors import GitError
from commreg.register import git_clone
from tests.conftest import ROOT, Program
from tests.repositories import Repo

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra, and is not installed here")

RICH = ROOT / "tests" / "data" / "rich"
WEXCOMBE = """\
as_of = 2026-06-01
[organisation]
name = "Wexcombe Council"
identifiers = { GSS = "E06000098" }
region = "South West"
"""
SHEET = """\
Contract,Provider,Company number,Service area,Start date,End date,Contract value,Extension options
Parent Advice,Example Families Ltd,00123456,Early Help,1 April 2024,31 March 2027,"£24,000",none
Young Carers,Example Families Ltd,00123456,Early Help,1 April 2024,31 March 2027,18250.50,1+1 years
Speech and Language,Wexcombe NHS Trust,,SEND,1 September 2023,31 August 2026,120000.10,
"""


@pytest.fixture
def imported(commreg: Program, tmp_path: Path) -> Path:
    """A register brought in from a spreadsheet."""
    root = tmp_path / "wexcombe"
    root.mkdir()
    (root / "commreg.toml").write_text(WEXCOMBE)
    (tmp_path / "sheet.csv").write_text(SHEET)
    ran = commreg("import", str(tmp_path / "sheet.csv"), cwd=root)
    assert "3 rows: 3 new, written." in ran.err
    return root


def test_three_registers_of_different_shapes(commreg: Program, imported: Path, tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    ran = commreg("join", str(ROOT), str(RICH), str(imported), "-o", str(out), "--format", "json")
    assert ran.code == 0, ran.err
    registers = {row["council"]: row for row in json.loads(ran.out)["registers"]}
    assert {key: (row["as_of"], row["contracts"]) for key, row in registers.items()} == {
        "rutland-county-council": ("2021-12-16", 28),
        "GB-LAE-MRW": ("2025-11-03", 11),
        "E06000098": ("2026-06-01", 3),
    }
    # By hand: two of the three have a company number; no column of the sheet says what the amounts cover.
    assert registers["E06000098"]["lacks"] == [
        "published number of the provider (1 of 3)",
        "CPV code (3 of 3)",
        "value a year (3 of 3)",
        "whether it can be extended (1 of 3)",
    ]
    assert registers["GB-LAE-MRW"]["withheld_entries"] == 1
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("contracts.parquet"))
    assert names == [
        "council=E06000098/as_of=2026-06-01/contracts.parquet",
        "council=GB-LAE-MRW/as_of=2025-11-03/contracts.parquet",
        "council=rutland-county-council/as_of=2021-12-16/contracts.parquet",
    ]


def test_joining_is_the_same_as_exporting_each(commreg: Program, tmp_path: Path) -> None:
    commreg("join", str(RICH), "-o", str(tmp_path / "joined"))
    commreg("export", "parquet", "--dataset", str(tmp_path / "exported"), cwd=RICH)
    joined, exported = (
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")
         if path.is_file()}
        for name in ("joined", "exported")
    )  # fmt: skip
    assert joined == exported


def test_one_register_that_cannot_be_read_does_not_stop_the_others(commreg: Program, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(RICH, broken)
    (broken / "commreg.toml").write_text('[organisation]\nname = "Broken Council"\nnonsense = 1\n')
    faulty = tmp_path / "faulty"
    shutil.copytree(RICH, faulty)
    settings = (RICH / "commreg.toml").read_text().replace("Merrowdale", "Faulty").replace("MRW", "FTY")
    (faulty / "commreg.toml").write_text(settings)
    (faulty / "contracts" / "speech-therapy-2024.yaml").write_text("id: [")
    ran = commreg("join", str(tmp_path / "none"), str(broken), str(faulty), str(RICH), "-o", str(tmp_path / "dataset"))
    assert ran.code == 1
    assert f"Not included: {tmp_path / 'none'}: there is no folder" in ran.err
    assert f"Not included: {broken}: the settings in commreg.toml cannot be used" in ran.err
    assert "Not included: 1 file with errors." in ran.err
    councils = sorted(path.name for path in (tmp_path / "dataset").glob("council=*"))
    assert councils == ["council=GB-LAE-FTY", "council=GB-LAE-MRW"]


def test_a_repository_is_read_at_its_last_commit(
    commreg: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "repository")
    shutil.copytree(RICH, repo.top, dirs_exist_ok=True)
    repo.commit()
    (repo.top / "contracts" / "speech-therapy-2024.yaml").unlink()  # not committed
    hook = repo.top / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\n")
    hook.chmod(0o755)
    monkeypatch.setattr(git_clone, "PROTOCOLS", ("file",))
    ran = commreg("join", repo.top.as_uri(), "-o", str(tmp_path / "dataset"), "--format", "json")
    assert ran.code == 0, ran.err
    assert [row["contracts"] for row in json.loads(ran.out)["registers"]] == [11]
    assert not (tmp_path / "hook-ran").exists()


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c 'touch hook-ran'",
        "file:///tmp/register",
        "git://host/register",
        "http://host/register",
        "ssh://-oProxyCommand=x/register",
        "ssh://user@-oProxyCommand=x/register",
        "git@-oProxyCommand=x:register",
        "git@host:-oProxyCommand=x",
        "https://host/a b",
        "HTTPS://host/register",
        "fd::7",
    ],
)
def test_other_protocols_are_refused(address: str, tmp_path: Path) -> None:
    assert git_clone.is_address(address)
    with pytest.raises(GitError, match="is not read: only addresses that begin with"):
        git_clone.clone(address, tmp_path / "clone")
    assert not list(tmp_path.iterdir())


def test_a_password_in_an_address_is_not_shown(commreg: Program, tmp_path: Path) -> None:
    ran = commreg("join", "https://officer:s3cret@localhost:9/x.git", "-o", str(tmp_path / "dataset"))
    assert ran.code == 1
    assert "Not included: https://localhost:9/x.git: git: " in ran.err
    assert "s3cret" not in ran.out + ran.err
