"""The decorators that declare a check, and what a check may read.

A check is a generator of violations with one argument. Its decorator has its code, its name, its severity and its
title, and is the only place where they are written: `diagnostics/check_codes.py` is generated from the decorators.
Several decorators on one function declare the codes of checks that share their calculation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from commreg.diagnostics.codes import Code
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.contract import Contract
from commreg.model.settings import Settings
from commreg.planning.term import ContractFacts


@dataclass(frozen=True, slots=True)
class CheckContext:
    """A contract with the settings and, except in an import, the facts derived from it on the as-of date."""

    contract: Contract
    settings: Settings
    derived_facts: ContractFacts | None = None

    @property
    def facts(self) -> ContractFacts:
        """The derived facts. Raises ValueError if there are none."""
        if self.derived_facts is None:
            raise ValueError("a check that reads the facts needs skip_after_fixed_error=True")
        return self.derived_facts


@dataclass(frozen=True, slots=True)
class RegisterContext:
    """All contracts that could be read, the settings, and the ids of the files that could not be read."""

    contracts: Sequence[Contract]
    settings: Settings
    unread_ids: Container[str] = ()


RegisterViolation = tuple[str, Violation]  # with the id of the contract whose file has the fault
ContractCheck = Callable[[CheckContext], Iterator[Violation]]
RegisterCheck = Callable[[RegisterContext], Iterator[RegisterViolation]]

DECLARED: dict[str, Code] = {}
# Each function once, with the code of its first decorator.
BASIC_CHECKS: dict[ContractCheck, str] = {}
FURTHER_CHECKS: dict[ContractCheck, str] = {}
REGISTER_CHECKS: dict[RegisterCheck, str] = {}


def check(
    code: str, name: str, severity: Severity, title: str, *, fixed: bool = False, skip_after_fixed_error: bool = False
) -> Callable[[ContractCheck], ContractCheck]:
    """Declare a check of one contract.

    `fixed`: no comment or setting can change it. `skip_after_fixed_error`: it is not run on a contract with a fixed
    error, because what is worked out from wrong dates would mislead. Raises ValueError if the code is already declared.
    """
    _declare(Code(code, name, severity, title, fixed))

    def register(function: ContractCheck) -> ContractCheck:
        (FURTHER_CHECKS if skip_after_fixed_error else BASIC_CHECKS)[function] = code
        return function

    return register


def register_check(
    code: str, name: str, severity: Severity, title: str, *, fixed: bool = False
) -> Callable[[RegisterCheck], RegisterCheck]:
    """Declare a check of all contracts together. `fixed` and the error raised are those of `check`."""
    _declare(Code(code, name, severity, title, fixed))

    def register(function: RegisterCheck) -> RegisterCheck:
        REGISTER_CHECKS[function] = code
        return function

    return register


def _declare(code: Code) -> None:
    if code.id in DECLARED:
        raise ValueError(f"{code.id} is declared twice")
    DECLARED[code.id] = code


def group_contracts(pairs: Iterable[tuple[object, Contract]]) -> Iterator[list[Contract]]:
    """The groups of two or more contracts that share a key. Contracts with an empty key are left out."""
    groups: dict[object, list[Contract]] = defaultdict(list)
    for key, contract in pairs:
        if key:
            groups[key].append(contract)
    return (group for group in groups.values() if len(group) > 1)
