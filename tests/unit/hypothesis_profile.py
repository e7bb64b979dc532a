"""How many examples Hypothesis generates: a part of them by default, all of them if COMMREG_THOROUGH is set."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("COMMREG_THOROUGH"))


def examples(count: int) -> int:
    """`count` in a thorough run, a sixth of it otherwise."""
    return count if THOROUGH else max(10, count // 6)
