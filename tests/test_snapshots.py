"""Whole outputs of real commands on the real register, read by a person before they were kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.unit.hypothesis_profile import sample

COMMANDS = {
    "expiring.txt": "expiring --within 24m",
    "expiring.csv": "expiring --within 24m --format csv",
    "expiring.json": "expiring --within 24m --format json",
    "expiring.md": "expiring --within 24m --format markdown",
    "expiring-6m-statutory.txt": "expiring --within 6m --statutory",
    "expiring-later.txt": "expiring --within 3m --as-of 2022-05-01",
    "list.txt": "list",
    "list-public-health.json": "list --service-area public-health --format json",
    "recommissioning.txt": "recommissioning",
    "recommissioning.csv": "recommissioning --format csv",
    "recommissioning.md": "recommissioning --format markdown",
    "timeline.txt": "timeline",
    "timeline-verdict.txt": "timeline --by verdict --ascii --within 12m",
    "summary.txt": "summary",
    "summary.json": "summary --format json",
    "summary.csv": "summary --format csv",
    "summary.md": "summary --format markdown",
    "show.txt": "show youth-justice-2019",
    "show-explain.txt": "show healthy-child-programme-2017 --explain",
    "show.json": "show mediation-2019 --format json",
    "validate.txt": "validate",
    "validate.json": "validate --format json",
    "validate-github.txt": "validate --format github",
    "validate.md": "validate --format markdown",
    "register.md": "render register --format markdown",
    "expiring-paper.md": "render expiring --format markdown",
    "appendix.md": "render appendix --format markdown",
    "appendix-internal.html": "render appendix --format html --audience internal",
    "register.html": "render register --format html",
    "expiring.html": "render expiring --format html",
    "papers.txt": "render --list",
    "explain.txt": "explain",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg(*COMMANDS[name].split())
    assert ran.code == 0
    same_as(ran.out, name)


@pytest.mark.parametrize("name", sample((name for name, command in COMMANDS.items() if "explain" not in command), 4))
def test_the_same_register_and_day_give_the_same_bytes(name: str, commreg: Program) -> None:
    """The same register and the same --as-of give the same bytes."""
    assert commreg(*COMMANDS[name].split()).out == commreg(*COMMANDS[name].split()).out
