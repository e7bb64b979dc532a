"""Settings that no output could show, and numbers without end, get a message at their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from commreg.diagnostics.errors import SettingsError
from commreg.register.config import find

CASES = [
    ('contracts = "a\\u0000b"', (1, 1), "contracts has an invisible character (U+0000)"),
    (f'contracts = "{"a" * 5000}"', (1, 1), "contracts has 5,000 characters"),
    (f'contracts = "x/{"a" * 300}"', (1, 1), "contracts is “x/aaa"),
    ("[policy]\nwindow_months = " + "9" * 5000, None, "a number has too many digits"),
    ("[policy]\nwindow_months = 0x" + "f" * 5000, (2, 1), "policy.window_months is not a number of at most twelve"),
    ("[policy]\nbands = [{from = nan, name = 'x'}]", (2, 1), "policy.bands[1].from is not a number of at most twelve"),
    ("[[policy.bands]]\nfrom = inf\nname = 'x'", (2, 1), "policy.bands[1].from is not a number of at most twelve"),
    ("[[policy.bands]]\nfrom = 1e999999999\nname = 'x'", (2, 1), "policy.bands[1].from is not a number"),
    ("[[policy.bands]]\nfrom = 1e-999999999\nname = 'x'", (2, 1), "policy.bands[1].from is not a number"),
    ("[[policy.bands]]\nfrom = 1000000000000\nname = 'x'", (2, 1), "policy.bands[1].from is not a number"),
    (f"{'.'.join('a' * 5000)} = 1", None, "a.a.a.a.a.a.a.a is nested too deeply"),
    ('"a\\n::add-mask::secret" = 1', None, "a<U+000A>::add-mask::secret has a name that has an invisible character"),
    ('[organisation]\nname = "\\u001b]52;c;eA==\\u001b\\\\X"', (2, 1), "organisation.name has an invisible character"),
    ('[service_areas]\na = "x\\u202ey"', (2, 1), "service_areas.a has an invisible character (U+202E)"),
    ('[service_areas]\na = "two\\nlines"', (2, 1), "service_areas.a has an invisible character (U+000A)"),
]


@pytest.mark.parametrize(("content", "place", "message"), CASES, ids=range(len(CASES)))
def test_it_is_an_error_at_its_place(tmp_path: Path, content: str, place: tuple[int, int] | None, message: str) -> None:
    (tmp_path / "commreg.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as stopped:
        find(tmp_path)
    (finding,) = stopped.value.findings
    assert finding.message.startswith(message)
    assert len(finding.message) < 200
    if place:
        assert (finding.location.line, finding.location.column) == place


def test_only_our_own_table_of_a_shared_file_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.other]\na = "\\u001b"\n[tool.commreg]\ncontracts = "x"\n', encoding="utf-8")
    assert find(tmp_path).settings.contracts == "x"
