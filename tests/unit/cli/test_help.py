"""Help: the commands under their headings, with summaries that are not cut off."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from commreg.cli.lazy import GROUPS
from tests.conftest import Program

COMMANDS = {name: place for group in GROUPS.values() for name, place in group.items()}


def test_commands_are_under_the_headings_of_their_groups(commreg: Program) -> None:
    text = commreg("--help").out
    positions = [text.index(f"\n{heading}:\n") for heading in ("Look", "Publish", "Change", "Check and set up")]
    assert positions == sorted(positions)
    listed = re.findall(r"^  ([a-z-]+) {2,}[A-Z]", text[positions[0] :], re.MULTILINE)
    assert listed == list(COMMANDS)


def test_no_summary_is_cut_off_or_wrapped_at_80_columns(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = commreg("--help").out
    for name, place in COMMANDS.items():
        module, function = place.split(".")
        docstring = getattr(import_module(f"commreg.cli.commands.{module}"), function).__doc__
        (line,) = [line for line in text.splitlines() if line.startswith(f"  {name} ")]
        summary = docstring.strip().splitlines()[0]
        assert line.split(maxsplit=1)[1] == summary.split(". ")[0].rstrip(".") + "."
        assert "..." not in line
        assert len(line) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_help_uses_the_words_of_today(name: str, commreg: Program) -> None:
    text = commreg(name, "--help").out.lower()
    for word in ("reckon", "mend", "anew", "told", "stands", "nought", "sound", "take out", "left as it is"):
        assert not re.search(rf"\b{word}", text), word
