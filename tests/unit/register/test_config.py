from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commreg.diagnostics.errors import RegisterError, SettingsError
from commreg.diagnostics.finding import Finding, Severity, Violation
from commreg.model.settings import Policy, Settings
from commreg.register import config, load
from commreg.register.config import Config
from commreg.yamlio import source
from tests.unit.builders import text


def write(folder: Path, name: str, content: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def find_config(tmp_path: Path, content: str | bytes, name: str = "commreg.toml") -> Config:
    (tmp_path / ".git").mkdir(exist_ok=True)
    return config.find(write(tmp_path, name, content))


def faults(tmp_path: Path, content: str | bytes, name: str = "commreg.toml") -> list[Finding]:
    """What stands in the way of using a settings file."""
    with pytest.raises(SettingsError) as stopped:
        find_config(tmp_path, content, name)
    assert stopped.value.message == f"the settings in {name} cannot be used"
    own = list(stopped.value.findings)
    assert all(d.path == name and d.severity is Severity.ERROR for d in own)
    for finding in own:
        text = f"{finding.message} {finding.hint}"
        assert not re.search(r"\b(valid|invalid|please|sorry|forbidden|illegal)\b", text, re.IGNORECASE)
    return own


def test_an_empty_file_begins_a_register_with_the_defaults(tmp_path: Path) -> None:
    got = find_config(tmp_path, "")
    assert got == Config(tmp_path.resolve(), Settings(), "commreg.toml", frozenset())
    assert got.contracts == tmp_path.resolve() / "contracts"
    policy = got.settings.policy
    assert (policy.window_months, policy.notice_months, policy.check_months, policy.bands) == (18, 3, 12, ())
    assert got.settings.internal == ("monitoring.owner", "recommissioning.estimated_value")
    assert got.settings.unpublished == ("notes", "local", "queries", *got.settings.internal)
    assert got.settings.as_of is None


def test_every_setting_is_read_exactly(tmp_path: Path) -> None:
    got = find_config(
        tmp_path,
        'contracts = "records/live"\nas_of = 2021-12-16\ninternal = ["notes"]\n'
        '[organisation]\nname = "Rutland County Council"\nservice = "children\'s services"\n'
        'identifiers = { "GB-LAE" = "RUT" }\n[service_areas]\nsocial-care = "Social Care"\n'
        '[policy]\nwindow_months = 24\nbands = [{ from = 5000.10, name = "a" }, { from = 25000, name = "b" }]\n'
        '[severities]\nCR218 = "note"\n',
    )
    assert got.settings.as_of == date(2021, 12, 16)
    assert got.settings.organisation.heading == "Rutland County Council, children's services"
    assert [(band.threshold, band.name) for band in got.settings.policy.bands] == [
        (Decimal("5000.10"), "a"),
        (Decimal(25000), "b"),
    ]
    assert got.settings.severity("CR218") is Severity.NOTE
    assert got.settings.severity("CR210") is Severity.WARNING
    assert got.settings.area_name("social-care") == "Social Care"
    assert got.settings.area_name("other") == "other"
    assert got.contracts == tmp_path.resolve() / "records" / "live"


def test_a_setting_knows_where_it_came_from(tmp_path: Path) -> None:
    """The settings in force and where they came from."""
    got = find_config(tmp_path, "[policy]\nwindow_months = 24\n")
    assert got.origin("policy.window_months") == "commreg.toml"
    assert got.origin("policy") == "commreg.toml"
    assert got.origin("policy.notice_months") == "default"
    assert Config(tmp_path, Settings()).origin("as_of") == "default"


def test_a_register_without_a_name_has_a_plain_heading() -> None:
    assert Settings().organisation.heading == "Contract register"


def test_the_walk_goes_upwards_from_where_one_is(tmp_path: Path) -> None:
    """Found by walking up from the current folder."""
    write(tmp_path, "commreg.toml", "")
    folder = tmp_path / "contracts" / "early-help"
    folder.mkdir(parents=True)
    assert config.find(folder).root == tmp_path.resolve()


def test_the_walk_stops_at_the_top_of_the_repository(tmp_path: Path) -> None:
    """Stopping at the git root."""
    write(tmp_path, "commreg.toml", "")
    inside = tmp_path / "project" / "sub"
    inside.mkdir(parents=True)
    (tmp_path / "project" / ".git").mkdir()
    with pytest.raises(RegisterError) as stopped:
        config.find(inside)
    assert stopped.value.message == f"there is no register here: no commreg.toml in {inside} or above it"
    assert stopped.value.hint


def test_the_top_of_the_repository_itself_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere")  # as in a worktree
    write(tmp_path, "commreg.toml", "")
    inside = write(tmp_path / "a" / "b", "x", "")
    assert config.find(inside).root == tmp_path.resolve()


def test_commreg_toml_comes_before_pyproject_toml(tmp_path: Path) -> None:
    """`commreg.toml`, else `pyproject.toml` with `[tool.commreg]`; no merging."""
    write(tmp_path, "pyproject.toml", "[tool.commreg]\nas_of = 2021-12-16\n")
    assert config.find(tmp_path).file == "pyproject.toml"
    write(tmp_path, "commreg.toml", "")
    got = config.find(tmp_path)
    assert got.file == "commreg.toml"
    assert got.settings.as_of is None


def test_the_nearest_settings_count_whatever_their_file(tmp_path: Path) -> None:
    write(tmp_path, "commreg.toml", "")
    write(tmp_path / "own", "pyproject.toml", "[tool.commreg]\n")
    assert config.find(tmp_path / "own").file == "pyproject.toml"


@pytest.mark.parametrize("content", ["", "[tool.ruff]\nline-length = 120\n", "tool = 3\n", "[tool.black\n"])
def test_a_pyproject_that_says_nothing_of_commreg_is_passed_by(tmp_path: Path, content: str) -> None:
    write(tmp_path, "commreg.toml", "")
    write(tmp_path / "own", "pyproject.toml", content)
    assert config.find(tmp_path / "own").file == "commreg.toml"


@pytest.mark.parametrize("content", [b"# \xef\xbb\xbf\n", "# a\u202eb\n", b"# \xff\n", 'a = "x:\u00a0y"\n'])
def test_an_odd_character_in_a_pyproject_that_says_nothing_of_commreg_is_nobodys_business(
    tmp_path: Path, content: str | bytes
) -> None:
    write(tmp_path, "commreg.toml", "")
    write(tmp_path / "own", "pyproject.toml", content)
    assert config.find(tmp_path / "own").file == "commreg.toml"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no folder"):
        config.find(tmp_path / "nowhere")


SYNTAX = [
    # a file that is not TOML, the line and the column, and words of the message
    ("as_of = 2021-02-30\n", (1, 9), "date"),
    ("x = 1\nas_of = 16/12/2021\n", (2, 11), "something follows where the line should end"),
    ("[policy\n", (1, 8), ""),
    ("contracts = contracts\n", (1, 13), "a value cannot be read"),
    ("contracts =\n", (1, 12), "a value cannot be read"),
    ("contracts\n", (1, 10), "no ="),
    ("\n\ncontracts: x\n", (3, 10), "no ="),
    ('a = "x\n', (1, 7), "a text is never closed"),
    ("[policy]\n[policy]\n", (2, 8), "is repeated"),
    ("as_of = 2021-12-16\nas_of = 2021-12-17\n", (2, 19), "is repeated"),
]


@pytest.mark.parametrize(("content", "expected", "says"), SYNTAX)
def test_a_file_that_is_not_toml_is_an_error_with_its_line(
    tmp_path: Path, content: str, expected: tuple[int, int], says: str
) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    (fault,) = faults(tmp_path, content)
    assert fault.code == "CR901"
    assert fault.location.line == expected[0]
    assert abs(fault.location.column - expected[1]) <= 1
    assert fault.message.endswith(", so the file is not TOML")
    assert says in fault.message
    assert fault.excerpt == content.split("\n")[expected[0] - 1]


@pytest.mark.parametrize("content", ["\n\ninternal = [\n", '\n\ncontracts = """x\ny\n', "\n\na = { b = 1,\n"])
def test_what_is_opened_and_never_closed_is_not_reported_on_the_first_line(tmp_path: Path, content: str) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    (fault,) = faults(tmp_path, content)
    assert fault.code == "CR901"
    assert fault.location.line >= 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff", (1, 1)),
        (b'a = "\xa3"\n', (1, 6)),
        ("a = 1\nb = 2\u2028\n".encode(), (2, 6)),
        (b"a = 1\n<<<<<<< HEAD\n", (2, 1)),
        (b"#" * (1024 * 1024 + 1), (1, 1)),
    ],
)
def test_bytes_that_are_no_text_are_an_error_with_their_place(
    tmp_path: Path, content: bytes, expected: tuple[int, int]
) -> None:
    (fault, *_) = faults(tmp_path, content)
    assert fault.code == "CR901"
    assert (fault.location.line, fault.location.column) == expected
    assert fault.message.startswith("commreg.toml ")
    assert fault.hint


