"""Every code is declared once, on the check that reports it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from commreg import checks
from commreg.checks.registry import CheckContext, check, register_check
from commreg.checks.run import declared_codes
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Severity
from commreg.model.settings import Settings
from tests.unit.builders import contract

MODULES = sorted(Path(checks.__path__[0]).glob("*.py"))
READING_CODES = {"CR204", "CR301", "CR413"}  # raised where files are read


def test_the_table_has_the_codes_that_the_checks_declare() -> None:
    bands = {code.id: code for code in CODES.values() if "CR2" <= code.id < "CR9"}
    assert {code.id: code for code in declared_codes()} == {
        code: bands[code] for code in bands if code not in READING_CODES
    }
    assert bands.keys() >= READING_CODES


@pytest.mark.parametrize("decorator", [check, register_check])
def test_a_code_is_declared_once(decorator: object) -> None:
    assert callable(decorator)
    with pytest.raises(ValueError, match="CR201 is declared twice"):
        decorator("CR201", "again", Severity.NOTE, "Again")


def test_a_check_that_reads_facts_says_so() -> None:
    with pytest.raises(ValueError, match="skip_after_fixed_error"):
        _ = CheckContext(contract(), Settings()).facts


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_reports_the_codes_that_it_declares(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    codes: dict[str, set[str]] = {"check": set(), "Violation": set()}
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            codes.setdefault(name.removeprefix("register_"), set()).add(first.value)
    assert codes["check"] == codes["Violation"]
