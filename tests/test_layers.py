"""Layers import only downward, and the quick commands load nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import commreg

PACKAGE = Path(commreg.__file__).parent
# Lowest first; a module may import its own layer and those before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "dates", "money", "vocab", "markdown", "law"),
    ("diagnostics", "codes", "source", "syntax", "yamltree", "suppress", "placing"),
    ("model", "config", "schema"),
    (
        "timeline",
        "meetings",
        "notices",
        "plan",
        "next_action",
        "deadlines",
        "rules",
        "folder",
        "register",
        "audience",
        "filters",
        "totals",
    ),
    (
        "changes",
        "gitio",
        "writing",
        "exchange",
        "starter",
    ),
    ("table", "views", "render", "reports", "template_filters", "templating"),
    ("cli", "__main__"),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """The top-level parts of commreg that a module imports, late imports included, type checking apart."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("commreg"):
            parts = (node.module or "").split(".")[1:]
            found |= {parts[0]} if parts else {alias.name for alias in node.names}
        waiting.extend(ast.iter_child_nodes(node))
    return found - {"__version__"}


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_its_own_layer_and_those_below(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    upward = {name for name in _imports(path) if RANK[name] > RANK[own]}
    assert not upward, f"{own} is in layer {RANK[own]} and imports {upward} from above it"


def test_typer_is_used_by_the_command_line_alone() -> None:
    users = {
        path.relative_to(PACKAGE).parts[0] for path in _modules() if "import typer" in path.read_text(encoding="utf-8")
    }
    assert users == {"cli"}


def test_the_clock_is_read_in_one_place_and_asked_for_by_the_command_line_alone() -> None:
    readers = [path.name for path in _modules() if "now(" in path.read_text() or ".today(" in path.read_text()]
    assert readers == ["dates.py"]
    askers = {
        path.parent.name for path in _modules() if "today_in_london" in path.read_text() and path.name != "dates.py"
    }
    assert askers == {"cli"}


@pytest.mark.parametrize("args", ["--help", "explain CR201", "--version"])
def test_quick_commands_load_neither_rich_nor_jinja_nor_the_models(args: str) -> None:
    code = (
        "import sys\nfrom commreg.cli.main import run\n"
        f"sys.argv = ['commreg', *{args.split()!r}]\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "heavy = [m for m in ('rich', 'jinja2', 'yaml', 'commreg.model.contract') if m in sys.modules]\n"
        "sys.stderr.write(','.join(heavy))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
