"""The services that the law treats separately, by CPV code: light touch services and health care services."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from commreg.law.data import read

# The Provider Selection Regime applies from this day (SI 2023/1348, reg 1(1) and reg 29).
PSR_FROM = date(2024, 1, 1)


def light_touch(cpv: str, law: str = "pa2023") -> bool:
    """Whether a CPV code is one of a light touch service; `law` is pa2023 or pcr2015, whose lists differ a little.

    A code is compared by its first eight digits: the ninth is a check digit. A code that is not in the list itself is
    not covered by a wider one that is.
    """
    code = cpv[:8]
    codes, stretches = _light_touch(law)
    return code in codes or any(first <= code <= last for first, last in stretches)


def health_service(cpv: str) -> bool:
    """Whether a CPV code is in Schedule 1 of the Provider Selection Regime, wholly or in part."""
    return cpv[:8] in _health()


def partial_health_note(cpv: str) -> str | None:
    """The limitation if a code is only partly in that Schedule; None if it is wholly in it or not in it."""
    words: str | None = read("health")["psr"]["in_part"].get(cpv[:8])
    return words


@cache
def _light_touch(law: str) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    table: dict[str, Any] = read("light_touch")[law]
    return frozenset(table["codes"]), tuple((first, last) for first, last in table.get("stretches", ()))


@cache
def _health() -> frozenset[str]:
    table = read("health")["psr"]
    return frozenset(table["codes"]) | frozenset(table["in_part"])