def test_settings_that_cannot_be_read_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Violation("CR001", "cannot be read: permission denied", hint="check the file's permissions")
    monkeypatch.setattr(source, "read_bytes", lambda _path: refused)
    (fault,) = faults(tmp_path, "")
    assert (fault.code, fault.message) == ("CR901", "commreg.toml cannot be read: permission denied")
    assert fault.hint == "check the file's permissions"


UNKNOWN = [
    ("windows_months = 18\n", (1, 1), "windows_months is not a setting", "the settings are: organisation,"),
    ("contract = 'x'\n", (1, 1), "contract is not a setting", "did you mean contracts?"),
    ("[policy]\nwindow_month = 18\n", (2, 1), "policy.window_month is not a setting", "did you mean window_months?"),
    ("[policies]\nx = 1\n", (1, 2), "policies is not a setting", "did you mean policy?"),
    ("a = 1\n[organisation]\nnmae = 'x'\n", (3, 1), "organisation.nmae is not a setting", "did you mean name?"),
    ("[policy]\nbands = [{ form = 1, from = 1, name = 'x' }]\n", (2, 1), "policy.bands[1].form is not a setting",
     "did you mean from?"),
    ("[[policy.bands]]\nfrom = 1\nname = 'x'\nnote = 'y'\n", (4, 1), "policy.bands[1].note is not a setting", ""),
    ("as-of = 2021-12-16\n", (1, 1), "as-of is not a setting", "did you mean as_of?"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected", "message", "hint"), UNKNOWN)
def test_a_setting_that_is_not_known_is_an_error_with_the_nearest_name(
    tmp_path: Path, content: str, expected: tuple[int, int], message: str, hint: str
) -> None:
    fault = next(d for d in faults(tmp_path, content) if d.message == message)
    assert fault.code == "CR902"
    assert (fault.location.line, fault.location.column) == expected
    assert fault.hint.startswith(hint)


_TERMS = "[policy]\nschool_terms = [{{ name = 'Autumn', {first} }}, {{ name = 'Spring', {second} }}]\n"

WRONG = [
    (
        'as_of = "2021-12-16"\n',
        (1, 1),
        "as_of is “2021-12-16”, where a date such as 2021-12-16 without quotation marks",
    ),
    ("as_of = 2021-12-16T10:00:00\n", (1, 1), "as_of is “2021-12-16 10:00:00”, where a date such as"),
    ("as_of = 20211216\n", (1, 1), "as_of is “20211216”, where a date such as"),
    ("contracts = 3\n", (1, 1), "contracts is “3”, where text in double quotation marks belongs"),
    ("internal = 'notes'\n", (1, 1), "internal is “notes”, where a list in [ ] belongs"),
    ("internal = ['notes', 3]\n", (1, 1), "internal[2] is “3”, where text in double quotation marks belongs"),
    ("policy = 3\n", (1, 1), "policy is “3”, where a table of settings belongs"),
    ("service_areas = ['a']\n", (1, 1), "service_areas is "),
    ("\n[policy]\nwindow_months = 0\n", (3, 1), "policy.window_months is “0”, less than 1"),
    ("[policy]\nwindow_months = 121\n", (2, 1), "policy.window_months is “121”, more than 120"),
    ("[policy]\nnotice_months = -1\n", (2, 1), "policy.notice_months is “-1”, less than 0"),
    ("[policy]\ncheck_months = 12.5\n", (2, 1), "policy.check_months is “12.5”, where a whole number belongs"),
    ("[policy]\ncheck_months = true\n", (2, 1), "policy.check_months is “True”, where a whole number belongs"),
    ("policy.window_months = 0\n", (1, 1), "policy.window_months is “0”, less than 1"),
    ("[policy]\nbands = [{ from = -1, name = 'a' }]\n", (2, 1), "policy.bands[1].from is “-1”, which is not an amount"),
    (
        "[policy]\nbands = [{ from = '5k', name = 'a' }]\n",
        (2, 1),
        "policy.bands[1].from is “5k”, which is not an amount",
    ),
    ("[policy]\nbands = [{ from = 5 }]\n", (2, 1), "policy.bands[1].name is missing"),
    (
        "[policy]\nbands = [{ from = 5, name = 'a' }, { from = 5, name = 'b' }]\n",
        (2, 1),
        "policy.bands are not in ascending order",
    ),
    (
        "[policy]\nbands = [{ from = 9, name = 'a' }, { from = 5, name = 'b' }]\n",
        (2, 1),
        "policy.bands are not in ascending order",
    ),
    (
        _TERMS.format(first="start = 2021-12-17, end = 2021-08-31", second="start = 2022-01-04, end = 2022-04-08"),
        (2, 1),
        "policy.school_terms[1].end is 31 August 2021, before its start 17 December 2021",
    ),
    (
        _TERMS.format(first="start = 2021-08-31, end = 2021-12-17", second="start = 2021-12-17, end = 2022-04-08"),
        (2, 1),
        "policy.school_terms[2].start is 17 December 2021, and the previous term, Autumn, ends on 17 December 2021",
    ),
    (
        _TERMS.format(first="start = 2022-01-04, end = 2022-04-08", second="start = 2021-08-31, end = 2021-12-17"),
        (2, 1),
        "policy.school_terms[2].start is 31 August 2021, and the previous term, Autumn, ends on 8 April 2022",
    ),
    (
        "[policy]\ntimetables = [{ name = 'a', from = 9, below = 5, lead_times = { award = '1m' } }]\n",
        (2, 1),
        "policy.timetables[1].from is £9, not less than below, which is £5",
    ),
    (
        "[policy]\ntimetables = [{ name = 'a', from = 5, below = 5, lead_times = { award = '1m' } }]\n",
        (2, 1),
        "policy.timetables[1].from is £5, not less than below, which is £5",
    ),
    (
        "[[policy.timetables]]\nname = 'a'\nlead_times = {}\n",
        (3, 1),
        "policy.timetables[1].lead_times names no stage",
    ),
    ("[policy]\nlead_times = {}\n", (2, 1), "policy.lead_times names no stage"),
    (
        "[[policy.decision_makers]]\nname = 'Cabinet'\nstages = []\n",
        (3, 1),
        "policy.decision_makers[1].stages is empty",
    ),
    ("[severities]\nCR304 = 'fatal'\n", (2, 1), "severities.CR304 is “fatal”, which is not a severity"),
    ("[severities]\nCR304 = 3\n", (2, 1), "severities.CR304 is “3”"),
    ("[severities]\nCR999 = 'note'\n", (2, 1), "severities.CR999 is not a code"),
    ("[severities]\nCR110 = 'note'\n", (2, 1), "severities.CR110 is a code whose severity is fixed"),
    ("[severities]\nCR201 = 'note'\n", (2, 1), "severities.CR201 is a code whose severity is fixed"),
    ("internal = ['note']\n", (1, 1), "internal[1] names note, which is not a field of a contract"),
    ("internal = ['tags', 'value.amounts']\n", (1, 1), "internal[2] names value.amounts, which is not a field"),
    ("internal = ['tags.x']\n", (1, 1), "internal[1] names tags.x, which is not a field"),
    ('[service_areas]\n"Social Care" = "x"\n', (2, 1), "service_areas.Social Care is “Social Care”: an id has small"),
    ("[organisation]\nname = 3\n", (2, 1), "organisation.name is “3”, where text in double quotation marks belongs"),
    ("as_of = 9999-12-31\n", (1, 1), "as_of "),
    ("as_of = 0001-01-01\n", (1, 1), "as_of "),
]


def test_terms_paces_and_bodies_that_fit_are_taken(tmp_path: Path) -> None:
    policy = find_config(
        tmp_path,
        _TERMS.format(first="start = 2021-08-31, end = 2021-12-17", second="start = 2021-12-18, end = 2021-12-18")
        + "timetables = [{ name = 'a', from = 5, below = 9, lead_times = { award = '1m' } }]\n"
        "decision_makers = [{ name = 'Cabinet' }]\n",
    ).settings.policy
    assert [term.name for term in policy.school_terms] == ["Autumn", "Spring"]
    assert [body.stages for body in policy.decision_makers] == [("award",)]
    assert [pace.name for pace in policy.timetables] == ["a"]


@pytest.mark.parametrize(("content", "expected", "message"), WRONG)
@pytest.mark.parametrize("name", ["commreg.toml", "pyproject.toml"])
def test_a_setting_that_cannot_be_used_is_an_error_on_its_line(
    tmp_path: Path, content: str, expected: tuple[int, int], message: str, name: str
) -> None:
    down = 0
    if name == "pyproject.toml":
        head = "[project]\nname = 'x'\n[tool.commreg]\n"
        content, down = head + re.sub(r"(?m)^\[(\[?)", r"[\1tool.commreg.", content), 3
    fault, *more_faults = faults(tmp_path, content, name)
    assert fault.code == "CR903"
    assert fault.message.startswith(message)
    assert fault.location.line == expected[0] + down
    assert fault.location.column == expected[1]
    assert fault.hint
    assert not more_faults


@pytest.mark.parametrize("number", [1, 2, 3])
def test_of_several_bands_the_one_at_fault_is_pointed_at(tmp_path: Path, number: int) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    amounts = ["5000", "25000", "50000"]
    amounts[number - 1] = "'5k'"
    (fault,) = faults(tmp_path, "".join(f"[[policy.bands]]\nfrom = {amount}\nname = 'x'\n" for amount in amounts))
    assert fault.message.startswith(f"policy.bands[{number}].from")
    assert fault.location.line == 3 * number - 1


def test_every_fault_of_the_settings_is_reported_at_once(tmp_path: Path) -> None:
    """One run reports every fault."""
    own = faults(tmp_path, "x = 1\nas_of = 'soon'\n[policy]\nwindow_months = 0\nwindow = 1\n")
    assert [(d.code, d.location.line) for d in own] == [("CR902", 1), ("CR903", 2), ("CR903", 4), ("CR902", 5)]


@pytest.mark.parametrize(
    "folder",
    ["../contracts", "a/../../b", "/etc", "C:\\\\contracts", "..", "a\\\\..\\\\..\\\\b", "", "   ", "//host/share"],
)
def test_the_contracts_folder_stays_inside_the_register(tmp_path: Path, folder: str) -> None:
    """No path escapes the register."""
    (fault,) = faults(tmp_path, f'contracts = "{folder}"\n')
    assert fault.code == "CR903"
    assert "which is not a folder inside the register" in fault.message
    assert (fault.location.line, fault.location.column) == (1, 1)


@pytest.mark.parametrize("folder", ["contracts", "records/live", "./contracts", "a.b", "..contracts"])
def test_any_folder_inside_the_register_will_do(tmp_path: Path, folder: str) -> None:
    root = tmp_path.resolve()
    assert find_config(tmp_path, f'contracts = "{folder}"\n').contracts.resolve().is_relative_to(root)


def test_the_contracts_folder_is_no_link_to_another_place(tmp_path: Path) -> None:
    """No path escapes the register."""
    write(tmp_path / "elsewhere", "parent-advice-2020.yaml", text())
    root = write(tmp_path / "register", "commreg.toml", "")
    (root / "contracts").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    try:
        loaded = load.load(config.find(root), date(2021, 12, 16))
    except (RegisterError, SettingsError):
        return
    assert loaded.entries == ()


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    got = find_config(tmp_path, "[policy]\r\nwindow_months = 24\r\n")
    assert got.settings.policy == Policy(window_months=24)
    (fault,) = faults(tmp_path, "[policy]\r\n\r\nwindow_months = 0\r\n")
    assert fault.location.line == 3


def test_a_mark_at_the_beginning_of_the_file_changes_nothing(tmp_path: Path) -> None:
    assert find_config(tmp_path, b"\xef\xbb\xbfas_of = 2021-12-16\n").settings.as_of == date(2021, 12, 16)


def test_settings_nested_out_of_measure_are_an_error(tmp_path: Path) -> None:
    assert [d.code for d in faults(tmp_path, "a = " + "[" * 5000 + "]" * 5000)] == ["CR901"]
