"""Names say what they hold: participles and pronouns without a noun are not names in the program or its tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import commreg

PACKAGE = Path(commreg.__file__).parent
TESTS = Path(__file__).parent
FOLDERS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__")
_BANNED = """
asked begun bought come each found given gone held here kept known made meant near one ones other others planned said
seen shown sound standing stood stuff taken there thing things told unsaid untold wanted watched way whole
"""
BANNED = frozenset(_BANNED.split())


def _names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that a module gives: to a variable, a parameter, a function, a class or an import."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno
            case _:
                pass


def _without_noun(paths: Iterable[Path], root: Path) -> list[str]:
    """The names in modules that leave out their noun, each with its place."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {name}"
        for path in paths
        for name, line in _names(ast.parse(path.read_text(encoding="utf-8")))
        if name.strip("_").lower() in BANNED
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_name_leaves_out_its_noun(folder: str) -> None:
    hits = _without_noun(sorted((PACKAGE / folder).rglob("*.py")), PACKAGE)
    assert not hits, "name what it holds: " + ", ".join(hits)


def test_no_name_in_a_test_leaves_out_its_noun() -> None:
    hits = _without_noun(sorted(TESTS.rglob("*.py")), TESTS)
    assert not hits, "name what it holds: " + ", ".join(hits)
