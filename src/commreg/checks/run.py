"""Run the checks that the modules of this folder declare."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from commreg import checks
from commreg.checks.registry import (
    BASIC_CHECKS,
    DECLARED,
    FURTHER_CHECKS,
    REGISTER_CHECKS,
    CheckContext,
    RegisterContext,
    RegisterViolation,
)
from commreg.diagnostics.codes import Code
from commreg.diagnostics.finding import Violation

for _module in iter_modules(checks.__path__):
    if _module.name != "run":
        import_module(f"commreg.checks.{_module.name}")
# In the order of their codes.
_BASIC_CHECKS = sorted(BASIC_CHECKS, key=BASIC_CHECKS.__getitem__)
_FURTHER_CHECKS = sorted(FURTHER_CHECKS, key=FURTHER_CHECKS.__getitem__)
_REGISTER_CHECKS = sorted(REGISTER_CHECKS, key=REGISTER_CHECKS.__getitem__)


def basic_violations(context: CheckContext) -> Iterator[Violation]:
    """What is wrong within a contract. Needs no facts."""
    for function in _BASIC_CHECKS:
        yield from function(context)


def further_violations(context: CheckContext) -> Iterator[Violation]:
    """What follows from the dates and the facts of a contract that has no fixed error."""
    for function in _FURTHER_CHECKS:
        yield from function(context)


def register_violations(context: RegisterContext) -> Iterator[RegisterViolation]:
    """What is wrong between contracts."""
    for function in _REGISTER_CHECKS:
        yield from function(context)


def declared_codes() -> tuple[Code, ...]:
    """The codes of all checks, in order."""
    return tuple(DECLARED[code] for code in sorted(DECLARED))
