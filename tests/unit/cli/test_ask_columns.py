"""The questions about columns on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from commreg.cli.ask_columns import ask_columns
from commreg.cli.errors import UsageError
from commreg.importing import headers, read_sheet

DATA = b"Title,Supplier,Start,Finish,Note to self\nAdvocacy,Acme,2024-04-01,2027-03-31,x\nMentoring,Trust,2024-05-01\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def sheet() -> headers.Sheet:
    return headers.find_table(read_sheet.read(Path("register.csv"), DATA), {})


def test_each_column_is_shown_with_its_cells_and_can_be_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal("\n\n\nterm.start\nnonsense\nEnd date\nskip\n"))
    answers = ask_columns(sheet())
    assert answers == {
        "Title": "title",
        "Supplier": "provider.name",
        "Start": "term.start",
        "Finish": "term.end",
        "Note to self": "skip",
    }
    screen = capsys.readouterr().err
    assert "Column 1 of 5: Title\n  “Advocacy”, “Mentoring”\n  Field [title]: " in screen
    assert "“Start” is term.start already: choose another field, or nothing" in screen
    assert "there is no field “nonsense”" in screen


def test_an_input_that_ends_too_early_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal("\n"))
    with pytest.raises(UsageError, match="the input ended before all columns were decided"):
        ask_columns(sheet())
