"""How much the tests try: a part by default, everything if COMMREG_THOROUGH is set, as `make cover` does."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

Case = TypeVar("Case")

THOROUGH = bool(os.environ.get("COMMREG_THOROUGH"))
thorough_only = pytest.mark.skipif(not THOROUGH, reason="takes long; make cover runs it")


def examples(count: int) -> int:
    """How many examples Hypothesis generates: `count` in a thorough run, a twelfth of it otherwise."""
    return count if THOROUGH else max(10, count // 12)


def sample(cases: Iterable[Case], every: int) -> list[Case]:
    """All cases in a thorough run, otherwise one in `every`."""
    return list(cases)[:: 1 if THOROUGH else every]
