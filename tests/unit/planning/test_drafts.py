"""A draft is an entry begun before anything is awarded: it counts as no contract yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from commreg.listings import summary
from commreg.planning.term import State
from commreg.register.redact import redact_for
from tests.unit.builders import register_of, values

LATER = {"id": "parent-advice-2023", "term": {"start": "2023-04-01", "end": "2026-03-31"}}


@pytest.mark.parametrize(
    "changes",
    [({"recommissioning.successor": "parent-advice-2023"}, {}), ({}, {"supersedes": "parent-advice-2020"})],
    ids=["named by the contract", "naming the contract"],
)
def test_a_drafted_successor_is_not_in_place(tmp_path: Path, changes: tuple[dict[str, str], dict[str, str]]) -> None:
    """Drafting the next contract brings nobody nearer to having one."""
    first, second = changes
    loaded = register_of(tmp_path, values(**first), values(draft="true", **LATER, **second))
    before, after = (entry.facts for entry in loaded.entries)
    assert (before.successor, before.successor_start) == (None, None)
    assert after.state is State.DRAFT


def test_a_successor_that_is_awarded_is(tmp_path: Path) -> None:
    loaded = register_of(tmp_path, values(), values(**LATER, supersedes="parent-advice-2020"))
    assert loaded.entries[0].facts.successor == "parent-advice-2023"


def test_the_public_sees_no_draft(tmp_path: Path) -> None:
    loaded = register_of(tmp_path, values(), values(draft="true", **LATER))
    assert [view.contract.id for view in redact_for(loaded, "public").views] == ["parent-advice-2020"]
    assert len(redact_for(loaded, "internal").views) == 2


def test_a_draft_is_in_no_total_and_the_note_says_so(tmp_path: Path) -> None:
    loaded = register_of(tmp_path, values(), values(draft="true", **LATER))
    notes = summary.notes(redact_for(loaded, "internal").views)
    assert notes[0] == "1 contract with 1 provider; 1 draft not included."
    assert "£24,000 a year (1 contract)" in notes[2]
