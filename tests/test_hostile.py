"""Hostile files, strings, names and settings through the commands, in child processes with limits.

The suites are in tests/data/hostile. A part of them is tried by default, everything in a thorough run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.hypothesis_profile import THOROUGH, sample

pytestmark = [pytest.mark.source_only, pytest.mark.skipif(os.name != "posix", reason="limits are set by POSIX calls")]
SUITES = zipfile.ZipFile(ROOT / "tests" / "data" / "hostile" / "suites.zip")
FILES = [name for name in SUITES.namelist() if name != "blns.txt"]
STRINGS = [
    line for line in SUITES.read("blns.txt").decode("utf-8").split("\n") if line.strip() and not line.startswith("#")
]
SETTINGS = 'as_of = 2021-12-16\n[organisation]\nname = "A Council"\n[service_areas]\ncare = "Care"\n'
CONTRACT = """\
id: {id}
title: {text}
description: {text}
kind: service-contract
provider: {{name: {text}}}
service_area: care
term: {{start: 2020-04-01, end: 2023-03-31, extensions: []}}
value: {{amount: 24000.00, basis: annual}}
tags: [{text}]
local: {{{text}: {text}}}
"""
COMMANDS = [
    "validate",
    "validate --format github",
    "list --keep-going",
    "export csv --keep-going",
    "render booklet --keep-going",
    "fmt",
    "set x title New",
    "show x",
]
MORE_COMMANDS = [
    *(f"validate --format {name}" for name in ("json", "gitlab", "sarif", "junit", "markdown")),
    *(f"{name} --keep-going" for name in ("expiring", "recommissioning", "deadlines", "monitoring", "summary")),
    *(f"list --keep-going --format {name}" for name in ("json", "csv", "markdown")),
    *(f"export {name} --keep-going" for name in ("json", "xlsx", "sqlite", "ics", "ocds", "transparency-code")),
    *(f"render {name} --keep-going" for name in ("register", "appendix", "pipeline", "committee-report")),
    *(f"render {name} --keep-going --format html" for name in ("booklet", "briefing", "expiring")),
    "config", "digest --keep-going", "fmt --check", "confirm x", "renew x", "extend x",
]  # fmt: skip


def register(folder: Path, files: dict[str, bytes], settings: str = SETTINGS) -> Path:
    """A register with these contract files beside a sound one."""
    (folder / "contracts").mkdir(parents=True)
    (folder / "commreg.toml").write_text(settings, encoding="utf-8")
    correct = CONTRACT.format(id="sound", text="Sound").encode()
    for name, data in ({"sound.yaml": correct} | files).items():
        (folder / "contracts" / name).write_bytes(data)
    return folder


def run_all(tmp_path: Path, folders: Iterator[Path] | list[Path]) -> None:
    work = tmp_path / "work.json"
    commands = COMMANDS + (MORE_COMMANDS if THOROUGH else [])
    work.write_text(json.dumps({"folders": [str(folder) for folder in folders], "commands": commands}), "utf-8")
    child = [sys.executable, str(ROOT / "tests" / "hostile_child.py"), str(work)]
    ran = subprocess.run(child, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert json.loads(ran.stdout) == []


@pytest.mark.parametrize("part", range(8 if THOROUGH else 1))
def test_a_hostile_file(part: int, tmp_path: Path) -> None:
    """As a contract file, and as the rest of a sound one."""
    correct = CONTRACT.format(id="x", text="Sound").encode()
    names = sample(FILES, 80)[part :: 8 if THOROUGH else 1]
    folders = []
    for number, name in enumerate(names):
        data = SUITES.read(name)
        files = {"x.yaml": data} if number % 2 else {"x.yaml": correct + data}
        folders.append(register(tmp_path / str(number), files))
    run_all(tmp_path, folders)


def test_a_naughty_string(tmp_path: Path) -> None:
    """As every text and name of a contract: printed, escaped and edited like any other."""
    strings = sample(STRINGS, 10)
    files = {}
    for number, string in enumerate(strings):
        name = "x" if number == 0 else f"x-{number}"
        files[f"{name}.yaml"] = CONTRACT.format(id=name, text=json.dumps(string, ensure_ascii=False)).encode()
    run_all(tmp_path, [register(tmp_path / "r", files)])


HOSTILE_SETTINGS = [
    'contracts = "contracts/../contracts"', 'contracts = "."', 'contracts = ""', "as_of = 1979-05-27T07:32:00Z",
    "policy = {window_months = 120, check_months = 1}", 'internal = ["title", "value", "provider"]',
    "[[policy.bands]]\nfrom = 0\nname = '<script>|`@x'", "severities = {CR304 = 'error', CR210 = 'note'}",
    "[budgets.'2021/22']\ncare = 1.00", "a = [" + "[" * 500, "a = 1e400", "\x00", "= ", "[[[[",
    "a.b.c.d.e.f.g.h.i.j = 1",
]  # fmt: skip


def test_hostile_settings(tmp_path: Path) -> None:
    x = {"x.yaml": CONTRACT.format(id="x", text="Sound").encode()}
    cases = sample(HOSTILE_SETTINGS, 3)
    folders = [
        register(tmp_path / str(number), x, (SETTINGS if "[" in text[:1] else f"{text}\n") + text)
        for number, text in enumerate(cases)
    ]
    run_all(tmp_path, folders)


def test_hostile_names_and_links(tmp_path: Path) -> None:
    folder = register(tmp_path / "r", {"x.yaml": CONTRACT.format(id="x", text="Sound").encode()})
    contracts = folder / "contracts"
    for name in ("a\nb.yaml", "\x1b[31m.yaml", "-o.yaml", "::add-mask::x.yaml", "é.yaml", "x" * 240 + ".yaml", ".yaml"):
        (contracts / name).write_bytes(b"id: a\n")
    (contracts / os.fsdecode(b"\xff\xfe.yaml")).write_bytes(b"id: a\n")
    (contracts / "loop.yaml").symlink_to("loop.yaml")
    (contracts / "out.yaml").symlink_to("/etc/passwd")
    (contracts / "up").symlink_to("..")
    os.mkfifo(contracts / "pipe.yaml")
    (contracts / "folder.yaml").mkdir()
    run_all(tmp_path, [folder])
