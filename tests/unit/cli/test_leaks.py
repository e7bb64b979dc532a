"""No module below the command line names an option or a command, or raises the command line's error."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import commreg
from commreg.cli.lazy import GROUPS

PACKAGE = Path(commreg.__file__).parent
COMMANDS = [name for group in GROUPS.values() for name in group]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
COMMAND = re.compile(rf"\bcommreg (?:-C \S+ )?(?:{'|'.join(COMMANDS)})\b")
# By module: why its strings may name an option or a command.
EXCEPTIONS = {
    "register/git.py": "arguments of git",
    "register/git_clone.py": "arguments of git",
    "register/git_history.py": "arguments of git",
    "site/site.py": "the name of a colour in the stylesheet",
    "scaffold/files.py": "the command that the files of a new register run",
}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in {"cli", "__main__.py"}
)


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string literal with its line; docstrings are for developers and are left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_message_names_an_option_or_a_command(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in EXCEPTIONS:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    leaks = [f"line {line}: {text}" for line, text in strings(tree) if OPTION.search(text) or COMMAND.search(text)]
    assert not leaks


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_raises_the_error_of_the_command_line(path: Path) -> None:
    assert "UsageError" not in path.read_text(encoding="utf-8")
