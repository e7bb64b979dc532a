"""Formats are objects: no command compares the name of a format."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import commreg
from commreg.cli.commands.diff import FORMATS
from commreg.cli.commands.render import DEFAULT_FORMAT, FORMAT_ENDINGS
from commreg.diagnostics import formats as findings_formats
from commreg.export.formats import export_formats
from commreg.listings import formats as listing_formats

CLI = Path(commreg.__file__).parent / "cli"
NAMES = {
    *listing_formats.format_names(),
    *findings_formats.format_names(),
    *export_formats(),
    *FORMATS,
    *(DEFAULT_FORMAT, *FORMAT_ENDINGS),
}
CONSTANTS = {"DEFAULT", "DEFAULT_FORMAT"}


def comparisons(tree: ast.Module) -> Iterator[int]:
    """The lines that compare something with the name of a format, by ==, in, match or a constant with the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.match_case):
            compared = node.pattern if isinstance(node, ast.match_case) else node
            for part in ast.walk(compared):
                match part:
                    case ast.Constant(value=str(value)) if value in NAMES:
                        yield part.lineno
                    case ast.Name(id=name) if name in CONSTANTS:
                        yield part.lineno


@pytest.mark.parametrize("path", sorted(CLI.rglob("*.py")), ids=lambda path: path.relative_to(CLI).as_posix())
def test_no_command_compares_the_name_of_a_format(path: Path) -> None:
    assert list(comparisons(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        'x == "json"',
        'x in ("text", "csv")',
        "x != DEFAULT",
        "match x:\n    case 'html' | 'markdown':\n        pass",
        "y = [] if 'xlsx' == x else 1",
    ],
)
def test_the_scan_finds_a_comparison(line: str) -> None:
    assert list(comparisons(ast.parse(line)))
