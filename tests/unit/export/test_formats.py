"""An export format is one package with its declaration: the command line takes all it needs from there."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from commreg.export.formats import ExportFormat, export_formats
from tests.conftest import Program

FORMATS = export_formats()


def test_the_formats_are_those_for_colleagues_and_then_those_made_to_be_published() -> None:
    assert list(FORMATS) == sorted(FORMATS, key=lambda name: (FORMATS[name].audience == "public", name))
    assert {"csv", "ics", "json", "parquet", "sqlite", "xlsx", "ocds", "transparency-code"} <= set(FORMATS)
    assert {"ocds", "transparency-code"} <= {
        name for name, export_format in FORMATS.items() if export_format.audience == "public"
    }


@pytest.mark.parametrize("export_format", FORMATS.values(), ids=list(FORMATS))
def test_the_module_of_a_format_writes_it(export_format: ExportFormat) -> None:
    assert callable(import_module(export_format.module).render)
    assert export_format.module.startswith(f"commreg.export.{export_format.name.replace('-', '_')}.")


def test_the_old_name_is_refused_and_names_the_new_one(commreg: Program) -> None:
    ran = commreg("export", "lgtc")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "commreg: lgtc is now called transparency-code\n  hint: write transparency-code\n"


def test_the_help_of_export_has_the_options_of_every_format_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom commreg.cli.main import run\nsys.argv = ['commreg', 'export', '--help']\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "heavy = {'openpyxl', 'pyarrow', 'jinja2', 'yaml', 'commreg.model.contract'} & {*sys.modules}\n"
        "sys.stderr.write(','.join(heavy))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    for export_format in FORMATS.values():
        assert f"{export_format.name}: " in " ".join(ran.stdout.split())
        assert all(f"--{option.name}" in ran.stdout for option in export_format.options)
