"""An old name of a command, an option or a word is an error that names the new one."""

from __future__ import annotations

import pytest

from commreg.cli import old_names
from tests.conftest import Program


def test_an_old_command_names_the_new_one(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_names, "COMMANDS", {"ending": "expiring"})
    ran = commreg("ending", "--within", "6m")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "commreg: ending is now called expiring\n  hint: commreg expiring\n"


@pytest.mark.parametrize("argument", ["--horizon", "--horizon=6m"])
def test_an_old_option_names_the_new_one(argument: str, commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_names, "OPTIONS", {"expiring": {"--horizon": "--within"}})
    ran = commreg("expiring", argument)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "commreg: --horizon is now called --within\n  hint: commreg expiring --within\n"


def test_the_old_name_of_one_command_is_free_for_another(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_names, "OPTIONS", {"expiring": {"--overdue": "--within"}})
    assert commreg("monitoring", "--overdue").code == 0


def test_an_old_export_format_names_the_new_one(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_names, "CHOICES", {"export format": {"spreadsheet": "xlsx"}})
    ran = commreg("export", "spreadsheet")
    assert ran.code == 2
    assert ran.err == "commreg: spreadsheet is now called xlsx\n  hint: write xlsx\n"


def test_a_name_that_still_exists_is_not_refused(commreg: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_names, "COMMANDS", {"list": "expiring"})
    monkeypatch.setattr(old_names, "OPTIONS", {"list": {"--format": "--form"}})
    assert commreg("list", "--format", "csv").code == 0
