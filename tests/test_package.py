"""What the wheel and the source archive contain, and that the locked versions fit what pyproject.toml asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.source_only
PACKAGE = ROOT / "src" / "commreg"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    ran = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return folder


def test_the_wheel_has_the_package_and_the_templates_and_nothing_else(built: Path) -> None:
    names = set(zipfile.ZipFile(next(built.glob("*.whl"))).namelist())
    expected = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    expected |= {f"commreg/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
                 for path in (ROOT / "templates").rglob("*") if path.is_file()}  # fmt: skip
    expected = {name for name in expected if "__pycache__" not in name}
    in_package = {name for name in names if not name.startswith("commreg-")}
    assert in_package == expected
    assert {name.split("/", 1)[1] for name in names - in_package} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip


def test_the_source_archive_has_what_the_tests_and_the_docs_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    top = {name.split("/")[0] for name in names}
    needed = {"src", "templates", "contracts", "tests", "docs", "Makefile", "CHANGELOG.md", "CONTRIBUTING.md"}
    assert top >= needed | {"SECURITY.md", "LICENSE", "README.md", "pyproject.toml", "constraints.txt"}
    assert not top & {".git", ".venv", "build", "dist", ".mypy_cache", ".hypothesis"}
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".tmp"))]


def test_every_dependency_is_locked_at_a_version_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {name.lower().replace("_", "-"): version for name, _, version in (
        line.partition("==") for line in lines if not line.startswith("#")
    )}  # fmt: skip
    groups = project["dependency-groups"]
    requirements = [*project["project"]["dependencies"], *groups["test"], *groups["lint"], *groups["build"]]
    for requirement in requirements:
        name, lowest = re.match(r"([\w-]+)>=([\d.]+)", requirement).groups()  # type: ignore[union-attr]
        version = locked[name.lower()]
        assert [int(part) for part in version.split(".")[:2]] >= [int(part) for part in lowest.split(".")[:2]], name
