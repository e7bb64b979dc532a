"""Modules import only from lower layers, and the quick commands load nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import commreg

PACKAGE = Path(commreg.__file__).parent
# Lowest first: a folder may import itself and the folders of lower rows, never another folder of its own row.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("values",),
    ("law", "diagnostics"),
    ("yamlio",),
    ("model",),
    ("planning",),
    ("checks",),
    ("register",),
    ("diff", "edit"),
    ("wording",),
    ("listings", "export", "importing"),
    ("papers", "scaffold", "dataset"),
    ("site",),
    ("cli",),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    """The dotted name of a module below `commreg`; a package goes by its own name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in _modules()}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> set[str]:
    """The modules of commreg that a module imports, function-level imports included, type checking excepted."""
    imported: set[str] = set()
    pending: list[ast.AST] = [_tree(path)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "commreg":
            module = ".".join((node.module or "").split(".")[1:])
            for alias in node.names:
                name = f"{module}.{alias.name}".lstrip(".")
                imported.add(name if name in MODULES else module)
        pending.extend(ast.iter_child_nodes(node))
    return imported - {""}


def test_nothing_lies_flat_in_the_package() -> None:
    flat = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    assert flat == {"__init__.py", "__main__.py", "py.typed"}


def test_every_folder_has_a_layer() -> None:
    folders = {
        path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in {"__pycache__", "templates"}
    }
    assert folders <= set(RANK), "add the folder to LAYERS"


def test_modules_and_functions_are_short() -> None:
    """No module has more than 400 lines, and no function more than 60, decorators not counted."""
    lengths = []
    for name, path in MODULES.items():
        text = path.read_text(encoding="utf-8")
        lengths.append((name, len(text.splitlines()), 400))
        functions = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef))
        lengths += [(f"{name}.{f.name}", (f.end_lineno or f.lineno) - f.lineno + 1, 60) for f in functions]
    too_long = [f"{name}: {lines}" for name, lines, most in lengths if lines > most]
    assert not too_long


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_its_own_folder_and_lower_layers(name: str) -> None:
    folder = name.split(".", maxsplit=1)[0]
    if folder in {"", "__main__"}:
        return
    wrong = {
        imported
        for imported in _imports(MODULES[name])
        if imported.split(".")[0] != folder and RANK[imported.split(".")[0]] >= RANK[folder]
    }
    assert not wrong, f"{name} is in layer {RANK[folder]} and imports {sorted(wrong)} from that layer or above"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: {module for module in _imports(path) if module != name} for name, path in MODULES.items()}
    waiting = dict(graph)
    while free := [name for name, imported in waiting.items() if not imported & set(waiting)]:
        for name in free:
            del waiting[name]
    assert not waiting, f"modules in or behind a circle: {sorted(waiting)}"


def test_typer_is_used_by_the_command_line_alone() -> None:
    users = {
        path.relative_to(PACKAGE).parts[0] for path in _modules() if "import typer" in path.read_text(encoding="utf-8")
    }
    assert users == {"cli"}


def test_the_clock_is_read_in_one_place_and_asked_for_by_the_command_line_alone() -> None:
    readers = [path.name for path in _modules() if "now(" in path.read_text() or ".today(" in path.read_text()]
    assert readers == ["dates.py"]
    askers = {
        path.relative_to(PACKAGE).parts[0]
        for path in _modules()
        if "today_in_london" in path.read_text() and path.name != "dates.py"
    }
    assert askers == {"cli"}


@pytest.mark.parametrize("args", ["--help", "explain CR201", "--version", "expiring --help", "export --help"])
def test_quick_commands_load_neither_rich_nor_jinja_nor_the_models(args: str) -> None:
    code = (
        "import sys\nfrom commreg.cli.main import run\n"
        f"sys.argv = ['commreg', *{args.split()!r}]\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "heavy = [m for m in ('rich', 'jinja2', 'yaml', 'pydantic', 'commreg.model.contract') if m in sys.modules]\n"
        "sys.stderr.write(','.join(heavy))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
