"""`commreg init`: a register that is sound at once, in an empty folder or in a repository; and nothing lost."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from commreg.register.config import find
from tests.conftest import Program, tree

NAME = ("--name", "Wexcombe Council")
GITHUB = {
    ".github/CODEOWNERS",
    ".github/pull_request_template.md",
    ".github/workflows/register.yml",
    ".github/workflows/weekly.yml",
}
GITLAB = {".gitlab-ci.yml", ".gitlab/CODEOWNERS", ".gitlab/merge_request_templates/Default.md"}
REGISTER = {
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "commreg.toml",
    "contract.schema.json",
    "contracts/example-2026.yaml",
}
HOOK = {".pre-commit-config.yaml"}
DAY = ("--as-of", "2026-04-01")


def parsed(root: Path) -> None:
    """Every file is what its name says it is."""
    for name, data in tree(root).items():
        text = data.decode("utf-8")
        assert text.endswith("\n")
        assert "@@" not in text, name
        if name.endswith((".yml", ".yaml")):
            assert yaml.safe_load(text)
        elif name.endswith(".toml"):
            assert tomllib.loads(text)
        elif name.endswith(".json"):
            assert json.loads(text)


def test_init_says_what_it_wrote_and_what_comes_next(tmp_path: Path, commreg: Program) -> None:
    ran = commreg("init", *NAME, "--ci", "none", *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert ran.out == (
        "Written:\n"
        "  commreg.toml                 settings: the council and its rules\n"
        "  contracts/example-2026.yaml  an example to copy\n"
        "  contract.schema.json         field list for editors\n"
        "  .gitignore                   files git ignores\n"
        "  .vscode/settings.json        editor settings\n"
        "  .vscode/extensions.json      editor extensions\n"
        "  .pre-commit-config.yaml      checks before each commit\n"
    )
    assert ran.err == "Next: commreg validate\n"


@pytest.mark.parametrize(("ci", "more"), [("github", GITHUB), ("gitlab", GITLAB), ("none", set())])
def test_an_empty_folder_becomes_a_register_without_errors(
    ci: str, more: set[str], tmp_path: Path, commreg: Program
) -> None:
    assert commreg("init", *NAME, "--service", "children's services", "--ci", ci, *DAY, cwd=tmp_path).code == 0
    assert set(tree(tmp_path)) == REGISTER | HOOK | more
    parsed(tmp_path)
    ran = commreg("validate", "--strict", *DAY, cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "No problems found in 1 contract (as of 1 April 2026)\n")
    assert commreg("list", *DAY, cwd=tmp_path).out.startswith("Wexcombe Council, children's services ")
    assert commreg("validate", cwd=tmp_path).code == 0
    assert (tmp_path / "contract.schema.json").read_text(encoding="utf-8") == commreg("schema").out


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2027, 3, 31), date(2027, 4, 1), date(2031, 12, 31)])
def test_the_example_has_no_errors_on_any_day(day: date, tmp_path: Path, commreg: Program) -> None:
    commreg("init", *NAME, "--as-of", day.isoformat(), cwd=tmp_path)
    ran = commreg("validate", "--strict", "--as-of", day.isoformat(), cwd=tmp_path)
    assert ran.code == 0, ran.out
    assert ran.out.startswith("No problems found in 1 contract")


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, commreg: Program) -> None:
    ran = commreg("init", "children/register", *NAME, "--ci", "none", *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert "  children/register/commreg.toml " in ran.out
    assert ran.err == "Next: commreg -C children/register validate\n"
    assert commreg("-C", "children/register", "validate", *DAY, cwd=tmp_path).code == 0


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path, commreg: Program) -> None:
    commreg("init", *NAME, *DAY, cwd=tmp_path)
    before = tree(tmp_path)
    ran = commreg("init", *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert ran.out.startswith("Nothing is missing.\nNot changed:\n  commreg.toml ")
    assert ran.out.count(" exists already\n") == len(before) - 1  # the contracts are not asked about
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", sorted((REGISTER - {"contracts/example-2026.yaml", "commreg.toml"}) | HOOK | GITHUB))
def test_an_existing_file_is_not_changed_and_is_listed(name: str, tmp_path: Path, commreg: Program) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"mine\r\n")
    ran = commreg("init", *NAME, *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert (tmp_path / name).read_bytes() == b"mine\r\n"
    _, _, left = ran.out.partition("Not changed:\n")
    assert [line.split() for line in left.splitlines()[:-1]] == [[name, "exists", "already"]]
    assert set(tree(tmp_path)) == REGISTER | HOOK | GITHUB


@pytest.mark.parametrize(
    ("existing", "not_written"),
    [
        ("PULL_REQUEST_TEMPLATE.md", ".github/pull_request_template.md"),
        ("docs/pull_request_template.md", ".github/pull_request_template.md"),
        (".github/PULL_REQUEST_TEMPLATE/contract.md", ".github/pull_request_template.md"),
        ("CODEOWNERS", ".github/CODEOWNERS"),
        (".github/workflows/REGISTER.YML", ".github/workflows/register.yml"),
    ],
)
def test_a_file_that_does_the_same_elsewhere_is_not_doubled(
    existing: str, not_written: str, tmp_path: Path, commreg: Program
) -> None:
    (tmp_path / existing).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / existing).write_text("mine\n", encoding="utf-8")
    ran = commreg("init", *NAME, *DAY, cwd=tmp_path)
    assert not (tmp_path / not_written).exists() or (tmp_path / not_written).samefile(tmp_path / existing)
    assert f"  {not_written} " in ran.out.partition("Not changed:\n")[2]
    assert f"{existing.removesuffix('/contract.md')} exists\n" in ran.out


def test_settings_and_contracts_that_are_there_are_worked_with(tmp_path: Path, commreg: Program) -> None:
    """The example uses their service area and folder; with a contract there, no example is written."""
    settings = 'contracts = "data/contracts"\nas_of = 2026-04-01\n[service_areas]\nhealth = "Health"\n'
    (tmp_path / "commreg.toml").write_text(settings, encoding="utf-8")
    assert commreg("init", "--ci", "none", cwd=tmp_path).code == 0
    assert (tmp_path / "commreg.toml").read_text(encoding="utf-8") == settings
    example = tmp_path / "data/contracts/example-2026.yaml"
    text = example.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../contract.schema.json\n")
    assert "service_area: health " in text
    assert commreg("validate", "--strict", cwd=tmp_path).code == 0
    associated = json.loads((tmp_path / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert associated == {"./contract.schema.json": "data/contracts/**/*.yaml"}
    example.rename(example.with_name("real-2026.yaml"))
    assert "example" not in commreg("init", "--ci", "none", cwd=tmp_path).out


def test_settings_in_a_python_project_are_settings(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.commreg]\nas_of = 2026-04-01\n", encoding="utf-8")
    ran = commreg("init", "--ci", "none", cwd=tmp_path)
    assert "  commreg.toml                 pyproject.toml exists\n" in ran.out
    assert not (tmp_path / "commreg.toml").exists()


def test_in_a_folder_of_a_repository_the_checks_go_to_its_top(tmp_path: Path, commreg: Program) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    ran = commreg("init", "children's register", *NAME, *DAY, cwd=tmp_path)
    assert ran.code == 0
    folder = tmp_path / "children's register"
    assert set(tree(folder)) == REGISTER
    for name in HOOK | GITHUB:
        assert (tmp_path / name).is_file(), name
    for workflow in (".github/workflows/register.yml", ".github/workflows/weekly.yml"):
        assert yaml.safe_load((tmp_path / workflow).read_text(encoding="utf-8"))["env"]["REGISTER"] == folder.name
    (hook,) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert hook["entry"] == """commreg -C 'children'"'"'s register' validate --staged"""
    assert "children\\ 's" not in (tmp_path / ".github/CODEOWNERS").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ['Wexcombe "and" District', "C:\\new\\table", "Cyngor Sir Fôn", "# no = [remark]", "a: b", "'''", "教育"]
)
def test_a_name_comes_back_as_it_was_given(name: str, tmp_path: Path, commreg: Program) -> None:
    assert commreg("init", "--name", name, "--service", name, *DAY, cwd=tmp_path).code == 0
    organisation = find(tmp_path).settings.organisation
    assert (organisation.name, organisation.service) == (name, name)
    assert commreg("validate", "--strict", *DAY, cwd=tmp_path).code == 0


def test_what_pip_installs_goes_into_every_check(tmp_path: Path, commreg: Program) -> None:
    source = "git+https://git.example.net/team/commreg.git@v0.1.0"
    ran = commreg("init", *NAME, "--install-from", source, *DAY, cwd=tmp_path)
    assert ran.err == "Next: commreg validate\n"
    for workflow in (".github/workflows/register.yml", ".github/workflows/weekly.yml"):
        assert yaml.safe_load((tmp_path / workflow).read_text(encoding="utf-8"))["env"]["COMMREG"] == source


def test_without_it_the_check_says_where_to_put_it(tmp_path: Path, commreg: Program) -> None:
    """No name of a package is written that somebody else could own."""
    ran = commreg("init", *NAME, *DAY, cwd=tmp_path)
    assert "set COMMREG to the address of your copy of commreg" in ran.err
    text = (tmp_path / ".github/workflows/register.yml").read_text(encoding="utf-8")
    assert "git+https://git.example.org/commreg.git@v" in text


def test_a_dry_run_lists_the_same_and_writes_nothing(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    dry = commreg("init", "--dry-run", *DAY, cwd=tmp_path)
    assert set(tree(tmp_path)) == {".gitignore"}
    wet = commreg("init", *NAME, *DAY, cwd=tmp_path)
    assert dry.out == wet.out.replace("Written:", "Would write:")
    assert dry.err == ""


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_every_file_can_be_shown_before_it_is_written(ci: str, tmp_path: Path, commreg: Program) -> None:
    options = (*NAME, "--ci", ci, *DAY)
    register, text_by_name = tmp_path / "register", {}
    register.mkdir()
    for name in sorted(REGISTER | HOOK | (GITHUB if ci == "github" else GITLAB)):
        text_by_name[name] = commreg("init", *options, "--show", name, cwd=register).out.encode()
    assert tree(register) == {}
    commreg("init", *options, cwd=register)
    assert tree(register) == text_by_name


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--ci", "gitlub"), "there is no CI system “gitlub”"),
        (("--show", ".gitignroe"), "there is no file that init writes “.gitignroe”"),
        (("--name", "two\nlines"), "a name has an invisible character"),
        (("notes.txt",), "is a file, but a register is a folder"),
        (("notes.txt/register",), "is a file, but a register is a folder"),
        (("--as-of", "1/4/2026"), "--as-of “1/4/2026”"),
    ],
)
def test_what_cannot_be_done_is_reported_and_nothing_is_written(
    args: tuple[str, ...], message: str, tmp_path: Path, commreg: Program
) -> None:
    (tmp_path / "notes.txt").write_text("notes\n", encoding="utf-8")
    ran = commreg("init", *args, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert set(tree(tmp_path)) == {"notes.txt"}


def test_a_register_is_not_begun_inside_another(tmp_path: Path, commreg: Program) -> None:
    commreg("init", *NAME, *DAY, cwd=tmp_path)
    before = tree(tmp_path)
    ran = commreg("init", "contracts/schools", *NAME, *DAY, cwd=tmp_path)
    assert ran.code == 2
    assert "contracts/schools is inside the register at" in ran.err
    assert tree(tmp_path) == before


def test_a_name_for_settings_that_are_there_is_not_dropped_in_silence(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "commreg.toml").touch()
    ran = commreg("init", *NAME, cwd=tmp_path)
    assert ran.code == 2
    assert "the register has settings already, and init does not change them" in ran.err
    assert set(tree(tmp_path)) == {"commreg.toml"}


def test_faulty_settings_stop_it(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "commreg.toml").write_text("policy = 3\n", encoding="utf-8")
    ran = commreg("init", cwd=tmp_path)
    assert ran.code == 2
    assert "CR903" in ran.err
    assert set(tree(tmp_path)) == {"commreg.toml"}


def test_nothing_is_written_through_a_link(tmp_path: Path, commreg: Program) -> None:
    """Neither into a folder that leads elsewhere nor into a link that leads nowhere."""
    (tmp_path / "elsewhere").mkdir()
    register = tmp_path / "register"
    register.mkdir()
    (register / ".vscode").symlink_to(tmp_path / "elsewhere")
    (register / ".gitignore").symlink_to(tmp_path / "nowhere")
    (register / ".github").write_text("a file\n", encoding="utf-8")
    ran = commreg("init", *NAME, *DAY, cwd=register)
    assert ran.code == 0
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "nowhere").exists()
    left = ran.out.partition("Not changed:\n")[2]
    assert "  .vscode/settings.json             .vscode exists\n" in left
    assert "  .gitignore                        exists already\n" in left
    assert "  .github/CODEOWNERS                .github exists\n" in left


def test_on_a_terminal_it_asks_whose_register_it_is(tmp_path: Path) -> None:
    main, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "commreg", "init", "--ci", "none"],
        cwd=tmp_path,
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    output = b""
    for question, answer in ((b"every paper: ", b"Wexcombe Council\n"), (b"for none): ", b"\n")):
        while not output.endswith(question):
            assert select.select([main], [], [], 20)[0], output
            output += os.read(main, 65536)
        os.write(main, answer)
    while select.select([main], [], [], 20)[0]:
        try:
            output += os.read(main, 65536)
        except OSError:
            break
    assert process.wait(20) == 0
    os.close(main)
    assert "Next: commreg validate" in output.decode()
    organisation = find(tmp_path).settings.organisation
    assert (organisation.name, organisation.service) == ("Wexcombe Council", "")
